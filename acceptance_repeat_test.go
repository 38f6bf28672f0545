package main

import (
	"slices"
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// toldOn are the days on which steps of a rung were told, and how many ended in any
// other way.
func (w *world) toldOn(subject, rung string) (days []string, other int) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		steps, err := tx.Steps(w.ctx, subject)
		for _, st := range steps {
			switch {
			case st.Rung != rung || st.State == safety.StepPlanned || st.State == safety.StepDropped:
			case st.State == safety.StepTold:
				days = append(days, st.Due.In(safety.Shanghai).Format("01-02"))
			default:
				other++
			}
		}
		return err
	})
	slices.Sort(days)
	return days, other
}

func TestTheProgressOfAMajorHazardIsToldEveryWeekUntilThereIsAResult(t *testing.T) {
	w := newWorld(t, "2026-03-02 10:00")
	h := w.registerAs("major", safety.Major)
	w.until("2026-05-25 12:00") // the twelfth week
	days, other := w.toldOn(h.About(), "weekly")
	if len(days) != 12 || other != 0 || days[0] != "03-09" || days[11] != "05-25" {
		t.Errorf("the principal was told on %v, %d not told", days, other)
	}
	asked, _ := w.toldOn(safety.TreatmentSubject+h.ID, "progress-missed-2")
	if len(asked) != 11 || asked[10] != "05-25" {
		t.Errorf("the principal was asked on %v", asked)
	}
	staff := w.member(testdata.SafetyOfficeStaff)
	staff.presses(h.No, "记进展").says("围挡已搭好，施工队进场")
	staff.says("提交").hears("第 1 次进展已记下")
	w.until("2026-06-05 12:00")
	if asked, _ = w.toldOn(safety.TreatmentSubject+h.ID, "progress-missed-2"); len(asked) != 11 {
		t.Errorf("the principal was asked although progress was noted: %v", asked)
	}

	w.down("2026-06-18 10:00") // what was missed is said once, and accounted for
	w.until("2026-06-19 10:00")
	days, other = w.toldOn(h.About(), "weekly")
	if n := len(days); n != 14 || days[12] != "06-01" || other != 1 {
		t.Errorf("after the pause the principal was told on %v, %d left out", days, other)
	}
	rep, err := w.program.auditSince(w.ctx, moment(t, "2026-03-02 09:00"), w.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range rep.Gaps {
		if g.Subject == h.About() || g.Subject == safety.TreatmentSubject+h.ID {
			t.Errorf("the audit finds %s: %s", g.Kind, g.Text)
		}
	}

	w.voids(h.No)
	w.until("2026-08-01 12:00")
	if later, _ := w.toldOn(h.About(), "weekly"); len(later) != len(days) {
		t.Errorf("the progress of what is over is told: %v", later)
	}
	if left := w.rows("SELECT skey FROM steps WHERE state = 'planned' AND subject IN (?, ?)", h.About(), safety.TreatmentSubject+h.ID); len(left) > 0 {
		t.Errorf("still planned: %v", strings.Join(left[0], " "))
	}
}

func (w *world) voids(no string) {
	w.t.Helper()
	w.does(func(s *safety.Service) error {
		_, err := s.Do(w.ctx, no, safety.Void, testdata.SafetyOfficeHead, safety.Given{Reason: "登记错了"})
		return err
	})
}
