package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gridwarden/bot/wecomsim/browsertest"
	"gridwarden/testdata"
)

func TestInABrowserADayOfTheDemoIsLivedByHand(t *testing.T) {
	h := plays(t, "2026-09-14 08:55")
	lead, volunteer, officer := h.phone(testdata.CourtyardLead), h.phone(testdata.Volunteer), h.phone(testdata.SafetyOfficer)
	h.reminded(lead)
	h.checks(lead)
	no := h.reports(volunteer)
	h.assigns(officer, no)
	owner := h.adds(testdata.ShopOwner, "鲍来福")
	h.removes(testdata.CourtyardLead, testdata.StreetPrincipal)
	h.opens("log", true)
	h.rectifies(owner, no)
	h.passes(officer, volunteer, no)
	h.reopens(volunteer, owner, officer, no)
	h.mayNotReview(owner, officer, no)
	t.Log(transcript(h.sim.Phone(volunteer.id).Shown()))
	t.Log(transcript(h.sim.Phone(officer.id).Shown()))
	h.onAPhone(volunteer)
	h.Quiet()
}

func TestInABrowserNobodyActsAndThreeLevelsHearOfItToTheMinute(t *testing.T) {
	h := plays(t, "2026-09-18 10:00")
	h.opens("tour", false)
	h.opens("log", true)
	no := h.registers(h.phone(testdata.CourtyardLead))
	(&world{demo: h.demo, t: t, ctx: t.Context()}).everybodySweeps("2026-09") // or all of September would speak along
	h.removes(testdata.CourtyardLead, testdata.Volunteer, testdata.StreetPrincipal)
	officer, office, principal := h.phone(testdata.SafetyOfficer), h.adds(testdata.SafetyOfficeHead, "俞建禾"), h.adds(testdata.StreetPrincipal, "蔺振声")
	officer.hears("请派发", no)
	for _, level := range []struct {
		who       *held
		at        string
		late      string // as the card says it
		name, why string // as the log says it
		above     []*held
	}{
		{officer, "2026-09-29 09:00:00", "已超期 15 小时", "L1", "到期后的第一个工作日", []*held{office, principal}},
		{office, "2026-09-30 09:00:00", "已超期 39 小时", "L2", "社区一个工作日没有办好", []*held{principal}},
		{principal, "2026-10-10 09:00:00", "已超期 11 天", "L3", "超期五个工作日", nil},
	} {
		day := moment(t, level.at[:16]).Format("1月2日")
		h.movesTo(day)
		if at := level.who.hears("请督促", no, level.late).at(); at != level.at {
			t.Errorf("%s heard at %s, want %s", level.name, at, level.at)
		}
		if at := h.logged(no, level.name, "一般隐患", level.why); !strings.HasPrefix(at, day) || !strings.HasSuffix(at, " 09:00:00") {
			t.Errorf("the log has %s at %s, want %s", level.name, at, level.at)
		}
		for _, p := range level.above {
			p.hasNotHeard("请督促")
		}
	}
	for _, p := range []*held{officer, office, principal} {
		p.reads("请督促")
	}
	h.Do("find the hazard in the log", chromedp.SendKeys(browsertest.ByID("log-find"), "一般隐患"))
	h.pictures("escalation")
	h.Quiet()
}

// reminded presses “next” until the week's reminders are all out: they are spread
// over the minutes after nine.
func (h *hand) reminded(lead *held) {
	h.T.Helper()
	h.pictures("tour")
	h.opens("tour", false)
	h.opens("log", false)
	h.moves("next")
	for strings.Contains(h.next(), "送出留着的消息") {
		h.moves("next")
	}
	lead.hears("新一轮每周楼院检查开始了", "9月20日（周日）18:00", "开始检查")
	h.phone(testdata.Volunteer).chooses("我的", "帮助").hears("发现隐患：直接发照片")
	h.phone(testdata.SafetyOfficer).chooses("我的", "台账").hears("没有未销号的隐患")
	h.phone(testdata.StreetPrincipal).chooses("我的", "统计").hears("梧桐街道", "应查")
	h.pictures("monday")
}

// checks does the weekly check: two items fail, one is put right on the spot and
// one is registered.
func (h *hand) checks(lead *held) {
	h.T.Helper()
	lead.taps("开始检查").hears("都正常吗")
	lead.says("除1、7外正常").hears("第 1 项", "哪里不合格")
	lead.says("2单元楼道堆了纸箱").hears("请拍一张照片")
	lead.sends("corridor-cluttered").says("完成").hears("能当场改好吗")
	lead.taps("当场改好了").hears("改好以后的照片")
	lead.replaced("能当场改好吗", "已选 当场改好了")
	lead.sends("corridor-clear")
	h.pictures("check")
	lead.says("完成").hears("第 7 项", "哪里不合格")
	lead.says("3号楼灭火器过期了").hears("请拍一张照片")
	lead.sends("extinguisher-expired").says("完成").hears("能当场改好吗")
	lead.taps("改不了，登记隐患").hears("现场照片")
	lead.sends("courtyard").says("完成").hears("以上都对吗")
	lead.taps("提交").hears("检查完成", "合格 22、不合格 2", "当场改好并销号", "登记隐患")
	lead.replaced("以上都对吗", "已提交")
}

