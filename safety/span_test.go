package safety

import (
	"testing"
	"time"
)

func span(t testing.TB, s string) Span {
	t.Helper()
	parsed, err := ParseSpan(s)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestSpansLieWhereTheYearPutsThem(t *testing.T) {
	c := realCalendar(t)
	for _, tc := range []struct {
		span     string
		year     int
		from, to string
	}{
		{"11-01..03-31", 2026, "2026-11-01", "2027-03-31"},
		{"06-01..06-30", 2026, "2026-06-01", "2026-06-30"},
		{"05-12", 2026, "2026-05-12", "2026-05-12"},
		{"02-29", 2026, "2026-02-28", "2026-02-28"},
		{"week of 05-12", 2026, "2026-05-11", "2026-05-17"},
		{"last week of 02", 2026, "2026-02-22", "2026-02-28"},
		{"last week of 02", 2028, "2028-02-23", "2028-02-29"},
		{"last week of 08", 2026, "2026-08-25", "2026-08-31"},
		{"中元-7d..中元", 2026, "2026-08-20", "2026-08-27"},
		{"国庆节假期", 2026, "2026-10-01", "2026-10-07"},
		{"国庆节假期-3wd..国庆节假期-1wd", 2026, "2026-09-28", "2026-09-30"},
		{"国庆节假期+1wd..国庆节假期+3wd", 2026, "2026-10-08", "2026-10-10"}, // Saturday is made up
		{"小年..春节假期-1wd", 2026, "2026-02-10", "2026-02-14"},         // also a made-up Saturday
		{"春节假期", 2026, "2026-02-15", "2026-02-23"},
		{"春节假期", 2025, "2025-01-28", "2025-02-04"},
		{"元旦假期-3wd..元旦假期+3wd", 2026, "2025-12-29", "2026-01-06"},
		{"中秋节假期", 2025, "2025-10-01", "2025-10-08"}, // runs into the National Day
		{"国庆节假期", 2025, "2025-10-01", "2025-10-08"},
		{"中秋节假期", 2031, "2031-10-01", "2031-10-05"}, // on the National Day itself, computed
		{"端午节假期", 2027, "2027-06-09", "2027-06-09"}, // a computed year: one day off
	} {
		from, to, ok := span(t, tc.span).In(tc.year, c)
		if got := from.Format(time.DateOnly); !ok || got != tc.from {
			t.Errorf("%s in %d begins %s, want %s", tc.span, tc.year, got, tc.from)
		}
		if got := to.Format(time.DateOnly); got != tc.to {
			t.Errorf("%s in %d ends %s, want %s", tc.span, tc.year, got, tc.to)
		}
	}
}

func TestASpanOfAYearWhoseFestivalsNobodyKnowsIsNotGuessed(t *testing.T) {
	if from, to, ok := span(t, "中元-7d..中元").In(2040, realCalendar(t)); ok {
		t.Errorf("%s to %s", from, to)
	}
}

func TestMistakenSpansAreRefused(t *testing.T) {
	for _, s := range []string{"", "13-01..13-02", "11-31", "soon", "11-01..", "中元-7", "国庆节假期-3", "week of May", "last week of 13", "2026-05-12", "05-12+3d", "05-12..05-12"} {
		if got, err := ParseSpan(s); err == nil {
			t.Errorf("%q was read as %v", s, got)
		}
	}
}

func TestSpansAreWrittenAsTheyWereRead(t *testing.T) {
	for _, s := range []string{"11-01..03-31", "week of 05-12", "last week of 08", "国庆节假期-3wd..国庆节假期-1wd", "中元-7d..中元"} {
		var again Span
		if err := again.UnmarshalText([]byte(span(t, s).String())); err != nil || again != span(t, s) {
			t.Errorf("%s became %v, %v", s, again, err)
		}
	}
}
