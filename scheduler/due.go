package scheduler

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot"
)

// due ends what is of no use any more and puts back what is not due yet. How
// late a post may be counts from the moment it could first have been sent: a
// night or a holiday in between is not lateness (T-15).
func (d *Deliverer) due(_ context.Context, b *batch) error {
	for _, it := range b.undecided() {
		instant := it.Due
		if it.rule.Spread {
			instant = spread(it.Due, d.spread(it.Due), it.Key)
		}
		switch {
		case !it.Until.IsZero() && b.now.After(it.Until):
			it.decide(TooLate, time.Time{})
		case instant.After(b.now):
			it.decide(NotYet, instant)
		case d.stale(it, instant, b.now):
			it.decide(TooLate, time.Time{})
		}
	}
	return nil
}

// stale says that a post comes later than the grace of its class allows.
func (d *Deliverer) stale(it *item, instant, now time.Time) bool {
	if it.rule.Grace.IsZero() || it.Why == string(Capped) {
		return false
	}
	from, _ := d.hours.hold(instant, it.rule)
	if it.State == bot.Held && it.Next.After(from) {
		from = it.Next
	}
	return now.After(it.rule.Grace.From(from, d.o.Policy.Calendar))
}

// settled asks the domain whether the matters are still worth telling and the
// people still there: a hazard may have been closed, a post handed over, since
// the post was written (promises.md F32, F33).
func (d *Deliverer) settled(ctx context.Context, b *batch) error {
	open := b.undecided()
	if d.o.Settled == nil || len(open) == 0 {
		return nil
	}
	moot, err := d.o.Settled(ctx, b.now, deliveries(open))
	if err != nil {
		return fmt.Errorf("ask which matters are settled: %w", err)
	}
	for _, it := range open {
		if reason, yes := moot[it.ID]; yes {
			it.decide(Settled, time.Time{})
			it.reason = reason
		}
	}
	return nil
}
