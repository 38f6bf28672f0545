package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/crash"
	"gridwarden/safety"
)

// Options are what a Deliverer needs; fields without a note are required.
type Options struct {
	Outbox Outbox
	Sender bot.Sender
	Policy *safety.Policy
	Worker string           // unique among all deliverers that share the outbox
	Now    func() time.Time // read by Run only

	// Settled says which deliveries are no longer worth making, with the reason
	// in words, by ID; nil: none.
	Settled func(ctx context.Context, now time.Time, ds []bot.Delivery) (map[int64]string, error)
	// Awake says which members are reminded at a moment although it is a day off
	// (T-12); nil: none.
	Awake func(ctx context.Context, now time.Time, members []string) (map[string]bool, error)
	// Unreachable is told of every delivery that failed, before that is
	// recorded: it may be told again after a crash. Nil: nobody is told.
	Unreachable func(ctx context.Context, now time.Time, d bot.Delivery) error

	Lease    time.Duration // of claims; zero: two minutes
	Batch    int           // deliveries claimed at once; zero: 1000
	InFlight int           // calls at once; zero: 4 (performance.md A1)
	Poll     time.Duration // how often the outbox is looked at without a nudge; zero: one second
	Log      *slog.Logger  // nil: slog.Default()
	Meter    Meter
}

// A Meter counts what the deliverer does; nil functions are left out.
type Meter struct {
	Verdict func(v Verdict, class bot.Class)
	Call    func(outcome string, recipients int, took time.Duration)
}

// A Deliverer drains the outbox: what is due is decided stage by stage, what is
// to be said is frozen into calls, made, and recorded. Any number of them may
// share an outbox.
type Deliverer struct {
	o      Options
	hours  hours
	stages stage
	lanes  []lane
	slots  chan struct{}

	mu     sync.Mutex
	paused time.Time                         // no call is made before
	alert  bool                              // an operator was told, and nothing has succeeded since
	owed   []func(ctx context.Context) error // see owe
}

// NewDeliverer checks the delivery policy. Every class of its Classes, and the
// answers, are delivered.
func NewDeliverer(o Options) (*Deliverer, error) {
	h, err := newHours(o.Policy)
	if err != nil {
		return nil, err
	}
	if o.Lease == 0 {
		o.Lease = 2 * time.Minute
	}
	if o.Batch == 0 {
		o.Batch = 1000
	}
	if o.InFlight == 0 {
		o.InFlight = 4
	}
	if o.Poll == 0 {
		o.Poll = time.Second
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	d := &Deliverer{o: o, hours: h, slots: make(chan struct{}, o.InFlight), lanes: lanes(o.Policy.Delivery)}
	d.stages = inOrder(d.due, d.settled, d.quiet, d.told, d.load, d.bundle, d.throttle)
	return d, nil
}

// Nudge says that something was posted. It never blocks.
func (d *Deliverer) Nudge() {
	for _, l := range d.lanes {
		select {
		case l.nudge <- struct{}{}:
		default:
		}
	}
}

// Run delivers until ctx ends. Calls that are under way are finished and
// recorded; what was claimed and not called is given back.
func (d *Deliverer) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for _, l := range d.lanes {
		wg.Go(func() { d.keepDraining(ctx, l) })
	}
	wg.Wait()
	return nil
}

func (d *Deliverer) keepDraining(ctx context.Context, l lane) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for failures := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-l.nudge:
		case <-timer.C:
		}
		wait := d.o.Poll
		if err := d.drainLane(ctx, l, d.o.Now); err != nil && ctx.Err() == nil {
			failures++
			wait = backoff(failures)
			d.o.Log.ErrorContext(ctx, "outbox cannot be drained", "lane", l.name, "failures", failures, "error", err)
		} else {
			failures = 0
		}
		timer.Reset(wait)
	}
}

// Drain delivers everything that is due at a moment and returns when nothing
// is left to do at it.
func (d *Deliverer) Drain(ctx context.Context, now time.Time) error {
	for _, l := range d.lanes {
		if err := d.drainLane(ctx, l, func() time.Time { return now }); err != nil {
			return err
		}
	}
	return nil
}

