package safety

import "context"

// appealJudges are those who decide on an appeal: the head of the safety office,
// else the staff, else the deputy lead (domain.md 6.3 reject, ORG-7).
func (s *Service) appealJudges(r *Roster, h *Hazard) []string {
	for _, role := range []Role{SafetyOfficeHead, SafetyOfficeStaff, StreetDeputyLead} {
		if ids, _ := s.holders(r, role, h.Place.Grid); len(ids) > 0 {
			return ids
		}
	}
	return nil
}

// mayAppeal lets a reporter ask once, for a while, for another decision.
func mayAppeal(_ context.Context, s *Service, h *Hazard, _ Rule, _ string) error {
	within := s.Policy.Reporting.Appeal.Within
	switch {
	case h.Appealed:
		return Refuse("%s 已经复核过一次，这是最后的答复。情况有变化，请重新上报。", h.No)
	case s.Now.After(within.From(h.Since, s.Policy.Calendar)):
		return Refuse("不受理已超过%s，不能再申诉。情况还在的话，请重新上报。", within.Words())
	}
	return nil
}

// underAppeal refuses a decision about an appeal that was never made.
func underAppeal(h *Hazard) error {
	if h.Appealed {
		return nil
	}
	return Refuse("%s 没有申诉，请从卡片上受理或不受理。", h.No)
}

// Grant decides an appeal for the reporter with one tap: the report is accepted
// with the severity and category it seems to have; both can be changed later.
// Doing it again changes nothing.
func (s *Service) Grant(ctx context.Context, ref, who string) (*Hazard, error) {
	h, err := s.Store.Hazard(ctx, ref)
	if err != nil {
		return nil, err
	}
	if err := underAppeal(h); err != nil {
		return nil, err
	}
	return s.Do(ctx, ref, Accept, who, Given{Severity: s.Policy.judgedAs(h), Category: h.Category})
}

// Uphold decides an appeal against the reporter with one tap: it stays rejected
// for the same reason, for good. Doing it again changes nothing.
func (s *Service) Uphold(ctx context.Context, ref, who string) (*Hazard, error) {
	h, err := s.Store.Hazard(ctx, ref)
	if err != nil {
		return nil, err
	}
	if err := underAppeal(h); err != nil {
		return nil, err
	}
	events, err := s.Store.History(ctx, h.About())
	if err != nil {
		return nil, err
	}
	why := h.Reason
	if i := lastOf(events, func(e Event) bool { return e.Action == Reject }); i >= 0 {
		why = events[i].Reason
	}
	return s.Do(ctx, ref, Reject, who, Given{Reason: why, Code: h.RejectedAs})
}

// knownReason refuses a rejection for a reason the policy does not know.
func knownReason(_ context.Context, s *Service, _ *Hazard, _ string, g Given) error {
	if _, known := s.Policy.Rejection(g.Code); g.Code != "" && !known {
		return Refuse("请从列出的理由里选一个。")
	}
	return nil
}
