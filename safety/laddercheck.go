package safety

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ladderUse is what starts a ladder: its marks, and how high it must climb from
// those at which a matter waits.
type ladderUse struct {
	by    string
	marks []Mark
	reach map[Mark]int
}

// The uses of ladders (domain.md 7). R, V, X and those of soft duties are found by
// their names.
var (
	planUse   = ladderUse{"a plan", []Mark{MarkOpened, MarkDue, MarkMissed, MarkWeek, MarkEve, MarkDated}, map[Mark]int{MarkMissed: TopLevel}}
	limitUse  = ladderUse{"limits", []Mark{MarkRegistered, MarkCase, MarkReturned, MarkAssigned, MarkAcked, MarkDue, MarkFailed}, map[Mark]int{MarkRegistered: 1, MarkReturned: 1, MarkAssigned: 1, MarkDue: TopLevel}}
	reviewUse = ladderUse{"reviews", []Mark{MarkClaimed}, map[Mark]int{MarkClaimed: 2}}
	judgeUse  = ladderUse{"reports", []Mark{MarkReported}, map[Mark]int{MarkReported: 2}}
	askUse    = ladderUse{"requests", []Mark{MarkExtension, MarkSuspension, MarkSeverity, MarkLook},
		map[Mark]int{MarkExtension: 2, MarkSuspension: TopLevel, MarkSeverity: 2}}
	orderUse  = ladderUse{"supervision orders", []Mark{MarkDue}, map[Mark]int{MarkDue: 2}}
	holderUse = ladderUse{"successions", []Mark{MarkPassedOn}, map[Mark]int{MarkPassedOn: 2}}
	taskUse   = ladderUse{"tasks", []Mark{MarkOpened, MarkDue}, map[Mark]int{MarkDue: 2}}
)

// named are the ladders that are found by their names, T for hand-overs, TW for
// their watch, N for notifications and G for the treatment of major hazards.
var named = map[string]ladderUse{
	"R": reviewUse, "V": judgeUse, "X": askUse,
	"T":  {"hand-overs", []Mark{MarkDue, MarkSent, MarkUnanswered}, map[Mark]int{MarkDue: TopLevel, MarkUnanswered: 2}},
	"TW": {"watches", []Mark{MarkWatch}, map[Mark]int{MarkWatch: 2}},
	"N":  {"notifications", []Mark{MarkDue}, map[Mark]int{MarkDue: TopLevel}},
	"G":  {"treatments", []Mark{MarkDue, MarkProgress}, map[Mark]int{MarkDue: TopLevel, MarkProgress: TopLevel}},
}

var allMarks = slices.Concat(planUse.marks, limitUse.marks, reviewUse.marks, judgeUse.marks, askUse.marks,
	holderUse.marks, []Mark{MarkSent, MarkUnanswered, MarkWatch, MarkProgress})

// uses says what starts a ladder; nothing starts one that was forgotten.
func (p *Policy) uses(name string) []ladderUse {
	var uses []ladderUse
	if p.Intensify.Special.Ladder == name || slices.ContainsFunc(p.Plans, func(plan Plan) bool { return plan.Ladder == name }) {
		uses = append(uses, planUse)
	}
	for _, l := range p.Limits {
		if l.Ladder == name {
			uses = append(uses, limitUse)
			break
		}
	}
	for _, ladder := range softDutyLadders {
		if ladder == name {
			uses = append(uses, taskUse)
		}
	}
	base, severity, own := strings.Cut(name, "-")
	if !own || Severity(severity).Rank() >= 0 {
		if base == p.Escalation.Supervision.Ladder {
			uses = append(uses, orderUse)
		}
		if base == p.Succession.Ladder {
			uses = append(uses, holderUse)
		}
		if use, ok := named[base]; ok {
			uses = append(uses, use)
		}
	}
	return uses
}

