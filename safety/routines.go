package safety

import "fmt"

// Routines is when the program does by itself what is read in the morning (E-7, T-6,
// ORG-7, ORG-8). Times of day are those of Asia/Shanghai.
type Routines struct {
	Digest    DigestRule       `yaml:"digest"`
	Reporters Routine          `yaml:"reporters"`
	Leaves    Routine          `yaml:"leaves"`
	Holders   HolderRoutine    `yaml:"holders"`
	Preview   PreviewRoutine   `yaml:"preview"`
	Calendar  CalendarReminder `yaml:"calendar"`
	Why       string           `yaml:"why"`
}

// A Routine is done once a day.
type Routine struct {
	At  string `yaml:"at"` // "10:05"
	Why string `yaml:"why"`
}

// A DigestRule is what the leaders' morning digest holds (E-7).
type DigestRule struct {
	At          string `yaml:"at"`           // "08:30", on working days
	First       int    `yaml:"first"`        // days a leader's first digest looks back
	Missed      int    `yaml:"missed"`       // days a missed check is listed
	MissedDaily int    `yaml:"missed_daily"` // days a missed daily check is listed
	Why         string `yaml:"why"`
}

// A HolderRoutine passes on the roles that changed hands.
type HolderRoutine struct {
	At   string `yaml:"at"`
	Back int    `yaml:"back"` // days back a change is passed on, after a pause too
	Why  string `yaml:"why"`
}

// A PreviewRoutine shows windows to the safety office beforehand.
type PreviewRoutine struct {
	At    string `yaml:"at"`
	Again int    `yaml:"again"` // days after which what was not answered is shown again
	Why   string `yaml:"why"`
}

// A CalendarReminder asks for next year's table of days off, once a week (T-6).
type CalendarReminder struct {
	At       string `yaml:"at"`
	Expected string `yaml:"expected"` // "11-15": the day from which it should be there
	Why      string `yaml:"why"`
}

// EachDay is a time of day, "08:30", in five cron fields of Asia/Shanghai.
func EachDay(at string) string {
	var hour, minute int
	fmt.Sscanf(at, "%d:%d", &hour, &minute) // checked when the policy was read
	return fmt.Sprintf("%d %d * * *", minute, hour)
}

// daily looks whether the routines can be done.
func (w *walk) daily(d Routines) {
	w.given("daily", "why", d.Why)
	for _, r := range []struct{ key, at, why string }{
		{"digest", d.Digest.At, d.Digest.Why}, {"reporters", d.Reporters.At, d.Reporters.Why}, {"leaves", d.Leaves.At, d.Leaves.Why},
		{"holders", d.Holders.At, d.Holders.Why}, {"preview", d.Preview.At, d.Preview.Why}, {"calendar", d.Calendar.At, d.Calendar.Why},
	} {
		w.given("daily/"+r.key, "why", r.why)
		if _, err := parseClock(r.at); err != nil {
			w.say("daily/"+r.key+"/at", "%v", err)
		}
	}
	for _, n := range []struct {
		at string
		n  int
	}{
		{"digest/first", d.Digest.First}, {"digest/missed", d.Digest.Missed}, {"digest/missed_daily", d.Digest.MissedDaily},
		{"holders/back", d.Holders.Back}, {"preview/again", d.Preview.Again},
	} {
		if n.n < 1 || n.n > 92 {
			w.say("daily/"+n.at, "%d is not between 1 and 92 days", n.n)
		}
	}
	if day := d.Calendar.Expected; len(day) != 5 || dayIn(2026, day).Format("01-02") != day {
		w.say("daily/calendar/expected", "%q is no day of a year like 11-15", day)
	}
}
