package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"gridwarden/safety"
)

// hazardRow is a hazard as a row; [safety.Hazard] says what the columns mean.
type hazardRow struct {
	ID           string `gorm:"primaryKey"`
	No           *string
	Version      int
	State        string
	Severity     string
	Category     string
	Grid         string
	Site         string
	Place        string
	Lat          float64
	Lon          float64
	What         string
	NoPhoto      string
	Source       string
	Item         string
	Subject      string
	Reporter     string
	Finder       string
	Party        string
	PartyName    string
	Officer      string
	FixedBy      string
	ClaimedBy    string
	Reviewers    string
	Requirement  string
	Interim      string
	TimeLimit    string
	LimitFrom    int64
	LimitEnd     int64
	Deadline     int64
	NoticeNo     string
	Evidence     string
	ReportedAt   int64
	RegisteredAt int64
	Since        int64
	ClosedAt     int64
	LookAt       int64
	Paused       int64 // milliseconds
	Asks         string
	Round        int
	Climbed      int
	FailCount    int
	ReopenCount  int
	ReturnCount  int
	ExtendCount  int
	Ordered      string
	RecurrenceOf string
	MergedInto   string
	Chronic      bool
	Reason       string
	RejectedAs   string
	Triage       bool
	Appealed     bool
	Private      bool
	HeardAt      int64
	Shortened    string
}

func (hazardRow) TableName() string { return "hazards" }

func newHazardRow(h *safety.Hazard) hazardRow {
	r := hazardRow{
		ID: h.ID, Version: h.Version, State: string(h.State), Severity: string(h.Severity), Category: string(h.Category),
		Grid: h.Place.Grid, Site: h.Place.Site, Place: h.Place.Label, Lat: h.Place.Lat, Lon: h.Place.Lon,
		What: h.What, NoPhoto: h.NoPhoto, Source: string(h.Source), Item: h.Item, Subject: h.Subject,
		Reporter: h.Reporter, Finder: h.Finder, Party: h.Party, PartyName: h.PartyName, Officer: h.Officer,
		FixedBy: h.FixedBy, ClaimedBy: h.ClaimedBy, Reviewers: encode(h.Reviewers),
		Requirement: h.Requirement, Interim: h.Interim, TimeLimit: h.Limit.String(),
		LimitFrom: ms(h.LimitFrom), LimitEnd: ms(h.LimitEnd), Deadline: ms(h.Deadline), NoticeNo: h.NoticeNo,
		Evidence:   encode(h.Evidence),
		ReportedAt: ms(h.ReportedAt), RegisteredAt: ms(h.RegisteredAt), Since: ms(h.Since), ClosedAt: ms(h.ClosedAt),
		LookAt: ms(h.LookAt), Paused: h.Paused.Milliseconds(), Asks: asked(h.Asks),
		Round: h.Round, Climbed: h.Climbed, FailCount: h.FailCount, ReopenCount: h.ReopenCount,
		ReturnCount: h.ReturnCount, ExtendCount: h.ExtendCount,
		Ordered: h.Ordered, RecurrenceOf: h.RecurrenceOf, MergedInto: h.MergedInto, Chronic: h.Chronic, Reason: h.Reason,
		RejectedAs: h.RejectedAs, Triage: h.Triage, Appealed: h.Appealed, Private: h.Private, HeardAt: ms(h.HeardAt),
		Shortened: h.Shortened,
	}
	if h.No != "" {
		r.No = &h.No // drafts have none, and none is not unique
	}
	return r
}

