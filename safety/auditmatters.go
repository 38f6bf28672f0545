package safety

import (
	"cmp"
	"context"
	"strings"
)

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
	if err := a.recall(ctx, abouts(hazards)); err != nil {
		return err
	}
	for _, h := range hazards {
		events, err := a.history(ctx, h.About())
		if err != nil {
			return err
		}
		steps, err := a.stepsOf(ctx, h.About())
		if err != nil {
			return err
		}
		p := pastOf(h, events)
		if !p.explained {
			a.gap(GapHazardState, h.About(), string(h.State), h.Since, matterHere+"现在是“%s”，历史里没有这一步", h.State)
		}
		if h.State.Open() && !a.answeredFor(h) {
			a.gap(GapHazardOrphaned, h.About(), "", h.Since, matterHere+"没有任何人负责")
		}
		a.leftovers(h, p, steps)
		for _, m := range p.lives {
			if m.until.IsZero() || !m.until.Before(a.Since) {
				a.expectMark(h, p, m, steps)
			}
		}
	}
	return nil
}

// leftovers are steps still planned from a mark that no longer counts. A worse
// severity is told like a registration, whatever the state.
func (a *Audit) leftovers(h *Hazard, p past, steps []Step) {
	for _, st := range steps {
		ladder := a.Policy.Ladders[st.Ladder]
		_, live := p.open[st.Mark]
		live = live || st.Mark == MarkRegistered && !p.redrawn.IsZero() && h.State.Open()
		if rung, ok := auditRung(ladder, st.Rung); ok && st.State == StepPlanned && !live {
			a.gap(GapStepLeft, h.About(), st.Key, st.Due, "%s的“%s”在事情过去以后还排着", matterHere, stepName(ladder, rung))
		}
	}
}

// ladderOfMark is the ladder of marks that do not climb the one of a severity.
var ladderOfMark = map[Mark]string{MarkReported: "V", MarkClaimed: "R", MarkExtension: "X", MarkSuspension: "X", MarkSeverity: "X", MarkLook: "X"}

// expectMark expects the steps of one mark of a hazard. Of look dates only the
// present one is on file.
func (a *Audit) expectMark(h *Hazard, p past, m life, steps []Step) {
	e := expectation{subject: h.About(), ladder: ladderOfMark[m.mark], mark: m.mark, at: m.at, planned: m.from, until: m.until}
	if e.ladder == "" {
		e.ladder = a.Policy.Limits[m.severity].Ladder
	}
	present := m.until.IsZero()
	switch m.mark {
	case MarkReported:
		if m.at.IsZero() {
			e.at = h.ReportedAt
		}
	case MarkLook:
		e.at = h.LookAt
	case MarkCase:
		if m.at.IsZero() {
			e.at = h.RegisteredAt
		}
	case MarkDue:
		if !present {
			a.expectPastDue(m, e, steps)
			return
		}
		e.at = h.Deadline
		if p.deadline.After(e.planned) {
			e.planned = p.deadline
		}
	}
	if m.mark == MarkLook && !present {
		return
	}
	if p.redrawn.After(e.planned) && (present || p.redrawn.Before(m.until)) {
		e.planned = p.redrawn
	}
	severity := m.severity
	if m.mark == MarkReported && severity == "" { // nobody had graded it: its words decide
		severity = a.Policy.soundsLike(cmp.Or(p.category, h.Category), h.What)
	}
	a.expect(e, severity, steps)
}

// expectPastDue expects what fell due under a deadline that no longer counts.
func (a *Audit) expectPastDue(m life, e expectation, steps []Step) {
	limit, known := a.Policy.Limits[m.severity]
	if !known || m.due.IsZero() {
		return
	}
	e.ladder, e.at = limit.Ladder, m.due
	e.skip = func(r Rung) bool { return !a.dueOf(r, m.due).Before(m.until) }
	a.expect(e, m.severity, steps)
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
	if err := a.recall(ctx, abouts(orders)); err != nil {
		return err
	}
	for _, v := range orders {
		steps, err := a.stepsOf(ctx, v.About())
		if err != nil {
			return err
		}
		events, err := a.history(ctx, v.About())
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
