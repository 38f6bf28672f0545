package store

import (
	"context"

	"gridwarden/bot"
)

// CountDeliveries counts all deliveries by state: their sum is what was ever
// posted (promises.md R9). It reads the whole outbox and is not for ticks.
func (d *DB) CountDeliveries(ctx context.Context) (counts map[bot.DeliveryState]int, err error) {
	defer wrap(&err, "count deliveries")
	var rows []struct {
		State string
		N     int
	}
	if err := d.peek().load(ctx, &rows, "SELECT state, COUNT(*) AS n FROM deliveries GROUP BY state"); err != nil {
		return nil, err
	}
	counts = make(map[bot.DeliveryState]int, len(rows))
	for _, r := range rows {
		counts[bot.DeliveryState(r.State)] = r.N
	}
	return counts, nil
}

// DeliveriesAbout are the deliveries that concern a matter, in the order they
// were posted, at most limit (promises.md R20).
func (d *DB) DeliveriesAbout(ctx context.Context, about string, limit int) ([]bot.Delivery, error) {
	return d.ledger(ctx, "SELECT "+deliveryColumns+" FROM posts p JOIN deliveries d ON d.post = p.id WHERE p.about = ? ORDER BY p.posted_at, p.id, d.member LIMIT ?", about, limit)
}

// DeliveriesTo are the deliveries to a member that have not ended, earliest due first.
func (d *DB) DeliveriesTo(ctx context.Context, member string, limit int) ([]bot.Delivery, error) {
	return d.ledger(ctx, "SELECT "+deliveryColumns+" FROM deliveries d WHERE d.member = ? AND d.ended_at = 0 ORDER BY d.due, d.id LIMIT ?", member, limit)
}

func (d *DB) ledger(ctx context.Context, query string, of string, limit int) (ds []bot.Delivery, err error) {
	defer wrap(&err, "read ledger of deliveries")
	t := d.peek()
	rows, err := t.loadDeliveries(ctx, query, of, limit)
	if err != nil {
		return nil, err
	}
	return t.deliveries(ctx, rows)
}
