package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gridwarden/safety"
)

var _ safety.Book = (*Tx)(nil)

// HazardsToAudit are the open hazards and those with the ids.
func (t *Tx) HazardsToAudit(ctx context.Context, ids []string) (hs []*safety.Hazard, err error) {
	defer wrap(&err, "select hazards to audit")
	var rows []hazardRow
	if err := t.load(ctx, &rows, "SELECT * FROM hazards WHERE state IN ?", safety.OpenStates()); err != nil {
		return nil, err
	}
	seen := make(map[string]bool, len(rows))
	for _, r := range rows {
		seen[r.ID] = true
	}
	for some := range slices.Chunk(slices.DeleteFunc(ids, func(id string) bool { return seen[id] }), batch) {
		var more []hazardRow
		if err := t.load(ctx, &more, "SELECT * FROM hazards WHERE id IN ?", some); err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	hs = make([]*safety.Hazard, len(rows))
	for i, r := range rows {
		if hs[i], err = r.hazard(); err != nil {
			return nil, fmt.Errorf("hazard %s: %w", r.ID, err)
		}
	}
	return hs, nil
}

// Recall gives the histories and the steps of subjects, as History and Steps do.
func (t *Tx) Recall(ctx context.Context, subjects []string) (events map[string][]safety.Event, steps map[string][]safety.Step, err error) {
	defer wrap(&err, "recall %d subjects", len(subjects))
	events, steps = map[string][]safety.Event{}, map[string][]safety.Step{}
	for some := range slices.Chunk(subjects, batch) {
		var happened []eventRow
		if err := t.load(ctx, &happened, recallEvents, some); err != nil {
			return nil, nil, err
		}
		for _, r := range happened {
			e, err := r.event()
			if err != nil {
				return nil, nil, err
			}
			events[e.Subject] = append(events[e.Subject], e)
		}
		var rows []stepRow
		if err := t.load(ctx, &rows, recallSteps, some); err != nil {
			return nil, nil, err
		}
		of, err := stepsOf(rows)
		if err != nil {
			return nil, nil, err
		}
		for _, s := range of {
			steps[s.Subject] = append(steps[s.Subject], s)
		}
	}
	return events, steps, nil
}

const (
	recallEvents = "SELECT * FROM events WHERE subject IN ? ORDER BY subject, seq"
	recallSteps  = "SELECT * FROM steps WHERE subject IN ? ORDER BY due, skey"
)

// StepKnown says whether a step with the key has ended.
func (t *Tx) StepKnown(ctx context.Context, key string) (known bool, err error) {
	defer wrap(&err, "look for step %s", key)
	var n int
	err = t.load(ctx, &n, "SELECT COUNT(*) FROM steps WHERE skey = ? AND ended > 0", key)
	return n > 0, err
}

// StepsBetween are the steps due between two moments, and those still planned
// before the later one, by due moment.
func (t *Tx) StepsBetween(ctx context.Context, from, to time.Time) (steps []safety.Step, err error) {
	defer wrap(&err, "select steps to audit")
	var rows []stepRow
	if err := t.load(ctx, &rows, stepsBetween, ms(from), ms(to), ms(to)); err != nil {
		return nil, err
	}
	return stepsOf(rows)
}

const stepsBetween = `SELECT * FROM steps WHERE state IN ('told', 'no_holder', 'skipped', 'dropped') AND due BETWEEN ? AND ?
	UNION ALL SELECT * FROM steps WHERE state = 'planned' AND due <= ? ORDER BY due, skey`

// A fateRow is a delivery with its post and its call.
type fateRow struct {
	Pkey, About, Class, Line, Sum, Member  string
	Due, PostedAt, NextAt, EndedAt, Frozen int64
	State, Reason, CallID                  string
}

func (r fateRow) fate() safety.PostFate {
	return safety.PostFate{
		Key: r.Pkey, About: r.About, Class: safety.Class(r.Class), Line: r.Line, Sum: r.Sum, Member: r.Member, Due: moment(r.Due), Posted: moment(r.PostedAt),
		State: r.State, Reason: r.Reason, Next: moment(r.NextAt), Ended: moment(r.EndedAt), Call: r.CallID, CallMade: moment(r.Frozen),
	}
}

const fateColumns = `p.pkey, p.about, p.class, p.sum, p.due, p.posted_at, d.member, d.state, d.reason, d.ended_at, d.call_id,
	COALESCE(CASE WHEN d.state = 'calling' THEN c.next_at END, d.next_at) AS next_at, COALESCE(c.frozen, 0) AS frozen`

// eachPost reads through everything that was posted since a moment, in no order.
const eachPost = `SELECT ` + fateColumns + ` FROM posts p JOIN deliveries d ON d.post = p.id LEFT JOIN calls c ON c.id = d.call_id
	WHERE p.posted_at >= ? AND p.class <> 'answer'`

// EachPost gives every message posted at or after a moment, answers left out,
// one for each member. See must not use the transaction.
func (t *Tx) EachPost(ctx context.Context, since time.Time, see func(safety.PostFate)) (err error) {
	defer wrap(&err, "read posts")
	rows, err := t.g.WithContext(ctx).Raw(eachPost, ms(since)).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r fateRow
		err := rows.Scan(&r.Pkey, &r.About, &r.Class, &r.Sum, &r.Due, &r.PostedAt, &r.Member, &r.State, &r.Reason, &r.EndedAt, &r.CallID, &r.NextAt, &r.Frozen)
		if err != nil {
			return err
		}
		see(r.fate())
	}
	return rows.Err()
}

