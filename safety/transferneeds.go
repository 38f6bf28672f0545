package safety

import (
	"context"
	"strings"
)

// handoverNeeds refuses an act that lacks something, naming it.
func (s *Service) handoverNeeds(ctx context.Context, h *Hazard, o *Handover, rule HandoverRule, g HandoverGiven) error {
	for _, n := range rule.Need {
		if !h.hasFor(n, g) {
			return Refuse("还缺%s，补上后再%s。", n, rule.Do)
		}
	}
	if g.Authority != "" {
		if _, ok := s.Policy.Authority(g.Authority); !ok {
			return Refuse("没有这个接收单位，请从列出的单位里选。")
		}
	}
	switch {
	case rule.Do == RedirectHandover && g.Authority == o.Authority:
		return Refuse("本来就是送%s的，不用改。", o.Addressee)
	case rule.Do == SendHandover && g.Means == InSystem:
		members, err := s.AuthorityMembers(ctx, o.Authority)
		if err == nil && len(members) == 0 {
			return Refuse("%s没有人在企业微信里，请送纸质函。", o.Addressee)
		}
		return err
	case rule.Do == ReceiveHandover && g.At.After(s.Now):
		return Refuse("签收时间还没有到，请核对一下。")
	case rule.Do == ReceiveHandover && !g.At.IsZero() && g.At.Before(Day(o.SentAt)):
		return Refuse("签收时间比送出（%s）还早，请核对一下。", Moment(o.SentAt, s.Now))
	}
	return nil
}

// hasFor says whether an act on a hazard's hand-over comes with what it needs.
func (h *Hazard) hasFor(n Need, g HandoverGiven) bool {
	given := strings.TrimSpace(g.Reason) != ""
	switch n {
	case NeedReason, NeedAnswer, NeedResult:
		return given
	case NeedAuthority:
		return g.Authority != ""
	case NeedMeans:
		return g.Means.String() != ""
	case NeedDocument:
		return strings.TrimSpace(g.Document) != ""
	case NeedReceiver:
		return strings.TrimSpace(g.Receiver) != ""
	case NeedReceipt:
		return strings.TrimSpace(g.Document) != "" || len(g.Photos) > 0
	case NeedParty:
		return h.Party != "" || h.PartyName != "" || g.Party != "" || g.PartyName != ""
	}
	return false
}
