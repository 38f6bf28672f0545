package safety

import (
	"fmt"
	"slices"
	"strings"
)

// allClasses are the classes that must have a rule; "answer" is what the bot
// replies, which is no notice.
var allClasses = []Class{
	"answer", ClassAlarm, ClassEscalate, ClassUrge, ClassRemind, ClassOpening, ClassNews, ClassDigest,
}

// The platform drops silently beyond these (wecom-api.md 12).
const (
	platformPerMinute = 30
	platformPerHour   = 1000
)

func (w *walk) delivery(d Delivery) {
	w.given("delivery", "why", d.Why)
	for _, c := range []struct{ key, text string }{
		{"quiet_from", d.QuietFrom}, {"quiet_to", d.QuietTo}, {"day_off_to", d.DayOffTo},
	} {
		if _, err := parseClock(c.text); err != nil {
			w.say("delivery/"+c.key, "%v", err)
		}
	}
	if d.Cap < 1 {
		w.say("delivery/cap", "at least one message a day must be allowed")
	}
	if d.Spread.IsZero() || d.Spread.unit != minutes || d.Spread.n < 0 || d.Spread.n > 60 {
		w.say("delivery/spread", "%q must be between 0m and 60m", d.Spread)
	}
	if d.PerMinute < 1 || d.PerMinute > platformPerMinute {
		w.say("delivery/per_minute", "must be between 1 and %d: the platform drops what is beyond", platformPerMinute)
	}
	if d.PerHour < d.PerMinute || d.PerHour > platformPerHour {
		w.say("delivery/per_hour", "must be between per_minute and %d: the platform drops what is beyond", platformPerHour)
	}
	if d.PerDay < d.PerHour {
		w.say("delivery/per_day", "must be at least per_hour")
	}
	w.classes(d.Classes)
}

func (w *walk) classes(rules map[Class]ClassRule) {
	for _, c := range allClasses {
		if _, ok := rules[c]; !ok {
			w.say("delivery/classes", "class %s has no rule", c)
		}
	}
	for _, c := range sortedKeys(rules) {
		r, at := rules[c], "delivery/classes/"+string(c)
		w.given(at, "why", r.Why)
		switch {
		case !slices.Contains(allClasses, c):
			w.say(at, "unknown class %q", c)
		case c == ClassAlarm && (r.Quiet || r.DayOff || r.Capped || r.Bundle || !r.Grace.IsZero()):
			w.say(at, "alarms are never held, counted, merged or dropped")
		case c == ClassEscalate && !r.Grace.IsZero():
			w.say(at+"/grace", "escalations stay of use however late they are")
		case r.Grace.n < 0 || r.Grace.byDay():
			w.say(at+"/grace", "%q must be hours or minutes", r.Grace)
		}
	}
}

func (w *walk) emergency(e Emergency) {
	w.given("emergency", "why", e.Why)
	if len(e.Words) == 0 {
		w.say("emergency", "words is missing: no danger would be heard")
	}
	for i, word := range e.Words {
		w.given(fmt.Sprintf("emergency/words/%d", i), "the word", word)
	}
	for i, phrase := range e.Unless {
		at := fmt.Sprintf("emergency/unless/%d", i)
		switch {
		case slices.Contains(e.Words, phrase):
			w.say(at, "%s would silence the emergency word itself", phrase)
		case !slices.ContainsFunc(e.Words, func(word string) bool { return word != "" && strings.Contains(phrase, word) }):
			w.say(at, "%s holds no emergency word and changes nothing", phrase)
		}
	}
	if !strings.Contains(e.Advice, "119") {
		w.say("emergency/advice", "the first reply must tell to call 119")
	}
}
