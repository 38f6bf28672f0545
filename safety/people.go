package safety

import "time"

// Role is what a member does in a grid (domain.md 1.3).
type Role string

const (
	StreetPrincipal        Role = "street_principal"
	StreetDeputyLead       Role = "street_deputy_lead"
	SafetyOfficeHead       Role = "safety_office_head"
	SafetyOfficeStaff      Role = "safety_office_staff"
	CommunityHead          Role = "community_head"
	CommitteeMember        Role = "committee_member"
	CommunitySafetyOfficer Role = "community_safety_officer"
	CourtyardLead          Role = "courtyard_lead"
	ResidentSafetyKeeper   Role = "resident_safety_keeper"
	ResidentPublicist      Role = "resident_publicist"
	Volunteer              Role = "volunteer"
	PatrolMember           Role = "patrol_member"
	PublicOrderKeeper      Role = "public_order_keeper"
	SecurityGuard          Role = "security_guard"
	PropertyStaff          Role = "property_staff"
	UnitManager            Role = "unit_manager"
	UnitResponsiblePerson  Role = "unit_responsible_person"
	UnitSafetyManager      Role = "unit_safety_manager"
	EmergencyStaff         Role = "emergency_staff"
	GridWorker             Role = "grid_worker"
	DutyPerson             Role = "duty_person" // 值班表: stands in on days off (T-12); in a grid of any level

	// Roles towards one hazard, which no assignment gives.
	Finder   Role = "finder"
	Reporter Role = "reporter"
	Party    Role = "responsible_party"
	Reviewer Role = "reviewer"
	Anyone   Role = "anyone"

	Follower  Role = "follower"  // hears the news of a hazard that somebody else reported
	Applicant Role = "applicant" // who asked for an extension, a suspension or another severity
	Approver  Role = "approver"  // who answers that
	Automatic Role = "automatic" // nobody: the clock does it
	Addressee Role = "addressee" // a member of the body a hand-over is addressed to
)

// A RoleFact says what a role is called and where it sits.
type RoleFact struct {
	Role    Role
	Name    string   // the word in the roster workbook and in sentences
	Also    []string // other spellings accepted in the workbook
	Level   Level    // of the grid it is held in, empty: any
	Rank    int      // 0 responsible person, 1 community, 2 street office and deputy lead, 3 principal (domain.md 7)
	Inspect bool     // hazards this role submits are registered at once (domain.md 6.3)
	Leader  bool     // hears by the morning digest, except for what E-7 lets through
}

// Roles are all roles a member can be given, highest first.
var Roles = []RoleFact{
	{StreetPrincipal, "街道主要负责人", []string{"街道第一责任人"}, Street, 3, true, true},
	{StreetDeputyLead, "街道分管负责人", []string{"街道主要责任人"}, Street, 2, true, true},
	{SafetyOfficeHead, "安监办主任", []string{"安全办主任"}, Street, 2, true, false},
	{SafetyOfficeStaff, "安监办工作人员", []string{"安全办工作人员"}, Street, 2, true, false},
	{CommunityHead, "社区主任", []string{"村委会主任", "社区/村委会主任"}, Community, 1, true, false},
	{CommitteeMember, "两委委员", nil, Community, 1, true, false},
	{CommunitySafetyOfficer, "社区安全员", []string{"专兼职安全管理人员", "村安全员"}, Community, 1, true, false},
	{GridWorker, "网格员", nil, Community, 0, true, false},
	{CourtyardLead, "楼院长", []string{"村（组）负责人", "村组负责人"}, Courtyard, 0, true, false},
	{ResidentSafetyKeeper, "安全管理员", nil, Courtyard, 0, false, false},
	{ResidentPublicist, "安全宣传员", nil, Courtyard, 0, false, false},
	{Volunteer, "志愿者", nil, Courtyard, 0, false, false},
	{PatrolMember, "治安巡防队员", []string{"巡防队员"}, Community, 0, true, false},
	{PublicOrderKeeper, "治保员", []string{"基层治保员"}, Community, 0, true, false},
	{SecurityGuard, "保安", nil, Courtyard, 0, false, false},
	{PropertyStaff, "物业管理人员", nil, Courtyard, 0, false, false},
	{UnitManager, "社会单位管理人员", nil, Courtyard, 0, false, false},
	{UnitResponsiblePerson, "单位安全责任人", nil, Courtyard, 0, false, false},
	{UnitSafetyManager, "单位安全管理人", nil, Courtyard, 0, false, false},
	{EmergencyStaff, "专职应急人员", nil, Street, 0, true, false},
	{DutyPerson, "值班人员", []string{"值班员"}, "", 0, true, false},
}

