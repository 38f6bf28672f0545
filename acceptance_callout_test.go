package main

import (
	"fmt"
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

func TestTheOfficeCallsOutAWindowInChatAndItTakesEffectAtOnce(t *testing.T) {
	w := newWorld(t, "2026-07-20 14:00")
	office, officer, other := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficer), w.member(w.holder(safety.CommunitySafetyOfficer, "02"))
	office.says("临时节点").hears("哪一类临时节点")
	office.says("恶劣天气").hears("叫什么名字")
	office.says("721暴雨").hears("从哪天开始")
	office.says("昨天").hears("从哪天开始")
	office.says("今天").hears("到哪天结束")
	office.says("明天").hears("查哪些地方")
	office.says("梧桐里社区").hears("特别看什么")
	office.says("地下车库入口堆好沙袋").hears("谁要求的")
	office.says("区防汛办").says("提交").hears("“721暴雨”（7月20日—7月21日）已确认")
	w.until("2026-07-20 14:15")
	officer.hears("恶劣天气排查", "完成期限：明天 18:00")
	officer.says("待办").hears("恶劣天气排查，", "等 7 处")
	officer.tapsOn("恶劣天气排查", "开始检查").hears("恶劣天气排查还有 7 处")
	officer.says("梧桐里一号院").hears("恶劣天气排查")
	officer.says("逐项").hears("高处物件")
	for range 3 {
		officer.says("合格")
	}
	officer.hears("地下车库入口堆好沙袋")
	officer.says("合格").says("合格").hears("检查完成：4 项，合格 4")
	officer.hears("下一处：", "恶劣天气排查还有 6 处", "[查这里] [换一处] [进不去]")
	other.says("待办")
	other.hasNotHeard("恶劣天气")

	office.says("撤回 721暴雨").hears("“721暴雨”已撤回", "取消了 6 件没有开始的任务")
	officer.says("待办")
	officer.hasNotHeard("恶劣天气排查，")
}

func TestAPlaceOfARoundThatNobodyCanEnterIsExcusedByTheLevelAbove(t *testing.T) {
	w := newWorld(t, "2026-09-22 09:30")
	officer, head := w.member(testdata.SafetyOfficer), w.member(testdata.CommunityHead)
	officer.says("节点")
	n := 0
	for _, o := range w.specials("mid-autumn/2026") {
		if o.Special.Who == safety.CommunitySafetyOfficer && strings.HasPrefix(o.Grid, testdata.Community) && o.Special.Kind == safety.DoCheck {
			n++
		}
	}
	officer.says("检查").hears("先查哪里")
	officer.says(fmt.Sprintf("节前安全检查 %d 处", n)).hears(fmt.Sprintf("节前安全检查还有 %d 处。先查哪一处", n))
	officer.says("来福小炒").hears("来福小炒", "进不去就回“关门”")
	officer.says("关门").hears("来福小炒记下了：关门", "准予免查")
	head.hears("请予免查", "没进去：关门", "[准予免查]")
	head.taps("准予免查").says("老板回乡").hears("已准予免查")
	for _, o := range w.specials("mid-autumn/2026") {
		if o.Special.Site == testdata.Shop && o.State != safety.Excused {
			t.Errorf("the shop's check is %s", o.State)
		}
	}
}

func TestTheDailyPatrolTakesInTheRoundOfAHoliday(t *testing.T) {
	w := newWorld(t, "2026-10-01 18:00")
	patrol := w.member(w.holder(safety.PatrolMember, testdata.Community))
	patrol.says("检查").hears("每日巡查")
	patrol.ticks("没有焚烧和违规燃放") // which only the holiday asks
	for _, o := range w.specials("national-day/2026") {
		if o.Special.Kind == safety.DoPatrol && o.Grid == testdata.Community {
			t.Errorf("the patrol member has two rounds on one day: %s", o.ID)
		}
	}
}

func TestTheEveningRoundOfAWindowStaysItsOwn(t *testing.T) {
	w := newWorld(t, "2026-08-27 09:30")
	patrol := w.member(w.holder(safety.PatrolMember, testdata.Community))
	patrol.says("待办").hears("每日巡查", "晚间巡查")
}

func TestACheckIsAskedAsItWasWhenItBegan(t *testing.T) {
	w := newWorld(t, "2026-10-31 19:00")
	lead, other := w.member(testdata.CourtyardLead), w.member(w.holder(safety.CourtyardLead, "0102"))
	lead.says("检查").hears("共 24 项。都没问题")
	w.until("2026-11-01 09:30")
	lead.says("继续")
	lead.says("全部正常").sends("courtyard").says("提交").hears("检查完成：24 项")
	other.says("检查").hears("共 28 项（含冬春火灾防控加看的）")
	other.says("全部正常").sends("courtyard").says("提交").hears("检查完成：28 项")
}

func TestBeforeTheSpringFestivalAGeneralHazardHasHalfTheTime(t *testing.T) {
	w := newWorld(t, "2026-02-10 09:30")
	h := w.hazard(w.register("spring").No)
	if days := h.Deadline.Sub(safety.Day(h.RegisteredAt)).Hours() / 24; days > 5 || !strings.Contains(h.Shortened, "春节") {
		t.Errorf("due %s, shortened by %q", h.Deadline, h.Shortened)
	}
}
