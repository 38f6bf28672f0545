package safety

import (
	"fmt"
	"slices"
	"strings"
)

// A Rule lets a role move a hazard on. All that the bot knows of a hazard's life
// is here: cards, permissions, notices, ladders and docs/lifecycle.md are read
// from it (domain.md 6.3).
type Rule struct {
	From  State // empty: the hazard does not exist yet
	Do    Action
	By    []Role
	To    State
	Need  []Need
	Tell  []Role // who hears of it as news
	Drop  []Mark // whose planned steps end
	Marks []Mark // from which steps are planned anew
}

var (
	officers = []Role{CommunitySafetyOfficer, SafetyOfficeStaff, SafetyOfficeHead}
	office   = []Role{SafetyOfficeStaff, SafetyOfficeHead}
	judges   = []Role{CommunitySafetyOfficer, CommunityHead, SafetyOfficeStaff, SafetyOfficeHead}
	leaders  = []Role{Reporter, Follower, CommunitySafetyOfficer, CommunityHead, SafetyOfficeStaff, SafetyOfficeHead, StreetDeputyLead, StreetPrincipal}
	finders  = inspectors()

	approvers = []Role{CommunityHead, SafetyOfficeStaff, SafetyOfficeHead, StreetDeputyLead} // of extensions; which of them, the severity says
	deputies  = []Role{StreetDeputyLead, StreetPrincipal}                                    // the principal while nobody is deputy lead
	changers  = []Role{CommunityHead, SafetyOfficeStaff, SafetyOfficeHead, StreetDeputyLead, StreetPrincipal}
	proposers = []Role{CommunitySafetyOfficer, CommunityHead, SafetyOfficeStaff, SafetyOfficeHead, StreetDeputyLead, StreetPrincipal, Automatic} // of hand-overs
)

func inspectors() []Role {
	var rs []Role
	for _, f := range Roles {
		if f.Inspect {
			rs = append(rs, f.Role)
		}
	}
	return rs
}

// Groups of states that share rules.
var (
	unjudged    = []State{Reported, Verifying}
	underRepair = []State{Assigned, Rectifying}
	solvable    = []State{Registered, Assigned, Rectifying}
	underWatch  = []State{Registered, Assigned, Rectifying, AwaitingReview, Suspended}
	live        = []State{Reported, Verifying, Registered, Assigned, Rectifying, AwaitingReview, Suspended}
)

// inEach is a rule that holds in several states. Without To the hazard stays
// where it is.
func inEach(states []State, r Rule) []Rule {
	rules := make([]Rule, 0, len(states))
	for _, state := range states {
		one := r
		if one.From = state; r.To == "" {
			one.To = state
		}
		rules = append(rules, one)
	}
	return rules
}

// Lifecycle is the life of a hazard.
var Lifecycle = slices.Concat(mainLine, sideLines)

