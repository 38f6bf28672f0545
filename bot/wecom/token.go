package wecom

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"gridwarden/bot"
)

// A TokenStore shares the access token between replicas. Trouble in it stops
// nothing: every replica then fetches its own, which the platform allows.
type TokenStore interface {
	// Token is the stored token, or "" if there is none.
	Token(ctx context.Context, key string) (token string, expires time.Time, err error)
	KeepToken(ctx context.Context, key, token string, expires time.Time) error
	// DropToken forgets the token if it is still this one.
	DropToken(ctx context.Context, key, token string) error
}

const (
	earlyRefresh  = 5 * time.Minute
	storePatience = 500 * time.Millisecond
	minFetchGap   = time.Second // promises.md F27
	maxLifetime   = 24 * time.Hour
)

// fetchBackoff says for how long no new attempt is made after gettoken was
// refused: a wrong secret, tried again, blocks the address for an hour
// (wecom-api.md 3). Other codes: a minute.
var fetchBackoff = map[int]time.Duration{
	40001: time.Hour,
	40013: time.Hour,
	40091: time.Hour,
	60020: time.Minute,
}

// tokens is the one source of access tokens of a client.
type tokens struct {
	client *Client
	key    string
	flight singleflight.Group
	wait   sync.WaitGroup // Close waits for the fetch in flight

	mu      sync.Mutex
	token   string
	expires time.Time
	refresh time.Time // from then on a new one is fetched, while the old still serves
	dead    string    // the token that was dropped last
	fetched time.Time // of the last successful fetch
	refusal *bot.Fault
	retryAt time.Time // no fetch before, after a refusal
}

// get returns a token, fetched by at most one caller for all. Errors are *bot.Fault.
func (t *tokens) get(ctx context.Context) (string, error) {
	now := t.client.cfg.Now()
	t.mu.Lock()
	token, refresh := t.token, t.refresh
	t.mu.Unlock()
	if token != "" && now.Before(refresh) {
		return token, nil
	}
	t.wait.Add(1)
	done := t.flight.DoChan("", func() (any, error) {
		// The fetch serves all who wait, so the first caller's end is not its end.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), t.client.cfg.Timeout)
		defer cancel()
		return t.renew(ctx)
	})
	select {
	case result := <-done:
		t.wait.Done()
		if result.Err != nil {
			return "", result.Err
		}
		return result.Val.(string), nil
	case <-ctx.Done():
		go func() {
			<-done
			t.wait.Done()
		}()
		return "", &bot.Fault{Remedy: bot.Retry, Err: ctx.Err()}
	}
}

// renew takes the token another replica fetched, or fetches one. The old one
// goes on serving if that fails before it expires.
func (t *tokens) renew(ctx context.Context) (string, error) {
	now := t.client.cfg.Now()
	t.mu.Lock()
	old, expires, refresh, dead := t.token, t.expires, t.refresh, t.dead
	t.mu.Unlock()
	if old != "" && now.Before(refresh) {
		return old, nil // renewed while this caller was on its way
	}
	if token, until, ok := t.shared(ctx); ok && token != dead && token != old && until.Sub(now) > time.Minute {
		t.keep(token, until, now)
		return token, nil
	}
	token, lifetime, err := t.fetch(ctx, now)
	if err != nil {
		if old != "" && now.Before(expires) {
			t.mu.Lock()
			t.refresh = now.Add(min(30*time.Second, expires.Sub(now)))
			t.mu.Unlock()
			return old, nil
		}
		return "", err
	}
	until := now.Add(lifetime)
	t.keep(token, until, now)
	t.share(ctx, token, until)
	return token, nil
}

// keep takes a token into use. The refresh comes five minutes early, or at half
// of a life that is hardly longer.
func (t *tokens) keep(token string, expires, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	life := expires.Sub(now)
	t.token, t.expires, t.refresh = token, expires, now.Add(max(life-earlyRefresh, life/2))
}

// drop forgets a token the platform no longer accepts, unless it has been
// replaced already.
func (t *tokens) drop(ctx context.Context, token string) {
	t.mu.Lock()
	if t.token == token {
		t.token, t.dead = "", token
	}
	t.mu.Unlock()
	if store := t.client.cfg.TokenStore; store != nil {
		ctx, cancel := context.WithTimeout(ctx, storePatience)
		defer cancel()
		t.storeTrouble(store.DropToken(ctx, t.key, token))
	}
}

// fetch calls gettoken, past the SDK (sdk-pitfalls.md 11 and 14-18: the secret
// in error texts, no refresh, a lock held during the call).
func (t *tokens) fetch(ctx context.Context, now time.Time) (token string, lifetime time.Duration, err error) {
	t.mu.Lock()
	refusal, pause, gap := t.refusal, t.retryAt.Sub(now), t.fetched.Add(minFetchGap).Sub(now)
	t.mu.Unlock()
	if refusal != nil && pause > 0 && pause <= time.Hour {
		again := *refusal
		return "", 0, &again
	}
	if gap > 0 && gap <= minFetchGap {
		return "", 0, &bot.Fault{Remedy: bot.Hold, Wait: gap, Err: errors.New("token was fetched a moment ago and is dead already")}
	}
	cfg := t.client.cfg
	body, err := t.client.once(ctx, request{
		api:   "gettoken",
		query: url.Values{"corpid": {cfg.CorpID}, "corpsecret": {string(cfg.Secret)}},
	}, "")
	var got struct {
		Token   string `json:"access_token"`
		Expires int64  `json:"expires_in"`
	}
	if err == nil && (json.Unmarshal(body, &got) != nil || got.Token == "" || got.Expires <= 0) {
		err = &bot.Fault{Remedy: bot.Retry, Err: errors.New("gettoken answered without a token")}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var fault *bot.Fault
	if errors.As(err, &fault) && (fault.Remedy == bot.Alert || fault.Remedy == bot.Hold) {
		pause, ok := fetchBackoff[fault.Code]
		if !ok {
			pause = time.Minute
		}
		t.refusal, t.retryAt = fault, now.Add(pause)
	}
	if err != nil {
		return "", 0, err
	}
	t.refusal, t.fetched = nil, now
	return got.Token, min(time.Duration(got.Expires)*time.Second, maxLifetime), nil
}

func (t *tokens) shared(ctx context.Context) (string, time.Time, bool) {
	store := t.client.cfg.TokenStore
	if store == nil {
		return "", time.Time{}, false
	}
	ctx, cancel := context.WithTimeout(ctx, storePatience)
	defer cancel()
	token, expires, err := store.Token(ctx, t.key)
	t.storeTrouble(err)
	return token, expires, err == nil && token != ""
}

func (t *tokens) share(ctx context.Context, token string, expires time.Time) {
	store := t.client.cfg.TokenStore
	if store == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, storePatience)
	defer cancel()
	t.storeTrouble(store.KeepToken(ctx, t.key, token, expires))
}

// storeTrouble counts what went wrong in the shared store; work goes on without it.
func (t *tokens) storeTrouble(err error) {
	if err != nil {
		t.client.cfg.Observe("token_store", "error", 0)
	}
}

func tokenKey(corpID string, agentID int) string {
	return "wecom:token:" + corpID + ":" + strconv.Itoa(agentID)
}
