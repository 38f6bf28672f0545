package safety

import (
	"context"
	"slices"
	"time"
)

// eachSpecial compares what windows ask for with what was made of it: special
// checks and soft duties are there on the last day of what asked for them, in a
// state that can be, and their ladders are planned.
func (a *Audit) eachSpecial(ctx context.Context, posts *postBook) error {
	since := a.Since.Add(-horizon) // one task may have served for a window that ends much later
	occs, err := a.Book.Occurrences(ctx, OccurrenceQuery{Plan: SpecialPlan, DueSince: since, Limit: 1_000_000})
	if err != nil {
		return err
	}
	duties, err := a.Book.SoftDuties(ctx, SoftDutyQuery{DueSince: since, Limit: 1_000_000})
	if err != nil {
		return err
	}
	if err := a.specialsThere(ctx, occs, duties); err != nil {
		return err
	}
	periods := map[string][]*Occurrence{}
	for _, o := range occs {
		if o.Due.Before(a.Since) {
			continue
		}
		if err := a.check(ctx, a.Policy.PlanOf(o), o); err != nil {
			return err
		}
		periods[o.Period] = append(periods[o.Period], o)
	}
	for _, id := range sortedKeys(periods) {
		planned, err := a.openedAt(ctx, PeriodSubject+SpecialPlan+"/"+id, periods[id][0].Opens)
		if err != nil {
			return err
		}
		if err := a.periodSteps(ctx, a.Policy.Intensify.Special, Period{ID: id}, planned, periods[id], posts); err != nil {
			return err
		}
	}
	for _, d := range duties {
		if d.Due.Before(a.Since) {
			continue
		}
		if err := a.softDuty(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// openedAt is when the steps of a subject were planned; a window may be called
// out, or the program begin, in the middle of it.
func (a *Audit) openedAt(ctx context.Context, subject string, opens time.Time) (time.Time, error) {
	events, err := a.history(ctx, subject)
	for _, e := range events {
		if e.Action == Opened {
			opens = later(opens, e.At)
		}
	}
	return opens, err
}

// specialsThere looks for a visit of every object, and a soft duty of every grid,
// for which a window's days ended yesterday: by then it must have been made, alone
// or together with that of another window.
func (a *Audit) specialsThere(ctx context.Context, occs []*Occurrence, duties []*SoftDuty) error {
	type made struct{ opens, due time.Time }
	have := map[string][]made{}
	for _, o := range occs {
		key := string(o.Special.Kind) + "/" + o.object()
		have[key] = append(have[key], made{o.Opens, o.Due})
	}
	for _, d := range duties {
		key := string(DoPublicity) + "/" + d.Grid
		have[key] = append(have[key], made{d.Opens, d.Due})
	}
	yesterday := Day(a.Now).AddDate(0, 0, -1)
	if !a.neglected(yesterday, a.Policy.Escalation.Audit.Stuck) {
		return nil // the program was away
	}
	for _, plan := range a.Policy.Plans { // a daily patrol takes in the rounds of its role
		if plan.Every != Daily {
			continue
		}
		patrols, err := a.Book.Occurrences(ctx, OccurrenceQuery{Plan: plan.ID, Period: Daily.Period(yesterday).ID, Limit: 1_000_000})
		if err != nil {
			return err
		}
		for _, o := range patrols {
			key := string(DoPatrol) + "/" + o.Grid
			have[key] = append(have[key], made{o.Opens, o.Due})
		}
	}
	for _, o := range a.Policy.Occasions(a.roster.Windows, yesterday, yesterday) {
		if !o.On(a.Now) {
			continue
		}
		for _, v := range a.Policy.wishes(a.roster, o) {
			if !Day(v.due).Equal(yesterday) {
				continue
			}
			there := slices.ContainsFunc(have[string(v.Kind)+"/"+v.object()], func(m made) bool { return !m.opens.After(v.due) && !m.due.Before(v.opens) })
			if !there {
				of := v.occurrence()
				a.gap(GapCheckMissing, of.About(), "", v.opens, "%s没有%s（%s）", a.roster.WhereOf(&of), v.Name, o.Name)
			}
		}
	}
	return nil
}

// softDuty looks whether a soft duty's state can be, and expects its steps.
func (a *Audit) softDuty(ctx context.Context, d *SoftDuty) error {
	name := a.roster.Where(d.Grid) + " " + d.Name
	switch {
	case d.State == SoftDutyDone && (d.Record == nil || d.DoneAt.IsZero()):
		a.gap(GapCheckState, d.About(), string(d.State), d.Due, "%s写着办了，却没有记录", name)
	case d.State == SoftDutyOpen && !d.DoneAt.IsZero():
		a.gap(GapCheckState, d.About(), string(d.State), d.Due, "%s写着没有办，却有完成时间", name)
	case d.State != SoftDutyOpen && d.State != SoftDutyDone && d.State != SoftDutyCancelled:
		a.gap(GapCheckState, d.About(), string(d.State), d.Due, "%s的状态“%s”不存在", name, string(d.State))
	}
	steps, err := a.stepsOf(ctx, d.About())
	if err != nil || d.State == SoftDutyCancelled {
		return err
	}
	planned, err := a.openedAt(ctx, d.About(), At(d.Opens, 9, 0))
	a.expect(expectation{subject: d.About(), ladder: softDutyLadders[d.Kind], mark: MarkDue, at: d.Due, planned: planned, until: d.DoneAt}, "", steps)
	return err
}
