package safety

import (
	"fmt"
	"regexp"
	"strconv"
)

// A Condition must hold when a rung fires; else the step is skipped with the
// reason. It is a word, "not_done", or a measure with a number of the policy's
// own, "coverage<80", "misses>=2".
type Condition string

const (
	NotStarted     Condition = "not_started"
	NotDone        Condition = "not_done"
	NoDate         Condition = "no_date"
	Unassigned     Condition = "unassigned"
	Unacknowledged Condition = "unacknowledged"
	Unjudged       Condition = "unjudged"
	Unverified     Condition = "unverified"
	Unhanded       Condition = "unhanded"
	Unasked        Condition = "unasked"
	Unwatched      Condition = "unwatched"
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

// facts are what the conditions of rungs are judged by.
type facts struct {
	hazard *Hazard
	occ    *Occurrence
	share  int // per cent of a community's courtyards missed in the period

	percent  int // of a sweep's objects seen
	rate     int // per cent of a beat's duty days of a week done
	handover *Handover
	watch    *WatchDay
}

// conditions are the words a rung may use in its "if": what they are called,
// whether they hold, and why they do not.
var conditions = []struct {
	condition Condition
	judges    Judges
	name      string // as members read it
	holds     func(facts) bool
	otherwise func(facts) string
}{
	{NotStarted, JudgesOccurrence, "还没有开始检查", func(f facts) bool { return f.occ.Started.IsZero() }, always("已经开始检查")},
	{NotDone, JudgesOccurrence, "还没有完成检查", func(f facts) bool { return f.occ.DoneAt.IsZero() }, always("已经完成检查")},
	{NoDate, JudgesOccurrence, "还没有定日期", func(f facts) bool { return f.occ.Planned.IsZero() }, always("已经定了日期")},
	{Unassigned, JudgesHazard, "还没有派发", func(f facts) bool { return f.hazard.State == Registered }, always("已经派发")},
	{Unacknowledged, JudgesHazard, "还没有签收", func(f facts) bool { return f.hazard.State == Assigned }, always("已经签收")},
	{Unjudged, JudgesHazard, "还没有受理", func(f facts) bool { return f.hazard.State == Reported }, always("已经受理或转去核实")},
	{Unverified, JudgesHazard, "还没有核实清楚", func(f facts) bool { return f.hazard.State == Verifying }, always("已经核实")},
	{Unhanded, JudgesHazard, "还没有移交", func(f facts) bool { return f.hazard.State != Transferred }, always("已经移交")},
	{Unasked, JudgesHandover, "还没有记下询问结果", func(f facts) bool { return !f.handover.AskFrom.IsZero() }, always("已经记下询问结果")},
	{Unwatched, JudgesWatch, "今天还没有看护", func(f facts) bool { return f.watch.State == WatchOpen }, func(f facts) string { return f.watch.State.String() }},
}

func always(why string) func(facts) string { return func(facts) string { return why } }

// A measure is what a condition can compare with a number.
type measure struct {
	name   string // in the policy
	judges Judges
	title  string // as members read it
	unit   string
	most   int // the largest number that makes sense
	of     func(facts) int
}

var measures = []measure{
	{"misses", JudgesOccurrence, "连续漏查", "次", 99, func(f facts) int { return f.occ.Misses }},
	{"coverage", JudgesOccurrence, "查过的对象", "%", 100, func(f facts) int { return f.percent }},
	{"rate", JudgesBeat, "这一周查了", "%", 100, func(f facts) int { return f.rate }},
	{"share", JudgesCommunity, "一个社区当期漏查的楼院", "%", 100, func(f facts) int { return f.share }},
	{"fails", JudgesHazard, "复查不通过", "次", 99, func(f facts) int { return f.hazard.FailCount }},
}

// comparisons are the signs between a measure and its number.
var comparisons = map[string]struct {
	words string
	holds func(value, n int) bool
}{
	"<":  {"%s不到%d%s", func(v, n int) bool { return v < n }},
	"<=": {"%s不超过%d%s", func(v, n int) bool { return v <= n }},
	"=":  {"%s刚好%d%s", func(v, n int) bool { return v == n }},
	">=": {"%s%d%s以上", func(v, n int) bool { return v >= n }},
	">":  {"%s超过%d%s", func(v, n int) bool { return v > n }},
}

var comparisonForm = regexp.MustCompile(`^([a-z_]+) ?(<=|>=|<|>|=) ?(\d{1,3})$`)

// compares takes a condition with a number apart.
func (c Condition) compares() (m measure, sign string, n int, ok bool) {
	parts := comparisonForm.FindStringSubmatch(string(c))
	if parts == nil {
		return m, "", 0, false
	}
	n, _ = strconv.Atoi(parts[3]) // three digits
	for _, m := range measures {
		if m.name == parts[1] {
			return m, parts[2], n, true
		}
	}
	return m, "", 0, false
}

func (c Condition) String() string {
	if m, sign, n, ok := c.compares(); ok {
		return fmt.Sprintf(comparisons[sign].words, m.title, n, m.unit)
	}
	for _, f := range conditions {
		if f.condition == c {
			return f.name
		}
	}
	return string(c)
}

// judges is what a condition looks at, empty if it is none.
func (c Condition) judges() Judges {
	if m, _, _, ok := c.compares(); ok {
		return m.judges
	}
	for _, f := range conditions {
		if f.condition == c {
			return f.judges
		}
	}
	return ""
}

// unmet is why a condition does not hold, empty when it does.
func (c Condition) unmet(f facts) string {
	if m, sign, n, ok := c.compares(); ok {
		value := m.of(f)
		if comparisons[sign].holds(value, n) {
			return ""
		}
		return fmt.Sprintf("%s %d%s，不是“%s”", m.title, value, m.unit, c)
	}
	for _, known := range conditions {
		if known.condition == c && !known.holds(f) {
			return known.otherwise(f)
		}
	}
	return ""
}

// unmet is why a rung need not fire, empty when all its conditions hold.
func unmet(ifs []Condition, f facts) string {
	for _, c := range ifs {
		if why := c.unmet(f); why != "" {
			return why
		}
	}
	return ""
}
