package main

import (
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// What nobody answers for, and what bodies are called (OB-01, domain.md 2.3).

func TestTheSafetyOfficeReadsTheBlindSpotsOnTheFirstWorkingDayOfTheWeek(t *testing.T) {
	w := newWorld(t, "2026-09-13 12:00")
	head, staff, officer := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff), w.member(testdata.SafetyOfficer)
	w.until("2026-09-14 09:05")
	for _, p := range []*talker{head, staff} {
		p.hears("盲区清单：2 处没有人管，发“盲区”看") // beside the previews of a first day
		p.says("盲区").hears("没有在任的楼院长：", "供销社家属院", "定一个人", "没有安全责任人", "填“安全责任人”")
	}
	w.until("2026-09-20 20:00")
	head.hasNotHeard("盲区清单") // once a week
	officer.hasNotHeard("盲区清单")
	officer.says("盲区").hears("没有盲区") // of his community there is none
	w.member(testdata.Volunteer).says("盲区").hears("由社区和街道的负责人查看")

	// The holiday week of October begins on Thursday.
	w.until("2026-10-07 20:00")
	head.from = len(head.phone().Shown())
	w.until("2026-10-08 09:05")
	head.hears("盲区清单")
	w.changeRoster(func(r *safety.Roster) { // all is covered now
		for i := range r.Sites {
			if r.Sites[i].Code == testdata.VacantShop {
				r.Sites[i].Responsible = "卓安"
			}
		}
		r.Assignments = append(r.Assignments, safety.Assignment{Member: testdata.CourtyardLead, Role: safety.CourtyardLead, Grid: testdata.VacantCourtyard})
	})
	head.from = len(head.phone().Shown())
	w.until("2026-10-31 20:00")
	head.hasNotHeard("盲区")
	w.until("2026-11-02 09:05")
	head.hears("全覆盖核对", "没有盲区")
	w.audited("2026-11-03 02:40")
}

func TestABlindSpotListThatWasMissedOnMondayIsMadeUp(t *testing.T) {
	w := newWorld(t, "2026-09-13 12:00")
	head := w.member(testdata.SafetyOfficeHead)
	w.down("2026-09-15 10:00")
	head.hears("盲区清单", "2 处没有人管")
	w.until("2026-09-18 20:00")
	head.hasNotHeard("盲区清单")
}

func TestABodyIsFoundByItsOldAndItsNewName(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	officer, volunteer := w.member(testdata.SafetyOfficer), w.member(testdata.Volunteer)
	for _, name := range []string{"工商所", "市场监管所", "工商"} {
		officer.says("查 "+name).hears("市场监管所（也叫工商所）", "1390000")
		heard := volunteer.says("查 "+name).hears("市场监管所", "由社区以上的工作人员查看")
		if holds(heard, []string{"1390000"}) {
			t.Errorf("a resident reads telephones: %s", heard)
		}
	}
	officer.says("查 消防").hears("消防救援机构（也叫公安消防部门）")
	officer.says("查 城管").hears("没有找到编号")
}
