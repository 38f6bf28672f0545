package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// What the street cannot solve goes to an authority, and is watched until the
// result (domain.md 6.6).

const firstHandover = "YJ-2026-01-0001"

// charging is a serious hazard of the courtyard that 鲍来福 has acknowledged: it
// was registered on Friday 2026-09-18 at 10:00 and is due on Monday at that hour.
func (w *world) charging() *safety.Hazard {
	w.t.Helper()
	w.until("2026-09-18 10:00")
	lead, officer := w.member(testdata.CourtyardLead), w.member(testdata.SafetyOfficer)
	lead.says("上报隐患").sends("stairwell-ebike").says("2单元楼梯间有人给电动车充电").says("梧桐里一号院").says("突出隐患").says("还没有").says("提交")
	no := hazardNo.FindString(lead.hears("已登记"))
	officer.says("查 " + no).taps("派发").says("鲍来福").says("1").says("搬走电动车，不再室内充电").says("专人看守，停止充电")
	officer.says("提交").hears("已派给鲍来福")
	w.member(testdata.ShopOwner).says("签收 " + no)
	return w.hazard(no)
}

// handover reads one by its number.
func (w *world) handover(no string) (o *safety.Handover) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		o, err = tx.Handover(w.ctx, no)
		return err
	})
	return o
}

// watchDays are the days of a hand-over's watch by date.
func (w *world) watchDays(no string) map[string]safety.WatchState {
	w.t.Helper()
	days := map[string]safety.WatchState{}
	w.read(func(tx *store.Tx) error {
		found, err := tx.WatchDays(w.ctx, safety.WatchQuery{Handover: no})
		for _, d := range found {
			days[d.Day.In(safety.Shanghai).Format("01-02")] = d.State
		}
		return err
	})
	return days
}

// sent is charging with its hand-over approved and sent on paper on Wednesday
// 2026-09-23 at 15:00.
func (w *world) sent() *safety.Hazard {
	w.t.Helper()
	h := w.charging()
	head, staff := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff)
	w.until("2026-09-23 11:00")
	head.taps("批准").hears(firstHandover+" 已批准", "今天 23:59前送到梧桐派出所")
	w.until("2026-09-23 15:00")
	staff.hears("移交已批准，请送出", "[记送出]")
	staff.taps("记送出").says("纸质送达").says("梧街安〔2026〕12号").says("跳过").says("提交")
	staff.hears(firstHandover+" 已送梧桐派出所", "9月29日（周二）18:00前拿到签收回执", "10月21日（周三）18:00前要有回复", "还在台账里")
	return w.hazard(h.No)
}

// The second half of the worked example of domain.md 7.
func TestASeriousHazardsHandOverDraftComesByItselfTwoDaysAfterItsDeadline(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	head, officer := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficer)
	h := w.charging()
	registered := h.RegisteredAt
	for rung, at := range map[string]string{"overdue-0": "2026-09-21 10:00", "overdue-24h": "2026-09-22 10:00", "handover": "2026-09-23 10:00"} {
		if got := w.steps(h.About())[rung].Due.Truncate(time.Minute); !got.Equal(moment(t, at)) {
			t.Errorf("%s is planned for %s, want %s", rung, got.In(safety.Shanghai), at)
		}
	}
	w.until("2026-09-23 09:59")
	head.hasNotHeard("建议移交")
	w.until("2026-09-23 10:05")
	text := head.hears("建议移交", "超期仍未整改", "送梧桐派出所", h.No, firstHandover, "[批准]", "[不批准]", "[改送别处]", "[看移交函]")
	if strings.Contains(text, "OB-23") {
		t.Errorf("the card speaks of the plan's paragraphs: %s", text)
	}
	o := w.handover(firstHandover)
	if o.State != safety.HandoverDrafted || o.Criterion != safety.ByOverdue || o.Authority != "police_station" || o.ProposedBy != safety.System ||
		o.DraftedAt.Sub(registered) < 120*time.Hour {
		t.Errorf("the draft is %+v", o)
	}
	if st := w.steps(h.About())["handover"]; st.State != safety.StepTold || len(st.To) == 0 {
		t.Errorf("the step is %s to %v", st.State, st.To)
	}
	if got := w.hazard(h.No); got.State != safety.Rectifying {
		t.Errorf("the hazard is %s: it is the street's until the letter is sent", got.State)
	}
	officer.says("查 "+h.No).hears("移交 "+firstHandover+" 送梧桐派出所，待批准", "[移交单]")
	officer.taps("移交单").hears("移交待批准", firstHandover)
}