func (w *walk) ladders(p *Policy) {
	for _, name := range append(sortedKeys(named), "P") {
		if _, ok := p.Ladders[name]; !ok {
			w.say("ladders", "ladder %s is missing: what waits there would wait for ever", name)
		}
	}
	for _, name := range sortedKeys(p.Ladders) {
		l, at := p.Ladders[name], "ladders/"+name
		w.given(at, "title", l.Title)
		w.given(at, "why", l.Why)
		if !idForm.MatchString(name) {
			w.say(at, "name %q must be letters, digits, - and _", name)
		}
		if l.Top < 0 || l.Top > TopLevel {
			w.say(at+"/top", "level %d must be between 1 and %d", l.Top, TopLevel)
		}
		uses := p.uses(name)
		if len(uses) == 0 {
			w.say(at, "ladder %s is used by no plan and no limit", name)
		}
		w.rungs(at, l, uses)
		w.end(at, l, uses)
		w.order(at, l, p.Calendar)
	}
}

// rungs looks at each rung by itself.
func (w *walk) rungs(at string, l Ladder, uses []ladderUse) {
	seen := map[string]string{}
	for i, r := range l.Rungs {
		at := fmt.Sprintf("%s/rungs/%d", at, i)
		w.ids(at+"/id", seen, r.ID)
		w.given(at, "why", r.Why)
		started := slices.ContainsFunc(uses, func(u ladderUse) bool { return slices.Contains(u.marks, r.Mark) })
		switch {
		case !slices.Contains(allMarks, r.Mark):
			w.say(at+"/mark", "unknown mark %q", r.Mark)
		case len(uses) > 0 && !started:
			w.say(at+"/mark", "rung %s can never be reached: nothing marks %q here", r.ID, r.Mark)
		}
		if r.After.IsZero() {
			w.say(at, "after is missing")
		}
		if r.Level < 0 || r.Level > TopLevel {
			w.say(at+"/level", "level %d must be between 0 and %d", r.Level, TopLevel)
		}
		w.doing(at, r, uses)
		w.repeats(at, r)
		w.conditions(at, r, uses)
	}
}

// repeats looks whether a rung that repeats stands where a result ends it.
func (w *walk) repeats(at string, r Rung) {
	switch {
	case r.Every.IsZero():
	case r.Every.n < 1 || !r.Every.byDay():
		w.say(at+"/every", "%q must be a day or more, like 7d 09:00", r.Every)
	case r.Mark != MarkCase && r.Mark != MarkProgress, r.Do != DoRemind && r.Do != DoInform && r.Do != DoAsk:
		w.say(at+"/every", "only what is told from %s or %s may repeat: those count until there is a result", MarkCase, MarkProgress)
	}
}

func ofLimits(u ladderUse) bool { return u.by == limitUse.by }

func (w *walk) doing(at string, r Rung, uses []ladderUse) {
	switch {
	case !slices.Contains([]StepKind{DoRemind, DoInform, DoAsk, DoDraft, DoVerify, DoResume, DoInquire, DoAgenda, DoWatch, DoGeneral}, r.Do):
		w.say(at+"/do", "%q is none of remind, inform, ask, draft, verify, resume, inquire, agenda, watch, general", r.Do)
	case r.Do == DoVerify && r.Mark != MarkReported, r.Do == DoResume && r.Mark != MarkLook, r.Do == DoWatch && r.Mark != MarkWatch,
		(r.Do == DoInquire || r.Do == DoAgenda) && r.Mark != MarkSent && r.Mark != MarkUnanswered,
		r.Do == DoDraft && !contains(limitUse.marks, r.Mark), r.Do == DoGeneral && (r.Mark != MarkDue || !slices.ContainsFunc(uses, ofLimits)):
		w.say(at+"/do", "%s makes no sense from %q", r.Do, r.Mark)
	case (r.Do == DoRemind || r.Do.acts()) != (r.Level == 0):
		w.say(at+"/do", "%s at level %d: reminders go to level 0, and so does what the clock does itself", r.Do, r.Level)
	case r.Do == DoRemind && r.Grace.IsZero():
		w.say(at, "grace is missing: a reminder is of no use for ever")
	case r.Do != DoRemind && !r.Grace.IsZero():
		w.say(at+"/grace", "only reminders grow useless: %s is told however late", r.Do)
	}
	if r.Grace.n < 0 || r.Grace.byDay() {
		w.say(at+"/grace", "%q must be hours or minutes", r.Grace)
	}
}

