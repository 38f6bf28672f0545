package safety

import (
	"fmt"
	"slices"
)

// JointRules are what the business decides about joint inspections (domain.md
// 5.2, 9.6).
type JointRules struct {
	Bodies     []BodyKind     `yaml:"bodies"`    // who is invited
	Quorum     int            `yaml:"quorum"`    // how many of them must take part
	Must       []BodyKind     `yaml:"must"`      // whose absence must be explained
	Start      string         `yaml:"start"`     // clock time at which the day begins
	Record     string         `yaml:"record"`    // checklist of the record
	Community  string         `yaml:"community"` // checklist of a community's own work
	Most       int            `yaml:"most"`      // targets that are proposed
	UnseenDays int            `yaml:"unseen_days"`
	Repeats    int            `yaml:"repeats"` // so many closings of one kind at one place come back; more are chronic (see ChronicRule)
	Weights    []TargetWeight `yaml:"weights"`
	Why        string         `yaml:"why"`
}

// A TargetWeight is how much a reason counts when targets are ranked.
type TargetWeight struct {
	Reason ReasonKind `yaml:"reason"`
	Points int        `yaml:"points"` // each time
	Most   int        `yaml:"most"`   // points at the most; 0: once
	Why    string     `yaml:"why"`
}

// ReasonKind is why a place is proposed.
type ReasonKind string

const (
	ReasonOverdue   ReasonKind = "overdue"
	ReasonChronic   ReasonKind = "chronic"
	ReasonRepeat    ReasonKind = "repeat"
	ReasonHighRisk  ReasonKind = "high_risk"
	ReasonKeyUnseen ReasonKind = "key_unseen"
	ReasonUnseen    ReasonKind = "unseen"
	ReasonSeason    ReasonKind = "season"
	ReasonAdded     ReasonKind = "added" // by hand: has no weight
)

// reasonKinds are those that need a weight, the weightiest matter first.
var reasonKinds = []ReasonKind{ReasonOverdue, ReasonChronic, ReasonRepeat, ReasonHighRisk, ReasonKeyUnseen, ReasonSeason, ReasonUnseen}

func (w *walk) joint(p *Policy) {
	j := p.Joint
	w.given("joint", "why", j.Why)
	if len(j.Bodies) == 0 {
		w.say("joint", "bodies is missing: nobody would be invited")
	}
	for i, b := range j.Bodies {
		w.body(fmt.Sprintf("joint/bodies/%d", i), b)
	}
	for i, b := range j.Must {
		at := fmt.Sprintf("joint/must/%d", i)
		w.body(at, b)
		if !slices.Contains(j.Bodies, b) {
			w.say(at, "%s is not invited", string(b))
		}
	}
	if j.Quorum < 1 || j.Quorum > len(j.Bodies) {
		w.say("joint/quorum", "%d of %d bodies cannot be asked for", j.Quorum, len(j.Bodies))
	}
	if _, err := parseClock(j.Start); err != nil {
		w.say("joint/start", "%v", err)
	}
	for _, least := range []struct {
		key      string
		n, least int
	}{{"most", j.Most, 1}, {"unseen_days", j.UnseenDays, 1}, {"repeats", j.Repeats, 2}} {
		if least.n < least.least {
			w.say("joint/"+least.key, "%d is not at least %d", least.n, least.least)
		}
	}
	if most := p.Handling.Chronic.Closed; j.Repeats >= most {
		w.say("joint/repeats", "%d closings are chronic already: write less than %d", j.Repeats, most)
	}
	w.jointLists(p)
	w.weights(j.Weights)
}

func (w *walk) body(at string, b BodyKind) {
	if b.String() == string(b) {
		w.say(at, "unknown body %q", string(b))
	}
}

// jointLists looks whether the items of the record are those that are looked at
// before it is signed, and whether a community is asked anything.
func (w *walk) jointLists(p *Policy) {
	if _, ok := p.Checklists[p.Joint.Community]; !ok {
		w.say("joint/community", "unknown checklist %q", p.Joint.Community)
	}
	record, ok := p.Checklists[p.Joint.Record]
	if !ok {
		w.say("joint/record", "unknown checklist %q", p.Joint.Record)
		return
	}
	listed := map[string]bool{}
	for i, item := range record.Items {
		listed[item.ID] = true
		if !slices.ContainsFunc(jointItems, func(n jointItem) bool { return n.id == item.ID }) {
			w.say(fmt.Sprintf("checklists/%s/items/%d", p.Joint.Record, i), "nothing answers item %q of the record", item.ID)
		}
	}
	for _, n := range jointItems {
		if !listed[n.id] {
			w.say("joint/record", "item %s is missing from checklist %s", n.id, p.Joint.Record)
		}
	}
}

func (w *walk) weights(weights []TargetWeight) {
	seen := map[ReasonKind]bool{}
	for i, weight := range weights {
		at := fmt.Sprintf("joint/weights/%d", i)
		switch {
		case !slices.Contains(reasonKinds, weight.Reason):
			w.say(at+"/reason", "unknown reason %q", string(weight.Reason))
		case seen[weight.Reason]:
			w.say(at+"/reason", "reason %s has two weights", string(weight.Reason))
		}
		seen[weight.Reason] = true
		w.given(at, "why", weight.Why)
		if weight.Points < 1 || weight.Most != 0 && weight.Most < weight.Points {
			w.say(at+"/points", "%d points, at the most %d: a reason must count", weight.Points, weight.Most)
		}
	}
	for _, kind := range reasonKinds {
		if !seen[kind] {
			w.say("joint/weights", "reason %s has no weight", string(kind))
		}
	}
}
