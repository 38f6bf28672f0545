package safety

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// stretch is days off from one date to another.
type stretch struct{ name, from, to string }

// realYear is the State Council's table of a year, written shortly.
func realYear(year int, off []stretch, made ...string) CalendarYear {
	y := CalendarYear{Year: year, Source: "test"}
	for _, s := range off {
		for d := at(s.from); !d.After(at(s.to)); d = d.AddDate(0, 0, 1) {
			y.Days = append(y.Days, CalendarDay{d.Format(time.DateOnly), s.name, true})
		}
	}
	for _, m := range made {
		y.Days = append(y.Days, CalendarDay{m, "调休", false})
	}
	return y
}

var year2025 = realYear(2025, []stretch{
	{"元旦", "2025-01-01", "2025-01-01"}, {"春节", "2025-01-28", "2025-02-04"}, {"清明节", "2025-04-04", "2025-04-06"},
	{"劳动节", "2025-05-01", "2025-05-05"}, {"端午节", "2025-05-31", "2025-06-02"}, {"国庆节、中秋节", "2025-10-01", "2025-10-08"},
}, "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11")

var year2026 = realYear(2026, []stretch{
	{"元旦", "2026-01-01", "2026-01-03"}, {"春节", "2026-02-15", "2026-02-23"}, {"清明节", "2026-04-04", "2026-04-06"},
	{"劳动节", "2026-05-01", "2026-05-05"}, {"端午节", "2026-06-19", "2026-06-21"}, {"中秋节", "2026-09-25", "2026-09-27"},
	{"国庆节", "2026-10-01", "2026-10-07"},
}, "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")

var festivals2027 = map[int]Festivals{2027: {"除夕": "02-05", "春节": "02-06", "清明": "04-05", "端午": "06-09", "中秋": "09-15"}}

// festivals are those of some years of the oracle (domain.md 8.3).
var festivals = map[int]Festivals{
	2025: {"小年": "01-22", "除夕": "01-28", "春节": "01-29", "元宵": "02-12", "清明": "04-04", "端午": "05-31", "中元": "09-06", "中秋": "10-06", "寒衣节": "11-20"},
	2026: {"小年": "02-10", "除夕": "02-16", "春节": "02-17", "元宵": "03-03", "清明": "04-05", "端午": "06-19", "中元": "08-27", "中秋": "09-25", "寒衣节": "11-09"},
	2027: {"小年": "01-30", "除夕": "02-05", "春节": "02-06", "元宵": "02-20", "清明": "04-05", "端午": "06-09", "中元": "08-16", "中秋": "09-15", "寒衣节": "10-29"},
	2031: {"小年": "01-16", "除夕": "01-22", "春节": "01-23", "元宵": "02-06", "清明": "04-05", "端午": "06-24", "中元": "09-01", "中秋": "10-01", "寒衣节": "11-15"},
}

