package bot

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"gridwarden/bot/crash"
)

// A Worker hands each member's messages on, one at a time and in order. Any
// number of workers may share an inbox. Its fields are not changed once it runs.
type Worker struct {
	Inbox Inbox
	Name  string // unique among the workers that share the inbox
	// Handle does all a message asks for and marks it done, in one transaction.
	// It gets every message at least once and must know the ones it has done.
	Handle func(ctx context.Context, lane Lane, m Message) error
	// Before may fetch what Handle will want, within Ahead; its error only
	// means that Handle does without. Nil: nothing.
	Before func(ctx context.Context, m Message) error
	// Say tells the member that a message was set aside, with the reference
	// that the log has too. It may be called again after a crash. Nil: nobody.
	Say func(ctx context.Context, lane Lane, m Message, ref string, err error) error

	Now     func() time.Time // nil: time.Now; read by Run only
	Workers int              // members served at once; zero: 4
	Lease   time.Duration    // how long a member is held; zero: 30 seconds (promises.md F3)
	Ahead   time.Duration    // the longest Before may take; zero: 3 seconds
	Poll    time.Duration    // how often the inbox is looked at without a nudge; zero: one second
	Log     *slog.Logger     // nil: slog.Default()
	// Handled counts messages; nil: nobody counts. Waited is since the
	// platform's CreateTime.
	Handled func(kind Kind, waited, took time.Duration, err error)

	once  sync.Once
	nudge chan struct{}

	mu   sync.Mutex
	kept []Lane // could not be given back
}

// tries is how often a message may fail before it is set aside (promises.md R19).
const tries = 3

// settleTime is how long giving back and setting aside may take while the
// program stops (promises.md R16).
const settleTime = 3 * time.Second

func (w *Worker) init() {
	w.once.Do(func() {
		if w.Now == nil {
			w.Now = time.Now
		}
		if w.Workers == 0 {
			w.Workers = 4
		}
		if w.Lease == 0 {
			w.Lease = 30 * time.Second
		}
		if w.Ahead == 0 {
			w.Ahead = 3 * time.Second
		}
		if w.Poll == 0 {
			w.Poll = time.Second
		}
		if w.Log == nil {
			w.Log = slog.Default()
		}
		w.nudge = make(chan struct{}, w.Workers)
	})
}

// Nudge says that a message was kept. It never blocks.
func (w *Worker) Nudge() {
	w.init()
	select {
	case w.nudge <- struct{}{}:
	default: // as many nudges as workers are waiting: all will look
	}
}

// Run handles messages until ctx ends, then finishes those under way and gives
// their members back.
func (w *Worker) Run(ctx context.Context) error {
	w.init()
	var wg sync.WaitGroup
	for i := range w.Workers {
		wg.Go(func() { w.serve(ctx, fmt.Sprintf("%s/%d", w.Name, i+1)) })
	}
	wg.Wait()
	return nil
}

func (w *Worker) serve(ctx context.Context, name string) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for failures := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-w.nudge:
		case <-timer.C:
		}
		wait := w.Poll
		for ctx.Err() == nil {
			some, err := w.turn(ctx, name, w.Now(), pause)
			if err != nil && ctx.Err() == nil {
				failures++
				wait = min(w.Poll<<min(failures, 5), 10*time.Second)
				w.Log.ErrorContext(ctx, "inbox cannot be worked on", "failures", failures, "error", err)
				break
			}
			failures = 0
			if !some {
				break
			}
		}
		timer.Reset(wait)
	}
}

// Drain handles everything that waits and returns when nothing does, or when
// what is left is in another worker's hands. A message that fails is tried
// again without a pause.
func (w *Worker) Drain(ctx context.Context, now time.Time) error {
	w.init()
	for ctx.Err() == nil {
		some, err := w.turn(ctx, w.Name, now, func(context.Context, int) {})
		if err != nil || !some {
			return err
		}
	}
	return ctx.Err()
}

