package safety

import (
	"context"
	"time"
)

// Grade sets another severity where the member may, and else asks for it: who
// may not set or lower 重大, and whoever lowers, needs somebody else to agree
// (domain.md 6.1). It tells which of both was done.
func (s *Service) Grade(ctx context.Context, ref, who string, g Given) (h *Hazard, do Action, err error) {
	defer wrap(&err, "grade hazard %s", ref)
	if h, err = s.Store.Hazard(ctx, ref); err != nil {
		return nil, "", err
	}
	roles, err := s.Roles(ctx, h, who)
	if err != nil {
		return nil, "", err
	}
	do = ChangeSeverity
	rule, err := Next(h.State, do, roles)
	if err != nil || isRefusal(onlyOfficeSetsOrLowersMajor(ctx, s, h, who, g)) || isRefusal(secondPersonLowers(ctx, s, h, who, g)) {
		do = AskSeverity
	} else if err := s.gate(ctx, h, rule, who); err != nil {
		return h, do, err
	}
	return h, do, s.act(ctx, h, do, who, g)
}

// another is the severity an action is about: the one given, else the one asked for.
func (h *Hazard) another(g Given) Severity {
	if g.Severity != "" {
		return g.Severity
	}
	a, _ := h.Asked(ChangeSeverity)
	return a.Severity
}

func anotherSeverity(_ context.Context, _ *Service, h *Hazard, _ string, g Given) error {
	switch sev := h.another(g); {
	case sev == "":
		return Refuse("还缺等级，请选一个。")
	case sev == h.Severity:
		return Refuse("这条隐患已经是“%s”，不用再调。", sev)
	case sev == OnSpot || sev == Imminent || sev.Rank() < 0:
		return Refuse("等级只能在一般、突出、重大之间调整。正在发生的险情请先打 119。")
	}
	return nil
}

func onlyOfficeSetsOrLowersMajor(ctx context.Context, s *Service, h *Hazard, who string, g Given) error {
	if h.another(g) != Major && h.Severity != Major {
		return nil
	}
	if office, err := s.ofOffice(ctx, h, who); err != nil || office {
		return err
	}
	return Refuse("重大隐患由街道安监办认定和调整，可以向他们提出建议。")
}

// secondPersonLowers lets nobody lower a severity alone.
func secondPersonLowers(_ context.Context, _ *Service, h *Hazard, who string, g Given) error {
	sev := h.another(g)
	if h.Severity == "" || sev.Rank() >= h.Severity.Rank() {
		return nil
	}
	a, asked := h.Asked(ChangeSeverity)
	switch {
	case !asked || a.Severity != sev:
		return Refuse("调低等级要有两个人：请先提出建议，由另一位同意。")
	case a.By == who:
		return Refuse("调低等级要另一个人同意，申请人不能自己同意。")
	}
	return nil
}

// interimWhenWorse asks for the interim precaution that the new severity demands.
func interimWhenWorse(_ context.Context, s *Service, h *Hazard, _ string, g Given) error {
	sev := h.another(g)
	a, _ := h.Asked(ChangeSeverity)
	late := h.State != Reported && h.State != Verifying && h.State != Registered
	if late && s.Policy.Limits[sev].Interim && h.Interim == "" && g.Interim == "" && a.Interim == "" {
		return Refuse("%s整改完成前要先有临时防范措施，请写一句。", sev)
	}
	return nil
}

// regrade sets the limit of a new severity: it counts from the registration, but
// leaves some hours from now (domain.md 6.3 change_severity). Both clocks go on.
func (s *Service) regrade(h *Hazard) {
	if h.RegisteredAt.IsZero() {
		return // the limit begins with the registration
	}
	s.grade(h, h.RegisteredAt.Add(h.Paused))
}

// grade gives a hazard the limit of its severity from a moment.
func (s *Service) grade(h *Hazard, from time.Time) {
	limit := s.Policy.Limits[h.Severity]
	h.Limit, h.LimitFrom = limit.Rectify, from
	h.LimitEnd = s.notBefore(limit.Deadline(limit.Rectify, h.LimitFrom, s.Policy.Calendar))
	h.Deadline = h.LimitEnd
}

// notBefore leaves the least time there must be to act on a new deadline.
func (s *Service) notBefore(deadline time.Time) time.Time {
	if least := s.Policy.Handling.Severity.Least.From(s.Now, s.Policy.Calendar); deadline.Before(least) {
		return least
	}
	return deadline
}
