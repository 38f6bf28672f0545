package safety

import "context"

// orderExtension grants the party an extension.
func (s *Service) orderExtension(_ context.Context, _ *Roster, _ string, m matter, _ OrderText, _ *Ordered) error {
	if m.hazard == nil {
		return Refuse("检查的期限是定好的，不能延期；补查还可以补做。")
	}
	return Refuse("%s 要延期，请责任人先说明原因和临时措施，由%s改期限。", m.no, SafetyOfficeHead)
}

// orderHandover proposes the hand-over to an authority.
func (s *Service) orderHandover(_ context.Context, _ *Roster, _ string, m matter, _ OrderText, _ *Ordered) error {
	if m.hazard == nil {
		return Refuse("漏查是内部的事，不能移交，可以督办或换人。")
	}
	return Refuse("%s 要移交，请%s拟移交函，经批准后送达；送达以前仍由街道盯着。", m.no, SafetyOfficeStaff)
}
