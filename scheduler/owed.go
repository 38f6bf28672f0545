package scheduler

import (
	"context"
	"errors"
	"time"

	"gridwarden/bot"
)

// owe keeps in mind what could not be recorded because the database was away. It
// is made up before anything else is claimed, so that nothing has to wait until
// a lease has passed (promises.md R15). If the lease has passed nevertheless, it
// changes nothing: fences tell.
func (d *Deliverer) owe(record func(ctx context.Context) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.owed = append(d.owed, record)
}

// makeUp records what is owed, up to the first failure.
func (d *Deliverer) makeUp(ctx context.Context) error {
	d.mu.Lock()
	owed := d.owed
	d.owed = nil
	d.mu.Unlock()
	for i, record := range owed {
		if err := record(ctx); err != nil && !errors.Is(err, bot.ErrFenced) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.owed = append(owed[i:len(owed):len(owed)], d.owed...)
			return err
		}
	}
	return nil
}

// abandon owes that deliveries are free again. Those that were settled, or went
// into a call, although the database gave an error, stay as they are.
func (d *Deliverer) abandon(items []*item, now time.Time) {
	outcomes := make([]bot.Outcome, len(items))
	for i, it := range items {
		outcomes[i] = bot.Outcome{
			ID: it.ID, Fence: it.Fence, State: it.State, Next: it.Next, Why: it.Why, Reason: it.Reason, Tries: it.Delivery.Tries, Repeat: it.Repeat, At: now,
		}
	}
	d.owe(func(ctx context.Context) error { return d.o.Outbox.SettleDeliveries(ctx, outcomes) })
}

// abandonCalls owes that calls are free again, with their bytes.
func (d *Deliverer) abandonCalls(calls []bot.StoredCall) {
	for _, c := range calls {
		end := bot.CallEnd{ID: c.ID, Fence: c.Fence, State: bot.CallOpen, Next: c.Next, Tries: c.Tries}
		d.owe(func(ctx context.Context) error { return d.o.Outbox.EndCall(ctx, end) })
	}
}

// unspent gives back what calls were charged that will not be made.
func (d *Deliverer) unspent(ctx context.Context, at time.Time, calls []bot.StoredCall) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	for _, c := range calls {
		charges := d.chargesOf(c)
		if len(charges) == 0 {
			continue
		}
		if err := d.o.Outbox.Refund(ctx, at, charges); err != nil {
			d.o.Log.WarnContext(ctx, "the members' limits stay charged", "call", c.ID, "error", err)
		}
	}
}
