package store

import (
	"context"
	"time"
)

// Sweep deletes counts that no limit looks at any more. It may be run at any
// moment and as often as anybody likes.
func (d *DB) Sweep(ctx context.Context, now time.Time) (err error) {
	defer wrap(&err, "sweep counts")
	return d.Tx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "DELETE FROM sent_counts WHERE minute < ?", minuteOf(now.AddDate(0, 0, -2)))
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
