package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"gridwarden/bot"
	"gridwarden/safety"
)

// A countRow is what a member was sent in a minute of Unix time. The empty
// member is the app: its minute is the first of the day in Shanghai.
type countRow struct {
	Member string `json:"member"`
	Minute int64  `json:"minute"`
	N      int    `json:"n"`
	Capped int    `json:"capped"`
}

func minuteOf(t time.Time) int64 { return t.Unix() / 60 }

// countRows are the rows of charges in the order of their key, so that two
// deliverers take the same locks in the same order.
func countRows(now time.Time, charges []bot.Charge, sign int) []countRow {
	rows := make([]countRow, 1, len(charges)+1)
	rows[0] = countRow{Minute: minuteOf(safety.Day(now))}
	for _, c := range charges {
		rows[0].N += sign * c.N
		rows = append(rows, countRow{c.Member, minuteOf(now), sign * c.N, sign * c.Capped})
	}
	slices.SortFunc(rows, func(a, b countRow) int { return cmp.Compare(a.Member, b.Member) })
	return rows
}

// Charge adds to the counts and returns them with the addition, so that two
// deliverers that charge at once see different counts.
func (d *DB) Charge(ctx context.Context, now time.Time, charges []bot.Charge) (tally bot.Tally, err error) {
	defer wrap(&err, "charge limits")
	err = d.lease(ctx, func(t *Tx) error {
		if _, err := t.exec(ctx, d.hot.charge, encode(countRows(now, charges, 1))); err != nil {
			return err
		}
		tally, err = t.tally(ctx, now, charges)
		return err
	})
	return tally, err
}

func (t *Tx) tally(ctx context.Context, now time.Time, charges []bot.Charge) (bot.Tally, error) {
	members := []string{""}
	for _, c := range charges {
		members = append(members, c.Member)
	}
	slices.Sort(members)
	var rows []struct {
		Member               string
		Minute, Hour, Capped int
		App                  int
	}
	m, today := minuteOf(now), minuteOf(safety.Day(now))
	tally := bot.Tally{Members: make(map[string]bot.Count, len(charges))}
	err := t.load(ctx, &rows, t.d.hot.tallies, m-1, m-60, today, today, encode(slices.Compact(members)), min(m-60, today), m)
	for _, r := range rows {
		if r.Member == "" {
			tally.App = r.App
			continue
		}
		tally.Members[r.Member] = bot.Count{Minute: r.Minute, Hour: r.Hour, Capped: r.Capped}
	}
	return tally, err
}

// Refund takes back a charge made at the given moment.
func (d *DB) Refund(ctx context.Context, at time.Time, charges []bot.Charge) (err error) {
	defer wrap(&err, "refund limits")
	return d.lease(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, d.hot.charge, encode(countRows(at, charges, -1)))
		return err
	})
}

// Told says which of the deliveries' words their member was sent already, under
// his name or the pseudonym the delivery lies under, by another delivery that
// ended as sent or bundled at since or later.
func (d *DB) Told(ctx context.Context, ds []bot.Delivery, since time.Time) (told map[int64]bool, err error) {
	defer wrap(&err, "ask what was told")
	type row struct {
		ID     int64  `json:"id"`
		Member string `json:"member"`
		Sum    string `json:"sum"`
	}
	told = map[int64]bool{}
	rows := make([]row, 0, len(ds))
	for _, one := range ds {
		rows = append(rows, row{one.ID, one.To, one.Sum})
		if one.Alias != "" {
			rows = append(rows, row{one.ID, one.Alias, one.Sum})
		}
	}
	var ids []int64
	if err := d.peek().load(ctx, &ids, d.hot.toldAlready, ms(since), encode(rows)); err != nil {
		return nil, err
	}
	for _, id := range ids {
		told[id] = true
	}
	return told, nil
}

// NextDue is the earliest Next of any delivery or open call of these classes
// that has not ended; what is claimed counts as due when its lease passes.
func (d *DB) NextDue(ctx context.Context, classes []bot.Class) (at time.Time, ok bool, err error) {
	defer wrap(&err, "ask when the next delivery is due")
	t := d.peek()
	names, err := t.classes(ctx, classes)
	if err != nil {
		return at, false, err
	}
	var next *int64
	list := encode(names)
	if err := t.load(ctx, &next, d.hot.nextDue, list, list); err != nil || next == nil {
		return at, false, err
	}
	return moment(*next), true, nil
}
