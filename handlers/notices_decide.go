package handlers

import (
	"slices"
	"strings"

	"gridwarden/bot"
	"gridwarden/safety"
)

// decides are the notices that ask those above for a decision (E-5). Each reader
// is offered what he may order himself, so those with other rights get another card.
var decides = map[safety.NoticeKind]bool{
	"step": true, "supervision_overdue": true, "hazard_chronic": true, "hazard_reopened_above": true,
}

// orderWords are the words behind the buttons of orders.
var orderWords = map[safety.Order]struct {
	word  string
	style bot.Style
}{
	safety.OrderSupervise: {wordSupervise, bot.Danger},
	safety.OrderExtend:    {wordExtend, bot.Plain},
	safety.OrderHandOver:  {wordHandOver, bot.Plain},
	safety.OrderReassign:  {wordReassign, bot.Plain},
	safety.OrderNoted:     {wordNoted, bot.Primary},
}

// orders are what the readers of a notice may answer with one tap; they all have
// the same rights.
func (w words) orders() []bot.Button {
	var buttons []bot.Button
	if len(w.To) > 0 {
		for _, o := range w.may(w.To[0]) {
			buttons = append(buttons, press(o.String(), orderWords[o].word, w.Hazard, orderWords[o].style))
		}
	}
	return append(buttons, look(w.Hazard))
}

// may are the orders a reader may give now.
func (w words) may(who string) []safety.Order {
	return w.policy.OrdersFor(w.roster, w.Hazard, who, w.now)
}

// alike parts a notice by what its readers may order. The first part keeps
// its key.
func (w words) alike() []words {
	whole := !decides[w.Kind] || w.Hazard == nil || w.Step != nil && w.Step.Level == 0
	if whole || len(w.To) == 0 {
		return []words{w}
	}
	var parts []words
	var rights [][]safety.Order
	for _, who := range w.To {
		may := w.may(who)
		i := slices.IndexFunc(rights, func(r []safety.Order) bool { return slices.Equal(r, may) })
		if i < 0 {
			part := w
			if part.To = nil; len(parts) > 0 {
				part.Key += safety.ForOne + spelled(may)
			}
			i, parts, rights = len(parts), append(parts, part), append(rights, may)
		}
		parts[i].To = append(parts[i].To, who)
	}
	return parts
}

// spelled tells one set of rights from another in a key.
func spelled(may []safety.Order) string {
	names := make([]string, len(may))
	for i, o := range may {
		names[i] = string(o)
	}
	return strings.Join(names, "+")
}
