package safety

import (
	"context"
	"fmt"
	"strings"
)

// planSupervision plans the ladder of an order. Level 1 of it is the leader who
// ordered, level 2 the level above the leader: the steps carry the levels of
// the street.
func (s *Service) planSupervision(ctx context.Context, v *Supervision, sev Severity) error {
	name := s.Policy.Escalation.Supervision.Ladder
	ladder := s.Policy.Ladders[name]
	if own, ok := s.Policy.Ladders[name+"-"+string(sev)]; ok {
		ladder = own
	}
	var steps []Step
	for _, p := range ladder.Plan(MarkDue, v.Due, s.Policy.Calendar) {
		if p.Due.Before(s.Now) || p.Rung.Level == 2 && v.Rank >= TopLevel {
			continue
		}
		level := 0
		if p.Rung.Level > 0 {
			level = min(TopLevel, v.Rank+p.Rung.Level-1)
		}
		steps = append(steps, Step{
			Key:     fmt.Sprintf("%s/%s/%d/%s", v.About(), ladder.Name, v.Round, p.Rung.ID),
			Subject: v.About(), Ladder: ladder.Name, Rung: p.Rung.ID, Round: v.Round, Mark: MarkDue, Level: level, Due: p.Due, State: StepPlanned,
		})
	}
	if len(steps) == 0 {
		return nil
	}
	return s.Store.PlanSteps(ctx, steps)
}

// climbSupervision fires a step about an order that waits for its answer.
func (s *Service) climbSupervision(ctx context.Context, st Step, rung Rung) error {
	v, err := s.Store.Supervision(ctx, strings.TrimPrefix(st.Subject, SupervisionSubject))
	if err != nil {
		return err
	}
	if v.State != SupervisionOpen {
		return s.skip(ctx, st, "督办单"+v.State.String())
	}
	m, err := s.matterOf(ctx, v.Subject)
	if err != nil {
		return err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	n := s.supervisionNotice(v, m)
	n.Key, n.Due, n.Step = st.Key, st.Due, &st
	n.Words["leader"] = r.Name(v.Leader)
	if rung.Level == 0 {
		n.Kind, n.To = "supervision_reminder", without(s.charged(r, m), v.Leader)
		return s.tellStep(ctx, st, n, "")
	}
	n.Kind = "supervision_overdue"
	if n.Class != ClassAlarm {
		n.Class = ClassEscalate
	}
	urgent := m.severity.Rank() >= Major.Rank()
	if leader := r.Acting(v.Leader, s.Now); rung.Level == 1 && leader != "" {
		err = s.tellBack(ctx, r, st, n, leader, urgent)
	} else {
		err = s.tellLevel(ctx, r, v.Grid, st, n, nil, urgent)
	}
	if err != nil || rung.Level <= v.Climbed {
		return err
	}
	v.Climbed = rung.Level
	if err := s.Store.SaveSupervision(ctx, v, s.event(v.About(), System, Escalated, string(v.State), string(v.State), rung.Why)); err != nil {
		return err
	}
	if rung.Level < 2 {
		return nil
	}
	return s.announce(ctx, r, st, n, s.charged(r, m))
}

// tellBack tells the leader that an order was not answered in time.
func (s *Service) tellBack(ctx context.Context, r *Roster, st Step, n Notice, leader string, urgent bool) error {
	n.To = []string{leader}
	if now, _ := s.splitLeaders(r, n.To); len(now) == 0 && !urgent {
		return s.end(ctx, st, StepTold, byDigest, nil)
	}
	return s.tellStep(ctx, st, n, "")
}
