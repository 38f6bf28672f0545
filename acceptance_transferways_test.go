package main

import (
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// handovers are all hand-overs of a hazard.
func (w *world) handovers(h *safety.Hazard) (os []*safety.Handover) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		os, err = tx.Handovers(w.ctx, safety.HandoverQuery{Hazard: h.ID})
		return err
	})
	return os
}

// notifications are all notifications of a hazard.
func (w *world) notifications(h *safety.Hazard) (ts []*safety.Notification) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		ts, err = tx.Notifications(w.ctx, safety.NotificationQuery{Hazard: h.ID})
		return err
	})
	return ts
}

// finds lets the safety office find something in the shopping centre, a key unit.
func (w *world) finds(what string) *safety.Hazard {
	w.t.Helper()
	staff := w.member(testdata.SafetyOfficeStaff)
	staff.says("上报隐患").sends("extinguisher-expired").says(what).says("梧桐购物中心").says("一般隐患").says("还没有").says("提交")
	return w.hazard(hazardNo.FindString(staff.hears("已登记")))
}

// OB-16 and OB-23, domain.md 3.1 A1: to notify leaves the responsibility with the
// street, to hand over moves it. Neither makes the other, and no number, state or
// word of one stands for the other.
func TestHandingOverAndNotifyingAreNeverConfused(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	head, staff, officer := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff), w.member(testdata.SafetyOfficer)
	h := w.finds("消火栓前堆了货")
	head.hears("请通报梧桐派出所", h.No, "TB-2026-01-0001", "责任仍在街道", "[记通报]")
	if ts := w.notifications(h); len(ts) != 1 || ts[0].State != safety.NotificationDue || !ts[0].Due.Equal(moment(t, "2026-09-15 18:00")) {
		t.Fatalf("notifications are %+v, want one due in a working day", ts)
	}
	officer.says("查 " + h.No).hears("通报 TB-2026-01-0001 待通报梧桐派出所")
	steps := len(w.steps(h.About()))
	w.until("2026-09-15 16:05")
	staff.hears("今天要通报梧桐派出所")
	w.until("2026-09-15 18:05")
	head.hears("还没有通报", h.No)
	w.until("2026-09-16 10:00")
	staff.says("查 TB-2026-01-0001").hears(h.No)
	staff.presses(h.No, "记通报").hears("通报不移交责任")
	staff.says("纸质送达").says("梧街安通〔2026〕3号")
	staff.says("提交").hears("已记下通报 TB-2026-01-0001", "责任还在街道", "照样督促整改")

	got := w.hazard(h.No)
	if got.State != safety.Registered || !got.Deadline.Equal(h.Deadline) || len(w.steps(h.About())) != steps {
		t.Errorf("a notification has moved the hazard: %s, due %s", got.State, got.Deadline)
	}
	if os := w.handovers(h); len(os) != 0 {
		t.Errorf("a notification has made hand-overs: %v", os)
	}
	officer.says("查 "+h.No).hears("通报 TB-2026-01-0001 已通报梧桐派出所", "责任仍在街道")
	staff.says("查 YJ-2026-01-0001").hears("没有找到移交")
	for _, st := range w.steps("notification:TB-2026-01-0001") {
		if st.State == safety.StepPlanned {
			t.Errorf("step %s is still planned", st.Key)
		}
	}

	officer.says("移交 "+h.No+" 派出所 需要查封").hears(firstHandover, "送梧桐派出所")
	if ts := w.notifications(h); len(ts) != 1 {
		t.Errorf("a hand-over has made notifications: %v", ts)
	}
	head.taps("看移交函").hears("隐患移交函", "通报：梧桐派出所，TB-2026-01-0001")
	courtyard := w.register("case-courtyard")
	officer.says("查 " + courtyard.No)
	if ts := w.notifications(courtyard); len(ts) != 0 {
		t.Errorf("what a lead finds in a courtyard is no matter for a notification: %v", ts)
	}
	w.until("2026-09-17 08:00")
	accounted(t, w, moment(t, "2026-09-14 09:00"))
}

