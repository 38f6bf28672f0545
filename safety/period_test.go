package safety

import (
	"testing"
	"time"
)

func TestPeriodsAreThoseOfTheCalendar(t *testing.T) {
	for _, tc := range []struct {
		every              Cadence
		at, id, from, to   string
		name, next, before string
	}{
		{Weekly, "2026-09-18 10:00", "2026-W38", "2026-09-14", "2026-09-21", "2026年第38周", "2026-W39", "2026-W37"},
		{Weekly, "2027-01-03 23:59", "2026-W53", "2026-12-28", "2027-01-04", "2026年第53周", "2027-W01", "2026-W52"},
		{Monthly, "2026-09-30 23:59", "2026-09", "2026-09-01", "2026-10-01", "2026年9月", "2026-10", "2026-08"},
		{Quarterly, "2026-12-31 12:00", "2026-Q4", "2026-10-01", "2027-01-01", "2026年第4季度", "2027-Q1", "2026-Q3"},
		{Daily, "2026-09-14 00:00", "2026-09-14", "2026-09-14", "2026-09-15", "2026年9月14日", "2026-09-15", "2026-09-13"},
	} {
		t.Run(tc.id, func(t *testing.T) {
			p := tc.every.Period(at(tc.at).UTC())
			if p.ID != tc.id || !p.From.Equal(at(tc.from)) || !p.To.Equal(at(tc.to)) || p.Name() != tc.name {
				t.Errorf("got %s (%s) from %s to %s", p.ID, p.Name(), show(p.From), show(p.To))
			}
			if next, prev := p.Next().ID, p.Prev().ID; next != tc.next || prev != tc.before {
				t.Errorf("between %s and %s", prev, next)
			}
		})
	}
}

func TestPeriodsFollowOneAnotherWithoutGaps(t *testing.T) {
	for _, every := range []Cadence{Daily, Weekly, Monthly, Quarterly} {
		seen := map[string]bool{}
		for p := every.Period(at("2020-01-01")); p.From.Year() <= 2035; p = p.Next() {
			if next := p.Next(); !next.From.Equal(p.To) || next.Prev() != p {
				t.Fatalf("%s is followed by %s", p.ID, next.ID)
			}
			if seen[p.ID] {
				t.Fatalf("%s comes twice", p.ID)
			}
			seen[p.ID] = true
			for _, moment := range []time.Time{p.From, p.To.Add(-time.Millisecond)} {
				if got := every.Period(moment); got != p {
					t.Fatalf("%s lies in %s, not in %s", show(moment), got.ID, p.ID)
				}
			}
			if back, err := ParsePeriod(p.ID); err != nil || back != p {
				t.Fatalf("%s is read as %s: %v", p.ID, back.ID, err)
			}
		}
	}
}

func TestWhatIsNoPeriodIsRefused(t *testing.T) {
	for _, id := range []string{"", "2026", "2026-W00", "2025-W53", "2026-W60", "2026-Q5", "2026-13", "2026-02-30", "2026-9"} {
		if p, err := ParsePeriod(id); err == nil {
			t.Errorf("%q was read as %s", id, p.ID)
		}
	}
}
