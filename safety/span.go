package safety

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Span is the days of a year that a window covers (domain.md 8):
//
//	11-01..03-31                 from a day to a day, also across the new year
//	05-12                        one day
//	week of 05-12                Monday to Sunday of the week of a day
//	last week of 08              the last seven days of a month
//	中元-7d..中元                 around a festival, in days
//	国庆节假期                    the days off around a statutory holiday
//	国庆节假期-3wd..国庆节假期-1wd  working days before its first or after its last day off
//
// It is written as text in YAML and JSON. The zero Span means that none was given.
type Span struct {
	kind     spanKind
	from, to spanPoint
	text     string
}

type spanKind string

const (
	spanDays     spanKind = "days"
	spanWeek     spanKind = "week"
	spanLastWeek spanKind = "last week"
)

// A spanPoint is one end of a span.
type spanPoint struct {
	monthDay string // "11-01"; of a last week only the month: "08"
	festival string
	holiday  string
	shift    int
	workdays bool // the unit of shift
}

// holidaySuffix makes a statutory holiday's name the name of its days off.
const holidaySuffix = "假期"

var (
	monthDayForm = regexp.MustCompile(`^(\d\d-\d\d)([+-]\d{1,3}d)?$`)
	namedForm    = regexp.MustCompile(`^(\p{Han}+)(?:([+-]\d{1,3})(d|wd))?$`)
	weekOfForm   = regexp.MustCompile(`^week of (\d\d-\d\d)$`)
	lastWeekForm = regexp.MustCompile(`^last week of (\d\d)$`)
)

// ParseSpan reads the forms named at [Span]. Whether a festival or holiday
// exists is not looked at: see [Span.Unknown].
func ParseSpan(s string) (Span, error) {
	text := strings.TrimSpace(s)
	span := Span{kind: spanDays, text: text}
	if m := weekOfForm.FindStringSubmatch(text); m != nil {
		span.kind, span.from.monthDay = spanWeek, m[1]
		return span, validMonthDay(m[1])
	}
	if m := lastWeekForm.FindStringSubmatch(text); m != nil {
		span.kind, span.from.monthDay = spanLastWeek, m[1]
		return span, validMonthDay(m[1] + "-01")
	}
	from, to, two := strings.Cut(text, "..")
	var err error
	if span.from, err = parsePoint(from); err != nil {
		return Span{}, err
	}
	span.to = span.from
	if two {
		if span.to, err = parsePoint(to); err != nil {
			return Span{}, err
		}
	}
	if two && span.from.monthDay != "" && span.from == span.to {
		return Span{}, fmt.Errorf("%q begins and ends on one day: write only %s", s, from)
	}
	return span, nil
}

func parsePoint(s string) (spanPoint, error) {
	if m := monthDayForm.FindStringSubmatch(s); m != nil && m[2] == "" {
		return spanPoint{monthDay: m[1]}, validMonthDay(m[1])
	}
	m := namedForm.FindStringSubmatch(s)
	if m == nil {
		return spanPoint{}, fmt.Errorf("%q is no day: write 11-01, 中元, 中元-7d, 国庆节假期, 国庆节假期-3wd, week of 05-12 or last week of 08", s)
	}
	p := spanPoint{festival: m[1], workdays: m[3] == "wd"}
	p.shift, _ = strconv.Atoi(m[2])
	if name, ok := strings.CutSuffix(m[1], holidaySuffix); ok {
		p.festival, p.holiday = "", name
	}
	return p, nil
}

func validMonthDay(s string) error {
	if _, err := time.Parse(time.DateOnly, "2028-"+s); err != nil { // a leap year
		return fmt.Errorf("%q is no day of a year", s)
	}
	return nil
}

// String is the text that ParseSpan reads.
func (s Span) String() string { return s.text }

// MarshalText writes the Span as String does.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.text), nil }

// UnmarshalText reads what MarshalText wrote; empty text is the zero Span.
func (s *Span) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*s = Span{}
		return nil
	}
	parsed, err := ParseSpan(string(text))
	if err == nil {
		*s = parsed
	}
	return err
}

// UnmarshalYAML reads what MarshalText wrote.
func (s *Span) UnmarshalYAML(value func(any) error) error { return textOf(value, s) }

// IsZero says that none was given.
func (s Span) IsZero() bool { return s == Span{} }

// Unknown is the first festival or holiday of the span that nobody has heard of.
func (s Span) Unknown(festivals Festivals) string {
	for _, p := range []spanPoint{s.from, s.to} {
		if _, known := festivals[p.festival]; p.festival != "" && !known {
			return p.festival
		}
		if _, known := statutoryStart(p.holiday); p.holiday != "" && !known {
			return p.holiday
		}
	}
	return ""
}

func statutoryStart(holiday string) (string, bool) {
	for _, s := range statutory {
		if s.name == holiday {
			return s.from, true
		}
	}
	return "", false
}

