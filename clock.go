package main

import (
	"sync/atomic"
	"time"
)

// A clock is the moment the program lives at, when that is not the machine's.
// It runs on from where it was put, or stands there. It is safe for concurrent
// use.
type clock struct {
	ahead atomic.Int64 // of the machine's clock
	still atomic.Int64 // where it stands, in Unix nanoseconds; zero: it runs
}

// Now is the clock's moment.
func (c *clock) Now() time.Time {
	if at := c.still.Load(); at != 0 {
		return time.Unix(0, at)
	}
	return time.Now().Add(time.Duration(c.ahead.Load()))
}

// Set puts the clock to a moment.
func (c *clock) Set(t time.Time) {
	if c.still.Load() != 0 {
		c.still.Store(t.UnixNano())
		return
	}
	c.ahead.Store(int64(time.Until(t)))
}

// Stop lets the clock stand at a moment, whatever time it takes to live through
// it, until it is set again.
func (c *clock) Stop(t time.Time) { c.still.Store(t.UnixNano()) }

// Run lets the clock run on from a moment.
func (c *clock) Run(t time.Time) {
	c.ahead.Store(int64(time.Until(t)))
	c.still.Store(0)
}
