package safety

import (
	"fmt"
	"time"
)

// Formerly says kindly why a hazard is none of a member's affairs any more: the
// role he held there has passed on, or he stood in and it is over. It is empty
// for who never had to do with it, who learns nothing.
func (s *Service) Formerly(r *Roster, h *Hazard, who string) string {
	now := s.atWork(r, h)
	hands := ""
	if len(now) > 0 && h.State.Open() {
		hands = fmt.Sprintf("，%s现在由%s办", h.No, r.names(now))
	}
	over := func(grid string, role Role, end time.Time) bool {
		return s.Policy.Visibility.Shows(FieldHazard, role) && end.Before(s.Now) && h.ReportedAt.Before(end) && contains(r.Under(grid), h.Place.Grid)
	}
	for _, l := range r.Leaves {
		for _, a := range r.Own(l.Member, l.From) {
			if l.StandIn == who && over(a.Grid, a.Role, l.Until()) {
				return fmt.Sprintf("您替%s的代班已经结束%s，您不用再管了。谢谢您！", r.Name(l.Member), hands)
			}
		}
	}
	for _, i := range r.ofMember[who] {
		if a := r.Assignments[i]; !a.To.IsZero() && over(a.Grid, a.Role, a.To.AddDate(0, 0, 1)) {
			return fmt.Sprintf("您已不再担任%s的%s%s，您不用再管了。谢谢您！", r.Where(a.Grid), a.Role, hands)
		}
	}
	return ""
}
