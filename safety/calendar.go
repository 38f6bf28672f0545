package safety

import (
	"fmt"
	"slices"
	"time"
)

// A Calendar knows working days (T-4): Monday to Friday except days off, and
// the weekend days that are made up. Years without a table fall back to the
// statutory days and are provisional (T-6). A nil or empty Calendar knows
// Monday to Friday. The office closes at 18:00 unless it was said otherwise. A
// Calendar is never changed once built and may be shared.
type Calendar struct {
	years     map[int]bool // with a table of their own
	days      map[date]CalendarDay
	festivals map[int]Festivals
	tables    []CalendarYear
	closes    clock // of the office
}

// date is a day in Shanghai without its hours.
type date struct {
	year  int
	month time.Month
	day   int
}

func dateOf(t time.Time) date {
	y, m, d := t.In(Shanghai).Date()
	return date{y, m, d}
}

// A CalendarYear is the State Council's notice for a year: the days that differ
// from the week. The notice may change days in the December before (T-5).
type CalendarYear struct {
	Year   int           `yaml:"year"`
	Source string        `yaml:"source"` // the notice
	Days   []CalendarDay `yaml:"days"`
}

// A CalendarDay is a day that is off, or made up.
type CalendarDay struct {
	Date string `yaml:"date"` // 2026-01-01
	Name string `yaml:"name"` // 元旦
	Off  bool   `yaml:"off"`  // false: worked although it is a weekend
}

// Festivals are the dates of a year's festivals as "01-02" (domain.md 8.3).
type Festivals map[string]string

// statutory are the 13 days off of a year, as amended on 2024-11-10 (T-6): from
// a fixed date or a festival on, so many days.
var statutory = []struct {
	name string
	from string // "05-01", or the name of a festival
	days int
}{
	{"元旦", "01-01", 1}, {"春节", "除夕", 4}, {"清明节", "清明", 1}, {"劳动节", "05-01", 2},
	{"端午节", "端午", 1}, {"中秋节", "中秋", 1}, {"国庆节", "10-01", 3},
}

// NewCalendar builds a calendar from the tables of years, and from the dates of
// festivals for years whose table is missing. The error names the first
// mistake; the Check methods find all.
func NewCalendar(years []CalendarYear, festivals map[int]Festivals) (*Calendar, error) {
	c := &Calendar{years: map[int]bool{}, days: map[date]CalendarDay{}, festivals: festivals, tables: years}
	for _, y := range years {
		if found := y.Check(); len(found) > 0 {
			return nil, fmt.Errorf("calendar of %d: %s", y.Year, found[0].Text)
		}
		if c.years[y.Year] {
			return nil, fmt.Errorf("calendar of %d: there are two tables", y.Year)
		}
		c.years[y.Year] = true
	}
	for year, fs := range festivals {
		if found := fs.Check(year); len(found) > 0 {
			return nil, fmt.Errorf("festivals of %d: %s", year, found[0].Text)
		}
		if !c.years[year] {
			c.addStatutory(year, fs)
		}
	}
	for _, y := range slices.SortedFunc(slices.Values(years), func(a, b CalendarYear) int { return a.Year - b.Year }) {
		for _, d := range y.Days { // a later notice may change the December before
			t, _ := parseDate(d.Date) // checked above
			c.days[dateOf(t)] = d
		}
	}
	return c, nil
}

func parseDate(s string) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, Shanghai)
	if err != nil {
		return t, fmt.Errorf("%q is not a date like 2026-01-01", s)
	}
	return t, nil
}

func (c *Calendar) addStatutory(year int, fs Festivals) {
	for _, s := range statutory {
		from := s.from
		if listed, ok := fs[s.from]; ok {
			from = listed
		}
		first, _ := parseDate(fmt.Sprintf("%d-%s", year, from)) // checked by Festivals.Check
		for i := range s.days {
			day := first.AddDate(0, 0, i)
			c.days[dateOf(day)] = CalendarDay{day.Format(time.DateOnly), s.name, true}
		}
	}
}

// Check finds the mistakes of a year's table.
func (y CalendarYear) Check() []Problem {
	var w walk
	w.given("", "source", y.Source)
	if len(y.Days) == 0 {
		w.say("", "days is missing")
	}
	seen := map[date]bool{}
	for i, d := range y.Days {
		at := fmt.Sprintf("days/%d", i)
		t, err := parseDate(d.Date)
		if err != nil {
			w.say(at, "%v", err)
			continue
		}
		w.given(at, "name", d.Name)
		weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
		switch {
		case t.Year() != y.Year && (t.Year() != y.Year-1 || t.Month() != time.December):
			w.say(at, "%s does not belong to %d", d.Date, y.Year)
		case !d.Off && !weekend:
			w.say(at, "%s is no weekend and cannot be made up", d.Date)
		case seen[dateOf(t)]:
			w.say(at, "%s is listed twice", d.Date)
		}
		seen[dateOf(t)] = true
	}
	return w.found
}

