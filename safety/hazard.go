package safety

import (
	"math/bits"
	"strings"
	"time"
)

// State is where a hazard stands (domain.md 6.2).
type State string

const (
	Draft          State = "draft"
	Reported       State = "reported"
	Verifying      State = "verifying"
	Registered     State = "registered"
	Assigned       State = "assigned"
	Rectifying     State = "rectifying"
	AwaitingReview State = "awaiting_review"
	Closed         State = "closed"
	Transferred    State = "transferred"
	Suspended      State = "suspended"
	Rejected       State = "rejected"
	Merged         State = "merged"
	Voided         State = "void"

	// AsBefore stands in rules for the state a hazard had before it was merged.
	AsBefore State = "as_before"
)

// States are all states in the order a hazard usually meets them.
var States = []struct {
	State State
	Name  string
	Final bool // no more work; closed can still be reopened
}{
	{Draft, "草稿", false}, {Reported, "待受理", false}, {Verifying, "待核实", false}, {Registered, "已登记", false},
	{Assigned, "已派发", false}, {Rectifying, "整改中", false}, {AwaitingReview, "待复查", false}, {Closed, "已销号", true},
	{Transferred, "已移交", false}, {Suspended, "挂账", false}, {Rejected, "不予受理", true}, {Merged, "已并案", true},
	{Voided, "作废", true},
}

func (s State) String() string {
	if s == AsBefore {
		return "原来的状态"
	}
	for _, f := range States {
		if f.State == s {
			return f.Name
		}
	}
	return string(s)
}

// Open says whether the hazard still needs somebody.
func (s State) Open() bool {
	for _, f := range States {
		if f.State == s {
			return !f.Final
		}
	}
	return false
}

// OpenStates are the states of Open.
func OpenStates() []State {
	var open []State
	for _, f := range States {
		if !f.Final {
			open = append(open, f.State)
		}
	}
	return open
}

// Severity is how bad a hazard is (domain.md 6.1).
type Severity string

const (
	OnSpot   Severity = "onspot"
	General  Severity = "general"
	Serious  Severity = "serious"
	Major    Severity = "major"
	Imminent Severity = "imminent"
)

// Severities are all severities, mildest first.
var Severities = []struct {
	Severity Severity
	Name     string
	Hint     string
}{
	{OnSpot, "当场整改", "检查时就能排除"},
	{General, "一般隐患", "危害小、几天内能改好"},
	{Serious, "突出隐患", "堵住逃生通道、消防设施停用、室内充电、违规住人、燃气隐患"},
	{Major, "重大隐患", "要停产停用或长期治理"},
	{Imminent, "紧急险情", "正在起火、冒烟、漏气、有人被困"},
}

func (s Severity) String() string {
	for _, f := range Severities {
		if f.Severity == s {
			return f.Name
		}
	}
	return string(s)
}

// Rank orders severities; an unknown one ranks below all.
func (s Severity) Rank() int {
	for i, f := range Severities {
		if f.Severity == s {
			return i
		}
	}
	return -1
}

// Source is how a hazard came to be known (domain.md 14).
type Source string

const (
	FromWeekly    Source = "weekly"
	FromMonthly   Source = "monthly"
	FromQuarterly Source = "quarterly"
	FromPatrol    Source = "patrol"
	FromPublic    Source = "public"
	FromTransfer  Source = "transfer"
)

var sourceNames = map[Source]string{
	FromWeekly: "周查", FromMonthly: "月查", FromQuarterly: "季查", FromPatrol: "巡查", FromPublic: "群众", FromTransfer: "移送",
}

func (s Source) String() string { return sourceNames[s] }

// Category is what kind of hazard it is; the list is policy data.
type Category string

// A Place is where something is: a known object, or what the finder wrote.
type Place struct {
	Grid  string  `json:"grid,omitempty"` // leaf grid, empty until somebody says which
	Site  string  `json:"site,omitempty"`
	Label string  `json:"label"` // as members read it: "幸福里 3 号楼"
	Lat   float64 `json:"lat,omitempty"`
	Lon   float64 `json:"lon,omitempty"`
}

// Stage says what a picture proves.
type Stage string

const (
	Presence   Stage = "presence"
	Before     Stage = "before"
	After      Stage = "after"
	AtReview   Stage = "review"
	FollowedUp Stage = "follow_up"
	Signature  Stage = "signature"
	Spoken     Stage = "spoken" // a voice note of who reports
	Filmed     Stage = "filmed" // a video of who reports
)

