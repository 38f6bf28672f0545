//go:build unix

package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// A life is a process that is started again when it has died of its crash.
type life struct {
	s     *site
	now   *child
	err   error
	again chan struct{} // closed when the second process is ready
	over  chan struct{}
	done  chan struct{}
	once  sync.Once
}

// live starts a process that will die once (never, if at is nil): then time
// passes until its leases are over, and the next begins.
func (s *site) live(at *aCrash, gap time.Duration) *life {
	s.t.Helper()
	var env []string
	if at != nil {
		env = []string{"GRIDWARDEN_CRASH_AT=" + at.String()}
	}
	l := &life{s: s, again: make(chan struct{}), over: make(chan struct{}), done: make(chan struct{})}
	first, err := s.launch(env...)
	if err != nil {
		s.t.Fatal(err)
	}
	l.now = first
	go func() {
		defer close(l.done)
		l.err = l.keep(gap)
	}()
	s.t.Cleanup(l.finish)
	return l
}

func (l *life) keep(gap time.Duration) error {
	if _, err := l.now.await(); err != nil {
		return err
	}
	select {
	case <-l.over:
		return nil
	case <-l.now.exited:
	}
	if !l.now.killed() {
		return errors.New("the process ended, but not of its crash")
	}
	l.s.move(gap)
	var err error
	if l.now, err = l.s.launch(); err != nil {
		return err
	}
	if ready, err := l.now.await(); err != nil || !ready {
		return fmt.Errorf("the process after the crash is not ready: %w", err)
	}
	close(l.again)
	return nil
}

// finish lets nobody follow the process that lives.
func (l *life) finish() {
	l.once.Do(func() { close(l.over) })
	<-l.done
}

// end stops the process that lives.
func (l *life) end() {
	l.s.t.Helper()
	l.finish()
	if l.err != nil {
		l.s.t.Fatal(l.err)
	}
	l.now.stop()
}

// died waits until the process has died of its crash and the next one serves.
func (l *life) died(at *aCrash) {
	l.s.t.Helper()
	if at == nil {
		return
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-l.again:
	case <-l.done:
	case <-timer.C:
		l.s.t.Fatalf("no process died at %s", at)
	}
}
