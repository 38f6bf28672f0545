package safety

import (
	"slices"
	"time"
)

// A Plan is a rule that creates occurrences (检查计划, domain.md 5.1).
type Plan struct {
	ID         string   `yaml:"id"`
	Name       string   `yaml:"name"`   // 每周楼院检查
	Clause     string   `yaml:"clause"` // OB-20
	Every      Cadence  `yaml:"every"`
	Days       Days     `yaml:"days"`  // of a daily plan: on which days it is due
	Level      Level    `yaml:"level"` // one occurrence per grid of this level
	Who        Role     `yaml:"who"`
	Held       bool     `yaml:"held"`       // due only where somebody holds the role: a place without is no vacancy
	Joint      bool     `yaml:"joint"`      // done by several departments together: see JointInspection
	Covers     []Cover  `yaml:"covers"`     // the objects of one occurrence; empty: the grid itself
	Checklists []string `yaml:"checklists"` // empty with Covers: each object is asked its own (see Policy.ItemsFor)
	Presence   bool     `yaml:"presence"`   // a picture of the place is mandatory (domain.md 5.2)
	SpotAfter  int      `yaml:"spot_after"` // after so many visits in a row without a finding a spot check may be proposed; 0: never
	SpotBack   int      `yaml:"spot_back"`  // days before the first of them whose reports count too
	Excuse     []Role   `yaml:"excuse"`     // who may excuse it, the nearest first
	Due        When     `yaml:"due"`
	Late       When     `yaml:"late"` // in the period after; until then late completion counts
	Ladder     string   `yaml:"ladder"`
	Why        string   `yaml:"why"`
}

// Days says on which days a daily plan is due.
type Days string

const (
	EveryDay Days = ""
	Workdays Days = "workdays"
)

// A Cover is a sort of object that an occurrence covers: a level of grids, or a
// class of sites.
type Cover string

// Window gives the moments of a plan's occurrences of a period (domain.md 5.1):
// when they open, are due, count as missed, and until when late completion
// counts. Days off move none of them except working-day rules: inspections
// never roll (T-9). Without a Late rule nothing counts once it was missed.
func (p Plan) Window(period Period, c *Calendar) (opens, due, missed, late time.Time) {
	due = p.Due.In(period, c)
	late = due
	if !p.Late.IsZero() {
		late = p.Late.In(period.Next(), c)
	}
	return period.From, due, due, late
}

// dueIn says that the plan has occurrences in a period.
func (p Plan) dueIn(period Period, c *Calendar) bool {
	return p.Every != Daily || p.Days == EveryDay || c.IsWorkday(period.From)
}

// mustHold says that a place without a role is a vacancy: some plan is due there
// whether or not anybody holds it.
func (p *Policy) mustHold(role Role) bool {
	return slices.ContainsFunc(p.Plans, func(plan Plan) bool { return plan.Who == role && !plan.Held })
}

// before is the latest period before one in which the plan was due.
func (p Plan) before(period Period, c *Calendar) Period {
	const longest = 31 // days without a duty day: more than any holiday
	for range longest {
		if period = period.Prev(); p.dueIn(period, c) {
			break
		}
	}
	return period
}
