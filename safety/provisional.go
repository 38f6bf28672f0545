package safety

import "time"

// Dates that rest on days off which are not published yet are told with the word
// that they may still change (T-6). Everything that words such a date is here.

// marked adds that word to a date.
func marked(text string, provisional bool) string {
	if provisional {
		return text + "（暂定）"
	}
	return text
}

// By words a hazard's deadline.
func (p *Policy) By(h *Hazard, now time.Time) string {
	return marked(Moment(h.Deadline, now), p.rests(h) && p.Calendar.Provisional(h.Deadline))
}

// rests says that a hazard's deadline rests on working days.
func (p *Policy) rests(h *Hazard) bool {
	return !h.Deadline.IsZero() && (h.Limit.unit == workdays || h.Limit.unit == days && p.Limits[h.Severity].Roll)
}

// DueBy words until when an occurrence is due.
func (p *Policy) DueBy(o *Occurrence, now time.Time) string {
	return p.within(o, o.Due, p.PlanOf(o).Due, now)
}

// LateBy words until when an occurrence that was missed still counts.
func (p *Policy) LateBy(o *Occurrence, now time.Time) string {
	return p.within(o, o.Late, p.PlanOf(o).Late, now)
}

// within words a moment of an occurrence that follows from a rule of its plan;
// the moments of what a window asks for follow from the window's days.
func (p *Policy) within(o *Occurrence, at time.Time, rule When, now time.Time) string {
	if o.Special != nil || rule.rests() {
		return p.Calendar.Moment(at, now)
	}
	return Moment(at, now)
}

// rests says that the moment rests on working days.
func (w When) rests() bool { return w.kind == onWorkday }

// Moment words an instant as [Moment] does.
func (c *Calendar) Moment(t, now time.Time) string {
	return marked(Moment(t, now), c != nil && !t.IsZero() && c.Provisional(t))
}

// Day names a day.
func (c *Calendar) Day(t time.Time) string {
	return marked(dayName(t), c != nil && c.Provisional(t))
}
