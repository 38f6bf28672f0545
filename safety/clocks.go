package safety

import "time"

// Light is the traffic light of a hazard's deadline (domain.md 6.5).
type Light string

const (
	Green  Light = "green"
	Yellow Light = "yellow"
	Red    Light = "red"
)

// Light is green below 80 % of the limit that runs now, yellow up to its end, red
// beyond. The limit stands still while the hazard is suspended, and says
// nothing while an authority has it.
func (h *Hazard) Light(now time.Time) Light {
	switch from := h.LimitFrom; {
	case h.Deadline.IsZero() || !h.State.Open() || h.State == Suspended || h.State == Transferred:
		return Green
	case now.After(h.Deadline):
		return Red
	case now.Sub(from) >= h.Deadline.Sub(from)*8/10:
		return Yellow
	}
	return Green
}

// StateClock is how long the hazard has been in its present state (domain.md
// 6.5): comments and edits do not set it back.
func (h *Hazard) StateClock(now time.Time) time.Duration { return now.Sub(h.Since) }

// CaseClock is how long the case has been running since it was registered, zero
// before. It is never set back and stands still only in a suspension.
func (h *Hazard) CaseClock(now time.Time) time.Duration {
	switch {
	case h.RegisteredAt.IsZero():
		return 0
	case !h.ClosedAt.IsZero():
		now = h.ClosedAt
	case h.State == Suspended:
		now = h.Since
	}
	return now.Sub(h.RegisteredAt) - h.Paused
}
