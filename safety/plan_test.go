package safety

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func moment(t testing.TB, s string) When {
	t.Helper()
	w, err := ParseWhen(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// The windows of domain.md 5.1, holidays included.
func TestWindowsAreThoseOfThePlans(t *testing.T) {
	c := realCalendar(t)
	weekly := Plan{Every: Weekly, Due: moment(t, "sun 18:00"), Late: moment(t, "wed 18:00")}
	monthly := Plan{Every: Monthly, Due: moment(t, "last workday 18:00"), Late: moment(t, "workday 3 18:00")}
	quarterly := Plan{Every: Quarterly, Due: moment(t, "last workday 18:00"), Late: moment(t, "workday 10 18:00")}
	daily := Plan{Every: Daily, Due: moment(t, "20:00"), Late: moment(t, "12:00")}
	for _, tc := range []struct {
		name             string
		plan             Plan
		at               string
		opens, due, late string
	}{
		{"week", weekly, "2026-09-18", "2026-09-14", "2026-09-20 18:00", "2026-09-23 18:00"},
		{"week of the Spring Festival is still due on Sunday (scenario 5)", weekly, "2026-02-18", "2026-02-16", "2026-02-22 18:00", "2026-02-25 18:00"},
		{"week across the year", weekly, "2027-01-01", "2026-12-28", "2027-01-03 18:00", "2027-01-06 18:00"},
		{"month that ends on a made-up day", monthly, "2026-02-01", "2026-02-01", "2026-02-28 18:00", "2026-03-04 18:00"},
		{"month before the National Day", monthly, "2026-09-01", "2026-09-01", "2026-09-30 18:00", "2026-10-10 18:00"},
		{"quarter", quarterly, "2026-07-01", "2026-07-01", "2026-09-30 18:00", "2026-10-20 18:00"},
		{"day", daily, "2026-09-14", "2026-09-14", "2026-09-14 20:00", "2026-09-15 12:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			opens, due, missed, late := tc.plan.Window(tc.plan.Every.Period(at(tc.at)), c)
			if !opens.Equal(at(tc.opens)) || !due.Equal(at(tc.due)) || !missed.Equal(due) || !late.Equal(at(tc.late)) {
				t.Errorf("opens %s, due %s, missed %s, late %s", show(opens), show(due), show(missed), show(late))
			}
		})
	}
}

func TestAPlanWithoutLateAllowsNothingOnceItIsMissed(t *testing.T) {
	p := Plan{Every: Weekly, Due: moment(t, "sun 18:00")}
	if _, _, missed, late := p.Window(Weekly.Period(at("2026-09-18")), nil); !late.Equal(missed) {
		t.Errorf("missed %s, late until %s", show(missed), show(late))
	}
}

func TestEndsOfMonthsAreNeverSkipped(t *testing.T) {
	for s, want := range map[string]string{
		"day 31 18:00": "2026-02-28 18:00", "last day 18:00": "2026-02-28 18:00", "day 15 09:00": "2026-02-15 09:00",
		"workday 25 18:00": "2026-02-28 18:00", "first workday 09:00": "2026-02-02 09:00",
	} {
		if got := moment(t, s).In(Monthly.Period(at("2026-02-01")), realCalendar(t)); !got.Equal(at(want)) {
			t.Errorf("%s: got %s, want %s", s, show(got), want)
		}
	}
	off := Weekly.Period(at("2026-02-18"))
	if got := moment(t, "last workday 18:00").In(off, realCalendar(t)); !got.Equal(at("2026-02-22 18:00")) {
		t.Errorf("last working day of a week off: %s", show(got))
	}
}

func TestMomentsStayInTheirPeriod(t *testing.T) {
	c := realCalendar(t)
	forms := []string{"mon 00:00", "sun 23:59", "day 1 09:00", "day 31 18:00", "last day 18:00", "workday 3 18:00", "workday 99 18:00", "last workday 18:00", "20:00"}
	rapid.Check(t, func(t *rapid.T) {
		every := rapid.SampledFrom([]Cadence{Daily, Weekly, Monthly, Quarterly}).Draw(t, "every")
		form := rapid.SampledFrom(forms).Draw(t, "form")
		p := every.Period(drawMoment(t, "at"))
		w, err := ParseWhen(form)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.In(p, c); got.Before(p.From) || !got.Before(p.To) {
			t.Fatalf("%s of %s is %s", form, p.ID, show(got))
		}
	})
}

func TestMomentsOfPeriodsAreReadAsTheyAreWritten(t *testing.T) {
	for _, s := range []string{"sun 18:00", "last workday 18:00", "workday 3 18:00", "day 15 09:00", "last day 18:00", "20:00"} {
		if got := moment(t, s).String(); got != s {
			t.Errorf("%q is written %q", s, got)
		}
	}
	for _, s := range []string{"", "sun", "sunday 18:00", "workday 0 18:00", "last 18:00", "25:00", "sun 18:00 ", "day -1 18:00"} {
		if w, err := ParseWhen(s); err == nil {
			t.Errorf("%q was read as %s", s, w)
		}
	}
	var w When
	if text, err := w.MarshalText(); err != nil || len(text) != 0 || w.UnmarshalText(nil) != nil || !w.IsZero() {
		t.Errorf("the zero moment is written %q: %v", text, err)
	}
	if p := Weekly.Period(time.Time{}); !w.In(p, nil).Equal(p.To) {
		t.Error("the zero moment is not the period's end")
	}
}
