package safety

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Treatment follows what is done about a major hazard by those who have the
// power to: the treatment plan with its elements, listed supervision that was
// decided above the street (挂牌督办), and the progress week by week (domain.md
// 6.4; peers.md row 64). The street records and chases; it decides none of it.
type Treatment struct {
	Hazard  string // id
	Version int
	Grid    string
	Round   int
	Climbed int

	OpenedAt time.Time
	Due      time.Time         // of the plan
	Plan     map[string]string // by element; complete, or empty
	PlanBy   string
	PlanAt   time.Time

	ListedBy  string // the body above the street that decided it
	ListedNo  string
	ListedAt  time.Time // when it was recorded
	Progress  string    // the last
	ProgressN int
	AskedAt   time.Time // when the last progress was noted
	EndedAt   time.Time
}

// About is the subject under which its steps, events and notices are kept.
func (t *Treatment) About() string { return TreatmentSubject + t.Hazard }

// openTreatment begins to chase the plan of a hazard that is major now.
func (s *Service) openTreatment(ctx context.Context, h *Hazard) error {
	t, err := s.Store.Treatment(ctx, h.ID)
	switch {
	case err == nil && t.EndedAt.IsZero():
		return nil
	case err != nil && !errors.Is(err, ErrNotFound):
		return err
	case err != nil:
		t = &Treatment{Hazard: h.ID, Grid: h.Place.Grid, OpenedAt: s.Now}
	}
	t.EndedAt = time.Time{}
	var marks []Mark
	if len(t.Plan) == 0 {
		t.Due = s.Policy.Handing.Treatment.By.From(s.Now, s.Policy.Calendar)
		marks = append(marks, MarkDue)
	}
	if err := s.planTreatment(ctx, h, t, append(marks, MarkProgress)...); err != nil {
		return err
	}
	return s.Store.SaveTreatment(ctx, t, s.event(t.About(), System, Opened, "", "", ""))
}

func (s *Service) planTreatment(ctx context.Context, h *Hazard, t *Treatment, marks ...Mark) error {
	ladder := s.Policy.ladderFor("G", h.Severity)
	var steps []Step
	t.Round++
	for _, mark := range marks {
		at := s.Now
		if mark == MarkDue {
			at = t.Due
		}
		for _, p := range ladder.Plan(mark, at, s.Policy.Calendar) {
			steps = append(steps, Step{
				Ladder: ladder.Name, Rung: p.Rung.ID, Round: t.Round, Mark: mark, Level: p.Rung.Level, Due: p.Due, State: StepPlanned,
			}.of(t.About()))
		}
	}
	return s.Store.PlanSteps(ctx, steps)
}

// endTreatment ends the chase: the hazard is closed, or no longer major.
func (s *Service) endTreatment(ctx context.Context, h *Hazard) error {
	t, err := s.Store.Treatment(ctx, h.ID)
	if errors.Is(err, ErrNotFound) || err == nil && !t.EndedAt.IsZero() {
		return nil
	}
	if err != nil {
		return err
	}
	t.EndedAt = s.Now
	if err := s.Store.DropSteps(ctx, t.About(), "隐患"+h.State.String(), s.Now); err != nil {
		return err
	}
	return s.Store.SaveTreatment(ctx, t, s.event(t.About(), System, Ended, "", "", ""))
}

// ofMajor finds the treatment of a hazard for the safety office to record in.
func (s *Service) ofMajor(ctx context.Context, ref, who string) (t *Treatment, h *Hazard, err error) {
	if h, err = s.Store.Hazard(ctx, ref); err != nil {
		return nil, nil, err
	}
	switch office, err := s.ofOffice(ctx, h, who); {
	case err != nil:
		return nil, nil, err
	case !office:
		return nil, nil, Refuse("重大隐患的治理情况由街道安监办来记。")
	case h.Severity.Rank() < Major.Rank():
		return nil, nil, Refuse("%s 不是重大隐患，不用记治理方案。", h.No)
	case !h.State.Open():
		return nil, nil, &Refusal{text: fmt.Sprintf("%s 已经%s，不用再记了。", h.No, h.State), over: true}
	}
	t, err = s.Store.Treatment(ctx, h.ID)
	return t, h, err
}

