package safety

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// An expectation is a mark that was set on a subject, and how long it counted.
type expectation struct {
	subject string
	ladder  string // or any that is named after it and a severity
	mark    Mark
	at      time.Time
	planned time.Time // when its steps were made; earlier ones were not
	until   time.Time // zero: it still counts
	skip    func(Rung) bool
}

// expect compares an expectation with the steps of its subject.
func (a *Audit) expect(e expectation, severity Severity, steps []Step) {
	if e.at.Before(a.policy) || e.planned.Before(a.policy) {
		return // another policy froze those instants (E-1)
	}
	ladder, ok := a.ladderOf(e, severity, steps)
	if !ok {
		return
	}
	for _, rung := range ladder.Rungs {
		if rung.Mark != e.mark || e.skip != nil && e.skip(rung) {
			continue
		}
		due := rung.firstAfter(a.dueOf(rung, e.at), e.planned, a.Policy.Calendar)
		nears := rung.After.Before() && due.UnixMilli() == e.planned.UnixMilli() // who hears of the deadline need not hear that it nears
		if due.Before(e.planned) || nears {
			continue
		}
		for ; !rung.Every.IsZero() && !due.After(a.Now) && e.counts(due); due = rung.next(due, a.Policy.Calendar) {
			a.expectStep(e, ladder, rung, due, steps)
		}
		a.expectStep(e, ladder, rung, due, steps)
	}
}

// counts says that the mark still counted at a moment.
func (e expectation) counts(at time.Time) bool { return e.until.IsZero() || at.Before(e.until) }

// dueOf is when a rung fires whose mark counts from a moment.
func (a *Audit) dueOf(r Rung, at time.Time) time.Time {
	due := r.After.From(at, a.Policy.Calendar)
	if r.Roll {
		due = a.Policy.Calendar.Roll(due)
	}
	return due
}

func (a *Audit) expectStep(e expectation, ladder Ladder, rung Rung, due time.Time, steps []Step) {
	var found *Step
	for i, st := range steps {
		if st.Ladder == ladder.Name && st.Rung == rung.ID && st.Due.UnixMilli() == due.UnixMilli() {
			found = &steps[i]
		}
	}
	name := stepName(ladder, rung)
	over := !e.until.IsZero()
	switch {
	case found == nil && over && due.After(e.until) && due.Before(a.Since):
	case found == nil:
		a.gap(GapStepMissing, e.subject, ladder.Name+"/"+rung.ID+"/"+due.Format(time.RFC3339), due,
			"%s应有“%s”，%s到点，却没有排上", matterHere, name, Moment(due, a.Now))
	}
}

// ladderOf is the ladder of the severity, if the subject has steps of it; else one
// whose steps it has; if it has none, the one it should have.
func (a *Audit) ladderOf(e expectation, severity Severity, steps []Step) (Ladder, bool) {
	own := a.Policy.ladderFor(e.ladder, severity)
	if slices.ContainsFunc(steps, func(st Step) bool { return st.Mark == e.mark && st.Ladder == own.Name }) {
		return own, true
	}
	for _, st := range steps {
		if st.Mark == e.mark && (st.Ladder == e.ladder || strings.HasPrefix(st.Ladder, e.ladder+"-")) {
			l, ok := a.Policy.Ladders[st.Ladder]
			rung, known := auditRung(l, st.Rung)
			if ok && known && rung.After.From(e.at, a.Policy.Calendar).UnixMilli() == st.Due.UnixMilli() {
				return l, true
			}
		}
	}
	return own, own.Name != ""
}

func auditRung(l Ladder, id string) (Rung, bool) {
	for _, r := range l.Rungs {
		if r.ID == id {
			return r, true
		}
	}
	return Rung{}, false
}

func stepName(l Ladder, r Rung) string {
	return fmt.Sprintf("%s %s%s", l.Title, markNames[r.Mark], r.After.Words())
}

