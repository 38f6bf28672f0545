package main

import (
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// What a card that asks for a decision offers, and what one tap does (E-5).

func TestTheCommunityHeadReplacesThePartyFromTheCard(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	head, officer, owner := w.member(testdata.CommunityHead), w.member(testdata.SafetyOfficer), w.member(testdata.ShopOwner)
	lead := w.member(testdata.CourtyardLead)
	h := w.register("case-no-ack")
	w.assign(h.No, "鲍来福")
	w.until("2026-09-15 18:01")
	head.hears("请督促：责任人还没有签收", h.No, "[延期] [移交] [换人] [知悉] [看详情]")
	card := officer.hears("请督促：责任人还没有签收", h.No, "[移交] [知悉] [看详情]")
	if strings.Contains(card, "换人") || strings.Contains(card, "督办") {
		t.Errorf("the officer is offered what the community's head decides:\n%s", card)
	}
	head.taps("换人").hears("换成谁", "[苗巧云]")
	head.taps("苗巧云").hears(h.No+" 已换成苗巧云", "期限不变")
	owner.hears("改请苗巧云来办")
	lead.hears("换您来办")
	officer.taps("知悉").hears("已记为知悉")
	accounted(t, w, moment(t, "2026-09-14 08:00"))
}

func TestTheCommunityHeadGrantsTimeFromTheCard(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	head := w.member(testdata.CommunityHead)
	h := w.register("case-no-ack")
	w.assign(h.No, "鲍来福")
	w.member(testdata.SafetyOfficer).says("查 " + h.No).taps("临时措施").says("专人看守，停止充电").says("跳过").says("提交")
	w.until("2026-09-15 18:01")
	head.taps("延期").hears("延到什么时候", "[3 天]")
	head.taps("3 天").hears("已准予延期到")
	if g := w.hazard(h.No); g.ExtendCount != 1 || !g.Deadline.After(h.Deadline) {
		t.Errorf("extended %d times, due %s", g.ExtendCount, g.Deadline)
	}
}

func TestTheOfficeProposesAHandOverFromTheCardAndNobodyIsOfferedWhatIsTooLate(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	office := w.member(testdata.SafetyOfficeHead)
	h := overdueHazard(w)
	card := office.hears("请督促：还没有改好", h.No, "[督办] [移交] [换人] [知悉] [看详情]")
	if strings.Contains(card, "[延期]") {
		t.Errorf("the deadline has passed, yet more time is offered:\n%s", card)
	}
	office.taps("移交").hears("移交待批准", h.No, "[批准]")
	if g := w.hazard(h.No); g.State != safety.Rectifying {
		t.Errorf("a draft made it %s", g.State)
	}
}

func TestTheOfficeGrantsFromTheCardWhatTheHeadLeftUnanswered(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	h := w.register("case-extend")
	w.assign(h.No, "鲍来福")
	owner, office := w.member(testdata.ShopOwner), w.member(testdata.SafetyOfficeHead)
	owner.says("签收 " + h.No)
	w.until("2026-09-16 10:00")
	owner.says("查 " + h.No).taps("申请延期").says("1").says("配件要从外地发货").says("专人看守，停止充电")
	owner.says("提交").hears("延期申请已交上去，明天 18:00前答复您")
	w.until("2026-09-17 18:01")
	office.hears("延期申请还没有答复", "[督办] [延期] [移交] [换人] [知悉] [看详情]")
	office.taps("延期").hears("已准予延期到")
	owner.hears("延期申请已同意", "【梧桐里社区·梧桐里一号院】")
}
