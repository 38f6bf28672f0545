package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// What leaders answer in one word, and what becomes of it (domain.md 7, E-3, E-5).

// overdueHazard is a general hazard that the shop's owner has acknowledged and
// let pass its deadline: on Wednesday 2026-09-23 it reached the street.
func overdueHazard(w *world) *safety.Hazard {
	w.t.Helper()
	h := w.register("case-overdue")
	w.assign(h.No, "鲍来福")
	w.member(testdata.ShopOwner).says("签收 " + h.No)
	w.until("2026-09-24 08:31")
	return w.hazard(h.No)
}

// orders are the supervision orders about a hazard.
func (w *world) orders(h *safety.Hazard) (vs []*safety.Supervision) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		vs, err = tx.Supervisions(w.ctx, safety.SupervisionQuery{Subject: h.About()})
		return err
	})
	return vs
}

func TestALeaderOrdersSupervisionFromTheDigestAndReadsTheReplyInTheNext(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	leader := w.member(testdata.StreetDeputyLead)
	h := overdueHazard(w)
	leader.hears("早报", "1. ", h.No)
	owner, officer := w.member(testdata.ShopOwner), w.member(testdata.SafetyOfficer)
	leader.says("1督办，三天内").hears("已督办 "+h.No, "DB-2026-01-0001", "9月28日（周一）18:00前回复")
	owner.hears("晏秀禾督办", "[督办回复]")
	officer.hears("晏秀禾督办")
	officer.says("待办").hears("督办单 DB-2026-01-0001")
	leader.says("1督办，三天内").hears("DB-2026-01-0001") // again is no error and no second order
	if vs := w.orders(h); len(vs) != 1 || vs[0].Due.Sub(moment(t, "2026-09-28 18:00")) != 0 {
		t.Fatalf("orders are %+v", vs)
	}
	w.until("2026-09-24 15:00")
	officer.taps("督办回复").hears("办得怎么样")
	officer.says("已清空楼道，明天装门禁").says("跳过").says("提交").hears("已回复", "晏秀禾")
	leader.from = len(leader.phone().Shown())
	w.until("2026-09-28 08:31")
	leader.hears("早报", h.No, "祁文柏回复：已清空楼道")
	officer.says("待办").hasNotHeard("督办单")
	owner.taps("督办回复")
	owner.hears("已由祁文柏回复")
}

func TestAnOverdueSupervisionOrderComesBackToTheLeaderAndOneLevelUp(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	leader, principal, owner := w.member(testdata.StreetDeputyLead), w.member(testdata.StreetPrincipal), w.member(testdata.ShopOwner)
	h := overdueHazard(w)
	leader.says("督办 " + h.No + " 明天").hears("已督办")
	w.until("2026-09-25 09:01")
	owner.hears("督办单快到期")
	w.until("2026-09-28 08:40")
	leader.from, principal.from = len(leader.phone().Shown()), len(principal.phone().Shown())
	w.until("2026-09-28 10:00")
	principal.hears("督办单 DB-2026-01-0001", "未回复")
	owner.hears("已上报街道主要负责人")
	leader.hearsNothing() // it hears by the digest
	w.until("2026-09-29 08:31")
	leader.hears("早报", h.No, "未回复")
	v := w.orders(h)[0]
	if v.Climbed != 2 || v.State != safety.SupervisionOpen {
		t.Errorf("the order climbed to %d and is %s", v.Climbed, v.State)
	}
}

func TestASupervisionOrderEndsWithItsMatterAndTheLeaderIsTold(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	head, owner, officer := w.member(testdata.SafetyOfficeHead), w.member(testdata.ShopOwner), w.member(testdata.SafetyOfficer)
	h := overdueHazard(w)
	head.says("督办 "+h.No).hears("已督办", "督办单 DB-2026-01-0001")
	owner.says("查 " + h.No).taps("改好了").sends("corridor-clear").says("提交").hears("已报改好")
	officer.says("查 " + h.No).taps("复查通过").says("跳过")
	officer.says("提交").hears("销号")
	head.hears("您督办的 "+h.No, "办结")
	for _, st := range w.steps("supervision:DB-2026-01-0001") {
		if st.State == safety.StepPlanned {
			t.Errorf("step %s is still planned", st.Key)
		}
	}
	if v := w.orders(h)[0]; v.State != safety.SupervisionDone {
		t.Errorf("the order is %s", v.State)
	}
}

func TestANotedMatterIsNotRepeatedUntilTheNoteExpiresAndStaysInTheDigest(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	head, leader := w.member(testdata.SafetyOfficeHead), w.member(testdata.StreetDeputyLead)
	h := w.register("case-noted")
	w.assign(h.No, "鲍来福")
	w.member(testdata.ShopOwner).says("签收 " + h.No)
	w.until("2026-09-23 09:10") // overdue +2 working days: the street is told
	head.hears("请督促", h.No)
	w.until("2026-09-25 17:00")
	head.taps("知悉").hears("已记为知悉")
	head.from = len(head.phone().Shown())
	leader.from = len(leader.phone().Shown())
	w.until("2026-09-28 09:05") // the proposal of a hand-over, of 2026-09-28 18:00 by the calendar, is not due yet
	leader.hears("早报", h.No)
	leader.says("全部知悉").hears("已记为知悉")
	w.until("2026-09-29 08:31")
	leader.hears("早报", h.No, "您已知悉")
	w.until("2026-09-29 12:00")
	step := w.steps(h.About())["handover"]
	if step.State != safety.StepTold || strings.Contains(strings.Join(step.To, " "), testdata.SafetyOfficeHead) || !strings.Contains(step.Reason, "俞建禾已知悉") {
		t.Errorf("the step is %s to %v (%s)", step.State, step.To, step.Reason)
	}
	head.hasNotHeard(h.No)
	w.until("2026-09-30 08:31")
	leader.hears("早报", h.No)
	leader.hasNotHeard("您已知悉") // two working days have passed
}

