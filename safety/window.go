package safety

import (
	"slices"
	"strings"
)

// An Intensification is when the grid is watched more closely than usual, and
// how (domain.md 8).
type Intensification struct {
	Ahead   int      `yaml:"ahead"`   // days before its beginning a window is shown to the safety office
	Longest int      `yaml:"longest"` // days a window that is called out may last
	Shift   int      `yaml:"shift"`   // days the safety office may move its beginning or end
	Special Plan     `yaml:"special"`
	Windows []Window `yaml:"windows"`
	AdHoc   []Window `yaml:"adhoc"` // what the safety office can call out at once (domain.md 8.4); without dates
	Why     string   `yaml:"why"`
}

// SpecialPlan is the id of the plan that occurrences of windows belong to (OB-18).
const SpecialPlan = "special"

// A Window is a time of the year in which more is done (节点).
type Window struct {
	ID      string   `yaml:"id"`     // kept for ever: it is part of the ids of occurrences; 18 characters at most
	Name    string   `yaml:"name"`   // 国庆节
	Dates   Span     `yaml:"dates"`  // from the first effect to the last
	Within  GridKind `yaml:"within"` // only communities of this kind; empty: the whole street
	Off     bool     `yaml:"off"`    // takes effect only when the safety office has confirmed it
	Effects []Effect `yaml:"effects"`
	Source  string   `yaml:"source"` // clause or rule: OB-18
	Why     string   `yaml:"why"`

	Grid string          `yaml:"-"` // only this grid and what lies below; of one called out in chat
	Own  []ChecklistItem `yaml:"-"` // items written in chat when it was called out
}

// EffectKind is what a window does.
type EffectKind string

const (
	DoCheck     EffectKind = "check"     // a special inspection of each object
	DoPatrol    EffectKind = "patrol"    // a round through each grid on each day
	DoLookBack  EffectKind = "look_back" // a look at what was found before
	DoCadence   EffectKind = "cadence"   // special inspections several times in each quarter
	DoItems     EffectKind = "items"     // more to answer in every inspection of the objects
	DoPublicity EffectKind = "publicity" // a task to hold a publicity event (OB-24)
	DoDuty      EffectKind = "duty"      // the duty roster holds on every day (T-12)
	DoLimits    EffectKind = "limits"    // less time to put hazards right
	DoUnmute    EffectKind = "unmute"    // reminders reach the roles on days off (T-12)
	DoFocus     EffectKind = "focus"     // which sites joint inspections of these weeks go to first
)

// EffectKinds are all effects, with what members call them and what each needs.
var EffectKinds = []struct {
	Kind EffectKind
	Name string
}{
	{DoCheck, "专项检查"}, {DoPatrol, "加强巡查"}, {DoLookBack, "回头看"}, {DoCadence, "加密检查"}, {DoItems, "增加检查项"},
	{DoPublicity, "宣传任务"}, {DoDuty, "启用值班表"}, {DoLimits, "缩短整改期限"}, {DoUnmute, "休息日照常提醒"}, {DoFocus, "检查重点"},
}

func (k EffectKind) String() string {
	for _, f := range EffectKinds {
		if f.Kind == k {
			return f.Name
		}
	}
	return string(k)
}

// Visits says that the effect makes special occurrences.
func (k EffectKind) Visits() bool {
	return k == DoCheck || k == DoPatrol || k == DoLookBack || k == DoCadence
}

// Tasks says that the effect makes something somebody has to do.
func (k EffectKind) Tasks() bool { return k.Visits() || k == DoPublicity }

// An Effect is one thing a window does. Which fields it needs depends on Do.
type Effect struct {
	Do         EffectKind `yaml:"do"`
	Name       string     `yaml:"name"`    // as members read it: 节前安全检查; the theme of a publicity event
	Dates      []Span     `yaml:"dates"`   // one occurrence in each; empty: the window's
	Daily      bool       `yaml:"daily"`   // one occurrence on each day instead
	Who        Role       `yaml:"who"`     // carries it out
	Objects    Objects    `yaml:"objects"` // empty: everything in the window's scope
	Lists      []string   `yaml:"lists"`   // checklists asked besides the object's own
	Only       bool       `yaml:"only"`    // nothing but Lists is asked
	Until      string     `yaml:"until"`   // clock time on the last day; empty: when the office closes
	Times      int        `yaml:"times"`   // of a cadence: in each quarter
	Percent    int        `yaml:"percent"` // of a limit
	Severities []Severity `yaml:"severities"`
	Roles      []Role     `yaml:"roles"` // of unmute
}

// Objects select what an effect is about: grids of a level, and sites that meet
// any of the other conditions.
type Objects struct {
	Grids    Level       `yaml:"grids"`
	Classes  []SiteClass `yaml:"classes"`
	Kinds    []SiteKind  `yaml:"kinds"`
	Tags     []Tag       `yaml:"tags"`
	HighRisk bool        `yaml:"high_risk"`
	Words    []string    `yaml:"words"` // in the site's name
}

// IsZero says that nothing is selected: the effect concerns everything.
func (o Objects) IsZero() bool { return o.Grids == "" && !o.sites() }

func (o Objects) sites() bool {
	return len(o.Classes)+len(o.Kinds)+len(o.Tags)+len(o.Words) > 0 || o.HighRisk
}

// HasGrid says whether a grid is selected.
func (o Objects) HasGrid(g Grid) bool { return o.IsZero() || o.Grids == g.Level && o.Grids != "" }

// HasSite says whether a site is selected.
func (o Objects) HasSite(s Site) bool {
	return o.IsZero() || slices.Contains(o.Classes, s.Class) || slices.Contains(o.Kinds, s.Kind) && s.Kind != "" ||
		o.HighRisk && s.HighRisk ||
		slices.ContainsFunc(o.Tags, func(t Tag) bool { return slices.Contains(s.Tags, t) }) ||
		slices.ContainsFunc(o.Words, func(w string) bool { return strings.Contains(s.Name, w) })
}

// String names what is selected, for previews and docs: "重点单位、人员密集场所".
func (o Objects) String() string {
	var names []string
	if o.Grids != "" {
		names = append(names, o.Grids.String())
	}
	for _, c := range o.Classes {
		names = append(names, siteClassNames[c])
	}
	for _, k := range o.Kinds {
		names = append(names, k.String())
	}
	for _, t := range o.Tags {
		names = append(names, tagNames[t]+"场所")
	}
	if o.HighRisk {
		names = append(names, "高危单位")
	}
	if len(o.Words) > 0 {
		names = append(names, "名称含“"+strings.Join(o.Words, "、")+"”的场所")
	}
	if len(names) == 0 {
		return "全部"
	}
	return strings.Join(names, "、")
}

// Window finds a window of the policy by its id.
func (in Intensification) Window(id string) (Window, bool) {
	for _, w := range slices.Concat(in.Windows, in.AdHoc) {
		if w.ID == id {
			return w, true
		}
	}
	return Window{}, false
}

// holds says whether a grid lies in the window's scope.
func (w Window) holds(r *Roster, grid string) bool {
	if w.Within == "" && w.Grid == "" {
		return true
	}
	for _, g := range r.Path(grid) {
		if w.Grid != "" && g.Code == w.Grid {
			return true
		}
		if w.Within != "" && g.Level == Community {
			return g.Kind == w.Within
		}
	}
	return false
}
