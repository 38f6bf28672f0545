package safety

import "time"

// The moments that members are promised. Each comes from the policy, so that a
// changed policy changes the promise.

// AssignBy is when a registered hazard is due to be assigned, again after it was
// returned.
func (p *Policy) AssignBy(h *Hazard) time.Time {
	return p.Limits[h.Severity].Assign.From(h.Since, p.Calendar)
}

// ReviewBy is when a hazard that was claimed fixed is due to be reviewed.
func (p *Policy) ReviewBy(h *Hazard) time.Time {
	return p.Limits[h.Severity].Review.From(h.Since, p.Calendar)
}

// AnswerBy is when a request is due to be answered: when its ladder turns to
// those above. It is zero when the ladder never does.
func (p *Policy) AnswerBy(h *Hazard, a Ask) time.Time {
	asked, _ := petitionOf(a.Do)
	return p.ladderOf(h, asked.mark).above(asked.mark, a.At, p.Calendar)
}

// FixDateBy is when the day of a joint inspection is due to be fixed whose first
// reminder fell on a day; zero when its ladder never asks for it.
func (p *Policy) FixDateBy(o *Occurrence, reminded time.Time) time.Time {
	eve := latest(o.Opens, Day(reminded)).Add(-time.Minute)
	return p.Ladders[p.PlanOf(o).Ladder].above(MarkEve, eve, p.Calendar)
}

// ProgressBy is when the next note about a treatment is due, counted from the
// last or from its beginning; zero when its ladder never reminds of it.
func (p *Policy) ProgressBy(t *Treatment) time.Time {
	from := t.AskedAt
	if from.IsZero() {
		from = t.OpenedAt
	}
	for _, planned := range p.ladderFor("G", Major).Plan(MarkProgress, from, p.Calendar) {
		return planned.Due
	}
	return time.Time{}
}

// above is the first instant from a mark at which a ladder turns to somebody
// above the responsible person.
func (l Ladder) above(mark Mark, at time.Time, c *Calendar) time.Time {
	for _, planned := range l.Plan(mark, at, c) {
		if planned.Rung.Level > 0 {
			return planned.Due
		}
	}
	return time.Time{}
}