func TestAnotherPersonTakesOverWithoutAnotherDeadline(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	leader := w.member(testdata.StreetDeputyLead)
	h := overdueHazard(w)
	owner, lead := w.member(testdata.ShopOwner), w.member(testdata.CourtyardLead)
	leader.says("1 换人").hears("换成谁", "[苗巧云]")
	leader.says("1换成苗巧云").hears(h.No+" 已换成苗巧云", "期限不变")
	lead.hears("换您来办", "[收到]")
	owner.hears("改请苗巧云来办")
	if g := w.hazard(h.No); g.Party != testdata.CourtyardLead || g.State != safety.Assigned || !g.Deadline.Equal(h.Deadline) {
		t.Errorf("party %s, %s, due %s", g.Party, g.State, g.Deadline)
	}
	leader.says("1 换人 查无此人").hears("花名册里没有找到")
}

func TestOrdersAreRefusedKindlyToThoseWhoMayNot(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	h := overdueHazard(w)
	head := w.member(testdata.CommunityHead)
	head.says("督办 "+h.No+" 3天").hears("督办由安监办工作人员", "来做")
	leader := w.member(testdata.StreetDeputyLead)
	leader.says("99 督办").hears("只有第 1 到第")
	leader.says("1 督办 3").hears("“3”是 3 天吗")
	leader.says("1督办3天；99知悉").hears("已督办 "+h.No, "知悉：早报里只有第 1 到第")
	leader.says("1 延期 5天").hears(h.No, "期限已过")
	leader.says("1 移交 消防").hears(h.No)
	volunteer := w.member(testdata.Volunteer)
	volunteer.says("督办").hears("由领导和安监办来做")
}

func TestALeaderGrantsAnExtensionWithinTheBoundsOfAll(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	h := w.register("case-extend")
	w.assign(h.No, "鲍来福")
	owner, head := w.member(testdata.ShopOwner), w.member(testdata.CommunityHead)
	owner.says("签收 " + h.No)
	w.until("2026-09-16 10:00")
	head.says("延期 "+h.No+" 3天").hears("还没有临时防范措施", "申请延期")
	owner.says("查 " + h.No).taps("申请延期").says("1").says("配件要从外地发货").says("专人看守，停止充电").says("提交").hears("延期申请已交上去")
	asked, _ := w.hazard(h.No).Asked(safety.Extend)
	w.member(testdata.SafetyOfficer).says("延期 " + h.No).hears("延期由社区主任")
	leader := w.member(testdata.StreetDeputyLead) // above the head, who usually answers
	leader.says("延期 "+h.No).hears("已准予延期到", safety.Moment(asked.Until, w.clock.Now()))
	owner.hears("延期")
	if g := w.hazard(h.No); !g.Deadline.Equal(asked.Until) || g.ExtendCount != 1 || len(g.Asks) != 0 {
		t.Errorf("due %s, extended %d times, asks %v", g.Deadline, g.ExtendCount, g.Asks)
	}
	head.says("延期 " + h.No + " 60天").hears("延期加起来不能超过原来的期限")
	head.says("延期 "+h.No).hears("延到什么时候", "[3 天]")
	head.taps("3 天").hears("已准予延期到")
	head.says("延期 " + h.No + " 3天").hears("已准予延期到") // again is no second extension
	if g := w.hazard(h.No); g.ExtendCount != 2 {
		t.Errorf("extended %d times, want twice", g.ExtendCount)
	}
	leader.says("延期 " + h.No + " 1天").hears("已经延期 2 次")
	accounted(t, w, moment(t, "2026-09-14 08:00"))
}

// E-7: on a morning with much to tell a leader gets one message, on a day off
// none, and at once only what is major, imminent or of the third level.
func TestLeadersGetOneDigestAWorkingDayAndAtOnceOnlyWhatCannotWait(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	for i := range 5 {
		w.register(fmt.Sprintf("case-%d", i))
	}
	leaders := []*talker{w.member(testdata.StreetDeputyLead), w.member(testdata.StreetPrincipal)}
	w.until("2026-10-12 07:00")
	for _, p := range leaders {
		perDay := map[string]int{}
		for _, s := range p.phone().Shown() {
			at := s.At.In(safety.Shanghai)
			switch text := textOf(s); {
			case strings.Contains(text, "早报"):
				perDay[at.Format(time.DateOnly)]++
				if at.Format("15:04") != "08:30" || !w.program.policy.Calendar.IsWorkday(at) {
					t.Errorf("%s got a digest at %s", p.id, at)
				}
			case p.id == testdata.StreetDeputyLead:
				t.Errorf("%s was pushed %s", p.id, text)
			case strings.Contains(text, "本季度没有做成联合检查"): // the third level, at once (ladder Q)
			case !strings.Contains(text, "请督促") && (!strings.Contains(text, "【督办】") || strings.Contains(text, "【提醒】") || strings.Contains(text, "【进展】")):
				t.Errorf("%s was pushed %s", p.id, text)
			}
		}
		for day, n := range perDay {
			if n > 1 {
				t.Errorf("%s got %d digests on %s", p.id, n, day)
			}
		}
		if len(perDay) < 6 {
			t.Errorf("%s got digests on %d days only", p.id, len(perDay))
		}
	}
}
