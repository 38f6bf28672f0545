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

// overtaken says that a later reminder of the same ladder is due as well: after
// a pause everyone hears once (T-15).
func (s *Service) overtaken(ctx context.Context, st Step) (bool, error) {
	if s.Now.Sub(st.Due) < punctual {
		return false, nil
	}
	steps, err := s.Store.Steps(ctx, st.Subject)
	if err != nil {
		return false, err
	}
	for _, other := range steps {
		rung, _ := s.Policy.Rung(other.Ladder, other.Rung)
		if other.State == StepPlanned && other.Ladder == st.Ladder && rung.Do == DoRemind &&
			other.Due.After(st.Due) && !other.Due.After(s.Now) {
			return true, nil
		}
	}
	return false, nil
}

// Climb fires one due step; one that has ended is left alone.
func (s *Service) Climb(ctx context.Context, st Step) (err error) {
	defer wrap(&err, "climb %s", st.Key)
	rung, ok := s.Policy.Rung(st.Ladder, st.Rung)
	switch {
	case !ok:
		return s.skip(ctx, st, "现行办法里已没有这一步")
	case !rung.Grace.IsZero() && s.Now.After(rung.Grace.From(st.Due, s.Policy.Calendar)):
		return s.skip(ctx, st, fmt.Sprintf("停机，晚了超过%s，提醒已没有用处", rung.Grace.Words()))
	case rung.Do == DoRemind:
		over, err := s.overtaken(ctx, st)
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
	case strings.HasPrefix(st.Subject, OccurrenceSubject):
		err = s.climbOccurrence(ctx, st, rung)
	case strings.HasPrefix(st.Subject, WeekSubject):
		err = s.climbWeek(ctx, st, rung)
	default:
		err = s.climbPeriod(ctx, st, rung)
	}
	if errors.Is(err, ErrNotFound) {
		return s.skip(ctx, st, "事项已不存在")
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
	if rung.Do.acts() {
		return s.actByItself(ctx, h, st, rung)
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	n := Notice{Kind: "step", Key: st.Key, About: st.Subject, Due: st.Due, Hazard: h, Step: &st, Class: classOf(h, stepClass(h, rung, st))}
	n.Ask = h.askOf(st.Mark)
	if st.Level == 0 {
		n.To = s.stepTo(r, h, n.Ask)
		return s.tellStep(ctx, st, n, "")
	}
	heard, err := s.heardAlready(ctx, r, h, rung)
	if err != nil {
		return err
	}
	if err := s.tellLevel(ctx, r, h.Place.Grid, st, n, heard, h.Severity.Rank() >= Major.Rank()); err != nil {
		return err
	}
	if rung.Do == DoDraft || st.Level <= h.Climbed {
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
	case Suspended:
		return s.office(r)
	case AwaitingReview:
		return s.reviewersOf(r, h)
	case Registered:
		if h.ReturnCount >= s.Policy.Handling.Returns.Most {
			return s.office(r)
		}
	case Assigned, Rectifying:
		if h.Party != "" && !r.away(h.Party) {
			return []string{h.Party}
		}
	}
	return s.Officers(r, h.Place.Grid)
}

// tellStep tells a step and ends it; with nobody to tell it ends as no_holder.
func (s *Service) tellStep(ctx context.Context, st Step, n Notice, reason string) error {
	if len(n.To) == 0 {
		return s.end(ctx, st, StepNobody, "没有人可以通知", nil)
	}
	if err := s.say(ctx, n); err != nil {
		return err
	}
	return s.end(ctx, st, StepTold, reason, n.To)
}

// tellLevel tells the people of a step's level. When the role that answers for
// the level is vacant, the step is no_holder: those who remain, or else the next
// level that has anybody, are told at once, and the safety office hears of the
// vacancy (E-2, ORG-7). Leaders hear by the morning digest, except of the
// principal's level and of major matters (E-7).
func (s *Service) tellLevel(ctx context.Context, r *Roster, grid string, st Step, n Notice, heard []string, major bool) error {
	p := s.Level(r, st.Level, grid)
	vacant := contains(p.Vacant, levelRoles[st.Level][0])
	n.To = p.IDs
	if p.None() {
		n.To = s.nextUp(r, st.Level+1, grid)
	}
	n.To = slices.DeleteFunc(slices.Clone(n.To), func(id string) bool { return contains(heard, id) })
	reason := ""
	if !major && st.Level < TopLevel {
		var digest []string
		n.To, digest = s.splitLeaders(r, n.To)
		if len(digest) > 0 {
			reason = "领导在次日早报中看到"
		}
	}
	if err := s.say(ctx, n); err != nil {
		return err
	}
	if !vacant {
		return s.end(ctx, st, StepTold, reason, n.To)
	}
	role := levelRoles[st.Level][0]
	if err := s.reportVacancy(ctx, r, role, grid, n.About); err != nil {
		return err
	}
	return s.end(ctx, st, StepNobody, fmt.Sprintf("%s空缺，已通知其他负责人和安监办", role), n.To)
}

// splitLeaders parts those who hear at once from those who hear in the digest.
func (s *Service) splitLeaders(r *Roster, ids []string) (now, digest []string) {
	for _, id := range ids {
		leader := true
		for _, a := range r.Of(id, s.Now) {
			leader = leader && a.Role.Fact().Leader
		}
		if leader && len(r.Of(id, s.Now)) > 0 {
			digest = append(digest, id)
			continue
		}
		now = append(now, id)
	}
	return now, digest
}

// reportVacancy tells the safety office that nobody holds a role, once a week
// for each grid.
func (s *Service) reportVacancy(ctx context.Context, r *Roster, role Role, grid, about string) error {
	at, _ := r.Above(grid, role.Fact().Level)
	week := Week(s.Now).Format("2006-01-02")
	return s.say(ctx, Notice{
		Kind: "vacancy", Key: fmt.Sprintf("vacancy:%s/%s/%s", role, at.Code, week), To: s.office(r),
		Class: ClassNews, About: about, Words: map[string]string{"role": role.String(), "grid": r.Where(at.Code)},
	})
}

// announce tells those below that the matter has gone up (E-6).
func (s *Service) announce(ctx context.Context, r *Roster, st Step, n Notice, below []string) error {
	var to []string
	for _, id := range below {
		if !contains(n.To, id) && !contains(s.Level(r, st.Level, n.grid()).IDs, id) {
			to = append(to, id)
		}
	}
	n.Kind, n.Key, n.To, n.Class = "stepped_up", st.Key+"/below", to, ClassNews
	return s.say(ctx, n)
}

func (n Notice) grid() string {
	switch {
	case n.Hazard != nil:
		return n.Hazard.Place.Grid
	case n.Occurrence != nil:
		return n.Occurrence.Grid
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
	for _, plan := range p.Plans {
		if plan.ID == id {
			return plan, true
		}
	}
	return Plan{}, false
}
