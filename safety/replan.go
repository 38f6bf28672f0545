package safety

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// marksOf are the marks from which the steps of a hazard count where it stands.
func marksOf(h *Hazard) []Mark {
	switch h.State {
	case Reported, Verifying:
		return []Mark{MarkReported}
	case Registered:
		if h.ReturnCount > 0 {
			return []Mark{MarkReturned, MarkCase, MarkDue}
		}
		return []Mark{MarkRegistered, MarkCase, MarkDue}
	case Assigned:
		return []Mark{MarkAssigned, MarkCase, MarkDue}
	case Rectifying:
		return []Mark{MarkAcked, MarkCase, MarkDue}
	case AwaitingReview:
		return []Mark{MarkClaimed, MarkCase}
	case Suspended:
		return []Mark{MarkLook, MarkCase}
	case Transferred:
		return []Mark{MarkCase}
	}
	return nil
}

// askMarks are the marks of the requests that wait.
func askMarks(h *Hazard) (marks []Mark) {
	for _, a := range h.Asks {
		p, _ := petitionOf(a.Do)
		marks = append(marks, p.mark)
	}
	return marks
}

// moved gives the marks whose steps are to be planned anew because the severity
// or the deadline is another than before, apart from what the rule says. Who is
// above hears of a worse severity as of a registration.
func (h *Hazard) moved(was *Hazard, rule Rule) (drop, marks []Mark) {
	switch {
	case was.Severity != h.Severity && was.State == h.State:
		marks = marksOf(h)
		drop = append([]Mark{MarkRegistered}, marks...)
		if h.Severity.Rank() > was.Severity.Rank() && !h.RegisteredAt.IsZero() && !contains(marks, MarkRegistered) {
			marks = append([]Mark{MarkRegistered}, marks...)
		}
		return drop, marks
	case !was.Deadline.Equal(h.Deadline) && contains(marksOf(h), MarkDue) && !contains(rule.Marks, MarkDue):
		return []Mark{MarkDue}, []Mark{MarkDue}
	}
	return nil, nil
}

// explains adds to an event's detail what it changed besides the state: the
// deadline, the severity and the first category can be told from the history alone.
func (h *Hazard) explains(was *Hazard, detail map[string]string) map[string]string {
	note := func(key, value string) {
		if detail == nil {
			detail = map[string]string{}
		}
		detail[key] = value
	}
	switch {
	case h.Deadline.Equal(was.Deadline):
	case h.Deadline.IsZero():
		note("deadline", "")
	default:
		note("deadline", h.Deadline.In(Shanghai).Truncate(time.Millisecond).Format(time.RFC3339Nano))
	}
	if h.Severity != was.Severity {
		note("severity", string(h.Severity))
	}
	if was.Category != "" && h.Category != was.Category { // it decides how fast an ungraded report is judged
		note("category_was", string(was.Category))
	}
	return detail
}

// replan ends the planned steps of some marks and plans those of others. Again
// says that the marks were set before and only the ladder or deadline is new.
func (s *Service) replan(ctx context.Context, h *Hazard, do Action, drop, marks []Mark, again bool) error {
	if !h.State.Open() {
		drop = nil // nothing is left to climb for
	}
	if h.Version > 0 && (len(drop) > 0 || !h.State.Open()) {
		if err := s.Store.DropSteps(ctx, h.About(), "已"+do.String(), s.Now, drop...); err != nil {
			return err
		}
	}
	if h.Version > 0 && len(marks) > 0 {
		h.Round++
	}
	return s.plan(ctx, h, marks, again)
}

