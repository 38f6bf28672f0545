package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"gridwarden/bot"
)

// A deliveryRow is a delivery as it lies in the outbox. Seq numbers the answers
// to a member that have not ended; it is 0 for other classes.
type deliveryRow struct {
	ID, Post      int64
	Member, Class string
	State         string
	Due, NextAt   int64
	LookAt        sql.NullInt64
	Seq           int64
	Why, Reason   string
	Tries         int
	Again         bool
	CallID        string
	EndedAt       int64
	Fence         int64
}

const deliveryColumns = `d.id, d.post, d.member, d.class, d.state, d.due, d.next_at, d.look_at, d.seq,
		d.why, d.reason, d.tries, d.again, d.call_id, d.ended_at, d.fence`

// loadDeliveries reads rows of deliveryColumns. Thousands come at once, and
// scanning by reflection would cost as much as the query.
func (t *Tx) loadDeliveries(ctx context.Context, query string, args ...any) ([]deliveryRow, error) {
	rows, err := t.g.WithContext(ctx).Raw(query, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ds []deliveryRow
	for rows.Next() {
		var r deliveryRow
		err := rows.Scan(&r.ID, &r.Post, &r.Member, &r.Class, &r.State, &r.Due, &r.NextAt, &r.LookAt, &r.Seq,
			&r.Why, &r.Reason, &r.Tries, &r.Again, &r.CallID, &r.EndedAt, &r.Fence)
		if err != nil {
			return nil, err
		}
		ds = append(ds, r)
	}
	return ds, rows.Err()
}

func (r deliveryRow) delivery(p postRow) bot.Delivery {
	return bot.Delivery{
		ID: r.ID, Post: r.Post, Key: p.Pkey, To: r.Member, Class: bot.Class(r.Class), About: p.About, Sum: p.Sum,
		Due: moment(r.Due), Until: moment(p.UntilAt), State: bot.DeliveryState(r.State), Next: moment(r.NextAt),
		Why: r.Why, Reason: r.Reason, Tries: r.Tries, Repeat: r.Again, Call: r.CallID, Ended: moment(r.EndedAt), Fence: r.Fence,
	}
}

// deliveries adds to rows what stands in their posts.
func (t *Tx) deliveries(ctx context.Context, rows []deliveryRow) ([]bot.Delivery, error) {
	var ids []int64
	for i, r := range rows {
		if i == 0 || rows[i-1].Post != r.Post {
			ids = append(ids, r.Post)
		}
	}
	posts, err := t.postRows(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("load posts of deliveries: %w", err)
	}
	behind, err := t.unveil(ctx, rows)
	if err != nil {
		return nil, fmt.Errorf("find who is behind pseudonyms: %w", err)
	}
	ds := make([]bot.Delivery, len(rows))
	for i, r := range rows {
		ds[i] = r.delivery(posts[r.Post])
		if member, hidden := behind[r.Member]; hidden {
			ds[i].To, ds[i].Alias = member, r.Member
		}
	}
	return ds, nil
}

// ClaimDeliveries gives deliveries of the claim's classes that are waiting or
// held with Next <= Now, earliest first, at most Limit of them, and with them
// whatever of the classes With is due to the same members. Answers to one member
// come in the order they were posted, and an answer is not given out while an
// earlier one to that member is neither ended nor part of the same claim.
func (d *DB) ClaimDeliveries(ctx context.Context, c bot.Claim) (ds []bot.Delivery, err error) {
	defer wrap(&err, "claim deliveries")
	err = d.lease(ctx, func(t *Tx) error {
		rows, err := t.claimDeliveries(ctx, c)
		if err != nil {
			return err
		}
		ds, err = t.deliveries(ctx, rows)
		return err
	})
	return ds, err
}

func (t *Tx) claimDeliveries(ctx context.Context, c bot.Claim) ([]deliveryRow, error) {
	classes, err := t.classes(ctx, c.Classes)
	if err != nil {
		return nil, err
	}
	var rows []deliveryRow
	for _, class := range classes {
		due, err := t.loadDeliveries(ctx, t.d.hot.deliveriesDue, class, ms(c.Now), ms(c.Now), c.Limit)
		if err != nil {
			return nil, err
		}
		rows = append(rows, due...)
	}
	if len(classes) > 1 {
		slices.SortStableFunc(rows, func(a, b deliveryRow) int { return cmp.Compare(a.LookAt.Int64, b.LookAt.Int64) })
		rows = rows[:min(len(rows), c.Limit)]
	}
	with := c.With
	if len(rows) < c.Limit { // all that is due of these classes is here
		with = slices.DeleteFunc(slices.Clone(with), func(k bot.Class) bool { return slices.Contains(classes, string(k)) })
	}
	if rows, err = t.inTheirTurn(ctx, rows); err != nil || len(rows) == 0 {
		return nil, err
	}
	if len(with) > 0 {
		if rows, err = t.withCompany(ctx, c.Now, with, rows); err != nil {
			return nil, err
		}
	}
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
		rows[i].Fence++
	}
	_, err = t.exec(ctx, t.d.hot.deliveriesClaim, encode(ids), c.Worker, ms(c.Now.Add(c.Lease)))
	return rows, err
}

