package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gridwarden/safety"
)

type gridRow struct {
	Code   string `gorm:"primaryKey"`
	Name   string
	Parent string
	Level  string
	Kind   string
	Lat    float64
	Lon    float64
	Ended  bool
	Ord    int
}

func (gridRow) TableName() string { return "grids" }

type memberRow struct {
	ID     string `gorm:"primaryKey"`
	Name   string
	Mobile string
	Plain  bool
	Ended  bool
	Ord    int
}

func (memberRow) TableName() string { return "members" }

type assignmentRow struct {
	Ord     int `gorm:"primaryKey;autoIncrement:false"`
	Member  string
	Role    string
	Grid    string
	Deputy  string
	FromDay int64
	ToDay   int64
}

func (assignmentRow) TableName() string { return "assignments" }

type siteRow struct {
	Code        string `gorm:"primaryKey"`
	Name        string
	Grid        string
	Class       string
	Kind        string
	Tags        string
	HighRisk    bool
	Address     string
	Responsible string
	Party       string
	Manager     string
	Ended       bool
	Ord         int
}

func (siteRow) TableName() string { return "sites" }

type bodyRow struct {
	Name    string `gorm:"primaryKey"`
	Kind    string `gorm:"primaryKey"`
	Members string
	Ended   bool
	Ord     int
}

func (bodyRow) TableName() string { return "bodies" }

// rosterRows are the roster as it lies in the tables, each part in the order of
// the workbook.
type rosterRows struct {
	grids       []gridRow
	members     []memberRow
	assignments []assignmentRow
	sites       []siteRow
	bodies      []bodyRow
	windows     []windowRow
}

// A rosterVersion says which roster is in force: of the workbook, and of the
// leaves that belong to it.
type rosterVersion struct {
	Version int64
	Leaves  int64
}

func (v rosterVersion) after(w rosterVersion) bool {
	return v.Version > w.Version || v.Version == w.Version && v.Leaves > w.Leaves
}

// Roster is the present roster; the value is shared and must not be changed. It
// is read again only when its version has changed, and of leaves only the leaves.
func (t *Tx) Roster(ctx context.Context) (r *safety.Roster, err error) {
	defer wrap(&err, "load roster")
	version, err := t.rosterVersion(ctx)
	if err != nil {
		return nil, err
	}
	if t.moved {
		return t.ownRoster(ctx, version)
	}
	for range attempts {
		r, of := t.d.cachedRoster()
		if r != nil && of == version && !t.ownLeaves {
			return r, nil
		}
		if r, err = t.readRoster(ctx, r, of, version); err != nil {
			return nil, err
		}
		again, err := t.rosterVersion(ctx)
		if err != nil {
			return nil, err
		}
		if again != version {
			version = again // an import came between
			continue
		}
		if !t.ownLeaves { // what may be rolled back is nobody else's
			t.d.cacheRoster(r, version)
		}
		return r, nil
	}
	return nil, safety.ErrStale
}

// ownRoster is the roster with what this transaction has changed and not yet
// committed.
func (t *Tx) ownRoster(ctx context.Context, version rosterVersion) (*safety.Roster, error) {
	if t.roster != nil && t.roster.Version == version.Version && !t.ownLeaves {
		return t.roster, nil
	}
	r, err := t.readRoster(ctx, nil, rosterVersion{}, version)
	if err == nil {
		t.roster = r
	}
	return r, err
}

// readRoster reads what the known roster lacks of a version.
func (t *Tx) readRoster(ctx context.Context, known *safety.Roster, of, version rosterVersion) (*safety.Roster, error) {
	leaves, err := t.leaves(ctx)
	if err != nil {
		return nil, err
	}
	if known != nil && of.Version == version.Version {
		return known.WithLeaves(leaves), nil
	}
	rows, err := t.rosterRows(ctx)
	if err != nil {
		return nil, err
	}
	r, err := rows.roster(version.Version)
	if err != nil {
		return nil, err
	}
	return r.WithLeaves(leaves), nil
}

func (d *DB) cachedRoster() (*safety.Roster, rosterVersion) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.roster, d.rosterOf
}

func (d *DB) cacheRoster(r *safety.Roster, of rosterVersion) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.roster == nil || of.after(d.rosterOf) {
		d.roster, d.rosterOf = r, of
	}
}

func (t *Tx) rosterVersion(ctx context.Context) (v rosterVersion, err error) {
	err = t.load(ctx, &v, "SELECT version, leaves FROM roster_state WHERE id = 1")
	return v, err
}

