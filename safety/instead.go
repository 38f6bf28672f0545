package safety

import (
	"slices"
	"strings"
	"time"
)

// ofDuty are the classes of what a member is told because of his role.
var ofDuty = []Class{ClassUrge, ClassRemind, ClassEscalate, ClassOpening}

// Instead is who reads what was posted for a member before his leave and had to
// wait until it began: who stands in for him. It is empty for what the member
// reads himself: what concerns his leave, or invites him in person.
func (s *Service) Instead(r *Roster, member string, class Class, about string, due time.Time) string {
	l, away := r.OnLeave(member, s.Now)
	if !away || !due.Before(l.From) || !slices.Contains(ofDuty, class) || strings.HasPrefix(about, LeaveSubject) {
		return ""
	}
	if id, of := strings.CutPrefix(about, OccurrenceSubject); of {
		plan, _, _ := strings.Cut(id, "/")
		if p, _ := s.Policy.Plan(plan); p.Joint {
			return ""
		}
	}
	return r.Acting(member, s.Now)
}
