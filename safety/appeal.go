package safety

import (
	"context"
	"slices"
)

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

// judgedByThose keeps a report for those who have to judge it: the safety office
// while it looks first, the head of the office after an appeal.
func judgedByThose(ctx context.Context, s *Service, h *Hazard, _ Rule, who string) error {
	if h.State != Reported && h.State != Verifying || !h.Triage && !h.Appealed {
		return nil
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	if by := s.judgesFirst(r, h); !contains(by, who) {
		return Refuse("这一条先由%s来定，定了会告诉您。", r.names(by))
	}
	return nil
}

// judgesFirst are those who judge a report before, or instead of, the officers.
func (s *Service) judgesFirst(r *Roster, h *Hazard) []string {
	if h.Appealed {
		return s.appealJudges(r, h)
	}
	return s.office(r)
}

// inTriage is the gate of passing a report on to the officers.
func inTriage(_ context.Context, _ *Service, h *Hazard, _ Rule, _ string) error {
	if !h.Triage || h.Appealed {
		return &Refusal{text: "这一条已经在社区安全员那里了，不用再转。", over: true}
	}
	return nil
}

// Grant decides an appeal for the reporter with one tap: the report is accepted
// with the severity and category it seems to have; both can be changed later.
// Doing it again changes nothing.
func (s *Service) Grant(ctx context.Context, ref, who string) (*Hazard, error) {
	h, err := s.Store.Hazard(ctx, ref)
	if err != nil {
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

// abusive says whether so many of a member's reports were turned down as
// malicious that the safety office looks at the next ones first (domain.md 10.5).
func (s *Service) abusive(ctx context.Context, who string) (bool, error) {
	rule, ids := s.Policy.Reporting.Abuse, s.Policy.abuses()
	if len(ids) == 0 {
		return false, nil
	}
	names, err := s.names(ctx, who)
	if err != nil {
		return false, err
	}
	hs, err := s.Store.Hazards(ctx, HazardQuery{
		Names: names, States: []State{Rejected}, Rejected: ids, Since: s.Now.AddDate(0, 0, -rule.Days), Limit: lookedAt,
	})
	own := slices.DeleteFunc(hs, func(h *Hazard) bool { return !contains(names, h.Reporter) })
	return len(own) >= rule.Rejected, err
}
