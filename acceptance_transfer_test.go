package main

import (
	"fmt"
	"os"
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

func TestExplore(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:58")
	lead, officer, head, staff := w.member(testdata.CourtyardLead), w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff)
	owner, principal, deputy := w.member(testdata.ShopOwner), w.member(testdata.StreetPrincipal), w.member(testdata.StreetDeputyLead)
	police := w.member(w.ofBody(safety.PoliceStation)[0])
	all := []*talker{lead, officer, head, staff, owner, principal, deputy, police}
	defer func() {
		f, _ := os.Create("/tmp/w/explore.txt")
		for _, p := range all {
			fmt.Fprintf(f, "######## %s\n%s\n", p.id, p.all())
		}
		f.Close()
	}()
	lead.says("上报隐患").sends("corridor-cluttered").says("2单元楼梯间有人给电动车充电").says("梧桐里一号院").says("突出隐患")
	lead.says("还没有").says("提交")
	no := hazardNo.FindString(lead.hears("已登记"))
	h := w.hazard(no)
	officer.says("查 " + no).taps("派发").says("鲍来福")
	officer.says("1").says("把电动车搬走，不再室内充电").says("专人看守，停止充电").says("提交").hears("已派给")
	owner.says("签收 " + no)
	w.until("2026-09-23 10:30")
	fmt.Println(h.Deadline)
	head.taps("看移交函")
	head.taps("批准")
	w.until("2026-09-23 15:00")
	staff.says("待办")
	staff.taps("记送出").says("1").says("梧街安〔2026〕12号").says("跳过").says("提交")
	officer.says("查 " + no)
	officer.says("台账")
	head.says("移交单")
	w.until("2026-09-24 09:30")
	officer.taps("防范措施在位")
	w.until("2026-09-25 10:00")
	officer.taps("不在位").says("看守的人不在").says("跳过").says("提交")
	w.until("2026-09-30 10:00")
	officer.says("待办")
	officer.says("台账")
	officer.says("查 YJ-2026-01-0001")
	officer.says("在位 YJ-2026-01-0001")
	deputy.says("查 YJ-2026-01-0001")
	deputy.says("待办")
	staff.says("查 YJ-2026-01-0001").taps("记回执").says("蓝警官").says("跳过").says("跳过").sends("shop")
	staff.says("提交")
	w.until("2026-10-14 10:00")
	staff.says("查 YJ-2026-01-0001").taps("记询问").says("已约谈业主，下周下达通知").says("提交")
	w.until("2026-10-23 12:00")
	staff.says("查 YJ-2026-01-0001").taps("有结果").says("已责令停用").says("梧公〔2026〕7号").says("跳过").says("提交")
	officer.says("查 " + no)
	rep := accounted(t, w, moment(t, "2026-09-18 09:00"))
	fmt.Println(rep.Steps, rep.Fates)
}