func (t *Tx) rosterRows(ctx context.Context) (rows rosterRows, err error) {
	for _, part := range []struct {
		table string
		into  any
	}{
		{"grids", &rows.grids}, {"members", &rows.members}, {"assignments", &rows.assignments},
		{"sites", &rows.sites}, {"bodies", &rows.bodies},
	} {
		if err := t.g.WithContext(ctx).Table(part.table).Order("ord").Find(part.into).Error; err != nil {
			return rows, fmt.Errorf("read %s: %w", part.table, err)
		}
	}
	if err := t.g.WithContext(ctx).Order("wkey").Find(&rows.windows).Error; err != nil {
		return rows, fmt.Errorf("read windows: %w", err)
	}
	return rows, nil
}

func (rows rosterRows) roster(version int64) (*safety.Roster, error) {
	r := safety.Roster{Version: version}
	for _, g := range rows.grids {
		r.Grids = append(r.Grids, g.grid())
	}
	for _, m := range rows.members {
		r.Members = append(r.Members, m.member())
	}
	for _, a := range rows.assignments {
		r.Assignments = append(r.Assignments, a.assignment())
	}
	var errs []error
	for _, s := range rows.sites {
		site, err := s.site()
		errs = append(errs, err)
		r.Sites = append(r.Sites, site)
	}
	for _, b := range rows.bodies {
		if b.Ended {
			continue
		}
		body, err := b.body()
		errs = append(errs, err)
		r.Bodies = append(r.Bodies, body)
	}
	for _, w := range rows.windows {
		y, err := w.windowYear()
		errs = append(errs, err)
		r.Windows = append(r.Windows, y)
	}
	return safety.NewRoster(r), errors.Join(errs...)
}

func (g gridRow) grid() safety.Grid {
	return safety.Grid{
		Code: g.Code, Name: g.Name, Parent: g.Parent, Level: safety.Level(g.Level), Kind: safety.GridKind(g.Kind),
		Lat: g.Lat, Lon: g.Lon, Ended: g.Ended,
	}
}

func newGridRow(g safety.Grid) gridRow {
	return gridRow{
		Code: g.Code, Name: g.Name, Parent: g.Parent, Level: string(g.Level), Kind: string(g.Kind), Lat: g.Lat, Lon: g.Lon, Ended: g.Ended,
	}
}

func (m memberRow) member() safety.Member {
	return safety.Member{ID: m.ID, Name: m.Name, Mobile: m.Mobile, Plain: m.Plain, Ended: m.Ended}
}

func newMemberRow(m safety.Member) memberRow {
	return memberRow{ID: m.ID, Name: m.Name, Mobile: m.Mobile, Plain: m.Plain, Ended: m.Ended}
}

func (a assignmentRow) assignment() safety.Assignment {
	return safety.Assignment{
		Member: a.Member, Role: safety.Role(a.Role), Grid: a.Grid, Deputy: a.Deputy, From: moment(a.FromDay), To: moment(a.ToDay),
	}
}

func newAssignmentRow(a safety.Assignment) assignmentRow {
	return assignmentRow{Member: a.Member, Role: string(a.Role), Grid: a.Grid, Deputy: a.Deputy, FromDay: ms(day(a.From)), ToDay: ms(day(a.To))}
}

// day is 00:00 in Shanghai of a moment's day; zero stays zero.
func day(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return safety.Day(t)
}

func (s siteRow) site() (safety.Site, error) {
	site := safety.Site{
		Code: s.Code, Name: s.Name, Grid: s.Grid, Class: safety.SiteClass(s.Class), Kind: safety.SiteKind(s.Kind), HighRisk: s.HighRisk,
		Address: s.Address, Responsible: s.Responsible, Party: s.Party, Manager: s.Manager, Ended: s.Ended,
	}
	return site, decode(s.Tags, &site.Tags)
}

func newSiteRow(s safety.Site) siteRow {
	r := siteRow{
		Code: s.Code, Name: s.Name, Grid: s.Grid, Class: string(s.Class), Kind: string(s.Kind), HighRisk: s.HighRisk,
		Address: s.Address, Responsible: s.Responsible, Party: s.Party, Manager: s.Manager, Ended: s.Ended,
	}
	if len(s.Tags) > 0 {
		r.Tags = encode(s.Tags)
	}
	return r
}

func (b bodyRow) body() (safety.Body, error) {
	body := safety.Body{Name: b.Name, Kind: safety.BodyKind(b.Kind)}
	return body, decode(b.Members, &body.Members)
}

func newBodyRow(b safety.Body) bodyRow {
	r := bodyRow{Name: b.Name, Kind: string(b.Kind)}
	if len(b.Members) > 0 {
		r.Members = encode(b.Members)
	}
	return r
}
