package main

import (
	"fmt"
	"testing"

	"gridwarden/testdata"
)

// atStop is what a newcomer does at each stop of the tour, on the phones that the
// stop has opened.
var atStop = map[string]func(h *hand){
	"weekly": func(h *hand) {
		lead := h.phone(testdata.CourtyardLead)
		lead.hears("新一轮每周楼院检查开始了")
		lead.taps("开始检查").hears("都正常吗")
		lead.says("除1、7外正常").hears("第 1 项", "哪里不合格")
		lead.says("2单元楼道堆了纸箱").hears("请拍一张照片")
		lead.sends("corridor-cluttered").says("完成").hears("能当场改好吗")
		lead.taps("当场改好了").hears("改好以后的照片")
		lead.sends("corridor-clear").says("完成").hears("第 7 项", "哪里不合格")
		lead.says("3号楼灭火器过期了").hears("请拍一张照片")
		lead.sends("extinguisher-expired").says("完成").hears("能当场改好吗")
		lead.taps("改不了，登记隐患").hears("现场照片")
		lead.sends("courtyard").says("完成").hears("以上都对吗")
		lead.taps("提交").hears("检查完成", "登记隐患")
	},
	"report": func(h *hand) {
		volunteer := h.phone(testdata.Volunteer)
		h.suggested(testdata.Volunteer, "来福小炒门口堆了纸箱，挡住了安全出口")
		volunteer.hears("请拍隐患照片")
		volunteer.sends("corridor-cluttered").says("完成").hears("在哪里")
		volunteer.says("来福小炒").hears("提交")
		volunteer.taps("提交").hears("收到了，谢谢您")
	},
	"sweep": func(h *hand) {
		officer := h.phone(testdata.SafetyOfficer)
		h.suggested(testdata.SafetyOfficer, "检查")
		officer.hears("先查哪里")
		officer.says("每月排查·梧桐里社区").hears("接着查哪一处")
		officer.says("来福小炒").hears("共 21 项")
		officer.says("全部正常").hears("现场照片")
		officer.sends("shop").says("完成").hears("已查 1/46")
		h.suggested(testdata.SafetyOfficer, "月查")
		officer.hears("还剩")
	},
	"joint": func(h *hand) {
		head := h.phone(testdata.SafetyOfficeHead)
		h.suggested(testdata.SafetyOfficeHead, "定日期")
		head.hears("定在哪一天")
		head.says("今天").hears("几点在哪里集合")
		head.says("跳过").hears("联合检查")
		head.says("提交").hears("联合检查定在今天")
		h.suggested(testdata.SafetyOfficeHead, "目标清单")
		head.hears("梧桐购物中心")
		h.suggested(testdata.SafetyOfficeHead, "查一处")
		head.hears("查哪一处")
		head.taps("梧桐购物中心").hears("季度联合检查，共")
		head.says("全部正常").hears("现场照片")
		head.sends("shop").says("完成").hears("检查完成")
	},
	"handover": func(h *hand) {
		officer, head, staff := h.phone(testdata.SafetyOfficer), h.phone(testdata.SafetyOfficeHead), h.phone(testdata.SafetyOfficeStaff)
		no := hazardNo.FindString(officer.hears("群众反映一条隐患").Text)
		officer.taps("受理").hears("定为哪一级")
		officer.says("突出隐患").hears("受理 " + no)
		officer.says("提交").hears("已受理 " + no)
		h.suggested(testdata.SafetyOfficeHead, "移交 "+no+" 消防 需要查封")
		head.hears("移交待批准", "批准")
		head.taps("批准").hears("已批准")
		staff.taps("记送出").hears("怎么送")
		staff.says("纸质送达").hears("文号是多少")
		staff.says("梧街安〔2026〕12号").hears("有移交函的照片")
		staff.says("跳过").hears("记送出")
		staff.says("提交").hears("拿到签收回执")
		h.suggested(testdata.SafetyOfficeStaff, "查 "+firstHandover)
		staff.hears("等回执")
		staff.taps("记回执").hears("谁签收的")
		staff.says("蓝队长").hears("哪天签收的")
		staff.says("跳过").hears("回执编号")
		staff.says("跳过").hears("请拍一张回执")
		staff.sends("courtyard").says("完成").hears("以上都对吗")
		staff.taps("提交").hears("回执")
	},
	"leave": func(h *hand) {
		lead, keeper := h.phone(testdata.CourtyardLead), h.phone(testdata.SafetyKeeper)
		h.suggested(testdata.CourtyardLead, "明天请假")
		lead.hears("请谁代班")
		lead.taps("阮守田").hears("已问阮守田")
		keeper.hears("想请您代班")
		keeper.taps("同意").hears("谢谢您")
	},
	"staff": func(h *hand) {
		leaver, next := h.phone(testdata.SecondOfficer), h.phone(successor)
		leaver.hears("交接单", "樊冬青 → 卫知秋", "已交清")
		next.hears("交接单", "樊冬青 → 卫知秋", "已接清")
		h.suggested(successor, "交接单")
		next.hears("还没有确认", firstHandover, "每月排查", "钥匙")
		leaver.taps("已交清").hears("已记下您的确认", "等卫知秋")
		next.taps("已接清").hears("双方都已确认")
		leaver.hears("双方都已确认", "交接完成")
	},
	"orders": func(h *hand) {
		leader, head := h.phone(testdata.StreetDeputyLead), h.phone(testdata.SafetyOfficeHead)
		leader.hears("早报", "1. 季度联合检查还没有做完，定在")
		h.suggested(testdata.StreetDeputyLead, "1 督办")
		leader.hears("已督办", "季度联合检查")
		head.hears("晏秀禾督办", "季度联合检查")
	},
	"windows": func(h *hand) {
		head := h.phone(testdata.SafetyOfficeHead)
		h.suggested(testdata.SafetyOfficeHead, "节点 国庆节")
		head.hears("国庆节", "同意")
		head.taps("同意").hears("已确认")
	},
}

