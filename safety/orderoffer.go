package safety

import (
	"slices"
	"time"
)

// orderMoves is the action by which an order moves a hazard; where its state has
// none, the order makes no sense. Orders without one can always be given.
var orderMoves = map[Order]Action{OrderExtend: Extend, OrderHandOver: ProposeHandover, OrderReassign: Reassign}

// OrdersFor are the orders that a card about a hazard offers to a member (E-5):
// what escalation.yaml lets him give, as far as it makes sense now, in the order
// of [Orders].
func (p *Policy) OrdersFor(r *Roster, h *Hazard, who string, now time.Time) (offer []Order) {
	for _, o := range Orders {
		rights := p.Escalation.Rule(o.Order).Rights(h.Severity)
		if r.Has(who, h.Place.Grid, now, rights...) && p.fits(o.Order, h, now) {
			offer = append(offer, o.Order)
		}
	}
	return offer
}

// fits says that an order can do something about a hazard as it stands.
func (p *Policy) fits(o Order, h *Hazard, now time.Time) bool {
	if do, moves := orderMoves[o]; moves && !slices.ContainsFunc(Lifecycle, func(r Rule) bool { return r.From == h.State && r.Do == do }) {
		return false
	}
	if o != OrderExtend {
		return true
	}
	_, asked := h.Asked(Extend)
	return h.ExtendCount < p.Handling.Extension.Most && (asked || now.Before(h.Deadline))
}
