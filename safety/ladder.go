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
