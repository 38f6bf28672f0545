package safety

import (
	"fmt"
	"strings"
	"time"
)

// HandoverState is where a hand-over stands (domain.md 6.6). The words are stored.
type HandoverState string

const (
	HandoverDrafted  HandoverState = "drafted"
	HandoverApproved HandoverState = "approved"
	HandoverSent     HandoverState = "sent"
	HandoverReceived HandoverState = "received"
	HandoverResulted HandoverState = "result"
	HandoverReturned HandoverState = "returned"
	HandoverDeclined HandoverState = "declined" // not approved
	HandoverLapsed   HandoverState = "lapsed"   // the hazard moved on before it was sent
)

// HandoverStates are all states in the order a hand-over meets them.
var HandoverStates = []struct {
	State HandoverState
	Name  string
	Final bool
}{
	{HandoverDrafted, "待批准", false}, {HandoverApproved, "待送出", false}, {HandoverSent, "已送出，等回执", false},
	{HandoverReceived, "已收到，等结果", false}, {HandoverResulted, "已有结果", true}, {HandoverReturned, "被退回", true},
	{HandoverDeclined, "未批准", true}, {HandoverLapsed, "已撤销", true},
}

func (s HandoverState) String() string {
	for _, f := range HandoverStates {
		if f.State == s {
			return f.Name
		}
	}
	return string(s)
}

// Open says whether somebody still has to act.
func (s HandoverState) Open() bool {
	for _, f := range HandoverStates {
		if f.State == s {
			return !f.Final
		}
	}
	return false
}

// OpenHandovers are the states of Open.
func OpenHandovers() []HandoverState {
	var open []HandoverState
	for _, f := range HandoverStates {
		if !f.Final {
			open = append(open, f.State)
		}
	}
	return open
}

// Means is how a hand-over or a notification travels.
type Means string

const (
	OnPaper  Means = "paper"
	InSystem Means = "system" // in chat, to the members of the body
)

var meansNames = map[Means]string{OnPaper: "纸质送达", InSystem: "系统送达"}

func (m Means) String() string { return meansNames[m] }

// A Handover moves the responsibility for one hazard to an authority (移交). A
// notification (通报), which moves nothing, is a [Notification]. It changes only
// by the rules of [HandoverLife]; everything that happened to it is in its events.
type Handover struct {
	No      string // YJ-2026-03-0007, drawn when drafted; it stays, whatever becomes of it
	Version int    // grows with every change
	Hazard  string // id
	Grid    string
	State   HandoverState
	Round   int // grows when steps are planned anew
	Climbed int // the highest level told so far

	Criterion Criterion
	Reason    string // why it was proposed, in somebody's words
	Authority Authority
	Addressee string // name as it stands in the letter
	Basis     string // why this authority
	Interim   string
	Request   string

	ProposedBy string // userid, or System
	DraftedAt  time.Time
	ApprovedBy string
	ApprovedAt time.Time
	SentBy     string
	SentAt     time.Time
	Means      Means
	Document   string // number of the letter in the office's own register
	ReplyBy    time.Time
	Receiver   string // who signed, in words
	ReceivedAt time.Time
	ReceiptNo  string
	EndedBy    string
	EndedAt    time.Time
	Result     string // what was decided, or why it was returned, declined or lapsed
	ResultNo   string
	Photos     []Evidence // of letter, receipt and result

	Due       time.Time // of what is waited for now
	AskFrom   time.Time // an inquiry waits since; zero: none
	Inquiries int
	Agenda    time.Time // since when it is a matter for the joint meeting; zero: it is none
}

// About is the subject under which its steps, events and notices are kept.
func (o *Handover) About() string { return HandoverSubject + o.No }

// Light is red when the date of what is waited for has passed.
func (o *Handover) Light(now time.Time) Light {
	if !o.Due.IsZero() && now.After(o.Due) {
		return Red
	}
	return Green
}

// A HandoverQuery selects hand-overs; empty fields do not restrict. The result is
// ordered by number.
type HandoverQuery struct {
	Hazard  string // id
	Grids   []string
	States  []HandoverState
	Climbed int  // at least this level was told
	Agenda  bool // only those for the joint meeting
	Limit   int  // 0 means 200
}

