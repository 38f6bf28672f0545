package scheduler

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"gridwarden/bot"
	"gridwarden/safety"
)

// ordinary is the part of the app's day that anything but answers, alarms and
// escalations may use (performance.md A1).
const ordinary = 0.80

// digestLead is how long before quiet hours the messages over the cap come as
// one digest; not a half hour, so that it misses the crowded minutes.
const digestLead = 25 * time.Minute

// throttle keeps every member below the platform's limits, beyond which it
// drops messages without telling (wecom-api.md 4.11), and below the daily cap
// (T-13). Limits of the platform hold for every class. What is held back is
// due again later, together, and so becomes a bundle.
func (d *Deliverer) throttle(ctx context.Context, b *batch) error {
	units := slices.DeleteFunc(slices.Clone(b.units), func(u *unit) bool { return !u.shown() })
	if len(units) == 0 {
		return nil
	}
	slices.SortStableFunc(units, func(a, b *unit) int {
		return cmp.Or(cmp.Compare(a.first, b.first), a.due.Compare(b.due))
	})
	charges := chargesFor(units)
	tally, err := d.o.Outbox.Charge(ctx, b.now, charges)
	if err != nil {
		return fmt.Errorf("charge the members' limits: %w", err)
	}
	var refused []*unit
	before := counted(tally, charges)
	for _, u := range units {
		if v, next := d.limit(u, before, b.now); v != "" {
			u.decide(v, next)
			refused = append(refused, u)
			continue
		}
		before.add(u)
	}
	if len(refused) == 0 {
		return nil
	}
	if err := d.o.Outbox.Refund(ctx, b.now, chargesFor(refused)); err != nil {
		return fmt.Errorf("refund the members' limits: %w", err)
	}
	return d.gather(ctx, refused)
}

// gather lets all that is over the cap of one member wait for the same moment,
// the earliest, so that it comes as one digest.
func (d *Deliverer) gather(ctx context.Context, refused []*unit) error {
	first := map[string]time.Time{}
	for _, u := range refused {
		if it := u.items[0]; it.verdict == Capped {
			if at, known := first[u.row()]; !known || it.next.Before(at) {
				first[u.row()] = it.next
			}
		}
	}
	for _, member := range slices.Sorted(maps.Keys(first)) {
		at, err := d.o.Outbox.Gather(ctx, member, string(Capped), first[member])
		if err != nil {
			return fmt.Errorf("gather what is over the cap: %w", err)
		}
		for _, u := range refused {
			if u.row() == member && u.items[0].verdict == Capped {
				u.decide(Capped, at)
			}
		}
	}
	return nil
}

// shown says that the unit is a new message; the update of a card is none.
func (u *unit) shown() bool { return u.items[0].post.Body.Update == nil }

// limit decides whether one more message may go to a member who was sent what
// before says; no verdict means that it may.
func (d *Deliverer) limit(u *unit, before tallies, now time.Time) (Verdict, time.Time) {
	p, sent := d.o.Policy.Delivery, before.members[u.to]
	minute := now.Truncate(time.Minute)
	quota := float64(p.PerDay)
	if c := u.items[0].Class; c != bot.Answer && c != bot.Alarm && c != bot.Escalate {
		quota *= ordinary
	}
	switch {
	case p.PerMinute > 0 && sent.Minute >= p.PerMinute:
		return Throttled, minute.Add(time.Minute)
	case p.PerHour > 0 && sent.Hour >= p.PerHour:
		return Throttled, minute.Add(5 * time.Minute)
	case p.PerDay > 0 && float64(before.app+1) > quota:
		return OverQuota, safety.Day(now).AddDate(0, 0, 1).Add(time.Minute)
	case p.Cap > 0 && u.capped && !u.digest && sent.Capped >= p.Cap:
		return Capped, d.digestAt(u, now)
	case p.Cap > 0 && u.capped && u.digest && sent.Capped > p.Cap: // the day's digest was sent
		return Capped, d.morning(now)
	}
	return "", time.Time{}
}

