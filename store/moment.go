package store

import (
	"time"

	"gridwarden/safety"
)

// ms is a moment as it is stored: Unix milliseconds, fractions cut, 0 for the
// zero time.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment is a stored moment, in Shanghai.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(safety.Shanghai)
}