// mainLine leads from the report to the closing.
var mainLine = []Rule{
	{"", Submit, []Role{Anyone}, Reported, []Need{NeedPlace, NeedWhat},
		[]Role{CommunitySafetyOfficer}, nil, []Mark{MarkReported}},
	{"", Submit, finders, Registered, []Need{NeedPlace, NeedWhat, NeedSeverity},
		[]Role{CommunitySafetyOfficer}, nil, []Mark{MarkRegistered, MarkCase, MarkDue}},
	{Reported, Accept, officers, Registered, []Need{NeedSeverity, NeedCategory, NeedPlace},
		[]Role{Reporter}, []Mark{MarkReported}, []Mark{MarkRegistered, MarkCase, MarkDue}},
	{Verifying, Accept, officers, Registered, []Need{NeedSeverity, NeedCategory, NeedPlace},
		[]Role{Reporter}, []Mark{MarkReported}, []Mark{MarkRegistered, MarkCase, MarkDue}},
	{Reported, Reject, officers, Rejected, []Need{NeedReason},
		[]Role{Reporter}, []Mark{MarkReported}, nil},
	{Verifying, Reject, officers, Rejected, []Need{NeedReason},
		[]Role{Reporter}, []Mark{MarkReported}, nil},
	{Rejected, Appeal, []Role{Reporter}, Reported, []Need{NeedReason},
		[]Role{SafetyOfficeHead}, nil, []Mark{MarkReported}},
	{Reported, SendOn, office, Reported, nil,
		[]Role{CommunitySafetyOfficer}, nil, nil},
	{Reported, SendVerify, append([]Role{Automatic}, officers...), Verifying, nil,
		[]Role{CourtyardLead, CommunitySafetyOfficer}, nil, nil},
	{Verifying, LookedAt, append([]Role{CourtyardLead, GridWorker}, officers...), Verifying, []Need{NeedReason, NeedSite},
		[]Role{CommunitySafetyOfficer}, nil, nil},
	{Registered, FixOnSpot, []Role{Finder}, Closed, []Need{NeedBefore, NeedAfter},
		nil, nil, nil},
	{Registered, Assign, officers, Assigned, []Need{NeedParty, NeedDeadline, NeedRequirement},
		[]Role{Party, Reporter}, []Mark{MarkRegistered, MarkReturned}, []Mark{MarkAssigned}},
	{Assigned, Assign, officers, Assigned, []Need{NeedParty, NeedDeadline, NeedRequirement},
		[]Role{Party, Reporter}, []Mark{MarkAssigned}, []Mark{MarkAssigned}},
	{Assigned, Acknowledge, []Role{Party}, Rectifying, nil,
		[]Role{Reporter}, []Mark{MarkAssigned}, []Mark{MarkAcked}},
	{Assigned, Acknowledge, officers, Rectifying, []Need{NeedSignature},
		[]Role{Reporter}, []Mark{MarkAssigned}, []Mark{MarkAcked}},
	{Assigned, ReturnAssignment, []Role{Party}, Registered, []Need{NeedReason},
		[]Role{CommunitySafetyOfficer}, []Mark{MarkAssigned}, []Mark{MarkReturned}},
	{Rectifying, ClaimFixed, append([]Role{Party}, officers...), AwaitingReview, []Need{NeedAfter},
		[]Role{Reviewer, Reporter}, []Mark{MarkAcked, MarkDue, MarkFailed}, []Mark{MarkClaimed}},
	{AwaitingReview, ReviewPass, judges, Closed, nil,
		[]Role{Party, Reporter}, []Mark{MarkClaimed}, nil},
	{AwaitingReview, ReviewFail, judges, Rectifying, []Need{NeedReason, NeedSite},
		[]Role{Party}, []Mark{MarkClaimed}, []Mark{MarkDue, MarkFailed, MarkAcked}},
	{Reported, Reassign, changers, Reported, []Need{NeedWhom}, nil, nil, nil},
	{Registered, Reassign, changers, Registered, []Need{NeedWhom}, nil, nil, nil},
	{Assigned, Reassign, changers, Assigned, []Need{NeedWhom}, nil, []Mark{MarkAssigned}, []Mark{MarkAssigned}},
	{Rectifying, Reassign, changers, Assigned, []Need{NeedWhom}, nil, []Mark{MarkAcked}, []Mark{MarkAssigned}},
	{AwaitingReview, Reassign, changers, AwaitingReview, []Need{NeedWhom}, nil, nil, nil},
	{Closed, Reopen, leaders, Assigned, []Need{NeedReason},
		[]Role{Party, Reviewer, Reporter}, nil, []Mark{MarkDue, MarkAssigned}},
}

