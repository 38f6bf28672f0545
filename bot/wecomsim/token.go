package wecomsim

import (
	"crypto/subtle"
	"net/url"
	"time"
)

const (
	tokenLife   = 7200 * time.Second
	secretBlock = time.Hour
)

// tokenDesk hands out access tokens (wecom-api.md 3). Sim.mu guards it.
type tokenDesk struct {
	current string
	known   map[string]time.Time // end of every token that was not invalidated
	wrong   map[string]*window   // wrong secrets by address
	blocked map[string]time.Time // until when, by address
	most    int
}

func newTokenDesk(cfg Config) tokenDesk {
	return tokenDesk{known: map[string]time.Time{}, wrong: map[string]*window{}, blocked: map[string]time.Time{}, most: cfg.WrongSecrets}
}

type tokenAnswer struct {
	Token   string `json:"access_token"`
	Expires int    `json:"expires_in"` // seconds
}

// getToken gives the same token while it is valid.
func (s *Sim) getToken(call *apiCall) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &s.tokens
	corp, secret := call.query.Get("corpid"), call.query.Get("corpsecret")
	switch {
	case call.now.Before(t.blocked[call.ip]):
		return nil, refuse(45009)
	case corp == "":
		return nil, refuse(41002)
	case secret == "":
		return nil, refuse(41004)
	case corp != s.cfg.CorpID:
		return nil, refuse(40013)
	case subtle.ConstantTimeCompare([]byte(secret), []byte(s.cfg.Secret)) == 0:
		t.wrongSecret(call.ip, call.now)
		return nil, refuse(40001)
	}
	if end, ok := t.known[t.current]; !ok || !call.now.Before(end) {
		t.current = s.newID("token", 152)
		t.known[t.current] = call.now.Add(tokenLife)
	}
	left := t.known[t.current].Sub(call.now)
	return tokenAnswer{t.current, int(left / time.Second)}, nil
}

func (t *tokenDesk) wrongSecret(ip string, now time.Time) {
	w := t.wrong[ip]
	if w == nil {
		w = &window{span: time.Hour, max: t.most}
		t.wrong[ip] = w
	}
	w.room(now) // drops what is older than an hour
	w.add(now)
	if len(w.times) >= t.most {
		t.blocked[ip] = now.Add(secretBlock)
		w.times = nil
	}
}

// check is what every business call begins with.
func (t *tokenDesk) check(query url.Values, now time.Time) *refusal {
	token := query.Get("access_token")
	if token == "" {
		return refuse(41001)
	}
	end, ok := t.known[token]
	switch {
	case !ok:
		return refuse(40014)
	case !now.Before(end):
		return refuse(42001)
	}
	return nil
}

// end takes a token's life: as if its time were over, or without a trace.
func (t *tokenDesk) end(token string, expired bool) {
	if _, ok := t.known[token]; !ok {
		return
	}
	if expired {
		t.known[token] = time.Time{}
		return
	}
	delete(t.known, token)
}

// InvalidateToken ends the app's present token early: calls get 40014.
func (s *Sim) InvalidateToken() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens.end(s.tokens.current, false)
}

// ExpireToken ends the app's present token as time would: calls get 42001.
func (s *Sim) ExpireToken() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens.end(s.tokens.current, true)
}
