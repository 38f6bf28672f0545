package main

import (
	"context"
	"errors"
	"time"

	"gridwarden/bot"
	"gridwarden/handlers"
	"gridwarden/safety"
	"gridwarden/scheduler"
	"gridwarden/store"
)

// duties is all that the program does by itself. Jobs of one moment run in this
// order: what is missed is marked before the steps that follow from it.
func (p *program) duties() scheduler.Plan {
	at := p.policy.Daily
	return scheduler.Plan{
		{Name: "open-occurrences", When: "2 0 * * *", Run: p.openOccurrences},
		{Name: "miss-overdue", When: "* * * * *", Run: p.missOverdue, Due: p.nextMiss},
		{Name: "climb", When: "* * * * *", Run: p.climb, Due: p.nextStep},
		{Name: "inform-reporters", When: safety.EachDay(at.Reporters.At), Run: p.informReporters, Late: 24 * time.Hour},
		{Name: "leaves", When: safety.EachDay(at.Leaves.At), Run: p.leaves},
		{Name: "change-holders", When: safety.EachDay(at.Holders.At), Run: p.changeHolders},
		{Name: "coverage", When: safety.EachDay(p.policy.Coverage.Weekly.Clock()), Run: p.coverage, Late: 12 * time.Hour}, // any later day of the week tells it too
		{Name: "watch-calendar", When: "3 0 * * *", Run: p.watchCalendar},
		{Name: "preview-windows", When: safety.EachDay(at.Preview.At), Run: p.previewWindows},
		{Name: "remind-calendar", When: safety.EachDay(at.Calendar.At), Run: p.remindCalendar},
		{Name: "digest", When: safety.EachDay(at.Digest.At), Run: p.digest, Late: 12 * time.Hour},
		{Name: "self-audit", When: "30 2 * * *", Run: p.selfAudit, Late: 5 * time.Hour}, // the next night looks back over this one too
	}
}

// catchUp does what a start does first: the duties that are made up however late
// they are.
func (p *program) catchUp(ctx context.Context, now time.Time) error {
	for _, job := range p.duties() {
		if job.Late > 0 {
			continue
		}
		if err := job.Run(ctx, now); err != nil {
			return err
		}
	}
	return nil
}

// chunk is how much one transaction of a duty takes on.
const chunk = 200

// within runs one use case in a transaction of its own.
func (p *program) within(ctx context.Context, now time.Time, do func(s *safety.Service) error) error {
	return p.db.Tx(ctx, func(tx *store.Tx) error {
		return do(handlers.Service(tx, p.policy, now, ""))
	})
}

// untilNone repeats a use case that takes on a chunk, each in its own
// transaction, until it finds nothing more.
func (p *program) untilNone(ctx context.Context, now time.Time, do func(s *safety.Service) (int, error)) error {
	for n := chunk; n == chunk; {
		err := p.within(ctx, now, func(s *safety.Service) (err error) {
			n, err = do(s)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *program) openOccurrences(ctx context.Context, now time.Time) error {
	return p.within(ctx, now, func(s *safety.Service) error {
		_, err := s.OpenOccurrences(ctx)
		return err
	})
}

func (p *program) missOverdue(ctx context.Context, now time.Time) error {
	return p.untilNone(ctx, now, func(s *safety.Service) (int, error) { return s.MissOverdue(ctx, chunk) })
}

// climb fires what is due. When a chunk fails, its steps are tried one by one:
// one that cannot be fired must not hold up the others.
func (p *program) climb(ctx context.Context, now time.Time) error {
	err := p.untilNone(ctx, now, func(s *safety.Service) (int, error) { return s.ClimbDue(ctx, chunk) })
	if err == nil || ctx.Err() != nil {
		return err
	}
	var due []safety.Step
	readErr := p.db.Read(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.DueSteps(ctx, now, chunk)
		return err
	})
	if readErr != nil {
		return errors.Join(err, readErr)
	}
	var errs []error
	for _, st := range due {
		errs = append(errs, p.within(ctx, now, func(s *safety.Service) error { return s.Climb(ctx, st) }))
	}
	return errors.Join(errs...)
}

func (p *program) informReporters(ctx context.Context, now time.Time) error {
	if !p.policy.Calendar.IsWorkday(now) {
		return nil
	}
	return p.untilNone(ctx, now, func(s *safety.Service) (int, error) { return s.InformReporters(ctx, chunk) })
}

func (p *program) changeHolders(ctx context.Context, now time.Time) error {
	return p.within(ctx, now, func(s *safety.Service) error { return s.ChangeHolders(ctx) })
}

func (p *program) leaves(ctx context.Context, now time.Time) error {
	return p.within(ctx, now, func(s *safety.Service) error { return s.LeavesDue(ctx) })
}

func (p *program) coverage(ctx context.Context, now time.Time) error {
	return p.within(ctx, now, func(s *safety.Service) error { return s.TellCoverage(ctx) })
}

// selfAudit recomputes what should have happened of late (E-8). It reads one
// state of the database, however long that takes, and holds up nobody.
func (p *program) selfAudit(ctx context.Context, now time.Time) error {
	rep, err := p.auditSince(ctx, now.AddDate(0, 0, -p.policy.Escalation.Audit.Days), now)
	if err != nil {
		return err
	}
	fresh := 0
	err = p.within(ctx, now, func(s *safety.Service) (err error) {
		fresh, err = s.RecordAudit(ctx, rep)
		return err
	})
	if err != nil {
		return err
	}
	p.meters.audited(now, rep)
	if fresh > 0 {
		p.log.ErrorContext(ctx, "self-audit found gaps", "new", fresh, "gaps", len(rep.Gaps), "first", string(rep.Gaps[0].Kind)+" "+rep.Gaps[0].Key)
	}
	return nil
}

func (p *program) auditSince(ctx context.Context, since, now time.Time) (rep safety.AuditReport, err error) {
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		rep, err = (&safety.Audit{Book: tx, Policy: p.policy, Since: since, Now: now}).Run(ctx)
		return err
	})
	return rep, err
}

