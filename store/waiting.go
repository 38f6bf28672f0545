package store

import (
	"context"
	"time"
)

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
