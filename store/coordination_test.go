package store

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisURL is where to test with Redis, or skips the test.
func redisURL(t *testing.T) string {
	t.Helper()
	url := os.Getenv("GRIDWARDEN_TEST_REDIS")
	if url == "" {
		t.Skip("no Redis to test with: set GRIDWARDEN_TEST_REDIS, or source scripts/servers.sh")
	}
	return url
}

func openRedis(t *testing.T, url string) *Redis {
	t.Helper()
	r, err := OpenRedis(url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// away is a URL at which nobody answers.
func away(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	return "redis://" + l.Addr().String() + "/0"
}

// coordinate runs a test with a process's memory, with two replicas on one
// Redis, and with a replica whose Redis is away: all must do the same.
func coordinate(t *testing.T, test func(t *testing.T, here, there Coordination)) {
	t.Run("memory", func(t *testing.T) { m := NewMemory(nil); test(t, m, m) })
	t.Run("redis", func(t *testing.T) { url := redisURL(t); test(t, openRedis(t, url), openRedis(t, url)) })
	t.Run("redis away", func(t *testing.T) { r := openRedis(t, away(t)); test(t, r, r) })
}

func unique(name string) string { return fmt.Sprintf("%s-%x", name, rand.Uint64()) }

func TestTokenIsSharedUntilItExpiresOrIsDropped(t *testing.T) {
	coordinate(t, func(t *testing.T, here, there Coordination) {
		ctx := t.Context()
		key := unique("wecom:token")
		expect := func(want string) time.Time {
			t.Helper()
			got, expires, err := there.Token(ctx, key)
			if got != want || err != nil {
				t.Errorf("token %q, %v; want %q", got, err, want)
			}
			return expires
		}
		expect("")
		until := time.Now().Add(time.Hour).Truncate(time.Millisecond)
		if err := here.KeepToken(ctx, key, "t1", until); err != nil {
			t.Fatal(err)
		}
		if got := expect("t1"); !got.Equal(until) {
			t.Errorf("expires at %v, want %v", got, until)
		}
		if err := here.DropToken(ctx, key, "t0"); err != nil {
			t.Error(err)
		}
		expect("t1")
		if err := here.DropToken(ctx, key, "t1"); err != nil {
			t.Error(err)
		}
		expect("")
		if err := here.KeepToken(ctx, key, "t2", time.Now().Add(-time.Second)); err != nil {
			t.Error(err)
		}
		expect("")
	})
}

func TestCountersAreSharedAndExact(t *testing.T) {
	coordinate(t, func(t *testing.T, here, there Coordination) {
		key := unique("member")
		const window = 24 * 365 * time.Hour
		var wg sync.WaitGroup
		for i := range 10 {
			c := here
			if i%2 == 1 {
				c = there
			}
			wg.Go(func() {
				for range 10 {
					if _, err := c.Count(t.Context(), key, 1, window); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n, err := there.Count(t.Context(), key, 5, window); n != 105 || err != nil {
			t.Errorf("counted %d, %v; want 105", n, err)
		}
		if n, err := there.Count(t.Context(), key, 1, window/2); n != 1 || err != nil {
			t.Errorf("another window counted %d, %v", n, err)
		}
	})
}

func TestCounterBeginsAnewWithItsWindow(t *testing.T) {
	now := noon
	m := NewMemory(func() time.Time { return now })
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{0, 1}, {59 * time.Second, 2}, {time.Second, 1}, {10 * time.Minute, 1}} {
		now = now.Add(step.after)
		if n, _ := m.Count(t.Context(), "k", 1, time.Minute); n != step.want {
			t.Errorf("at %v: %d, want %d", now, n, step.want)
		}
	}
	if len(m.counters) != 1 {
		t.Errorf("%d counters are held, want 1: what is over must not pile up", len(m.counters))
	}
}

func TestNudgeReachesEveryListener(t *testing.T) {
	coordinate(t, func(t *testing.T, here, there Coordination) {
		ctx, cancel := context.WithCancel(t.Context())
		topic := unique("outbox")
		heard := make(chan int, 100)
		var wg sync.WaitGroup
		for i, c := range []Coordination{here, there} {
			wg.Go(func() {
				err := c.Listen(ctx, func(got string) {
					if got == topic {
						heard <- i
					}
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		// Who begins to listen later hears later nudges: nudge until both heard.
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		deadline := time.After(10 * time.Second)
		seen := map[int]bool{}
		for len(seen) < 2 {
			select {
			case i := <-heard:
				seen[i] = true
			case <-tick.C:
				here.Nudge(ctx, topic)
			case <-deadline:
				t.Fatal("nobody heard")
			}
		}
		cancel()
		wg.Wait()
	})
}

// What somebody else left under our keys stops nobody (promises.md F18).
func TestWrongTypesInRedisStopNothing(t *testing.T) {
	url := redisURL(t)
	r := openRedis(t, url)
	ctx := t.Context()
	key := unique("token")
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	other := redis.NewClient(o)
	defer other.Close()
	if err := other.LPush(ctx, redisPrefix+key, "x").Err(); err != nil {
		t.Fatal(err)
	}
	if token, _, err := r.Token(ctx, key); token != "" || err != nil {
		t.Errorf("token %q, %v", token, err)
	}
	if err := r.DropToken(ctx, key, "x"); err != nil {
		t.Error(err)
	}
	if err := r.KeepToken(ctx, key, "t1", time.Now().Add(time.Hour)); err != nil {
		t.Error(err)
	}
	if token, _, err := r.Token(ctx, key); token != "t1" || err != nil {
		t.Errorf("token %q, %v; want the one just kept", token, err)
	}
}

func TestSecretOfARedisURLIsNotRepeated(t *testing.T) {
	_, err := OpenRedis("redis://user:geheim@[bad/0", nil)
	if err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("a broken URL: %v", err)
	}
}

// Redis that goes away in the middle is missed by nobody, and found again when
// it comes back.
func TestRedisMayVanishAndReturn(t *testing.T) {
	url := redisURL(t)
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	p := newProxy(t, o.Addr)
	r := openRedis(t, "redis://"+p.addr()+"/0")
	ctx := t.Context()
	key := unique("token")
	until := time.Now().Add(time.Hour)
	if err := r.KeepToken(ctx, key, "before", until); err != nil {
		t.Fatal(err)
	}
	p.cut(true)
	if token, _, err := r.Token(ctx, key); token != "" || err != nil {
		t.Errorf("without Redis the token is %q, %v", token, err)
	}
	if err := r.KeepToken(ctx, key, "alone", until); err != nil {
		t.Error(err)
	}
	if token, _, err := r.Token(ctx, key); token != "alone" || err != nil {
		t.Errorf("without Redis the token is %q, %v; want the one kept meanwhile", token, err)
	}
	if n, err := r.Count(ctx, key, 1, time.Hour); n != 1 || err != nil {
		t.Errorf("counted %d, %v", n, err)
	}
	r.Nudge(ctx, "x")
	p.cut(false)
	r.rested.Store(0)
	if token, _, err := r.Token(ctx, key); token != "before" || err != nil {
		t.Errorf("with Redis back the token is %q, %v", token, err)
	}
}
