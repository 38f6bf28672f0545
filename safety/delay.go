package safety

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Delay is how long after, or before, a mark something falls: "2wd 09:00" is
// nine o'clock on the second working day, "-3d 09:00" nine o'clock three days
// before, "7d" the close of office on the seventh day, "72h" and "90m" run
// through nights and holidays (T-7 to T-10).
//
// The zero Delay means that none was given. A Delay is comparable and is
// written as text in YAML, JSON and the database.
type Delay struct {
	n     int
	unit  delayUnit
	clock clock
}

type delayUnit string

const (
	minutes  delayUnit = "m"
	hours    delayUnit = "h"
	days     delayUnit = "d"
	workdays delayUnit = "wd"
)

// maxDelay bounds every unit, so that a slip of the pen is found at once.
var maxDelay = map[delayUnit]int{minutes: 1440, hours: 8760, days: 366, workdays: 250}

var delayForm = regexp.MustCompile(`^([+-]?\d{1,5})(m|h|d|wd)(?: (\d\d:\d\d))?$`)

// ParseDelay reads "2wd 09:00", "-3d 09:00", "7d", "1wd", "72h", "90m". A delay
// in days before a mark needs its clock; one in hours or minutes has none.
func ParseDelay(s string) (Delay, error) {
	m := delayForm.FindStringSubmatch(s)
	if m == nil {
		return Delay{}, fmt.Errorf("%q is not a delay: write 2wd 09:00, -3d 09:00, 7d, 72h or 90m", s)
	}
	d := Delay{unit: delayUnit(m[2])}
	d.n, _ = strconv.Atoi(m[1]) // five digits at most
	if most := maxDelay[d.unit]; d.n > most || d.n < -most {
		return Delay{}, fmt.Errorf("%q is too long: at most %d%s", s, most, d.unit)
	}
	if m[3] != "" {
		at, err := parseClock(m[3])
		if err != nil {
			return Delay{}, fmt.Errorf("%q: %w", s, err)
		}
		d.clock = at
	}
	switch {
	case d.byDay() && d.n < 0 && d.clock == "":
		return Delay{}, fmt.Errorf("%q is before its mark and needs a clock: %s 09:00", s, s)
	case !d.byDay() && d.clock != "":
		return Delay{}, fmt.Errorf("%q runs through by the hour and cannot end at a clock time", s)
	}
	return d, nil
}

// String is the text that ParseDelay reads, empty for the zero Delay.
func (d Delay) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.clock != "":
		return fmt.Sprintf("%d%s %s", d.n, d.unit, d.clock)
	}
	return fmt.Sprintf("%d%s", d.n, d.unit)
}

// Words is the delay as members read it: "2个工作日", "第2个工作日 09:00",
// "3天前 09:00", "72小时".
func (d Delay) Words() string {
	unit := map[delayUnit]string{minutes: "分钟", hours: "小时", days: "天", workdays: "个工作日"}[d.unit]
	switch {
	case d.IsZero():
		return ""
	case d.n == 0 && d.clock == "":
		return "当时"
	case d.n == 0:
		return "当天 " + string(d.clock)
	case d.n < 0:
		return strings.TrimSpace(fmt.Sprintf("%d%s前 %s", -d.n, unit, d.clock))
	case d.clock != "":
		return fmt.Sprintf("第%d%s %s", d.n, unit, d.clock)
	}
	return fmt.Sprintf("%d%s", d.n, unit)
}

// Span is how long a delay in hours or minutes is; 0 for one in days, which has no
// fixed length.
func (d Delay) Span() time.Duration {
	if d.byDay() {
		return 0
	}
	return d.From(time.Time{}, nil).Sub(time.Time{})
}

// every is the delay as what comes again: "7天 09:00".
func (d Delay) every() string {
	return strings.TrimSpace(Delay{n: d.n, unit: d.unit}.Words() + " " + string(d.clock))
}

// MarshalText writes the Delay as String does.
func (d Delay) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote; empty text is the zero Delay.
func (d *Delay) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Delay{}
		return nil
	}
	parsed, err := ParseDelay(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

// UnmarshalYAML reads what MarshalText wrote.
func (d *Delay) UnmarshalYAML(value func(any) error) error { return textOf(value, d) }

// IsZero says that no delay was given. "0h" is given: it means at once.
func (d Delay) IsZero() bool { return d == Delay{} }

// Equal says that two delays are written alike.
func (d Delay) Equal(e Delay) bool { return d == e }

// Before says that the delay lies before its mark.
func (d Delay) Before() bool { return d.n < 0 }

// neverBefore says that a delay cannot fall before another, whatever the mark: both
// count the same and end at the same clock.
func (d Delay) neverBefore(e Delay) bool {
	return d.unit == e.unit && d.clock == e.clock && d.n >= e.n
}

func (d Delay) byDay() bool { return d.unit == days || d.unit == workdays }

// From is the moment that lies the delay after at. The day of at itself is not
// counted (T-7); days without a clock end when the office closes (T-8, T-9). It does not roll:
// see [Limit.Deadline]. The zero Delay gives at itself.
func (d Delay) From(at time.Time, c *Calendar) time.Time {
	end := d.clock
	if end == "" {
		end = c.close()
	}
	switch d.unit {
	case minutes:
		return at.Add(time.Duration(d.n) * time.Minute)
	case hours:
		return at.Add(time.Duration(d.n) * time.Hour)
	case days:
		return end.on(Day(at).AddDate(0, 0, d.n))
	case workdays:
		return end.on(c.AddWorkdays(at, d.n))
	}
	return at
}

// Half is the limit after a failed review or a reopening (domain.md 6.3): half,
// days rounded up, and not less than one day: 7d → 4d → 2d → 1d, 72h → 36h →
// 24h. A limit that is a day or less stays as it is.
func (d Delay) Half() Delay {
	least := map[delayUnit]int{minutes: 24 * 60, hours: 24, days: 1, workdays: 1}[d.unit]
	if d.n > least {
		d.n = max((d.n+1)/2, least)
	}
	return d
}

// Deadline is the end of a limit that begins at a moment. Limits in days that
// roll move from a day off to the next working day, same clock (T-9); limits in
// hours never roll (T-10).
func (l Limit) Deadline(d Delay, from time.Time, c *Calendar) time.Time {
	t := d.From(from, c)
	if l.Roll && d.byDay() {
		return c.Roll(t)
	}
	return t
}