var roleFacts = func() map[Role]RoleFact {
	m := map[Role]RoleFact{
		Finder: {Name: "发现人"}, Reporter: {Name: "上报人"}, Party: {Name: "整改责任人"},
		Reviewer: {Name: "复查人"}, Anyone: {Name: "所有人"},
		Follower: {Name: "关注人"}, Applicant: {Name: "申请人"}, Approver: {Name: "批准人"}, Automatic: {Name: "系统自动"}, Addressee: {Name: "接收单位"},
	}
	for _, f := range Roles {
		m[f.Role] = f
	}
	return m
}()

func (r Role) String() string { return roleFacts[r].Name }

// above says that a role may decide about what another has to do.
func (r Role) above(who Role) bool { return r.Fact().Rank >= who.Fact().Rank && r != who }

// Fact gives what is known of a role; the zero RoleFact for an unknown one.
func (r Role) Fact() RoleFact { return roleFacts[r] }

// A Member is a person the bot can talk to.
type Member struct {
	ID     string // userid, lower case, as WeCom answers it
	Name   string
	Mobile string
	Plain  bool // reads in personal WeChat: cards come as numbered text
	Ended  bool
}

// An Assignment gives a member a role in a grid for a time (ORG-6).
type Assignment struct {
	Member string
	Role   Role
	Grid   string
	Deputy string    // stands in when the member is away or gone
	From   time.Time // first day, 00:00 Asia/Shanghai; zero: always
	To     time.Time // last day, inclusive; zero: open
	For    string    // who is on leave, when this is held for him; never stored
}

// Holds says whether the assignment is in force at a moment.
func (a Assignment) Holds(at time.Time) bool {
	if !a.From.IsZero() && at.Before(a.From) {
		return false
	}
	return a.To.IsZero() || at.Before(a.To.AddDate(0, 0, 1))
}

// BodyKind is one of the bodies around the grid (domain.md 2.3).
type BodyKind string

const (
	GovernanceOffice BodyKind = "comprehensive_governance_office"
	SafetyOffice     BodyKind = "safety_office"
	PoliceStation    BodyKind = "police_station"
	FireAuthority    BodyKind = "fire_authority"
	CivilAffairs     BodyKind = "civil_affairs_office"
	MarketRegulation BodyKind = "market_regulation_office"
	SafetyCommittee  BodyKind = "safety_committee"
	LeadingGroup     BodyKind = "leading_group"
)

// BodyKinds are the words of the roster workbook (architecture.md 10), in order.
var BodyKinds = []struct {
	Kind BodyKind
	Name string
	Also []string // older and newer names accepted in the workbook
}{
	{GovernanceOffice, "综治办", []string{"综治中心", "平安建设办"}},
	{SafetyOffice, "安监办", []string{"安全办", "应急管理办公室", "应急管理办"}},
	{PoliceStation, "公安派出所", nil},
	{FireAuthority, "消防救援机构", []string{"公安消防部门", "消防救援大队", "消防救援站"}},
	{CivilAffairs, "民政所", []string{"社会事务办公室", "社会事务办"}},
	{MarketRegulation, "工商所", []string{"市场监管所"}},
	{SafetyCommittee, "安全生产委员会", []string{"安委会"}},
	{LeadingGroup, "领导小组", nil},
}

// String is the word of the workbook; members read BodyNames.Display.
func (k BodyKind) String() string {
	for _, b := range BodyKinds {
		if b.Kind == k {
			return b.Name
		}
	}
	return string(k)
}

// A Body is a department or committee with its members.
type Body struct {
	Name    string
	Kind    BodyKind
	Members []string // userids
}
