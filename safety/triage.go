package safety

import (
	"context"
	"slices"
)

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
