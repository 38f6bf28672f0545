package store

import (
	"context"
	"errors"

	"gridwarden/safety"
)

type softDutyRow struct {
	ID      string `gorm:"primaryKey"`
	Kind    string
	Name    string
	Grid    string
	Who     string
	State   string
	Version int
	Opens   int64
	Due     int64
	Climbed int
	Windows string
	Reasons string
	DoneAt  int64
	DoneBy  string
	Reason  string
	Record  string
}

func (softDutyRow) TableName() string { return "soft_duties" }

func newSoftDutyRow(d *safety.SoftDuty) softDutyRow {
	r := softDutyRow{
		ID: d.ID, Kind: string(d.Kind), Name: d.Name, Grid: d.Grid, Who: string(d.Who), State: string(d.State), Version: d.Version,
		Opens: ms(d.Opens), Due: ms(d.Due), Climbed: d.Climbed, Windows: encode(d.Windows), Reasons: encode(d.Reasons),
		DoneAt: ms(d.DoneAt), DoneBy: d.DoneBy, Reason: d.Reason,
	}
	if d.Record != nil {
		r.Record = encode(d.Record)
	}
	return r
}

func (r softDutyRow) softDuty() (*safety.SoftDuty, error) {
	d := &safety.SoftDuty{
		ID: r.ID, Kind: safety.SoftDutyKind(r.Kind), Name: r.Name, Grid: r.Grid, Who: safety.Role(r.Who), State: safety.SoftDutyState(r.State),
		Version: r.Version, Opens: moment(r.Opens), Due: moment(r.Due), Climbed: r.Climbed, DoneAt: moment(r.DoneAt), DoneBy: r.DoneBy, Reason: r.Reason,
	}
	return d, errors.Join(decode(r.Windows, &d.Windows), decode(r.Reasons, &d.Reasons), decode(r.Record, &d.Record))
}

// AddSoftDuty adds one that is not there yet, with Version 1, and says whether it
// was added.
func (t *Tx) AddSoftDuty(ctx context.Context, d safety.SoftDuty) (added bool, err error) {
	defer wrap(&err, "add soft duty %s", d.ID)
	row := newSoftDutyRow(&d)
	row.Version = 1
	n, err := t.insert(ctx, &row)
	return n > 0, err
}

// SoftDuty finds by id; [safety.ErrNotFound].
func (t *Tx) SoftDuty(ctx context.Context, id string) (d *safety.SoftDuty, err error) {
	defer wrap(&err, "load soft duty %s", id)
	row, err := one[softDutyRow](ctx, t, "SELECT * FROM soft_duties WHERE id = ?", id)
	if err != nil {
		return nil, err
	}
	return row.softDuty()
}

// SoftDuties selects soft duties, ordered by due moment, then id.
func (t *Tx) SoftDuties(ctx context.Context, q safety.SoftDutyQuery) (ds []*safety.SoftDuty, err error) {
	defer wrap(&err, "select soft duties")
	g := t.inGrids(t.table(ctx, &softDutyRow{}), q.Grids)
	if len(q.States) > 0 {
		g = g.Where("state IN ?", q.States)
	}
	if !q.DueSince.IsZero() {
		g = g.Where("due >= ?", ms(q.DueSince))
	}
	var rows []softDutyRow
	if err := g.Order("due, id").Limit(orAll(q.Limit)).Find(&rows).Error; err != nil {
		return nil, err
	}
	ds = make([]*safety.SoftDuty, len(rows))
	for i, r := range rows {
		if ds[i], err = r.softDuty(); err != nil {
			return nil, err
		}
	}
	return ds, nil
}

// SaveSoftDuty keeps a changed soft duty with the event that explains it. It
// returns [safety.ErrStale] if it changed since it was read, and raises Version.
func (t *Tx) SaveSoftDuty(ctx context.Context, d *safety.SoftDuty, e safety.Event) (err error) {
	defer wrap(&err, "save soft duty %s", d.ID)
	row := newSoftDutyRow(d)
	row.Version++
	if err := t.saveVersion(ctx, &row, d.ID, d.Version); err != nil {
		return err
	}
	d.Version++
	return t.addEvent(ctx, e)
}
