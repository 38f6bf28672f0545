package wecom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/crash"
)

const maxAnswer = 1 << 20

// A request is one call to the platform, complete but for the token. It can be
// made several times with the same bytes.
type request struct {
	api     string     // below /cgi-bin/, "message/send"
	query   url.Values // beside the token
	body    []byte     // JSON; nil for GET
	form    *form      // instead of body, for uploads
	timeout time.Duration
	limit   int64 // of the answer, in bytes; 0: 1 MiB
	effect  bool  // a repeat may be seen by members: an answer that is lost is Unsure
}

func (r request) method() string {
	if r.body != nil || r.form != nil {
		return http.MethodPost
	}
	return http.MethodGet
}

// lost is the remedy for a request that left and was not answered.
func (r request) lost() bot.Remedy {
	if r.effect {
		return bot.Unsure
	}
	return bot.Retry
}

// open makes the HTTP exchange and returns the answer with its body unread.
// Redirects are not followed. Every error is a *bot.Fault without URL.
func (c *Client) open(ctx context.Context, r request, token string) (*http.Response, error) {
	query := url.Values{}
	for k, v := range r.query {
		query[k] = v
	}
	if token != "" {
		query.Set("access_token", token)
	}
	target := *c.base
	target.Path += "/cgi-bin/" + r.api
	target.RawQuery = query.Encode()

	var left atomic.Bool // a connection existed, so bytes may have left
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { left.Store(true) }})
	req := (&http.Request{Method: r.method(), URL: &target, Host: target.Host, Header: http.Header{}}).WithContext(ctx)
	switch {
	case r.form != nil:
		if err := r.form.attach(req); err != nil {
			return nil, &bot.Fault{Remedy: bot.Retry, Err: err}
		}
	case r.body != nil:
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
		// With GetBody, net/http repeats a request of which nothing left, on an
		// idle connection the platform had closed.
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(r.body)), nil }
		req.Body, _ = req.GetBody()
		req.ContentLength = int64(len(r.body))
	}
	resp, err := c.http.RoundTrip(req)
	if err != nil {
		return nil, wireFault(r, err, left.Load())
	}
	if r.body != nil {
		crash.At(crash.CallWritten)
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, statusFault(resp.StatusCode, r.lost())
	}
	return resp, nil
}

// wireFault tells what can be repeated safely from what may have been seen.
func wireFault(r request, err error, left bool) *bot.Fault {
	why := cause(err)
	switch {
	case errors.Is(why, errForbidden):
		return &bot.Fault{Remedy: bot.Alert, Err: why}
	case left:
		return &bot.Fault{Remedy: r.lost(), Err: why}
	}
	var dial *net.OpError
	if errors.As(err, &dial) && errors.Is(why, errBroken) {
		why = errConnect
	}
	return &bot.Fault{Remedy: bot.Retry, Err: why}
}

// once makes one exchange and returns the JSON of an accepted call.
func (c *Client) once(ctx context.Context, r request, token string) (body []byte, err error) {
	timeout := r.timeout
	if timeout == 0 {
		timeout = c.cfg.Timeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	start := c.cfg.Now()
	defer func() { c.cfg.Observe(r.api, outcomeOf(err), c.cfg.Now().Sub(start)) }()

	resp, err := c.open(ctx, r, token)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	limit := r.limit
	if limit == 0 {
		limit = maxAnswer
	}
	body, readErr := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case readErr != nil:
		return nil, &bot.Fault{Remedy: r.lost(), Err: cause(readErr)}
	case int64(len(body)) > limit:
		return nil, &bot.Fault{Remedy: r.lost(), Err: errTooBig}
	}
	if fault := faultIn(body, r.lost()); fault != nil {
		return body, fault
	}
	return body, nil
}

// exchange makes a call with a token. A dead token is dropped, fetched once and
// the call repeated once with the same bytes: the platform refused the first
// before it did anything.
func (c *Client) exchange(ctx context.Context, r request) ([]byte, error) {
	var body []byte
	err := c.withToken(ctx, func(token string) error {
		var err error
		body, err = c.once(ctx, r, token)
		return err
	})
	return body, err
}

func (c *Client) withToken(ctx context.Context, call func(token string) error) error {
	token, err := c.tokens.get(ctx)
	if err != nil {
		return err
	}
	err = call(token)
	if !staleToken[codeOf(err)] {
		return err
	}
	c.tokens.drop(ctx, token)
	if token, err = c.tokens.get(ctx); err != nil {
		return err
	}
	return call(token)
}

// ask makes a call and decodes its answer.
func (c *Client) ask(ctx context.Context, r request, into any) error {
	body, err := c.exchange(ctx, r)
	if err != nil {
		return err
	}
	return decodeAnswer(r, body, into)
}

func decodeAnswer(r request, body []byte, into any) error {
	if into == nil {
		return nil
	}
	if json.Unmarshal(body, into) != nil {
		return &bot.Fault{Remedy: r.lost(), Err: errors.New("answer has fields of the wrong type")}
	}
	return nil
}

func codeOf(err error) int {
	var f *bot.Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return 0
}

// outcomeOf is a metric label: the code, or the remedy where there was none.
func outcomeOf(err error) string {
	var f *bot.Fault
	switch {
	case err == nil:
		return "ok"
	case !errors.As(err, &f):
		return "error"
	case f.Code != 0:
		return strconv.Itoa(f.Code)
	}
	return string(f.Remedy)
}