// conditions looks whether a rung's conditions can be judged where it fires.
func (w *walk) conditions(at string, r Rung, uses []ladderUse) {
	ofPlan := slices.ContainsFunc(uses, func(u ladderUse) bool { return u.by == planUse.by })
	judges := JudgesHazard
	switch {
	case slices.ContainsFunc(uses, func(u ladderUse) bool { return u.by == named["T"].by }):
		judges = JudgesHandover
	case r.Mark == MarkWatch:
		judges = JudgesWatch
	}
	switch {
	case !slices.Contains([]Scope{PerSubject, PerPeriod, PerCommunity}, r.Scope):
		w.say(at+"/scope", "unknown scope %q: write period, community, or nothing", r.Scope)
		return
	case r.Scope != PerSubject && !ofPlan:
		w.say(at+"/scope", "%s is a scope of plans only", r.Scope)
		return
	case r.Mark == MarkWeek && r.Scope != PerCommunity:
		w.say(at, "a week is told by community: write scope: community")
		return
	case r.Mark == MarkWeek:
		judges = JudgesBeat
	case r.Scope == PerCommunity:
		judges = JudgesCommunity
	case ofPlan:
		judges = JudgesOccurrence
	case slices.ContainsFunc(uses, func(u ladderUse) bool { return u.by == taskUse.by }):
		judges = "task" // nothing can be asked about one yet
	}
	for i, c := range r.If {
		at := fmt.Sprintf("%s/if/%d", at, i)
		switch c.judges() {
		case judges:
		case "":
			w.say(at, "unknown condition %q: write %s", string(c), conditionWords())
		default:
			w.say(at, "condition %q looks at one %s, this rung is about one %s", string(c), c.judges(), judges)
		}
		switch m, _, n, ok := c.compares(); {
		case !ok:
		case n < 1 || n > m.most:
			w.say(at, "condition %q: the number must be between 1 and %d", string(c), m.most)
		case m.name == "coverage" && r.Scope == PerPeriod:
			w.say(at, "condition %q is about one sweep, this rung tells all of a period alike", string(c))
		}
	}
}

// conditionWords are all conditions, as they are written.
func conditionWords() string {
	var all []string
	for _, f := range conditions {
		all = append(all, string(f.condition))
	}
	for _, m := range measures {
		all = append(all, m.name+"<80")
	}
	return strings.Join(all, ", ")
}

// end looks whether a ladder climbs high enough from where matters wait.
func (w *walk) end(at string, l Ladder, uses []ladderUse) {
	for _, u := range uses {
		for _, mark := range sortedKeys(u.reach) {
			high := -1
			for _, r := range l.Rungs {
				switch {
				case r.Mark == mark && r.Do == DoGeneral:
					high = TopLevel // from here the ladder of general hazards goes on
				case r.Mark == mark:
					high = max(high, r.Level)
				}
			}
			reach := u.reach[mark]
			if l.Top > 0 {
				reach = min(reach, l.Top)
			}
			if high < reach {
				w.say(at, "ladder %s has no end: from %q it must reach level %d", l.Name, mark, reach)
			}
		}
	}
}

// order looks whether a rung would fire before the one that stands before it
// and counts from the same mark, on any day of two years. A proposed hand-over
// goes its own way.
func (w *walk) order(at string, l Ladder, c *Calendar) {
	before := map[Mark]Rung{}
	for i, r := range l.Rungs {
		if r.Do == DoDraft {
			continue
		}
		if prev, ok := before[r.Mark]; ok {
			if day, late := earlier(r, prev, c); late {
				w.say(fmt.Sprintf("%s/rungs/%d/after", at, i), "rung %s (%s) comes before %s (%s) when %s is on %s",
					r.ID, r.After, prev.ID, prev.After, r.Mark, day.Format("2006-01-02 15:04"))
			}
		}
		before[r.Mark] = r
	}
}

// earlier finds a mark from which a rung is due before the one that precedes it.
func earlier(r, prev Rung, c *Calendar) (time.Time, bool) {
	if r.Roll == prev.Roll && r.After.neverBefore(prev.After) {
		return time.Time{}, false
	}
	from := time.Date(2026, time.January, 1, 0, 0, 0, 0, Shanghai)
	for at := from; at.Before(from.AddDate(2, 0, 0)); at = at.Add(12 * time.Hour) {
		if r.due(at, c).Before(prev.due(at, c)) {
			return at, true
		}
	}
	return time.Time{}, false
}
