package safety

import (
	"context"
	"strings"
	"time"
)

// A life is how long a mark counted on a hazard.
type life struct {
	mark      Mark
	at, until time.Time
}

// lives replays a hazard's history by the table of its life: which marks were
// set when, and until when they counted. It also says whether the last state of
// the history is the hazard's.
func lives(h *Hazard, events []Event) (all []life, explained bool) {
	open := map[Mark]int{} // mark → its place in all
	end := func(mark Mark, at time.Time) {
		if i, ok := open[mark]; ok {
			all[i].until = at
			delete(open, mark)
		}
	}
	last := ""
	for _, e := range events {
		if e.To != "" {
			last = e.To
		}
		rule, ok := ruleOf(e)
		if !ok {
			continue
		}
		for _, mark := range rule.Drop {
			end(mark, e.At)
		}
		if !rule.To.Open() {
			for mark := range open {
				end(mark, e.At)
			}
		}
		for _, mark := range rule.Marks {
			end(mark, e.At)
			open[mark] = len(all)
			all = append(all, life{mark: mark, at: e.At})
		}
	}
	return all, last == string(h.State)
}

// ruleOf is the rule an event of a hazard was made by.
func ruleOf(e Event) (Rule, bool) {
	for _, r := range Lifecycle {
		if string(r.From) == e.From && string(r.To) == e.To && r.Do == e.Action {
			return r, true
		}
	}
	return Rule{}, false
}

// eachHazard compares hazards with their history, with the steps that their
// marks ask for, and with the people who answer for them.
func (a *Audit) eachHazard(ctx context.Context, _ *postBook) error {
	var ids []string
	for _, st := range a.steps {
		if id, is := strings.CutPrefix(st.Subject, HazardSubject); is {
			ids = append(ids, id)
		}
	}
	hazards, err := a.Book.HazardsToAudit(ctx, unique(ids))
	if err != nil {
		return err
	}
	for _, h := range hazards {
		events, err := a.Book.History(ctx, h.About())
		if err != nil {
			return err
		}
		steps, err := a.Book.Steps(ctx, h.About())
		if err != nil {
			return err
		}
		marks, explained := lives(h, events)
		if !explained {
			a.gap(GapHazardState, h.About(), string(h.State), h.Since, matterHere+"现在是“%s”，历史里没有这一步", h.State)
		}
		if h.State.Open() && !a.answeredFor(h) {
			a.gap(GapHazardOrphaned, h.About(), "", h.Since, matterHere+"没有任何人负责")
		}
		a.leftovers(h, marks, steps)
		for _, m := range marks {
			if m.until.IsZero() || !m.until.Before(a.Since) {
				a.expectMark(h, m, events, steps)
			}
		}
	}
	return nil
}

// leftovers are steps still planned from a mark that no longer counts.
func (a *Audit) leftovers(h *Hazard, marks []life, steps []Step) {
	live := map[Mark]bool{}
	for _, m := range marks {
		live[m.mark] = live[m.mark] || m.until.IsZero()
	}
	for _, st := range steps {
		ladder := a.Policy.Ladders[st.Ladder]
		if rung, ok := auditRung(ladder, st.Rung); ok && st.State == StepPlanned && !live[st.Mark] {
			a.gap(GapStepLeft, h.About(), st.Key, st.Due, "%s的“%s”在事情过去以后还排着", matterHere, stepName(ladder, rung))
		}
	}
}

// deadlineActs may set another deadline: what lay before them was not planned.
var deadlineActs = map[Action]bool{
	Submit: true, Accept: true, Assign: true, ReviewFail: true, Reopen: true, "extend": true, "change_severity": true, "resume": true, "take_back": true, "merge": true,
}

// expectMark expects the steps of one mark of a hazard. Of deadlines only the
// present one is on file.
func (a *Audit) expectMark(h *Hazard, m life, events []Event, steps []Step) {
	e := expectation{subject: h.About(), ladder: a.Policy.Limits[h.Severity].Ladder, mark: m.mark, at: m.at, planned: m.at, until: m.until}
	switch m.mark {
	case MarkReported:
		e.ladder = "V"
	case MarkClaimed:
		e.ladder = "R"
	case MarkDue:
		if !m.until.IsZero() {
			return
		}
		e.at = h.Deadline
		for _, ev := range events {
			if deadlineActs[ev.Action] {
				e.planned = ev.At
			}
		}
	}
	if m.mark != MarkReported && m.mark != MarkClaimed && !m.until.IsZero() {
		e.ladder = ladderUsed(m, e.ladder, steps, a.Policy) // the severity may have been another
	}
	a.expect(e, h.Severity, steps)
}

// ladderUsed is the ladder by which a mark of the past was climbed.
func ladderUsed(m life, usual string, steps []Step, p *Policy) string {
	for _, st := range steps {
		rung, ok := auditRung(p.Ladders[st.Ladder], st.Rung)
		if ok && st.Mark == m.mark && rung.After.From(m.at, p.Calendar).UnixMilli() == st.Due.UnixMilli() {
			return st.Ladder
		}
	}
	return usual
}

// answeredFor says that somebody can act on a hazard now: its party, or anybody
// with a role that inspects in its grid or above.
func (a *Audit) answeredFor(h *Hazard) bool {
	if m, ok := a.roster.Member(h.Party); ok && !m.Ended {
		return true
	}
	path := a.roster.Path(h.Place.Grid)
	if street, ok := a.roster.Street(); ok && len(path) == 0 {
		path = []Grid{street}
	}
	for _, g := range path {
		for _, as := range a.roster.InGrid(g.Code) {
			if m, ok := a.roster.Member(as.Member); ok && !m.Ended && as.Holds(a.Now) && as.Role.Fact().Rank >= 1 {
				return true
			}
		}
	}
	return false
}

// eachSupervision expects the ladders of open supervision orders.
func (a *Audit) eachSupervision(ctx context.Context, _ *postBook) error {
	orders, err := a.Book.Supervisions(ctx, SupervisionQuery{States: []SupervisionState{SupervisionOpen}, Limit: 100_000})
	if err != nil {
		return err
	}
	for _, v := range orders {
		steps, err := a.Book.Steps(ctx, v.About())
		if err != nil {
			return err
		}
		events, err := a.Book.History(ctx, v.About())
		if err != nil {
			return err
		}
		e := expectation{subject: v.About(), ladder: a.Policy.Escalation.Supervision.Ladder, mark: MarkDue, at: v.Due, planned: v.OrderedAt}
		for _, ev := range events {
			if ev.Action == Supervise {
				e.planned = ev.At
			}
		}
		e.skip = func(r Rung) bool { return r.Level == 2 && v.Rank >= TopLevel }
		severity := General
		if id, ok := strings.CutPrefix(v.Subject, HazardSubject); ok {
			h, err := a.Book.Hazard(ctx, id)
			if err != nil {
				return err
			}
			severity = h.Severity
		}
		a.expect(e, severity, steps)
	}
	return nil
}
