package store

import (
	"context"
	"time"
)

type dutyRow struct {
	Name    string `gorm:"primaryKey"`
	LastRun int64
	Worker  string
	UntilAt int64
	Fence   int64
}

func (dutyRow) TableName() string { return "duties" }

// ClaimDuty gives a job to a worker until now+lease, unless another holds it,
// and tells the moment up to which it has been done; zero: never.
func (d *DB) ClaimDuty(ctx context.Context, name, worker string, now time.Time, lease time.Duration) (last time.Time, fence int64, ok bool, err error) {
	defer wrap(&err, "claim duty %s", name)
	err = d.lease(ctx, func(t *Tx) error {
		if _, err := t.insert(ctx, &dutyRow{Name: name}); err != nil {
			return err
		}
		n, err := t.exec(ctx, "UPDATE duties SET worker = ?, until_at = ?, fence = fence + 1 WHERE name = ? AND (until_at <= ? OR worker = ?)",
			worker, ms(now.Add(lease)), name, ms(now), worker)
		if ok = n == 1; err != nil || !ok {
			return err
		}
		var row dutyRow
		if err := t.load(ctx, &row, "SELECT * FROM duties WHERE name = ?", name); err != nil {
			return err
		}
		last, fence = moment(row.LastRun), row.Fence
		return nil
	})
	return last, fence, ok && err == nil, err
}

// EndDuty gives the job back and keeps the moment up to which it has been done.
// A stale fence changes nothing.
func (d *DB) EndDuty(ctx context.Context, name string, fence int64, last time.Time) (err error) {
	defer wrap(&err, "end duty %s", name)
	return d.Tx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "UPDATE duties SET last_run = ?, until_at = 0, worker = '' WHERE name = ? AND fence = ?", ms(last), name, fence)
		return err
	})
}

// LastRuns are the moments up to which each job has been done, for metrics.
func (d *DB) LastRuns(ctx context.Context) (last map[string]time.Time, err error) {
	defer wrap(&err, "load last runs")
	var rows []dutyRow
	if err := d.peek().load(ctx, &rows, "SELECT * FROM duties"); err != nil {
		return nil, err
	}
	last = make(map[string]time.Time, len(rows))
	for _, r := range rows {
		last[r.Name] = moment(r.LastRun)
	}
	return last, nil
}
