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

func TestManyCallsWithADeadTokenFetchOneNewToken(t *testing.T) {
	p := newPlatform(t)
	now := newClock()
	c := newTestClient(t, p, func(cfg *Config) { cfg.InFlight, cfg.Now = 32, now.Now })
	call := mustRender(t, c, bot.Body{Text: "今日巡查"}, "grid_zhang")
	for round := 1; round <= 3; round++ {
		p.revoke()
		now.pass(time.Minute)
		var wait sync.WaitGroup
		var failed atomic.Int32
		for range 64 {
			wait.Go(func() {
				if _, err := c.Send(t.Context(), call); err != nil {
					failed.Add(1)
				}
			})
		}
		wait.Wait()
		if n := failed.Load(); n > 0 {
			t.Errorf("round %d: %d calls failed", round, n)
		}
		if n := len(p.calls("gettoken")); n != round {
			t.Errorf("round %d: %d tokens fetched", round, n)
		}
	}
}

func TestATokenThatStaysDeadEndsInAnAlertAfterOneRepeat(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	call := mustRender(t, c, bot.Body{Text: "今日巡查"}, "grid_zhang")
	now := newClock()
	c.cfg.Now = now.Now
	p.reply(apiSend, func(_ int, w http.ResponseWriter, _ *http.Request) {
		now.pass(2 * time.Second)
		io.WriteString(w, refusal(42001, "access_token expired"))
	})
	_, err := c.Send(t.Context(), call)
	wantFault(t, err, bot.Alert, 42001)
	if n, m := len(p.calls(apiSend)), len(p.calls("gettoken")); n != 2 || m != 2 {
		t.Errorf("%d sends, %d tokens", n, m)
	}
}

func TestTokensAreRefreshedEarlyAndServeOnWhenThatFails(t *testing.T) {
	p := newPlatform(t)
	now := newClock()
	c := newTestClient(t, p, func(cfg *Config) { cfg.Now = now.Now })
	get := func() string {
		t.Helper()
		token, err := c.tokens.get(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	first := get()
	now.pass(114 * time.Minute)
	if get() != first {
		t.Error("refreshed too early")
	}
	now.pass(2 * time.Minute)
	p.answer("gettoken", refusal(-1, "busy"))
	for range 2 {
		if get() != first {
			t.Error("the old token was given up before it expired")
		}
	}
	if n := len(p.calls("gettoken")); n != 2 {
		t.Errorf("%d attempts", n)
	}
	now.pass(5 * time.Minute)
	_, err := c.tokens.get(t.Context())
	wantFault(t, err, bot.Retry, -1)
	p.reply("gettoken", nil)
	if get() == first {
		t.Error("the dead token serves on")
	}
}

func TestAWrongSecretIsNotTriedAgainForAnHour(t *testing.T) {
	for code, pause := range map[int]time.Duration{40001: time.Hour, 60020: time.Minute, 40013: time.Hour} {
		p := newPlatform(t)
		now := newClock()
		c := newTestClient(t, p, func(cfg *Config) { cfg.Now = now.Now })
		p.answer("gettoken", refusal(code, "invalid credential"))
		for range 5 {
			_, err := c.Departments(t.Context())
			wantFault(t, err, bot.Alert, code)
		}
		if n := len(p.calls("gettoken")); n != 1 {
			t.Errorf("%d: tried %d times", code, n)
		}
		now.pass(pause)
		p.reply("gettoken", nil)
		if _, err := c.Departments(t.Context()); err != nil {
			t.Error(code, err)
		}
	}
}

// A shared store spares the second replica its fetch; when it is broken, each
// fetches its own.
func TestReplicasShareATokenAndWorkWithoutTheStore(t *testing.T) {
	p := newPlatform(t)
	store := &tokenShelf{}
	with := func(cfg *Config) { cfg.TokenStore = store }
	a, b := newTestClient(t, p, with), newTestClient(t, p, with)
	for _, c := range []*Client{a, b} {
		if _, err := c.Departments(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(p.calls("gettoken")); n != 1 {
		t.Errorf("%d tokens fetched", n)
	}
	p.revoke()
	b.cfg.Now = func() time.Time { return newClock().Now().Add(time.Minute) }
	if _, err := b.Departments(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Departments(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(p.calls("gettoken")); n != 2 {
		t.Errorf("%d tokens fetched after the first died", n)
	}
	store.broken = true
	alone := newTestClient(t, p, with)
	if _, err := alone.Departments(t.Context()); err != nil {
		t.Fatal(err)
	}
}

type tokenShelf struct {
	mu      sync.Mutex
	broken  bool
	token   string
	expires time.Time
}

func (s *tokenShelf) Token(context.Context, string) (string, time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return "", time.Time{}, errors.New("store is gone")
	}
	return s.token, s.expires, nil
}

func (s *tokenShelf) KeepToken(_ context.Context, key, token string, expires time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken || key != "wecom:token:"+testCorp+":1000002" {
		return errors.New("store is gone")
	}
	s.token, s.expires = token, expires
	return nil
}

func (s *tokenShelf) DropToken(_ context.Context, _, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return errors.New("store is gone")
	}
	if s.token == token {
		s.token = ""
	}
	return nil
}
