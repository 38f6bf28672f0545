package store

import (
	"context"
	"time"

	"gridwarden/safety"
)

// Hotspots are the objects where hazards of one category were closed at least so
// often since a moment, the most often first.
func (t *Tx) Hotspots(ctx context.Context, since time.Time, least int) (hs []safety.Hotspot, err error) {
	defer wrap(&err, "select hotspots")
	err = t.load(ctx, &hs, `SELECT grid, site, category, SUM(1 + reopen_count) AS closed FROM hazards
		WHERE closed_at >= ? AND state = ? AND grid <> '' AND category <> ''
		GROUP BY grid, site, category HAVING SUM(1 + reopen_count) >= ? ORDER BY closed DESC, grid, site, category`,
		ms(since), safety.Closed, least)
	return hs, err
}