// registers does a weekly check with one failure that cannot be put right on the
// spot, and gives the number of the hazard.
func (h *hand) registers(lead *held) (no string) {
	h.T.Helper()
	lead.says("检查").hears("都正常吗")
	lead.says("除7外正常").hears("哪里不合格")
	lead.says("3号楼灭火器过期了").hears("请拍一张照片")
	lead.sends("extinguisher-expired").says("完成").hears("能当场改好吗")
	lead.taps("改不了，登记隐患").hears("现场照片")
	lead.sends("courtyard").says("完成").hears("以上都对吗")
	return hazardNo.FindString(lead.taps("提交").hears("检查完成", "登记隐患", "9月28日（周一）18:00").Text)
}

// reports sends three photos and a sentence, as volunteers do, and gives the
// number that comes back.
func (h *hand) reports(volunteer *held) (no string) {
	h.T.Helper()
	volunteer.sends("stairwell-ebike", "corridor-cluttered", "wires-tangled")
	volunteer.says("2单元楼道里停了电动车，还拉了线充电").hears("收到 3 张照片", "在哪里")
	volunteer.says("梧桐里一号院").hears("提交")
	no = hazardNo.FindString(volunteer.taps("提交").hears("收到了，谢谢您", "编号", "明天").Text)
	h.pictures("report")
	return no
}

// assigns accepts the report and gives it to the owner of the shop.
func (h *hand) assigns(officer *held, no string) {
	h.T.Helper()
	officer.hears("请受理", no)
	officer.taps("受理").hears("定为哪一级")
	officer.taps("一般隐患").hears("受理 "+no, "电动自行车")
	officer.taps("提交").hears("已受理 "+no, "整改期限", "派发")
	officer.taps("派发").hears("派给谁")
	officer.says("鲍来福").hears("几天内改好")
	officer.says("1").hears("整改要求")
	officer.says("清空楼道，保持畅通").hears("派发 " + no)
	officer.taps("提交").hears(no + " 已派给")
}

// rectifies acknowledges the notice and claims the hazard fixed, first with the
// picture of before.
func (h *hand) rectifies(owner *held, no string) {
	h.T.Helper()
	owner.hears("请整改", no)
	owner.taps("收到").hears("已签收")
	owner.taps("改好了").hears("整改后的照片")
	owner.sends("corridor-cluttered").says("完成").hears("和整改前的一样")
	h.pictures("review")
	owner.sends("corridor-clear").says("完成").hears("已改好，请复查")
	owner.taps("提交").hears("已报改好")
}

// passes reviews the hazard; the reporter hears of it.
func (h *hand) passes(officer, volunteer *held, no string) {
	h.T.Helper()
	officer.hears("请复查", no)
	officer.taps("复查通过").hears("复查现场照片")
	officer.sends("corridor-clear").says("完成").hears("复查通过，销号")
	officer.taps("提交").hears("复查通过，已销号")
	volunteer.hears("已受理")
	volunteer.hears("已派给责任人")
	volunteer.hears("责任人已收到")
	volunteer.hears("责任人说已经改好")
	volunteer.hears("您反映的隐患已改好", no)
}

// reopens lets the reporter say that it is not fixed: it begins again, in half
// the time and one level higher.
func (h *hand) reopens(volunteer, owner, officer *held, no string) {
	h.T.Helper()
	volunteer.taps("没改好").hears("已重新打开")
	owner.hears("还没改好，请再整改", no, "期限比上次短一半")
	officer.hears("第 1 次重新打开", no, "催办从高一级开始")
	h.pictures("reopened")
}

// mayNotReview lets the officer claim the hazard fixed for the owner: somebody
// else has to review it.
func (h *hand) mayNotReview(owner, officer *held, no string) {
	h.T.Helper()
	owner.taps("收到").hears("已签收")
	officer.says("查 "+no).hears("整改中", "改好了")
	officer.taps("改好了").hears("整改后的照片")
	officer.sends("stairwell-free").says("完成").hears("已改好，请复查")
	officer.taps("提交").hears("已报改好")
	officer.says("查 "+no).hears("待复查", "复查通过")
	officer.taps("复查通过").hears("整改和复查不能是同一个人")
}

// onAPhone looks at the page where one phone fills it.
func (h *hand) onAPhone(p *held) {
	h.T.Helper()
	h.Do("take a phone", chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	h.Click("tab-" + p.id)
	h.pictures("phone")
}
