package wecom

import (
	"context"
	"sync"
	"time"
)

// A gate bounds the sends in flight. After "too many calls at once" the bound
// is halved, and every accepted call raises it by a fraction until it is back
// (performance.md A1).
type gate struct {
	most float64

	mu      sync.Mutex
	bound   float64
	inside  int
	waiting []chan struct{}
}

func newGate(most int) *gate { return &gate{most: float64(most), bound: float64(most)} }

func (g *gate) enter(ctx context.Context) error {
	g.mu.Lock()
	if len(g.waiting) == 0 && g.inside < int(g.bound) {
		g.inside++
		g.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	g.waiting = append(g.waiting, turn)
	g.mu.Unlock()

	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, w := range g.waiting {
		if w == turn {
			g.waiting = append(g.waiting[:i], g.waiting[i+1:]...)
			return ctx.Err()
		}
	}
	// The turn came at the same moment: pass it on.
	g.inside--
	g.wake()
	return ctx.Err()
}

// leave ends a call. Crowded is the answer "too many calls at once".
func (g *gate) leave(crowded, accepted bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	switch {
	case crowded:
		g.bound = max(1, g.bound/2)
	case accepted:
		g.bound = min(g.most, g.bound+1/g.bound)
	}
	g.wake()
}

func (g *gate) wake() {
	for len(g.waiting) > 0 && g.inside < int(g.bound) {
		g.inside++
		close(g.waiting[0])
		g.waiting = g.waiting[1:]
	}
}

// windows says how long to wait after a frequency limit. The platform does not
// tell which window was exceeded, so each next meeting means the next longer
// one: the minute, the hour, the day (wecom-api.md 4.11).
type windows struct {
	mu    sync.Mutex
	step  int
	until time.Time
}

var china = time.FixedZone("Asia/Shanghai", 8*60*60)

// met gives the time to wait. Calls that were in flight together meet the same
// window once.
func (w *windows) met(now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if left := w.until.Sub(now); left > 0 && left <= 24*time.Hour {
		return left
	}
	var wait time.Duration
	switch w.step {
	case 0:
		wait = time.Minute
	case 1:
		wait = time.Hour
	default:
		y, m, d := now.In(china).Date()
		wait = time.Date(y, m, d+1, 0, 0, 0, 0, china).Sub(now)
	}
	w.step++
	w.until = now.Add(wait)
	return wait
}

// passed forgets the limit once a call was accepted after it.
func (w *windows) passed(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !now.Before(w.until) {
		w.step = 0
	}
}
