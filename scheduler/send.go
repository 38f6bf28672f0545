package scheduler

import (
	"context"
	"errors"
	"sync"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/crash"
)

const (
	// callTime and recordTime are how long one call and its record may take,
	// also while the program stops (promises.md R16).
	callTime   = 6 * time.Second
	recordTime = 3 * time.Second
	// apiSend is the call that shows something; the other changes a card.
	apiSend = "message/send"
	// confirmable is the age up to which the same bytes are repeated when nobody
	// knows whether they were shown: the platform's window with a margin (promises.md B1).
	confirmable = 3*time.Hour + 50*time.Minute
)

// An attempt is a call about to be made.
type attempt struct {
	bot.StoredCall
	unsure bool // an earlier attempt may have been shown
}

func attempts(calls []bot.StoredCall, unsure bool) []attempt {
	as := make([]attempt, len(calls))
	for i, c := range calls {
		as[i] = attempt{c, unsure}
	}
	return as
}

// insist are the classes that are said once more when it stays unknown whether
// they were shown; the others end as unconfirmed (promises.md B1).
var insist = map[bot.Class]bool{bot.Alarm: true, bot.Escalate: true, bot.Urge: true}

// resume goes on with calls that a crash or an unclear answer left open: the
// same bytes again while the platform would recognise them, at a moment when
// they disturb nobody and exceed no limit.
func (d *Deliverer) resume(ctx context.Context, clock func() time.Time, begun time.Time, calls []bot.StoredCall) error {
	var repeat []bot.StoredCall
	now := clock()
	for i, c := range calls {
		if now.Sub(c.Frozen) >= confirmable {
			if err := d.record(ctx, c, unconfirmed(c, now), now); err != nil {
				d.abandonCalls(append(repeat, calls[i+1:]...))
				return err
			}
			continue
		}
		next := d.heldUntil(c, now)
		if !next.After(now) {
			var err error
			if next, err = d.repeatable(ctx, c, now); err != nil {
				d.abandonCalls(append(repeat, calls[i:]...))
				return err
			}
		}
		if !next.After(now) {
			repeat = append(repeat, c)
			continue
		}
		if err := d.giveBack(ctx, attempt{c, true}, next, now); err != nil {
			d.abandonCalls(append(repeat, calls[i+1:]...))
			return err
		}
	}
	return d.makeAll(ctx, attempts(repeat, true), clock, begun)
}

// unconfirmed gives a call up about which nobody will ever know.
func unconfirmed(c bot.StoredCall, now time.Time) bot.CallEnd {
	end := bot.CallEnd{ID: c.ID, Fence: c.Fence, At: now, Tries: c.Tries, State: bot.CallVoid, Rest: outcome(Unconfirmed, bot.Failed, now)}
	for _, one := range c.Deliveries {
		if insist[one.Class] && !one.Repeat {
			o := freed(one, Unconfirmed, now, now)
			o.Repeat = true
			end.Except = append(end.Except, o)
		}
	}
	return end
}

// heldUntil is when none of the call's messages disturbs anybody.
func (d *Deliverer) heldUntil(c bot.StoredCall, now time.Time) time.Time {
	latest := now
	for _, one := range c.Deliveries {
		if until, _ := d.hours.hold(now, d.rule(one.Class)); until.After(latest) {
			latest = until
		}
	}
	return latest
}

// makeAll makes calls, several at once, and answers to one member in order. It
// returns when all are recorded, or given back because sending was paused, the
// program stops, quiet hours began or the claim is getting old.
func (d *Deliverer) makeAll(ctx context.Context, as []attempt, clock func() time.Time, begun time.Time) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	for _, queue := range queues(as) {
		d.slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-d.slots }()
			clear := true
			for _, a := range queue {
				ok, err := d.attempt(ctx, a, clock(), begun, clear)
				if err != nil {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
				}
				clear = clear && ok
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// queues are the calls that may be made side by side; answers to one member
// form one queue.
func queues(as []attempt) [][]attempt {
	var qs [][]attempt
	of := map[string]int{}
	for _, a := range as {
		if a.Class != bot.Answer || len(a.Call.To) != 1 {
			qs = append(qs, []attempt{a})
			continue
		}
		to := a.Call.To[0]
		if i, ok := of[to]; ok {
			qs[i] = append(qs[i], a)
			continue
		}
		of[to] = len(qs)
		qs = append(qs, []attempt{a})
	}
	return qs
}

// attempt makes one call and records what came of it; ok says that what waits
// behind it may go on. A call that may not be made now is given back.
func (d *Deliverer) attempt(ctx context.Context, a attempt, now, begun time.Time, clear bool) (ok bool, err error) {
	next := d.heldUntil(a.StoredCall, now)
	if paused := d.pausedUntil(); paused.After(next) {
		next = paused
	}
	// The lease is measured with the real clock: it protects against a process
	// that was stopped for a while, whatever moment it believes in.
	old := time.Since(begun) > d.o.Lease/2
	// What was begun is finished and recorded also when the program stops.
	detached := context.WithoutCancel(ctx)
	if !clear || old || ctx.Err() != nil || next.After(now) {
		return false, d.giveBack(detached, a, next, now)
	}
	sending, cancel := context.WithTimeout(detached, callTime)
	defer cancel()
	started := time.Now()
	receipt, err := d.o.Sender.Send(sending, a.Call)
	crash.At(crash.CallSent)
	end, name := d.conclude(a, receipt, err, now)
	if d.o.Meter.Call != nil {
		d.o.Meter.Call(name, len(a.Call.To), time.Since(started))
	}
	if err := d.record(detached, a.StoredCall, end, now); err != nil {
		return false, err
	}
	return end.State == bot.CallDone, nil
}

// giveBack returns a call that was not made. If no attempt was ever made, its
// deliveries are free again; otherwise the call keeps its bytes.
func (d *Deliverer) giveBack(ctx context.Context, a attempt, next, now time.Time) error {
	end := bot.CallEnd{ID: a.ID, Fence: a.Fence, At: now, Tries: a.Tries, State: bot.CallOpen, Next: next}
	if !a.unsure {
		end.State = bot.CallVoid
		for _, one := range a.Deliveries {
			end.Except = append(end.Except, freed(one, Paused, next, now))
		}
	}
	return d.record(ctx, a.StoredCall, end, now)
}