func realCalendar(t testing.TB) *Calendar {
	t.Helper()
	c, err := NewCalendar([]CalendarYear{year2025, year2026}, festivals)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads "2026-09-18" or "2026-09-18 10:00" as Shanghai time.
func at(s string) time.Time {
	if len(s) == len(time.DateOnly) {
		s += " 00:00"
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", s, Shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

func show(t time.Time) string { return t.In(Shanghai).Format("Mon 2006-01-02 15:04") }

// The vectors of domain.md 4.
func TestWorkingDaysFollowTheRealTables(t *testing.T) {
	c := realCalendar(t)
	for _, tc := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-02-13", 1, "2026-02-14"}, {"2026-02-13", 3, "2026-02-25"}, {"2026-02-13", 5, "2026-02-27"},
		{"2026-04-03", 1, "2026-04-07"}, {"2026-04-03", 3, "2026-04-09"},
		{"2026-04-30", 1, "2026-05-06"}, {"2026-04-30", 3, "2026-05-08"}, {"2026-04-30", 5, "2026-05-11"},
		{"2026-09-30", 1, "2026-10-08"}, {"2026-09-30", 3, "2026-10-10"}, {"2026-09-30", 5, "2026-10-13"},
		{"2025-09-30", 1, "2025-10-09"}, {"2025-09-30", 3, "2025-10-11"},
	} {
		t.Run(fmt.Sprintf("%s plus %d", tc.from, tc.n), func(t *testing.T) {
			if got := c.AddWorkdays(at(tc.from+" 16:20"), tc.n); !got.Equal(at(tc.want)) {
				t.Errorf("got %s, want %s", show(got), tc.want)
			}
		})
	}
}

// The vectors of domain.md 4.
func TestFirstAndLastWorkingDaysCountMadeUpDays(t *testing.T) {
	c := realCalendar(t)
	q3, q4 := Quarterly.Period(at("2026-08-01")), Quarterly.Period(at("2026-12-31 23:59"))
	for _, tc := range []struct {
		name string
		p    Period
		n    int
		want string
	}{
		{"first of January 2026", Monthly.Period(at("2026-01-15")), 1, "2026-01-04"},
		{"last of February 2026", Monthly.Period(at("2026-02-15")), -1, "2026-02-28"},
		{"first of Q4 2026", q4, 1, "2026-10-08"},
		{"10th of Q4 2026", q4, 10, "2026-10-20"},
		{"last of Q4 2026", q4, -1, "2026-12-31"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, ok := c.NthWorkday(tc.p.From, tc.p.To, tc.n); !ok || !got.Equal(at(tc.want)) {
				t.Errorf("got %s %v, want %s", show(got), ok, tc.want)
			}
		})
	}
	last, _ := c.LastWorkday(q3.From, q3.To)
	if got := c.AddWorkdays(last, -10); !got.Equal(at("2026-09-16")) {
		t.Errorf("10 working days before the last of Q3 2026: got %s", show(got))
	}
}

func TestASpanWithoutWorkingDaysHasNone(t *testing.T) {
	c := realCalendar(t)
	week := Weekly.Period(at("2026-02-18")) // all of it is off
	for _, n := range []int{-1, 0, 1} {
		if day, ok := c.NthWorkday(week.From, week.To, n); ok {
			t.Errorf("working day %d of a week off: %s", n, show(day))
		}
	}
}

func TestAnEmptyCalendarKnowsMondayToFriday(t *testing.T) {
	for name, c := range map[string]*Calendar{"nil": nil, "zero": {}} {
		if got := c.AddWorkdays(at("2026-09-30"), 1); !got.Equal(at("2026-10-01")) {
			t.Errorf("%s calendar: got %s", name, show(got))
		}
		if got := c.Roll(at("2026-10-03 09:30")); !got.Equal(at("2026-10-05 09:30")) {
			t.Errorf("%s calendar: rolled to %s", name, show(got))
		}
		if !c.Provisional(at("2026-10-01")) {
			t.Errorf("%s calendar: not provisional", name)
		}
	}
}

func TestAMissingYearFallsBackToTheStatutoryDays(t *testing.T) {
	c := realCalendar(t)
	off := map[string]string{}
	for d := at("2027-01-01"); d.Year() == 2027; d = d.AddDate(0, 0, 1) {
		if name, ok := c.Holiday(d); ok {
			off[d.Format("01-02")] = name
		}
		if !c.Provisional(d) {
			t.Fatalf("%s is not provisional", show(d))
		}
	}
	want := map[string]string{
		"01-01": "元旦", "02-05": "春节", "02-06": "春节", "02-07": "春节", "02-08": "春节", "04-05": "清明节",
		"05-01": "劳动节", "05-02": "劳动节", "06-09": "端午节", "09-15": "中秋节",
		"10-01": "国庆节", "10-02": "国庆节", "10-03": "国庆节",
	}
	if fmt.Sprint(off) != fmt.Sprint(want) {
		t.Errorf("statutory days of 2027:\n got %v\nwant %v", off, want)
	}
	if c.Provisional(at("2026-12-31 23:59")) {
		t.Error("2026 has its table and is provisional")
	}
}

func TestALaterNoticeChangesTheDecemberBefore(t *testing.T) {
	year2027 := realYear(2027, []stretch{{"元旦", "2026-12-31", "2027-01-01"}}, "2026-12-26")
	c, err := NewCalendar([]CalendarYear{year2027, year2026}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.AddWorkdays(at("2026-12-25"), 1); !got.Equal(at("2026-12-26")) {
		t.Errorf("after Friday the 25th comes %s", show(got))
	}
	if c.IsWorkday(at("2026-12-31")) {
		t.Error("2026-12-31 is worked")
	}
}

func TestMistakenTablesAreRefused(t *testing.T) {
	for name, years := range map[string][]CalendarYear{
		"made-up weekday": {realYear(2026, nil, "2026-03-04")},
		"foreign year":    {realYear(2026, []stretch{{"元旦", "2027-01-01", "2027-01-01"}})},
		"no date":         {{Year: 2026, Source: "x", Days: []CalendarDay{{"1 Jan", "元旦", true}}}},
		"listed twice":    {realYear(2026, []stretch{{"元旦", "2026-01-01", "2026-01-02"}, {"元旦", "2026-01-02", "2026-01-03"}})},
		"two tables":      {year2026, year2026},
	} {
		if _, err := NewCalendar(years, nil); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := NewCalendar(nil, map[int]Festivals{2027: {"除夕": "02-05"}}); err == nil {
		t.Error("festivals without 端午 accepted")
	}
}

// Every step of every day of sixteen years, against the definition (T-4, T-7).
func TestCountingAgreesWithWalkingDayByDay(t *testing.T) {
	c := realCalendar(t)
	for day := at("2020-01-01"); day.Year() <= 2035; day = day.AddDate(0, 0, 1) {
		next, prev := day.AddDate(0, 0, 1), day.AddDate(0, 0, -1)
		for !c.IsWorkday(next) {
			next = next.AddDate(0, 0, 1)
		}
		for !c.IsWorkday(prev) {
			prev = prev.AddDate(0, 0, -1)
		}
		moment := day.Add(13*time.Hour + 7*time.Minute)
		if got := c.NextWorkday(moment); !got.Equal(next) {
			t.Fatalf("next working day after %s: %s", show(day), show(got))
		}
		if got := c.PrevWorkday(moment); !got.Equal(prev) {
			t.Fatalf("last working day before %s: %s", show(day), show(got))
		}
		for _, n := range []int{1, 3, 10} {
			end := c.AddWorkdays(moment, n)
			if got := c.Workdays(moment, end); got != n {
				t.Fatalf("%s plus %d working days is %s, which counts %d", show(day), n, show(end), got)
			}
		}
	}
}

func drawMoment(t *rapid.T, label string) time.Time {
	minutes := rapid.IntRange(0, 3*365*24*60).Draw(t, label)
	return at("2025-01-01").Add(time.Duration(minutes) * time.Minute)
}

func TestALaterStartNeverEndsEarlier(t *testing.T) {
	c := realCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawMoment(t, "a"), drawMoment(t, "b")
		if b.Before(a) {
			a, b = b, a
		}
		d := drawDelay(t)
		if ea, eb := d.From(a, c), d.From(b, c); eb.Before(ea) {
			t.Fatalf("%s from %s is %s, from the later %s it is %s", d, show(a), show(ea), show(b), show(eb))
		}
		n := rapid.IntRange(1, 30).Draw(t, "n")
		if !c.AddWorkdays(a, n+1).After(c.AddWorkdays(a, n)) {
			t.Fatalf("%d working days from %s are not fewer than %d", n, show(a), n+1)
		}
	})
}

func TestAnotherHolidayNeverMakesALimitEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		extra := drawMoment(t, "holiday")
		from := drawMoment(t, "from")
		n := rapid.IntRange(1, 30).Draw(t, "n")
		without, err := NewCalendar([]CalendarYear{year2025, year2026}, festivals2027)
		if err != nil {
			t.Fatal(err)
		}
		with, err := NewCalendar([]CalendarYear{year2025, year2026}, festivals2027)
		if err != nil {
			t.Fatal(err)
		}
		with.days[dateOf(extra)] = CalendarDay{Off: true}
		d := Delay{n: n, unit: workdays}
		limit := Limit{Roll: true}
		if a, b := d.From(from, without), d.From(from, with); b.Before(a) {
			t.Fatalf("%s from %s: %s, with %s off %s", d, show(from), show(a), show(extra), show(b))
		}
		week := Delay{n: n, unit: days}
		if a, b := limit.Deadline(week, from, without), limit.Deadline(week, from, with); b.Before(a) {
			t.Fatalf("%s from %s: %s, with %s off %s", week, show(from), show(a), show(extra), show(b))
		}
	})
}