func (r hazardRow) hazard() (*safety.Hazard, error) {
	h := &safety.Hazard{
		ID: r.ID, Version: r.Version, State: safety.State(r.State), Severity: safety.Severity(r.Severity), Category: safety.Category(r.Category),
		Place: safety.Place{Grid: r.Grid, Site: r.Site, Label: r.Place, Lat: r.Lat, Lon: r.Lon},
		What:  r.What, NoPhoto: r.NoPhoto, Source: safety.Source(r.Source), Item: r.Item, Subject: r.Subject,
		Reporter: r.Reporter, Finder: r.Finder, Party: r.Party, PartyName: r.PartyName, Officer: r.Officer,
		FixedBy: r.FixedBy, ClaimedBy: r.ClaimedBy,
		Requirement: r.Requirement, Interim: r.Interim, LimitFrom: moment(r.LimitFrom), LimitEnd: moment(r.LimitEnd), Deadline: moment(r.Deadline), NoticeNo: r.NoticeNo,
		ReportedAt: moment(r.ReportedAt), RegisteredAt: moment(r.RegisteredAt), Since: moment(r.Since), ClosedAt: moment(r.ClosedAt),
		LookAt: moment(r.LookAt), Paused: time.Duration(r.Paused) * time.Millisecond,
		Round: r.Round, Climbed: r.Climbed, FailCount: r.FailCount, ReopenCount: r.ReopenCount,
		ReturnCount: r.ReturnCount, ExtendCount: r.ExtendCount,
		Ordered: r.Ordered, RecurrenceOf: r.RecurrenceOf, MergedInto: r.MergedInto, Chronic: r.Chronic, Reason: r.Reason,
		RejectedAs: r.RejectedAs, Triage: r.Triage, Appealed: r.Appealed, Private: r.Private, HeardAt: moment(r.HeardAt),
		Shortened: r.Shortened,
	}
	if r.No != nil {
		h.No = *r.No
	}
	return h, errors.Join(decode(r.Reviewers, &h.Reviewers), decode(r.Evidence, &h.Evidence), decode(r.Asks, &h.Asks), h.Limit.UnmarshalText([]byte(r.TimeLimit)))
}

// asked is how requests are kept; most hazards have none.
func asked(asks []safety.Ask) string {
	if len(asks) == 0 {
		return ""
	}
	return encode(asks)
}

// Hazard finds by id or by number; [safety.ErrNotFound].
func (t *Tx) Hazard(ctx context.Context, ref string) (h *safety.Hazard, err error) {
	defer wrap(&err, "load hazard %s", ref)
	row, err := one[hazardRow](ctx, t, "SELECT * FROM hazards WHERE id = ? OR no = ? ORDER BY id = ? DESC LIMIT 1", ref, ref, ref)
	if err != nil {
		return nil, err
	}
	return row.hazard()
}

// SaveHazard keeps a changed hazard with the event that explains it. A hazard of
// Version 0 is new. It returns [safety.ErrStale] if the hazard changed since it
// was read, or was added by another, and raises Version.
func (t *Tx) SaveHazard(ctx context.Context, h *safety.Hazard, e safety.Event) (err error) {
	defer wrap(&err, "save hazard %s", h.ID)
	row := newHazardRow(h)
	row.Version++
	if err := t.saveVersion(ctx, &row, h.ID, h.Version); err != nil {
		return err
	}
	h.Version++
	return t.addEvent(ctx, e)
}

// saveVersion adds a row, or changes it if it still has the version that was read.
func (t *Tx) saveVersion(ctx context.Context, row any, id string, version int) error {
	return t.saveVersionBy(ctx, row, "id", id, version)
}

// saveVersionBy is saveVersion for a row with another key.
func (t *Tx) saveVersionBy(ctx context.Context, row any, key, id string, version int) error {
	if version == 0 {
		err := t.g.WithContext(ctx).Create(row).Error
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return safety.ErrStale
		}
		return err
	}
	r := t.g.WithContext(ctx).Select("*").Where(key+" = ? AND version = ?", id, version).Updates(row)
	if r.Error == nil && r.RowsAffected == 0 {
		return safety.ErrStale
	}
	return r.Error
}

