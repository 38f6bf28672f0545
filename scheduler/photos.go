package scheduler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"gridwarden/bot"
)

// A MediaId lives 72 hours (wecom-api.md 5.1); a day before its end somebody is
// told that a picture is in danger (promises.md R13).
const (
	mediaLife  = 72 * time.Hour
	mediaAlarm = 48 * time.Hour
)

// A Fetcher gets the bytes of what a member sent. An error that can never
// change is a *bot.Fault with the remedy bot.Drop. The caller closes the body.
type Fetcher interface {
	Fetch(ctx context.Context, mediaID string) (body io.ReadCloser, contentType, name string, err error)
}

// Photos keep the pictures, and which of them are still to be fetched.
type Photos interface {
	// ClaimFetches gives pictures that are due and that nobody holds, the
	// oldest first; Classes and With of the claim mean nothing here.
	ClaimFetches(ctx context.Context, c bot.Claim) ([]bot.Fetch, error)
	// KeepPhoto stores the bytes under their SHA-256, then the row, and ends the
	// fetch. What must not be kept (no picture, too large) ends it too; refused
	// then says why, in words for the member.
	KeepPhoto(ctx context.Context, f bot.Fetch, body io.Reader, contentType, name string, now time.Time) (refused string, err error)
	// DelayFetch gives a picture back until f.Next, with its new Tries and Alarmed.
	DelayFetch(ctx context.Context, f bot.Fetch) error
	// LosePhoto ends a fetch that cannot succeed any more.
	LosePhoto(ctx context.Context, f bot.Fetch, reason string, now time.Time) error
}

// A PhotoFetcher brings in the bytes of pictures while their MediaIds live.
// Danger and Lost are called before that is recorded, so a crash may call them
// again: what they post needs a key.
type PhotoFetcher struct {
	Photos  Photos
	Fetcher Fetcher
	Worker  string           // unique among the replicas
	Now     func() time.Time // nil: time.Now; read by Run only

	Danger  func(ctx context.Context, now time.Time, f bot.Fetch) error             // a day is left
	Lost    func(ctx context.Context, now time.Time, f bot.Fetch) error             // tell the reporter and the safety office
	Refused func(ctx context.Context, now time.Time, f bot.Fetch, why string) error // tell the reporter

	Lease time.Duration // zero: two minutes
	Poll  time.Duration // zero: five seconds
	Log   *slog.Logger  // nil: slog.Default()

	once  sync.Once
	nudge chan struct{}
}

// atOnce is how many pictures are claimed and fetched side by side: different
// ones, because one MediaId must not be fetched in parallel (wecom-api.md 4.11).
const atOnce = 4

func (p *PhotoFetcher) init() {
	p.once.Do(func() {
		p.nudge = make(chan struct{}, 1)
		if p.Now == nil {
			p.Now = time.Now
		}
		if p.Lease == 0 {
			p.Lease = 2 * time.Minute
		}
		if p.Poll == 0 {
			p.Poll = 5 * time.Second
		}
		if p.Log == nil {
			p.Log = slog.Default()
		}
	})
}

// Nudge says that a picture arrived. It never blocks.
func (p *PhotoFetcher) Nudge() {
	p.init()
	select {
	case p.nudge <- struct{}{}:
	default:
	}
}

// Run fetches until ctx ends.
func (p *PhotoFetcher) Run(ctx context.Context) error {
	p.init()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for failures := 0; ; {
		select {
		case <-ctx.Done():
			return nil
		case <-p.nudge:
		case <-timer.C:
		}
		wait := p.Poll
		if err := p.drain(ctx, p.Now); err != nil && ctx.Err() == nil {
			failures++
			wait = backoff(failures)
			p.Log.ErrorContext(ctx, "photos cannot be fetched", "failures", failures, "error", err)
		} else {
			failures = 0
		}
		timer.Reset(wait)
	}
}

// Drain tries everything that is due at a moment once.
func (p *PhotoFetcher) Drain(ctx context.Context, now time.Time) error {
	p.init()
	return p.drain(ctx, func() time.Time { return now })
}

func (p *PhotoFetcher) drain(ctx context.Context, clock func() time.Time) error {
	for ctx.Err() == nil {
		now := clock()
		fs, err := p.Photos.ClaimFetches(ctx, bot.Claim{Worker: p.Worker, Now: now, Lease: p.Lease, Limit: atOnce})
		if err != nil {
			return fmt.Errorf("claim photos: %w", err)
		}
		if len(fs) == 0 {
			return nil
		}
		errs := make([]error, len(fs))
		var wg sync.WaitGroup
		for i, f := range fs {
			wg.Go(func() { errs[i] = p.fetch(ctx, f, now) })
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// fetch makes one attempt at one picture and records what came of it.
func (p *PhotoFetcher) fetch(ctx context.Context, f bot.Fetch, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, p.Lease/2)
	defer cancel()
	refused, err := p.bring(ctx, f, now)
	switch {
	case err == nil && refused == "":
		return nil
	case err == nil:
		if p.Refused != nil {
			if err := p.Refused(ctx, now, f, refused); err != nil {
				return fmt.Errorf("tell of refused photo %s: %w", f.MediaID, err)
			}
		}
		return nil
	case errors.Is(err, bot.ErrFenced):
		return nil // another worker has it
	}
	return p.failed(ctx, f, now, err)
}

func (p *PhotoFetcher) bring(ctx context.Context, f bot.Fetch, now time.Time) (refused string, err error) {
	body, contentType, name, err := p.Fetcher.Fetch(ctx, f.MediaID)
	if err != nil {
		return "", fmt.Errorf("fetch: %w", err)
	}
	defer body.Close()
	if refused, err = p.Photos.KeepPhoto(ctx, f, body, contentType, name, now); err != nil {
		return "", fmt.Errorf("keep: %w", err)
	}
	return refused, nil
}

// failed puts a picture back until the next attempt, or gives it up.
func (p *PhotoFetcher) failed(ctx context.Context, f bot.Fetch, now time.Time, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	f.Tries++
	f.Next = now.Add(backoff(f.Tries))
	p.Log.WarnContext(ctx, "photo not fetched", "media_id", f.MediaID, "tries", f.Tries, "error", cause)

	var fault *bot.Fault
	never := errors.As(cause, &fault) && fault.Remedy == bot.Drop
	if never || now.Sub(f.At) >= mediaLife {
		if p.Lost != nil {
			if err := p.Lost(ctx, now, f); err != nil {
				return fmt.Errorf("tell of lost photo %s: %w", f.MediaID, err)
			}
		}
		if err := p.Photos.LosePhoto(ctx, f, cause.Error(), now); err != nil {
			return fmt.Errorf("give up photo %s: %w", f.MediaID, err)
		}
		return nil
	}
	if last := f.At.Add(mediaLife); f.Next.After(last) {
		f.Next = last // one more attempt just before it is given up
	}
	if !f.Alarmed && now.Sub(f.At) >= mediaAlarm && p.Danger != nil {
		if err := p.Danger(ctx, now, f); err != nil {
			return fmt.Errorf("tell of photo %s in danger: %w", f.MediaID, err)
		}
		f.Alarmed = true
	}
	if err := p.Photos.DelayFetch(ctx, f); err != nil && !errors.Is(err, bot.ErrFenced) {
		return fmt.Errorf("put back photo %s: %w", f.MediaID, err)
	}
	return nil
}