// classes are the classes asked for; those that wait for something if none is.
func (t *Tx) classes(ctx context.Context, asked []bot.Class) ([]string, error) {
	var names []string
	for _, c := range asked {
		names = append(names, string(c))
	}
	if len(names) > 0 {
		return names, nil
	}
	err := t.load(ctx, &names, "SELECT DISTINCT class FROM deliveries WHERE look_at IS NOT NULL UNION SELECT DISTINCT class FROM calls WHERE look_at IS NOT NULL")
	return names, err
}

// inTheirTurn leaves out answers that would overtake an earlier one, and puts
// the answers to each member in the order they were posted.
func (t *Tx) inTheirTurn(ctx context.Context, rows []deliveryRow) ([]deliveryRow, error) {
	var members []string
	claimed := map[int64]bool{}
	for _, r := range rows {
		if r.Seq > 0 {
			claimed[r.ID] = true
			members = append(members, r.Member)
		}
	}
	if len(members) == 0 {
		return rows, nil
	}
	slices.Sort(members)
	var open []struct {
		ID     int64
		Member string
		Seq    int64
	}
	if err := t.load(ctx, &open, t.d.hot.answersOpen, encode(slices.Compact(members))); err != nil {
		return nil, err
	}
	barrier := map[string]int64{} // member → the first answer that is in nobody's or another's hands
	for _, a := range open {
		if b, ok := barrier[a.Member]; !claimed[a.ID] && (!ok || a.Seq < b) {
			barrier[a.Member] = a.Seq
		}
	}
	rows = slices.DeleteFunc(rows, func(r deliveryRow) bool {
		b, ok := barrier[r.Member]
		return ok && r.Seq > b
	})
	slices.SortStableFunc(rows, func(a, b deliveryRow) int {
		if a.Seq == 0 || b.Seq == 0 || a.Member != b.Member {
			return 0
		}
		return cmp.Compare(a.Seq, b.Seq)
	})
	return rows, nil
}

// withCompany adds what is due to the same members in other classes.
func (t *Tx) withCompany(ctx context.Context, now time.Time, with []bot.Class, rows []deliveryRow) ([]deliveryRow, error) {
	have := make(map[int64]bool, len(rows))
	members := make([]string, len(rows))
	for i, r := range rows {
		have[r.ID] = true
		members[i] = r.Member
	}
	slices.Sort(members)
	company, err := t.loadDeliveries(ctx, t.d.hot.deliveriesWith, encode(slices.Compact(members)), encode(with), ms(now))
	if err != nil {
		return nil, err
	}
	for _, r := range company {
		if !have[r.ID] {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// Posts loads posts by the Post of their deliveries; To is left empty.
func (d *DB) Posts(ctx context.Context, ids []int64) (posts map[int64]bot.Post, err error) {
	defer wrap(&err, "load posts")
	rows, err := d.peek().postRows(ctx, ids)
	if err != nil {
		return nil, err
	}
	posts = make(map[int64]bot.Post, len(rows))
	for id, r := range rows {
		if posts[id], err = r.post(); err != nil {
			return nil, err
		}
	}
	return posts, nil
}

// Gather lets a member's held deliveries with this Why wait no longer than until
// at, and gives the earliest moment any of them waits for, or at. What is claimed
// is left alone.
func (d *DB) Gather(ctx context.Context, member, why string, at time.Time) (first time.Time, err error) {
	defer wrap(&err, "gather deliveries")
	err = d.lease(ctx, func(t *Tx) error {
		var next *int64
		if err := t.load(ctx, &next, d.hot.heldFirst, member, why); err != nil {
			return err
		}
		if first = at; next != nil && moment(*next).Before(at) {
			first = moment(*next)
		}
		_, err := t.exec(ctx, d.hot.heldGather, ms(first), ms(first), member, why, ms(first))
		return err
	})
	return first, err
}

// An outcomeRow is an outcome as the statement that records it reads it. Call
// is set when the delivery is settled with its call, and then Fence does not count.
type outcomeRow struct {
	ID     int64  `json:"id"`
	Fence  int64  `json:"fence"`
	Call   string `json:"call"`
	State  string `json:"state"`
	Next   *int64 `json:"next"`
	Why    string `json:"why"`
	Reason string `json:"reason"`
	Tries  int    `json:"tries"`
	Again  int    `json:"again"`
	Ended  int64  `json:"ended"`
}

func newOutcome(o bot.Outcome) outcomeRow {
	r := outcomeRow{
		ID: o.ID, Fence: o.Fence, State: string(o.State), Why: o.Why, Reason: cut(o.Reason, 250), Tries: o.Tries,
	}
	if o.Repeat {
		r.Again = 1
	}
	if o.State.Ended() {
		r.Ended = ms(o.At)
		return r
	}
	next := ms(o.Next)
	r.Next = &next
	return r
}

// SettleDeliveries puts claimed deliveries back or ends them, and gives up the
// claim. An outcome with a stale fence changes nothing.
func (d *DB) SettleDeliveries(ctx context.Context, outcomes []bot.Outcome) (err error) {
	defer wrap(&err, "settle deliveries")
	rows := make([]outcomeRow, len(outcomes))
	for i, o := range outcomes {
		rows[i] = newOutcome(o)
	}
	return d.Tx(ctx, func(t *Tx) error {
		for part := range slices.Chunk(rows, chunk) {
			if _, err := t.exec(ctx, d.hot.deliveriesSet, encode(part)); err != nil {
				return err
			}
		}
		return nil
	})
}