func TestALeadersWordDraftsTheHandOverAndAsksForAReasonWhereNoneIsSeen(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	early := w.register("case-early")
	leader, officer, head := w.member(testdata.StreetDeputyLead), w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead)
	officer.says("移交 "+early.No).hears("为什么要移交", "[写理由]")
	officer.taps("写理由").says("责任人无力整改或须审批").says("外墙要搭脚手架，业主出不起钱").says("1")
	officer.says("提交").hears("移交 "+firstHandover+" 已拟稿", "送梧桐派出所", "安监办主任", "整改照样催")
	officer.says("移交 "+early.No).hears(firstHandover, "已拟稿") // again is no error and no second draft
	officer.says("移交 "+early.No+" 消防").hears("已经有移交 "+firstHandover, "改送别处")

	h := w.register("case-overdue")
	w.assign(h.No, "鲍来福")
	w.member(testdata.ShopOwner).says("签收 " + h.No)
	w.until("2026-09-24 08:31")
	text := leader.hears("早报", h.No)
	n := "1"
	if strings.Index(text, early.No) < strings.Index(text, h.No) {
		n = "2"
	}
	leader.says(n+" 移交 民政所").hears("民政所没有处置隐患的执法权", "消防救援机构")
	leader.says(n+" 移交 消防").hears("移交待批准", "YJ-2026-01-0002", "接收单位：梧桐消防救援站", "[批准]")
	head.hears("建议移交", h.No, "梧桐消防救援站")
	leader.taps("批准").hears("YJ-2026-01-0002 已批准")
	if o := w.handover("YJ-2026-01-0002"); o.ProposedBy != testdata.StreetDeputyLead || o.Criterion != safety.ByOverdue || o.ApprovedBy != testdata.StreetDeputyLead {
		t.Errorf("it is %+v", o)
	}
	w.member(testdata.Volunteer).says("移交 " + h.No).hears("由领导和安监办来做")
	accounted(t, w, moment(t, "2026-09-14 08:00"))
}

func TestAnAuthorityInChatReadsTheLetterAndSignsForIt(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	h := w.charging()
	head, staff := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff)
	police := w.member(w.ofBody(safety.PoliceStation)[0])
	w.until("2026-09-23 11:00")
	head.taps("批准")
	staff.taps("记送出").says("系统送达").says("梧街安〔2026〕12号").says("跳过")
	staff.says("提交").hears("已送梧桐派出所")
	police.hears("收到一件隐患移交", h.What, "9月29日（周二）18:00前签收", "[签收]", "[看移交函]")
	police.taps("看移交函").hears("隐患移交函", "难以整改的原因")
	police.taps("签收").hears("谁签收的")
	police.says("乔警官").says("跳过").says("派受〔2026〕31号")
	police.says("提交").hears("回执已记下")
	head.hears("梧桐派出所已签收（乔警官")
	if o := w.handover(firstHandover); o.State != safety.HandoverReceived || o.ReceiptNo != "派受〔2026〕31号" {
		t.Errorf("it is %s, receipt %s", o.State, o.ReceiptNo)
	}
	police.taps("签收").hears("不能记回执") // the old card answers kindly
	w.until("2026-09-24 08:00")
	accounted(t, w, moment(t, "2026-09-18 09:00"))
}

