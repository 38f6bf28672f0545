package safety

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
