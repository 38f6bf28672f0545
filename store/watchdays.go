package store

import (
	"context"

	"gridwarden/safety"
)

// watchDayRow is a day of a watch as a row; [safety.WatchDay] says what the columns mean.
type watchDayRow struct {
	ID       string `gorm:"primaryKey"`
	Version  int
	Handover string
	Hazard   string
	Grid     string
	Day      int64
	Due      int64
	State    string
	ByMember string
	At       int64
	InPlace  bool
	Note     string
	Photos   string
}

func (watchDayRow) TableName() string { return "watch_days" }

func (r watchDayRow) watchDay() (*safety.WatchDay, error) {
	l := &safety.WatchDay{
		ID: r.ID, Version: r.Version, Handover: r.Handover, Hazard: r.Hazard, Grid: r.Grid, Day: moment(r.Day), Due: moment(r.Due),
		State: safety.WatchState(r.State), By: r.ByMember, At: moment(r.At), InPlace: r.InPlace, Note: r.Note,
	}
	return l, decode(r.Photos, &l.Photos)
}

// WatchDay finds a day of a watch by its id; [safety.ErrNotFound].
func (t *Tx) WatchDay(ctx context.Context, id string) (l *safety.WatchDay, err error) {
	defer wrap(&err, "load day of watch %s", id)
	row, err := one[watchDayRow](ctx, t, "SELECT * FROM watch_days WHERE id = ?", id)
	if err != nil {
		return nil, err
	}
	return row.watchDay()
}

// SaveWatchDay keeps a day of a watch, new if its Version is 0; [safety.ErrStale] if
// it changed since it was read.
func (t *Tx) SaveWatchDay(ctx context.Context, l *safety.WatchDay) (err error) {
	defer wrap(&err, "save day of watch %s", l.ID)
	row := watchDayRow{
		ID: l.ID, Version: l.Version + 1, Handover: l.Handover, Hazard: l.Hazard, Grid: l.Grid, Day: ms(l.Day), Due: ms(l.Due),
		State: string(l.State), ByMember: l.By, At: ms(l.At), InPlace: l.InPlace, Note: l.Note, Photos: encode(l.Photos),
	}
	if err := t.saveVersion(ctx, &row, l.ID, l.Version); err != nil {
		return err
	}
	l.Version++
	return nil
}

// WatchDays selects days of watches, ordered by day, then id.
func (t *Tx) WatchDays(ctx context.Context, q safety.WatchQuery) (ls []*safety.WatchDay, err error) {
	defer wrap(&err, "select days of watches")
	g := t.inGrids(t.table(ctx, &watchDayRow{}), q.Grids)
	if q.Handover != "" {
		g = g.Where("handover = ?", q.Handover)
	}
	if len(q.States) > 0 {
		g = g.Where("state IN ?", q.States)
	}
	if !q.From.IsZero() {
		g = g.Where("day >= ?", ms(q.From))
	}
	if !q.To.IsZero() {
		g = g.Where("day < ?", ms(q.To))
	}
	var rows []watchDayRow
	if err := g.Order("day, id").Limit(orAll(q.Limit)).Find(&rows).Error; err != nil {
		return nil, err
	}
	ls = make([]*safety.WatchDay, len(rows))
	for i, r := range rows {
		if ls[i], err = r.watchDay(); err != nil {
			return nil, err
		}
	}
	return ls, nil
}
