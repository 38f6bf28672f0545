package safety

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// newsKinds are the notices that transitions bring, by who hears them.
var newsKinds = map[Action]map[Role]NoticeKind{
	Submit:      {CommunitySafetyOfficer: "hazard_waiting"},
	Accept:      {Reporter: "hazard_accepted", CommunitySafetyOfficer: "hazard_registered"},
	Reject:      {Reporter: "hazard_rejected"},
	Assign:      {Party: "hazard_assigned", Reporter: "hazard_assigned_news"},
	Acknowledge: {Reporter: "hazard_acknowledged_news"},
	ClaimFixed:  {Reviewer: "hazard_to_review", Reporter: "hazard_claimed_news"},
	ReviewPass:  {Party: "hazard_closed", Reporter: "hazard_closed_news"},
	ReviewFail:  {Party: "review_failed"},
	Reopen:      {Party: "hazard_reopened", Reviewer: "hazard_reopened_above", Reporter: "hazard_reopened_news"},
	Void:        {CommunitySafetyOfficer: "hazard_void", Party: "hazard_void", Reporter: "hazard_void"},

	Appeal: {SafetyOfficeHead: "hazard_appealed"},
	SendOn: {CommunitySafetyOfficer: "hazard_waiting"},

	SendVerify:       {CourtyardLead: "hazard_to_verify", CommunitySafetyOfficer: "hazard_to_verify"},
	LookedAt:         {CommunitySafetyOfficer: "hazard_looked_at"},
	ReturnAssignment: {CommunitySafetyOfficer: "hazard_returned"},
	SetInterim:       {CommunitySafetyOfficer: "hazard_interim"},
	AskExtension:     {Approver: "extension_asked"},
	Extend:           {Applicant: "extension_granted", Party: "extension_granted", CommunitySafetyOfficer: "extension_granted"},
	RefuseExtension:  {Applicant: "extension_refused", Party: "extension_refused"},
	AskSuspension:    {Approver: "suspension_asked"},
	Suspend: {Applicant: "hazard_suspended", Party: "hazard_suspended", CommunitySafetyOfficer: "hazard_suspended",
		Reporter: "hazard_suspended_news"},
	RefuseSuspension: {Applicant: "suspension_refused"},
	Resume: {Party: "hazard_resumed", CommunitySafetyOfficer: "hazard_resumed_watch", SafetyOfficeHead: "hazard_resumed_watch",
		Reporter: "hazard_resumed_news"},
	AskSeverity:    {Approver: "severity_asked"},
	ChangeSeverity: {Applicant: "severity_changed", Party: "severity_changed", CommunitySafetyOfficer: "severity_changed"},
	NotOnSpot:      {Finder: "severity_changed", Party: "severity_changed", CommunitySafetyOfficer: "severity_changed"},
	RefuseSeverity: {Applicant: "severity_refused"},
	Merge:          {Party: "hazard_merged", Reporter: "hazard_merged_news"},
	Unmerge:        {Party: "hazard_unmerged", Reporter: "hazard_unmerged_news"},
}

// news tells those whom a rule names. Who did it is not told of it again, and
// nobody hears twice.
func (s *Service) news(ctx context.Context, h *Hazard, rule Rule, who string, ask Ask) error {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	told := []string{who}
	for _, role := range rule.Tell {
		to, err := s.hearers(ctx, r, h, rule, role, who, ask)
		if err != nil {
			return err
		}
		to = slices.DeleteFunc(to, func(id string) bool { return contains(told, id) || r.away(id) })
		told = append(told, to...)
		kind := newsKinds[rule.Do][role]
		if rule.To == Registered && rule.Do == Submit {
			kind = "hazard_registered"
		}
		n := Notice{
			Kind: kind, Key: fmt.Sprintf("%s/%d/%s/%s", h.About(), h.Version, kind, role), To: to,
			Class: classOf(h, ClassNews), About: h.About(), Hazard: h, Ask: ask, Words: map[string]string{"who": s.nameFor(r, h, who)},
		}
		if err := s.say(ctx, n); err != nil {
			return err
		}
		if h.State == Closed && role == Reporter {
			if err := s.showAfter(ctx, h, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// hearers are those who hear of what a rule did under one of its roles.
func (s *Service) hearers(ctx context.Context, r *Roster, h *Hazard, rule Rule, role Role, who string, ask Ask) ([]string, error) {
	switch {
	case role == Applicant:
		return nonEmpty(ask.By), nil
	case role == Approver:
		return slices.Clone(s.approversOf(r, h, ask)), nil
	case role == Reviewer && rule.Do == Reopen:
		return slices.Clone(s.Level(r, min(TopLevel, h.ReopenCount), h.Place.Grid).IDs), nil
	case rule.Do == Appeal:
		return s.appealJudges(r, h), nil
	case role == CommunitySafetyOfficer && rule.Do == Submit && h.Triage:
		return s.office(r), nil // they are asked before the officers are
	case role == CommunitySafetyOfficer && rule.Do == ReturnAssignment && h.ReturnCount >= s.Policy.Handling.Returns.Most:
		return s.office(r), nil // they decide now
	case role == CommunitySafetyOfficer:
		if officers, _ := s.holders(r, role, h.Place.Grid); len(officers) == 0 {
			if err := s.reportVacancy(ctx, r, role, h.Place.Grid, h.About()); err != nil {
				return nil, err
			}
		}
		if rule.Do == Accept && contains(s.Officers(r, h.Place.Grid), who) {
			return nil, nil // who accepted it goes on to assign it
		}
	case role == Reporter:
		followers, err := s.followers(ctx, r, h)
		return append(slices.Clone(s.toward(r, h, role)), followers...), err
	}
	return slices.Clone(s.toward(r, h, role)), nil
}

// nameFor is who did something, as others may read it: the public has no names
// (domain.md 2.5), whether it reported a hazard, follows it or only asks.
func (s *Service) nameFor(r *Roster, h *Hazard, who string) string {
	if who == System {
		return Automatic.String()
	}
	return r.NameTo(h, who, s.Now)
}

// NameTo is what a member is called towards a hazard in what others read: by name
// if he inspects there or is responsible for it, else 群众.
func (r *Roster) NameTo(h *Hazard, who string, at time.Time) string {
	inspects := slices.ContainsFunc(r.Of(who, at), func(a Assignment) bool { return a.Role.Fact().Inspect })
	if who == h.Reporter && h.Finder == "" && who != h.Party || who != h.Party && who != h.Finder && !inspects {
		return "群众"
	}
	return r.Name(who)
}

// toward are the members who hold a role towards a hazard.
func (s *Service) toward(r *Roster, h *Hazard, role Role) []string {
	switch role {
	case Reporter:
		if h.Finder != "" {
			return nil // an inspector follows the ledger, not the news for the public
		}
		return nonEmpty(h.Reporter)
	case Finder:
		return nonEmpty(h.Finder)
	case Party:
		return nonEmpty(r.Acting(h.Party, s.Now))
	case Reviewer:
		return s.reviewersOf(r, h)
	case CommunitySafetyOfficer:
		return s.Officers(r, h.Place.Grid)
	}
	ids, _ := s.holders(r, role, h.Place.Grid)
	return ids
}

func nonEmpty(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}
