package scheduler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"gridwarden/bot"
)

// alertPause is how long sending rests after an answer that an operator must
// act on first; then it is tried again.
const alertPause = time.Minute

// Answers of the platform to the second use of what may be used once: a card's
// response code (wecom-api.md 4.10), and its task id, which is the call's own (4.6).
const (
	codeUsed  = 60140
	taskTaken = 42014
)

// conclude decides what an answer of the platform means for a call, and names
// it for the metric. It pauses sending when the answer asks for that.
func (d *Deliverer) conclude(a attempt, receipt bot.Receipt, err error, now time.Time) (bot.CallEnd, string) {
	end := bot.CallEnd{ID: a.ID, Fence: a.Fence, At: now, Tries: a.Tries}
	if err == nil {
		d.recovered()
		end.State, end.MsgID, end.Code = bot.CallDone, receipt.MsgID, receipt.ResponseCode
		end.Rest = said(a.Bundle, now)
		for _, one := range a.Deliveries {
			if why, refused := receipt.Refused[one.To]; refused {
				end.Except = append(end.Except, refusedBy(one, why, now))
			}
		}
		return end, "accepted"
	}
	fault := faultOf(err)
	// "Busy" may have been said by a gateway behind which the message went out.
	unsure := a.unsure || fault.Remedy == bot.Unsure || fault.Remedy == bot.Retry && fault.Code != 0
	wait := max(fault.Wait, backoff(a.Tries+1))
	why := Retrying
	switch fault.Remedy {
	case bot.Hold:
		d.pause(now.Add(wait))
		why = Paused
	case bot.Alert:
		wait = max(fault.Wait, alertPause)
		d.pause(now.Add(wait))
		d.alarm(fault)
		why = Paused
	case bot.Drop:
		end.State, end.Rest = bot.CallVoid, outcome(Rejected, bot.Failed, now)
		end.Rest.Reason = fmt.Sprintf("%s（错误码 %d）", Rejected.Words(), fault.Code)
		if a.unsure && (fault.Code == codeUsed || fault.Code == taskTaken) {
			// The earlier attempt has used it: the card shows what it should.
			end.State, end.Rest = bot.CallDone, said(a.Bundle, now)
		}
		return end, string(bot.Drop)
	}
	if unsure {
		end.State, end.Next, end.Tries = bot.CallOpen, now.Add(wait), a.Tries+1
		return end, string(fault.Remedy)
	}
	end.State = bot.CallVoid
	for _, one := range a.Deliveries {
		if fault.Remedy == bot.Retry {
			one.Tries++
			wait = max(fault.Wait, backoff(one.Tries))
		}
		end.Except = append(end.Except, freed(one, why, now.Add(wait), now))
	}
	return end, string(fault.Remedy)
}

// faultOf is the fault behind an error. An error without one says nothing about
// what the member saw.
func faultOf(err error) *bot.Fault {
	var fault *bot.Fault
	if errors.As(err, &fault) {
		return fault
	}
	return &bot.Fault{Remedy: bot.Unsure, Err: err}
}

// record keeps what came of a call: who could not be reached is told to
// somebody else first, and what was not shown costs no member a message of the
// day. That the call was taken over meanwhile is no error.
func (d *Deliverer) record(ctx context.Context, c bot.StoredCall, end bot.CallEnd, now time.Time) error {
	outcomes := spell(c, end)
	for i, o := range outcomes {
		if o.State == bot.Failed {
			d.unreachable(ctx, now, ended(c.Deliveries[i], o))
		}
	}
	keep := func(ctx context.Context) error { return d.keepEnd(ctx, c, end, outcomes) }
	if err := keep(ctx); err != nil {
		d.owe(keep)
		return err
	}
	return nil
}

// keepEnd keeps the end of a call, and counts.
func (d *Deliverer) keepEnd(ctx context.Context, c bot.StoredCall, end bot.CallEnd, outcomes []bot.Outcome) error {
	ctx, cancel := context.WithTimeout(ctx, recordTime)
	defer cancel()
	err := d.o.Outbox.EndCall(ctx, end)
	if errors.Is(err, bot.ErrFenced) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("record call %s: %w", c.ID, err)
	}
	for i, o := range outcomes {
		d.meter(Verdict(o.Why), c.Deliveries[i].Class)
	}
	if charges := d.chargesOf(c); len(charges) > 0 && end.State == bot.CallVoid && end.Rest.State == "" {
		// All of it was freed: nothing was shown.
		if err := d.o.Outbox.Refund(ctx, c.Frozen, charges); err != nil {
			return fmt.Errorf("refund the members' limits: %w", err)
		}
	}
	return nil
}

