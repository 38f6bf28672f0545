package main

import (
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// What is not told, and how it is accounted for (peers.md rows 74 and 83).

// registerAs puts a hazard of a severity on file, found by the safety office.
func (w *world) registerAs(caseID string, sev safety.Severity) (h *safety.Hazard) {
	w.t.Helper()
	err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) (err error) {
		h, err = s.Report(w.ctx, caseID, testdata.SafetyOfficeHead, safety.Report{
			Place: safety.Place{Grid: testdata.Courtyard, Label: "梧桐里一号院"}, What: "外墙开裂 " + caseID, Severity: sev, Source: safety.FromPatrol, NoPhoto: "太高",
		})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}

func TestABiggerMatterHidesRoutineRemindersAtItsPlaceUntilItEnds(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	small := w.register("small")
	w.assign(small.No, "鲍来福")
	owner := w.member(testdata.ShopOwner)
	owner.says("签收 " + small.No)
	big := w.registerAs("big", safety.Major)
	owner.from = len(owner.phone().Shown())
	w.until("2026-09-18 12:00") // three days before the deadline of the small one
	step := w.steps(small.About())["before-3d"]
	if step.State != safety.StepSkipped || step.Reason != "被更大的隐患盖过："+big.No {
		t.Errorf("the reminder is %s (%s)", step.State, step.Reason)
	}
	owner.hasNotHeard("还剩")
	err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
		_, err := s.Do(w.ctx, big.No, safety.Void, testdata.SafetyOfficeHead, safety.Given{Reason: "认定有误"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.until("2026-09-21 12:00")
	if step := w.steps(small.About())["due-day"]; step.State != safety.StepTold {
		t.Errorf("after the big one ended the reminder is %s (%s)", step.State, step.Reason)
	}
}

func TestNothingAboveTheResponsiblePersonIsHidden(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	small := w.register("small")
	w.registerAs("big", safety.Major)
	w.until("2026-09-29 12:00")
	told := 0
	for _, st := range w.steps(small.About()) {
		if st.Level > 0 && st.State == safety.StepSkipped && strings.Contains(st.Reason, "盖过") {
			t.Errorf("%s of level %d was hidden", st.Key, st.Level)
		}
		if st.Level > 0 && st.State == safety.StepTold {
			told++
		}
	}
	if told < 3 {
		t.Errorf("only %d steps were told above", told)
	}
}

func TestASilenceHoldsBackRoutineRemindersUntilItIsCancelled(t *testing.T) {
	w := newWorld(t, "2026-09-14 09:30")
	lead, head := w.member(testdata.CourtyardLead), w.member(testdata.CommunityHead)
	lead.says("静默").hears("由社区主任和街道负责人来办")
	w.member(testdata.SafetyOfficer).says("静默").says("梧桐里社区").hears("要由上一级")
	head.says("静默").hears("静默什么")
	head.says("梧桐里一号院").says("7天").says("整院拆迁，住户都搬走了").says("提交").hears("已静默到", "JM-2026-0001")
	head.says("静默单").hears("JM-2026-0001", "整院拆迁")
	lead.from = len(lead.phone().Shown())
	w.until("2026-09-20 20:00")
	lead.hasNotHeard("每周楼院检查")
	step := w.steps("period:weekly/2026-W38")["last-call"]
	if !strings.Contains(step.Reason, "梧桐里一号院：静默 JM-2026-0001：整院拆迁") {
		t.Errorf("the silenced reminder is not accounted for: %q", step.Reason)
	}
	w.until("2026-09-21 09:11")
	lead.hasNotHeard("新一轮每周楼院检查")
	head.says("取消静默 JM-2026-0001").hears("已取消")
	w.until("2026-09-24 10:00")
	lead.hears("还没做完每周楼院检查")
}

func TestASilenceNeverHidesWhatReachesTheStreet(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	h := w.register("silenced")
	w.assign(h.No, "鲍来福")
	w.member(testdata.ShopOwner).says("签收 " + h.No)
	head := w.member(testdata.CommunityHead)
	head.says("静默").says(h.No).says("20天").says("等物业换锁，已经约好").says("提交").hears("已静默")
	w.until("2026-09-29 12:00")
	for rung, want := range map[string]safety.StepState{"before-1d": safety.StepSkipped, "overdue-1": safety.StepSkipped, "overdue-2": safety.StepTold, "overdue-5": safety.StepTold} {
		if st := w.steps(h.About())[rung]; st.State != want {
			t.Errorf("%s is %s (%s), want %s", rung, st.State, st.Reason, want)
		}
	}
	serious := w.registerAs("serious", safety.Serious)
	head.says("静默").says(serious.No).hears("不能静默")
}
