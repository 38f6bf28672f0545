package main

import (
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// The first day with the bot, on the phones of everybody it concerns: a weekly
// check, a volunteer's report with all that follows, and the leaders' morning.
func TestTheFirstDayReadsAsItsTranscript(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	lead, volunteer, officer, second, owner := testdata.CourtyardLead, testdata.Volunteer, testdata.SafetyOfficer, testdata.SecondOfficer, testdata.ShopOwner
	deputy := testdata.StreetDeputyLead
	c := w.chronicle(lead, volunteer, officer, second, owner, testdata.CommunityHead, testdata.SafetyOfficeHead, testdata.SafetyOfficeStaff, deputy, testdata.StreetPrincipal)

	c.note("周一早上，每周检查开始")
	c.at("2026-09-14 09:15")
	c.taps(lead, "开始检查")
	c.says(lead, "除1、7外正常", "2单元楼道堆了纸箱")
	c.sends(lead, "corridor-cluttered")
	c.taps(lead, "当场改好了")
	c.sends(lead, "corridor-clear")
	c.says(lead, "3号楼灭火器过期了")
	c.sends(lead, "extinguisher-expired")
	c.taps(lead, "改不了，登记隐患")
	c.sends(lead, "courtyard")
	c.taps(lead, "提交")
	checked := c.number(lead)

	c.note("志愿者反映一处隐患，社区受理、派发")
	c.at("2026-09-14 10:05")
	c.sends(volunteer, "stairwell-ebike")
	c.says(volunteer, "来福小炒门口的楼梯间里停着电动车，还拉了线充电", "来福小炒")
	c.taps(volunteer, "提交")
	no := c.number(volunteer)
	c.at("2026-09-14 10:20")
	c.taps(officer, "受理")
	c.says(officer, "一般隐患", "电动车")
	c.taps(officer, "提交")
	c.says(officer, "查 "+no)
	c.taps(officer, "派发")
	c.says(officer, "鲍来福", "1", "电动车移到室外充电，拆掉拉的线")
	c.taps(officer, "提交")

	c.note("责任人签收、整改；旧照片不算数")
	c.at("2026-09-14 11:00")
	c.taps(owner, "收到")
	c.at("2026-09-14 13:30")
	c.taps(owner, "改好了")
	c.sends(owner, "stairwell-ebike")
	c.sends(owner, "stairwell-free")
	c.taps(owner, "提交")

	c.note("复查：责任人自己不行，社区来办")
	c.at("2026-09-14 14:30")
	c.says(owner, "查 "+no)
	c.says(volunteer, "查 "+no)
	c.taps(officer, "复查通过")
	c.sends(officer, "stairwell-free")
	c.taps(officer, "提交")

	c.note("上报人说没改好：重新打开，期限减半，高一级")
	c.at("2026-09-14 16:00")
	c.taps(volunteer, "没改好")

	c.note("没有人签收，上报街道；领导的早报")
	c.at("2026-09-16 08:31")
	c.says(deputy, "1 督办")
	c.says(deputy, "1 知悉")

	c.compare("first-day.txt")
	h := w.hazard(no)
	if h.State != safety.Assigned || h.ReopenCount != 1 || h.Climbed != 2 || h.Ordered != deputy {
		t.Errorf("%s is %s, reopened %d times, climbed to %d, ordered by %q", no, h.State, h.ReopenCount, h.Climbed, h.Ordered)
	}
	if h.Limit.String() != "4d" || !h.Deadline.Equal(moment(t, "2026-09-18 18:00")) {
		t.Errorf("%s has %s until %s, want half of the 7 days", no, h.Limit, h.Deadline)
	}
	if h := w.hazard(checked); h.State != safety.Registered || h.Finder != lead {
		t.Errorf("%s is %s, found by %q", checked, h.State, h.Finder)
	}
}
