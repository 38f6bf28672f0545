package safety

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// overRepeat is why a repetition was left out whose moment the program missed.
const overRepeat = "停机期间错过，由前面那一条一并说明"

// next is when a rung that repeats is due again after one of its moments.
func (r Rung) next(due time.Time, c *Calendar) time.Time {
	again := r.Every.From(due, c)
	if r.Roll {
		return c.Roll(again)
	}
	return again
}

// firstAfter is the first of a rung's moments that is not before another; of one
// that does not repeat its only one.
func (r Rung) firstAfter(due, from time.Time, c *Calendar) time.Time {
	for !r.Every.IsZero() && due.Before(from) {
		due = r.next(due, c)
	}
	return due
}

// repeat plans a step of a rung that repeats anew when it has fired. Moments that
// passed meanwhile are accounted for and not told one by one (T-15).
func (s *Service) repeat(ctx context.Context, st Step, rung Rung) error {
	if rung.Every.IsZero() {
		return nil
	}
	key, _, _ := strings.Cut(st.Key, "~")
	var steps []Step
	for due := st.Due; !due.After(s.Now); {
		due = rung.next(due, s.Policy.Calendar)
		again := Step{
			Key: fmt.Sprintf("%s~%s", key, due.In(Shanghai).Format(time.DateOnly)), Subject: st.Subject, Ladder: st.Ladder, Rung: st.Rung,
			Round: st.Round, Mark: st.Mark, Level: st.Level, Due: due, State: StepPlanned,
		}
		if !due.After(s.Now) {
			again.State, again.Reason, again.Ended = StepSkipped, overRepeat, s.Now
		}
		steps = append(steps, again)
	}
	return s.Store.PlanSteps(ctx, steps)
}
