package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gridwarden/safety"
)

// A Decision is something the program did, or left undone, with the reason.
type Decision struct {
	Key     string // unique for ever
	At      time.Time
	Kind    string // "event", "step", "delivery"
	Subject string // "hazard:…", "period:…"
	No      string // number of the hazard, if it is one
	By      string // userid, "system"
	What    string // action of an event; state of a step or delivery
	Level   int    // of a step
	To      []string
	Reason  string
}

type decisionRow struct {
	Part, Subject, ByMember, What, Told, Reason string
	N                                           int64
	At                                          int64
	Level                                       int
}

// Decided are the decisions taken at or after a moment, oldest first: changes of
// hazards and occurrences, steps that ended, and deliveries that were held,
// bundled, skipped or failed. It reads without an index and is made for looking
// at a small street, not for ticks.
func (t *Tx) Decided(ctx context.Context, since time.Time) (ds []Decision, err error) {
	defer wrap(&err, "read decisions")
	for _, q := range decided {
		var rows []decisionRow
		if err := t.load(ctx, &rows, q.sql, ms(since)); err != nil {
			return nil, err
		}
		for _, r := range rows {
			d := Decision{
				Key: fmt.Sprintf("%s/%d/%s", q.kind, r.N, r.Part), At: moment(r.At), Kind: q.kind, Subject: r.Subject,
				By: r.ByMember, What: r.What, Level: r.Level, Reason: r.Reason,
			}
			if q.kind == "delivery" {
				d.To, d.Key = []string{r.Told}, d.Key+"/"+r.What
			} else if err := decode(r.Told, &d.To); err != nil {
				return nil, err
			}
			if id, ok := strings.CutPrefix(r.Subject, safety.HazardSubject); ok {
				if err := t.load(ctx, &d.No, `SELECT COALESCE(no, '') FROM hazards WHERE id = ?`, id); err != nil {
					return nil, err
				}
			}
			ds = append(ds, d)
		}
	}
	slices.SortFunc(ds, func(a, b Decision) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(rank[a.Kind], rank[b.Kind]), cmp.Compare(a.Key, b.Key))
	})
	return ds, nil
}

// rank puts what happened at one moment in order: each kind follows from those
// before it.
var rank = map[string]int{"event": 1, "step": 2, "delivery": 3}

// decided are the three places where decisions are kept.
var decided = []struct{ kind, sql string }{
	{"event", `SELECT subject AS part, seq AS n, subject, by_member, action AS what, reason, at FROM events WHERE at >= ? AND action <> 'escalated'`},
	{"step", `SELECT skey AS part, subject, 'system' AS by_member, state AS what, told_to AS told, reason, ended AS at, level
		FROM steps WHERE ended >= ? AND ended > 0`},
	{"delivery", `SELECT p.pkey AS part, d.id AS n, p.about AS subject, 'system' AS by_member, d.state AS what, d.member AS told, d.reason,
		CASE WHEN d.ended_at > 0 THEN d.ended_at ELSE p.posted_at END AS at
		FROM deliveries d JOIN posts p ON p.id = d.post
		WHERE d.state IN ('held', 'bundled', 'skipped', 'failed') AND (CASE WHEN d.ended_at > 0 THEN d.ended_at ELSE p.posted_at END) >= ?`},
}
