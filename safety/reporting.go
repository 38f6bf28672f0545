package safety

import (
	"slices"
	"strings"
	"time"
)

// Reporting is what the policy says about the reports of volunteers and
// residents (domain.md 6.8, 10).
type Reporting struct {
	Urgent     []UrgentRule  `yaml:"urgent"`
	Duplicates DuplicateRule `yaml:"duplicates"`
	Rejections []Rejection   `yaml:"rejections"`
	Addresses  []Address     `yaml:"addresses"`
	Appeal     AppealRule    `yaml:"appeal"`
	Interim    InterimRule   `yaml:"interim"`
	Abuse      AbuseRule     `yaml:"abuse"`
	Thanks     ThanksRule    `yaml:"thanks"`
	Places     PlaceRule     `yaml:"places"`
	Talk       TalkRule      `yaml:"talk"`
}

// An UrgentRule says which reports are looked at as fast as a serious hazard
// (domain.md 10.3): those of a category that hold one of the words.
type UrgentRule struct {
	Category Category `yaml:"category"`
	Words    []string `yaml:"words"`
	Why      string   `yaml:"why"`
}

// A DuplicateRule says when a report is taken for something known (domain.md 6.8).
type DuplicateRule struct {
	Days   int    `yaml:"days"`   // how long ago the other was reported
	Closed int    `yaml:"closed"` // days after closing in which it is still offered
	Text   int    `yaml:"text"`   // per cent of likeness of the words
	Offer  int    `yaml:"offer"`  // how many are offered
	Why    string `yaml:"why"`
}

// A Rejection is a reason to turn a report down.
type Rejection struct {
	ID      string `yaml:"id"`
	Name    string `yaml:"name"`    // for who rejects
	Text    string `yaml:"text"`    // for the reporter
	Address bool   `yaml:"address"` // the reporter is told who is responsible instead
	Abuse   bool   `yaml:"abuse"`   // counts as malicious (domain.md 10.5)
	Why     string `yaml:"why"`
}

// An Address is who is responsible for what is outside the street's field.
type Address struct {
	Matter string `yaml:"matter"`
	Office string `yaml:"office"` // and how it is reached
}

// An AppealRule says how long a reporter may ask for another decision.
type AppealRule struct {
	Within Delay  `yaml:"within"`
	Why    string `yaml:"why"`
}

// An InterimRule says after how long without news a reporter is told how the
// matter stands (domain.md 10.4).
type InterimRule struct {
	After Delay  `yaml:"after"`
	Why   string `yaml:"why"`
}

// An AbuseRule says when a member's reports are looked at by the safety office
// first (domain.md 10.5).
type AbuseRule struct {
	Rejected int    `yaml:"rejected"` // as malicious
	Days     int    `yaml:"days"`     // within
	Why      string `yaml:"why"`
}

// A ThanksRule says at how many valid reports a member is thanked (domain.md 10.6).
type ThanksRule struct {
	At  []int  `yaml:"at"`
	Why string `yaml:"why"`
}

// A TalkRule is how long a conversation waits (domain.md 10.2).
type TalkRule struct {
	Burst  int    `yaml:"burst"`  // seconds of silence that end a row of photos
	Late   Delay  `yaml:"late"`   // after a submission, in which a photo is offered as an addition
	Remind Delay  `yaml:"remind"` // of silence, before the one reminder of a draft
	Draft  Delay  `yaml:"draft"`  // of silence, after which a draft is put by
	Parked Delay  `yaml:"parked"` // for which what was put by can be restored
	Why    string `yaml:"why"`
}

// A PlaceRule bounds the search for places.
type PlaceRule struct {
	Near  int      `yaml:"near"`  // metres around a location in which a grid is offered
	Far   int      `yaml:"far"`   // metres in which the nearest is offered when none is near
	Alias int      `yaml:"alias"` // longest name, in characters, that is learnt
	Vague []string `yaml:"vague"` // names that could be anywhere: never learnt
	Why   string   `yaml:"why"`
}

// Rejection finds a reason by its id.
func (p *Policy) Rejection(id string) (Rejection, bool) {
	i := slices.IndexFunc(p.Reporting.Rejections, func(r Rejection) bool { return r.ID == id })
	if i < 0 {
		return Rejection{}, false
	}
	return p.Reporting.Rejections[i], true
}

// abuses are the reasons that count as malicious.
func (p *Policy) abuses() (ids []string) {
	for _, r := range p.Reporting.Rejections {
		if r.Abuse {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// judgedAs is how fast a report must be judged: by its severity if it has one,
// else by what it is about (domain.md 10.3).
func (p *Policy) judgedAs(h *Hazard) Severity {
	switch {
	case h.Severity.Rank() >= Serious.Rank():
		return Serious
	case h.Severity != "":
		return General
	}
	return p.soundsLike(h.Category, h.What)
}

// soundsLike is as what a report that nobody has graded must be judged.
func (p *Policy) soundsLike(c Category, what string) Severity {
	for _, u := range p.Reporting.Urgent {
		if u.Category == c && slices.ContainsFunc(u.Words, func(w string) bool { return strings.Contains(what, w) }) {
			return Serious
		}
	}
	return General
}

// JudgeBy is when a report must be accepted or rejected, or, once somebody was
// asked to look on the spot, when that must be clear (domain.md 10.3). After an
// appeal the time counts anew.
func (p *Policy) JudgeBy(h *Hazard) time.Time {
	limit, from := p.Limits[p.judgedAs(h)], h.judgedFrom()
	if h.State == Verifying {
		return limit.Verify.From(from, p.Calendar)
	}
	return limit.Judge.From(from, p.Calendar)
}

// judgedFrom is the moment from which the time to judge counts.
func (h *Hazard) judgedFrom() time.Time {
	if h.Appealed {
		return h.Since
	}
	return h.ReportedAt
}
