package main

import (
	"sync/atomic"
	"time"
)

// A clock is the moment the program lives at. The real one is the machine's;
// the demo's can be moved and runs on from where it was put.
type clock struct{ ahead atomic.Int64 }

// Now is the clock's moment. It is safe for concurrent use.
func (c *clock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// Set puts the clock to a moment.
func (c *clock) Set(t time.Time) { c.ahead.Store(int64(time.Until(t))) }
