package safety

import (
	"context"
	"slices"
	"strings"
	"time"
)

// eachPlan compares the checks of every plan's present and last period with the
// plan: they are there, in a state that can be, and their ladders are planned.
func (a *Audit) eachPlan(ctx context.Context, posts *postBook) error {
	for _, plan := range a.Policy.Plans {
		present := plan.Every.Period(a.Now)
		for period := present; !period.To.Before(a.Since); period = period.Prev() {
			occs, err := a.Book.Occurrences(ctx, OccurrenceQuery{Plan: plan.ID, Period: period.ID, Limit: 1_000_000})
			if err != nil {
				return err
			}
			if period.ID == present.ID {
				a.checksThere(plan, period, occs)
			}
			for _, o := range occs {
				if err := a.check(ctx, plan, o); err != nil {
					return err
				}
			}
			if err := a.periodSteps(ctx, plan, period, period.From, occs, posts); err != nil {
				return err
			}
		}
	}
	return nil
}

// checksThere looks for the check of every grid of a plan's level.
func (a *Audit) checksThere(plan Plan, period Period, occs []*Occurrence) {
	if len(occs) == 0 && !a.neglected(period.From, a.Policy.Escalation.Audit.Stuck) {
		return
	}
	if !plan.dueIn(period, a.Policy.Calendar) {
		return
	}
	have := map[string]bool{}
	for _, o := range occs {
		have[o.Grid] = true
	}
	for _, g := range a.roster.Grids {
		held := !plan.Held || len(a.roster.Appointed(plan.Who, g.Code, period.From)) > 0
		if g.Level == plan.Level && !g.Ended && !have[g.Code] && held && len(a.roster.Objects(plan, g.Code)) > 0 {
			a.gap(GapCheckMissing, OccurrenceSubject+plan.ID+"/"+period.ID+"/"+g.Code, "", period.From, "%s %s没有%s", a.roster.Where(g.Code), period.Name(), plan.Name)
		}
	}
}

// check looks whether a check's state can be, and is what its moments say.
func (a *Audit) check(ctx context.Context, plan Plan, o *Occurrence) error {
	name := a.roster.WhereOf(o) + " " + plan.Name
	wrong := ""
	switch o.State {
	case Open, Scheduled:
		if o.State == Open && a.neglected(o.Missed, a.Policy.Escalation.Audit.Late) && !o.Missed.After(a.Now) {
			a.gap(GapCheckOpen, o.About(), "", o.Missed, "%s应在%s记为漏查，还写着待检查", name, Moment(o.Missed, a.Now))
		}
		if !o.DoneAt.IsZero() {
			wrong = "写着待检查，却有完成时间"
		}
	case Done:
		if o.DoneAt.IsZero() || o.DoneAt.After(o.Due) {
			wrong = "写着按时完成，完成时间却对不上"
		}
	case DoneLate:
		if o.DoneAt.IsZero() || !o.DoneAt.After(o.Due) {
			wrong = "写着补查完成，完成时间却对不上"
		}
	case Missed:
		if o.Misses < 1 || !o.DoneAt.IsZero() || o.Missed.After(a.Now) {
			wrong = "写着漏查，次数或时间却对不上"
		}
	case Excused, Cancelled:
	default:
		wrong = "状态“" + string(o.State) + "”不存在"
	}
	if wrong != "" {
		a.gap(GapCheckState, o.About(), string(o.State), o.Due, "%s%s", name, wrong)
	}
	return a.ownSteps(ctx, plan, o)
}

// periodSteps expects the steps that concern a whole period: one for the street,
// or one for each community that has a check in it. Those that would have been due
// before they were planned are not expected.
func (a *Audit) periodSteps(ctx context.Context, plan Plan, period Period, planned time.Time, occs []*Occurrence, posts *postBook) error {
	if len(occs) == 0 {
		return nil
	}
	subjects := map[string]Scope{PeriodSubject + plan.ID + "/" + period.ID: PerPeriod}
	for _, o := range occs {
		for _, g := range a.roster.Path(o.Grid) {
			if g.Level == Community && !g.Ended {
				subjects[PeriodSubject+plan.ID+"/"+period.ID+"/"+g.Code] = PerCommunity
			}
		}
	}
	marks := map[Mark]time.Time{MarkOpened: occs[0].Opens, MarkDue: occs[0].Due, MarkMissed: occs[0].Missed}
	if err := a.recall(ctx, sortedKeys(subjects)); err != nil {
		return err
	}
	for _, subject := range sortedKeys(subjects) {
		steps, err := a.stepsOf(ctx, subject)
		if err != nil {
			return err
		}
		for _, st := range steps {
			if st.State == StepTold && subjects[subject] == PerPeriod && !st.Ended.Before(a.Since) {
				a.unheld(plan, st, occs, posts)
			}
		}
		a.eveSteps(plan, subject, subjects[subject], occs[0].Opens, steps)
		for _, mark := range []Mark{MarkOpened, MarkDue, MarkMissed} {
			from := planned
			if plan.ID == SpecialPlan && mark == MarkDue { // not before they are told that it has begun
				from = later(planned, At(later(marks[MarkOpened], planned), 9, 1))
			}
			a.expect(expectation{
				subject: subject, ladder: plan.Ladder, mark: mark, at: marks[mark], planned: from,
				skip: func(r Rung) bool { return r.Scope != subjects[subject] },
			}, "", steps)
		}
	}
	return nil
}

// unheld looks whether the safety office heard of every grid whose check nobody
// is there to do, when all were reminded (ORG-7).
func (a *Audit) unheld(plan Plan, st Step, occs []*Occurrence, posts *postBook) {
	if !a.Policy.Calendar.IsWorkday(st.Ended) || len(a.officeAt(st.Ended)) == 0 {
		return // somebody else is on duty
	}
	for _, o := range occs {
		plan := a.Policy.PlanOf(o)
		if !a.Policy.mustHold(plan.Who) {
			continue
		}
		at, ok := a.roster.Above(o.Grid, plan.Who.Fact().Level)
		done := !o.DoneAt.IsZero() && o.DoneAt.Before(st.Ended) || !o.Started.IsZero() && o.Started.Before(st.Ended)
		if !ok || done || strings.Contains(st.Reason, a.roster.Where(o.Grid)) || o.State == Cancelled ||
			len(a.roster.Holders(plan.Who, at.Code, st.Ended))+len(a.roster.Deputies(plan.Who, at.Code, st.Ended)) > 0 {
			continue
		}
		if key := "vacancy:" + string(plan.Who) + "/" + at.Code + "/" + Week(st.Ended).Format(time.DateOnly); !slices.Contains(posts.vacancies, key) {
			a.gap(GapVacancyUntold, st.Subject, key, st.Ended, "%s的%s空缺，催%s时没有报安监办", a.roster.Where(at.Code), plan.Who, plan.Name)
		}
	}
}
