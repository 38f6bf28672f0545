package safety

import (
	"slices"
	"time"
)

// A Ladder says who is told, rung by rung, while nobody acts (domain.md 7).
type Ladder struct {
	Name  string `yaml:"name"`
	Title string `yaml:"title"` // as members read it: 一般隐患
	About string `yaml:"about"` // what it watches, for docs
	Why   string `yaml:"why"`
	// Levels names the levels where they are not the usual ones.
	Levels []string `yaml:"levels"`
	Top    int      `yaml:"top"` // the level it must reach in the end; 0: the highest
	Rungs  []Rung   `yaml:"rungs"`
}

// A Rung is reached After its Mark; a negative After is a reminder.
type Rung struct {
	ID    string      `yaml:"id"` // unique in the ladder, kept for ever: it is part of step keys
	Mark  Mark        `yaml:"mark"`
	After Delay       `yaml:"after"`
	Every Delay       `yaml:"every"` // it comes again so long after each time, until its mark is dropped; zero: once
	Level int         `yaml:"level"` // 0 the responsible person … 3 the street principal
	Do    StepKind    `yaml:"do"`
	If    []Condition `yaml:"if"`    // all must hold when it fires
	Scope Scope       `yaml:"scope"` // what one step is about
	Grace Delay       `yaml:"grace"` // how late it is still of use; zero: always (T-15)
	Roll  bool        `yaml:"roll"`  // on a day off it moves to the next working day, same clock
	Why   string      `yaml:"why"`
}

// StepKind is what a rung does.
type StepKind string

const (
	DoRemind StepKind = "remind" // to the responsible person
	DoInform StepKind = "inform" // to those above, no decision asked
	DoAsk    StepKind = "ask"    // to those above, with a decision asked: 督办、延期、移交、换人、知悉
	DoDraft  StepKind = "draft"  // proposes the hand-over
	DoVerify StepKind = "verify" // sends a report that nobody judged to be looked at on the spot
	DoResume StepKind = "resume" // takes a suspended hazard up again

	DoInquire StepKind = "inquire" // asks the safety office to inquire how a hand-over stands
	DoAgenda  StepKind = "agenda"  // puts a hand-over on the agenda of the joint meeting
	DoWatch   StepKind = "watch"   // opens a day's look after what was handed over
)

// DoGeneral makes a general hazard of what was not put right on the spot in time.
const DoGeneral StepKind = "general"

// acts says that the clock does something itself instead of telling somebody.
func (k StepKind) acts() bool {
	return k == DoVerify || k == DoResume || k == DoInquire || k == DoAgenda || k == DoWatch || k == DoGeneral
}

// Scope is what one step of a rung is about.
type Scope string

const (
	PerSubject   Scope = ""          // one hazard, one occurrence
	PerPeriod    Scope = "period"    // all of a plan's occurrences of a period, in one uniform message
	PerCommunity Scope = "community" // those of one community, in one list
)

// A Planned is a rung with its instant.
type Planned struct {
	Rung Rung
	Due  time.Time
}

// Plan gives the instants of the rungs that count from a mark, earliest first.
func (l Ladder) Plan(mark Mark, at time.Time, c *Calendar) []Planned {
	var ps []Planned
	for _, r := range l.Rungs {
		if r.Mark == mark {
			ps = append(ps, Planned{r, r.due(at, c)})
		}
	}
	sortPlanned(ps)
	return ps
}

func (r Rung) due(at time.Time, c *Calendar) time.Time {
	due := r.After.From(at, c)
	if r.Roll {
		return c.Roll(due)
	}
	return due
}

func sortPlanned(ps []Planned) {
	slices.SortStableFunc(ps, func(a, b Planned) int { return a.Due.Compare(b.Due) })
}

// A Condition must hold when a rung fires; else the step is skipped with the reason.
type Condition string

const (
	NotStarted      Condition = "not_started"
	NotDone         Condition = "not_done"
	NoDate          Condition = "no_date"
	TwoMisses       Condition = "misses>=2"
	ThreeMisses     Condition = "misses>=3"
	NowThreeMisses  Condition = "misses=3"
	CoverageBelow80 Condition = "coverage<80"
	RateBelow80     Condition = "rate<80"
	RateBelow60     Condition = "rate<60"
	ShareOver20     Condition = "share>20"
	Unassigned      Condition = "unassigned"
	Unacknowledged  Condition = "unacknowledged"
	FirstFail       Condition = "fails=1"
	SecondFail      Condition = "fails>=2"
	Unjudged        Condition = "unjudged"
	Unverified      Condition = "unverified"
	Unhanded        Condition = "unhanded"
	Unasked         Condition = "unasked"
	Unwatched       Condition = "unwatched"
)

// Judges is what a condition looks at.
type Judges string

const (
	JudgesOccurrence Judges = "occurrence"
	JudgesCommunity  Judges = "community" // its courtyards of one period
	JudgesHazard     Judges = "hazard"
	JudgesBeat       Judges = "beat" // where one role patrols, over a week
	JudgesHandover   Judges = "handover"
	JudgesWatch      Judges = "watch" // a day of the watch
)

// Conditions are all conditions a rung may name.
var Conditions = []struct {
	Condition Condition
	Judges    Judges
	Name      string // as members read it
}{
	{NotStarted, JudgesOccurrence, "还没有开始检查"},
	{NotDone, JudgesOccurrence, "还没有完成检查"},
	{NoDate, JudgesOccurrence, "还没有定日期"},
	{TwoMisses, JudgesOccurrence, "连续漏查两次以上"},
	{ThreeMisses, JudgesOccurrence, "连续漏查三次以上"},
	{NowThreeMisses, JudgesOccurrence, "刚好连续漏查三次"},
	{CoverageBelow80, JudgesOccurrence, "查过的对象不到八成"},
	{RateBelow80, JudgesBeat, "只列这一周查了不到八成的"},
	{RateBelow60, JudgesBeat, "只列这一周查了不到六成的"},
	{ShareOver20, JudgesCommunity, "一个社区当期漏查的楼院超过两成"},
	{Unassigned, JudgesHazard, "还没有派发"},
	{Unacknowledged, JudgesHazard, "还没有签收"},
	{FirstFail, JudgesHazard, "第一次复查不通过"},
	{SecondFail, JudgesHazard, "复查两次以上不通过"},
	{Unjudged, JudgesHazard, "还没有受理"},
	{Unverified, JudgesHazard, "还没有核实清楚"},
	{Unhanded, JudgesHazard, "还没有移交"},
	{Unasked, JudgesHandover, "还没有记下询问结果"},
	{Unwatched, JudgesWatch, "今天还没有看护"},
}

func (c Condition) String() string {
	for _, f := range Conditions {
		if f.Condition == c {
			return f.Name
		}
	}
	return string(c)
}

func (c Condition) judges() Judges {
	for _, f := range Conditions {
		if f.Condition == c {
			return f.Judges
		}
	}
	return ""
}
