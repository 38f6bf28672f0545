package store

import (
	"context"
	"slices"
	"time"

	"gridwarden/bot"
)

type callRow struct {
	ID         string
	API        string `gorm:"column:api"`
	Recipients string
	Body       []byte
	Items      string
	Class      string
	Bundle     bool
	State      string
	Frozen     int64
	NextAt     int64
	LookAt     *int64
	Tries      int
	Fence      int64
	Worker     string
	MsgID      string
	Code       string
	EndedAt    int64
}

func (callRow) TableName() string { return "calls" }

// callsAtOnce bounds the memory that claimed calls take: each may have a
// thousand deliveries.
const callsAtOnce = 100

// SaveCalls keeps calls, claimed by the worker until now+lease, and moves their
// deliveries to calling. If one delivery's fence is stale, nothing is kept and
// the error is bot.ErrFenced.
func (d *DB) SaveCalls(ctx context.Context, worker string, now time.Time, lease time.Duration, calls []bot.StoredCall) (err error) {
	defer wrap(&err, "save calls")
	type link struct {
		ID    int64  `json:"id"`
		Fence int64  `json:"fence"`
		Call  string `json:"call"`
	}
	rows := make([]callRow, len(calls))
	var links []link
	until := ms(now.Add(lease))
	for i, c := range calls {
		rows[i] = callRow{
			ID: c.ID, API: c.Call.API, Recipients: encode(c.Call.To), Body: c.Call.JSON, Class: string(c.Class), Bundle: c.Bundle,
			State: string(bot.CallOpen), Frozen: ms(c.Frozen), NextAt: ms(c.Next), LookAt: &until, Tries: c.Tries, Fence: c.Fence, Worker: worker,
		}
		items := make([]int64, len(c.Deliveries))
		for n, one := range c.Deliveries {
			items[n] = one.ID
			links = append(links, link{one.ID, one.Fence, c.ID})
		}
		rows[i].Items = encode(items)
	}
	return d.Tx(ctx, func(t *Tx) error {
		moved := int64(0)
		for part := range slices.Chunk(links, chunk) {
			n, err := t.exec(ctx, d.hot.deliveriesCall, encode(part))
			if err != nil {
				return err
			}
			moved += n
		}
		if moved != int64(len(links)) {
			return bot.ErrFenced
		}
		return t.g.WithContext(ctx).CreateInBatches(rows, batch).Error
	})
}

// ClaimCalls gives open calls with Next <= Now that nobody holds, oldest first,
// with their deliveries; at most a hundred at once. Classes is compared with the
// call's class.
func (d *DB) ClaimCalls(ctx context.Context, c bot.Claim) (calls []bot.StoredCall, err error) {
	defer wrap(&err, "claim calls")
	err = d.lease(ctx, func(t *Tx) error {
		calls, err = t.claimCalls(ctx, c)
		return err
	})
	return calls, err
}

func (t *Tx) claimCalls(ctx context.Context, c bot.Claim) ([]bot.StoredCall, error) {
	classes, err := t.classes(ctx, c.Classes)
	if err != nil || len(classes) == 0 {
		return nil, err
	}
	var rows []callRow
	if err := t.load(ctx, &rows, t.d.hot.callsDue, encode(classes), ms(c.Now), min(c.Limit, callsAtOnce)); err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]string, len(rows))
	var items []int64
	for i, r := range rows {
		var of []int64
		if err := decode(r.Items, &of); err != nil {
			return nil, err
		}
		ids[i], items = r.ID, append(items, of...)
	}
	if _, err := t.exec(ctx, t.d.hot.callsClaim, encode(ids), c.Worker, ms(c.Now.Add(c.Lease))); err != nil {
		return nil, err
	}
	of, err := t.loadDeliveries(ctx, t.d.hot.deliveriesOf, encode(items))
	if err != nil {
		return nil, err
	}
	ds, err := t.deliveries(ctx, of)
	if err != nil {
		return nil, err
	}
	byCall := make(map[string][]bot.Delivery, len(rows))
	for _, one := range ds {
		byCall[one.Call] = append(byCall[one.Call], one)
	}
	calls := make([]bot.StoredCall, len(rows))
	for i, r := range rows {
		calls[i] = bot.StoredCall{
			ID: r.ID, Call: bot.Call{API: r.API, JSON: r.Body}, Class: bot.Class(r.Class), Bundle: r.Bundle, Deliveries: byCall[r.ID],
			Frozen: moment(r.Frozen), Next: moment(r.NextAt), Tries: r.Tries, Fence: r.Fence + 1,
		}
		if err := decode(r.Recipients, &calls[i].Call.To); err != nil {
			return nil, err
		}
	}
	return calls, nil
}

// EndCall records what came of an attempt and settles the call's deliveries
// with it; a stale fence is bot.ErrFenced and changes nothing.
func (d *DB) EndCall(ctx context.Context, end bot.CallEnd) (err error) {
	defer wrap(&err, "end call %s", end.ID)
	return d.Tx(ctx, func(t *Tx) error { return t.endCall(ctx, end) })
}

func (t *Tx) endCall(ctx context.Context, end bot.CallEnd) error {
	values := map[string]any{"tries": end.Tries, "state": string(end.State), "msg_id": cut(end.MsgID, 250), "code": cut(end.Code, 250)}
	if end.State == bot.CallOpen {
		values["next_at"], values["look_at"] = ms(end.Next), ms(end.Next)
	} else {
		values["look_at"], values["ended_at"] = nil, ms(end.At)
	}
	r := t.table(ctx, &callRow{}).Where("id = ? AND fence = ? AND state = ?", end.ID, end.Fence, bot.CallOpen).Updates(values)
	switch {
	case r.Error != nil:
		return r.Error
	case r.RowsAffected == 0:
		return t.unlessOpen(ctx, end)
	case end.State == bot.CallOpen:
		return nil
	}
	excepted := make([]int64, len(end.Except))
	rows := make([]outcomeRow, len(end.Except))
	for i, o := range end.Except {
		rows[i] = newOutcome(o)
		rows[i].Call, excepted[i] = end.ID, o.ID
	}
	if end.Rest.State != "" {
		rest := newOutcome(end.Rest)
		_, err := t.exec(ctx, t.d.hot.deliveriesRest, rest.State, rest.Why, rest.Reason, rest.Ended, end.ID, encode(excepted))
		if err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := t.exec(ctx, t.d.hot.deliveriesSet, encode(rows))
	return err
}

// unlessOpen tells apart why an end changed no row: MySQL does not count a row
// whose values stay as they are.
func (t *Tx) unlessOpen(ctx context.Context, end bot.CallEnd) error {
	var same int64
	err := t.table(ctx, &callRow{}).Where("id = ? AND fence = ? AND state = ?", end.ID, end.Fence, bot.CallOpen).Count(&same).Error
	if err == nil && (same == 0 || end.State != bot.CallOpen) {
		return bot.ErrFenced
	}
	return err
}
