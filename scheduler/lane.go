package scheduler

import (
	"cmp"
	"slices"

	"gridwarden/bot"
	"gridwarden/safety"
)

// A lane is a part of the outbox that is drained by itself, so that an answer
// does not wait behind a mass reminder.
type lane struct {
	name  string
	lead  [][]bot.Class // claimed one after the other, most urgent first
	all   []bot.Class
	with  []bot.Class // what may come along, to be bundled or for the digest of what is over the cap
	nudge chan struct{}
}

// lanes are one for what a member waits for, and one for the rest. A class the
// policy does not name has no privileges and no restrictions.
func lanes(p safety.Delivery) []lane {
	now := lane{name: "now", lead: [][]bot.Class{{bot.Answer}, {bot.Alarm}}, all: []bot.Class{bot.Answer, bot.Alarm}}
	rest := lane{name: "rest", all: []bot.Class{bot.Escalate, bot.Urge, bot.Remind, bot.News, bot.Digest, bot.Opening}}
	for c := range p.Classes {
		if class := bot.Class(c); !slices.Contains(rest.all, class) && !slices.Contains(now.all, class) {
			rest.all = append(rest.all, class)
		}
	}
	slices.SortFunc(rest.all, func(a, b bot.Class) int {
		first := func(c bot.Class) int { return p.Classes[safety.Class(c)].First }
		return cmp.Or(cmp.Compare(first(a), first(b)), cmp.Compare(a, b))
	})
	for _, c := range rest.all {
		rest.lead = append(rest.lead, []bot.Class{c})
		if rule := p.Classes[safety.Class(c)]; rule.Bundle || rule.Capped {
			rest.with = append(rest.with, c)
		}
	}
	lanes := []lane{now, rest}
	for i := range lanes {
		lanes[i].nudge = make(chan struct{}, 1)
	}
	return lanes
}