// sideLines are the ways off the main line and what is changed along it.
var sideLines = slices.Concat(
	inEach(underRepair, Rule{Do: AskExtension, By: append([]Role{Party}, officers...), Need: []Need{NeedUntil, NeedReason, NeedInterim},
		Tell: []Role{Approver}, Marks: []Mark{MarkExtension}}),
	inEach(underRepair, Rule{Do: Extend, By: approvers, Need: []Need{NeedAsk},
		Tell: []Role{Applicant, Party, CommunitySafetyOfficer}, Drop: []Mark{MarkExtension}}),
	inEach(underRepair, Rule{Do: RefuseExtension, By: approvers, Need: []Need{NeedAsk, NeedReason},
		Tell: []Role{Applicant, Party}, Drop: []Mark{MarkExtension}}),

	inEach(append(slices.Clone(solvable), Suspended), Rule{Do: AskSuspension, By: office, Need: []Need{NeedParty, NeedUntil, NeedReason, NeedInterim},
		Tell: []Role{Approver}, Marks: []Mark{MarkSuspension}}),
	inEach(append(slices.Clone(solvable), Suspended), Rule{Do: Suspend, By: deputies, To: Suspended, Need: []Need{NeedAsk},
		Tell: []Role{Applicant, Party, CommunitySafetyOfficer, Reporter},
		Drop: []Mark{MarkSuspension, MarkLook, MarkRegistered, MarkReturned, MarkAssigned, MarkAcked, MarkDue, MarkFailed}, Marks: []Mark{MarkLook}}),
	inEach(append(slices.Clone(solvable), Suspended), Rule{Do: RefuseSuspension, By: deputies, Need: []Need{NeedAsk, NeedReason},
		Tell: []Role{Applicant}, Drop: []Mark{MarkSuspension}}),
	[]Rule{{Suspended, Resume, append([]Role{Automatic}, office...), Assigned, nil,
		[]Role{Party, CommunitySafetyOfficer, Reporter, SafetyOfficeHead}, []Mark{MarkLook}, []Mark{MarkAssigned, MarkDue}}},

	inEach(underWatch, Rule{Do: SetInterim, By: append([]Role{Party, CourtyardLead, CommunityHead}, officers...), Need: []Need{NeedInterim},
		Tell: []Role{CommunitySafetyOfficer}}),
	inEach(solvable, Rule{Do: NotOnSpot, By: []Role{Automatic}, Need: []Need{NeedSeverity},
		Tell: []Role{Finder, Party, CommunitySafetyOfficer}}),
	inEach(live, Rule{Do: ChangeSeverity, By: judges, Need: []Need{NeedSeverity, NeedReason},
		Tell: []Role{Applicant, Party, CommunitySafetyOfficer}, Drop: []Mark{MarkSeverity}}),
	inEach(live, Rule{Do: AskSeverity, By: []Role{Anyone}, Need: []Need{NeedReason}, Tell: []Role{Approver}, Marks: []Mark{MarkSeverity}}),
	inEach(live, Rule{Do: RefuseSeverity, By: judges, Need: []Need{NeedAsk, NeedReason}, Tell: []Role{Applicant}, Drop: []Mark{MarkSeverity}}),

	inEach(append(slices.Clone(unjudged), solvable...), Rule{Do: Merge, By: officers, To: Merged, Need: []Need{NeedMaster},
		Tell: []Role{Party, Reporter}}),
	[]Rule{{From: Merged, Do: Unmerge, By: officers, To: AsBefore, Tell: []Role{Party, Reporter}}},
	inEach(underRepair, Rule{Do: VisitFailed, By: officers, Need: []Need{NeedReason}}),
	inEach(handable, Rule{Do: ProposeHandover, By: proposers}),
	inEach(handable, Rule{Do: HandOver, By: office, To: Transferred,
		Drop: []Mark{MarkRegistered, MarkReturned, MarkAssigned, MarkAcked, MarkDue, MarkFailed, MarkLook}}),
	[]Rule{
		{From: Transferred, Do: TakeBack, By: office, To: Assigned, Need: []Need{NeedReason, NeedParty}, Marks: []Mark{MarkAssigned, MarkDue}},
		{From: Transferred, Do: AuthorityResult, By: office, To: AwaitingReview, Need: []Need{NeedReason}, Marks: []Mark{MarkClaimed}},
	},
	inEach(live, Rule{Do: Void, By: append([]Role{Reporter, Finder}, office...), To: Voided, Need: []Need{NeedReason},
		Tell: []Role{CommunitySafetyOfficer, Party, Reporter}}),
)

// Allowed are the rules that roles may use on a hazard in a state: the buttons
// of its card.
func Allowed(in State, roles []Role) []Rule {
	var rules []Rule
	seen := map[Action]bool{}
	for _, r := range Lifecycle {
		if r.From == in && in != "" && !seen[r.Do] && meets(r.By, roles) {
			rules = append(rules, r)
			seen[r.Do] = true
		}
	}
	return rules
}

// Next is the rule by which roles may do an action in a state, or a Refusal that
// says who may, or that the matter has moved on.
func Next(in State, do Action, roles []Role) (Rule, error) {
	var by []string
	for _, r := range Lifecycle {
		if r.From != in || r.Do != do {
			continue
		}
		if meets(r.By, roles) {
			return r, nil
		}
		for _, role := range r.By {
			if name := role.String(); !contains(by, name) {
				by = append(by, name)
			}
		}
	}
	if len(by) > 0 {
		return Rule{}, Refuse("只有%s可以%s。", strings.Join(by, "、"), do)
	}
	return Rule{}, &Refusal{text: fmt.Sprintf("这条隐患现在是“%s”，不能%s。", in, do), over: true}
}

func meets(allowed, have []Role) bool {
	for _, r := range have {
		if contains(allowed, r) {
			return true
		}
	}
	return contains(allowed, Anyone)
}
