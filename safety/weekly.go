package safety

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// OpenOccurrences adds what is due in the present period of every plan, and the
// steps of each plan's ladder. It can be run at any moment and as often as one
// likes: what is there stays as it is. It returns how many were added.
func (s *Service) OpenOccurrences(ctx context.Context) (added int, err error) {
	defer wrap(&err, "open occurrences")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return 0, err
	}
	for _, plan := range s.Policy.Plans {
		n, err := s.openPlan(ctx, r, plan)
		if err != nil {
			return added, err
		}
		added += n
		if err := s.closeShrunk(ctx, plan); err != nil {
			return added, err
		}
	}
	n, err := s.openSpecials(ctx)
	return added + n, err
}

func (s *Service) openPlan(ctx context.Context, r *Roster, plan Plan) (int, error) {
	period := plan.Every.Period(s.Now)
	if !plan.dueIn(period, s.Policy.Calendar) {
		return 0, nil
	}
	opens, due, missed, late := plan.Window(period, s.Policy.Calendar)
	grids := r.GridsAt(plan.Level)
	occs := make([]Occurrence, 0, len(grids))
	for _, g := range grids {
		if plan.Held && len(r.Appointed(plan.Who, g.Code, s.Now)) == 0 || len(r.Objects(plan, g.Code)) == 0 {
			continue
		}
		occs = append(occs, Occurrence{
			ID: plan.ID + "/" + period.ID + "/" + g.Code, Plan: plan.ID, Period: period.ID, Grid: g.Code,
			State: Open, Opens: opens, Due: due, Missed: missed, Late: late,
		})
	}
	added, err := s.Store.AddOccurrences(ctx, occs)
	if err != nil || added == 0 {
		return added, err
	}
	steps := s.periodSteps(r, plan, period.ID, opens, due, missed)
	for _, o := range occs {
		steps = append(steps, s.ownSteps(plan, &o, map[Mark]time.Time{MarkEve: s.eve(opens), MarkOpened: opens, MarkDue: due})...)
	}
	return added, s.Store.PlanSteps(ctx, append(steps, s.weekSteps(r, plan)...))
}

// ownSteps are the steps that concern one occurrence by itself.
func (s *Service) ownSteps(plan Plan, o *Occurrence, marks map[Mark]time.Time) []Step {
	var steps []Step
	ladder := s.Policy.Ladders[plan.Ladder]
	for mark, at := range marks {
		for _, p := range ladder.Plan(mark, at, s.Policy.Calendar) {
			if p.Rung.Scope == PerSubject {
				steps = append(steps, Step{Ladder: ladder.Name, Rung: p.Rung.ID, Mark: mark, Level: p.Rung.Level, Due: p.Due, State: StepPlanned}.of(o.About()))
			}
		}
	}
	return steps
}

// periodSteps are the steps that concern a whole period: one for the street, or
// one for each community, where a plan's occurrences are dealt with together.
func (s *Service) periodSteps(r *Roster, plan Plan, period string, opens, due, missed time.Time) []Step {
	var steps []Step
	ladder := s.Policy.Ladders[plan.Ladder]
	for mark, at := range map[Mark]time.Time{MarkEve: s.eve(opens), MarkOpened: opens, MarkDue: due, MarkMissed: missed} {
		for _, p := range ladder.Plan(mark, at, s.Policy.Calendar) {
			subject := PeriodSubject + plan.ID + "/" + period
			step := Step{Ladder: ladder.Name, Rung: p.Rung.ID, Mark: mark, Level: p.Rung.Level, Due: p.Due, State: StepPlanned}
			switch p.Rung.Scope {
			case PerPeriod:
				steps = append(steps, step.of(subject))
			case PerCommunity:
				for _, c := range r.GridsAt(Community) {
					steps = append(steps, step.of(subject+"/"+c.Code))
				}
			}
		}
	}
	return steps
}

// of is the step for a subject, with its key.
func (st Step) of(subject string) Step {
	st.Subject = subject
	st.Key = fmt.Sprintf("%s/%s/%d/%s", subject, st.Ladder, st.Round, st.Rung)
	return st
}

