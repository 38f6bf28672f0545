package safety

import (
	"fmt"
	"slices"
	"strings"
)

// adhocPrefix begins the ids of windows that are called out in chat.
const adhocPrefix = "adhoc-"

// longestWindowID keeps the period of a special occurrence within its column.
const longestWindowID = 18

func (w *walk) intensify(p *Policy) {
	in := p.Intensify
	w.given("windows", "why", in.Why)
	if in.Ahead < 1 || in.Ahead > 92 {
		w.say("ahead", "a window is shown between 1 and 92 days ahead")
	}
	if in.Longest < 1 || in.Longest > 366 {
		w.say("longest", "a window that is called out lasts between 1 and 366 days")
	}
	if in.Shift < 0 || in.Shift > 60 {
		w.say("shift", "a window can be moved by 0 to 60 days")
	}
	w.given("special", "name", in.Special.Name)
	w.given("special", "clause", in.Special.Clause)
	w.given("special", "why", in.Special.Why)
	w.specialExcuse(in)
	if _, ok := p.Ladders[in.Special.Ladder]; !ok {
		w.say("special/ladder", "special occurrences have no ladder: %q does not exist", in.Special.Ladder)
	}
	seen := map[string]string{}
	for i, win := range in.Windows {
		at := fmt.Sprintf("windows/%d", i)
		w.window(at, p, seen, win)
		w.dates(at+"/dates", p.Calendar, win.Dates)
	}
	for i, win := range in.AdHoc {
		at := fmt.Sprintf("adhoc/%d", i)
		w.window(at, p, seen, win)
		if !win.Dates.IsZero() {
			w.say(at+"/dates", "window %s is called out in chat, which gives its dates", win.ID)
		}
	}
}

// specialExcuse looks whether somebody may excuse each special occurrence.
func (w *walk) specialExcuse(in Intensification) {
	for i, role := range in.Special.Excuse {
		if roleFacts[role].Role == "" {
			w.say(fmt.Sprintf("special/excuse/%d", i), "unknown role %q", string(role))
		}
	}
	for _, win := range slices.Concat(in.Windows, in.AdHoc) {
		for _, e := range win.Effects {
			if e.Do.Visits() && !slices.ContainsFunc(in.Special.Excuse, func(role Role) bool { return role.above(e.Who) }) {
				w.say("special", "excuse is missing: nobody could excuse what %s has to do", string(e.Who))
				return
			}
		}
	}
}

func (w *walk) window(at string, p *Policy, seen map[string]string, win Window) {
	w.ids(at+"/id", seen, win.ID)
	if len(win.ID) > longestWindowID || strings.HasPrefix(win.ID, adhocPrefix) {
		w.say(at+"/id", "id %q must have at most %d characters and not begin with %s", win.ID, longestWindowID, adhocPrefix)
	}
	w.given(at, "name", win.Name)
	w.given(at, "source", win.Source)
	w.given(at, "why", win.Why)
	if win.Within != "" && win.Within != Village && win.Within != Neighbourhood {
		w.say(at+"/within", "unknown kind of community %q: write village or neighbourhood", string(win.Within))
	}
	if len(win.Effects) == 0 {
		w.say(at, "window %s has no effect", win.ID)
	}
	for i, e := range win.Effects {
		w.effect(fmt.Sprintf("%s/effects/%d", at, i), p, win, e)
	}
}

// dates looks whether a span lies in a year, in every year whose festivals are known.
func (w *walk) dates(at string, c *Calendar, s Span) {
	if s.IsZero() {
		w.say(strings.TrimSuffix(at, "/dates"), "dates is missing")
		return
	}
	if name := s.Unknown(c.FestivalNames()); name != "" {
		w.say(at, "%q: unknown festival or holiday %s", s, name)
		return
	}
	for year := range c.festivals {
		if from, to, ok := s.In(year, c); ok && to.Sub(from).Hours() > 300*24 {
			w.say(at, "%q ends before it begins", s)
			return
		}
	}
}

// effectNeeds says what an effect of a kind must have.
var effectNeeds = map[EffectKind]struct{ name, who, lists, roles, percent, times, objects bool }{
	DoCheck: {name: true, who: true}, DoPatrol: {name: true, who: true, lists: true}, DoLookBack: {name: true, who: true, lists: true},
	DoCadence: {name: true, who: true, times: true}, DoItems: {name: true, lists: true}, DoPublicity: {name: true, who: true},
	DoDuty: {}, DoLimits: {percent: true}, DoUnmute: {roles: true}, DoFocus: {name: true, objects: true},
}

