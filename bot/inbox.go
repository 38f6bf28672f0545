package bot

import (
	"context"
	"errors"
	"time"
)

// An Inbox keeps what members sent until it has been answered.
type Inbox interface {
	// Keep stores a message durably before it returns. A key that was stored
	// before, at any time, is not fresh and changes nothing.
	Keep(ctx context.Context, m Message) (fresh bool, err error)
	// Claim gives the worker one member who has waiting messages and whom no
	// other worker holds, the longest waiting first; false if there is none.
	Claim(ctx context.Context, worker string, now time.Time, lease time.Duration) (Lane, bool, error)
	// Next is the member's oldest waiting message, by At and then Key.
	Next(ctx context.Context, lane Lane) (Message, bool, error)
	// SetAside takes a message that failed too often out of the way, with the reason.
	SetAside(ctx context.Context, lane Lane, key, reason string) error
	// Failed counts one more failed attempt at a message and returns their number.
	Failed(ctx context.Context, lane Lane, key, reason string) (int, error)
	// Release gives the member back; a lane that was lost meanwhile is no error.
	Release(ctx context.Context, lane Lane) error
}

// A Lane is the right to handle one member's messages. Its Fence grows with
// every claim, so that a worker which was paused beyond its lease cannot write.
type Lane struct {
	Member string
	Worker string
	Fence  int64
}

// ErrFenced is returned to a worker whose lane was given to another.
var ErrFenced = errors.New("lane was given to another worker")

// A Session is a member's conversation as it is stored between messages.
type Session struct {
	Member string
	Body   []byte    // of the conversation engine, JSON
	Wake   time.Time // when the engine wants to be called though nobody wrote; zero: never
}