// Evidence is a picture with its stage.
type Evidence struct {
	Photo string    `json:"photo"` // id of a Photo
	Stage Stage     `json:"stage"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

// A Hazard is a registered problem with one place, one cause and one
// responsible party (隐患). It changes only by the rules of [Lifecycle];
// everything that happened to it is in its events.
type Hazard struct {
	ID      string // the case it was reported with: reporting a case twice gives one hazard
	No      string // YH-2026-03-0142, drawn when submitted
	Version int    // grows with every change

	State    State
	Severity Severity
	Category Category
	Place    Place
	What     string // the finder's words
	NoPhoto  string // why there is no picture
	Source   Source
	Item     string // checklist item that failed
	Subject  string // the occurrence it was found in

	Reporter  string // userid, shown as 群众反映 to all but the safety office; or a pseudonym, shown to nobody
	Finder    string // userid of the inspector who found it, empty for the public's reports
	Party     string // userid of the responsible party
	PartyName string // as written on the notice
	Officer   string // who assigned it, asked to review
	FixedBy   string
	ClaimedBy string
	Reviewers []string // who passed it

	Requirement string
	Interim     string    // interim precaution, mandatory for serious and major
	Limit       Delay     // the limit that gave the deadline
	LimitFrom   time.Time // when that limit began
	LimitEnd    time.Time // when it ends without extensions
	Shortened   string    // names of the windows that made the limit shorter
	Deadline    time.Time
	NoticeNo    string
	Evidence    []Evidence

	ReportedAt   time.Time
	RegisteredAt time.Time // starts the case clock
	Since        time.Time // of the present state: the state clock
	ClosedAt     time.Time
	LookAt       time.Time     // when a suspended hazard is looked at again
	Paused       time.Duration // how long the case clock stood still, without the present suspension

	Asks []Ask // requests that wait for an answer, one of a kind

	Round       int // grows when steps are planned anew: those of before keep their keys
	Climbed     int // the highest level told so far
	FailCount   int
	ReopenCount int
	ReturnCount int
	ExtendCount int

	Ordered      string // who ordered supervision (督办), empty if nobody did
	RecurrenceOf string
	MergedInto   string // number of the master
	Chronic      bool   // closed again and again at the same place (顽疾, domain.md 6.7)
	Reason       string // of the last rejection, failed review, return or void

	RejectedAs string    // id of the policy's reason
	Triage     bool      // the safety office looks first (domain.md 10.5); nobody tells the reporter
	Appealed   bool      // the reporter has asked for another decision, which is the last
	Private    bool      // its pictures are not sent to the public: faces, plates, somebody's home
	HeardAt    time.Time // when those of the public who wait for news last heard; zero: nobody waits
}

// Photos are the ids of the pictures of a stage.
func (h *Hazard) Photos(stage Stage) []string {
	var ids []string
	for _, e := range h.Evidence {
		if e.Stage == stage {
			ids = append(ids, e.Photo)
		}
	}
	return ids
}

// About is the subject under which steps, events and notices of the hazard are kept.
func (h *Hazard) About() string { return "hazard:" + h.ID }

// A Photo is a picture that was sent, before and after its bytes were fetched.
type Photo struct {
	ID      string // the platform's media id
	By      string // userid
	At      time.Time
	SHA256  string // empty until the bytes are stored
	Look    uint64 // difference hash, comparable when SHA256 is set
	Mime    string // of the bytes: "image/jpeg", "audio/amr", "video/mp4"
	Lost    bool   // the media id died before the bytes could be fetched
	Refused string // why the bytes were not kept: not a picture, too large
}

// Voice says that it is a voice note.
func (p Photo) Voice() bool { return strings.HasPrefix(p.Mime, "audio/") }

// Film says that it is a video.
func (p Photo) Film() bool { return strings.HasPrefix(p.Mime, "video/") }

func (p Photo) recorded() bool { return p.Voice() || p.Film() }

// alike is how many of 64 bits two looks may differ and still be one picture.
const alike = 6

// Same says that two pictures are the same, to the byte or to the eye.
func (p Photo) Same(q Photo) bool {
	if p.SHA256 == "" || q.SHA256 == "" {
		return false
	}
	pictures := !p.recorded() && !q.recorded()
	return p.SHA256 == q.SHA256 || pictures && bits.OnesCount64(p.Look^q.Look) <= alike
}

// A HazardQuery selects hazards; empty fields do not restrict. The result is
// ordered by deadline, then number.
type HazardQuery struct {
	Grids    []string // leaf grids
	Site     string
	States   []State
	Severity []Severity
	Party    string
	Reporter string
	Finder   string
	Item     string
	Category Category
	Source   Source
	Follower string   // userid of somebody who follows them
	Names    []string // one of these reported or follows them
	Rejected []string // turned down for one of these reasons
	Masters  []string // numbers: hazards that were merged into one of them
	Chronic  bool     // only those marked as chronic
	DueUntil time.Time
	Closed   time.Time // closed at this moment or later
	Reported time.Time // reported at this moment or later
	Since    time.Time // in the present state since this moment or later
	Valid    bool      // only those that were accepted
	HeardTo  time.Time // whose public last heard at this moment or before
	Climbed  int       // at least this level was told
	Limit    int       // 0 means 200
}