// Check finds the mistakes of a year's festivals: those of the statutory days
// must be there, and all must be dates.
func (fs Festivals) Check(year int) []Problem {
	var w walk
	for _, s := range statutory {
		if _, fixed := parseDate(fmt.Sprintf("%d-%s", year, s.from)); fixed != nil && fs[s.from] == "" {
			w.say("", "%s is missing: %s could not be computed", s.from, s.name)
		}
	}
	for _, name := range sortedKeys(fs) {
		if _, err := parseDate(fmt.Sprintf("%d-%s", year, fs[name])); err != nil {
			w.say(name, "%s: %q is not a date like 01-02", name, fs[name])
		}
	}
	return w.found
}

// ClosingAt is the calendar of an office that closes at a time of day, "18:00";
// empty leaves it as it is.
func (c *Calendar) ClosingAt(closes string) (*Calendar, error) {
	if closes == "" {
		return c, nil
	}
	at, err := parseClock(closes)
	if err != nil {
		return nil, err
	}
	other := *c
	other.closes = at
	return &other, nil
}

func (c *Calendar) close() clock {
	if c == nil || c.closes == "" {
		return "18:00"
	}
	return c.closes
}

// IsWorkday says whether the office works on a moment's day.
func (c *Calendar) IsWorkday(t time.Time) bool {
	if d, ok := c.lookup(t); ok {
		return !d.Off
	}
	w := t.In(Shanghai).Weekday()
	return w != time.Saturday && w != time.Sunday
}

func (c *Calendar) lookup(t time.Time) (CalendarDay, bool) {
	if c == nil {
		return CalendarDay{}, false
	}
	d, ok := c.days[dateOf(t)]
	return d, ok
}

// Holiday is the name of the holiday that a moment's day belongs to.
func (c *Calendar) Holiday(t time.Time) (string, bool) {
	d, _ := c.lookup(t)
	return d.Name, d.Off
}

// Provisional says that the table of a moment's year is missing, so that what
// is counted there may still change (T-6).
func (c *Calendar) Provisional(t time.Time) bool {
	return c == nil || !c.years[t.In(Shanghai).Year()]
}

// AddWorkdays is 00:00 of the n-th working day after a moment's day, before it
// when n is negative; the day itself when n is 0.
func (c *Calendar) AddWorkdays(t time.Time, n int) time.Time {
	day, step := Day(t), 1
	if n < 0 {
		n, step = -n, -1
	}
	for n > 0 {
		day = day.AddDate(0, 0, step)
		if c.IsWorkday(day) {
			n--
		}
	}
	return day
}

// NextWorkday is 00:00 of the first working day after a moment's day.
func (c *Calendar) NextWorkday(t time.Time) time.Time { return c.AddWorkdays(t, 1) }

// PrevWorkday is 00:00 of the last working day before a moment's day.
func (c *Calendar) PrevWorkday(t time.Time) time.Time { return c.AddWorkdays(t, -1) }

// Roll moves a moment on a day off to the next working day, same clock (T-9).
func (c *Calendar) Roll(t time.Time) time.Time {
	for !c.IsWorkday(t) {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

// Workdays counts the working days after from's day up to and including to's.
func (c *Calendar) Workdays(from, to time.Time) int {
	n := 0
	for day := Day(from).AddDate(0, 0, 1); !day.After(to); day = day.AddDate(0, 0, 1) {
		if c.IsWorkday(day) {
			n++
		}
	}
	return n
}

// NthWorkday is 00:00 of the n-th working day of [from, to), counted from its
// end when n is negative. It reports false if there are not so many.
func (c *Calendar) NthWorkday(from, to time.Time, n int) (time.Time, bool) {
	day := Day(from).AddDate(0, 0, -1)
	if n < 0 {
		day = Day(to.Add(-1)).AddDate(0, 0, 1)
	}
	day = c.AddWorkdays(day, n)
	return day, n != 0 && !day.Before(Day(from)) && day.Before(to)
}

// FirstWorkday is 00:00 of the first working day of [from, to), if it has one.
func (c *Calendar) FirstWorkday(from, to time.Time) (time.Time, bool) {
	return c.NthWorkday(from, to, 1)
}

// LastWorkday is 00:00 of the last working day of [from, to), if it has one.
func (c *Calendar) LastWorkday(from, to time.Time) (time.Time, bool) {
	return c.NthWorkday(from, to, -1)
}
