package main

import (
	"context"
	"time"

	"gridwarden/handlers"
	"gridwarden/safety"
	"gridwarden/scheduler"
	"gridwarden/store"
)

// duties is all that the program does by itself. Jobs of one moment run in this
// order: what is missed is marked before the steps that follow from it.
func (p *program) duties() scheduler.Plan {
	return scheduler.Plan{
		{Name: "open-occurrences", When: "2 0 * * *", Run: p.openOccurrences},
		{Name: "miss-overdue", When: "* * * * *", Run: p.missOverdue},
		{Name: "climb", When: "* * * * *", Run: p.climb},
		{Name: "change-holders", When: "5 8 * * *", Run: p.changeHolders},
		{Name: "digest", When: "30 8 * * *", Run: p.digest, Late: 12 * time.Hour},
	}
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

func (p *program) climb(ctx context.Context, now time.Time) error {
	return p.untilNone(ctx, now, func(s *safety.Service) (int, error) { return s.ClimbDue(ctx, chunk) })
}

func (p *program) changeHolders(ctx context.Context, now time.Time) error {
	return p.within(ctx, now, func(s *safety.Service) error { return s.ChangeHolders(ctx) })
}

func (p *program) digest(ctx context.Context, now time.Time) error {
	return p.within(ctx, now, func(s *safety.Service) error { return s.Digest(ctx) })
}