// PlanTreatment records the treatment plan of a major hazard. Every element of
// the policy must be given; recording again replaces the plan.
func (s *Service) PlanTreatment(ctx context.Context, ref, who string, plan map[string]string) (t *Treatment, err error) {
	defer wrap(&err, "plan treatment of %s", ref)
	t, _, err = s.ofMajor(ctx, ref, who)
	if err != nil {
		return nil, err
	}
	kept := map[string]string{}
	for _, e := range s.Policy.Handing.Treatment.Elements {
		if kept[e.ID] = strings.TrimSpace(plan[e.ID]); kept[e.ID] == "" {
			return nil, Refuse("治理方案还缺“%s”，%d 项都要有。", e.Name, len(s.Policy.Handing.Treatment.Elements))
		}
	}
	t.Plan, t.PlanBy, t.PlanAt = kept, who, s.Now
	if err := s.Store.DropSteps(ctx, t.About(), "已记治理方案", s.Now, MarkDue); err != nil {
		return nil, err
	}
	e := s.event(t.About(), who, PlannedTreatment, "", "", "")
	e.Detail = kept
	return t, s.Store.SaveTreatment(ctx, t, e)
}

// ListSupervision notes that a body above the street has put a major hazard under
// listed supervision.
func (s *Service) ListSupervision(ctx context.Context, ref, who, by, no string) (t *Treatment, err error) {
	defer wrap(&err, "list supervision of %s", ref)
	t, h, err := s.ofMajor(ctx, ref, who)
	if err != nil {
		return nil, err
	}
	t.ListedBy, t.ListedNo, t.ListedAt = by, no, s.Now
	if err := s.Store.SaveTreatment(ctx, t, s.event(t.About(), who, Listed, "", "", by+" "+no)); err != nil {
		return nil, err
	}
	return t, s.Store.Append(ctx, s.event(h.About(), who, Listed, string(h.State), string(h.State), by+" "+no))
}

// RecordProgress notes how the treatment stands; the next note is due a week later.
func (s *Service) RecordProgress(ctx context.Context, ref, who, progress string) (t *Treatment, err error) {
	defer wrap(&err, "record progress of %s", ref)
	t, h, err := s.ofMajor(ctx, ref, who)
	if err != nil {
		return nil, err
	}
	t.Progress, t.AskedAt = progress, s.Now
	t.ProgressN++
	if err := s.Store.DropSteps(ctx, t.About(), "已记进展", s.Now, MarkProgress); err != nil {
		return nil, err
	}
	if err := s.planTreatment(ctx, h, t, MarkProgress); err != nil {
		return nil, err
	}
	if err := s.Store.SaveTreatment(ctx, t, s.event(t.About(), who, ProgressMade, "", "", progress)); err != nil {
		return nil, err
	}
	return t, s.Store.Append(ctx, s.event(h.About(), who, ProgressMade, string(h.State), string(h.State), progress))
}

// climbTreatment fires a step about a major hazard's treatment.
func (s *Service) climbTreatment(ctx context.Context, st Step, rung Rung) error {
	t, err := s.Store.Treatment(ctx, strings.TrimPrefix(st.Subject, TreatmentSubject))
	if err != nil {
		return err
	}
	h, err := s.Store.Hazard(ctx, t.Hazard)
	if err != nil {
		return err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	n := Notice{Kind: "treatment_step", Key: st.Key, About: st.Subject, Due: st.Due, Hazard: h, Step: &st, Class: ClassUrge}
	if st.Level == 0 {
		n.To = s.office(r)
		return s.tellStep(ctx, st, n, "")
	}
	n.Class = ClassEscalate
	if err := s.tellLevel(ctx, r, t.Grid, st, n, nil, true); err != nil || st.Level <= t.Climbed {
		return err
	}
	t.Climbed = st.Level
	return s.Store.SaveTreatment(ctx, t, s.event(t.About(), System, Escalated, "", "", rung.Why))
}