func TestScenario11HandOverDraftApprovalReceiptMissingAfter3WorkingDaysLadderTFiresWatchTaskRunsMeanwhile(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	head, staff, officer := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff), w.member(testdata.SafetyOfficer)
	deputy, principal, owner := w.member(testdata.StreetDeputyLead), w.member(testdata.StreetPrincipal), w.member(testdata.ShopOwner)
	h := w.sent()
	if h.State != safety.Transferred {
		t.Fatalf("the hazard is %s", h.State)
	}
	owner.hears(h.No, "已移交梧桐派出所", "处理期间请保持防范措施在位：专人看守，停止充电")
	officer.hears(h.No, "移交编号 "+firstHandover, "每天去看一眼")
	officer.says("台账").hears("🟢 "+h.No, "已移交梧桐派出所（"+firstHandover+"），等回执，还剩 6 天")

	w.until("2026-09-24 09:01")
	officer.hears("请今天去看护一次", "专人看守，停止充电", "[防范措施在位]", "[不在位]", "[拍照记录]")
	officer.taps("防范措施在位").hears("今天的看护已记下", "梧桐派出所还没有回复")
	w.until("2026-09-25 10:00") // Mid-Autumn day
	officer.says("待办").hears("移交期间看护 " + firstHandover)
	officer.taps("不在位").says("看守的人不在，充电线又接上了").says("跳过")
	officer.says("提交").hears("已记下，并告诉了安监办")
	head.hears(h.No, "防范措施不在位", "祁文柏刚去看过", "马上补上")
	w.until("2026-09-26 16:05")
	officer.hears("今天还没有看护")
	w.until("2026-09-26 18:05")
	head.hears("请督促：今天没有人看护", "危险还在原地")
	officer.says("在位").hears("今天的看护已记下") // the same day is late, not lost
	officer.says("在位").hears("今天没有要看护的")
	officer.says("移交函").hears("是哪一份移交")
	w.until("2026-09-27 19:00")
	want := map[string]safety.WatchState{"09-24": safety.WatchDone, "09-25": safety.WatchDone, "09-26": safety.WatchLate, "09-27": safety.WatchMissed}
	for day, state := range want {
		if got := w.watchDays(firstHandover)[day]; got != state {
			t.Errorf("the watch of %s is %s, want %s", day, got, state)
		}
	}

	w.until("2026-09-29 17:59")
	head.hasNotHeard("移交还没有回执")
	w.until("2026-09-29 18:05") // the third working day: 24, 28, 29
	head.hears("移交还没有回执", firstHandover)
	staff.says("待办").hears("移交还没有回执（送梧桐派出所）", "查 "+firstHandover)
	w.until("2026-09-30 08:31")
	deputy.hears("早报", "移交梧桐派出所已送出，等回执", h.No)
	w.until("2026-10-09 09:05") // and three working days more: 30, 8, 9
	principal.hears("请督促：移交还没有回执", "送梧桐派出所")
	staff.hears(firstHandover+" 移交还没有回执", "已上报街道主要负责人")
	if o := w.handover(firstHandover); o.Climbed != 3 || o.State != safety.HandoverSent {
		t.Errorf("it climbed to %d and is %s", o.Climbed, o.State)
	}

	staff.says("查 "+firstHandover).hears("看护了 3 天，漏了", "[记回执]")
	staff.taps("记回执").says("蓝警官").says("10月9日").says("跳过").sends("shop")
	staff.says("提交").hears("回执已记下", "10月21日（周三）18:00前要有回复")
	head.hears(firstHandover, "梧桐派出所已签收（蓝警官")
	if o := w.handover(firstHandover); o.State != safety.HandoverReceived || len(o.Photos) != 1 || o.Photos[0].Stage != safety.OfReceipt {
		t.Errorf("it is %s with %v", o.State, o.Photos)
	}
	w.until("2026-10-10 09:05")
	officer.hears("请看护") // until the result
	accounted(t, w, moment(t, "2026-09-18 09:00"))
}

