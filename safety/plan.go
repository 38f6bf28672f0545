package safety

import "time"

// A Plan is a rule that creates occurrences (检查计划, domain.md 5.1).
type Plan struct {
	ID         string   `yaml:"id"`
	Name       string   `yaml:"name"`   // 每周楼院检查
	Clause     string   `yaml:"clause"` // OB-20
	Every      Cadence  `yaml:"every"`
	Level      Level    `yaml:"level"` // one occurrence per grid of this level
	Who        Role     `yaml:"who"`
	Checklists []string `yaml:"checklists"`
	Due        When     `yaml:"due"`
	Late       When     `yaml:"late"` // in the period after; until then late completion counts
	Ladder     string   `yaml:"ladder"`
	Why        string   `yaml:"why"`
}

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