func (w *walk) effect(at string, p *Policy, win Window, e Effect) {
	need, ok := effectNeeds[e.Do]
	if !ok {
		w.say(at+"/do", "unknown effect %q", string(e.Do))
		return
	}
	if need.name {
		w.given(at, "name", e.Name)
	}
	if need.who {
		w.carriesOut(at, e)
	}
	written := e.Do == DoItems && win.Dates.IsZero() // its items are written when it is called out
	if (need.lists || e.Only) && len(e.Lists) == 0 && !written {
		w.say(at, "lists is missing: %s would ask nothing", e.Name)
	}
	for i, id := range e.Lists {
		if _, ok := p.Checklists[id]; !ok {
			w.say(fmt.Sprintf("%s/lists/%d", at, i), "unknown checklist %q", id)
		}
	}
	if need.roles && len(e.Roles) == 0 {
		w.say(at, "roles is missing: nobody would be reminded on days off")
	}
	for i, r := range e.Roles {
		if roleFacts[r].Role == "" {
			w.say(fmt.Sprintf("%s/roles/%d", at, i), "unknown role %q", string(r))
		}
	}
	if need.percent && (e.Percent < 1 || e.Percent > 99) {
		w.say(at+"/percent", "a shorter limit is between 1 and 99 per cent of the usual one")
	}
	for i, s := range e.Severities {
		if s.Rank() < 0 {
			w.say(fmt.Sprintf("%s/severities/%d", at, i), "unknown severity %q", string(s))
		}
	}
	if need.times && (e.Times < 2 || e.Times > 6) {
		w.say(at+"/times", "a raised cadence is 2 to 6 times in a quarter")
	}
	if e.Until != "" {
		if _, err := parseClock(e.Until); err != nil {
			w.say(at+"/until", "%v", err)
		}
	}
	if need.objects && !e.Objects.sites() {
		w.say(at, "objects is missing: %s would put every site first", e.Name)
	}
	w.objects(at+"/objects", e)
	for i, d := range e.Dates {
		w.effectDates(fmt.Sprintf("%s/dates/%d", at, i), p.Calendar, win, d)
	}
}

// carriesOut looks whether the role sits where the objects are, or above.
func (w *walk) carriesOut(at string, e Effect) {
	height := map[Level]int{Courtyard: 1, Community: 2, Street: 3}
	switch fact := roleFacts[e.Who]; {
	case fact.Role == "":
		w.say(at+"/who", "unknown role %q", string(e.Who))
	case e.Objects.Grids != "" && fact.Level != "" && height[fact.Level] < height[e.Objects.Grids]:
		w.say(at+"/who", "%s is no role of a %s", string(e.Who), string(e.Objects.Grids))
	}
}

func (w *walk) objects(at string, e Effect) {
	o := e.Objects
	if _, ok := levelNames[o.Grids]; o.Grids != "" && !ok {
		w.say(at+"/grids", "unknown level %q: write street, community or courtyard", string(o.Grids))
	}
	for i, c := range o.Classes {
		if _, ok := siteClassNames[c]; !ok {
			w.say(fmt.Sprintf("%s/classes/%d", at, i), "unknown class %q: write small, unit or key", string(c))
		}
	}
	for i, k := range o.Kinds {
		if _, ok := siteKindNames[k]; !ok {
			w.say(fmt.Sprintf("%s/kinds/%d", at, i), "unknown kind %q: write shopfront or workshop", string(k))
		}
	}
	for i, t := range o.Tags {
		if _, ok := tagNames[t]; !ok {
			w.say(fmt.Sprintf("%s/tags/%d", at, i), "unknown tag %q: write crowded, flammable, highrise or underground", string(t))
		}
	}
}

// effectDates looks whether an effect ever happens: its days must meet the window's.
func (w *walk) effectDates(at string, c *Calendar, win Window, d Span) {
	if win.Dates.IsZero() {
		w.say(at, "the effects of %s follow the dates given in chat", win.ID)
		return
	}
	before := len(w.found)
	if w.dates(at, c, d); len(w.found) > before || win.Dates.Unknown(c.FestivalNames()) != "" {
		return
	}
	meets := func(year int) bool {
		from, to, ok := win.Dates.In(year, c)
		first, last, known := d.In(year, c)
		return !ok || !known || !first.After(to) && !last.Before(from)
	}
	if !slices.ContainsFunc(sortedKeys(c.festivals), meets) {
		w.say(at, "%q lies outside the window's own dates %q", d, win.Dates)
	}
}