func (p *program) digest(ctx context.Context, now time.Time) error {
	return p.within(ctx, now, func(s *safety.Service) error { return s.Digest(ctx) })
}

func (p *program) watchCalendar(ctx context.Context, now time.Time) error {
	return p.within(ctx, now, func(s *safety.Service) error {
		_, err := s.WatchCalendar(ctx)
		return err
	})
}

func (p *program) previewWindows(ctx context.Context, now time.Time) error {
	return p.within(ctx, now, func(s *safety.Service) error { return s.PreviewWindows(ctx) })
}

func (p *program) remindCalendar(ctx context.Context, now time.Time) error {
	return p.within(ctx, now, func(s *safety.Service) error { return s.RemindCalendar(ctx) })
}

// nextStep is when the next step of a ladder is due.
func (p *program) nextStep(ctx context.Context) (at time.Time, ok bool, err error) {
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		steps, err := tx.DueSteps(ctx, farOff, 1)
		if len(steps) > 0 {
			at, ok = steps[0].Due, true
		}
		return err
	})
	return at, ok, err
}

// nextMiss is when the next open check counts as missed.
func (p *program) nextMiss(ctx context.Context) (at time.Time, ok bool, err error) {
	err = p.db.Read(ctx, func(tx *store.Tx) error {
		occs, err := tx.Occurrences(ctx, safety.OccurrenceQuery{States: []safety.OccurrenceState{safety.Open}, MissedUntil: farOff, Limit: 1})
		if len(occs) > 0 {
			at, ok = occs[0].Missed, true
		}
		return err
	})
	return at, ok, err
}

// farOff is later than anything that is planned.
var farOff = time.Date(2100, 1, 1, 0, 0, 0, 0, safety.Shanghai)

// replay lives through the time between two moments without waiting: the plan,
// and at every moment all that is possible then. Set moves the clock.
func (p *program) replay(ctx context.Context, from, to time.Time, set func(time.Time)) error {
	plan := append(p.duties(), scheduler.Job{
		Name: "settle", When: "* * * * *", Due: p.nextWork,
		Run: func(context.Context, time.Time) error { return nil }, // visit does it, as after every moment
	})
	for i, job := range plan {
		plan[i].Run = func(ctx context.Context, now time.Time) error {
			set(now)
			return job.Run(ctx, now)
		}
	}
	err := plan.Replay(ctx, from, to, func(now time.Time) error { return p.settle(ctx, now) })
	if err != nil {
		return err
	}
	set(to)
	return p.settle(ctx, to)
}

// nextWork is when a message that is held back may go, a session wakes or a
// picture is fetched.
func (p *program) nextWork(ctx context.Context) (time.Time, bool, error) {
	at, ok, err := p.db.NextDue(ctx, classes(p.policy))
	if err != nil {
		return at, ok, err
	}
	wake, wakes, err := p.db.NextWake(ctx)
	if wakes && (!ok || wake.Before(at)) {
		return wake, true, err
	}
	return at, ok, err
}

// classes are all classes of posts.
func classes(p *safety.Policy) []bot.Class {
	cs := []bot.Class{bot.Answer}
	for c := range p.Delivery.Classes {
		if bot.Class(c) != bot.Answer {
			cs = append(cs, bot.Class(c))
		}
	}
	return cs
}

// settle lets everything happen that is possible at a moment: sessions that are
// to be woken, messages that wait, pictures to fetch, posts to deliver.
func (p *program) settle(ctx context.Context, now time.Time) error {
	for {
		n, err := p.db.WakeDue(ctx, now)
		if err != nil {
			return err
		}
		if err := p.worker.Drain(ctx, now); err != nil {
			return err
		}
		if err := p.photos.Drain(ctx, now); err != nil {
			return err
		}
		if err := p.deliverer.Drain(ctx, now); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
	}
}
