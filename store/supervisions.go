package store

import (
	"context"
	"fmt"

	"gridwarden/safety"
)

// supervisionRow is a supervision order as a row; [safety.Supervision] says what
// the columns mean.
type supervisionRow struct {
	No         string `gorm:"primaryKey"`
	Version    int
	Subject    string
	Title      string
	Grid       string
	Leader     string
	LeaderRank int
	Words      string
	Due        int64
	State      string
	Round      int
	Climbed    int
	OrderedAt  int64
	AnsweredAt int64
	AnsweredBy string
	Answer     string
	Photos     string
	EndedAt    int64
	Outcome    string
}

func (supervisionRow) TableName() string { return "supervisions" }

func newSupervisionRow(v *safety.Supervision) supervisionRow {
	return supervisionRow{
		No: v.No, Version: v.Version, Subject: v.Subject, Title: v.Title, Grid: v.Grid, Leader: v.Leader, LeaderRank: v.Rank,
		Words: v.Words, Due: ms(v.Due), State: string(v.State), Round: v.Round, Climbed: v.Climbed, OrderedAt: ms(v.OrderedAt),
		AnsweredAt: ms(v.AnsweredAt), AnsweredBy: v.AnsweredBy, Answer: v.Answer, Photos: encode(v.Photos), EndedAt: ms(v.EndedAt), Outcome: v.Outcome,
	}
}

func (r supervisionRow) supervision() (*safety.Supervision, error) {
	v := &safety.Supervision{
		No: r.No, Version: r.Version, Subject: r.Subject, Title: r.Title, Grid: r.Grid, Leader: r.Leader, Rank: r.LeaderRank,
		Words: r.Words, Due: moment(r.Due), State: safety.SupervisionState(r.State), Round: r.Round, Climbed: r.Climbed, OrderedAt: moment(r.OrderedAt),
		AnsweredAt: moment(r.AnsweredAt), AnsweredBy: r.AnsweredBy, Answer: r.Answer, EndedAt: moment(r.EndedAt), Outcome: r.Outcome,
	}
	return v, decode(r.Photos, &v.Photos)
}

// Supervision finds an order by its number; [safety.ErrNotFound].
func (t *Tx) Supervision(ctx context.Context, no string) (v *safety.Supervision, err error) {
	defer wrap(&err, "load supervision order %s", no)
	row, err := one[supervisionRow](ctx, t, "SELECT * FROM supervisions WHERE no = ?", no)
	if err != nil {
		return nil, err
	}
	return row.supervision()
}

// Supervisions selects orders, ordered by due moment, then number.
func (t *Tx) Supervisions(ctx context.Context, q safety.SupervisionQuery) (vs []*safety.Supervision, err error) {
	defer wrap(&err, "select supervision orders")
	g := t.table(ctx, &supervisionRow{})
	if q.Subject != "" {
		g = g.Where("subject = ?", q.Subject)
	}
	if q.Leader != "" {
		g = g.Where("leader = ?", q.Leader)
	}
	if len(q.States) > 0 {
		g = g.Where("state IN ?", q.States)
	}
	if !q.ChangedSince.IsZero() {
		g = g.Where("(answered_at > ? OR ended_at > ?)", ms(q.ChangedSince), ms(q.ChangedSince))
	}
	var rows []supervisionRow
	if err := g.Order("due, no").Limit(orAll(q.Limit)).Find(&rows).Error; err != nil {
		return nil, err
	}
	vs = make([]*safety.Supervision, len(rows))
	for i, r := range rows {
		if vs[i], err = r.supervision(); err != nil {
			return nil, fmt.Errorf("supervision order %s: %w", r.No, err)
		}
	}
	return vs, nil
}

// SaveSupervision keeps a new or changed order with the event that explains it;
// [safety.ErrStale] if it changed since it was read. It raises Version.
func (t *Tx) SaveSupervision(ctx context.Context, v *safety.Supervision, e safety.Event) (err error) {
	defer wrap(&err, "save supervision order %s", v.No)
	row := newSupervisionRow(v)
	row.Version++
	if err := t.saveVersionBy(ctx, &row, "no", v.No, v.Version); err != nil {
		return err
	}
	v.Version++
	return t.addEvent(ctx, e)
}
