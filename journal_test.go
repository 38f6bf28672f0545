package main

import (
	"context"
	"log/slog"
	"slices"
	"sync"
)

// A journal keeps what the program logs of failures: nothing in a story may fail
// unless the story says so.
type journal struct {
	mu    sync.Mutex
	lines []string
}

// Enabled implements [slog.Handler].
func (j *journal) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }

// Handle implements [slog.Handler].
func (j *journal) Handle(_ context.Context, r slog.Record) error {
	line := r.Level.String() + " " + r.Message
	r.Attrs(func(a slog.Attr) bool {
		line += " " + a.String()
		return true
	})
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
	return nil
}

// WithAttrs implements [slog.Handler]; attributes of the logger are left out.
func (j *journal) WithAttrs([]slog.Attr) slog.Handler { return j }

// WithGroup implements [slog.Handler].
func (j *journal) WithGroup(string) slog.Handler { return j }

// failures are the lines so far.
func (j *journal) failures() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.lines)
}
