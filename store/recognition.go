package store

import (
	"context"
	"time"

	"gridwarden/safety"
)

// ValidReports counts the accepted reports of each named member of the public
// that were registered from a moment on and before another, the most first.
func (t *Tx) ValidReports(ctx context.Context, from, to time.Time) (counts []safety.ReportCount, err error) {
	defer wrap(&err, "count valid reports")
	const query = `SELECT reporter AS member, COUNT(*) AS n FROM hazards
		WHERE registered_at >= ? AND registered_at < ? AND finder = '' AND reporter <> '' AND reporter NOT LIKE ? AND state <> ?
		GROUP BY reporter ORDER BY n DESC, reporter`
	err = t.load(ctx, &counts, query, ms(from), ms(to), safety.PseudonymPrefix+"%", safety.Voided)
	return counts, err
}