func (d *Deliverer) drainLane(ctx context.Context, l lane, clock func() time.Time) error {
	for ctx.Err() == nil {
		if err := d.makeUp(ctx); err != nil {
			return err
		}
		now := clock()
		if d.pausedUntil().After(now) {
			return nil
		}
		next, waiting, err := d.o.Outbox.NextDue(ctx, l.all)
		if err != nil {
			return fmt.Errorf("ask when the next post is due: %w", err)
		}
		if !waiting || next.After(now) {
			return nil
		}
		some, err := d.round(ctx, l, clock)
		if err != nil {
			return err
		}
		if !some {
			return nil // due, but in another deliverer's hands
		}
	}
	return ctx.Err()
}

// round takes one handful of work through to its record. It says whether there
// was any.
func (d *Deliverer) round(ctx context.Context, l lane, clock func() time.Time) (bool, error) {
	claim := bot.Claim{Worker: d.o.Worker, Now: clock(), Lease: d.o.Lease, Limit: d.o.Batch, Classes: l.all}
	begun := time.Now()
	calls, err := d.o.Outbox.ClaimCalls(ctx, claim)
	if err != nil {
		return false, fmt.Errorf("claim unfinished calls: %w", err)
	}
	if len(calls) > 0 {
		return true, d.resume(ctx, clock, begun, calls)
	}
	claim.With = l.with
	for _, classes := range l.lead {
		claim.Classes = classes
		ds, err := d.o.Outbox.ClaimDeliveries(ctx, claim)
		if err != nil {
			return false, fmt.Errorf("claim deliveries: %w", err)
		}
		if len(ds) > 0 {
			crash.At(crash.OutboxClaimed)
			return true, d.deliver(ctx, clock, begun, ds)
		}
	}
	return false, nil
}

// deliver takes claimed deliveries through the stages.
func (d *Deliverer) deliver(ctx context.Context, clock func() time.Time, begun time.Time, ds []bot.Delivery) error {
	now := clock()
	b := &batch{now: now}
	for _, one := range ds {
		b.items = append(b.items, &item{Delivery: one, rule: d.rule(one.Class)})
	}
	if err := d.stages(ctx, b); err != nil {
		d.abandon(b.items, now)
		return err
	}
	calls := d.render(ctx, b)
	if err := d.settle(ctx, b); err != nil {
		d.unspent(ctx, now, calls)
		d.abandon(b.items, now)
		return err
	}
	if len(calls) == 0 {
		return nil
	}
	switch err := d.o.Outbox.SaveCalls(ctx, d.o.Worker, now, d.o.Lease, calls); {
	case errors.Is(err, bot.ErrFenced):
		d.unspent(ctx, now, calls)
		return nil // this process was held up, and another deliverer went on
	case err != nil:
		d.abandon(b.spoken(), now)
		return fmt.Errorf("keep calls: %w", err)
	}
	crash.At(crash.CallKept)
	return d.makeAll(ctx, attempts(calls, false), clock, begun)
}

// load fetches the words of what is still undecided.
func (d *Deliverer) load(ctx context.Context, b *batch) error {
	open := b.undecided()
	var ids []int64
	seen := map[int64]bool{}
	for _, it := range open {
		if !seen[it.Post] {
			seen[it.Post] = true
			ids = append(ids, it.Post)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	posts, err := d.o.Outbox.Posts(ctx, ids)
	if err != nil {
		return fmt.Errorf("load posts: %w", err)
	}
	for _, it := range open {
		it.post = posts[it.Post]
	}
	return nil
}

// rule is what a class is allowed. An answer is never held, counted or bundled.
func (d *Deliverer) rule(c bot.Class) safety.ClassRule {
	rule := d.o.Policy.Delivery.Classes[safety.Class(c)]
	if c == bot.Answer {
		return safety.ClassRule{Grace: rule.Grace, First: rule.First}
	}
	return rule
}

// spread is how long after its instant an opening may come.
func (d *Deliverer) spread(due time.Time) time.Duration {
	return d.o.Policy.Delivery.Spread.From(due, d.o.Policy.Calendar).Sub(due)
}

func (d *Deliverer) pausedUntil() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.paused
}

func (d *Deliverer) pause(until time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if until.After(d.paused) {
		d.paused = until
	}
}
