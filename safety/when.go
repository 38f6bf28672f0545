package safety

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// When is a moment within a period: "sun 18:00", "last workday 18:00",
// "workday 3 18:00", "day 15 09:00", "last day 18:00", or only a clock, "20:00",
// on the period's first day. It never falls outside its period: "day 31" of a
// shorter month is its last day (T-14), "workday 10" of a period with fewer is
// its last working day, and a period without any has its last day.
//
// The zero When means that none was given.
type When struct {
	kind  whenKind
	n     int
	clock clock
}

type whenKind string

const (
	onFirst   whenKind = "first"
	onWeekday whenKind = "weekday"
	onDay     whenKind = "day"     // n-th; -1: the last
	onWorkday whenKind = "workday" // n-th; -1: the last
)

var weekdayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

var whenForm = regexp.MustCompile(`^(?:(sun|mon|tue|wed|thu|fri|sat) |(last|first) (day|workday) |(day|workday) (\d{1,2}) )?(\d\d:\d\d)$`)

// ParseWhen reads the forms named at [When].
func ParseWhen(s string) (When, error) {
	m := whenForm.FindStringSubmatch(s)
	if m == nil {
		return When{}, fmt.Errorf("%q is not a moment of a period: write sun 18:00, last workday 18:00, workday 3 18:00, day 15 09:00 or 20:00", s)
	}
	at, err := parseClock(m[6])
	if err != nil {
		return When{}, fmt.Errorf("%q: %w", s, err)
	}
	w := When{kind: onFirst, clock: at}
	switch {
	case m[1] != "":
		w.kind = onWeekday
		for i, name := range weekdayNames {
			if name == m[1] {
				w.n = i
			}
		}
	case m[2] != "":
		w.kind, w.n = whenKind(m[3]), 1
		if m[2] == "last" {
			w.n = -1
		}
	case m[4] != "":
		w.kind = whenKind(m[4])
		w.n, _ = strconv.Atoi(m[5])
		if w.n == 0 {
			return When{}, fmt.Errorf("%q: days are counted from 1", s)
		}
	}
	return w, nil
}

// String is the text that ParseWhen reads, empty for the zero When.
func (w When) String() string {
	switch {
	case w.IsZero():
		return ""
	case w.kind == onFirst:
		return string(w.clock)
	case w.kind == onWeekday:
		return weekdayNames[w.n] + " " + string(w.clock)
	case w.n < 0:
		return fmt.Sprintf("last %s %s", w.kind, w.clock)
	}
	return fmt.Sprintf("%s %d %s", w.kind, w.n, w.clock)
}

// Clock is its time of day, "09:00".
func (w When) Clock() string { return string(w.clock) }

// MarshalText writes the When as String does.
func (w When) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads what MarshalText wrote; empty text is the zero When.
func (w *When) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*w = When{}
		return nil
	}
	parsed, err := ParseWhen(strings.TrimSpace(string(text)))
	if err == nil {
		*w = parsed
	}
	return err
}

// UnmarshalYAML reads what MarshalText wrote.
func (w *When) UnmarshalYAML(value func(any) error) error { return textOf(value, w) }

// IsZero says that none was given.
func (w When) IsZero() bool { return w == When{} }

// Equal says that both are the same moment of a period.
func (w When) Equal(v When) bool { return w == v }

// In is the moment within a period. The zero When is the period's end.
func (w When) In(p Period, c *Calendar) time.Time {
	last := Day(p.To.Add(-1))
	day := last
	switch w.kind {
	case onFirst:
		day = p.From
	case onWeekday:
		day = p.From.AddDate(0, 0, (w.n-int(p.From.Weekday())+7)%7)
	case onDay:
		if w.n > 0 {
			day = p.From.AddDate(0, 0, w.n-1)
		}
	case onWorkday:
		found, ok := c.NthWorkday(p.From, p.To, w.n)
		if !ok {
			found, ok = c.LastWorkday(p.From, p.To)
		}
		if ok {
			day = found
		}
	default:
		return p.To
	}
	if day.After(last) {
		day = last
	}
	return w.clock.on(day)
}
