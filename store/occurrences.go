package store

import (
	"context"

	"gridwarden/safety"
)

type occurrenceRow struct {
	ID      string `gorm:"primaryKey"`
	Plan    string
	Period  string
	Grid    string
	State   string
	Version int
	Opens   int64
	Due     int64
	Missed  int64
	Late    int64
	Planned int64
	Started int64
	DoneAt  int64
	DoneBy  string
	Misses  int
	Climbed int
	Reason  string
	Special *string
}

func (occurrenceRow) TableName() string { return "occurrences" }

func newOccurrenceRow(o *safety.Occurrence) occurrenceRow {
	r := occurrenceRow{
		ID: o.ID, Plan: o.Plan, Period: o.Period, Grid: o.Grid, State: string(o.State), Version: o.Version,
		Opens: ms(o.Opens), Due: ms(o.Due), Missed: ms(o.Missed), Late: ms(o.Late),
		Planned: ms(o.Planned), Started: ms(o.Started), DoneAt: ms(o.DoneAt), DoneBy: o.DoneBy, Misses: o.Misses, Climbed: o.Climbed, Reason: o.Reason,
	}
	if o.Special != nil {
		text := encode(o.Special)
		r.Special = &text
	}
	return r
}

func (r occurrenceRow) occurrence() (*safety.Occurrence, error) {
	o := &safety.Occurrence{
		ID: r.ID, Plan: r.Plan, Period: r.Period, Grid: r.Grid, State: safety.OccurrenceState(r.State), Version: r.Version,
		Opens: moment(r.Opens), Due: moment(r.Due), Missed: moment(r.Missed), Late: moment(r.Late),
		Planned: moment(r.Planned), Started: moment(r.Started), DoneAt: moment(r.DoneAt), DoneBy: r.DoneBy, Misses: r.Misses, Climbed: r.Climbed, Reason: r.Reason,
	}
	if r.Special == nil {
		return o, nil
	}
	return o, decode(*r.Special, &o.Special)
}

// AddOccurrences adds those that are not there yet, with Version 1, and says how
// many were added.
func (t *Tx) AddOccurrences(ctx context.Context, os []safety.Occurrence) (added int, err error) {
	defer wrap(&err, "add occurrences")
	if len(os) == 0 {
		return 0, nil
	}
	rows := make([]occurrenceRow, len(os))
	for i := range os {
		rows[i] = newOccurrenceRow(&os[i])
		rows[i].Version = 1
	}
	n, err := t.insert(ctx, rows)
	return int(n), err
}

// Occurrence finds by id; [safety.ErrNotFound].
func (t *Tx) Occurrence(ctx context.Context, id string) (o *safety.Occurrence, err error) {
	defer wrap(&err, "load occurrence %s", id)
	row, err := one[occurrenceRow](ctx, t, "SELECT * FROM occurrences WHERE id = ?", id)
	if err != nil {
		return nil, err
	}
	return row.occurrence()
}

// Occurrences selects occurrences, ordered by due moment, then id.
func (t *Tx) Occurrences(ctx context.Context, q safety.OccurrenceQuery) (os []*safety.Occurrence, err error) {
	defer wrap(&err, "select occurrences")
	g := t.table(ctx, &occurrenceRow{})
	if q.Plan != "" {
		g = g.Where("plan = ?", q.Plan)
	}
	switch {
	case q.Through != "": // ids of one cadence stand in order
		g = g.Where("period >= ? AND period <= ?", q.Period, q.Through)
	case q.Period != "":
		g = g.Where("period = ?", q.Period)
	}
	if q.Planned {
		g = g.Where("plan <> ?", safety.SpecialPlan)
	}
	if !q.DueSince.IsZero() {
		g = g.Where("due >= ?", ms(q.DueSince))
	}
	g = t.inGrids(g, q.Grids)
	switch {
	case !q.MissedUntil.IsZero():
		g = g.Where("state = 'open' AND missed <= ?", ms(q.MissedUntil)) // in these words the partial index serves
	case len(q.States) == 1 && q.States[0] == safety.Missed && q.Climbed > 0:
		g = g.Where("state = 'missed'")
	case len(q.States) > 0:
		g = g.Where("state IN ?", q.States)
	}
	if !q.DueSince.IsZero() {
		g = g.Where("due >= ?", ms(q.DueSince))
	}
	if q.Climbed > 0 {
		g = g.Where("climbed >= ?", q.Climbed)
	}
	var rows []occurrenceRow
	if err := g.Order("due, id").Limit(orAll(q.Limit)).Find(&rows).Error; err != nil {
		return nil, err
	}
	os = make([]*safety.Occurrence, len(rows))
	for i, r := range rows {
		if os[i], err = r.occurrence(); err != nil {
			return nil, err
		}
	}
	return os, nil
}

// SaveOccurrence keeps a changed occurrence with the event that explains it. It
// returns [safety.ErrStale] if it changed since it was read, and raises Version.
func (t *Tx) SaveOccurrence(ctx context.Context, o *safety.Occurrence, e safety.Event) (err error) {
	defer wrap(&err, "save occurrence %s", o.ID)
	row := newOccurrenceRow(o)
	row.Version++
	if err := t.saveVersion(ctx, &row, o.ID, o.Version); err != nil {
		return err
	}
	o.Version++
	return t.addEvent(ctx, e)
}
