package store

import (
	"context"
	"slices"
	"time"

	"gridwarden/safety"
)

type jointRow struct {
	ID      string `gorm:"primaryKey"`
	Period  string
	Grid    string
	Version int
	State   string
	Body    string
	SentAt  int64
	Meeting string
}

func (jointRow) TableName() string { return "joint_inspections" }

func (r jointRow) joint() (*safety.JointInspection, error) {
	j := &safety.JointInspection{Version: r.Version}
	return j, decode(r.Body, j)
}

// Joint finds the joint inspection of an occurrence; [safety.ErrNotFound].
func (t *Tx) Joint(ctx context.Context, occurrence string) (j *safety.JointInspection, err error) {
	defer wrap(&err, "load joint inspection %s", occurrence)
	row, err := one[jointRow](ctx, t, "SELECT * FROM joint_inspections WHERE id = ?", occurrence)
	if err != nil {
		return nil, err
	}
	return row.joint()
}

// SaveJoint keeps a changed joint inspection with the event that explains it; one
// of Version 0 is new. It returns [safety.ErrStale] if it changed since it was
// read, and raises Version.
func (t *Tx) SaveJoint(ctx context.Context, j *safety.JointInspection, e safety.Event) (err error) {
	defer wrap(&err, "save joint inspection %s", j.ID)
	row := jointRow{
		ID: j.ID, Period: j.Period, Grid: j.Grid, Version: j.Version + 1, State: string(j.State), Body: encode(j), SentAt: ms(j.SentAt), Meeting: j.Meeting,
	}
	if err := t.saveVersion(ctx, &row, j.ID, j.Version); err != nil {
		return err
	}
	j.Version++
	return t.addEvent(ctx, e)
}

// Joints selects joint inspections, the latest period first.
func (t *Tx) Joints(ctx context.Context, q safety.JointQuery) (js []*safety.JointInspection, err error) {
	defer wrap(&err, "select joint inspections")
	g := t.table(ctx, &jointRow{})
	if q.Grid != "" {
		g = g.Where("grid = ?", q.Grid)
	}
	if len(q.States) > 0 {
		g = g.Where("state IN ?", q.States)
	}
	if q.Waiting {
		g = g.Where("meeting = '' AND state = ?", safety.JointSent)
	}
	var rows []jointRow
	if err := g.Order("period DESC, id DESC").Limit(orAll(q.Limit)).Find(&rows).Error; err != nil {
		return nil, err
	}
	js = make([]*safety.JointInspection, len(rows))
	for i, r := range rows {
		if js[i], err = r.joint(); err != nil {
			return nil, err
		}
	}
	return js, nil
}

// LastSeen is when sites were visited last, by code; those never visited are left
// out.
func (t *Tx) LastSeen(ctx context.Context, sites []string) (seen map[string]time.Time, err error) {
	defer wrap(&err, "select last visits")
	seen = map[string]time.Time{}
	for some := range slices.Chunk(sites, batch) {
		var rows []struct {
			Site string
			At   int64
		}
		if err := t.load(ctx, &rows, "SELECT site, MAX(at) AS at FROM inspections WHERE site IN ? GROUP BY site", some); err != nil {
			return nil, err
		}
		for _, r := range rows {
			seen[r.Site] = moment(r.At)
		}
	}
	return seen, nil
}
