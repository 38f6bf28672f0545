package wecom

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gridwarden/bot"
)

// Every way to fail, and the secrets in none of their texts.
func TestNoErrorTellsASecretOrAnAddress(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, func(cfg *Config) { cfg.Timeout = 100 * time.Millisecond })
	call := mustRender(t, c, bot.Body{Text: "今日巡查"}, "grid_zhang")
	var texts []string
	note := func(err error) {
		if err == nil {
			t.Error("no error")
			return
		}
		for ; err != nil; err = errors.Unwrap(err) {
			texts = append(texts, fmt.Sprintf("%v %+v %#v", err, err, err))
		}
	}
	echo := func(status int) func(int, http.ResponseWriter, *http.Request) {
		return func(_ int, w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"errcode":12345,"errmsg":"bad %s %s"}`, r.URL, testSecret)
		}
	}
	everywhere := func(on func(int, http.ResponseWriter, *http.Request)) {
		p.mu.Lock()
		for _, api := range []string{apiSend, apiUpdate, "user/get", "media/get", "media/upload", "menu/create"} {
			p.on[api] = on
		}
		p.mu.Unlock()
		_, err := c.Send(t.Context(), call)
		note(err)
		_, err = c.Send(t.Context(), bot.Call{API: apiUpdate, JSON: []byte("{}")})
		note(err)
		_, err = c.User(t.Context(), "grid_zhang")
		note(err)
		_, _, _, err = c.Fetch(t.Context(), "m1")
		note(err)
		_, err = c.Upload(t.Context(), photo("image", 1000))
		note(err)
		note(c.SetMenu(t.Context(), []MenuEntry{{Name: "任务", Type: "click", Key: "k"}}))
	}
	everywhere(echo(200))
	everywhere(echo(502))
	everywhere(func(int, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	everywhere(func(_ int, w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://elsewhere.example.invalid/?"+r.URL.RawQuery, http.StatusFound)
	})
	everywhere(func(_ int, w http.ResponseWriter, r *http.Request) { // no HTTP at all
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		fmt.Fprintf(conn, "nonsense %s\r\n\r\n", r.URL)
		conn.Close()
	})
	p.reply("gettoken", echo(200))
	fresh := newTestClient(t, p, nil)
	_, err := fresh.Send(t.Context(), call)
	note(err)
	gone := newTestClient(t, p, func(cfg *Config) { cfg.APIBase = "http://127.0.0.1:1" })
	_, err = gone.Send(t.Context(), call)
	note(err)
	for _, text := range texts {
		for _, secret := range []string{testSecret, "TOKEN-", "http:", "https:", "access_token", "corpsecret", "cgi-bin"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q in %s", secret, text)
			}
		}
	}
	if s := fmt.Sprintf("%v %+v %#v", c.cfg, c.cfg, c.cfg); strings.Contains(s, testSecret) {
		t.Errorf("settings print the secret: %s", s)
	}
}
