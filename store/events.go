package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"gridwarden/safety"
)

type eventRow struct {
	Subject   string `gorm:"primaryKey"`
	Seq       int    `gorm:"primaryKey;autoIncrement:false"`
	At        int64
	ByMember  string
	Message   string
	Action    string
	FromState string
	ToState   string
	Reason    string
	Detail    string
	Link      string // see chain.go
}

func (eventRow) TableName() string { return "events" }

// History is all events of a subject, oldest first.
func (t *Tx) History(ctx context.Context, subject string) (es []safety.Event, err error) {
	defer wrap(&err, "load history of %s", subject)
	var rows []eventRow
	if err := t.load(ctx, &rows, "SELECT * FROM events WHERE subject = ? ORDER BY seq", subject); err != nil {
		return nil, err
	}
	es = make([]safety.Event, len(rows))
	for i, r := range rows {
		if es[i], err = r.event(); err != nil {
			return nil, err
		}
	}
	return es, nil
}

func (r eventRow) event() (safety.Event, error) {
	e := safety.Event{
		Subject: r.Subject, Seq: r.Seq, At: moment(r.At), By: r.ByMember, Message: r.Message, Action: safety.Action(r.Action),
		From: r.FromState, To: r.ToState, Reason: r.Reason,
	}
	err := decode(r.Detail, &e.Detail)
	return e, err
}

// Append adds an event to a subject, unless the subject holds an event of the
// same Message and Action already. What no message caused is always added.
func (t *Tx) Append(ctx context.Context, e safety.Event) (err error) {
	defer wrap(&err, "append event to %s", e.Subject)
	if e.Message != "" {
		var same int64
		err := t.table(ctx, &eventRow{}).Where("subject = ? AND message = ? AND action = ?", e.Subject, e.Message, e.Action).Count(&same).Error
		if err != nil || same > 0 {
			return err
		}
	}
	return t.addEvent(ctx, e)
}

// addEvent gives an event its number within the subject and keeps it. Another
// transaction that does the same at once makes this one stale.
func (t *Tx) addEvent(ctx context.Context, e safety.Event) error {
	var last []eventRow
	if err := t.load(ctx, &last, "SELECT seq, link FROM events WHERE subject = ? ORDER BY seq DESC LIMIT 1", e.Subject); err != nil {
		return err
	}
	last = append(last, eventRow{}) // nothing was before
	row := eventRow{
		Subject: e.Subject, Seq: last[0].Seq + 1, At: ms(e.At), ByMember: e.By, Message: e.Message, Action: string(e.Action),
		FromState: e.From, ToState: e.To, Reason: e.Reason,
	}
	if len(e.Detail) > 0 {
		row.Detail = encode(e.Detail)
	}
	row.Link = row.linked(last[0].Link)
	err := t.g.WithContext(ctx).Create(&row).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return safety.ErrStale
	}
	return err
}

// Number draws the next number of a series, from 1 on; series have no gaps
// because a transaction that fails gives its number back.
func (t *Tx) Number(ctx context.Context, series string) (n int, err error) {
	defer wrap(&err, "draw number of %s", series)
	const next = "UPDATE numbers SET n = n + 1 WHERE series = ?"
	drawn, err := t.exec(ctx, next, series)
	if err == nil && drawn == 0 {
		if _, err = t.insert(ctx, &numberRow{Series: series}); err == nil {
			_, err = t.exec(ctx, next, series)
		}
	}
	if err != nil {
		return 0, err
	}
	err = t.load(ctx, &n, "SELECT n FROM numbers WHERE series = ?", series)
	return n, err
}

type numberRow struct {
	Series string `gorm:"primaryKey"`
	N      int
}

func (numberRow) TableName() string { return "numbers" }
