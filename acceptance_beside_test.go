package main

import (
	"testing"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// What is done to a hazard besides leading it to its end (domain.md 5.3, 6.3, 6.7).

func TestReportIsLookedAtOnTheSpotBeforeItIsJudged(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	officer, lead := w.member(testdata.SafetyOfficer), w.member(testdata.CourtyardLead)
	officer.presses(no, "转现场核实").hears("已请楼院长到现场核实")
	lead.hears("请到现场核实")
	lead.says("待办").hears(no, "请到现场核实")
	lead.taps("现场核实").sends("stairwell-ebike").says("确实堆了纸箱").says("提交").hears("核实情况已记下")
	officer.hears("已到现场看过", "确实堆了纸箱")
	w.accept(no)
	if h := w.hazard(no); h.State != safety.Registered || len(h.Photos(safety.AtReview)) != 1 {
		t.Errorf("hazard is %s with %d pictures of the visit", h.State, len(h.Photos(safety.AtReview)))
	}
}

func TestReportThatNobodyJudgesIsSentToBeLookedAtAndKeepsClimbing(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	lead, office := w.member(testdata.CourtyardLead), w.member(testdata.SafetyOfficeHead)
	w.until("2026-09-17 09:20")
	lead.hears("请到现场核实")
	if h := w.hazard(no); h.State != safety.Verifying {
		t.Fatalf("hazard is %s, want verifying", h.State)
	}
	w.until("2026-09-18 18:05")
	office.hears("请督促：还没有核实清楚", no)
}

func TestThirdClosingInNinetyDaysMakesTheNextHazardChronic(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	for _, caseID := range []string{"closed-a", "closed-b", "closed-c"} {
		err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error { return w.closed(s, caseID) })
		if err != nil {
			t.Fatal(err)
		}
	}
	office, deputy := w.member(testdata.SafetyOfficeHead), w.member(testdata.StreetDeputyLead)
	no := w.report(testdata.Volunteer, "楼道又堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	w.accept(no)
	h := w.hazard(no)
	if !h.Chronic || h.Climbed != 2 {
		t.Fatalf("chronic %v, climbed to %d; want chronic at the street", h.Chronic, h.Climbed)
	}
	office.hears("顽疾", "从街道一级催办")
	w.member(testdata.SafetyOfficer).says("查 " + no).hears("【顽疾】")
	w.until("2026-09-15 09:00")
	deputy.hears("早报", "顽疾：")
	for rung, step := range w.steps(h.About()) {
		if step.Level == 1 && step.Mark != safety.MarkReported {
			t.Errorf("step %s starts at the community", rung)
		}
	}
	w.read(func(tx *store.Tx) error {
		hs, err := tx.Hotspots(w.ctx, w.clock.Now().AddDate(0, 0, -90), 3)
		if len(hs) != 1 || hs[0].Grid != testdata.Courtyard || hs[0].Closed != 3 {
			t.Errorf("hotspots are %+v, want the courtyard", hs)
		}
		return err
	})
}

// closed is a hazard of the same kind that was put right before.
func (w *world) closed(s *safety.Service, caseID string) error {
	h, err := s.Report(w.ctx, caseID, testdata.CourtyardLead, safety.Report{
		Place: safety.Place{Grid: testdata.Courtyard, Label: "梧桐里一号院"}, What: "楼道堆了纸箱", Severity: safety.General, Source: safety.FromPatrol, NoPhoto: "太黑",
	})
	if err != nil {
		return err
	}
	h.State, h.ClosedAt = safety.Closed, w.clock.Now()
	return s.Store.SaveHazard(w.ctx, h, safety.Event{Subject: h.About(), At: w.clock.Now(), By: safety.System, Action: safety.ReviewPass, From: "registered", To: "closed"})
}

func TestInterimMeasureIsWrittenDownAndShownWithoutTouchingTheClocks(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	before := w.hazard(no)
	w.until("2026-09-14 15:00")
	owner, officer := w.member(testdata.ShopOwner), w.member(testdata.SafetyOfficer)
	owner.presses(no, "临时措施").says("拉警戒线，专人看守").says("跳过").says("提交").hears("临时措施已记下", "期限不变")
	officer.hears("新的临时防范措施", "鲍来福")
	officer.says("查 " + no).hears("拉警戒线，专人看守")
	h := w.hazard(no)
	if !h.Since.Equal(before.Since) || !h.Deadline.Equal(before.Deadline) {
		t.Errorf("state since %s, due %s; want both as before", h.Since, h.Deadline)
	}
}

func TestWhatMakesAnOpenHazardSafeIsAskedAtTheNextCheckAndBecomesItsInterimMeasure(t *testing.T) {
	w := newWorld(t, "2026-09-14 09:30")
	lead := w.member(testdata.CourtyardLead)
	lead.says("检查").says("除7外正常").says("3号楼灭火器过期了").sends("extinguisher-expired").says("改不了，登记隐患").sends("courtyard").says("提交")
	no := hazardNo.FindString(lead.hears("检查完成", "登记隐患："))
	since := w.hazard(no).Since
	w.until("2026-09-21 09:30")
	lead.says("检查").says("除7外正常").hears(no, "还在整改")
	lead.sends("extinguisher-expired").hears("有没有做临时防范")
	lead.says("借了两具放在门口").sends("courtyard").says("提交").hears("补充照片：" + no)
	if h := w.hazard(no); h.Interim != "借了两具放在门口" || !h.Since.Equal(since) {
		t.Errorf("interim measure is %q, state since %s; want the answer and the old clock %s", h.Interim, h.Since, since)
	}
}

func TestMistakenEntryIsTakenBackByItsMakerForAnHourAndLaterByTheOffice(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	v, office, owner := w.member(testdata.Volunteer), w.member(testdata.SafetyOfficeStaff), w.member(testdata.ShopOwner)
	w.until("2026-09-14 12:00")
	v.says("撤回 " + no).hears("超过1小时")
	office.presses(no, "作废").says("选错了楼院").says("提交").hears("已作废")
	owner.hears("已作废", "选错了楼院")
	if n := len(w.planned(no)); n != 0 {
		t.Errorf("%d steps are planned for a void hazard", n)
	}
	if n := w.events(no)[safety.Void]; n != 1 {
		t.Errorf("%d events tell of it, want one", n)
	}
}
