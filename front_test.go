//go:build unix

package main

import (
	"context"
	"io"
	"net/http"
	"slices"
	"sync"
)

// A front is the load balancer before the replicas: each callback goes to the
// next that lives, and waits while none does.
type front struct {
	mu      sync.Mutex
	live    []*child
	turn    int
	changed chan struct{}
	closed  bool
	client  *http.Client
}

func newFront() *front {
	return &front{changed: make(chan struct{}), client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
}

func (f *front) change(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *front) add(c *child) { f.change(func() { f.live = append(f.live, c) }) }

func (f *front) remove(c *child) {
	f.change(func() { f.live = slices.DeleteFunc(f.live, func(l *child) bool { return l == c }) })
}

func (f *front) close() { f.change(func() { f.closed = true }) }

// next is where the next callback goes; nil when the story is over.
func (f *front) next(ctx context.Context) *child {
	for {
		c, over, changed := f.look()
		if c != nil || over {
			return c
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
	}
}

// look is whose turn it is now, if anybody lives, and what to wait for else.
func (f *front) look() (c *child, over bool, changed chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.turn++
	if len(f.live) > 0 && !f.closed {
		c = f.live[f.turn%len(f.live)]
	}
	return c, f.closed, f.changed
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := f.next(r.Context())
	if c == nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	req := r.Clone(r.Context())
	req.RequestURI, req.URL.Scheme, req.URL.Host = "", "http", c.public
	resp, err := f.client.Do(req)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway) // it died with the callback in its hands
		return
	}
	defer resp.Body.Close()
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body) // the platform may have hung up
}
