package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot/wecomsim"
	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// hooks lend the page the demo's clock and what the bot decided.
func (d *demo) hooks(r *safety.Roster) wecomsim.Hooks {
	return wecomsim.Hooks{
		Clock:   d.clock.Now,
		Advance: d.advance,
		Next:    d.next,
		Log:     func(ctx context.Context, after int64) ([]wecomsim.LogLine, error) { return d.decisions(ctx, r, after) },
		Tour:    d.stops,
		Openers: []string{testdata.CourtyardLead, testdata.Volunteer, testdata.SafetyOfficer, testdata.StreetPrincipal},
		Places:  places(r),
	}
}

// places are where members can say they are: the courtyards near the phones.
func places(r *safety.Roster) []wecomsim.Place {
	var ps []wecomsim.Place
	for _, g := range r.GridsAt(safety.Courtyard) {
		if g.Lat != 0 && len(ps) < 8 {
			ps = append(ps, wecomsim.Place{Label: g.Name, Lat: g.Lat, Lon: g.Lon})
		}
	}
	return ps
}

// advance moves the demo's clock and returns when all that was due has happened.
func (d *demo) advance(ctx context.Context, to time.Time) error {
	m := move{to: to, done: make(chan error, 1)}
	select {
	case d.moves <- m:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-m.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// next is the next thing that will happen by itself: a step of a ladder, a check
// that is missed if nobody does it, or a message that is held back till then.
func (d *demo) next(ctx context.Context) (at time.Time, what string, ok bool) {
	consider := func(t time.Time, text string) {
		if !ok || t.Before(at) {
			at, what, ok = t, text, true
		}
	}
	err := d.program.db.Read(ctx, func(tx *store.Tx) error {
		steps, err := tx.DueSteps(ctx, farOff, 1)
		for _, s := range steps {
			rung, _ := d.program.policy.Rung(s.Ladder, s.Rung)
			consider(s.Due, d.program.policy.Ladders[s.Ladder].Title+" · "+rung.Why)
		}
		return err
	})
	if err != nil {
		return time.Time{}, "", false
	}
	if missed, waits, err := d.program.nextMiss(ctx); err == nil && waits {
		consider(missed, "检查截止，没做的算漏查")
	}
	if held, waits, err := d.program.db.NextDue(ctx, classes(d.program.policy)); err == nil && waits {
		consider(held, "送出留着的消息")
	}
	return at, what, ok
}

// decisions are what the bot did of itself and why, for the page's log. It looks
// for what is new and numbers it as it comes.
func (d *demo) decisions(ctx context.Context, r *safety.Roster, after int64) ([]wecomsim.LogLine, error) {
	d.logged.Lock()
	defer d.logged.Unlock()
	err := d.program.db.Read(ctx, func(tx *store.Tx) error {
		decided, err := tx.Decided(ctx, d.lastLogged)
		if err != nil {
			return err
		}
		for _, x := range decided {
			if d.known[x.Key] {
				continue
			}
			d.known[x.Key], d.lastLogged = true, x.At
			if text := decision(r, d.program.policy, x); text != "" {
				d.lines = append(d.lines, wecomsim.LogLine{ID: int64(len(d.lines) + 1), At: x.At, Subject: subject(r, x.Subject, x.No), Text: text, Why: x.Reason})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d.lines[min(int(after), len(d.lines)):], nil
}

// subject shortens what a decision is about.
func subject(r *safety.Roster, about, no string) string {
	if no != "" {
		return no
	}
	kind, id, _ := strings.Cut(about, ":")
	parts := strings.Split(id, "/")
	if g, ok := r.Grid(parts[len(parts)-1]); ok {
		return g.Name
	}
	switch kind {
	case "member", "digest":
		return r.Name(id)
	case "period":
		if p, err := safety.ParsePeriod(parts[len(parts)-1]); err == nil {
			return p.Name()
		}
	}
	return ""
}

// decision words one line of the log; an empty one is not worth a line.
func decision(r *safety.Roster, p *safety.Policy, x store.Decision) string {
	switch x.Kind {
	case "event":
		text := safety.Action(x.What).String()
		if x.By != safety.System {
			text = r.Name(x.By) + " " + text
		}
		return text
	case "step":
		return stepLine(r, p, x)
	}
	if x.Reason == "" {
		return ""
	}
	return deliveryWords[x.What] + " " + names(r, x.To)
}

// stepWords and deliveryWords are the states as the log tells them.
var (
	stepWords     = map[string]string{"told": "通知", "no_holder": "无人在岗，转告", "skipped": "不发", "dropped": "不再需要"}
	deliveryWords = map[string]string{"held": "先留着，不打扰", "bundled": "并成一条发给", "skipped": "不再发给", "failed": "没能送到"}
)

func stepLine(r *safety.Roster, p *safety.Policy, x store.Decision) string {
	// The key ends with ladder/round/rung.
	parts := strings.Split(x.Key, "/")
	ladder, id := parts[max(0, len(parts)-3)], parts[len(parts)-1]
	what := ladder + " " + id
	if rung, ok := p.Rung(ladder, id); ok {
		what = fmt.Sprintf("%s·%s", p.Ladders[ladder].Title, rung.Why)
	}
	return strings.TrimSpace(fmt.Sprintf("L%d %s %s：%s", x.Level, stepWords[x.What], names(r, x.To), what))
}

// names lists people, the first few by name.
func names(r *safety.Roster, ids []string) string {
	var ns []string
	for _, id := range ids[:min(4, len(ids))] {
		ns = append(ns, r.Name(id))
	}
	if len(ids) > 4 {
		return fmt.Sprintf("%s等 %d 人", strings.Join(ns, "、"), len(ids))
	}
	return strings.Join(ns, "、")
}
