package wecom

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gridwarden/bot"
)

func TestFrequencyLimitsHoldForTheMinuteTheHourTheDay(t *testing.T) {
	p := newPlatform(t)
	now := newClock() // 08:00 in China
	c := newTestClient(t, p, func(cfg *Config) { cfg.Now = now.Now })
	call := mustRender(t, c, bot.Body{Text: "今日巡查"}, "grid_zhang")
	met := func(want time.Duration) {
		t.Helper()
		p.answer(apiSend, refusal(45009, "api freq out of limit"))
		_, err := c.Send(t.Context(), call)
		if f := wantFault(t, err, bot.Hold, 45009); f.Wait != want {
			t.Errorf("wait %v, want %v", f.Wait, want)
		}
	}
	met(time.Minute)
	now.pass(20 * time.Second)
	met(40 * time.Second) // the same window
	now.pass(40 * time.Second)
	met(time.Hour)
	now.pass(time.Hour)
	met(14*time.Hour + 59*time.Minute) // until midnight
	now.pass(15 * time.Hour)
	p.answer(apiSend, `{"errcode":0}`)
	if _, err := c.Send(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	met(time.Minute)
}

func TestTheGateHalvesWhenCrowdedAndRecovers(t *testing.T) {
	g := newGate(4)
	ctx, cancel := context.WithCancel(t.Context())
	for range 4 {
		if err := g.enter(ctx); err != nil {
			t.Fatal(err)
		}
	}
	entered := make(chan error)
	go func() { entered <- g.enter(ctx) }()
	g.leave(true, false) // 2 may be inside, 3 are
	g.leave(false, false)
	select {
	case <-entered:
		t.Fatal("entered a full gate")
	default:
	}
	g.leave(false, false)
	if err := <-entered; err != nil {
		t.Fatal(err)
	}
	go func() { entered <- g.enter(ctx) }()
	cancel()
	if err := <-entered; !errors.Is(err, context.Canceled) {
		t.Errorf("gave up with %v", err)
	}
	for g.inside > 0 {
		g.leave(false, true)
	}
	for i := 0; g.bound < 4 && i < 20; i++ {
		if err := g.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		g.leave(false, true)
	}
	if g.bound != 4 || len(g.waiting) != 0 {
		t.Errorf("bound %v, %d waiting", g.bound, len(g.waiting))
	}
}

func TestAtMostInFlightSendsRunAtOnce(t *testing.T) {
	p := newPlatform(t)
	var inside, most atomic.Int32
	gate := make(chan struct{})
	p.reply(apiSend, func(_ int, w http.ResponseWriter, _ *http.Request) {
		n := inside.Add(1)
		for {
			m := most.Load()
			if n <= m || most.CompareAndSwap(m, n) {
				break
			}
		}
		if n == 3 {
			close(gate) // all that may be are here
		}
		<-gate
		inside.Add(-1)
		io.WriteString(w, `{"errcode":0}`)
	})
	c := newTestClient(t, p, func(cfg *Config) { cfg.InFlight = 3 })
	call := mustRender(t, c, bot.Body{Text: "今日巡查"}, "grid_zhang")
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			if _, err := c.Send(t.Context(), call); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	p.reply(apiSend, func(_ int, w http.ResponseWriter, _ *http.Request) {
		if n := inside.Add(1); n > 3 {
			t.Errorf("%d at once", n)
		}
		defer inside.Add(-1)
		io.WriteString(w, `{"errcode":0}`)
	})
	for range 40 {
		wait.Go(func() {
			if _, err := c.Send(t.Context(), call); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if most.Load() != 3 {
		t.Errorf("at most %d at once", most.Load())
	}
}