// eachStep looks at every step by itself: fired once, in time, to somebody.
func (a *Audit) eachStep(_ context.Context, posts *postBook) error {
	late := a.Policy.Escalation.Audit.Late
	seen := map[string]string{}
	for _, st := range a.steps {
		ladder := a.Policy.Ladders[st.Ladder]
		rung, known := auditRung(ladder, st.Rung)
		if !known {
			continue // of a policy that is no longer in force
		}
		a.report.Steps++
		name := stepName(ladder, rung)
		if st.State != StepDropped {
			same := fmt.Sprintf("%s/%s/%s/%d", st.Subject, st.Ladder, st.Rung, st.Due.UnixMilli())
			if first, again := seen[same]; again && first != st.Key {
				a.gap(GapStepDoubled, st.Subject, st.Key, st.Due, "%s的“%s”排了两遍", matterHere, name)
			}
			seen[same] = st.Key
		}
		switch {
		case st.State == StepPlanned:
			if !st.Due.After(a.Now) && a.neglected(st.Due, late) {
				a.gap(GapStepUnfired, st.Subject, st.Key, st.Due, "%s的“%s”应在%s催，一直没有催", matterHere, name, Moment(st.Due, a.Now))
			}
		case st.State == StepDropped:
			if due := late.From(st.Due, a.Policy.Calendar); st.Ended.After(due) && a.alive(due, st.Ended) {
				a.gap(GapStepUnfired, st.Subject, st.Key, st.Due, "%s的“%s”应在%s催，没有催就作罢了", matterHere, name, Moment(st.Due, a.Now))
			}
		default:
			a.firedStep(st, name, posts)
		}
	}
	return nil
}

// firedStep looks at a step that has fired.
func (a *Audit) firedStep(st Step, name string, posts *postBook) {
	count := a.revived(st)
	due := a.Policy.Escalation.Audit.Late.From(count, a.Policy.Calendar)
	switch {
	case st.Ended.Before(st.Due):
		a.gap(GapStepEarly, st.Subject, st.Key, st.Due, "%s的“%s”应在%s，%s就催了", matterHere, name, Moment(st.Due, a.Now), Moment(st.Ended, a.Now))
	case st.Ended.After(due) && a.alive(due, st.Ended.Add(count.Sub(due))):
		a.gap(GapStepLate, st.Subject, st.Key, st.Due, "%s的“%s”应在%s，%s才催", matterHere, name, Moment(st.Due, a.Now), Moment(st.Ended, a.Now))
	case st.Ended.After(due):
		a.report.MadeUp++
	}
	switch st.State {
	case StepTold:
		if len(st.To) == 0 && st.Reason == "" {
			a.gap(GapStepToNobody, st.Subject, st.Key, st.Due, "%s的“%s”记着已催，却没有写催了谁", matterHere, name)
		}
	case StepNobody:
		a.vacancy(st, name, posts)
	case StepSkipped:
		if st.Reason == "" {
			a.gap(GapStepToNobody, st.Subject, st.Key, st.Due, "%s的“%s”没有催，也没有写原因", matterHere, name)
		}
	}
	for _, id := range st.To {
		if !posts.has(st.Key, id) {
			a.gap(GapPostLost, st.Subject, st.Key+"/"+id, st.Ended, "%s的“%s”记着已催%s，消息却不在", matterHere, name, a.roster.Name(id))
		}
	}
}

// revived is when a step was due, or when a merging was undone under which it fell
// due: until then nobody had to hear of it.
func (a *Audit) revived(st Step) time.Time {
	due := st.Due
	for _, e := range a.events[st.Subject] {
		if (e.Action == Unmerge || e.Action == Released) && e.At.After(due) && !e.At.After(st.Ended) {
			due = e.At
		}
	}
	return due
}

// answering is the role without which a level has nobody (E-2), and where it sits.
var answering = map[int]struct {
	role  Role
	level Level
}{1: {CommunitySafetyOfficer, Community}, 2: {SafetyOfficeHead, Street}, 3: {StreetPrincipal, Street}}

// vacancy looks whether the safety office was told, that week, of the role that
// nobody holds.
func (a *Audit) vacancy(st Step, name string, posts *postBook) {
	need, ok := answering[st.Level]
	if !ok {
		return
	}
	week := Week(st.Ended).Format(time.DateOnly)
	for _, key := range posts.vacancies {
		if strings.HasPrefix(key, "vacancy:"+string(need.role)+"/") && strings.HasSuffix(key, "/"+week) {
			return
		}
	}
	if len(a.officeAt(st.Ended)) == 0 {
		return // nobody is left to be told
	}
	a.gap(GapVacancyUntold, st.Subject, st.Key, st.Ended, "%s的“%s”没有%s可通知，却没有报安监办", matterHere, name, need.role)
}

func (a *Audit) officeAt(at time.Time) (ids []string) {
	street, ok := a.roster.Street()
	if !ok {
		return nil
	}
	for _, role := range []Role{SafetyOfficeHead, SafetyOfficeStaff} {
		ids = append(ids, a.roster.Holders(role, street.Code, at)...)
	}
	return ids
}
