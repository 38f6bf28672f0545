package safety

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func delay(t testing.TB, s string) Delay {
	t.Helper()
	d, err := ParseDelay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func drawDelay(t *rapid.T) Delay {
	unit := rapid.SampledFrom([]delayUnit{minutes, hours, days, workdays}).Draw(t, "unit")
	d := Delay{n: rapid.IntRange(-60, 60).Draw(t, "count"), unit: unit}
	if d.byDay() && (d.n < 0 || rapid.Bool().Draw(t, "with clock")) {
		d.clock = clock(rapid.SampledFrom([]string{"00:00", "09:00", "18:00", "23:59"}).Draw(t, "clock"))
	}
	return d
}

func TestDelaysEndWhereTheTimeModelSays(t *testing.T) {
	c := realCalendar(t)
	for _, tc := range []struct{ name, delay, from, want string }{
		{"working day ends at 18:00 (T-8)", "1wd", "2026-09-18 10:00", "2026-09-20 18:00"},
		{"working day at a clock", "2wd 09:00", "2026-09-28 18:00", "2026-09-30 09:00"},
		{"made-up Saturday counts", "5wd 09:00", "2026-09-28 18:00", "2026-10-10 09:00"},
		{"calendar days end at 18:00 and do not roll by themselves (T-9)", "7d", "2026-09-18 10:00", "2026-09-25 18:00"},
		{"hours run through nights and holidays (T-10)", "72h", "2026-09-18 10:00", "2026-09-21 10:00"},
		{"minutes", "90m", "2026-09-18 23:10", "2026-09-19 00:40"},
		{"before", "-3d 09:00", "2026-09-28 18:00", "2026-09-25 09:00"},
		{"working days before", "-10wd 09:00", "2026-09-30 18:00", "2026-09-16 09:00"},
		{"the day itself", "0d 09:00", "2026-09-28 18:00", "2026-09-28 09:00"},
		{"at once", "0h", "2026-09-28 18:01", "2026-09-28 18:01"},
		{"the start day is not counted however early it begins (T-7)", "1d", "2026-09-18 00:00", "2026-09-19 18:00"},
		{"a moment stored in UTC is decided in Shanghai", "1d 09:00", "2026-09-18 07:00", "2026-09-19 09:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := delay(t, tc.delay).From(at(tc.from).UTC(), c); !got.Equal(at(tc.want)) {
				t.Errorf("%s from %s: got %s, want %s", tc.delay, tc.from, show(got), tc.want)
			}
		})
	}
}

func TestOnlyDaysOfLimitsThatRollAreRolled(t *testing.T) {
	c := realCalendar(t)
	for _, tc := range []struct {
		name  string
		limit Limit
		delay string
		want  string
	}{
		{"general", Limit{Roll: true}, "7d", "2026-09-28 18:00"},
		{"not rolling", Limit{}, "7d", "2026-09-25 18:00"},
		{"hours", Limit{Roll: true}, "168h", "2026-09-25 10:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.limit.Deadline(delay(t, tc.delay), at("2026-09-18 10:00"), c); !got.Equal(at(tc.want)) {
				t.Errorf("got %s, want %s", show(got), tc.want)
			}
		})
	}
}

func TestHalfALimitIsNeverLessThanADay(t *testing.T) {
	for text, want := range map[string]string{
		"7d": "4d", "4d": "2d", "2d": "1d", "1d": "1d", "3wd 09:00": "2wd 09:00",
		"72h": "36h", "36h": "24h", "24h": "24h", "2h": "2h", "90m": "90m",
	} {
		if got := delay(t, text).Half().String(); got != want {
			t.Errorf("half of %s is %s, want %s", text, got, want)
		}
	}
	if !(Delay{}).Half().IsZero() {
		t.Error("half of no limit is a limit")
	}
}

func TestWhatIsNoDelayIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "7", "d", "7 d", "7d 9:00", "7d 24:00", "7d 09:60", "-3d", "-1wd", "72h 09:00", "1.5d", "7D", " 7d", "99999d", "300wd", "wed 18:00",
	} {
		if d, err := ParseDelay(text); err == nil {
			t.Errorf("%q was read as %s", text, d)
		}
	}
}

func TestDelaysAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDelay(t)
		if back, err := ParseDelay(d.String()); err != nil || back != d {
			t.Fatalf("%#v is written %q and read %#v: %v", d, d, back, err)
		}
	})
	type row struct {
		Limit Delay `json:"limit"`
	}
	for _, want := range []row{{}, {Delay{n: 7, unit: days}}, {Delay{unit: hours}}} {
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got := row{Delay{n: 1, unit: days}}
		if err := json.Unmarshal(text, &got); err != nil || got != want {
			t.Errorf("%s became %v: %v", text, got, err)
		}
	}
}

func TestDelaysReadWellToMembers(t *testing.T) {
	for text, want := range map[string]string{
		"2wd 09:00": "第2个工作日 09:00", "7d": "7天", "72h": "72小时", "-3d 09:00": "3天前 09:00", "-24h": "24小时前",
		"0h": "当时", "0d 09:00": "当天 09:00", "1wd": "1个工作日", "90m": "90分钟",
	} {
		if got := delay(t, text).Words(); got != want {
			t.Errorf("%s reads %q, want %q", text, got, want)
		}
	}
}

func FuzzDelaysNeverPanic(f *testing.F) {
	for _, s := range []string{"2wd 09:00", "-3d 09:00", "7d", "72h", "90m", "wed 18:00", "+1d"} {
		f.Add(s)
	}
	from := time.Date(2026, 9, 18, 10, 0, 0, 0, Shanghai)
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDelay(s)
		if err != nil {
			return
		}
		d.From(from, nil)
		if back, err := ParseDelay(d.String()); err != nil || back != d {
			t.Errorf("%q is written %q and read %#v: %v", s, d, back, err)
		}
	})
}
