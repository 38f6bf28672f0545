package store

import (
	"context"
	"time"
)

// Coordination is what replicas tell each other. Nothing that matters depends
// on it: leases and truth are in the database. Without Redis there is one
// process, and [Memory] does the same within it; when Redis is away, every
// process does so for itself.
type Coordination interface {
	// Nudge tells every replica, this one too, that there is work on a topic.
	// It never fails and never waits long: a nudge that is lost is made up by
	// the next look at the database.
	Nudge(ctx context.Context, topic string)
	// Listen calls fn for every nudge, from one goroutine, until ctx ends.
	Listen(ctx context.Context, fn func(topic string)) error

	// Token is the stored token, or "" if there is none that is still good.
	Token(ctx context.Context, key string) (token string, expires time.Time, err error)
	KeepToken(ctx context.Context, key, token string, expires time.Time) error
	// DropToken forgets the token if it is still this one.
	DropToken(ctx context.Context, key, token string) error

	// Count adds n to a counter and returns it with the addition. Counters are
	// shared by all replicas and begin anew with every window of the clock.
	Count(ctx context.Context, key string, n int, window time.Duration) (int, error)

	// Close ends what the coordination holds. Listen must have returned.
	Close() error
}
