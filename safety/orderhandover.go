package safety

import "context"

// orderHandover says who hands a hazard over to an authority.
func (s *Service) orderHandover(_ context.Context, _ *Roster, _ string, m matter, _ OrderText, _ *Ordered) error {
	if m.hazard == nil {
		return Refuse("漏查是内部的事，不能移交，可以督办或换人。")
	}
	return Refuse("%s 要移交，请%s拟移交函，经%s批准后送达；送达以前仍由街道盯着。", m.no, SafetyOfficeStaff, SafetyOfficeHead)
}
