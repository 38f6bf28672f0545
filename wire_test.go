package main

import (
	"io"
	"net"
	"sync"
	"testing"
)

// A wire carries bytes between a process and a server, until a story cuts it or
// lets it hang (promises.md F15, F18).
type wire struct {
	target   string
	listener net.Listener
	running  sync.WaitGroup

	mu    sync.Mutex
	cut   bool
	flows chan struct{} // closed while bytes flow
	ends  map[net.Conn]struct{}
}

// newWire lays a wire to a server's address.
func newWire(t *testing.T, target string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{target: target, listener: l, flows: make(chan struct{}), ends: map[net.Conn]struct{}{}}
	close(w.flows)
	w.running.Go(w.accept)
	t.Cleanup(func() {
		_ = l.Close() // ends accept
		w.setCut(true)
		w.hang(false)
		w.running.Wait()
	})
	return w
}

func (w *wire) address() string { return w.listener.Addr().String() }

func (w *wire) accept() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.target)
		if err != nil {
			_ = near.Close()
			continue
		}
		w.mu.Lock()
		if w.cut {
			_, _ = near.Close(), far.Close()
			w.mu.Unlock()
			continue
		}
		w.ends[near], w.ends[far] = struct{}{}, struct{}{}
		w.mu.Unlock()
		w.running.Go(func() { w.carry(near, far) })
		w.running.Go(func() { w.carry(far, near) })
	}
}

// carry brings bytes to one side until either is gone.
func (w *wire) carry(to, from net.Conn) {
	defer func() {
		_, _ = to.Close(), from.Close()
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.ends, to)
		delete(w.ends, from)
	}()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		w.mu.Lock()
		flows := w.flows
		w.mu.Unlock()
		<-flows
		if _, werr := to.Write(buf[:n]); werr != nil || err != nil && err != io.EOF || n == 0 {
			return
		}
	}
}

// setCut cuts the wire, or mends it.
func (w *wire) setCut(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	if !cut {
		return
	}
	for c := range w.ends {
		_ = c.Close()
	}
}

// hang keeps bytes back, or lets them go.
func (w *wire) hang(hangs bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch flowing := isClosed(w.flows); {
	case hangs && flowing:
		w.flows = make(chan struct{})
	case !hangs && !flowing:
		close(w.flows)
	}
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
