package safety

import (
	"context"
	"slices"
	"time"
)

// An Ask waits for somebody else's decision about a hazard: an extension, a
// suspension, another severity (domain.md 6.3). It lapses when the hazard moves
// to where it makes no sense any more.
type Ask struct {
	Do       Action    `json:"do"` // what is asked for
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Reason   string    `json:"reason"`
	Interim  string    `json:"interim,omitempty"`
	Until    time.Time `json:"until,omitzero"` // the deadline or look date wanted
	Severity Severity  `json:"severity,omitempty"`
}

// A petition is how something is asked for, granted and refused.
type petition struct {
	ask, grant, refuse Action
	mark               Mark // its ladder counts from here
}

var petitions = []petition{
	{AskExtension, Extend, RefuseExtension, MarkExtension},
	{AskSuspension, Suspend, RefuseSuspension, MarkSuspension},
	{AskSeverity, ChangeSeverity, RefuseSeverity, MarkSeverity},
}

// petitionOf finds the petition that an action belongs to.
func petitionOf(do Action) (petition, bool) {
	for _, p := range petitions {
		if p.ask == do || p.grant == do || p.refuse == do {
			return p, true
		}
	}
	return petition{}, false
}

// Asked is the request for something that waits for an answer.
func (h *Hazard) Asked(grant Action) (Ask, bool) {
	for _, a := range h.Asks {
		if a.Do == grant {
			return a, true
		}
	}
	return Ask{}, false
}

// askOf is the request from which the steps of a mark count.
func (h *Hazard) askOf(m Mark) Ask {
	for _, p := range petitions {
		if p.mark == m {
			a, _ := h.Asked(p.grant)
			return a
		}
	}
	return Ask{}
}

// answered takes a request away.
func (h *Hazard) answered(grant Action) {
	h.Asks = slices.DeleteFunc(slices.Clone(h.Asks), func(a Ask) bool { return a.Do == grant })
}

// lapse takes away the requests that nobody can grant any more where the hazard
// stands now, and gives the marks whose steps end with them.
func (h *Hazard) lapse() (drop []Mark) {
	for _, p := range petitions {
		_, asked := h.Asked(p.grant)
		possible := slices.ContainsFunc(Lifecycle, func(r Rule) bool { return r.From == h.State && r.Do == p.grant })
		if asked && !possible {
			h.answered(p.grant)
			drop = append(drop, p.mark)
		}
	}
	return drop
}

// approversOf are those who answer a request now (domain.md 6.1, 6.3): for an
// extension the role that the severity names; for a suspension the deputy lead;
// for another severity the safety office where it is about major, else the
// community's officers and head. Nobody answers his own request; who is missing
// is stood in for by the deputy, then by the level above (ORG-7).
func (s *Service) approversOf(r *Roster, h *Hazard, a Ask) []string {
	switch a.Do {
	case Extend:
		return s.firstHolders(r, h.Place.Grid, a.By, s.Policy.Limits[h.Severity].ExtendBy, SafetyOfficeHead, StreetDeputyLead)
	case Suspend:
		return s.firstHolders(r, h.Place.Grid, a.By, StreetDeputyLead, StreetPrincipal)
	}
	if a.Severity == Major || h.Severity == Major {
		return without(s.office(r), a.By)
	}
	p := People{}
	for _, role := range judges {
		if role.Fact().Level == Community {
			ids, _ := s.holders(r, role, h.Place.Grid)
			p.add(ids...)
		}
	}
	if ids := without(p.IDs, a.By); len(ids) > 0 {
		return ids
	}
	return without(s.office(r), a.By)
}

// firstHolders are the holders of the first role that somebody other than the
// applicant holds; for the safety office its staff too.
func (s *Service) firstHolders(r *Roster, grid, applicant string, roles ...Role) []string {
	for _, role := range roles {
		ids, _ := s.holders(r, role, grid)
		if role == SafetyOfficeHead {
			ids = s.office(r)
		}
		if ids = without(ids, applicant); len(ids) > 0 {
			return ids
		}
	}
	return nil
}

// isAsked holds when a request of this kind waits.
func isAsked(_ context.Context, _ *Service, h *Hazard, rule Rule, _ string) error {
	p, _ := petitionOf(rule.Do)
	if _, ok := h.Asked(p.grant); !ok {
		return &Refusal{text: "这条隐患现在没有等您答复的申请，可能已经有人答复过了。", over: true}
	}
	return nil
}

// notAskedYet holds when no request of this kind waits.
func notAskedYet(_ context.Context, s *Service, h *Hazard, rule Rule, _ string) error {
	p, _ := petitionOf(rule.Do)
	if a, ok := h.Asked(p.grant); ok {
		return &Refusal{text: "这条隐患在" + Moment(a.At, s.Now) + "已经" + rule.Do.String() + "，正在等答复，不用再申请。", over: true}
	}
	return nil
}

// answersIt holds for those whom the request was put to.
func answersIt(ctx context.Context, s *Service, h *Hazard, rule Rule, who string) error {
	p, _ := petitionOf(rule.Do)
	a, ok := h.Asked(p.grant)
	if !ok {
		return nil
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	ids := s.approversOf(r, h, a)
	switch {
	case contains(ids, who):
		return nil
	case a.By == who:
		return Refuse("申请人不能自己答复自己的申请。")
	case len(ids) == 0:
		return Refuse("现在没有可以答复的人，请联系街道安监办。")
	}
	return Refuse("这个申请由%s答复。", r.names(ids))
}