// A HandoverRule lets a role move a hand-over on. All that the bot knows of its
// life is here: cards, rights, notices and docs/handover.md are read from it.
type HandoverRule struct {
	From   HandoverState // empty: it does not exist yet
	Do     Action
	By     []Role
	To     HandoverState
	Need   []Need
	Tell   []Role
	Hazard Action // what it does to the hazard; empty: nothing
}

var approversOfHandover = []Role{SafetyOfficeHead, StreetDeputyLead, StreetPrincipal}

// HandoverLife is the life of a hand-over (domain.md 6.6).
var HandoverLife = []HandoverRule{
	{"", ProposeHandover, proposers, HandoverDrafted, []Need{NeedCriterion},
		[]Role{SafetyOfficeHead}, ProposeHandover},
	{HandoverDrafted, ApproveHandover, approversOfHandover, HandoverApproved, nil,
		[]Role{SafetyOfficeStaff}, ""},
	{HandoverDrafted, DeclineHandover, approversOfHandover, HandoverDeclined, []Need{NeedReason},
		[]Role{Applicant, CommunitySafetyOfficer}, ""},
	{HandoverDrafted, RedirectHandover, office, HandoverDrafted, []Need{NeedAuthority},
		[]Role{SafetyOfficeHead}, ""},
	{HandoverDrafted, LapseHandover, []Role{Automatic}, HandoverLapsed, nil,
		[]Role{SafetyOfficeHead}, ""},
	{HandoverApproved, SendHandover, office, HandoverSent, []Need{NeedMeans, NeedDocument},
		[]Role{Addressee, Party, CommunitySafetyOfficer, Reporter}, HandOver},
	{HandoverApproved, LapseHandover, []Role{Automatic}, HandoverLapsed, nil,
		[]Role{SafetyOfficeHead}, ""},
	{HandoverSent, ReceiveHandover, append([]Role{Addressee}, office...), HandoverReceived, []Need{NeedReceiver, NeedReceipt},
		[]Role{SafetyOfficeHead}, ""},
	{HandoverSent, InquireHandover, office, HandoverSent, []Need{NeedAnswer}, nil, ""},
	{HandoverReceived, InquireHandover, office, HandoverReceived, []Need{NeedAnswer}, nil, ""},
	{HandoverSent, ReturnHandover, office, HandoverReturned, []Need{NeedReason, NeedParty},
		[]Role{SafetyOfficeHead, Party, CommunitySafetyOfficer, Reporter}, TakeBack},
	{HandoverReceived, ReturnHandover, office, HandoverReturned, []Need{NeedReason, NeedParty},
		[]Role{SafetyOfficeHead, Party, CommunitySafetyOfficer, Reporter}, TakeBack},
	{HandoverSent, ResultHandover, office, HandoverResulted, []Need{NeedDocument, NeedResult},
		[]Role{Reviewer, SafetyOfficeHead, Reporter}, AuthorityResult},
	{HandoverReceived, ResultHandover, office, HandoverResulted, []Need{NeedDocument, NeedResult},
		[]Role{Reviewer, SafetyOfficeHead, Reporter}, AuthorityResult},
}

// AllowedHandover are the rules that roles may use on a hand-over in a state: the
// buttons of its card.
func AllowedHandover(in HandoverState, roles []Role) []HandoverRule {
	var rules []HandoverRule
	for _, r := range HandoverLife {
		if r.From == in && in != "" && meets(r.By, roles) {
			rules = append(rules, r)
		}
	}
	return rules
}

// NextHandover is the rule by which roles may do an action in a state, or a
// Refusal that says who may, or that the matter has moved on.
func NextHandover(in HandoverState, do Action, roles []Role) (HandoverRule, error) {
	for _, r := range HandoverLife {
		if r.From != in || r.Do != do {
			continue
		}
		if meets(r.By, roles) {
			return r, nil
		}
		var by []string
		for _, role := range r.By {
			by = append(by, role.String())
		}
		return HandoverRule{}, Refuse("只有%s可以%s。", strings.Join(by, "、"), do)
	}
	return HandoverRule{}, &Refusal{text: fmt.Sprintf("这份移交现在是“%s”，不能%s。", in, do), over: true}
}
