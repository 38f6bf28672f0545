package store

import (
	"context"
	"time"
)

// What comes next, for [DB.NextMoment].
const (
	NextStep     = "step"     // a rung of a ladder
	NextDelivery = "delivery" // something to be said
	NextWake     = "wake"     // a conversation that asked to be woken
	NextPhoto    = "photo"    // another attempt at a picture
	NextMiss     = "miss"     // an occurrence that counts as missed if not done
)

// NextMoment is the earliest moment at which something stored is due, and what
// it is; not ok if nothing waits. It may lie in the past.
func (d *DB) NextMoment(ctx context.Context) (at time.Time, what string, ok bool, err error) {
	defer wrap(&err, "ask what comes next")
	t := d.peek()
	for _, q := range []struct{ what, query string }{
		{NextDelivery, ""},
		{NextStep, "SELECT due FROM steps WHERE state = 'planned' ORDER BY due LIMIT 1"},
		{NextMiss, "SELECT missed FROM occurrences WHERE state = 'open' ORDER BY missed LIMIT 1"},
		{NextWake, "SELECT wake_at FROM sessions WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1"},
		{NextPhoto, "SELECT look_at FROM photos WHERE look_at IS NOT NULL ORDER BY look_at LIMIT 1"},
	} {
		var moments []int64
		if q.query == "" {
			due, waiting, err := d.NextDue(ctx, nil)
			if err != nil {
				return at, "", false, err
			}
			if waiting {
				moments = []int64{ms(due)}
			}
		} else if err := t.load(ctx, &moments, q.query); err != nil {
			return at, "", false, err
		}
		if len(moments) > 0 && (!ok || moment(moments[0]).Before(at)) {
			at, what, ok = moment(moments[0]), q.what, true
		}
	}
	return at, what, ok, nil
}