// digestAt is when a message over the cap comes with the others over the cap:
// before the evening's quiet hours, or after them when it is too late for that,
// but while it is still of use.
func (d *Deliverer) digestAt(u *unit, now time.Time) time.Time {
	at := clock(now, d.hours.quietFrom).Add(-digestLead)
	if !at.After(now) {
		at = d.morning(now)
	}
	for _, it := range u.items {
		if last := it.Until.Add(-15 * time.Minute); !it.Until.IsZero() && last.Before(at) {
			at = last
		}
	}
	if soon := now.Add(time.Minute); at.Before(soon) {
		return soon
	}
	return at
}

// morning is the end of the next night's quiet hours, when a new day is counted.
func (d *Deliverer) morning(now time.Time) time.Time {
	return clock(now.AddDate(0, 0, 1), d.hours.quietTo)
}

// repeatable charges the repetition of a call, which the members may see for
// the first time, and says when it may be made: at now, or later. It does not
// count against the cap again.
func (d *Deliverer) repeatable(ctx context.Context, c bot.StoredCall, now time.Time) (time.Time, error) {
	charges := d.chargesOf(c)
	if len(charges) == 0 {
		return now, nil
	}
	for i := range charges {
		charges[i].Capped = 0
	}
	tally, err := d.o.Outbox.Charge(ctx, now, charges)
	if err != nil {
		return now, fmt.Errorf("charge the members' limits: %w", err)
	}
	before := counted(tally, charges)
	for _, charge := range charges {
		u := &unit{to: charge.Member, items: []*item{{Delivery: c.Deliveries[0]}}}
		if _, next := d.limit(u, before, now); next.After(now) {
			if err := d.o.Outbox.Refund(ctx, now, charges); err != nil {
				return now, fmt.Errorf("refund the members' limits: %w", err)
			}
			return next, nil
		}
	}
	return now, nil
}

// tallies are counts that grow while units are decided.
type tallies struct {
	members map[string]bot.Count
	app     int
}

// counted is what had been sent before the charge was made.
func counted(t bot.Tally, charges []bot.Charge) tallies {
	before := tallies{members: make(map[string]bot.Count, len(charges)), app: t.App}
	for _, c := range charges {
		n := t.Members[c.Member]
		before.members[c.Member] = bot.Count{Minute: n.Minute - c.N, Hour: n.Hour - c.N, Capped: n.Capped - c.Capped}
		before.app -= c.N
	}
	return before
}

func (t *tallies) add(u *unit) {
	n := t.members[u.to]
	n.Minute++
	n.Hour++
	if u.capped {
		n.Capped++
	}
	t.members[u.to] = n
	t.app++
}

// chargesFor counts units by member, in the members' order, so that two
// deliverers which charge the same members cannot wait for each other.
func chargesFor(units []*unit) []bot.Charge {
	byMember := map[string]bot.Charge{}
	for _, u := range units {
		c := byMember[u.to]
		c.Member = u.to
		c.N++
		if u.capped {
			c.Capped++
		}
		byMember[u.to] = c
	}
	charges := make([]bot.Charge, 0, len(byMember))
	for _, c := range byMember {
		charges = append(charges, c)
	}
	slices.SortFunc(charges, func(a, b bot.Charge) int { return cmp.Compare(a.Member, b.Member) })
	return charges
}

// chargesOf is what a stored call was charged; nothing for the update of a card.
func (d *Deliverer) chargesOf(c bot.StoredCall) []bot.Charge {
	if c.Call.API != apiSend {
		return nil
	}
	of := map[string][]*item{}
	for _, one := range c.Deliveries {
		of[one.To] = append(of[one.To], &item{Delivery: one, rule: d.rule(one.Class)})
	}
	units := make([]*unit, 0, len(of))
	for to, items := range of {
		units = append(units, newUnit(to, items...))
	}
	return chargesFor(units)
}
