package safety

import (
	"fmt"
	"time"
)

// clock is a time of day, "09:00", as parseClock lets pass.
type clock string

func parseClock(s string) (clock, error) {
	if _, err := time.Parse("15:04", s); err != nil || len(s) != 5 {
		return "", fmt.Errorf("%q is not a time of day like 09:00", s)
	}
	return clock(s), nil
}

// on is the clock time on a moment's day in Shanghai.
func (c clock) on(day time.Time) time.Time {
	two := func(i int) int { return int(c[i]-'0')*10 + int(c[i+1]-'0') }
	return At(day, two(0), two(3))
}