// PostsAbout are all messages about a subject with their lines, oldest first.
func (t *Tx) PostsAbout(ctx context.Context, subject string) (ps []safety.PostFate, err error) {
	defer wrap(&err, "select posts about %s", subject)
	var rows []fateRow
	err = t.load(ctx, &rows, `SELECT `+fateColumns+`, p.line FROM posts p JOIN deliveries d ON d.post = p.id LEFT JOIN calls c ON c.id = d.call_id
		WHERE p.about = ? AND p.class <> 'answer' ORDER BY p.posted_at, p.id, d.member`, subject)
	for _, r := range rows {
		ps = append(ps, r.fate())
	}
	return ps, err
}

// messagesADay counts calls: what is bundled into one is one message. Days are
// those of Shanghai.
const messagesADay = `SELECT d.member, (c.frozen + 28800000) / 86400000 AS day, COUNT(DISTINCT c.id) AS n
	FROM posts p CROSS JOIN deliveries d ON d.post = p.id CROSS JOIN calls c ON c.id = d.call_id
	WHERE p.posted_at >= ? AND d.state IN ('sent', 'bundled') AND d.class IN ? GROUP BY d.member, day HAVING n > ? ORDER BY day, d.member`

// MessagesADay are the members and days since a moment on which more than most
// messages of the classes went out.
func (t *Tx) MessagesADay(ctx context.Context, since time.Time, classes []safety.Class, most int) (counts []safety.MessageCount, err error) {
	defer wrap(&err, "count messages a day")
	var rows []struct {
		Member string
		Day    int64
		N      int
	}
	query := messagesADay
	if t.d.driver == MySQL {
		query = mysqlMessagesADay
	}
	if err := t.load(ctx, &rows, query, ms(since), classes, most); err != nil {
		return nil, err
	}
	for _, r := range rows {
		counts = append(counts, safety.MessageCount{Member: r.Member, Day: time.UnixMilli(r.Day*86400000 - 28800000).In(safety.Shanghai), N: r.N})
	}
	return counts, nil
}

const mysqlMessagesADay = `SELECT d.member, (c.frozen + 28800000) DIV 86400000 AS day, COUNT(DISTINCT c.id) AS n
	FROM posts p STRAIGHT_JOIN deliveries d ON d.post = p.id STRAIGHT_JOIN calls c ON c.id = d.call_id
	WHERE p.posted_at >= ? AND d.state IN ('sent', 'bundled') AND d.class IN ? GROUP BY d.member, day HAVING n > ? ORDER BY day, d.member`