// pause is the rest between two tries of one message. The member is held
// meanwhile, so that the order of his messages stays.
func pause(ctx context.Context, failures int) {
	timer := time.NewTimer(time.Duration(failures*failures) * 500 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// turn serves one member: all that waits, as long as less than half the lease
// is used. It says whether there was a member to serve.
func (w *Worker) turn(ctx context.Context, name string, now time.Time, pause func(context.Context, int)) (some bool, err error) {
	w.mu.Lock()
	kept := w.kept
	w.kept = nil
	w.mu.Unlock()
	if err := w.release(ctx, kept...); err != nil {
		return false, err
	}
	lane, ok, err := w.Inbox.Claim(ctx, name, now, w.Lease)
	if err != nil {
		return false, fmt.Errorf("claim a member: %w", err)
	}
	if !ok {
		return false, nil
	}
	w.Nudge() // more members may wait
	crash.At(crash.TurnClaimed)
	// What is under way is finished also when the program stops.
	detached := context.WithoutCancel(ctx)
	defer func() {
		releasing, cancel := context.WithTimeout(detached, settleTime)
		defer cancel()
		err = errors.Join(err, w.release(releasing, lane))
	}()
	begun, done := time.Now(), ""
	for ctx.Err() == nil && time.Since(begun) < w.Lease/2 {
		m, ok, err := w.Inbox.Next(ctx, lane)
		if errors.Is(err, ErrFenced) {
			return true, nil // the lane is another worker's now
		}
		if err != nil {
			return true, fmt.Errorf("read the next message of %s: %w", lane.Member, err)
		}
		if !ok {
			return true, nil
		}
		if m.Key == done {
			err = errors.New("handled, but not marked done")
		} else {
			err = w.handle(detached, lane, m, begun.Add(w.Lease))
		}
		switch {
		case err == nil:
			crash.At(crash.TurnCommitted)
			done = m.Key
		case errors.Is(err, ErrFenced):
			return true, nil
		default:
			n, err := w.failed(detached, lane, m, err)
			if err != nil {
				return true, err
			}
			done = ""
			if n < tries {
				pause(ctx, n)
			}
		}
	}
	return true, nil
}

// release gives members back. Those that cannot be, because the inbox is away,
// are kept in mind for the next time: nobody should have to wait until the lease
// has passed (promises.md R15).
func (w *Worker) release(ctx context.Context, lanes ...Lane) (err error) {
	for _, l := range lanes {
		if rerr := w.Inbox.Release(ctx, l); rerr != nil {
			err = errors.Join(err, fmt.Errorf("release %s: %w", l.Member, rerr))
			w.mu.Lock()
			w.kept = append(w.kept, l)
			w.mu.Unlock()
		}
	}
	return err
}

// handle makes one try at a message. A panic is an error of this message only.
func (w *Worker) handle(ctx context.Context, lane Lane, m Message, deadline time.Time) (err error) {
	begun := time.Now()
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		if w.Handled != nil {
			w.Handled(m.Kind, begun.Sub(m.At), time.Since(begun), err)
		}
	}()
	if w.Before != nil {
		ahead, cancel := context.WithTimeout(ctx, w.Ahead)
		defer cancel()
		if err := w.Before(ahead, m); err != nil {
			w.Log.InfoContext(ctx, "message is handled without what it brings", "key", m.Key, "error", err)
		}
	}
	return w.Handle(ctx, lane, m)
}

// failed counts a failure; the last one sets the message aside and tells the
// member, so that his next message is not held up. It returns the failures so far.
func (w *Worker) failed(ctx context.Context, lane Lane, m Message, cause error) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	ref := Ref(m.Key)
	n, err := w.Inbox.Failed(ctx, lane, m.Key, cause.Error())
	switch {
	case errors.Is(err, ErrFenced):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("count a failure of message %s (%v): %w", m.Key, cause, err)
	case n < tries:
		w.Log.WarnContext(ctx, "message failed", "ref", ref, "key", m.Key, "member", m.Member, "failures", n, "error", cause)
		return n, nil
	}
	w.Log.ErrorContext(ctx, "message set aside", "ref", ref, "key", m.Key, "member", m.Member, "failures", n, "error", cause)
	if w.Say != nil {
		if err := w.Say(ctx, lane, m, ref, cause); err != nil {
			w.Log.ErrorContext(ctx, "member was not told of a message set aside", "ref", ref, "error", err)
		}
	}
	if err := w.Inbox.SetAside(ctx, lane, m.Key, ref+": "+cause.Error()); err != nil && !errors.Is(err, ErrFenced) {
		return n, fmt.Errorf("set message %s aside: %w", m.Key, err)
	}
	return n, nil
}

// Ref is the short reference of a message that failed, the same in the log and
// in what the member is told.
func Ref(key string) string {
	sum := sha256.Sum256([]byte(key))
	return fmt.Sprintf("%x", sum[:2])
}