func TestADraftIsDeclinedRedirectedOrLapsesWhenTheHazardIsPutRight(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	h := w.charging()
	head, staff, officer, owner := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff), w.member(testdata.SafetyOfficer), w.member(testdata.ShopOwner)
	w.until("2026-09-23 11:00")
	staff.taps("批准").hears("只有安监办主任", "批准移交")
	staff.taps("改送别处").says("消防救援机构")
	staff.says("提交").hears("已改送梧桐消防救援站")
	head.hears("建议移交", "接收单位：梧桐消防救援站")
	head.taps("不批准").says("房东答应今天搬走，再看一天")
	head.says("提交").hears("没有批准", "整改继续催")
	officer.hears("移交 "+firstHandover, "没有批准：房东答应今天搬走，再看一天", "继续由街道督促整改")

	officer.says("移交 "+h.No).hears("YJ-2026-01-0002", "已拟稿")
	owner.says("查 " + h.No).taps("改好了").sends("stairwell-free").says("提交").hears("已报改好")
	head.hears("的移交 YJ-2026-01-0002 不用办了", "待复查", "复查没有通过会重新拟稿")
	officer.says("查 " + h.No).taps("没改好").says("车还在二楼平台充电").sends("stairwell-ebike")
	officer.says("提交")
	head.hears("建议移交", "YJ-2026-01-0003")
	states := map[string]safety.HandoverState{}
	for _, o := range w.handovers(h) {
		states[o.No] = o.State
	}
	if states[firstHandover] != safety.HandoverDeclined || states["YJ-2026-01-0002"] != safety.HandoverLapsed || states["YJ-2026-01-0003"] != safety.HandoverDrafted {
		t.Errorf("hand-overs are %v", states)
	}
	w.until("2026-09-24 18:05") // a working day to approve
	head.hears("移交还没有批准", "YJ-2026-01-0003")
	accounted(t, w, moment(t, "2026-09-18 09:00"))
}

// Criterion 2 of domain.md 6.6.
func TestTwoVisitsInVainOnDifferentDaysDraftTheHandOver(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	h := w.register("case-visits")
	w.assign(h.No, "鲍来福")
	officer, head := w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead)
	visit := func(words ...string) {
		t.Helper()
		officer.presses(h.No, "上门未果").says("上门没找到人").says("卷帘门关着，邻居说回老家了").says("跳过")
		officer.says("提交").hears(words...)
	}
	visit("第 1 天上门没找到人", "换一天再去")
	w.until("2026-09-14 15:00")
	visit("第 1 天上门没找到人")
	w.until("2026-09-15 10:00")
	visit("符合移交条件", firstHandover)
	head.hears("建议移交", "拒不整改或找不到人", "上门没找到人")
	w.until("2026-09-16 08:00")
	accounted(t, w, moment(t, "2026-09-14 09:00"))
}

// An authority tells the result in writing. Where nobody has shown it, whoever
// reviews a general hazard takes the picture.
func TestAResultThatNobodyHasShownIsPhotographedAtTheReview(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	h := w.register("case-unseen")
	officer, head, staff := w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff)
	officer.says("移交 " + h.No).taps("写理由").says("责任人无力整改或须审批").says("外墙要搭脚手架，业主出不起钱").says("1")
	officer.says("提交").hears("移交 " + firstHandover + " 已拟稿")
	head.taps("批准").hears("已批准")
	staff.taps("记送出").says("纸质送达").says("梧街安〔2026〕12号").says("跳过").says("提交")
	staff.hears("已送梧桐派出所")
	w.until("2026-09-16 10:00")
	staff.says("查 " + firstHandover).taps("有结果").says("已经搭架修好").says("梧公（治）〔2026〕7号").says("跳过")
	staff.says("提交").hears("结果已记下")
	officer.hears("请复查")
	officer.taps("复查通过").hears("请拍一张复查现场照片")
	officer.says("跳过").hears("照片")
	if got := w.hazard(h.No); got.State != safety.AwaitingReview {
		t.Errorf("without a picture it is %s", got.State)
	}
	officer.sends("courtyard").says("提交").hears("销号")
	if got := w.hazard(h.No); got.State != safety.Closed || len(got.Photos(safety.AtReview)) != 1 {
		t.Errorf("it is %s with %d pictures of the review", got.State, len(got.Photos(safety.AtReview)))
	}
	w.until("2026-09-17 08:00")
	accounted(t, w, moment(t, "2026-09-14 09:00"))
}

