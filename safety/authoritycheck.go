package safety

import (
	"fmt"
	"slices"
)

// handing looks at what the policy says about handing over, and about what is
// watched, told and planned meanwhile.
func (w *walk) handing(p *Policy) {
	h := p.Handing
	w.given("handover", "why", h.Why)
	w.given("handover", "request", h.Request)
	w.criteria(h)
	w.authorities(h)
	w.routes(p)
	w.handoverLimits(h.Limits)
	w.watching(p)
	w.notifying(p)
	w.treatment(h.Treatment)
}

func (w *walk) criteria(h Handing) {
	seen := map[string]string{}
	for i, c := range h.Criteria {
		at := fmt.Sprintf("handover/criteria/%d", i)
		w.ids(at+"/id", seen, string(c.ID))
		if !contains(Criteria, c.ID) {
			w.say(at+"/id", "unknown criterion %q", string(c.ID))
		}
		w.given(at, "name", c.Name)
		w.given(at, "words", c.Words)
		w.given(at, "why", c.Why)
	}
	for _, c := range Criteria {
		if seen[string(c)] == "" {
			w.say("handover/criteria", "criterion %s is missing: the letter could not say why", string(c))
		}
	}
	if h.Visits.Most < 1 {
		w.say("handover/visits", "most must be at least 1")
	}
	w.given("handover/visits", "why", h.Visits.Why)
}

func (w *walk) authorities(h Handing) {
	seen, bodies := map[string]string{}, map[BodyKind]Authority{}
	for i, a := range h.Authorities {
		at := fmt.Sprintf("handover/authorities/%d", i)
		w.ids(at+"/id", seen, string(a.ID))
		w.given(at, "name", a.Name)
		w.given(at, "why", a.Why)
		if a.Body == "" {
			continue
		}
		if a.Body.String() == string(a.Body) {
			w.say(at+"/body", "unknown kind of body %q: leave it out for an authority that is no body of the roster", string(a.Body))
		}
		if other, twice := bodies[a.Body]; twice {
			w.say(at+"/body", "%s is %s already", string(a.Body), string(other))
		}
		bodies[a.Body] = a.ID
	}
}

func (w *walk) authority(at string, p *Policy, id Authority) {
	if _, ok := p.Authority(id); !ok {
		w.say(at, "unknown authority %q", string(id))
	}
}

func (w *walk) routes(p *Policy) {
	seen := map[string]string{}
	routes := p.Handing.Routes
	for i, r := range routes {
		at := fmt.Sprintf("handover/routes/%d", i)
		w.ids(at+"/id", seen, r.ID)
		w.given(at, "matter", r.Matter)
		w.given(at, "basis", r.Basis)
		w.given(at, "why", r.Why)
		w.authority(at+"/to", p, r.To)
		for j, c := range r.Categories {
			if p.CategoryName(c) == string(c) {
				w.say(fmt.Sprintf("%s/categories/%d", at, j), "unknown category %q", string(c))
			}
		}
		for j, place := range r.At {
			if !contains(RoutePlaces, place) {
				w.say(fmt.Sprintf("%s/at/%d", at, j), "unknown place %q: write courtyard, small, unit or key", string(place))
			}
		}
		for j, tag := range r.Tags {
			if tag.String() == "" {
				w.say(fmt.Sprintf("%s/tags/%d", at, j), "unknown tag %q", string(tag))
			}
		}
		for j, word := range r.Words {
			w.given(fmt.Sprintf("%s/words/%d", at, j), "the word", word)
		}
		if r.fitsAll() && i < len(routes)-1 {
			w.say(at, "route %s fits everything: those behind it can never be reached", r.ID)
		}
	}
	if len(routes) == 0 || !routes[len(routes)-1].fitsAll() {
		w.say("handover/routes", "there is no default route: the last one must have no condition, so that everything has an addressee")
	}
}

func (w *walk) handoverLimits(l HandoverLimits) {
	w.given("handover/limits", "why", l.Why)
	for _, of := range []struct {
		key    string
		limits ActLimits
	}{{"usual", l.Usual}, {"major", l.Major}} {
		at := "handover/limits/" + of.key
		for _, d := range []struct {
			key   string
			delay Delay
		}{{"approve", of.limits.Approve}, {"send", of.limits.Send}, {"receipt", of.limits.Receipt}, {"reply_by", of.limits.ReplyBy}} {
			switch {
			case d.delay.IsZero():
				w.say(at, "%s is missing", d.key)
			case !d.delay.From(aWorkday, nil).After(aWorkday):
				w.say(at+"/"+d.key, "%q must lie after its start", d.delay)
			}
		}
		if !of.limits.ReplyBy.IsZero() && of.limits.ReplyBy.From(aWorkday, nil).Before(of.limits.Receipt.From(aWorkday, nil)) {
			w.say(at+"/reply_by", "%q is before the receipt is due (%q)", of.limits.ReplyBy, of.limits.Receipt)
		}
	}
	for _, d := range []struct {
		key          string
		usual, major Delay
	}{{"approve", l.Usual.Approve, l.Major.Approve}, {"send", l.Usual.Send, l.Major.Send}} {
		if d.major.From(aWorkday, nil).After(d.usual.From(aWorkday, nil)) {
			w.say("handover/limits/major/"+d.key, "%q: a major hazard cannot wait longer than others (%q)", d.major, d.usual)
		}
	}
}

func (w *walk) watching(p *Policy) {
	r, at := p.Handing.Watch, "handover/watch"
	w.given(at, "why", r.Why)
	w.given(at, "interim", r.Interim)
	if roleFacts[r.Who].Role == "" {
		w.say(at+"/who", "unknown role %q", string(r.Who))
	}
	for i, s := range r.Severities {
		if s.Rank() < 0 {
			w.say(fmt.Sprintf("%s/severities/%d", at, i), "unknown severity %q", string(s))
		}
	}
	for _, s := range []Severity{Serious, Major} {
		if !contains(r.Severities, s) {
			w.say(at+"/severities", "%s is missing: what was handed over still stands there", string(s))
		}
	}
	if !slices.ContainsFunc(p.Ladders["TW"].Rungs, func(r Rung) bool { return r.Do == DoWatch }) {
		w.say("ladders/TW", "no rung opens the day's look")
	}
}

func (w *walk) notifying(p *Policy) {
	r, at := p.Handing.Notify, "handover/notify"
	w.given(at, "why", r.Why)
	w.authority(at+"/to", p, r.To)
	for i, role := range r.Finders {
		if roleFacts[role].Role == "" {
			w.say(fmt.Sprintf("%s/finders/%d", at, i), "unknown role %q", string(role))
		}
	}
	for i, c := range r.Classes {
		if c.String() == "" {
			w.say(fmt.Sprintf("%s/classes/%d", at, i), "unknown class %q", string(c))
		}
	}
	if r.By.n <= 0 {
		w.say(at, "by must lie after the finding")
	}
}

func (w *walk) treatment(r TreatmentRule) {
	const at = "handover/treatment"
	w.given(at, "why", r.Why)
	if len(r.Elements) == 0 {
		w.say(at, "elements is missing: a plan would hold nothing")
	}
	seen := map[string]string{}
	for i, e := range r.Elements {
		at := fmt.Sprintf("%s/elements/%d", at, i)
		w.ids(at+"/id", seen, e.ID)
		w.given(at, "name", e.Name)
		w.given(at, "ask", e.Ask)
		w.given(at, "example", e.Example)
	}
	if r.By.n <= 0 {
		w.say(at, "by must lie after the finding")
	}
}
