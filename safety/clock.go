package safety

import (
	"fmt"
	"time"
)

// clock is a time of day, "09:00".
type clock string

func parseClock(s string) (clock, error) {
	if _, err := time.Parse("15:04", s); err != nil || len(s) != 5 {
		return "", fmt.Errorf("%q is not a time of day like 09:00", s)
	}
	return clock(s), nil
}

// on is the clock time on a moment's day in Shanghai.
func (c clock) on(day time.Time) time.Time {
	t, _ := time.Parse("15:04", string(c)) // checked when it was read
	return At(day, t.Hour(), t.Minute())
}
