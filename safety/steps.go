package safety

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ClimbDue fires the steps that are due, earliest first, at most limit at once,
// and returns how many it ended. Zero means that nothing is due any more.
func (s *Service) ClimbDue(ctx context.Context, limit int) (n int, err error) {
	defer wrap(&err, "climb due steps")
	due, err := s.Store.DueSteps(ctx, s.Now, limit)
	if err != nil {
		return 0, err
	}
	for _, st := range due {
		if err := s.Climb(ctx, st); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// punctual is how late a step may fire without asking whether it was overtaken.
const punctual = 2 * time.Minute

// overtaken says that a later reminder of the same ladder is due as well and
// will speak whenever this one would: after a pause everyone hears once (T-15).
// Of two that fall on the same moment the later line of the ladder speaks.
func (s *Service) overtaken(ctx context.Context, st Step, rung Rung) (bool, error) {
	steps, err := s.Store.Steps(ctx, st.Subject)
	if err != nil {
		return false, err
	}
	paused := s.Now.Sub(st.Due) >= punctual
	for _, other := range steps {
		if other.Ladder != st.Ladder || other.Due.Before(st.Due) || other.Due.After(s.Now) {
			continue
		}
		later, _ := s.Policy.Rung(other.Ladder, other.Rung)
		if later.Do != DoRemind || slices.ContainsFunc(later.If, func(c Condition) bool { return !slices.Contains(rung.If, c) }) {
			continue
		}
		together := other.Due.Equal(st.Due) && s.Policy.follows(st, other) // whichever of them was tried first
		if other.State == StepPlanned && (together || paused && other.Due.After(st.Due)) || other.State == StepTold && together {
			return true, nil
		}
	}
	return false, nil
}

// follows says that a step's line stands below that of another in their ladder.
func (p *Policy) follows(before, after Step) bool {
	at := func(id string) int {
		return slices.IndexFunc(p.Ladders[before.Ladder].Rungs, func(r Rung) bool { return r.ID == id })
	}
	return at(after.Rung) > at(before.Rung)
}

// Climb fires one due step; one that has ended is left alone.
func (s *Service) Climb(ctx context.Context, st Step) (err error) {
	defer wrap(&err, "climb %s", st.Key)
	rung, ok := s.Policy.Rung(st.Ladder, st.Rung)
	if !ok {
		return s.skip(ctx, st, "现行办法里已没有这一步")
	}
	switch err = s.fire(ctx, st, rung); {
	case errors.Is(err, ErrNotFound):
		return s.skip(ctx, st, "事项已不存在")
	case err != nil:
		return err
	}
	return s.repeat(ctx, st, rung)
}

func (s *Service) fire(ctx context.Context, st Step, rung Rung) (err error) {
	switch {
	case !rung.Grace.IsZero() && s.Now.After(rung.Grace.From(st.Due, s.Policy.Calendar)):
		return s.skip(ctx, st, fmt.Sprintf("停机，晚了超过%s，提醒已没有用处", rung.Grace.Words()))
	case rung.Do == DoRemind:
		over, err := s.overtaken(ctx, st, rung)
		if err != nil {
			return err
		}
		if over {
			return s.skip(ctx, st, "停机期间错过，由后面的提醒一并说明")
		}
	}
	switch {
	case strings.HasPrefix(st.Subject, HazardSubject):
		err = s.climbHazard(ctx, st, rung)
	case strings.HasPrefix(st.Subject, SupervisionSubject):
		err = s.climbSupervision(ctx, st, rung)
	case strings.HasPrefix(st.Subject, SuccessionSubject):
		err = s.climbSuccession(ctx, st, rung)
	case strings.HasPrefix(st.Subject, HandoverSubject):
		err = s.climbHandover(ctx, st, rung)
	case strings.HasPrefix(st.Subject, NotificationSubject):
		err = s.climbNotification(ctx, st, rung)
	case strings.HasPrefix(st.Subject, TreatmentSubject):
		err = s.climbTreatment(ctx, st, rung)
	case strings.HasPrefix(st.Subject, OccurrenceSubject):
		err = s.climbOccurrence(ctx, st, rung)
	case strings.HasPrefix(st.Subject, WeekSubject):
		err = s.climbWeek(ctx, st, rung)
	case strings.HasPrefix(st.Subject, SoftDutySubject):
		err = s.climbSoftDuty(ctx, st, rung)
	default:
		err = s.climbPeriod(ctx, st, rung)
	}
	return err
}

func (s *Service) skip(ctx context.Context, st Step, reason string) error {
	return s.end(ctx, st, StepSkipped, reason, nil)
}

func (s *Service) end(ctx context.Context, st Step, state StepState, reason string, to []string) error {
	st.State, st.Reason, st.Ended, st.To = state, reason, s.Now, to
	if err := s.Store.EndStep(ctx, st); err != nil && !errors.Is(err, ErrStale) {
		return err
	}
	return nil
}

func (s *Service) climbHazard(ctx context.Context, st Step, rung Rung) error {
	h, err := s.Store.Hazard(ctx, strings.TrimPrefix(st.Subject, HazardSubject))
	if err != nil {
		return err
	}
	if why := unmet(rung.If, facts{hazard: h}); why != "" {
		return s.skip(ctx, st, why)
	}
	if rung.Do == DoDraft {
		return s.draftByItself(ctx, h, st, rung)
	}
	if rung.Do.acts() {
		return s.actByItself(ctx, h, st, rung)
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	n := Notice{Kind: "step", Key: st.Key, About: st.Subject, Due: st.Due, Hazard: h, Step: &st, Class: classOf(h, stepClass(h, rung, st))}
	n.Ask = h.askOf(st.Mark)
	why, err := s.hushed(ctx, r, h, st.Level, n.Class)
	switch {
	case n.Ask.Do != "": // who asked waits for an answer
	case err != nil:
		return err
	case why != "":
		return s.skip(ctx, st, why)
	}
	if st.Level == 0 {
		n.To = s.stepTo(r, h, n.Ask)
		return s.tellStep(ctx, st, n, "")
	}
	known, err := s.knows(ctx, r, h, rung)
	if err != nil {
		return err
	}
	if err := s.tellLevel(ctx, r, h.Place.Grid, st, n, known, h.Severity.Rank() >= Major.Rank()); err != nil {
		return err
	}
	if st.Level <= h.Climbed {
		return nil
	}
	h.Climbed = st.Level
	e := s.event(h.About(), System, Escalated, string(h.State), string(h.State), rung.Why)
	e.Detail = map[string]string{"level": fmt.Sprint(st.Level), "step": st.Key}
	if err := s.Store.SaveHazard(ctx, h, e); err != nil {
		return err
	}
	return s.announce(ctx, r, st, n, s.stepTo(r, h, n.Ask))
}

// heardAlready are those who know of a registration without being informed of
// it: who made it, and the officers who were asked to assign it.
func (s *Service) heardAlready(ctx context.Context, r *Roster, h *Hazard, rung Rung) ([]string, error) {
	if rung.Do != DoInform || rung.Mark != MarkRegistered {
		return nil, nil
	}
	events, err := s.Store.History(ctx, h.About())
	if err != nil {
		return nil, err
	}
	var heard []string
	for _, e := range events {
		if State(e.To) != Registered || e.From == e.To {
			continue
		}
		if heard = append(heard, e.By); e.Action == Submit {
			heard = append(heard, s.Officers(r, h.Place.Grid)...)
		}
	}
	return heard, nil
}

// stepClass is how a step of a hazard's ladder travels.
func stepClass(h *Hazard, rung Rung, st Step) Class {
	serious := h.Severity.Rank() >= Serious.Rank()
	switch {
	case rung.Do == DoDraft && !serious:
		return ClassRemind
	case st.Level > 0:
		return ClassEscalate
	case serious:
		return ClassUrge
	}
	return ClassRemind
}

// atWork are those who must act on a hazard now: the party, else the officers.
func (s *Service) atWork(r *Roster, h *Hazard) []string {
	switch h.State {
	case Reported:
		if h.Triage || h.Appealed {
			return s.judgesFirst(r, h)
		}
	case Verifying:
		leads, _ := s.holders(r, CourtyardLead, h.Place.Grid)
		return unique(append(slices.Clone(leads), s.Officers(r, h.Place.Grid)...))
	case Suspended, Transferred:
		return s.office(r)
	case AwaitingReview:
		return s.reviewersOf(r, h)
	case Registered:
		if h.ReturnCount >= s.Policy.Handling.Returns.Most {
			return s.office(r)
		}
	case Assigned, Rectifying:
		if who := r.Acting(h.Party, s.Now); who != "" {
			return []string{who}
		}
	}
	if named := s.officerOf(r, h); (h.State == Reported || h.State == Registered) && h.ReturnCount == 0 && named != "" {
		return []string{named} // by a leader's 换人
	}
	return s.Officers(r, h.Place.Grid)
}

// officerOf is who acts for the officer a hazard is in the hands of, empty when
// he holds no role there any more.
func (s *Service) officerOf(r *Roster, h *Hazard) string {
	if h.Officer == "" || !r.Has(h.Officer, h.Place.Grid, s.Now, judges...) {
		return ""
	}
	return r.Acting(h.Officer, s.Now)
}

func (n Notice) grid() string {
	switch {
	case n.Hazard != nil:
		return n.Hazard.Place.Grid
	case n.Occurrence != nil:
		return n.Occurrence.Grid
	case n.SoftDuty != nil:
		return n.SoftDuty.Grid
	}
	return ""
}

// Rung finds a rung of a ladder by its id.
func (p *Policy) Rung(ladder, id string) (Rung, bool) {
	for _, r := range p.Ladders[ladder].Rungs {
		if r.ID == id {
			return r, true
		}
	}
	return Rung{}, false
}

// Plan finds a plan by its id.
func (p *Policy) Plan(id string) (Plan, bool) {
	if id == SpecialPlan {
		return p.Intensify.Special, true
	}
	for _, plan := range p.Plans {
		if plan.ID == id {
			return plan, true
		}
	}
	return Plan{}, false
}
