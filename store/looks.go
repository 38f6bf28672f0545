package store

import (
	"context"

	"gorm.io/gorm/clause"

	"gridwarden/safety"
)

type lookRow struct {
	Occurrence string `gorm:"primaryKey"`
	Object     string `gorm:"primaryKey"`
	Grid       string
	State      string
	ByMember   string
	At         int64
	Inspection string
	Reason     string
}

func (lookRow) TableName() string { return "looks" }

// Looks are how the objects of a sweep stand, those nobody looked at left out.
func (t *Tx) Looks(ctx context.Context, occurrence string) (looks []safety.Look, err error) {
	defer wrap(&err, "load looks of %s", occurrence)
	var rows []lookRow
	if err := t.load(ctx, &rows, "SELECT * FROM looks WHERE occurrence = ? ORDER BY object", occurrence); err != nil {
		return nil, err
	}
	looks = make([]safety.Look, len(rows))
	for i, r := range rows {
		looks[i] = safety.Look{
			Occurrence: r.Occurrence, Object: r.Object, Grid: r.Grid, State: safety.LookState(r.State), By: r.ByMember,
			At: moment(r.At), Inspection: r.Inspection, Reason: r.Reason,
		}
	}
	return looks, nil
}

// SaveLook keeps how an object of a sweep stands, in place of what was kept before.
func (t *Tx) SaveLook(ctx context.Context, l safety.Look) (err error) {
	defer wrap(&err, "save look at %s of %s", l.Object, l.Occurrence)
	return t.g.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&lookRow{
		Occurrence: l.Occurrence, Object: l.Object, Grid: l.Grid, State: string(l.State), ByMember: l.By,
		At: ms(l.At), Inspection: l.Inspection, Reason: l.Reason,
	}).Error
}
