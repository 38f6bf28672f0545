package store

import (
	"context"
	"time"

	"gridwarden/safety"
)

type silenceRow struct {
	ID      string `gorm:"primaryKey"`
	No      string
	Version int
	Scope   string
	Ref     string
	Title   string
	Author  string
	Reason  string
	FromAt  int64
	UntilAt int64
	EndedAt int64
	EndedBy string
}

func (silenceRow) TableName() string { return "silences" }

func (r silenceRow) silence() *safety.Silence {
	return &safety.Silence{
		ID: r.ID, No: r.No, Version: r.Version, Scope: safety.SilenceScope(r.Scope), Ref: r.Ref, Title: r.Title, Author: r.Author, Reason: r.Reason,
		From: moment(r.FromAt), Until: moment(r.UntilAt), EndedAt: moment(r.EndedAt), EndedBy: r.EndedBy,
	}
}

// Silence finds by id; [safety.ErrNotFound].
func (t *Tx) Silence(ctx context.Context, id string) (x *safety.Silence, err error) {
	defer wrap(&err, "load silence %s", id)
	row, err := one[silenceRow](ctx, t, "SELECT * FROM silences WHERE id = ?", id)
	if err != nil {
		return nil, err
	}
	return row.silence(), nil
}

// Silences are those in force at a moment, the earliest end first.
func (t *Tx) Silences(ctx context.Context, at time.Time) (xs []*safety.Silence, err error) {
	defer wrap(&err, "select silences")
	var rows []silenceRow
	if err := t.load(ctx, &rows, "SELECT * FROM silences WHERE until_at > ? AND ended_at = 0 ORDER BY until_at, no", ms(at)); err != nil {
		return nil, err
	}
	for _, r := range rows {
		xs = append(xs, r.silence())
	}
	return xs, nil
}

// SaveSilence keeps a new or changed silence with the event that explains it;
// [safety.ErrStale] if it changed since it was read. It raises Version.
func (t *Tx) SaveSilence(ctx context.Context, x *safety.Silence, e safety.Event) (err error) {
	defer wrap(&err, "save silence %s", x.ID)
	row := silenceRow{
		ID: x.ID, No: x.No, Version: x.Version + 1, Scope: string(x.Scope), Ref: x.Ref, Title: x.Title, Author: x.Author, Reason: x.Reason,
		FromAt: ms(x.From), UntilAt: ms(x.Until), EndedAt: ms(x.EndedAt), EndedBy: x.EndedBy,
	}
	if err := t.saveVersion(ctx, &row, x.ID, x.Version); err != nil {
		return err
	}
	x.Version++
	return t.addEvent(ctx, e)
}
