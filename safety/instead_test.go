package safety

import (
	"testing"
	"time"
)

func TestOnlyWhatWasPostedForARoleBeforeTheLeaveGoesToWhoStandsIn(t *testing.T) {
	from := time.Date(2026, 9, 16, 0, 0, 0, 0, Shanghai)
	r := NewRoster(Roster{Members: []Member{{ID: "lead"}, {ID: "keeper"}}}).WithLeaves([]Leave{{ID: "1", Member: "lead", From: from, To: from, StandIn: "keeper"}})
	policy := &Policy{Plans: []Plan{{ID: "weekly"}, {ID: "joint", Joint: true}}}
	evening := from.Add(-2 * time.Hour)
	for _, tc := range []struct {
		name, about string
		class       Class
		due, now    time.Time
		want        string
	}{
		{"a reminder of the evening before", "hazard:1", ClassRemind, evening, from.Add(8 * time.Hour), "keeper"},
		{"a check", "occurrence:weekly/2026-W38/0101", ClassUrge, evening, from.Add(8 * time.Hour), "keeper"},
		{"before it begins", "hazard:1", ClassRemind, evening, evening, ""},
		{"when it is over", "hazard:1", ClassRemind, evening, from.AddDate(0, 0, 1), ""},
		{"what was meant for him although he is away", "hazard:1", ClassRemind, from.Add(time.Hour), from.Add(8 * time.Hour), ""},
		{"news of what he reported himself", "hazard:1", ClassNews, evening, from.Add(8 * time.Hour), ""},
		{"an answer to him", "hazard:1", "answer", evening, from.Add(8 * time.Hour), ""},
		{"his own leave", "leave:1", ClassUrge, evening, from.Add(8 * time.Hour), ""},
		{"an invitation in person", "occurrence:joint/2026-Q3/WT", ClassUrge, evening, from.Add(8 * time.Hour), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := &Service{Policy: policy, Now: tc.now}
			if got := s.Instead(r, "lead", tc.class, tc.about, tc.due); got != tc.want {
				t.Errorf("%q reads it, want %q", got, tc.want)
			}
		})
	}
}
