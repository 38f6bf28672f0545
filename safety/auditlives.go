package safety

import "time"

// A life is how long a mark counted on a hazard under one severity. A due mark
// that was planned anew, for another deadline or severity, begins another life.
type life struct {
	mark        Mark
	at          time.Time // when the mark was set; zero: when the hazard was reported or registered, which a merging may move
	from, until time.Time
	due         time.Time // the deadline of a due mark
	severity    Severity
}

// A past is what a hazard's history says of its marks.
type past struct {
	lives     []life
	explained bool      // the last state of the history is the hazard's
	redrawn   time.Time // when its ladders were planned anew last, outside the rules
	deadline  time.Time // when its deadline was set last
	open      map[Mark]int
	merged    map[Mark]int // what counted when it was merged
	due       time.Time    // the deadline so far
	severity  Severity     // so far
	category  Category     // before it was changed for the first time; empty: it never was
}

// redraws are acts that plan the ladders of a hazard anew for what is left of
// them: steps whose instants lay before are not made up.
var redraws = map[Action]bool{ChangeSeverity: true, Absorbed: true, Released: true, Unmerge: true}

// requests are the marks of what is asked for, and what grants it: a request
// ends where it can no longer be granted.
var requests = map[Mark]Action{MarkExtension: Extend, MarkSuspension: Suspend, MarkSeverity: ChangeSeverity}

// pastOf replays a hazard's history by the table of its life: which marks were
// set when, and until when they counted.
func pastOf(h *Hazard, events []Event) past {
	p := past{open: map[Mark]int{}}
	last := ""
	for _, e := range events {
		if e.To != "" {
			last = e.To
		}
		if e.Detail["deadline"] != "" {
			p.deadline = e.At
		}
		if redraws[e.Action] && e.Action != ChangeSeverity || e.Detail["severity"] != "" {
			p.redrawn = e.At
		}
		was := p.due
		if text, told := e.Detail["deadline"]; told {
			p.due, _ = time.Parse(time.RFC3339, text)
		}
		if p.category == "" {
			p.category = Category(e.Detail["category_was"])
		}
		if text, told := e.Detail["severity"]; told && Severity(text) != p.severity {
			to := Severity(text)
			worse := to.Rank() > p.severity.Rank()
			p.severity = to
			p.regrade(e, worse)
		}
		p.follow(e)
		if _, open := p.open[MarkDue]; open && (!was.Equal(p.due) || p.redrawn.Equal(e.At)) {
			p.end(MarkDue, e.At)
			p.begin(MarkDue, e.At)
		}
	}
	p.explained = last == string(h.State)
	return p
}

// follow applies one event.
func (p *past) follow(e Event) {
	if e.Action == Unmerge {
		p.open = p.merged
		for mark, i := range p.open {
			if mark == MarkDue { // what fell due meanwhile is not made up
				p.begin(mark, e.At)
				continue
			}
			p.lives[i].until = time.Time{}
		}
		return
	}
	rule, ok := ruleOf(e)
	if !ok {
		return
	}
	if rule.To == Merged {
		p.merged = map[Mark]int{}
		for mark, i := range p.open {
			p.merged[mark] = i
		}
	}
	for _, mark := range rule.Drop {
		p.end(mark, e.At)
	}
	for mark := range p.open {
		if grant, asked := requests[mark]; !rule.To.Open() || asked && !possible(rule.To, grant) {
			p.end(mark, e.At)
		}
	}
	for _, mark := range rule.Marks {
		p.end(mark, e.At)
		p.begin(mark, e.At)
	}
}

func (p *past) begin(mark Mark, at time.Time) {
	p.open[mark] = len(p.lives)
	p.lives = append(p.lives, life{mark: mark, at: at, from: at, due: p.due, severity: p.severity})
}

// regrade begins the marks whose ladder goes by severity anew under another one:
// the case itself, and the registration, which those above hear of anew when it is
// worse. A merging that is undone brings back what counted before it.
func (p *past) regrade(e Event, worse bool) {
	state := State(e.To)
	if e.From != e.To || !state.Open() {
		return
	}
	if state == Reported || state == Verifying {
		if i, is := p.open[MarkReported]; is {
			at := p.lives[i].at
			if e.Action == Absorbed {
				at = time.Time{}
			}
			p.renew(MarkReported, at, e.At)
		}
		return
	}
	for _, mark := range []Mark{MarkReturned, MarkAssigned, MarkAcked, MarkClaimed} {
		if i, is := p.open[mark]; is {
			p.renew(mark, p.lives[i].at, e.At)
		}
	}
	p.renew(MarkCase, time.Time{}, e.At)
	at := e.At
	if e.Action == Released {
		for _, l := range p.lives {
			if l.mark == MarkRegistered && l.severity == p.severity {
				at = l.at
			}
		}
	}
	_, returned := p.open[MarkReturned]
	p.end(MarkRegistered, e.At)
	if worse || state == Registered && !returned {
		p.renew(MarkRegistered, at, e.At)
	}
}

// renew begins another life of a mark that was set before.
func (p *past) renew(mark Mark, at, from time.Time) {
	p.end(mark, from)
	p.begin(mark, at)
	p.lives[p.open[mark]].from = from
}

func (p *past) end(mark Mark, at time.Time) {
	if i, ok := p.open[mark]; ok {
		p.lives[i].until = at
		delete(p.open, mark)
	}
}

func possible(in State, do Action) bool {
	for _, r := range Lifecycle {
		if r.From == in && r.Do == do {
			return true
		}
	}
	return false
}

// ruleOf is the rule an event of a hazard was made by.
func ruleOf(e Event) (Rule, bool) {
	for _, r := range Lifecycle {
		if string(r.From) == e.From && string(r.To) == e.To && r.Do == e.Action {
			return r, true
		}
	}
	return Rule{}, false
}
