package safety

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// WindowState is what the safety office has said about a window in a year.
type WindowState string

const (
	WindowAsked     WindowState = "asked"     // was shown, no answer yet
	WindowConfirmed WindowState = "confirmed" // also by default, when it began
	WindowDeclined  WindowState = "declined"
	WindowWithdrawn WindowState = "withdrawn" // after it was confirmed
)

var windowStateNames = map[WindowState]string{
	WindowAsked: "待答复", WindowConfirmed: "已确认", WindowDeclined: "这次不搞", WindowWithdrawn: "已撤回",
}

func (s WindowState) String() string { return windowStateNames[s] }

// A WindowYear is what was decided about a window in one year. It lies beside
// the roster: both are needed to know who must do what on a day.
type WindowYear struct {
	Key     string // window/year, unique
	Window  string
	Year    int
	State   WindowState
	Version int
	From    time.Time // first day as the office changed it; zero: the policy's
	To      time.Time // last day, inclusive
	Asked   time.Time // when it was shown first
	Nudged  time.Time // when the office was last asked
	By      string    // who decided; System by default
	At      time.Time
	Reason  string
	Ordered string  // who ordered a window called out in chat
	AdHoc   *Window // of a window called out in chat
}

// WindowSubject is the kind of subject under which the events of windows are kept.
const WindowSubject = "window:"

// About is the subject of its events.
func (y WindowYear) About() string { return WindowSubject + y.Key }

// An Occasion is a window in one year, on the days that hold for it.
type Occasion struct {
	Window
	Year     int
	From, To time.Time  // first and last day, 00:00; both belong to it
	Said     WindowYear // State is empty while nobody was asked
	computed bool       // some of its days rest on a table that is missing
}

// Key is "window/year".
func (o Occasion) Key() string { return fmt.Sprintf("%s/%d", o.ID, o.Year) }

// About is the subject of its events.
func (o Occasion) About() string { return WindowSubject + o.Key() }

// On says whether the occasion takes effect, or took effect until it was withdrawn.
func (o Occasion) On(at time.Time) bool {
	switch o.Said.State {
	case WindowConfirmed:
		return true
	case WindowDeclined:
		return false
	case WindowWithdrawn:
		return at.Before(o.Said.At)
	}
	return !o.Off
}

// InForce says whether the occasion has effect at a moment.
func (o Occasion) InForce(at time.Time) bool {
	return o.On(at) && !at.Before(o.From) && at.Before(o.To.AddDate(0, 0, 1))
}

// Provisional says that its days, or those of what it asks for, rest on a year
// whose table is missing (T-6).
func (o Occasion) Provisional() bool { return o.computed }

func (o Occasion) guessed(c *Calendar) bool {
	if o.Dates.guessed(o.Year, c) {
		return true
	}
	return slices.ContainsFunc(o.Effects, func(e Effect) bool {
		return slices.ContainsFunc(e.Dates, func(s Span) bool { return s.guessed(o.Year, c) })
	})
}

// spans are the days of one of its effects, in order, cut to its own.
func (o Occasion) spans(e Effect, c *Calendar) [][2]time.Time {
	spans := [][2]time.Time{{o.From, o.To}}
	if len(e.Dates) > 0 {
		spans = nil
		for _, d := range e.Dates {
			from, to, ok := d.In(o.Year, c)
			if from, to = later(from, o.From), sooner(to, o.To); ok && !to.Before(from) {
				spans = append(spans, [2]time.Time{from, to})
			}
		}
	}
	switch {
	case e.Do == DoCadence:
		return inParts(spans, e.Times)
	case e.Daily || e.Do == DoPatrol:
		return eachDay(spans)
	}
	return spans
}

// covers says whether one of its effects holds on a moment's day.
func (o Occasion) covers(e Effect, c *Calendar, at time.Time) bool {
	day := Day(at)
	return slices.ContainsFunc(o.spans(e, c), func(s [2]time.Time) bool { return !day.Before(s[0]) && !day.After(s[1]) })
}

// eachDay cuts spans into days.
func eachDay(spans [][2]time.Time) [][2]time.Time {
	var out [][2]time.Time
	for _, s := range spans {
		for day := s[0]; !day.After(s[1]); day = day.AddDate(0, 0, 1) {
			out = append(out, [2]time.Time{day, day})
		}
	}
	return out
}

// inParts cuts each quarter into so many parts and keeps those that lie in the
// spans for at least a week.
func inParts(spans [][2]time.Time, times int) [][2]time.Time {
	const week = 7 * 24 * time.Hour
	var out [][2]time.Time
	for _, s := range spans {
		for q := Quarterly.Period(s[0]); !q.From.After(s[1]); q = q.Next() {
			days := int(q.To.Sub(q.From).Hours() / 24)
			for i := range max(times, 1) {
				from := later(q.From.AddDate(0, 0, days*i/times), s[0])
				to := sooner(q.From.AddDate(0, 0, days*(i+1)/times-1), s[1])
				if to.Sub(from) >= week-24*time.Hour {
					out = append(out, [2]time.Time{from, to})
				}
			}
		}
	}
	return out
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Occasions are the windows that touch the days from ≤ day ≤ to, whatever was
// decided about them, in order of their beginnings.
func (p *Policy) Occasions(said []WindowYear, from, to time.Time) []Occasion {
	decided := make(map[string]WindowYear, len(said))
	var found []Occasion
	keep := func(o Occasion) {
		if y := o.Said; !y.From.IsZero() && !y.To.IsZero() {
			o.From, o.To = y.From, y.To
		}
		o.computed = o.guessed(p.Calendar)
		if !o.To.Before(Day(from)) && !o.From.After(Day(to)) {
			found = append(found, o)
		}
	}
	for _, y := range said {
		decided[y.Key] = y
		if y.AdHoc != nil {
			keep(Occasion{Window: *y.AdHoc, Year: y.Year, Said: y})
		}
	}
	for _, w := range p.Intensify.Windows {
		for year := from.In(Shanghai).Year() - 1; year <= to.In(Shanghai).Year()+1; year++ {
			o := Occasion{Window: w, Year: year}
			var ok bool
			if o.From, o.To, ok = w.Dates.In(year, p.Calendar); ok {
				o.Said = decided[o.Key()]
				keep(o)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Occasion) int {
		return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To), cmp.Compare(a.ID, b.ID))
	})
	return found
}
