package config

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

// rungs are the instants of all rungs of a plan's ladder for a period.
func rungs(p *safety.Policy, plan safety.Plan, period safety.Period) map[string]string {
	opens, due, missed, late := plan.Window(period, p.Calendar)
	got := map[string]string{"due": show(due), "late": show(late)}
	for mark, from := range map[safety.Mark]time.Time{safety.MarkOpened: opens, safety.MarkDue: due, safety.MarkMissed: missed} {
		for _, step := range p.Ladders[plan.Ladder].Plan(mark, from, p.Calendar) {
			got[step.Rung.ID] = fmt.Sprintf("L%d %s", step.Rung.Level, show(step.Due))
		}
	}
	return got
}

// Ladder M of domain.md 7 through the holidays of autumn 2026: 09-20 and 10-10
// are made up, 09-25 to 27 and 10-01 to 07 are off.
func TestTheMonthlyLadderThroughTheHolidaysOfAutumn(t *testing.T) {
	p := defaultPolicy(t)
	plan, ok := p.Plan("monthly")
	if !ok {
		t.Fatal("there is no monthly plan")
	}
	for month, want := range map[string]map[string]string{
		"2026-09": {
			"open": "L0 2026-09-01 09:00", "middle": "L0 2026-09-15 09:00",
			"before-5": "L0 2026-09-22 09:00", "before-2": "L0 2026-09-28 09:00", "behind": "L1 2026-09-28 09:00", "due-day": "L0 2026-09-30 09:00",
			"due": "2026-09-30 18:00", "missed": "L1 2026-09-30 18:00", "missed-1": "L2 2026-10-08 09:00", "missed-3": "L3 2026-10-10 09:00",
			"late": "2026-10-10 18:00",
		},
		"2026-10": {
			"open": "L0 2026-10-08 09:00", "middle": "L0 2026-10-15 09:00",
			"before-5": "L0 2026-10-23 09:00", "before-2": "L0 2026-10-28 09:00", "behind": "L1 2026-10-28 09:00", "due-day": "L0 2026-10-30 09:00",
			"due": "2026-10-30 18:00", "missed": "L1 2026-10-30 18:00", "missed-1": "L2 2026-11-02 09:00", "missed-3": "L3 2026-11-04 09:00",
			"late": "2026-11-04 18:00",
		},
		"2026-02": { // the last working day is a made-up Saturday, and the 15th a holiday
			"open": "L0 2026-02-02 09:00", "middle": "L0 2026-02-24 09:00",
			"before-5": "L0 2026-02-14 09:00", "before-2": "L0 2026-02-26 09:00", "behind": "L1 2026-02-26 09:00", "due-day": "L0 2026-02-28 09:00",
			"due": "2026-02-28 18:00", "missed": "L1 2026-02-28 18:00", "missed-1": "L2 2026-03-02 09:00", "missed-3": "L3 2026-03-04 09:00",
			"late": "2026-03-04 18:00",
		},
	} {
		period, err := safety.ParsePeriod(month)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, rungs(p, plan, period)); diff != "" {
			t.Errorf("%s (-domain.md +policy):\n%s", month, diff)
		}
	}
}

func TestTheDailyLadderOverAWeekend(t *testing.T) {
	p := defaultPolicy(t)
	plan, _ := p.Plan("patrol-guard")
	friday, err := safety.ParsePeriod("2026-09-18")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"due": "2026-09-18 20:00", "late": "2026-09-19 12:00",
		"last-call": "L0 2026-09-18 19:30", "three-days": "L2 2026-09-20 12:00", // Saturday is off, Sunday made up
	}
	if diff := cmp.Diff(want, rungs(p, plan, friday)); diff != "" {
		t.Errorf("(-domain.md +policy):\n%s", diff)
	}
	sunday := at("2026-09-27 23:59")
	for _, step := range p.Ladders["D"].Plan(safety.MarkWeek, sunday, p.Calendar) {
		if show(step.Due) != "2026-09-28 14:00" {
			t.Errorf("%s looks back on the week at %s", step.Rung.ID, show(step.Due))
		}
	}
}