// plan adds the steps of a hazard's ladders that count from the marks.
func (s *Service) plan(ctx context.Context, h *Hazard, marks []Mark, again bool) error {
	var steps []Step
	for _, mark := range marks {
		ladder := s.Policy.ladderOf(h, mark)
		at := s.instant(h, mark, again)
		for _, p := range ladder.Plan(mark, at, s.Policy.Calendar) {
			st := Step{
				Key: h.stepKey(ladder.Name, p.Rung.ID), Subject: h.About(), Ladder: ladder.Name, Rung: p.Rung.ID,
				Round: h.ReopenCount, Mark: mark, Level: s.climb(p.Rung, h), Due: p.Due, State: StepPlanned,
			}
			st.Due = p.Rung.firstAfter(p.Due, s.Now, s.Policy.Calendar)
			ahead := p.Rung.After.Before() && st.Due.Equal(s.Now) // who hears of a new deadline now need not hear that it nears
			switch {
			case st.Due.Before(s.Now) || ahead:
				if useless(p.Rung, h, mark, again) {
					continue
				}
				st.Due = s.Now
			case st.Due.Equal(s.Now) && at.Before(s.Now): // a mark of before counts on
				fired, err := s.firedNow(ctx, st)
				if err != nil {
					return err
				}
				if fired {
					continue
				}
			}
			steps = append(steps, st)
		}
	}
	if len(steps) == 0 {
		return nil
	}
	return s.Store.PlanSteps(ctx, steps)
}

// firedNow says that the rung of a step that is due this instant has fired already.
func (s *Service) firedNow(ctx context.Context, st Step) (bool, error) {
	steps, err := s.Store.Steps(ctx, st.Subject)
	return slices.ContainsFunc(steps, func(was Step) bool {
		return was.Ladder == st.Ladder && was.Rung == st.Rung && was.Due.Equal(st.Due) && was.State != StepDropped && was.State != StepPlanned
	}), err
}

// useless says that a rung whose instant has passed need not fire: "three days
// before" of a shorter limit, a reminder or a report of an old matter, a level
// that knows already.
func useless(r Rung, h *Hazard, mark Mark, again bool) bool {
	switch {
	case mark == MarkDue && !again:
		return true
	case r.Do == DoRemind || r.Do == DoInform:
		return true
	}
	return r.Do == DoAsk && r.Level <= h.Climbed
}

// instant is the moment from which the steps of a mark count.
func (s *Service) instant(h *Hazard, mark Mark, again bool) time.Time {
	switch {
	case mark == MarkDue:
		return h.Deadline
	case mark == MarkLook:
		return h.LookAt
	case mark == MarkCase:
		return h.RegisteredAt
	case mark == MarkReported:
		return h.judgedFrom()
	case again && (mark == MarkReturned || mark == MarkAssigned || mark == MarkAcked || mark == MarkClaimed):
		return h.Since
	}
	return s.Now
}

// stepKey is unique for ever: a round's rung fires once (E-4).
func (h *Hazard) stepKey(ladder, rung string) string {
	return fmt.Sprintf("%s/%s/%d/%s", h.About(), ladder, h.Round, rung)
}

// climb is the level of a rung for a hazard: reminders stay with the responsible
// person, the rest begins one level higher for each reopening (domain.md 6.3
// reopen), and for a chronic hazard where the policy says (6.7).
func (s *Service) climb(r Rung, h *Hazard) int {
	if r.Level == 0 {
		return 0
	}
	level := r.Level + h.ReopenCount
	if h.Chronic {
		level = max(level, s.Policy.Handling.Chronic.Level)
	}
	return min(TopLevel, level)
}

// ladderOf is the ladder a mark starts on a hazard: V while it waits to be judged,
// R while it waits for review, else the ladder of its severity. A ladder named
// after the severity too ("R-serious") goes before the common one.
func (p *Policy) ladderOf(h *Hazard, mark Mark) Ladder {
	name, severity := p.Limits[h.Severity].Ladder, h.Severity
	switch mark {
	case MarkReported:
		name = "V"
		if severity == "" {
			severity = p.judgedAs(h)
		}
	case MarkClaimed:
		name = "R"
	case MarkExtension, MarkSuspension, MarkSeverity, MarkLook:
		name = "X"
	}
	return p.ladderFor(name, severity)
}
