package safety

import (
	"fmt"
	"strings"
)

// Action is what is done to a hazard or an occurrence. The words are stored.
type Action string

const (
	Submit      Action = "submit"
	Accept      Action = "accept"
	Reject      Action = "reject"
	FixOnSpot   Action = "fix_on_spot"
	Assign      Action = "assign"
	Acknowledge Action = "acknowledge"
	ClaimFixed  Action = "claim_fixed"
	ReviewPass  Action = "review_pass"
	ReviewFail  Action = "review_fail"
	Reopen      Action = "reopen"
	Void        Action = "void"

	// Acts that leave the state as it is.
	FollowUp  Action = "follow_up"
	Supervise Action = "supervise"
	Noted     Action = "noted"
	Feedback  Action = "feedback"
	Escalated Action = "escalated"

	// What happens to a role.
	PassedOn Action = "passed_on"

	// What happens to an occurrence.
	Opened    Action = "opened"
	Began     Action = "began"
	Inspected Action = "inspected"
	WasMissed Action = "missed"
)

var actionNames = map[Action]string{
	Submit: "上报", Accept: "受理", Reject: "不受理", FixOnSpot: "当场整改", Assign: "派发", Acknowledge: "签收",
	ClaimFixed: "报告改好", ReviewPass: "复查通过", ReviewFail: "复查不通过", Reopen: "重新打开", Void: "作废",
	FollowUp: "补充照片", Supervise: "督办", Noted: "知悉", Feedback: "回访", Escalated: "上报上级",
	PassedOn: "交接", Opened: "开始", Began: "开始检查", Inspected: "完成检查", WasMissed: "漏查",
}

func (a Action) String() string { return actionNames[a] }

// Need is what must be given with an action.
type Need string

const (
	NeedPlace       Need = "place"
	NeedWhat        Need = "what"
	NeedSeverity    Need = "severity"
	NeedCategory    Need = "category"
	NeedReason      Need = "reason"
	NeedParty       Need = "party"
	NeedDeadline    Need = "deadline"
	NeedRequirement Need = "requirement"
	NeedBefore      Need = "before_photo"
	NeedAfter       Need = "after_photo"
	NeedSite        Need = "review_photo"    // a picture taken at the review
	NeedSignature   Need = "signature_photo" // of the paper notice
)

var needNames = map[Need]string{
	NeedPlace: "地点", NeedWhat: "情况说明", NeedSeverity: "等级", NeedCategory: "类别", NeedReason: "原因",
	NeedParty: "整改责任人", NeedDeadline: "整改期限", NeedRequirement: "整改要求", NeedBefore: "整改前照片",
	NeedAfter: "整改后照片", NeedSite: "复查现场照片", NeedSignature: "签收照片",
}

func (n Need) String() string { return needNames[n] }

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
	judges   = []Role{CommunitySafetyOfficer, CommunityHead, SafetyOfficeStaff, SafetyOfficeHead}
	leaders  = []Role{Reporter, CommunitySafetyOfficer, CommunityHead, SafetyOfficeStaff, SafetyOfficeHead, StreetDeputyLead, StreetPrincipal}
	finders  = inspectors()
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

// Lifecycle is the life of a hazard.
var Lifecycle = []Rule{
	{"", Submit, []Role{Anyone}, Reported, []Need{NeedPlace, NeedWhat},
		[]Role{CommunitySafetyOfficer}, nil, []Mark{MarkReported}},
	{"", Submit, finders, Registered, []Need{NeedPlace, NeedWhat, NeedSeverity},
		[]Role{CommunitySafetyOfficer}, nil, []Mark{MarkRegistered, MarkDue}},
	{Reported, Accept, officers, Registered, []Need{NeedSeverity, NeedCategory, NeedPlace},
		[]Role{Reporter}, []Mark{MarkReported}, []Mark{MarkRegistered, MarkDue}},
	{Reported, Reject, officers, Rejected, []Need{NeedReason},
		[]Role{Reporter}, []Mark{MarkReported}, nil},
	{Registered, FixOnSpot, []Role{Finder}, Closed, []Need{NeedBefore, NeedAfter},
		nil, []Mark{MarkRegistered, MarkDue}, nil},
	{Registered, Assign, officers, Assigned, []Need{NeedParty, NeedDeadline, NeedRequirement},
		[]Role{Party, Reporter}, []Mark{MarkRegistered}, []Mark{MarkAssigned}},
	{Assigned, Assign, officers, Assigned, []Need{NeedParty, NeedDeadline, NeedRequirement},
		[]Role{Party, Reporter}, []Mark{MarkAssigned}, []Mark{MarkAssigned}},
	{Assigned, Acknowledge, []Role{Party}, Rectifying, nil,
		[]Role{Reporter}, []Mark{MarkAssigned}, []Mark{MarkAcked}},
	{Assigned, Acknowledge, officers, Rectifying, []Need{NeedSignature},
		[]Role{Reporter}, []Mark{MarkAssigned}, []Mark{MarkAcked}},
	{Rectifying, ClaimFixed, append([]Role{Party}, officers...), AwaitingReview, []Need{NeedAfter},
		[]Role{Reviewer, Reporter}, []Mark{MarkAcked, MarkDue, MarkFailed}, []Mark{MarkClaimed}},
	{AwaitingReview, ReviewPass, judges, Closed, nil,
		[]Role{Party, Reporter}, []Mark{MarkClaimed}, nil},
	{AwaitingReview, ReviewFail, judges, Rectifying, []Need{NeedReason, NeedSite},
		[]Role{Party}, []Mark{MarkClaimed}, []Mark{MarkDue, MarkFailed, MarkAcked}},
	{Closed, Reopen, leaders, Assigned, []Need{NeedReason},
		[]Role{Party, Reviewer, Reporter}, nil, []Mark{MarkDue, MarkAssigned}},
	{Reported, Void, []Role{Reporter, SafetyOfficeStaff, SafetyOfficeHead}, Voided, []Need{NeedReason},
		[]Role{CommunitySafetyOfficer}, []Mark{MarkReported}, nil},
	{Registered, Void, []Role{Finder, SafetyOfficeStaff, SafetyOfficeHead}, Voided, []Need{NeedReason},
		[]Role{CommunitySafetyOfficer, Reporter}, []Mark{MarkRegistered, MarkDue}, nil},
}

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
