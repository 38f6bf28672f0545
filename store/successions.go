package store

import (
	"context"

	"gridwarden/safety"
)

// successionRow is a list of a change of holder as a row; [safety.Succession]
// says what the columns mean.
type successionRow struct {
	ID         string `gorm:"primaryKey"`
	No         string
	Version    int
	Role       string
	Grid       string
	FromMember string
	ToMember   string
	MadeAt     int64
	Lines      string
	GaveAt     int64
	GaveBy     string
	TookAt     int64
	TookBy     string
	Climbed    int
	DoneAt     int64
}

func (successionRow) TableName() string { return "successions" }

func newSuccessionRow(x *safety.Succession) successionRow {
	row := successionRow{
		ID: x.ID, No: x.No, Version: x.Version + 1, Role: string(x.Role), Grid: x.Grid, FromMember: x.From, ToMember: x.To,
		MadeAt: ms(x.Made), Lines: encode(x.Lines), GaveAt: ms(x.Gave), GaveBy: x.GaveBy, TookAt: ms(x.Took), TookBy: x.TookBy, Climbed: x.Climbed,
	}
	if x.Done() {
		row.DoneAt = max(row.GaveAt, row.TookAt)
	}
	return row
}

func (r successionRow) succession() (*safety.Succession, error) {
	x := &safety.Succession{
		ID: r.ID, No: r.No, Version: r.Version, Role: safety.Role(r.Role), Grid: r.Grid, From: r.FromMember, To: r.ToMember,
		Made: moment(r.MadeAt), Gave: moment(r.GaveAt), GaveBy: r.GaveBy, Took: moment(r.TookAt), TookBy: r.TookBy, Climbed: r.Climbed,
	}
	return x, decode(r.Lines, &x.Lines)
}

// Succession finds by id or by number; [safety.ErrNotFound].
func (t *Tx) Succession(ctx context.Context, ref string) (x *safety.Succession, err error) {
	defer wrap(&err, "load succession %s", ref)
	row, err := one[successionRow](ctx, t, "SELECT * FROM successions WHERE id = ? OR no = ?", ref, ref)
	if err != nil {
		return nil, err
	}
	return row.succession()
}

// OpenSuccessions are those that a side has not confirmed, the oldest first.
func (t *Tx) OpenSuccessions(ctx context.Context) (xs []*safety.Succession, err error) {
	defer wrap(&err, "select open successions")
	var rows []successionRow
	if err := t.load(ctx, &rows, "SELECT * FROM successions WHERE done_at = 0 ORDER BY made_at, no"); err != nil {
		return nil, err
	}
	for _, r := range rows {
		x, err := r.succession()
		if err != nil {
			return nil, err
		}
		xs = append(xs, x)
	}
	return xs, nil
}

// SaveSuccession keeps a new or changed list with the event that explains it;
// [safety.ErrStale] if it changed since it was read. It raises Version.
func (t *Tx) SaveSuccession(ctx context.Context, x *safety.Succession, e safety.Event) (err error) {
	defer wrap(&err, "save succession %s", x.No)
	row := newSuccessionRow(x)
	if err := t.saveVersion(ctx, &row, x.ID, x.Version); err != nil {
		return err
	}
	x.Version++
	return t.addEvent(ctx, e)
}
