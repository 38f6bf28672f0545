package safety

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// A Problem is a mistake in a policy.
type Problem struct {
	At   string // "ladders/W/rungs/2/after": names and, in lists, positions from 0
	Text string // one sentence
}

// Check finds all mistakes of a policy that its types let pass. The tests of the
// default policy and `gridwarden policy check` run the same walks.
func (p *Policy) Check() []Problem {
	var w walk
	w.plans(p)
	w.ladders(p)
	w.checklists(p)
	w.limits(p)
	w.categories(p)
	w.handling(p.Handling)
	w.reporting(p)
	w.joint(p)
	w.handing(p)
	w.delivery(p.Delivery)
	w.emergency(p.Emergency)
	w.spellings(p.Spellings)
	w.escalation(p)
	w.leave(p.Leave)
	w.succession(p)
	w.visibility(p.Visibility)
	w.coverage(p.Coverage)
	w.bodies(p.Bodies)
	w.intensify(p)
	w.daily(p.Daily)
	return w.found
}

// walk collects problems.
type walk struct{ found []Problem }

func (w *walk) say(at, format string, args ...any) {
	w.found = append(w.found, Problem{at, fmt.Sprintf(format, args...)})
}

// given says that a text is missing: at its key if that is there and empty.
func (w *walk) given(at, key, text string) {
	if strings.TrimSpace(text) == "" {
		w.say(at+"/"+key, "%s is missing", key)
	}
}

// idForm is what may stand in the keys of steps and occurrences.
var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

// ids says which of a list's ids are malformed or given twice.
func (w *walk) ids(at string, seen map[string]string, id string) {
	switch first, again := seen[id]; {
	case !idForm.MatchString(id):
		w.say(at, "id %q must be letters, digits, - and _", id)
	case again:
		w.say(at, "id %q is taken already by %s: ids mean one thing for ever", id, first)
	default:
		seen[id] = at
	}
}

// aWorkday is where limits are compared: an ordinary week without holidays.
var aWorkday = time.Date(2026, time.March, 2, 10, 0, 0, 0, Shanghai)

func (w *walk) limits(p *Policy) {
	if p.Office.Closes != "" {
		w.given("office", "why", p.Office.Why)
		if _, err := parseClock(p.Office.Closes); err != nil {
			w.say("office/closes", "%v", err)
		}
	}
	for _, s := range Severities {
		if _, ok := p.Limits[s.Severity]; !ok {
			w.say("limits", "severity %s has no limits", string(s.Severity))
		}
	}
	for _, s := range sortedKeys(p.Limits) {
		l, at := p.Limits[s], "limits/"+string(s)
		if s.Rank() < 0 {
			w.say(at, "unknown severity %q", string(s))
		}
		w.given(at, "why", l.Why)
		for _, d := range []struct {
			key   string
			delay Delay
		}{
			{"rectify", l.Rectify}, {"judge", l.Judge}, {"verify", l.Verify}, {"assign", l.Assign},
			{"acknowledge", l.Acknowledge}, {"ack_expires", l.AckExpires}, {"review", l.Review},
		} {
			switch {
			case d.delay.IsZero():
				w.say(at, "%s is missing", d.key)
			case d.delay.n <= 0:
				w.say(at+"/"+d.key, "%q must lie after its start", d.delay)
			}
		}
		w.bounds(at, l)
		if ladder, ok := p.Ladders[l.Ladder]; ok {
			w.agree(at, l, ladder)
		} else {
			w.say(at+"/ladder", "severity %s has no ladder: %q does not exist", string(s), l.Ladder)
		}
		if !contains(approvers, l.ExtendBy) {
			w.say(at+"/extend_by", "%q is no role that can answer for an extension: write %s", string(l.ExtendBy), wordsOf(approvers))
		}
		if l.Reviewers < 1 {
			w.say(at+"/reviewers", "at least one person must review")
		}
		if s.Rank() >= Serious.Rank() && !l.Interim {
			w.say(at+"/interim", "an interim precaution is mandatory for %s while it is open", string(s))
		}
	}
}

func (w *walk) bounds(at string, l Limit) {
	end := func(d Delay) time.Time { return d.From(aWorkday, nil) }
	if !l.Min.IsZero() && end(l.Rectify).Before(end(l.Min)) {
		w.say(at+"/rectify", "%q is shorter than min %q", l.Rectify, l.Min)
	}
	if !l.Max.IsZero() && end(l.Rectify).After(end(l.Max)) {
		w.say(at+"/rectify", "%q is longer than max %q", l.Rectify, l.Max)
	}
	if !l.Min.IsZero() && !l.Max.IsZero() && end(l.Max).Before(end(l.Min)) {
		w.say(at+"/max", "max %q is shorter than min %q", l.Max, l.Min)
	}
}

func (w *walk) categories(p *Policy) {
	if len(p.Categories) == 0 {
		w.say("categories", "there is no category")
	}
	ids, words := map[string]string{}, map[string]Category{}
	for i, c := range p.Categories {
		at := fmt.Sprintf("categories/%d", i)
		w.ids(at+"/id", ids, string(c.ID))
		w.given(at, "name", c.Name)
		for j, word := range c.Words {
			at := fmt.Sprintf("%s/words/%d", at, j)
			w.given(at, "the word", word)
			if other, ok := words[word]; ok {
				w.say(at, "%s suggests %s already", word, other)
			}
			words[word] = c.ID
		}
	}
}

// wordsOf are the stored words of roles, for mistakes.
func wordsOf(roles []Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ", ")
}
