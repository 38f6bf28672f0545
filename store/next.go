package store

import (
	"context"
	"time"
)

// NextWake is the earliest moment at which a session asked to be woken or a
// picture is to be fetched.
func (d *DB) NextWake(ctx context.Context) (at time.Time, ok bool, err error) {
	defer wrap(&err, "find the next wake")
	err = d.Read(ctx, func(t *Tx) error {
		for _, q := range []string{
			"SELECT COALESCE(MIN(wake_at), 0) FROM sessions WHERE wake_at IS NOT NULL",
			"SELECT COALESCE(MIN(look_at), 0) FROM photos WHERE look_at IS NOT NULL",
		} {
			var next int64
			if err := t.load(ctx, &next, q); err != nil {
				return err
			}
			if m := moment(next); next > 0 && (!ok || m.Before(at)) {
				at, ok = m, true
			}
		}
		return nil
	})
	return at, ok, err
}
