package safety

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A digest has one line for each matter, numbered through, and never a lesser
// matter before a worse one.
func TestDigestsBeginWithTheWorst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		severities := []Severity{"", General, Serious, Major, Imminent}
		n := rapid.IntRange(0, 40).Draw(t, "lines")
		var all []DigestLine
		matters := map[string]bool{}
		for range n {
			l := DigestLine{
				Subject:  fmt.Sprint("hazard:", rapid.IntRange(0, 15).Draw(t, "matter")),
				Severity: rapid.SampledFrom(severities).Draw(t, "severity"),
				Level:    rapid.IntRange(0, TopLevel).Draw(t, "level"),
				Due:      time.Unix(int64(rapid.IntRange(0, 1000).Draw(t, "due")), 0),
			}
			if rapid.Bool().Draw(t, "note only") {
				l.Note = "注"
			} else {
				l.Text = "事"
				matters[l.Subject] = true
			}
			all = append(all, l)
		}
		lines := WorstFirst(all)
		if len(lines) != len(matters) {
			t.Fatalf("%d lines about %d matters", len(lines), len(matters))
		}
		worst := func(subject string) (severity, level int, due time.Time) {
			severity, known := -1, false
			for _, l := range all {
				if l.Subject != subject || !known && l.Text == "" {
					continue
				}
				known = true
				severity, level = max(severity, l.Severity.Rank()), max(level, l.Level)
				if due.IsZero() || l.Due.Before(due) {
					due = l.Due
				}
			}
			return severity, level, due
		}
		for i, l := range lines {
			if l.N != i+1 {
				t.Fatalf("line %d has the number %d", i+1, l.N)
			}
			if i == 0 {
				continue
			}
			s1, l1, d1 := worst(lines[i-1].Subject)
			s2, l2, d2 := worst(l.Subject)
			if s2 > s1 || s2 == s1 && (l2 > l1 || l2 == l1 && d2.Before(d1)) {
				t.Fatalf("line %d (severity %d, level %d, due %s) comes after a lesser one (%d, %d, %s)", l.N, s2, l2, d2, s1, l1, d1)
			}
		}
	})
}