// In is the first and the last day of the span in a year, at 00:00; false if the
// dates of the year's festivals are not known. The year is that of the named
// days: three working days before New Year lie in the year before.
func (s Span) In(year int, c *Calendar) (from, to time.Time, ok bool) {
	switch s.kind {
	case spanWeek:
		from = Week(dayIn(year, s.from.monthDay))
		return from, from.AddDate(0, 0, 6), true
	case spanLastWeek:
		next := dayIn(year, s.from.monthDay+"-01").AddDate(0, 1, 0)
		return next.AddDate(0, 0, -7), next.AddDate(0, 0, -1), true
	case spanDays:
	default:
		return from, to, false
	}
	from, ok = s.from.day(year, c, true)
	if !ok {
		return from, to, false
	}
	if to, ok = s.to.day(year, c, false); ok && to.Before(from) {
		to, ok = s.to.day(year+1, c, false)
	}
	return from, to, ok
}

// guessed says that the days of the span in a year count days off that are not on
// a table yet. Days of the month and festivals are known for ever.
func (s Span) guessed(year int, c *Calendar) bool {
	from, to, ok := s.In(year, c)
	return ok && (s.from.counts() && c.Provisional(from) || s.to.counts() && c.Provisional(to))
}

// counts says that a point depends on days off.
func (p spanPoint) counts() bool { return p.holiday != "" || p.workdays }

// day is the day of a point: of days off, the first for a span's beginning and
// the last for its end, unless it is shifted away from them.
func (p spanPoint) day(year int, c *Calendar, begins bool) (time.Time, bool) {
	switch {
	case p.monthDay != "":
		return dayIn(year, p.monthDay), true
	case p.festival != "":
		day, ok := c.Festival(year, p.festival)
		return p.shifted(day, c), ok
	}
	first, last, ok := c.DaysOff(year, p.holiday)
	if p.shift < 0 || p.shift == 0 && begins {
		return p.shifted(first, c), ok
	}
	return p.shifted(last, c), ok
}

func (p spanPoint) shifted(day time.Time, c *Calendar) time.Time {
	if p.workdays {
		return c.AddWorkdays(day, p.shift)
	}
	return day.AddDate(0, 0, p.shift)
}

// dayIn reads "11-01"; 02-29 of a short year is 02-28.
func dayIn(year int, monthDay string) time.Time {
	month, _ := strconv.Atoi(monthDay[:2])
	day, _ := strconv.Atoi(monthDay[3:])
	last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, Shanghai)
	return time.Date(year, time.Month(month), min(day, last.Day()), 0, 0, 0, 0, Shanghai)
}

// Festival is the day of a festival in a year, at 00:00, if it is known.
func (c *Calendar) Festival(year int, name string) (time.Time, bool) {
	if c == nil || c.festivals[year][name] == "" {
		return time.Time{}, false
	}
	day, err := parseDate(fmt.Sprintf("%d-%s", year, c.festivals[year][name]))
	return day, err == nil
}

// DaysOff are the first and the last of the days without work around a statutory
// holiday of a year, weekends that touch it included. Two holidays that run into
// each other share them, as 国庆节 and 中秋节 did in 2025.
func (c *Calendar) DaysOff(year int, holiday string) (first, last time.Time, ok bool) {
	from, known := statutoryStart(holiday)
	if !known {
		return first, last, false
	}
	if _, fixed := parseDate(fmt.Sprintf("%d-%s", year, from)); fixed == nil {
		first = dayIn(year, from)
	} else if first, ok = c.Festival(year, from); !ok {
		return first, last, false
	}
	for last = first; !c.IsWorkday(last.AddDate(0, 0, 1)); {
		last = last.AddDate(0, 0, 1)
	}
	for !c.IsWorkday(first.AddDate(0, 0, -1)) {
		first = first.AddDate(0, 0, -1)
	}
	return first, last, true
}

// FestivalNames are the festivals of any year, for those who check spans.
func (c *Calendar) FestivalNames() Festivals {
	names := Festivals{}
	if c == nil {
		return names
	}
	for _, year := range sortedKeys(c.festivals) {
		for name, day := range c.festivals[year] {
			names[name] = day
		}
	}
	return names
}

// Years are the years with a table of their own, in order.
func (c *Calendar) Years() []int {
	if c == nil {
		return nil
	}
	return sortedKeys(c.years)
}

// Fingerprint tells the tables of a year apart; it is empty while there is none.
func (c *Calendar) Fingerprint(year int) string {
	if c == nil || !c.years[year] {
		return ""
	}
	var days []string
	for d, listed := range c.days {
		if d.year == year {
			days = append(days, fmt.Sprintf("%s:%v", listed.Date, listed.Off))
		}
	}
	slices.Sort(days)
	h := fnv.New32a()
	h.Write([]byte(strings.Join(days, " ")))
	return fmt.Sprintf("%08x", h.Sum32())
}
