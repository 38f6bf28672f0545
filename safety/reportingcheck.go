package safety

import (
	"fmt"
	"slices"
)

// reporting finds what makes no sense in the rules of reporting.
func (w *walk) reporting(p *Policy) {
	r := p.Reporting
	for _, x := range []struct{ key, why string }{
		{"duplicates", r.Duplicates.Why}, {"appeal", r.Appeal.Why}, {"interim", r.Interim.Why},
		{"abuse", r.Abuse.Why}, {"thanks", r.Thanks.Why}, {"places", r.Places.Why},
	} {
		w.given("reporting/"+x.key, "why", x.why)
	}
	for _, n := range []struct {
		at string
		n  int
	}{
		{"duplicates/days", r.Duplicates.Days}, {"duplicates/offer", r.Duplicates.Offer}, {"abuse/rejected", r.Abuse.Rejected},
		{"abuse/days", r.Abuse.Days}, {"places/near", r.Places.Near}, {"places/alias", r.Places.Alias},
	} {
		if n.n < 1 {
			w.say("reporting/"+n.at, "%d must be at least 1", n.n)
		}
	}
	if t := r.Duplicates.Text; t < 1 || t > 100 {
		w.say("reporting/duplicates/text", "%d is no share of 1 to 100 per cent", t)
	}
	if r.Duplicates.Closed > reopenable(p) {
		w.say("reporting/duplicates/closed", "%d days are more than the %d in which a hazard can be reopened", r.Duplicates.Closed, reopenable(p))
	}
	if r.Places.Far < r.Places.Near {
		w.say("reporting/places/far", "%d is nearer than near %d", r.Places.Far, r.Places.Near)
	}
	for _, d := range []struct {
		at    string
		delay Delay
	}{{"appeal/within", r.Appeal.Within}, {"interim/after", r.Interim.After}} {
		if d.delay.n <= 0 {
			w.say("reporting/"+d.at, "%q must lie after its start", d.delay)
		}
	}
	w.talk(r.Talk)
	w.urgent(p)
	w.rejections(r)
	w.thanks(r.Thanks)
}

// talk looks whether a conversation waits as long as it can: a reminder before the
// draft is put by, and nothing for ever.
func (w *walk) talk(t TalkRule) {
	w.given("reporting/talk", "why", t.Why)
	if t.Burst < 1 || t.Burst > 60 {
		w.say("reporting/talk/burst", "%d is not between 1 and 60 seconds", t.Burst)
	}
	for _, d := range []struct {
		key   string
		delay Delay
	}{{"late", t.Late}, {"remind", t.Remind}, {"draft", t.Draft}, {"parked", t.Parked}} {
		if d.delay.Span() <= 0 {
			w.say("reporting/talk/"+d.key, "%q must be minutes or hours", d.delay)
		}
	}
	if t.Remind.Span() >= t.Draft.Span() {
		w.say("reporting/talk/remind", "%q is no reminder: the draft is put by after %q", t.Remind, t.Draft)
	}
}

func reopenable(p *Policy) int { return p.Handling.Reopen.Days }

func (w *walk) urgent(p *Policy) {
	for i, u := range p.Reporting.Urgent {
		at := fmt.Sprintf("reporting/urgent/%d", i)
		w.given(at, "why", u.Why)
		if !slices.ContainsFunc(p.Categories, func(c CategoryRule) bool { return c.ID == u.Category }) {
			w.say(at+"/category", "unknown category %q", u.Category)
		}
		if len(u.Words) == 0 {
			w.say(at, "words is missing: nothing would ever be urgent")
		}
	}
}

// maxChoices is how many reasons and addresses fit on one card.
const maxChoices = 12

func (w *walk) rejections(r Reporting) {
	if n := len(r.Rejections); n == 0 || n > maxChoices {
		w.say("reporting/rejections", "%d reasons: between 1 and %d can be chosen from", n, maxChoices)
	}
	ids := map[string]string{}
	address, abuse := false, false
	for i, x := range r.Rejections {
		at := fmt.Sprintf("reporting/rejections/%d", i)
		w.ids(at+"/id", ids, x.ID)
		w.given(at, "name", x.Name)
		w.given(at, "text", x.Text)
		w.given(at, "why", x.Why)
		address, abuse = address || x.Address, abuse || x.Abuse
	}
	if !abuse {
		w.say("reporting/rejections", "no reason counts as abuse: the rule of abuse would never apply")
	}
	if n := len(r.Addresses); address && n == 0 || n > maxChoices {
		w.say("reporting/addresses", "%d addresses: between 1 and %d can be chosen from", n, maxChoices)
	}
	for i, a := range r.Addresses {
		at := fmt.Sprintf("reporting/addresses/%d", i)
		w.given(at, "matter", a.Matter)
		w.given(at, "office", a.Office)
	}
}

func (w *walk) thanks(t ThanksRule) {
	if len(t.At) == 0 {
		w.say("reporting/thanks", "at is missing: nobody would ever be thanked")
	}
	for i, n := range t.At {
		if n < 1 || i > 0 && n <= t.At[i-1] {
			w.say(fmt.Sprintf("reporting/thanks/at/%d", i), "%d: numbers of reports must grow from 1 on", n)
		}
	}
}
