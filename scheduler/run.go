package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"gridwarden/safety"
)

// Duties keep when each job last ran, and that only one replica runs it.
type Duties interface {
	// ClaimDuty gives a job to a worker until now+lease, unless another holds
	// it, and tells the moment up to which it has been done; zero: never.
	ClaimDuty(ctx context.Context, name, worker string, now time.Time, lease time.Duration) (last time.Time, fence int64, ok bool, err error)
	// EndDuty gives the job back and keeps the moment up to which it has been
	// done. A stale fence changes nothing.
	EndDuty(ctx context.Context, name string, fence int64, last time.Time) error
}

// A Runner runs a plan for real. Cron only wakes it: a job runs when a moment
// of its line lies between its last run, as kept in Duties, and now. So what
// was missed is made up, and two replicas share the work.
type Runner struct {
	Plan   Plan
	Duties Duties
	Worker string           // unique among the replicas
	Now    func() time.Time // nil: time.Now
	Lease  time.Duration    // how long a run may take; zero: ten minutes
	Log    *slog.Logger     // nil: slog.Default()
	// Ran counts runs; nil: nobody counts. The moment is the last success, for
	// the metric that tells when a job has not succeeded for too long.
	Ran func(job string, at time.Time, took time.Duration, err error)
}

// Run makes up what was missed and then runs every job at its moments, each in
// its own goroutine, until ctx ends. A job under way sees its ctx end, and Run
// returns when it has returned.
func (r *Runner) Run(ctx context.Context) error {
	ss, err := r.Plan.schedules()
	if err != nil {
		return err
	}
	run := *r
	run.defaults()
	ticks := cron.New(cron.WithLocation(safety.Shanghai))
	var wg sync.WaitGroup
	for i, j := range run.Plan {
		tick := make(chan struct{}, 1)
		tick <- struct{}{} // look at once: something may have been missed
		ticks.Schedule(ss[i], cron.FuncJob(func() {
			select {
			case tick <- struct{}{}:
			default:
			}
		}))
		wg.Go(func() { run.keep(ctx, j, ss[i], tick) })
	}
	ticks.Start()
	wg.Wait()
	<-ticks.Stop().Done()
	return nil
}

func (r *Runner) defaults() {
	if r.Now == nil {
		r.Now = time.Now
	}
	if r.Lease == 0 {
		r.Lease = 10 * time.Minute
	}
	if r.Log == nil {
		r.Log = slog.Default()
	}
}

// look is how often a job's state is looked at between its ticks: the clock may
// have been moved, and a replica that failed may have left something.
const look = time.Minute

func (r *Runner) keep(ctx context.Context, j Job, s cron.Schedule, tick <-chan struct{}) {
	timer := time.NewTimer(look)
	defer timer.Stop()
	var last time.Time
	for failures := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		case <-timer.C:
		}
		wait := look
		if now := r.Now(); last.IsZero() || !next(s, last).After(now) {
			done, err := r.once(ctx, j, s, now)
			switch {
			case err != nil && ctx.Err() == nil:
				failures++
				wait = min(backoff(failures), look)
				r.Log.ErrorContext(ctx, "job failed", "job", j.Name, "failures", failures, "error", err)
			case err == nil:
				failures = 0
				last = done
			}
		}
		timer.Reset(wait)
	}
}

// once claims a job and runs it if it is due. It returns the moment up to which
// the job has been done; zero if that is not known because another replica is
// at it.
func (r *Runner) once(ctx context.Context, j Job, s cron.Schedule, now time.Time) (done time.Time, err error) {
	last, fence, ok, err := r.Duties.ClaimDuty(ctx, j.Name, r.Worker, now, r.Lease)
	if err != nil {
		return time.Time{}, fmt.Errorf("claim job %s: %w", j.Name, err)
	}
	if !ok {
		return time.Time{}, nil
	}
	done, err = last, nil
	switch due, late := owed(s, last, now, j.Late); {
	case !due:
	case late:
		if !last.IsZero() {
			r.Log.WarnContext(ctx, "missed job is not made up", "job", j.Name, "last", last, "late", j.Late)
		}
		done = now
	default:
		if err = r.run(ctx, j, now); err == nil {
			done = now
		}
	}
	// What was done is kept also when the program stops.
	keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	return done, errors.Join(err, r.Duties.EndDuty(keep, j.Name, fence, done))
}

// owed says whether a moment of the schedule lies after last and not after now,
// and whether the latest of them is too long ago. A job that never ran is owed;
// but one that may come too late has missed nothing before the first start.
func owed(s cron.Schedule, last, now time.Time, late time.Duration) (due, tooLate bool) {
	if last.IsZero() {
		return true, late > 0
	}
	if next(s, last).After(now) {
		return false, false
	}
	return true, late > 0 && next(s, now.Add(-late)).After(now)
}

func (r *Runner) run(ctx context.Context, j Job, now time.Time) (err error) {
	ctx, cancel := context.WithTimeout(ctx, r.Lease)
	defer cancel()
	begun := time.Now()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job %s panicked: %v\n%s", j.Name, p, debug.Stack())
		}
		if r.Ran != nil {
			r.Ran(j.Name, now, time.Since(begun), err)
		}
	}()
	return j.Run(ctx, now)
}
