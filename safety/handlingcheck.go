package safety

import "fmt"

// handling finds what makes no sense in the rules of handling.
func (w *walk) handling(h Handling) {
	for _, r := range []struct{ key, why string }{
		{"returns", h.Returns.Why}, {"extension", h.Extension.Why}, {"suspension", h.Suspension.Why}, {"severity", h.Severity.Why},
		{"merge", h.Merge.Why}, {"void", h.Void.Why}, {"reopen", h.Reopen.Why}, {"chronic", h.Chronic.Why},
	} {
		w.given("handling/"+r.key, "why", r.why)
	}
	for _, n := range []struct {
		at string
		n  int
	}{
		{"returns/most", h.Returns.Most}, {"extension/most", h.Extension.Most}, {"reopen/days", h.Reopen.Days},
		{"chronic/closed", h.Chronic.Closed}, {"chronic/days", h.Chronic.Days},
	} {
		if n.n < 1 {
			w.say("handling/"+n.at, "%d must be at least 1", n.n)
		}
	}
	for _, d := range []struct {
		at    string
		delay Delay
	}{
		{"suspension/look", h.Suspension.Look}, {"severity/least", h.Severity.Least}, {"merge/undo", h.Merge.Undo}, {"void/own", h.Void.Own},
	} {
		if d.delay.n <= 0 {
			w.say("handling/"+d.at, "%q must lie after its start", d.delay)
		}
	}
	w.offers("handling/extension", h.Extension.Offer)
	w.offers("handling/suspension", h.Suspension.Offer)
	for i, d := range h.Suspension.Offer {
		if d.From(aWorkday, nil).After(h.Suspension.Look.From(aWorkday, nil)) {
			w.say(fmt.Sprintf("handling/suspension/offer/%d", i), "%q is later than look %q", d, h.Suspension.Look)
		}
	}
	if h.Chronic.Level < 1 || h.Chronic.Level > TopLevel {
		w.say("handling/chronic/level", "level %d must be between 1 and %d", h.Chronic.Level, TopLevel)
	}
}

func (w *walk) offers(at string, offer []Delay) {
	if len(offer) == 0 {
		w.say(at+"/offer", "offer is missing: there would be nothing to choose")
	}
	for i, d := range offer {
		if d.n <= 0 {
			w.say(fmt.Sprintf("%s/offer/%d", at, i), "%q must lie after its start", d)
		}
	}
}
