package safety

import (
	"context"
	"time"
)

// eve is the day from which the working days of a window are counted, so that
// its first working day is 1wd (T-7 leaves out the day itself). A window that is
// first seen when it has been open for days, because the program is new, is
// counted from then: nobody is late for what he could not know of.
func (s *Service) eve(opens time.Time) time.Time {
	if today := Day(s.Now); today.After(opens) {
		opens = today
	}
	return opens.Add(-time.Minute)
}

// planDated adds the reminders that count from the fixed day, in place of those
// of the day before. What lies in the past already is left out: the invitation
// has just said it.
func (s *Service) planDated(ctx context.Context, j *JointInspection, o *Occurrence) error {
	if err := s.Store.DropSteps(ctx, o.About(), "日期已改", s.Now, MarkDated); err != nil {
		return err
	}
	var steps []Step
	ladder := s.Policy.Ladders[s.planOf(o).Ladder]
	for _, p := range ladder.Plan(MarkDated, o.Planned, s.Policy.Calendar) {
		if p.Due.After(s.Now) {
			st := Step{Ladder: ladder.Name, Rung: p.Rung.ID, Mark: MarkDated, Round: j.Fixed, Level: p.Rung.Level, Due: p.Due, State: StepPlanned}
			steps = append(steps, st.of(o.About()))
		}
	}
	return s.Store.PlanSteps(ctx, steps)
}

// climbDated reminds those who are to come of the fixed day.
func (s *Service) climbDated(ctx context.Context, st Step, rung Rung, o *Occurrence) error {
	if why := unmet(rung.If, facts{occ: o}); why != "" {
		return s.skip(ctx, st, why)
	}
	j, err := s.Store.Joint(ctx, o.ID)
	if err != nil {
		return err
	}
	n := Notice{Kind: "joint_soon", Key: st.Key, To: j.Team(), Class: ClassUrge, About: o.About(), Due: st.Due, Until: o.Planned, Occurrence: o, Joint: j, Step: &st}
	return s.tellStep(ctx, st, n, "")
}
