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

// Sweep deletes counts that no limit looks at any more. It may be run at any
// moment and as often as anybody likes.
func (d *DB) Sweep(ctx context.Context, now time.Time) (err error) {
	defer wrap(&err, "sweep counts")
	return d.Tx(ctx, func(t *Tx) error {
		oldest, day := minuteOf(now)-24*60, dayOf(now)+7
		_, err := t.exec(ctx, "DELETE FROM sent_counts WHERE span BETWEEN 0 AND ? OR span BETWEEN ? AND -1", oldest, day)
		return err
	})
}

// HasPhoto says whether any picture that was sent has these bytes.
func (d *DB) HasPhoto(ctx context.Context, sha string) (bool, error) {
	var ids []string
	err := d.peek().load(ctx, &ids, "SELECT id FROM photos WHERE sha256 = ? LIMIT 1", sha)
	wrap(&err, "look for photo")
	return len(ids) > 0, err
}

// Waiting says how much waits to be handled or said, and since when: the
// questions of monitoring. A zero moment means that nothing waits.
type Waiting struct {
	Inbox time.Time // oldest message that nobody has handled
	Aside int       // messages that failed too often
	Photo time.Time // oldest picture without its bytes
	Due   time.Time // oldest delivery that is due or in a call
}

// Waiting is what waits now.
func (d *DB) Waiting(ctx context.Context) (w Waiting, err error) {
	defer wrap(&err, "ask what waits")
	t := d.peek()
	for _, q := range []struct {
		into  *time.Time
		query string
	}{
		{&w.Inbox, "SELECT wait_at FROM inbox WHERE wait_at IS NOT NULL ORDER BY wait_at LIMIT 1"},
		{&w.Photo, "SELECT at FROM photos WHERE look_at IS NOT NULL ORDER BY look_at LIMIT 1"},
	} {
		var moments []int64
		if err := t.load(ctx, &moments, q.query); err != nil {
			return w, err
		}
		if len(moments) > 0 {
			*q.into = moment(moments[0])
		}
	}
	if due, ok, err := d.NextDue(ctx, nil); err != nil {
		return w, err
	} else if ok {
		w.Due = due
	}
	err = t.load(ctx, &w.Aside, "SELECT COUNT(*) FROM inbox WHERE state = 'aside'")
	return w, err
}
