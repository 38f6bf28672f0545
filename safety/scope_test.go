package safety

import (
	"strings"
	"testing"
	"time"
)

// yards is a community with two courtyards, each with two shops.
func yards() *Roster {
	r := Roster{Grids: []Grid{{Code: "01", Level: Community}}}
	for _, yard := range []string{"0101", "0102", "0103"} {
		r.Grids = append(r.Grids, Grid{Code: yard, Parent: "01", Level: Courtyard})
		for _, n := range []string{"-01", "-02"} {
			r.Sites = append(r.Sites, Site{Code: yard + n, Grid: yard, Class: SmallSite})
		}
	}
	r.Sites = append(r.Sites, Site{Code: "0101-03", Grid: "0101", Class: UnitSite}, Site{Code: "0101-04", Grid: "0101", Class: SmallSite, Ended: true})
	return NewRoster(r)
}

func TestTheNextObjectIsTakenCourtyardByCourtyard(t *testing.T) {
	plan := Plan{Covers: []Cover{Cover(Courtyard), Cover(SmallSite)}}
	for _, tc := range []struct {
		name  string
		looks []Look
		want  string
	}{
		{"nothing seen", nil, "0101 0101-01 0101-02 0102 0102-01 0102-02 0103 0103-01 0103-02"},
		{"where he was last, then on from there", []Look{{Object: "0102", Grid: "0102", By: "me", State: Seen}},
			"0102-01 0102-02 0103 0103-01 0103-02 0101 0101-01 0101-02"},
		{"not where the other one is", []Look{{Object: "0101", Grid: "0101", By: "you", State: Seen}},
			"0102 0102-01 0102-02 0103 0103-01 0103-02 0101-01 0101-02"},
		{"what was shut comes last", []Look{{Object: "0101", Grid: "0101", By: "me", State: Shut}},
			"0101-01 0101-02 0102 0102-01 0102-02 0103 0103-01 0103-02 0101"},
		{"what was excused is over", []Look{{Object: "0101", Grid: "0101", By: "head", State: LookExcused}, {Object: "0101-01", Grid: "0101", By: "me", State: Seen}},
			"0101-02 0102 0102-01 0102-02 0103 0103-01 0103-02"},
	} {
		p := Progress{Objects: yards().Objects(plan, "01"), Looks: map[string]Look{}}
		for i, l := range tc.looks {
			l.At = time.Date(2026, 9, 1, 9, i, 0, 0, Shanghai)
			p.Looks[l.Object] = l
		}
		var got []string
		for _, o := range p.Left("me") {
			got = append(got, o.Key())
		}
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, s, tc.want)
		}
	}
}

func TestASweepIsCompleteOnlyAtAHundredPerCent(t *testing.T) {
	plan := Plan{Covers: []Cover{Cover(Courtyard), Cover(SmallSite)}}
	p := Progress{Objects: yards().Objects(plan, "01"), Looks: map[string]Look{}}
	states := map[string]LookState{"0101": Seen, "0101-01": LookExcused, "0101-02": Shut, "elsewhere": Seen}
	for code, state := range states {
		p.Looks[code] = Look{Object: code, State: state}
	}
	if p.Settled() != 2 || len(p.Objects) != 9 || p.Percent() != 22 || p.Complete() {
		t.Errorf("settled %d of %d, %d %%, complete %v", p.Settled(), len(p.Objects), p.Percent(), p.Complete())
	}
	for _, o := range p.Objects {
		p.Looks[o.Key()] = Look{Object: o.Key(), State: Seen}
	}
	if p.Percent() != 100 || !p.Complete() {
		t.Errorf("all seen: %d %%, complete %v", p.Percent(), p.Complete())
	}
}

func TestADailyPlanSkipsItsDaysOff(t *testing.T) {
	plan := Plan{Every: Daily, Days: Workdays}
	monday := Daily.Period(time.Date(2026, 3, 2, 10, 0, 0, 0, Shanghai))
	if got := plan.before(monday, nil).ID; got != "2026-02-27" {
		t.Errorf("the duty day before Monday is %s, want Friday", got)
	}
	if plan.dueIn(monday.Prev(), nil) || !plan.dueIn(monday, nil) {
		t.Error("Sunday is a duty day, or Monday none")
	}
	if got := (Plan{Every: Daily}).before(monday, nil).ID; got != "2026-03-01" {
		t.Errorf("the day before Monday is %s, want Sunday", got)
	}
}
