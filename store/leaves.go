package store

import (
	"context"
	"time"

	"gridwarden/safety"
)

type leaveRow struct {
	ID       string `gorm:"primaryKey"`
	Version  int
	Member   string
	FromAt   int64
	ToDay    int64
	Asked    string
	StandIn  string
	AgreedAt int64
	EndedAt  int64
	BegunAt  int64
	ClosedAt int64
}

func (leaveRow) TableName() string { return "leaves" }

func (r leaveRow) leave() safety.Leave {
	return safety.Leave{
		ID: r.ID, Version: r.Version, Member: r.Member, From: moment(r.FromAt), To: moment(r.ToDay), Asked: r.Asked, StandIn: r.StandIn,
		Agreed: moment(r.AgreedAt), Ended: moment(r.EndedAt), Begun: moment(r.BegunAt), Closed: moment(r.ClosedAt),
	}
}

// leavesKept is how long a leave that is over stays in the roster: as far as an
// old card may ask about it.
const leavesKept = 100 * 24 * time.Hour

// leaves are those of late and those to come.
func (t *Tx) leaves(ctx context.Context) ([]safety.Leave, error) {
	return t.LeavesSince(ctx, t.d.now().Add(-leavesKept))
}

// LeavesSince are the leaves that ended on a day after a moment's, or have not,
// by their beginning.
func (t *Tx) LeavesSince(ctx context.Context, at time.Time) (leaves []safety.Leave, err error) {
	defer wrap(&err, "load leaves since %s", at)
	var rows []leaveRow
	if err := t.load(ctx, &rows, "SELECT * FROM leaves WHERE to_day > ? ORDER BY from_at, id", ms(at)); err != nil {
		return nil, err
	}
	return mapped(rows, leaveRow.leave), nil
}

// Leave finds by id; [safety.ErrNotFound].
func (t *Tx) Leave(ctx context.Context, id string) (l *safety.Leave, err error) {
	defer wrap(&err, "load leave %s", id)
	row, err := one[leaveRow](ctx, t, "SELECT * FROM leaves WHERE id = ?", id)
	if err != nil {
		return nil, err
	}
	found := row.leave()
	return &found, nil
}

// SaveLeave keeps a new or changed leave with the event that explains it;
// [safety.ErrStale] if it changed since it was read. It raises Version. The
// roster of this transaction knows it at once, that of others when it is kept.
func (t *Tx) SaveLeave(ctx context.Context, l *safety.Leave, e safety.Event) (err error) {
	defer wrap(&err, "save leave %s", l.ID)
	if err := t.lockRoster(ctx); err != nil {
		return err
	}
	row := leaveRow{
		ID: l.ID, Version: l.Version + 1, Member: l.Member, FromAt: ms(l.From), ToDay: ms(l.To), Asked: l.Asked, StandIn: l.StandIn,
		AgreedAt: ms(l.Agreed), EndedAt: ms(l.Ended), BegunAt: ms(l.Begun), ClosedAt: ms(l.Closed),
	}
	if err := t.saveVersion(ctx, &row, l.ID, l.Version); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "UPDATE roster_state SET leaves = leaves + 1 WHERE id = 1"); err != nil {
		return err
	}
	l.Version++
	t.ownLeaves = true
	return t.addEvent(ctx, e)
}