func TestWorkingDayLimitsEndOnWorkingDaysInTheOffice(t *testing.T) {
	c := realCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		from, n := drawMoment(t, "from"), rapid.IntRange(1, 60).Draw(t, "n")
		rolled := Limit{Roll: true}.Deadline(Delay{n: n, unit: days}, from, c)
		for _, end := range []time.Time{Delay{n: n, unit: workdays}.From(from, c), rolled} {
			if !c.IsWorkday(end) || end.Format("15:04") != "18:00" {
				t.Fatalf("%d from %s ends %s", n, show(from), show(end))
			}
			if !Day(end).After(Day(from)) {
				t.Fatalf("%d from %s counts its start day: %s", n, show(from), show(end))
			}
		}
	})
}

func TestTheOfficeClosesWhenThePolicySays(t *testing.T) {
	c, err := realCalendar(t).ClosingAt("17:30")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, time.September, 14, 10, 0, 0, 0, Shanghai) // a Monday
	for text, want := range map[string]string{"2wd": "09-16 17:30", "3d": "09-17 17:30", "2wd 09:00": "09-16 09:00"} {
		if got := delay(t, text).From(now, c).Format("01-02 15:04"); got != want {
			t.Errorf("%s ends %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{"本周五": "09-18 17:30", "本周五下班前": "09-18 17:30", "本周五下午3点": "09-18 15:00", "2天": "09-16 17:30"} {
		term, err := ParseTerm(text, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := term.From(now, false, c).Format("01-02 15:04"); got != want {
			t.Errorf("%s ends %s, want %s", text, got, want)
		}
	}
	if _, err := c.ClosingAt("late"); err == nil {
		t.Error("an office closes late")
	}
}
