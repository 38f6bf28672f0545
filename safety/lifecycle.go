package safety

import (
	"fmt"
	"slices"
	"strings"
)

// Action is what is done to a hazard or an occurrence. The words are stored.
type Action string

const (
	Submit      Action = "submit"
	Accept      Action = "accept"
	Reject      Action = "reject"
	FixOnSpot   Action = "fix_on_spot"
	NotOnSpot   Action = "not_on_spot" // the time to put it right on the spot is over
	Assign      Action = "assign"
	Acknowledge Action = "acknowledge"
	ClaimFixed  Action = "claim_fixed"
	ReviewPass  Action = "review_pass"
	ReviewFail  Action = "review_fail"
	Reopen      Action = "reopen"
	Void        Action = "void"

	SendVerify       Action = "send_verify"
	ReturnAssignment Action = "return_assignment"
	Suspend          Action = "suspend"
	Resume           Action = "resume"
	Merge            Action = "merge"
	Unmerge          Action = "unmerge"
	Appeal           Action = "appeal"

	// Acts that leave the state as it is.
	FollowUp  Action = "follow_up"
	Supervise Action = "supervise"
	Noted     Action = "noted"
	Feedback  Action = "feedback"
	Replied   Action = "replied" // to a supervision order
	Reassign  Action = "reassign"
	Escalated Action = "escalated"

	LookedAt         Action = "looked_at"
	SetInterim       Action = "set_interim"
	AskExtension     Action = "ask_extension"
	Extend           Action = "extend"
	RefuseExtension  Action = "refuse_extension"
	AskSuspension    Action = "ask_suspension"
	RefuseSuspension Action = "refuse_suspension"
	AskSeverity      Action = "ask_severity"
	ChangeSeverity   Action = "change_severity"
	RefuseSeverity   Action = "refuse_severity"
	SendOn           Action = "send_on" // a report that the safety office looked at first goes to the officers
	Informed         Action = "informed"
	Absorbed         Action = "absorbed" // another hazard was merged into this one
	Released         Action = "released" // that was undone
	MarkedChronic    Action = "marked_chronic"

	// What happens to a supervision order.
	SupervisionEnded Action = "supervision_ended"

	// What is not told, and why.
	Silenced   Action = "silenced"
	Unsilenced Action = "unsilenced"
	Hushed     Action = "hushed"
	// A hazard in the hands of an authority (domain.md 6.6).
	VisitFailed     Action = "visit_failed"
	ProposeHandover Action = "propose_handover"
	HandOver        Action = "hand_over"
	TakeBack        Action = "take_back"
	AuthorityResult Action = "authority_result"
	NotifyAuthority Action = "notify_authority"
	Listed          Action = "listed"
	ProgressMade    Action = "progress_made"

	// What happens to a hand-over and what belongs to it.
	ApproveHandover  Action = "approve_handover"
	DeclineHandover  Action = "decline_handover"
	RedirectHandover Action = "redirect_handover"
	LapseHandover    Action = "lapse_handover"
	SendHandover     Action = "send_handover"
	ReceiveHandover  Action = "receive_handover"
	AskToInquire     Action = "ask_to_inquire"
	InquireHandover  Action = "inquire_handover"
	PutOnAgenda      Action = "put_on_agenda"
	ReturnHandover   Action = "return_handover"
	ResultHandover   Action = "result_handover"
	LookedAfter      Action = "looked_after"
	NotLookedAfter   Action = "not_looked_after"
	PlannedTreatment Action = "planned_treatment"
	Ended            Action = "ended"

	// What happens to a role and its holder.
	PassedOn            Action = "passed_on"
	ConfirmedSuccession Action = "confirm_succession"
	DisputedSuccession  Action = "dispute_succession"

	TookLeave       Action = "take_leave"
	AskedStandIn    Action = "ask_stand_in"
	AgreedStandIn   Action = "agree_stand_in"
	DeclinedStandIn Action = "decline_stand_in"
	BeganLeave      Action = "begin_leave"
	EndedLeave      Action = "end_leave"
	CoverageLooked  Action = "coverage_looked"

	// What happens to an occurrence.
	Opened    Action = "opened"
	Began     Action = "began"
	Inspected Action = "inspected"
	WasMissed Action = "missed"

	AskedExcuse   Action = "ask_excuse"
	ExcusedIt     Action = "excuse"
	DeniedExcuse  Action = "deny_excuse"
	CouldNotEnter Action = "not_entered"
	SpotCheck     Action = "spot_check"

	// What happens to a joint inspection; its history is that of its occurrence.
	DateFixed        Action = "date_fixed"
	JointInvited     Action = "joint_invited"
	JointAnswered    Action = "joint_answered"
	JointAttended    Action = "joint_attended"
	TargetAdded      Action = "target_added"
	TargetDropped    Action = "target_dropped"
	TargetSkipped    Action = "target_skipped"
	TargetsRanked    Action = "targets_ranked"
	TargetTaken      Action = "target_taken"
	TargetVisited    Action = "target_visited"
	CommunityChecked Action = "community_checked"
	LookedBackAt     Action = "looked_back"
	JointClosed      Action = "joint_closed"
	JointSigned      Action = "joint_signed"
	JointReturned    Action = "joint_returned"
	JointTakenUp     Action = "joint_taken_up"

	// What happens to windows and to what they ask for.
	WindowShown  Action = "window_shown"
	WindowSaid   Action = "window_said"
	TakenUp      Action = "joined"
	WasCancelled Action = "cancelled"
	Recorded     Action = "recorded"
	Replanned    Action = "replanned"
)

