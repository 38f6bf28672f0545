package safety

import "time"

// OccurrenceState is where an occurrence stands (domain.md 5.1).
type OccurrenceState string

const (
	Scheduled OccurrenceState = "scheduled"
	Open      OccurrenceState = "open"
	Done      OccurrenceState = "done"
	DoneLate  OccurrenceState = "done_late"
	Missed    OccurrenceState = "missed"
	Excused   OccurrenceState = "excused"
	Cancelled OccurrenceState = "cancelled"
)

var occurrenceNames = map[OccurrenceState]string{
	Scheduled: "未开始", Open: "待检查", Done: "已完成", DoneLate: "补查完成", Missed: "漏查", Excused: "已准假", Cancelled: "已取消",
}

func (s OccurrenceState) String() string { return occurrenceNames[s] }

// An Occurrence is one due instance of a plan for one grid and period (应检任务).
// There is one per plan, grid and period, whatever the clock does.
type Occurrence struct {
	ID      string // plan/period/grid
	Plan    string
	Period  string // "2026-W38", "2026-09", "2026-Q3", "2026-09-14"
	Grid    string
	State   OccurrenceState
	Version int

	Opens  time.Time // window start
	Due    time.Time
	Missed time.Time // when it counts as missed if not done
	Late   time.Time // until when late completion counts

	Planned time.Time // the day and hour it was fixed for; zero: none was
	Started time.Time // first answer
	DoneAt  time.Time
	DoneBy  string
	Misses  int // misses in a row including this one
	Climbed int // the highest level told so far
	Reason  string

	Special *Special // of one that a window asked for
}

// About is the subject under which its steps, events and notices are kept.
func (o *Occurrence) About() string { return OccurrenceSubject + o.ID }

// Owed says whether it still can be done at a moment.
func (o *Occurrence) Owed(now time.Time) bool {
	switch o.State {
	case Open:
		return !now.Before(o.Opens)
	case Missed:
		return now.Before(o.Late)
	}
	return false
}

// An OccurrenceQuery selects occurrences; empty fields do not restrict. The
// result is ordered by due moment, then id.
type OccurrenceQuery struct {
	Plan    string
	Period  string
	Through string // with Period: up to this one, of the same cadence
	Grids   []string
	States  []OccurrenceState
	Planned bool // leaves special ones out
	// DueSince selects those due then or later.
	DueSince time.Time
	// MissedUntil selects open occurrences whose Missed moment has come.
	MissedUntil time.Time
	Climbed     int // at least this level was told
	Limit       int // 0 means 200
}

// Answer is the finding for one checklist item.
type Answer string

const (
	Pass          Answer = "pass"
	Fail          Answer = "fail"
	NotApplicable Answer = "na"
)

var answerNames = map[Answer]string{Pass: "合格", Fail: "不合格", NotApplicable: "不适用"}

func (a Answer) String() string { return answerNames[a] }

// Remedy is what was done about a failed item (domain.md 5.2).
type Remedy string

const (
	FixedOnSpot Remedy = "fixed_on_spot"
	NewHazard   Remedy = "new_hazard"
	LinkedOpen  Remedy = "linked" // the hazard is known and open: a follow-up picture was added
)

var remedyNames = map[Remedy]string{FixedOnSpot: "当场改好", NewHazard: "登记隐患", LinkedOpen: "已有隐患，补充照片"}

func (r Remedy) String() string { return remedyNames[r] }

// A Finding is the answer to one item, and what followed when it failed.
type Finding struct {
	Item   string   `json:"item"`
	Text   string   `json:"text"`
	Answer Answer   `json:"answer"`
	Note   string   `json:"note,omitempty"` // what is wrong, or why it does not apply
	Remedy Remedy   `json:"remedy,omitempty"`
	Before []string `json:"before,omitempty"` // photo ids
	After  []string `json:"after,omitempty"`
	Hazard string   `json:"hazard,omitempty"` // number of the hazard registered or linked
	Safe   string   `json:"safe,omitempty"`   // how a known hazard was made safe meanwhile (domain.md 5.3)
	More   []Said   `json:"more,omitempty"`   // what was asked further about a failed item
}

// Said is the answer to a question that followed from another.
type Said struct {
	ID     string `json:"id"`
	Ask    string `json:"ask"`
	Answer string `json:"answer"`
}

// An Inspection is one recorded visit (检查).
type Inspection struct {
	ID         string // the case it was recorded with
	Occurrence string
	Plan       string
	Grid       string
	Site       string
	By         string
	At         time.Time
	Photos     []string // evidence of presence
	Findings   []Finding
	Paper      bool      // done on paper, entered later
	Dated      time.Time // the day written on the paper
	Signed     bool      // the paper is signed

	Asked []string // ids of the items as they were when the visit began, not kept; empty: what is asked now
}

// Count is the number of findings with an answer.
func (i *Inspection) Count(a Answer) int {
	n := 0
	for _, f := range i.Findings {
		if f.Answer == a {
			n++
		}
	}
	return n
}

// countState is how many occurrences are in a state.
func countState(occs []*Occurrence, state OccurrenceState) int {
	n := 0
	for _, o := range occs {
		if o.State == state {
			n++
		}
	}
	return n
}
