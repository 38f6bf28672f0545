package store

import (
	"context"
	"fmt"

	"gridwarden/safety"
)

// handoverRow is a hand-over as a row; [safety.Handover] says what the columns mean.
type handoverRow struct {
	ID         string `gorm:"primaryKey"`
	Version    int
	Hazard     string
	Grid       string
	State      string
	Round      int
	Climbed    int
	Criterion  string
	Reason     string
	Authority  string
	Addressee  string
	Basis      string
	Interim    string
	Request    string
	ProposedBy string
	DraftedAt  int64
	ApprovedBy string
	ApprovedAt int64
	SentBy     string
	SentAt     int64
	Means      string
	Document   string
	ReplyBy    int64
	Receiver   string
	ReceivedAt int64
	ReceiptNo  string
	EndedBy    string
	EndedAt    int64
	Result     string
	ResultNo   string
	Photos     string
	Due        int64
	AskFrom    int64
	Inquiries  int
	Agenda     int64
}

func (handoverRow) TableName() string { return "handovers" }

func newHandoverRow(o *safety.Handover) handoverRow {
	return handoverRow{
		ID: o.No, Version: o.Version, Hazard: o.Hazard, Grid: o.Grid, State: string(o.State), Round: o.Round, Climbed: o.Climbed,
		Criterion: string(o.Criterion), Reason: o.Reason, Authority: string(o.Authority), Addressee: o.Addressee, Basis: o.Basis,
		Interim: o.Interim, Request: o.Request, ProposedBy: o.ProposedBy, DraftedAt: ms(o.DraftedAt),
		ApprovedBy: o.ApprovedBy, ApprovedAt: ms(o.ApprovedAt), SentBy: o.SentBy, SentAt: ms(o.SentAt), Means: string(o.Means),
		Document: o.Document, ReplyBy: ms(o.ReplyBy), Receiver: o.Receiver, ReceivedAt: ms(o.ReceivedAt), ReceiptNo: o.ReceiptNo,
		EndedBy: o.EndedBy, EndedAt: ms(o.EndedAt), Result: o.Result, ResultNo: o.ResultNo, Photos: encode(o.Photos),
		Due: ms(o.Due), AskFrom: ms(o.AskFrom), Inquiries: o.Inquiries, Agenda: ms(o.Agenda),
	}
}

func (r handoverRow) handover() (*safety.Handover, error) {
	o := &safety.Handover{
		No: r.ID, Version: r.Version, Hazard: r.Hazard, Grid: r.Grid, State: safety.HandoverState(r.State), Round: r.Round, Climbed: r.Climbed,
		Criterion: safety.Criterion(r.Criterion), Reason: r.Reason, Authority: safety.Authority(r.Authority), Addressee: r.Addressee, Basis: r.Basis,
		Interim: r.Interim, Request: r.Request, ProposedBy: r.ProposedBy, DraftedAt: moment(r.DraftedAt),
		ApprovedBy: r.ApprovedBy, ApprovedAt: moment(r.ApprovedAt), SentBy: r.SentBy, SentAt: moment(r.SentAt), Means: safety.Means(r.Means),
		Document: r.Document, ReplyBy: moment(r.ReplyBy), Receiver: r.Receiver, ReceivedAt: moment(r.ReceivedAt), ReceiptNo: r.ReceiptNo,
		EndedBy: r.EndedBy, EndedAt: moment(r.EndedAt), Result: r.Result, ResultNo: r.ResultNo,
		Due: moment(r.Due), AskFrom: moment(r.AskFrom), Inquiries: r.Inquiries, Agenda: moment(r.Agenda),
	}
	return o, decode(r.Photos, &o.Photos)
}

// Handover finds by number; [safety.ErrNotFound].
func (t *Tx) Handover(ctx context.Context, no string) (o *safety.Handover, err error) {
	defer wrap(&err, "load hand-over %s", no)
	row, err := one[handoverRow](ctx, t, "SELECT * FROM handovers WHERE id = ?", no)
	if err != nil {
		return nil, err
	}
	return row.handover()
}

// SaveHandover keeps a changed hand-over with the event that explains it, as
// SaveHazard does.
func (t *Tx) SaveHandover(ctx context.Context, o *safety.Handover, e safety.Event) (err error) {
	defer wrap(&err, "save hand-over %s", o.No)
	row := newHandoverRow(o)
	row.Version++
	if err := t.saveVersion(ctx, &row, o.No, o.Version); err != nil {
		return err
	}
	o.Version++
	return t.addEvent(ctx, e)
}

// Handovers selects hand-overs, ordered by number.
func (t *Tx) Handovers(ctx context.Context, q safety.HandoverQuery) (os []*safety.Handover, err error) {
	defer wrap(&err, "select hand-overs")
	g := t.inGrids(t.table(ctx, &handoverRow{}), q.Grids)
	if q.Hazard != "" {
		g = g.Where("hazard = ?", q.Hazard)
	}
	if len(q.States) > 0 {
		g = g.Where("state IN ?", q.States)
	}
	if q.Climbed > 0 {
		g = g.Where("climbed >= ?", q.Climbed)
	}
	if q.Agenda {
		g = g.Where("agenda > 0")
	}
	var rows []handoverRow
	if err := g.Order("id").Limit(orAll(q.Limit)).Find(&rows).Error; err != nil {
		return nil, err
	}
	os = make([]*safety.Handover, len(rows))
	for i, r := range rows {
		if os[i], err = r.handover(); err != nil {
			return nil, fmt.Errorf("hand-over %s: %w", r.ID, err)
		}
	}
	return os, nil
}
