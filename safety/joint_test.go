package safety

import (
	"slices"
	"testing"
	"time"
)

// ladderQ are the rungs of domain.md 7, row Q.
func ladderQ(t *testing.T) Ladder {
	t.Helper()
	delay := func(s string) Delay {
		d, err := ParseDelay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	return Ladder{Name: "Q", Rungs: []Rung{
		{ID: "plan", Mark: MarkEve, After: delay("1wd 09:00")}, {ID: "no-date", Mark: MarkEve, After: delay("10wd 18:00")},
		{ID: "before-20", Mark: MarkDue, After: delay("-20wd 09:00")}, {ID: "before-10", Mark: MarkDue, After: delay("-10wd 09:00")},
		{ID: "before-5", Mark: MarkDue, After: delay("-5wd 09:00")}, {ID: "late-2", Mark: MarkDue, After: delay("-2wd 09:00")},
		{ID: "missed", Mark: MarkMissed, After: delay("0h")},
	}}
}

// The oracle of domain.md 4 for quarters: first, tenth and last working day of
// Q4 2026, and ten working days before the last of Q3.
func TestTheQuarterClimbsAtTheInstantsOfTheOracle(t *testing.T) {
	c := realCalendar(t)
	plan := Plan{Every: Quarterly, Due: moment(t, "last workday 18:00"), Late: moment(t, "workday 10 18:00")}
	for _, tc := range []struct {
		quarter string
		seen    string // when the program first sees the quarter
		due     string
		want    map[string]string
	}{
		{"2026-Q4", "2026-10-01 00:02", "2026-12-31 18:00", map[string]string{
			"plan": "2026-10-08 09:00", "no-date": "2026-10-20 18:00", "before-20": "2026-12-03 09:00", "before-10": "2026-12-17 09:00",
			"before-5": "2026-12-24 09:00", "late-2": "2026-12-29 09:00", "missed": "2026-12-31 18:00",
		}},
		{"2026-Q3", "2026-07-01 00:02", "2026-09-30 18:00", map[string]string{
			"plan": "2026-07-01 09:00", "no-date": "2026-07-14 18:00", "before-20": "2026-09-02 09:00", "before-10": "2026-09-16 09:00",
			"before-5": "2026-09-22 09:00", "late-2": "2026-09-28 09:00", "missed": "2026-09-30 18:00",
		}},
		{"2026-Q1", "2026-01-01 00:02", "2026-03-31 18:00", map[string]string{
			"plan": "2026-01-04 09:00", "no-date": "2026-01-15 18:00", "before-20": "2026-03-03 09:00", "before-10": "2026-03-17 09:00",
			"before-5": "2026-03-24 09:00", "late-2": "2026-03-27 09:00", "missed": "2026-03-31 18:00",
		}},
		// A program that begins in the middle of a quarter gives its full ten days.
		{"2026-Q3", "2026-09-14 08:55", "2026-09-30 18:00", map[string]string{"plan": "2026-09-14 09:00", "no-date": "2026-09-24 18:00"}},
	} {
		t.Run(tc.quarter+" seen "+tc.seen, func(t *testing.T) {
			period, err := ParsePeriod(tc.quarter)
			if err != nil {
				t.Fatal(err)
			}
			s := &Service{Policy: &Policy{Calendar: c}, Now: at(tc.seen)}
			opens, due, missed, _ := plan.Window(period, c)
			if !due.Equal(at(tc.due)) {
				t.Errorf("due %s, want %s", show(due), tc.due)
			}
			got := map[string]time.Time{}
			for mark, from := range map[Mark]time.Time{MarkEve: s.eve(opens), MarkDue: due, MarkMissed: missed} {
				for _, p := range ladderQ(t).Plan(mark, from, c) {
					got[p.Rung.ID] = p.Due
				}
			}
			for rung, want := range tc.want {
				if !got[rung].Equal(at(want)) {
					t.Errorf("%s at %s, want %s", rung, show(got[rung]), want)
				}
			}
		})
	}
}

// factsOf ranks places by facts alone.
func factsOf(s *Service, facts map[string]*targetFacts) []Target {
	var ts []Target
	for code, f := range facts {
		t := Target{Grid: "0101", Site: code, Reasons: s.reasons(f)}
		for _, r := range t.Reasons {
			t.Points += r.Points
		}
		ts = append(ts, t)
	}
	slices.SortFunc(ts, byUrgency)
	return ts
}

func TestTargetsAreRankedByTheirReasonsAndTiesByNumber(t *testing.T) {
	s := &Service{Now: at("2026-09-14 09:00"), Policy: &Policy{Handling: Handling{Chronic: ChronicRule{Closed: 3, Days: 90}}, Joint: JointRules{
		UnseenDays: 60, Repeats: 2, Weights: []TargetWeight{
			{Reason: ReasonOverdue, Points: 30, Most: 90}, {Reason: ReasonChronic, Points: 40}, {Reason: ReasonRepeat, Points: 15}, {Reason: ReasonHighRisk, Points: 20},
			{Reason: ReasonKeyUnseen, Points: 25}, {Reason: ReasonSeason, Points: 15, Most: 30}, {Reason: ReasonUnseen, Points: 10},
		}}}}
	ts := factsOf(s, map[string]*targetFacts{
		"0101-09": {site: true, seen: at("2026-09-01")},
		"0101-08": {overdue: 5, site: true, seen: at("2026-09-01")},
		"0101-07": {site: true, seen: at("2026-07-01")},
		"0101-06": {site: true, seen: at("2026-07-01")},
		"0101-05": {closed: 3, site: true, seen: at("2026-09-01")},
		"0101-04": {high: true, key: true, due: true, site: true},
		"0101-03": {hints: []string{"夏季用电", "学校开学", "台风"}, closed: 2, site: true, seen: at("2026-09-01")},
	})
	want := []struct{ code, why string }{
		{"0101-08", "超期隐患 5 条"}, // three count at the most
		{"0101-04", "隐患高危单位；重点单位本季度还没查过；还没有检查记录"},
		{"0101-03", "同类隐患 90 天内反复 2 次；夏季用电、学校开学、台风"},
		{"0101-05", "同类隐患 90 天内反复 3 次"},
		{"0101-06", "75 天没有检查记录"}, {"0101-07", "75 天没有检查记录"}, // equal: the lower number first
		{"0101-09", ""},
	}
	for i, w := range want {
		why := ""
		for n, r := range ts[i].Reasons {
			if n > 0 {
				why += "；"
			}
			why += r.Text
		}
		if ts[i].Site != w.code || why != w.why {
			t.Errorf("place %d is %s because %q (%d points), want %s because %q", i+1, ts[i].Site, why, ts[i].Points, w.code, w.why)
		}
	}
}

func TestAJointInspectionBeginsAtItsHourOrLaterTodayButNeverBeforeNow(t *testing.T) {
	for _, c := range []struct{ now, day, want string }{
		{"2026-09-14 08:55", "2026-09-14 00:00", "2026-09-14 09:00"},
		{"2026-09-14 09:00", "2026-09-14 00:00", "2026-09-14 09:00"},
		{"2026-09-14 09:10", "2026-09-14 00:00", "2026-09-14 09:30"},
		{"2026-09-14 09:30", "2026-09-14 00:00", "2026-09-14 09:30"},
		{"2026-09-14 23:40", "2026-09-14 00:00", "2026-09-14 23:40"},
		{"2026-09-14 09:10", "2026-09-15 00:00", "2026-09-15 09:00"},
	} {
		s := &Service{Now: at(c.now), Policy: &Policy{Joint: JointRules{Start: "09:00"}}}
		if got := s.JointStart(time.Time{}, at(c.day)); !got.Equal(at(c.want)) {
			t.Errorf("at %s, a day fixed for %s begins at %s, want %s", c.now, c.day, got, c.want)
		}
	}
}
