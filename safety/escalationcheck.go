package safety

import (
	"fmt"
	"slices"
)

func (w *walk) escalation(p *Policy) {
	e := p.Escalation
	w.given("escalation", "why", e.Why)
	w.orderRules(e.Orders)
	words := map[string]string{}
	for i, b := range e.Bodies {
		at := fmt.Sprintf("escalation/bodies/%d", i)
		if b.To != "" {
			w.authority(at+"/to", p, b.To)
		}
		for j, word := range b.Words {
			w.once(fmt.Sprintf("%s/words/%d", at, j), words, word, string(b.To))
		}
	}
	w.supervision(p)
	w.inhibit(p)
	w.silence(e.Silence)
	w.auditing(e.Audit)
}

// once says that a word is missing or means something else already.
func (w *walk) once(at string, seen map[string]string, word, means string) {
	if other, ok := seen[word]; ok {
		w.say(at, "%s means %s already", word, other)
	}
	w.given(at, "the word", word)
	seen[word] = means
}

func (w *walk) orderRules(rules []OrderRule) {
	for _, f := range Orders {
		if !slices.ContainsFunc(rules, func(r OrderRule) bool { return r.Do == f.Order }) {
			w.say("escalation/orders", "order %s has no rule", string(f.Order))
		}
	}
	words, kinds := map[string]string{}, map[string]string{}
	for i, r := range rules {
		at := fmt.Sprintf("escalation/orders/%d", i)
		w.given(at, "why", r.Why)
		w.once(at+"/do", kinds, string(r.Do), "another rule")
		if r.Do.String() == string(r.Do) {
			w.say(at+"/do", "unknown order %q", string(r.Do))
		}
		for list, ws := range map[string][]string{"words": r.Words, "weak": r.Weak} {
			for j, word := range ws {
				w.once(fmt.Sprintf("%s/%s/%d", at, list, j), words, word, string(r.Do))
			}
		}
		if len(r.Words) == 0 {
			w.say(at, "words is missing: nobody could say it")
		}
		for j, part := range r.Takes {
			if !slices.Contains([]Part{PartTerm, PartName, PartBody, PartWords}, part) {
				w.say(fmt.Sprintf("%s/takes/%d", at, j), "%q is none of term, name, body, words", part)
			}
		}
		if len(r.By) == 0 {
			w.say(at, "by is missing: nobody might give it")
		}
		w.roles(at+"/by", r.By)
		for _, s := range sortedKeys(r.BySeverity) {
			if s.Rank() < 0 {
				w.say(at+"/by_severity", "unknown severity %q", string(s))
			}
			w.roles(at+"/by_severity/"+string(s), r.BySeverity[s])
		}
	}
}

func (w *walk) roles(at string, roles []Role) {
	for i, role := range roles {
		if role.Fact().Role == "" {
			w.say(fmt.Sprintf("%s/%d", at, i), "unknown role %q", string(role))
		}
	}
}

func (w *walk) supervision(p *Policy) {
	r, at := p.Escalation.Supervision, "escalation/supervision"
	w.given(at, "why", r.Why)
	if _, ok := p.Ladders[r.Ladder]; !ok {
		w.say(at+"/ladder", "supervision orders have no ladder: %q does not exist", r.Ladder)
	}
	end := func(d Delay) int64 { return d.From(aWorkday, nil).Unix() }
	switch {
	case r.Due.n <= 0 || r.Min.n <= 0 || r.Max.n <= 0:
		w.say(at, "due, min and max must lie after the order")
	case end(r.Due) < end(r.Min) || end(r.Due) > end(r.Max):
		w.say(at+"/due", "%q is not between min %q and max %q", r.Due, r.Min, r.Max)
	}
}

func (w *walk) inhibit(p *Policy) {
	r, at := p.Escalation.Inhibit, "escalation/inhibit"
	w.given(at, "why", r.Why)
	for i, s := range r.By {
		if s.Rank() < Serious.Rank() {
			w.say(fmt.Sprintf("%s/by/%d", at, i), "%q is too small a matter to hide others", string(s))
		}
	}
	for i, c := range r.Classes {
		if c != ClassRemind && c != ClassNews {
			w.say(fmt.Sprintf("%s/classes/%d", at, i), "class %s is no routine: only remind and news may be hidden", c)
		}
	}
}

func (w *walk) silence(r SilenceRule) {
	const at = "escalation/silence"
	w.given(at, "why", r.Why)
	w.roles(at+"/by", r.By)
	if r.Max.n <= 0 || !r.Max.byDay() {
		w.say(at+"/max", "max must be a number of days: a silence must have an end")
	}
	if r.Level < 0 || r.Level > 1 {
		w.say(at+"/level", "level %d: what reaches the street can never be silenced", r.Level)
	}
	for i, s := range r.Severities {
		if s.Rank() < 0 || s.Rank() >= Serious.Rank() {
			w.say(fmt.Sprintf("%s/severities/%d", at, i), "%q can never be silenced", string(s))
		}
	}
}

func (w *walk) auditing(r AuditRule) {
	const at = "escalation/audit"
	w.given(at, "why", r.Why)
	if r.Days < 2 || r.Days > 60 {
		w.say(at+"/days", "%d: look back between 2 and 60 days", r.Days)
	}
	if r.Late.n <= 0 || r.Late.byDay() {
		w.say(at+"/late", "%q must be minutes or hours", r.Late)
	}
	if r.Stuck.n <= 0 || r.Stuck.byDay() {
		w.say(at+"/stuck", "%q must be minutes or hours", r.Stuck)
	}
	if r.Stale.n <= 0 || r.Stale.byDay() {
		w.say(at+"/stale", "%q must be minutes or hours", r.Stale)
	}
	if _, err := parseClock(r.Report); err != nil {
		w.say(at+"/report", "%v", err)
	}
}
