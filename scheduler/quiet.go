package scheduler

import (
	"context"
	"fmt"
	"time"

	"gridwarden/safety"
)

// hours are the times at which members are left in peace. Clock times are
// minutes after midnight in Shanghai.
type hours struct {
	quietFrom, quietTo, dayOffTo int
	calendar                     *safety.Calendar
}

func newHours(p *safety.Policy) (h hours, err error) {
	h.calendar = p.Calendar
	for _, c := range []struct {
		text string
		into *int
		name string
	}{
		{p.Delivery.QuietFrom, &h.quietFrom, "quiet_from"},
		{p.Delivery.QuietTo, &h.quietTo, "quiet_to"},
		{p.Delivery.DayOffTo, &h.dayOffTo, "day_off_to"},
	} {
		at, err := time.Parse("15:04", c.text)
		if err != nil {
			return h, fmt.Errorf("delivery policy %s: %w", c.name, err)
		}
		*c.into = at.Hour()*60 + at.Minute()
	}
	return h, nil
}

// quiet holds back what members need not be woken or disturbed for.
func (d *Deliverer) quiet(ctx context.Context, b *batch) error {
	awake, err := d.awake(ctx, b)
	if err != nil {
		return err
	}
	for _, it := range b.undecided() {
		rule := it.rule
		rule.DayOff = rule.DayOff && !awake[it.To]
		if until, why := d.hours.hold(b.now, rule); why != "" {
			it.decide(why, until)
		}
	}
	return nil
}

// awake asks the domain, on a day off, whom reminders reach all the same.
func (d *Deliverer) awake(ctx context.Context, b *batch) (map[string]bool, error) {
	if d.o.Awake == nil || d.hours.calendar.IsWorkday(b.now) {
		return nil, nil
	}
	var members []string
	for _, it := range b.undecided() {
		if it.rule.DayOff {
			members = append(members, it.To)
		}
	}
	if len(members) == 0 {
		return nil, nil
	}
	awake, err := d.o.Awake(ctx, b.now, members)
	if err != nil {
		return nil, fmt.Errorf("ask who is reminded on a day off: %w", err)
	}
	return awake, nil
}

// hold is the first moment from at on at which a class may be delivered, with
// the reason for waiting; no reason if that is at itself (T-11, T-12).
func (h hours) hold(at time.Time, rule safety.ClassRule) (until time.Time, why Verdict) {
	until = at
	for {
		switch end, quiet := h.quietEnd(until); {
		case rule.DayOff && !h.calendar.IsWorkday(until):
			until, why = clock(h.calendar.NextWorkday(until), h.dayOffTo), DayOff
		case rule.Quiet && quiet:
			until = end
			if why == "" {
				why = Quiet
			}
		default:
			return until, why
		}
	}
}

// quietEnd says whether a moment is in quiet hours, and when those end.
func (h hours) quietEnd(at time.Time) (time.Time, bool) {
	local := at.In(safety.Shanghai)
	minute := local.Hour()*60 + local.Minute()
	end := clock(at, h.quietTo)
	switch {
	case h.quietFrom == h.quietTo:
		return at, false
	case h.quietFrom < h.quietTo:
		return end, h.quietFrom <= minute && minute < h.quietTo
	case minute < h.quietTo:
		return end, true
	default:
		return end.AddDate(0, 0, 1), minute >= h.quietFrom
	}
}

// clock is a clock time on a moment's day.
func clock(day time.Time, minutes int) time.Time {
	return safety.At(day, minutes/60, minutes%60)
}
