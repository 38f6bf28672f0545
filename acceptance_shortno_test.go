package main

import (
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// Nobody on a phone likes to type YH-2026-03-0142.
func TestAHazardIsFoundByTheLastFiguresOfItsNumber(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	here := w.register("case-here")
	var there *safety.Hazard
	err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) (err error) {
		there, err = s.Report(w.ctx, "case-there", testdata.SafetyOfficeStaff, safety.Report{
			Place: safety.Place{Grid: testdata.VacantCourtyard, Label: "供销社家属院"}, What: "安全出口锁着", Severity: safety.General, Source: safety.FromPatrol, NoPhoto: "太黑",
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	officer, head, volunteer := w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead), w.member(testdata.Volunteer)
	officer.says("查 1").hears(here.No, "[派发]")
	officer.says("查 0001").hears(here.No)
	officer.says("派发 1").hears("派给谁", here.No)
	officer.says("取消")
	head.says("查 1").hears("有 2 条的编号末尾是 1，请发完整的编号", here.No+" 梧桐里一号院，楼道堆物", there.No+" 供销社家属院，安全出口锁着")
	volunteer.says("查 1").hears("没有找到编号“1”")
	head.says("查 " + there.No).hears("安全出口锁着")
	officer.says("查 7").hears("没有找到编号“7”")
}
