package wecom

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"gridwarden/bot"
)

func TestAnswersAreClassifiedByTheTable(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	call := mustRender(t, c, bot.Body{Text: "今日巡查"}, "grid_zhang")
	for _, row := range []struct {
		name   string
		answer string
		remedy bot.Remedy
		code   int
		wait   time.Duration
	}{
		{"busy", refusal(-1, "system busy"), bot.Retry, -1, 0},
		{"crowded", refusal(45033, "concurrent"), bot.Hold, 45033, time.Second},
		{"foreign address", refusal(60020, "not allow to access from your ip"), bot.Alert, 60020, 0},
		{"app disabled", refusal(50003, "disabled"), bot.Alert, 50003, 0},
		{"wrong agent", refusal(301002, "not allow"), bot.Alert, 301002, 0},
		{"bad key", refusal(42039, "x"), bot.Drop, 42039, 0},
		{"media gone", refusal(40007, "x"), bot.Drop, 40007, 0},
		{"never heard of", refusal(987654, "x"), bot.Alert, 987654, 0},
		{"took part only", `{"errcode":0,"errmsg":"ok, Warning: wrong json format. "}`, bot.Drop, 0, 0},
		{"html", "<html>Bad Gateway</html>", bot.Unsure, 0, 0},
		{"half", `{"errcode":0,"err`, bot.Unsure, 0, 0},
		{"empty", ``, bot.Unsure, 0, 0},
		{"no code", `{}`, bot.Unsure, 0, 0},
		{"wrong types", `{"errcode":0,"msgid":7}`, bot.Unsure, 0, 0},
		{"huge", `{"errcode":0,"errmsg":"` + strings.Repeat("x", maxAnswer) + `"}`, bot.Unsure, 0, 0},
	} {
		p.answer(apiSend, row.answer)
		_, err := c.Send(t.Context(), call)
		t.Run(row.name, func(t *testing.T) {
			f := wantFault(t, err, row.remedy, row.code)
			if f.Wait != row.wait {
				t.Errorf("wait %v", f.Wait)
			}
			if row.code != 0 && f.Hint != "1767226400" {
				t.Errorf("hint %q", f.Hint)
			}
		})
	}
}

func TestHTTPTroubleIsClassified(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	call := mustRender(t, c, bot.Body{Text: "今日巡查"}, "grid_zhang")
	for status, want := range map[int]bot.Remedy{500: bot.Unsure, 502: bot.Unsure, 504: bot.Unsure, 429: bot.Hold, 404: bot.Alert, 403: bot.Alert, 302: bot.Alert} {
		p.reply(apiSend, func(_ int, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example.invalid/?"+r.URL.RawQuery, status)
		})
		_, err := c.Send(t.Context(), call)
		wantFault(t, err, want, 0)
	}
}

func TestACutConnectionIsUnsureAndADeadHostIsRetried(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	call := mustRender(t, c, bot.Body{Text: "今日巡查"}, "grid_zhang")
	p.reply(apiSend, func(int, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err := c.Send(t.Context(), call)
	wantFault(t, err, bot.Unsure, 0)

	// A call that changes nothing is simply repeated.
	p.reply("user/get", func(int, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err = c.User(t.Context(), "grid_zhang")
	wantFault(t, err, bot.Retry, 0)

	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	dead := newTestClient(t, p, func(cfg *Config) { cfg.APIBase = "http://" + ln.Addr().String() })
	_, err = dead.Send(t.Context(), call)
	wantFault(t, err, bot.Retry, 0)
}

func TestAnAnswerThatNeverComesIsUnsure(t *testing.T) {
	p := newPlatform(t)
	release := make(chan struct{})
	defer close(release)
	p.reply(apiSend, func(_ int, _ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	c := newTestClient(t, p, func(cfg *Config) { cfg.Timeout = 50 * time.Millisecond })
	call := mustRender(t, c, bot.Body{Text: "今日巡查"}, "grid_zhang")
	_, err := c.Send(t.Context(), call)
	f := wantFault(t, err, bot.Unsure, 0)
	if !errors.Is(f, context.DeadlineExceeded) {
		t.Errorf("cause %v", f.Err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = c.Send(ctx, call)
	if f := wantFault(t, err, bot.Retry, 0); !errors.Is(f, context.Canceled) {
		t.Errorf("cause %v", f.Err)
	}
}

func TestNoCodeHasTwoRemedies(t *testing.T) {
	seen := map[int]bool{}
	for _, row := range remedies {
		for _, code := range row.codes {
			if seen[code] {
				t.Errorf("%d stands twice", code)
			}
			seen[code] = true
		}
	}
}
