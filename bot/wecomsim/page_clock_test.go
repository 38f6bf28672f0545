package wecomsim

import (
	"context"
	"sync"
	"time"
)

// A handClock moves when a test says so, and decides one thing on arrival.
type handClock struct {
	moving chan struct{} // closed when a move began
	arrive chan struct{} // closed by the test to let it end

	mu   sync.Mutex
	now  time.Time
	said []LogLine
}

func newHandClock() *handClock {
	return &handClock{moving: make(chan struct{}), arrive: make(chan struct{}), now: pageNow}
}

func (c *handClock) hooks() Hooks {
	return Hooks{
		Clock: func() time.Time {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.now
		},
		Advance: func(ctx context.Context, to time.Time) error {
			close(c.moving)
			select {
			case <-c.arrive:
			case <-ctx.Done():
				return ctx.Err()
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			c.now = to
			c.said = append(c.said, LogLine{ID: 1, At: to, Subject: "H-1", Text: hostile, Why: "due"})
			return nil
		},
		Next: func(context.Context) (time.Time, string, bool) { return pageNow.Add(time.Hour), "提醒", true },
		Log: func(_ context.Context, after int64) ([]LogLine, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			return append([]LogLine(nil), c.said[min(int(after), len(c.said)):]...), nil
		},
	}
}
