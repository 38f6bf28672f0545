package safety

import (
	"context"
	"slices"
	"strings"
	"time"
)

// ownSteps expects the steps that concern one check by itself: of the marks of
// its window, of its fixed day and of its being missed.
func (a *Audit) ownSteps(ctx context.Context, plan Plan, o *Occurrence) error {
	own := func(r Rung) bool { return r.Scope == PerSubject }
	if o.State == Cancelled || !slices.ContainsFunc(a.Policy.Ladders[plan.Ladder].Rungs, func(r Rung) bool {
		return own(r) && (r.Mark != MarkMissed || o.State == Missed)
	}) {
		return nil
	}
	steps, err := a.stepsOf(ctx, o.About())
	if err != nil {
		return err
	}
	e := expectation{subject: o.About(), ladder: plan.Ladder, skip: func(r Rung) bool { return !own(r) }}
	e.planned = o.Opens
	for mark, at := range map[Mark]time.Time{MarkOpened: o.Opens, MarkDue: o.Due} {
		e.mark, e.at = mark, at
		a.expect(e, "", steps)
	}
	a.eveSteps(plan, o.About(), PerSubject, o.Opens, steps)
	if !o.Planned.IsZero() {
		if e.planned, err = a.dated(ctx, o); err != nil {
			return err
		}
		e.mark, e.at = MarkDated, o.Planned
		a.expect(e, "", steps)
	}
	if o.State == Missed {
		e.mark, e.at, e.planned = MarkMissed, o.Missed, o.Missed
		a.expect(e, "", steps)
	}
	return nil
}

// dated is when a check's day was fixed last.
func (a *Audit) dated(ctx context.Context, o *Occurrence) (at time.Time, err error) {
	events, err := a.history(ctx, o.About())
	for _, e := range events {
		if e.Action == DateFixed {
			at = e.At
		}
	}
	return at, err
}

// eveSteps expects the steps that count from the day before a window. Where the
// program was new when the window had begun they count from that day, so only
// that they are there, and not too early, can be expected.
func (a *Audit) eveSteps(plan Plan, subject string, scope Scope, opens time.Time, steps []Step) {
	ladder := a.Policy.Ladders[plan.Ladder]
	for _, rung := range ladder.Rungs {
		if rung.Mark != MarkEve || rung.Scope != scope || opens.Before(a.policy) {
			continue
		}
		due := rung.After.From(opens.Add(-time.Minute), a.Policy.Calendar)
		there := slices.ContainsFunc(steps, func(st Step) bool {
			return st.Ladder == ladder.Name && st.Rung == rung.ID && !st.Due.Before(due)
		})
		if !there {
			a.gap(GapStepMissing, subject, ladder.Name+"/"+rung.ID, due, "%s应有“%s”，却没有排上", matterHere, stepName(ladder, rung))
		}
	}
}

// eachWeek expects the steps that look back on the weeks of daily plans: one for
// each community and rung, whichever plans share the ladder.
func (a *Audit) eachWeek(ctx context.Context, _ *postBook) error {
	daily := map[string]string{} // ladder → a plan of it
	for _, plan := range a.Policy.Plans {
		if plan.Every == Daily && daily[plan.Ladder] == "" {
			daily[plan.Ladder] = plan.ID
		}
	}
	for _, ladder := range sortedKeys(daily) {
		present := Weekly.Period(a.Now)
		for week := present; !week.To.Before(a.Since); week = week.Prev() {
			if err := a.weekSteps(ctx, ladder, week); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *Audit) weekSteps(ctx context.Context, ladder string, week Period) error {
	patrolled, err := a.patrolled(ctx, ladder, week)
	if err != nil || !patrolled {
		return err
	}
	for _, g := range a.roster.GridsAt(Community) {
		subject := WeekSubject + ladder + "/" + week.ID + "/" + g.Code
		steps, err := a.stepsOf(ctx, subject)
		if err != nil {
			return err
		}
		a.expect(expectation{subject: subject, ladder: ladder, mark: MarkWeek, at: week.To.Add(-time.Minute), planned: week.From}, "", steps)
	}
	return nil
}

// patrolled says that some check of a daily plan of the ladder was opened in a week.
func (a *Audit) patrolled(ctx context.Context, ladder string, week Period) (bool, error) {
	for _, plan := range a.Policy.Plans {
		if plan.Every != Daily || plan.Ladder != ladder {
			continue
		}
		for day := Daily.Period(week.From); day.From.Before(week.To) && !day.From.After(a.Now); day = Daily.Period(day.To) {
			occs, err := a.Book.Occurrences(ctx, OccurrenceQuery{Plan: plan.ID, Period: day.ID, Limit: 1})
			if err != nil || len(occs) > 0 {
				return len(occs) > 0, err
			}
		}
	}
	return false, nil
}

// spoken is the name by which a gap calls a period or week: its plan or ladder
// and its days.
func (a *Audit) spoken(ctx context.Context, subject string) (name string, ok bool, err error) {
	kind, rest, _ := strings.Cut(subject, ":")
	if kind+":" == SoftDutySubject {
		i := strings.LastIndex(rest, "/")
		return a.roster.Where(rest[i+1:]) + softDutyNames[SoftDutyKind(rest[:strings.Index(rest, "/")])], i > 0, nil
	}
	parts := strings.Split(rest, "/")
	if len(parts) < 2 || kind+":" != PeriodSubject && kind+":" != WeekSubject {
		return "", false, nil
	}
	if parts[0] == SpecialPlan {
		occs, err := a.Book.Occurrences(ctx, OccurrenceQuery{Plan: SpecialPlan, Period: parts[1], Limit: 1})
		if err != nil || len(occs) == 0 {
			return "", false, err
		}
		if len(parts) > 2 {
			name = a.roster.Where(parts[2])
		}
		return name + special(occs[0]) + "的" + occs[0].Special.Name, true, nil
	}
	name = a.Policy.Ladders[parts[0]].Title
	if plan, known := a.Policy.Plan(parts[0]); known {
		name = plan.Name
	}
	period, err := ParsePeriod(parts[1])
	if err != nil {
		return "", false, nil
	}
	if len(parts) > 2 {
		name = a.roster.Where(parts[2]) + name
	}
	return period.Name() + name, true, nil
}
