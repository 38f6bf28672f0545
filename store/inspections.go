package store

import (
	"context"
	"errors"
	"time"

	"gridwarden/safety"
)

type inspectionRow struct {
	ID         string `gorm:"primaryKey"`
	Occurrence string
	Plan       string
	Grid       string
	Site       string
	ByMember   string
	At         int64
	Photos     string
	Findings   string
	Paper      bool
	Dated      int64
	Signed     bool
}

func (inspectionRow) TableName() string { return "inspections" }

func (r inspectionRow) inspection() (safety.Inspection, error) {
	i := safety.Inspection{
		ID: r.ID, Occurrence: r.Occurrence, Plan: r.Plan, Grid: r.Grid, Site: r.Site, By: r.ByMember, At: moment(r.At),
		Paper: r.Paper, Dated: moment(r.Dated), Signed: r.Signed,
	}
	return i, errors.Join(decode(r.Photos, &i.Photos), decode(r.Findings, &i.Findings))
}

// SaveInspection keeps a visit; the same id again changes nothing.
func (t *Tx) SaveInspection(ctx context.Context, i safety.Inspection) (err error) {
	defer wrap(&err, "save inspection %s", i.ID)
	_, err = t.insert(ctx, &inspectionRow{
		ID: i.ID, Occurrence: i.Occurrence, Plan: i.Plan, Grid: i.Grid, Site: i.Site, ByMember: i.By, At: ms(i.At),
		Photos: encode(i.Photos), Findings: encode(i.Findings), Paper: i.Paper, Dated: ms(i.Dated), Signed: i.Signed,
	})
	return err
}

// Inspection finds by id; [safety.ErrNotFound].
func (t *Tx) Inspection(ctx context.Context, id string) (i safety.Inspection, err error) {
	defer wrap(&err, "load inspection %s", id)
	var rows []inspectionRow
	if err := t.load(ctx, &rows, "SELECT * FROM inspections WHERE id = ?", id); err != nil {
		return i, err
	}
	if len(rows) == 0 {
		return i, safety.ErrNotFound
	}
	return rows[0].inspection()
}

// Visits are the latest visits of a plan to a grid itself (site empty) or to a
// site, latest first.
func (t *Tx) Visits(ctx context.Context, plan, grid, site string, limit int) (is []safety.Inspection, err error) {
	defer wrap(&err, "select visits")
	var rows []inspectionRow
	const query = "SELECT * FROM inspections WHERE grid = ? AND site = ? AND plan = ? ORDER BY at DESC, id DESC LIMIT ?"
	if err := t.load(ctx, &rows, query, grid, site, plan, limit); err != nil {
		return nil, err
	}
	return inspectionsOf(rows)
}

// Inspections are the visits in from ≤ moment < to, earliest first, in the given
// grids (all if none is given), at most limit.
func (t *Tx) Inspections(ctx context.Context, grids []string, from, to time.Time, limit int) (is []safety.Inspection, err error) {
	defer wrap(&err, "select inspections")
	var rows []inspectionRow
	g := t.inGrids(t.table(ctx, &inspectionRow{}), grids)
	if err := g.Where("at >= ? AND at < ?", ms(from), ms(to)).Order("at, id").Limit(limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	return inspectionsOf(rows)
}

func inspectionsOf(rows []inspectionRow) (is []safety.Inspection, err error) {
	is = make([]safety.Inspection, len(rows))
	for n, r := range rows {
		if is[n], err = r.inspection(); err != nil {
			return nil, err
		}
	}
	return is, nil
}
