package scheduler

import (
	"context"
	"fmt"
	"time"

	"github.com/robfig/cron/v3"

	"gridwarden/safety"
)

// A Job is a line of the plan. Run may be called at any moment, as often as
// anybody likes: it does what is due and nothing twice.
type Job struct {
	Name string // stored with its last run; never used again for another job
	When string // five cron fields, Asia/Shanghai
	Run  func(ctx context.Context, now time.Time) error
	// Late is how late a firing that was missed, or that failed, is still made
	// up; zero: always. However many were missed, it runs once (T-15).
	Late time.Duration
	// Due tells the earliest moment at which Run would find anything to do; not
	// ok: nothing at all. A replay leaves out the moments before it. Nil: every
	// moment counts.
	Due func(ctx context.Context) (at time.Time, ok bool, err error)
}

// A Plan is all the program does by itself, in the order in which it is done
// when moments coincide.
type Plan []Job

// five reads the five fields and nothing else: no descriptors, no seconds.
var five = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// Check finds jobs that cannot be: no name, a name twice, a line cron does not
// understand or that never comes, nothing to run.
func (p Plan) Check() error {
	_, err := p.schedules()
	return err
}

func (p Plan) schedules() ([]cron.Schedule, error) {
	seen := map[string]bool{}
	ss := make([]cron.Schedule, len(p))
	for i, j := range p {
		s, err := five.Parse(j.When)
		switch {
		case j.Name == "" || seen[j.Name]:
			return nil, fmt.Errorf("job %d: name %q is empty or taken", i+1, j.Name)
		case j.Run == nil:
			return nil, fmt.Errorf("job %s: nothing to run", j.Name)
		case err != nil:
			return nil, fmt.Errorf("job %s: %w", j.Name, err)
		case next(s, time.Unix(0, 0)).IsZero():
			return nil, fmt.Errorf("job %s: %q never comes", j.Name, j.When)
		}
		seen[j.Name] = true
		ss[i] = s
	}
	return ss, nil
}

// Next is the first moment after the given one at which the plan has something
// to do; zero for an empty or broken plan.
func (p Plan) Next(after time.Time) time.Time {
	ss, err := p.schedules()
	if err != nil {
		return time.Time{}
	}
	return earliest(moments(ss, after))
}

// Replay runs the jobs at every moment after from and up to to at which cron
// would, in order, jobs of one moment in the order of the plan, leaving out
// those that a job's Due says are idle. After each moment it calls visit, which
// may be nil, so that the caller can let everything else happen that happens at
// that moment. It stops at the first error.
func (p Plan) Replay(ctx context.Context, from, to time.Time, visit func(now time.Time) error) error {
	ss, err := p.schedules()
	if err != nil {
		return err
	}
	for last := from; ; {
		nexts, err := p.ahead(ctx, ss, last)
		if err != nil {
			return err
		}
		now := earliest(nexts)
		if now.IsZero() || now.After(to) {
			return nil
		}
		for i, j := range p {
			if !nexts[i].Equal(now) {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := j.Run(ctx, now); err != nil {
				return fmt.Errorf("job %s at %s: %w", j.Name, now.Format(time.DateTime), err)
			}
		}
		last = now
		if visit == nil {
			continue
		}
		if err := visit(now); err != nil {
			return err
		}
	}
}

// ahead is when each job has something to do next after a moment; zero: never.
func (p Plan) ahead(ctx context.Context, ss []cron.Schedule, last time.Time) ([]time.Time, error) {
	nexts := moments(ss, last)
	for i, j := range p {
		if j.Due == nil {
			continue
		}
		at, ok, err := j.Due(ctx)
		switch {
		case err != nil:
			return nil, fmt.Errorf("job %s: when it is due: %w", j.Name, err)
		case !ok:
			nexts[i] = time.Time{}
		case at.After(nexts[i]):
			nexts[i] = next(ss[i], at.Add(-time.Nanosecond))
		}
	}
	return nexts, nil
}

// next is a schedule's first moment after another, in Shanghai's zone whatever
// zone the machine has.
func next(s cron.Schedule, after time.Time) time.Time {
	return s.Next(after.In(safety.Shanghai))
}

func moments(ss []cron.Schedule, after time.Time) []time.Time {
	ts := make([]time.Time, len(ss))
	for i, s := range ss {
		ts[i] = next(s, after)
	}
	return ts
}

func earliest(ts []time.Time) time.Time {
	var first time.Time
	for _, t := range ts {
		if first.IsZero() || !t.IsZero() && t.Before(first) {
			first = t
		}
	}
	return first
}