var actionNames = map[Action]string{
	Submit: "上报", Accept: "受理", Reject: "不受理", FixOnSpot: "当场整改", NotOnSpot: "转为一般隐患", Assign: "派发", Acknowledge: "签收",
	ClaimFixed: "报告改好", ReviewPass: "复查通过", ReviewFail: "复查不通过", Reopen: "重新打开", Void: "作废",
	SendVerify: "转现场核实", LookedAt: "现场核实", ReturnAssignment: "退回派发", SetInterim: "更新临时措施",
	AskExtension: "申请延期", Extend: "同意延期", RefuseExtension: "不同意延期",
	AskSuspension: "申请挂账", Suspend: "批准挂账", RefuseSuspension: "不批准挂账", Resume: "恢复整改",
	AskSeverity: "建议调级", ChangeSeverity: "调整等级", RefuseSeverity: "不同意调级",
	Merge: "并案", Unmerge: "撤销并案", Absorbed: "并入另一条", Released: "撤出另一条", MarkedChronic: "列为顽疾",
	Appeal: "申诉", SendOn: "转社区受理", Informed: "告知进展",
	FollowUp: "补充照片", Supervise: "督办", Noted: "知悉", Feedback: "回访", Escalated: "上报上级",
	Replied: "督办回复", Reassign: "换人", SupervisionEnded: "督办办结", Silenced: "静默", Unsilenced: "取消静默", Hushed: "没有发送",
	VisitFailed: "上门未果", ProposeHandover: "提出移交", HandOver: "移交", TakeBack: "移交退回", AuthorityResult: "接收单位回复结果",
	NotifyAuthority: "通报", Listed: "挂牌督办", ProgressMade: "治理进展",
	ApproveHandover: "批准移交", DeclineHandover: "不批准移交", RedirectHandover: "改送", LapseHandover: "撤销移交", SendHandover: "送出",
	ReceiveHandover: "记回执", AskToInquire: "提醒询问", InquireHandover: "记询问结果", PutOnAgenda: "列入联席会议",
	ReturnHandover: "记退回", ResultHandover: "记结果", LookedAfter: "看护", NotLookedAfter: "没有看护", PlannedTreatment: "记治理方案", Ended: "结束",
	PassedOn: "交接", ConfirmedSuccession: "确认交接", DisputedSuccession: "交接有出入", TookLeave: "请假", AskedStandIn: "请人代班", AgreedStandIn: "同意代班", DeclinedStandIn: "不代班", BeganLeave: "开始休假", EndedLeave: "销假", CoverageLooked: "查盲区",
	Opened: "开始", Began: "开始检查", Inspected: "完成检查", WasMissed: "漏查",
	AskedExcuse: "请予免查", ExcusedIt: "准予免查", DeniedExcuse: "不准免查", CouldNotEnter: "没能进去", SpotCheck: "建议抽查",
	DateFixed: "定日期", JointInvited: "邀请部门", JointAnswered: "答复邀请", JointAttended: "记到场", TargetAdded: "加目标", TargetDropped: "去掉目标",
	TargetSkipped: "没去成", TargetsRanked: "重排目标", TargetTaken: "去查", TargetVisited: "查完一处", CommunityChecked: "看社区工作",
	LookedBackAt: "回头看", JointClosed: "收尾", JointSigned: "签字", JointReturned: "退回修改", JointTakenUp: "上会",
	WindowShown: "节点预告", WindowSaid: "节点决定", TakenUp: "并入", WasCancelled: "取消", Recorded: "登记", Replanned: "重新排期",
}

func (a Action) String() string { return actionNames[a] }

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