// MissOverdue marks what was not done in time as missed, at most limit at once,
// and plans the steps that follow. It returns how many it marked.
func (s *Service) MissOverdue(ctx context.Context, limit int) (n int, err error) {
	defer wrap(&err, "miss overdue occurrences")
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{States: []OccurrenceState{Open}, MissedUntil: s.Now, Limit: limit})
	if err != nil {
		return 0, err
	}
	for _, o := range occs {
		if err := s.miss(ctx, o); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (s *Service) miss(ctx context.Context, o *Occurrence) error {
	plan := s.planOf(o)
	if plan.ID == "" {
		return fmt.Errorf("no plan %q", o.Plan)
	}
	if done, err := s.concludeShrunk(ctx, plan, o); done || err != nil {
		return err
	}
	o.State, o.Misses = Missed, 1+s.missedBefore(ctx, plan, o)
	if err := s.Store.PlanSteps(ctx, s.ownSteps(plan, o, map[Mark]time.Time{MarkMissed: o.Missed})); err != nil {
		return err
	}
	return s.Store.SaveOccurrence(ctx, o, s.event(o.About(), System, WasMissed, string(Open), string(Missed), ""))
}

// missedBefore is how many checks in a row were missed before one. Special ones
// stand by themselves.
func (s *Service) missedBefore(ctx context.Context, plan Plan, o *Occurrence) int {
	if o.Special != nil {
		return 0
	}
	last := plan.before(plan.Every.Period(o.Opens), s.Policy.Calendar)
	before, err := s.Store.Occurrence(ctx, plan.ID+"/"+last.ID+"/"+o.Grid)
	if err != nil || before.State != Missed {
		return 0
	}
	return before.Misses
}

// climbOccurrence fires a step about one occurrence.
func (s *Service) climbOccurrence(ctx context.Context, st Step, rung Rung) error {
	o, err := s.Store.Occurrence(ctx, strings.TrimPrefix(st.Subject, OccurrenceSubject))
	if err != nil {
		return err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	why, err := s.silenced(ctx, r, o.Grid, o.Plan, "", st.Level, "")
	switch {
	case err != nil:
		return err
	case why != "":
		return s.skip(ctx, st, why)
	}
	if st.Mark == MarkDated {
		return s.climbDated(ctx, st, rung, o)
	}
	plan, f := s.planOf(o), facts{occ: o}
	n := Notice{Kind: "step", Key: st.Key, About: st.Subject, Due: st.Due, Occurrence: o, Step: &st, Class: ClassEscalate}
	if len(plan.Covers) > 0 {
		p, err := s.progress(ctx, r, o)
		if err != nil {
			return err
		}
		f.percent = p.Percent()
		n.Words = map[string]string{"progress": fmt.Sprintf("%d/%d", p.Settled(), len(p.Objects)), "shut": fmt.Sprint(p.Count(Shut))}
	}
	if why := unmet(rung.If, f); why != "" {
		return s.skip(ctx, st, why)
	}
	if err := s.tellAbove(ctx, r, plan, o, st, n); err != nil || st.Level <= o.Climbed {
		return err
	}
	o.Climbed = st.Level
	if err := s.Store.SaveOccurrence(ctx, o, s.event(o.About(), System, Escalated, string(o.State), string(o.State), rung.Why)); err != nil {
		return err
	}
	return s.announce(ctx, r, st, n, s.doers(r, plan, o.Grid).IDs)
}

func (s *Service) planOf(o *Occurrence) Plan { return s.Policy.PlanOf(o) }

// PlanOf is the plan of an occurrence; that of a special one is named and
// carried out as its window says.
func (p *Policy) PlanOf(o *Occurrence) Plan {
	plan, _ := p.Plan(o.Plan)
	if o.Special == nil {
		return plan
	}
	plan.Name, plan.Who = o.Special.Name, o.Special.Who
	plan.Excuse = nil
	for _, role := range p.Intensify.Special.Excuse {
		if role.above(plan.Who) {
			plan.Excuse = append(plan.Excuse, role)
		}
	}
	return plan
}

// climbPeriod fires a step about a plan's period: "plan/period" for the whole
// street, "plan/period/community" for one community.
func (s *Service) climbPeriod(ctx context.Context, st Step, rung Rung) error {
	parts := strings.Split(strings.TrimPrefix(st.Subject, PeriodSubject), "/")
	if len(parts) < 2 {
		return fmt.Errorf("subject %q", st.Subject)
	}
	plan, ok := s.Policy.Plan(parts[0])
	if !ok {
		return s.skip(ctx, st, "计划已取消")
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	q := OccurrenceQuery{Plan: plan.ID, Period: parts[1], Limit: 100_000}
	if len(parts) == 3 {
		q.Grids = r.Under(parts[2])
	}
	occs, err := s.Store.Occurrences(ctx, q)
	if err != nil {
		return err
	}
	if rung.Scope == PerCommunity {
		return s.climbCommunity(ctx, r, st, rung, plan, parts[2], occs)
	}
	return s.remindAll(ctx, r, st, rung, plan, occs)
}