// suggested presses the button of the tour that says something for a member.
func (h *hand) suggested(id, text string) {
	h.T.Helper()
	sees[bool](h, "the tour suggest "+text, `(text) => [...document.querySelectorAll(".tour-stop.open .tour-say")].some((b) => b.textContent.includes(text))`, text)
	h.Press("the tour's "+text, fmt.Sprintf(`() => [...document.querySelectorAll(".tour-stop.open .tour-say")].find((b) => b.textContent.includes(%q))`, text))
	sees[bool](h, id+" say "+text, `(id, text) => [...document.querySelectorAll('[data-testid="phone-' + id + '"] [data-testid="bubble-me"]')].at(-1)?.innerText.includes(text)`, id, text)
}

func TestInABrowserANewcomerPlaysTheWholeTour(t *testing.T) {
	h := plays(t, "2026-09-14 08:55")
	h.opens("tour", true)
	for i, stop := range tour {
		sees[bool](h, "the stop "+stop.ID+" open", `(id) => document.querySelector(".tour-stop.open [data-testid=tour-" + id + "]") !== null`, stop.ID)
		if waits := sees[string](h, "whether it waits", `() => document.querySelector("[data-testid=tour-until]") ? "yes" : "no"`); waits == "yes" {
			h.Click("tour-until")
			sees[bool](h, "the clock arrive", `() => document.querySelector('[data-testid="clock"]').getAttribute("aria-busy") === "false" && !document.querySelector("[data-testid=tour-until]")`)
		}
		for _, id := range stop.Who {
			h.Click("tour-phone-" + id)
		}
		atStop[stop.ID](h)
		sees[bool](h, "the stop "+stop.ID+" done", `(id) => document.querySelector('.tour-stop.open[data-done="true"] [data-testid=tour-' + id + "]") !== null`, stop.ID)
		sees[bool](h, "the count", `(n) => document.querySelector("[data-testid=tour-count]").textContent === n`, fmt.Sprintf("%d/%d", i+1, len(tour)))
		if i < len(tour)-1 {
			h.Click("tour-next")
		}
	}
	sees[bool](h, "the end of the tour", `() => document.querySelector("[data-testid=tour-all]") !== null`)
	h.Quiet()
}
