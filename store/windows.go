package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"gridwarden/safety"
)

type windowRow struct {
	Wkey     string `gorm:"primaryKey"`
	WindowID string
	Year     int
	State    string
	Version  int
	FromDay  int64
	ToDay    int64
	Asked    int64
	Nudged   int64
	ByMember string
	At       int64
	Reason   string
	Ordered  string
	Adhoc    string
}

func (windowRow) TableName() string { return "windows" }

func newWindowRow(y *safety.WindowYear) windowRow {
	r := windowRow{
		Wkey: y.Key, WindowID: y.Window, Year: y.Year, State: string(y.State), Version: y.Version, FromDay: ms(y.From), ToDay: ms(y.To),
		Asked: ms(y.Asked), Nudged: ms(y.Nudged), ByMember: y.By, At: ms(y.At), Reason: y.Reason, Ordered: y.Ordered,
	}
	if y.AdHoc != nil {
		r.Adhoc = encode(y.AdHoc)
	}
	return r
}

func (r windowRow) windowYear() (safety.WindowYear, error) {
	y := safety.WindowYear{
		Key: r.Wkey, Window: r.WindowID, Year: r.Year, State: safety.WindowState(r.State), Version: r.Version, From: moment(r.FromDay), To: moment(r.ToDay),
		Asked: moment(r.Asked), Nudged: moment(r.Nudged), By: r.ByMember, At: moment(r.At), Reason: r.Reason, Ordered: r.Ordered,
	}
	return y, decode(r.Adhoc, &y.AdHoc)
}

// SaveWindow keeps what was decided about a window, with the event that explains
// it; one of Version 0 is new. It returns [safety.ErrStale] if it changed since
// it was read. The roster has a new version from then on, in every process.
func (t *Tx) SaveWindow(ctx context.Context, y *safety.WindowYear, e safety.Event) (err error) {
	defer wrap(&err, "save window %s", y.Key)
	if err := t.lockRoster(ctx); err != nil {
		return err
	}
	row := newWindowRow(y)
	row.Version++
	if y.Version == 0 {
		if err := t.g.WithContext(ctx).Create(&row).Error; errors.Is(err, gorm.ErrDuplicatedKey) {
			return safety.ErrStale
		} else if err != nil {
			return err
		}
	} else if err := t.saveWindowVersion(ctx, row, y.Version); err != nil {
		return err
	}
	y.Version++
	t.moved = true
	if _, err := t.exec(ctx, "UPDATE roster_state SET version = version + 1 WHERE id = 1"); err != nil {
		return err
	}
	return t.addEvent(ctx, e)
}

func (t *Tx) saveWindowVersion(ctx context.Context, row windowRow, was int) error {
	n := t.table(ctx, &windowRow{}).Where("wkey = ? AND version = ?", row.Wkey, was).Select("*").Updates(&row)
	if n.Error == nil && n.RowsAffected == 0 {
		return safety.ErrStale
	}
	return n.Error
}
