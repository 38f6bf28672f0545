package main

import (
	"testing"

	"gridwarden/testdata"
)

func TestInABrowserADayOfTheDemoIsLivedByHand(t *testing.T) {
	h := plays(t, "2026-09-14 08:55")
	lead := h.phone(testdata.CourtyardLead)
	v, o := h.phone(testdata.Volunteer), h.phone(testdata.SafetyOfficer)
	for range 12 {
		h.moves("next")
		t.Log(h.day(), h.clock.Now(), len(h.sim.Phone(lead.id).Shown()))
	}
	lead.taps("开始检查").hears("共 24 项")
	lead.says("除1、7外正常").hears("第 1 项", "哪里不合格")
	lead.says("2单元楼道堆了纸箱").hears("请拍一张照片")
	lead.sends("corridor-cluttered").hears("当场改好吗")
	lead.taps("当场改好了").hears("改好以后的照片")
	lead.sends("corridor-clear").hears("第 7 项", "哪里不合格")
	lead.says("3号楼灭火器过期了").hears("请拍一张照片")
	lead.sends("extinguisher-expired").hears("当场改好吗")
	lead.taps("改不了，登记隐患").hears("现场照片")
	lead.sends("courtyard").hears("合格 22、不合格 2")
	lead.taps("提交").hears("检查完成")
	t.Log(transcript(h.sim.Phone(lead.id).Shown()))

	v.sends("stairwell-ebike", "corridor-cluttered", "wires-tangled")
	v.says("2单元楼道里停了电动车，还拉了线充电").hears("在哪里")
	v.says("梧桐里一号院").hears("核对")
	v.taps("提交")
	t.Log(transcript(h.sim.Phone(v.id).Shown()))
	t.Log(transcript(h.sim.Phone(o.id).Shown()))
	h.quiet()
}