func TestAMajorHazardIsDraftedAtOnceAndItsTreatmentIsChased(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	head, staff, principal := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff), w.member(testdata.StreetPrincipal)
	officer := w.member(testdata.SafetyOfficer)
	h := w.registerAs("major", safety.Major)
	w.until("2026-09-14 10:02")
	staff.hears("建议移交", "重大隐患", "今天 12:01前批准")
	w.until("2026-09-14 12:05")
	staff.hears("移交还没有批准")
	w.until("2026-09-14 16:05")
	principal.hears("请督促：移交还没有批准")
	head.says("查 " + firstHandover).taps("批准").hears("已批准")
	w.until("2026-09-14 17:00")
	staff.says("查 " + firstHandover).taps("记送出").says("梧街安〔2026〕13号").says("跳过")
	staff.says("提交").hears("已送住房和城乡建设部门", "明天 18:00前拿到签收回执")
	if got := w.hazard(h.No); got.State != safety.Transferred {
		t.Errorf("the hazard is %s", got.State)
	}
	w.until("2026-09-15 09:05")
	officer.hears("请今天去看护一次")
	w.until("2026-09-19 09:05") // the plan is due on Sunday, a make-up working day
	staff.hears("治理方案还没有记")
	staff.presses(h.No, "记治理方案").hears("（1/5）治理要达到什么目标")
	staff.says("加固外墙，消除坠落").says("物业公司负责，安监办督促").says("围挡警示，专人值守").says("维修资金三万元").says("11月30日前完成")
	staff.says("提交").hears("治理方案 5 项已记下")
	staff.presses(h.No, "记挂牌督办").says("区安委会").says("区安委〔2026〕5号")
	staff.says("提交").hears("由区安委会挂牌督办")
	w.until("2026-09-21 09:05")
	staff.hears("治理进展还没有记")
	staff.presses(h.No, "记进展").says("围挡已搭好，施工队进场")
	staff.says("提交").hears("第 1 次进展已记下")
	w.until("2026-09-22 08:00")
	accounted(t, w, moment(t, "2026-09-14 09:00"))
}

// A day on which nobody could be asked is a missed day with that reason, and the
// watch goes on (T-15).
func TestTheWatchGoesOnAfterTheProgramWasDown(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	w.sent()
	officer := w.member(testdata.SafetyOfficer)
	w.until("2026-09-24 08:00")
	w.down("2026-09-26 10:00")
	w.pass(5 * 60 * 1e9)
	officer.hears("请今天去看护一次")
	days := w.watchDays(firstHandover)
	if days["09-24"] != safety.WatchMissed || days["09-25"] != safety.WatchMissed || days["09-26"] != safety.WatchOpen {
		t.Errorf("the watch is %v", days)
	}
	w.until("2026-09-27 12:00")
	accounted(t, w, moment(t, "2026-09-18 09:00"))
}

// Each fault is put into the file, found, and nothing else with it.
func TestFaultsOfAHandOverAreEachNamedByTheAudit(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	began := moment(t, "2026-09-18 09:00")
	w.sent()
	w.until("2026-09-28 04:00")
	accounted(t, w, began)
	for _, fault := range []struct {
		name, inject, mend string
		want               safety.GapKind
	}{
		{"a date without its ladder", "UPDATE steps SET rung = 'x' WHERE subject LIKE 'handover:%' AND rung = 'missed-3' AND state = 'planned'",
			"UPDATE steps SET rung = 'missed-3' WHERE rung = 'x'", safety.GapStepMissing},
		{"a day of the watch without its steps", "UPDATE steps SET rung = 'x' WHERE subject LIKE 'handover:%/20260927/%' OR skey LIKE '%/TW/20260927/look'",
			"UPDATE steps SET rung = 'look' WHERE rung = 'x'", safety.GapStepMissing},
		{"a day of the watch without its end", "UPDATE watch_days SET state = 'open' WHERE id LIKE '%2026-09-26'",
			"UPDATE watch_days SET state = 'missed' WHERE id LIKE '%2026-09-26'", safety.GapWatchOpen},
		{"a state without a reason", "UPDATE handovers SET state = 'received'", "UPDATE handovers SET state = 'sent'", safety.GapHandoverState},
	} {
		w.tamper(fault.inject)
		rep, err := w.program.auditSince(w.ctx, began, w.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if len(rep.Gaps) == 0 {
			t.Errorf("%s: the audit found nothing", fault.name)
		}
		for _, g := range rep.Gaps {
			if g.Kind != fault.want || !strings.Contains(g.Text, firstHandover) {
				t.Errorf("%s: [%s] %s", fault.name, g.Kind, g.Text)
			}
		}
		w.tamper(fault.mend)
	}
	accounted(t, w, began)
}