// spell is the outcome of each delivery of a call, in their order; none while
// the call stays open.
func spell(c bot.StoredCall, end bot.CallEnd) []bot.Outcome {
	if end.State == bot.CallOpen {
		return nil
	}
	except := make(map[int64]bot.Outcome, len(end.Except))
	for _, o := range end.Except {
		except[o.ID] = o
	}
	all := make([]bot.Outcome, len(c.Deliveries))
	for i, one := range c.Deliveries {
		o, is := except[one.ID]
		if !is {
			o = end.Rest
		}
		all[i] = o
	}
	return all
}

// settle records what the stages decided, except what goes into calls.
func (d *Deliverer) settle(ctx context.Context, b *batch) error {
	var outcomes []bot.Outcome
	for _, it := range b.items {
		if it.verdict == Send || it.verdict == Bundle {
			continue
		}
		o := it.outcome(b.now)
		if o.State == bot.Failed {
			d.unreachable(ctx, b.now, ended(it.Delivery, o))
		}
		outcomes = append(outcomes, o)
		d.meter(it.verdict, it.Class)
	}
	if len(outcomes) == 0 {
		return nil
	}
	if err := d.o.Outbox.SettleDeliveries(ctx, outcomes); err != nil {
		return fmt.Errorf("settle deliveries: %w", err)
	}
	return nil
}

// outcome is an item's verdict as a row.
func (it *item) outcome(now time.Time) bot.Outcome {
	var o bot.Outcome
	switch it.verdict {
	case Quiet, DayOff, Capped:
		o = outcome(it.verdict, bot.Held, now)
	case TooLate, Settled, AlreadyTold:
		o = outcome(it.verdict, bot.Skipped, now)
		if it.Repeat { // the first time may have been seen: that is not skipping
			o = outcome(Unconfirmed, bot.Failed, now)
		}
	case Rejected:
		o = outcome(it.verdict, bot.Failed, now)
	default:
		o = outcome(it.verdict, it.State, now) // what was held stays held while it waits for its turn
	}
	if it.capped() && !o.State.Ended() {
		o.Why = it.Why // it still belongs to the digest
	}
	o.ID, o.Fence, o.Next, o.Tries, o.Repeat = it.ID, it.Fence, it.next, it.Tries, it.Repeat
	if it.reason != "" {
		o.Reason = it.reason
	}
	return o
}

func outcome(v Verdict, state bot.DeliveryState, now time.Time) bot.Outcome {
	return bot.Outcome{State: state, Why: string(v), Reason: v.Words(), At: now}
}

func said(bundle bool, now time.Time) bot.Outcome {
	if bundle {
		return outcome(Bundle, bot.Bundled, now)
	}
	return outcome(Send, bot.Sent, now)
}

// freed is a delivery that goes on without the call it was part of.
func freed(one bot.Delivery, v Verdict, next, now time.Time) bot.Outcome {
	o := outcome(v, bot.Waiting, now)
	o.ID, o.Fence, o.Next, o.Tries, o.Repeat = one.ID, one.Fence, next, one.Tries, one.Repeat
	if one.Why == string(Capped) {
		o.Why = one.Why // it still belongs to the digest
	}
	return o
}

func refusedBy(one bot.Delivery, why string, now time.Time) bot.Outcome {
	o := outcome(Unreachable, bot.Failed, now)
	o.ID, o.Fence = one.ID, one.Fence
	switch why {
	case "invalid":
		o.Reason = "对方不在企业微信，或不在应用的可见范围内"
	case "unlicensed":
		o.Reason = "对方的账号没有接口许可"
	}
	return o
}

func ended(one bot.Delivery, o bot.Outcome) bot.Delivery {
	one.State, one.Why, one.Reason, one.Ended = o.State, o.Why, o.Reason, o.At
	return one
}

func (d *Deliverer) unreachable(ctx context.Context, now time.Time, one bot.Delivery) {
	d.o.Log.WarnContext(ctx, "delivery failed", "delivery", one.ID, "post", one.Key, "member", cmp.Or(one.Alias, one.To), "why", one.Why)
	if d.o.Unreachable == nil {
		return
	}
	if err := d.o.Unreachable(ctx, now, one); err != nil {
		d.o.Log.ErrorContext(ctx, "nobody was told of a failed delivery", "delivery", one.ID, "error", err)
	}
}

// alarm says once that an operator must act, until something succeeds.
func (d *Deliverer) alarm(fault *bot.Fault) {
	d.mu.Lock()
	first := !d.alert
	d.alert = true
	d.mu.Unlock()
	if first {
		d.o.Log.Error("sending is paused until an operator acts", "code", fault.Code, "hint", fault.Hint, "error", fault.Err)
	}
}

func (d *Deliverer) recovered() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.alert {
		d.alert = false
		d.o.Log.Info("sending works again")
	}
}

func (d *Deliverer) meter(v Verdict, class bot.Class) {
	if d.o.Meter.Verdict != nil {
		d.o.Meter.Verdict(v, class)
	}
}
