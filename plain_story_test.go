package main

import (
	"testing"

	"gridwarden/bot/wecomsim"
	"gridwarden/safety"
	"gridwarden/testdata"
)

// Whoever reads in personal WeChat sees no cards; nothing may need one.
func TestWhoSeesNoCardsDoesEverythingInWords(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	officer, volunteer, owner := w.member(testdata.SafetyOfficer), w.member(testdata.Volunteer), w.member(testdata.ShopOwner)
	officer.says("文字版").hears("以后给您发文字")
	owner.says("看不到卡片").hears("以后给您发文字")
	shown := len(officer.phone().Shown())

	volunteer.sends("corridor-cluttered").says("楼道里堆了纸箱").says("来福小炒")
	volunteer.taps("提交")
	no := hazardNo.FindString(volunteer.hears("收到了"))

	officer.hears("受理：回“受理 " + no + "”")
	officer.says("受理 " + no).says("一般隐患").says("提交")
	officer.hears("已受理 " + no)
	officer.says("派发" + no).says("鲍来福").says("1").says("跳过").says("提交")
	officer.hears("已派给鲍来福")
	owner.hears("请整改", "收到：回“签收 "+no+"”")
	owner.says("签收 " + no).hears("已签收")
	owner.says("报告改好 " + no).sends("corridor-clear").says("提交").hears("已报改好")
	officer.hears("请复查", "复查通过：回“复查通过 "+no+"”")
	officer.says("复查通过 " + no).says("跳过").says("提交").hears("已销号")
	if h := w.hazard(no); h.State != safety.Closed {
		t.Errorf("%s is %s, want closed", no, h.State)
	}
	for _, s := range officer.phone().Shown()[shown:] {
		if s.From == "bot" && s.Kind == wecomsim.KindCard {
			t.Errorf("the officer was shown a card: %s", textOf(s))
		}
	}
}
