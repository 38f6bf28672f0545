package store

import (
	"context"
	"sync"
	"time"
)

// Memory is the [Coordination] of one process. Use [NewMemory].
type Memory struct {
	now func() time.Time

	mu        sync.Mutex
	listeners map[chan string]struct{}
	tokens    map[string]keptToken
	counters  map[string]counter
	swept     time.Time
}

var _ Coordination = (*Memory)(nil)

type keptToken struct {
	token   string
	expires time.Time
}

type counter struct {
	n    int
	ends time.Time
}

// NewMemory makes a Memory that reads the clock by now; nil: time.Now.
func NewMemory(now func() time.Time) *Memory {
	if now == nil {
		now = time.Now
	}
	return &Memory{
		now: now, listeners: map[chan string]struct{}{}, tokens: map[string]keptToken{}, counters: map[string]counter{},
	}
}

// pendingNudges is how many nudges wait for a slow listener; more are dropped,
// because it will look anyway.
const pendingNudges = 64

// Nudge tells every listener. See [Coordination].
func (m *Memory) Nudge(_ context.Context, topic string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for l := range m.listeners {
		select {
		case l <- topic:
		default:
		}
	}
}

// Listen calls fn for every nudge until ctx ends. See [Coordination].
func (m *Memory) Listen(ctx context.Context, fn func(topic string)) error {
	nudges, leave := m.join()
	defer leave()
	for {
		select {
		case <-ctx.Done():
			return nil
		case topic := <-nudges:
			fn(topic)
		}
	}
}

func (m *Memory) join() (nudges <-chan string, leave func()) {
	l := make(chan string, pendingNudges)
	m.mu.Lock()
	m.listeners[l] = struct{}{}
	m.mu.Unlock()
	return l, func() {
		m.mu.Lock()
		delete(m.listeners, l)
		m.mu.Unlock()
	}
}

// Token is the stored token. See [Coordination].
func (m *Memory) Token(_ context.Context, key string) (string, time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.tokens[key]
	if !ok || !t.expires.After(m.now()) {
		return "", time.Time{}, nil
	}
	return t.token, t.expires, nil
}

// KeepToken stores a token until it expires. See [Coordination].
func (m *Memory) KeepToken(_ context.Context, key, token string, expires time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tokens[key] = keptToken{token, expires}
	return nil
}

// DropToken forgets the token if it is still this one. See [Coordination].
func (m *Memory) DropToken(_ context.Context, key, token string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tokens[key].token == token {
		delete(m.tokens, key)
	}
	return nil
}

// Count adds to a counter. See [Coordination].
func (m *Memory) Count(_ context.Context, key string, n int, window time.Duration) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if now.Sub(m.swept) >= time.Minute { // so that what is over does not pile up
		m.swept = now
		for k, c := range m.counters {
			if !c.ends.After(now) {
				delete(m.counters, k)
			}
		}
	}
	key = windowKey(key, window)
	c := m.counters[key]
	if !c.ends.After(now) {
		c = counter{ends: now.Truncate(window).Add(window)}
	}
	c.n += n
	m.counters[key] = c
	return c.n, nil
}

// windowKey keeps counters of one name and different windows apart.
func windowKey(key string, window time.Duration) string { return key + "/" + window.String() }

// Close has nothing to give back.
func (m *Memory) Close() error { return nil }
