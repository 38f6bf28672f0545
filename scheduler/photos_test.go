package scheduler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
)

// album keeps pictures and what is still to be fetched.
type album struct {
	waiting map[string]bot.Fetch
	until   map[string]time.Time
	kept    map[string]string
	lost    map[string]string
}

func (a *album) ClaimFetches(_ context.Context, c bot.Claim) (fs []bot.Fetch, err error) {
	for id, f := range a.waiting {
		if len(fs) < c.Limit && !f.Next.After(c.Now) && !a.until[id].After(c.Now) {
			a.until[id] = c.Now.Add(c.Lease)
			fs = append(fs, f)
		}
	}
	return fs, nil
}

func (a *album) KeepPhoto(_ context.Context, f bot.Fetch, body io.Reader, _, _ string, _ time.Time) (string, error) {
	b, err := io.ReadAll(body)
	if err != nil {
		return "", err
	}
	delete(a.waiting, f.MediaID)
	if string(b) == "no picture" {
		return "这不是图片", nil
	}
	a.kept[f.MediaID] = string(b)
	return "", nil
}

func (a *album) DelayFetch(_ context.Context, f bot.Fetch) error {
	a.waiting[f.MediaID] = f
	delete(a.until, f.MediaID)
	return nil
}

func (a *album) LosePhoto(_ context.Context, f bot.Fetch, reason string, _ time.Time) error {
	delete(a.waiting, f.MediaID)
	a.lost[f.MediaID] = reason
	return nil
}

type fetcher func(id string) (string, error)

func (f fetcher) Fetch(_ context.Context, id string) (io.ReadCloser, string, string, error) {
	b, err := f(id)
	return io.NopCloser(strings.NewReader(b)), "image/jpeg", id + ".jpg", err
}

func newAlbum(at time.Time, ids ...string) *album {
	a := &album{waiting: map[string]bot.Fetch{}, until: map[string]time.Time{}, kept: map[string]string{}, lost: map[string]string{}}
	for _, id := range ids {
		a.waiting[id] = bot.Fetch{MediaID: id, By: "zhang", At: at, Next: at}
	}
	return a
}

func TestPhotoIsFetchedUntilItSucceedsOrDies(t *testing.T) {
	start := at("2026-09-21 10:00")
	offline := errors.New("cannot connect")
	for _, c := range []struct {
		name  string
		fetch func(now time.Time) (string, error)
		kept  bool
		told  []string
	}{
		{"at once", func(time.Time) (string, error) { return "jpeg", nil }, true, nil},
		{"after a day", func(now time.Time) (string, error) {
			if now.Sub(start) < 24*time.Hour {
				return "", offline
			}
			return "jpeg", nil
		}, true, nil},
		{"in the last minutes", func(now time.Time) (string, error) {
			if now.Sub(start) < 71*time.Hour+30*time.Minute {
				return "", offline
			}
			return "jpeg", nil
		}, true, []string{"danger"}},
		{"never", func(time.Time) (string, error) { return "", offline }, false, []string{"danger", "lost 09-24 10:00"}},
		{"not at all", func(time.Time) (string, error) {
			return "", fmt.Errorf("get media: %w", &bot.Fault{Remedy: bot.Drop, Code: 40007, Err: errors.New("media is expired")})
		}, false, []string{"lost 09-21 10:00"}},
		{"no picture", func(time.Time) (string, error) { return "no picture", nil }, false, []string{"refused 这不是图片"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAlbum(start, "m1")
			now := start
			var told []string
			p := &PhotoFetcher{
				Photos: a, Worker: "w", Log: slog.New(slog.DiscardHandler),
				Fetcher: fetcher(func(string) (string, error) { return c.fetch(now) }),
				Danger: func(_ context.Context, now time.Time, _ bot.Fetch) error {
					if left := start.Add(mediaLife).Sub(now); left > 24*time.Hour || left < 23*time.Hour {
						t.Errorf("the alarm came %s before the end", left)
					}
					told = append(told, "danger")
					return nil
				},
				Lost: func(_ context.Context, now time.Time, _ bot.Fetch) error {
					told = append(told, now.Format("lost 01-02 15:04"))
					return nil
				},
				Refused: func(_ context.Context, _ time.Time, _ bot.Fetch, why string) error {
					told = append(told, "refused "+why)
					return nil
				},
			}
			for ; now.Sub(start) <= 75*time.Hour; now = now.Add(30 * time.Second) {
				if err := p.Drain(t.Context(), now); err != nil {
					t.Fatal(err)
				}
			}
			if len(a.waiting) != 0 || (a.kept["m1"] == "jpeg") != c.kept {
				t.Errorf("kept %v, still waiting %v", a.kept, a.waiting)
			}
			if diff := cmp.Diff(c.told, told); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPhotoIsFetchedWhenNudged(t *testing.T) {
	a := newAlbum(at("2026-09-21 10:00"), "m1")
	fetched := make(chan struct{}, 1)
	p := &PhotoFetcher{
		Photos: a, Worker: "w", Poll: time.Hour, Now: func() time.Time { return at("2026-09-21 10:00") },
		Fetcher: fetcher(func(string) (string, error) { fetched <- struct{}{}; return "jpeg", nil }),
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- p.Run(ctx) }()
	p.Nudge()
	<-fetched
	stop()
	if err := <-done; err != nil || a.kept["m1"] != "jpeg" {
		t.Errorf("ended with %v, kept %v", err, a.kept)
	}
}
