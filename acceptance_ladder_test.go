package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// What climbs, and when (domain.md 17).

func TestScenario06GeneralHazardOfTheWorkedExampleAllFiveInstantsAsGiven(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	officer, head, principal := w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead), w.member(testdata.StreetPrincipal)
	w.until("2026-09-18 10:00")
	w.everybodySweeps("2026-09")
	lead := w.member(testdata.CourtyardLead)
	lead.says("检查").says("除7外正常").says("3号楼灭火器过期了").sends("extinguisher-expired").says("改不了，登记隐患").sends("courtyard").says("提交")
	no := hazardNo.FindString(lead.hears("检查完成", "登记隐患："))
	h := w.hazard(no)
	due := moment(t, "2026-09-28 18:00")
	if !h.Deadline.Equal(due) {
		t.Fatalf("due %s, want Monday 2026-09-28 18:00", h.Deadline)
	}
	steps := w.steps(h.About())
	for rung, at := range map[string]string{
		"overdue-1": "2026-09-29 09:00", "overdue-2": "2026-09-30 09:00", "overdue-5": "2026-10-10 09:00", "handover": "2026-10-05 18:00",
	} {
		if got := steps[rung].Due; !got.Equal(moment(t, at)) {
			t.Errorf("%s is planned for %s, want %s", rung, got.In(safety.Shanghai).Format("2006-01-02 15:04"), at)
		}
	}
	w.until("2026-10-12 09:00")
	heard := func(p *talker, at string, words ...string) {
		t.Helper()
		want := moment(t, at)
		for _, s := range p.phone().Shown() {
			if s.From == "bot" && holds(textOf(s), append(words, no)) && !s.At.Before(want) && s.At.Sub(want) < time.Minute {
				return
			}
		}
		t.Errorf("%s did not hear %q at %s; the phone shows\n%s", p.id, words, at, p.all())
	}
	heard(officer, "2026-09-29 09:00", "请督促")
	heard(head, "2026-09-30 09:00", "请督促")
	heard(principal, "2026-10-10 09:00", "请督促")
	heard(head, "2026-10-08 09:00", "建议移交")
}

func TestScenario07ServerDownSunday1700ToMonday1000MissRecordedL1DigestSentOnce(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	lead, officer := w.member(testdata.CourtyardLead), w.member(testdata.SafetyOfficer)
	w.until("2026-09-20 17:00")
	lead.hears("今天截止")
	w.down("2026-09-21 10:00")
	w.pass(15 * time.Minute)
	w.read(func(tx *store.Tx) error {
		o, err := tx.Occurrence(w.ctx, "weekly/2026-W38/"+testdata.Courtyard)
		if err == nil && o.State != safety.Missed {
			t.Errorf("occurrence is %s, want missed", o.State)
		}
		return err
	})
	officer.hears("没按时做每周楼院检查")
	w.until("2026-09-21 18:00")
	officer.hasNotHeard("没按时做每周楼院检查")
}

func TestScenario07ServerDownOverTheLastCallItIsSkippedWithItsReason(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	lead := w.member(testdata.CourtyardLead)
	w.until("2026-09-20 09:00")
	lead.from = len(lead.phone().Shown())
	w.down("2026-09-21 10:00")
	step := w.steps("period:weekly/2026-W38")["last-call"]
	if step.State != safety.StepSkipped || step.Reason == "" {
		t.Errorf("last call is %s (%q), want skipped with a reason", step.State, step.Reason)
	}
	lead.hasNotHeard("今天截止")
}

func TestScenario18FortyOverdueItemsForOneLeaderOneDigestNotFortyMessages(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	for i := range 40 {
		w.register(fmt.Sprintf("case-%02d", i))
	}
	leader := w.member(testdata.StreetDeputyLead)
	w.until("2026-09-28 07:00")
	leader.from = len(leader.phone().Shown())
	w.until("2026-09-28 20:00")
	heard := leader.phone().Shown()[leader.from:]
	if len(heard) != 1 || !strings.Contains(heard[0].Text, "早报") || !strings.Contains(heard[0].Text, "还有") {
		t.Errorf("the leader got %d messages, want one digest:\n%s", len(heard), leader.since())
	}
	w.read(func(tx *store.Tx) error {
		d, err := tx.LastDigest(w.ctx, testdata.StreetDeputyLead)
		n := 0
		for _, l := range d.Lines {
			if strings.HasPrefix(l.Subject, safety.HazardSubject) {
				n++
			}
		}
		if n != 40 {
			t.Errorf("the digest has %d hazards, want all 40", n)
		}
		return err
	})
}

// register puts a general hazard on file, found by the lead.
func (w *world) register(caseID string) (h *safety.Hazard) {
	w.t.Helper()
	err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) (err error) {
		h, err = s.Report(w.ctx, caseID, testdata.CourtyardLead, safety.Report{
			Place: safety.Place{Grid: testdata.Courtyard, Label: "梧桐里一号院"}, What: "楼道堆物 " + caseID, Severity: safety.General, Source: safety.FromPatrol, NoPhoto: "太黑",
		})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}