// Hazards selects hazards, ordered by deadline, then number.
func (t *Tx) Hazards(ctx context.Context, q safety.HazardQuery) (hs []*safety.Hazard, err error) {
	defer wrap(&err, "select hazards")
	var rows []hazardRow
	if err := t.hazards(ctx, q).Order("deadline, no, id").Limit(orAll(q.Limit)).Find(&rows).Error; err != nil {
		return nil, err
	}
	hs = make([]*safety.Hazard, len(rows))
	for i, r := range rows {
		if hs[i], err = r.hazard(); err != nil {
			return nil, fmt.Errorf("hazard %s: %w", r.ID, err)
		}
	}
	return hs, nil
}

// CountHazards counts what Hazards would select without its limit.
func (t *Tx) CountHazards(ctx context.Context, q safety.HazardQuery) (n int, err error) {
	defer wrap(&err, "count hazards")
	var count int64
	err = t.hazards(ctx, q).Count(&count).Error
	return int(count), err
}

func (t *Tx) hazards(ctx context.Context, q safety.HazardQuery) *gorm.DB {
	g := t.table(ctx, &hazardRow{})
	for _, c := range []struct{ where, value string }{
		{"site = ?", q.Site}, {"party = ?", q.Party}, {"reporter = ?", q.Reporter}, {"finder = ?", q.Finder}, {"item = ?", q.Item}, {"category = ?", string(q.Category)}, {"source = ?", string(q.Source)},
		{"id IN (SELECT hazard FROM followers WHERE member = ?)", q.Follower},
	} {
		if c.value != "" {
			g = g.Where(c.where, c.value)
		}
	}
	g = t.inGrids(g, q.Grids)
	if len(q.States) > 0 {
		g = g.Where("state IN ?", q.States)
	}
	if len(q.Masters) > 0 {
		g = g.Where("merged_into IN ?", q.Masters)
	}
	if q.Chronic {
		g = g.Where("chronic = ?", true)
	}
	if len(q.Names) > 0 {
		g = g.Where("reporter IN ? OR id IN (SELECT hazard FROM followers WHERE member IN ?)", q.Names, q.Names)
	}
	if len(q.Rejected) > 0 {
		g = g.Where("rejected_as IN ?", q.Rejected)
	}
	if q.Valid {
		g = g.Where("registered_at > 0 AND state <> ?", safety.Voided)
	}
	for _, since := range []struct {
		where string
		at    time.Time
	}{{"reported_at >= ?", q.Reported}, {"since >= ?", q.Since}} {
		if !since.at.IsZero() {
			g = g.Where(since.where, ms(since.at))
		}
	}
	if !q.HeardTo.IsZero() {
		g = g.Where("heard_at > 0 AND heard_at <= ?", ms(q.HeardTo))
	}
	if !q.Closed.IsZero() {
		g = g.Where("closed_at >= ?", ms(q.Closed))
	}
	if len(q.Severity) > 0 {
		g = g.Where("severity IN ?", q.Severity)
	}
	if !q.DueUntil.IsZero() {
		g = g.Where("deadline > 0 AND deadline <= ?", ms(q.DueUntil))
	}
	if q.Climbed > 0 {
		g = g.Where("climbed >= ?", q.Climbed)
	}
	return g
}

// usualLimit is what a query returns at most when it does not say (safety.HazardQuery).
const usualLimit = 200

func orAll(limit int) int {
	if limit == 0 {
		return usualLimit
	}
	return limit
}

// inGrids restricts to grids; a list may be the whole street.
func (t *Tx) inGrids(g *gorm.DB, grids []string) *gorm.DB {
	switch {
	case len(grids) == 0:
		return g
	case len(grids) <= batch:
		return g.Where("grid IN ?", grids)
	case t.d.driver == SQLite:
		return g.Where("grid IN (SELECT value FROM json_each(?))", encode(grids))
	}
	return g.Where("grid IN (SELECT j.v FROM JSON_TABLE(?, '$[*]' COLUMNS (v VARCHAR(64) CHARACTER SET utf8mb4 PATH '$')) j)", encode(grids))
}
