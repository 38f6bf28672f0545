package wecomsim

import (
	"context"
	"fmt"
)

// notify wakes all that wait for a change. Sim.mu is held.
func (s *Sim) notify() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

// nextChange is closed at the next change.
func (s *Sim) nextChange() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	return s.changed
}

// Wait returns when cond holds. It is asked at first and after every change, and
// may call all methods of the simulator but Wait. The error is the context's.
func (s *Sim) Wait(ctx context.Context, cond func() bool) error {
	for {
		change := s.nextChange()
		if cond() {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the simulator: %w", ctx.Err())
		case <-change:
		}
	}
}

// Idle returns when every callback was delivered or given up. While [Sim.Run] does
// not run, waiting callbacks keep it waiting.
func (s *Sim) Idle(ctx context.Context) error {
	return s.Wait(ctx, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.post.waiting == 0
	})
}

// Next returns what a phone shows beyond its first n messages, waiting until
// there is something. Updates of cards and recalls add no message: see [Sim.Wait].
func (p *Phone) Next(ctx context.Context, n int) ([]Shown, error) {
	var list []Shown
	err := p.sim.Wait(ctx, func() bool {
		list = p.Shown()
		return len(list) > n
	})
	if err != nil {
		return nil, err
	}
	return list[n:], nil
}