func TestScenario12AuthorityReturnsItHazardAssignedAgainWithHistoryKept(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	head, staff, officer, owner := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff), w.member(testdata.SafetyOfficer), w.member(testdata.ShopOwner)
	h := w.sent()
	before := w.history(h.About())
	w.until("2026-09-24 10:00")
	staff.says("查 " + firstHandover).taps("被退回").says("充电棚归消防救援站管").says("街道继续督促").says("跳过")
	staff.says("提交").hears("记为被梧桐派出所退回", "隐患回到“已派发”", "历史都在")
	owner.hears("请继续整改", "又回到街道", "[收到]", "[改好了]")
	head.hears("梧桐派出所退回了移交", "充电棚归消防救援站管", "[再拟移交]")
	got := w.hazard(h.No)
	if got.State != safety.Assigned || got.Party != testdata.ShopOwner || got.CaseClock(w.clock.Now()) < 5*24*time.Hour {
		t.Errorf("the hazard is %s with %s, its case clock at %s", got.State, got.Party, got.CaseClock(w.clock.Now()))
	}
	if due := moment(t, "2026-09-25 22:00"); got.Deadline.Sub(due).Abs() > time.Minute {
		t.Errorf("it is due %s, want half of the limit: %s", got.Deadline.In(safety.Shanghai), due)
	}
	events := w.history(h.About())
	if diff := cmp.Diff(before, events[:min(len(before), len(events))]); diff != "" {
		t.Errorf("what was written before has changed (-before +now):\n%s", diff)
	}
	if len(events) <= len(before) || events[len(events)-1].Action != safety.TakeBack || events[len(events)-1].Reason != "充电棚归消防救援站管" {
		t.Errorf("the history ends with %+v", events[len(events)-1])
	}
	if days := w.watchDays(firstHandover); days["09-24"] != safety.WatchCancelled {
		t.Errorf("the watch goes on: %v", days)
	}
	officer.taps("防范措施在位").hears("不用再看护了")
	staff.taps("记送出").hears("被退回") // an old card answers kindly

	head.taps("再拟移交").says("超期仍未整改").hears("写一句具体情况")
	head.says("两次提醒仍在楼道充电").says("消防救援机构")
	head.says("提交").hears("移交 YJ-2026-01-0002 已拟稿，送梧桐消防救援站")
	if o := w.handover(firstHandover); o.State != safety.HandoverReturned || o.Result != "充电棚归消防救援站管" {
		t.Errorf("the first one is %s: %s", o.State, o.Result)
	}
	w.until("2026-09-25 12:00")
	accounted(t, w, moment(t, "2026-09-18 09:00"))
}

// history are the events of a subject.
func (w *world) history(subject string) (events []safety.Event) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		events, err = tx.History(w.ctx, subject)
		return err
	})
	return events
}

func TestWhatTheAuthorityDidIsReviewedByAnotherPersonBeforeItCounts(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	staff, officer, head := w.member(testdata.SafetyOfficeStaff), w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead)
	h := w.sent()
	w.until("2026-10-14 09:05") // the tenth working day
	staff.hears("请向梧桐派出所问结果", "送出 21 天了", "[记询问]")
	staff.taps("记询问").says("已约谈业主，下周下达通知")
	staff.says("提交").hears("第 1 次询问已记下")
	w.until("2026-10-21 18:05")
	head.hears("移交还没有回执") // nobody has written down the receipt yet
	w.until("2026-10-23 09:05")
	staff.hears("已列入下一次联席会议", firstHandover)
	w.until("2026-10-23 10:00")
	staff.says("查 " + firstHandover).taps("有结果").says("已责令停用，电动车已搬离").says("梧公（治）〔2026〕7号").sends("stairwell-free")
	staff.says("提交").hears("结果已记下", "请另一位到现场复查")
	officer.hears("请复查", "梧桐派出所已经处理", "已责令停用，电动车已搬离", "[复查通过]")
	if got := w.hazard(h.No); got.State != safety.AwaitingReview || len(got.Photos(safety.After)) != 1 {
		t.Errorf("the hazard is %s with %d pictures of after", got.State, len(got.Photos(safety.After)))
	}
	staff.says("复查通过 " + h.No)
	if got := w.hazard(h.No); got.State == safety.Closed {
		t.Error("who wrote the result down has reviewed it")
	}
	officer.taps("复查通过").sends("courtyard")
	officer.says("提交").hears("销号")
	if got := w.hazard(h.No); got.State != safety.Closed {
		t.Errorf("the hazard is %s", got.State)
	}
	for _, st := range w.steps("handover:" + firstHandover) {
		if st.State == safety.StepPlanned {
			t.Errorf("step %s is still planned", st.Key)
		}
	}
	accounted(t, w, moment(t, "2026-09-18 09:00"))
}

func TestTheHandOverLetterReadsAsTheGoldenFileSays(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	w.sent()
	head := w.member(testdata.SafetyOfficeHead)
	head.says("移交函 " + firstHandover)
	shown := head.phone().Shown()
	got := regexp.MustCompile(`[0-9a-f]{64}`).ReplaceAllString(shown[len(shown)-1].Text, "（64 位）") + "\n"
	file := filepath.Join("testdata", "stories", "handover-letter.txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the letter has changed; read the difference, then run with -update:\n%s", got)
	}
	w.member(testdata.Volunteer).says("移交函 " + firstHandover).hears("没有找到移交")
}
