package main

import (
	"slices"
	"strings"
	"testing"

	"gridwarden/bot"
	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// Who is told while somebody is on leave (ORG-6, ORG-7).

func TestALeadOnLeaveOverAMondayHisStandInIsToldAndHeHearsWhatHappenedWhenBack(t *testing.T) {
	w := newWorld(t, "2026-09-17 10:00")
	lead, keeper, officer := w.member(testdata.CourtyardLead), w.member(testdata.SafetyKeeper), w.member(testdata.SafetyOfficer)
	lead.says("请假").hears("从哪天到哪天")
	lead.says("下周一到周三").hears("请谁代班", "阮守田（代理人）", "没有人代")
	lead.says("1").says("提交").hears("已记下", "9月21日（周一）到9月23日（周三）", "已问阮守田")
	keeper.hears("苗巧云想请您代班", "梧桐里一号院", "[同意] [不方便]")
	officer.hasNotHeard("请假")
	keeper.taps("同意").hears("谢谢您", "9月21日")
	lead.hears("阮守田答应")
	officer.hears("苗巧云", "梧桐里一号院楼院长", "由阮守田代班")
	keeper.says("同意代班").hears("谢谢您") // saying it twice is no error

	w.until("2026-09-20 17:00")
	lead.hears("每周楼院检查")
	keeper.hasNotHeard("每周楼院检查")
	lead.says("检查").says("全部正常").sends("courtyard").says("提交").hears("检查完成")
	lead.from = len(lead.phone().Shown())
	w.until("2026-09-21 09:15")
	keeper.hears("从现在起替苗巧云代班", "每周楼院检查")
	keeper.hears("代为检查", "梧桐里一号院")
	lead.hearsNothing()

	no := w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	w.accept(no)
	w.assign(no, "苗巧云 楼院长，阮守田代")
	keeper.hears("请整改", no)
	keeper.says("待办").hears("每周楼院检查", no)
	keeper.taps("收到").hears("已签收")
	keeper.says("检查").says("全部正常").sends("courtyard").says("提交").hears("检查完成")
	keeper.says("查 " + no).taps("改好了")
	keeper.sends("corridor-clear").says("提交").hears("已报改好")
	lead.hearsNothing()
	if h := w.hazard(no); h.ClaimedBy != testdata.SafetyKeeper || h.FixedBy != testdata.CourtyardLead {
		t.Errorf("claimed by %s, fixed by %s", h.ClaimedBy, h.FixedBy)
	}

	w.until("2026-09-24 09:30")
	lead.hears("欢迎回来", "阮守田替您代班", "新报隐患 1 条", "完成检查 1 次", no)
	keeper.hears("代班到此为止")
	keeper.says("查 " + no).hears(no)
	w.until("2026-09-28 09:15")
	lead.hears("每周楼院检查")
	keeper.hasNotHeard("每周楼院检查")
	w.audited("2026-09-29 02:40")
}

func TestWhatWaitedForTheMorningGoesToWhoStandsInFromThatMorning(t *testing.T) {
	w := newWorld(t, "2026-09-15 14:00")
	lead, keeper, officer := w.member(testdata.CourtyardLead), w.member(testdata.SafetyKeeper), w.member(testdata.SafetyOfficer)
	lead.says("上报隐患").sends("stairwell-ebike").says("2单元楼梯间有人给电动车充电").says("梧桐里一号院").says("突出隐患").says("还没有").says("提交")
	no := hazardNo.FindString(lead.hears("已登记"))
	officer.says("查 " + no).taps("派发").says("苗巧云 楼院长").says("1").says("搬走电动车，不再室内充电").says("专人看守，停止充电")
	officer.says("提交").hears("已派给苗巧云")
	lead.says("签收 " + no).hears("已签收")
	lead.says("明天请假").taps("阮守田").hears("已问阮守田")
	keeper.says("同意代班").hears("9月16日")
	lead.hears("阮守田答应")
	w.until("2026-09-15 23:30") // the reminder of 22:00 waits for the morning
	lead.hearsNothing()
	keeper.from = len(keeper.phone().Shown())
	w.until("2026-09-16 07:45")
	keeper.hears(no, "请按期整改", "[改好了]")
	lead.hearsNothing()
	keeper.taps("改好了")
	keeper.sends("corridor-clear").says("提交").hears("已报改好")
	w.audited("2026-09-17 02:40")
	w.read(func(tx *store.Tx) error {
		posts, err := tx.PostsAbout(w.ctx, w.hazard(no).About())
		if !slices.ContainsFunc(posts, func(p safety.PostFate) bool {
			return p.Member == lead.id && p.State == "skipped" && p.Reason == "请假了，改发给代班的阮守田"
		}) {
			t.Errorf("it is not on file why the lead was not told: %+v", posts)
		}
		return err
	})
}

func TestWhatWaitedForTheMorningIsInWordsForAStandInWhoSeesNoCards(t *testing.T) {
	w := newWorld(t, "2026-09-15 10:00")
	officer, second, lead := w.member(testdata.SafetyOfficer), w.member(testdata.SecondOfficer), w.member(testdata.CourtyardLead)
	second.says("文字版").hears("以后给您发文字")
	officer.says("明天请假").taps("樊冬青").hears("已问樊冬青")
	second.says("同意代班").hears("谢谢您")
	w.until("2026-09-15 22:00")
	lead.says("免查").says("院里封闭施工").hears("已报给祁文柏")
	officer.from, second.from = len(officer.phone().Shown()), len(second.phone().Shown())
	w.until("2026-09-16 07:45")
	second.hears("苗巧云请予免查", "院里封闭施工", "回“准予免查”")
	officer.hasNotHeard("请予免查")
}

func TestWhoStandsInAndHadTheMessageHimselfGetsItOnce(t *testing.T) {
	w := newWorld(t, "2026-09-15 10:00")
	officer, second := w.member(testdata.SafetyOfficer), w.member(testdata.SecondOfficer)
	officer.says("明天请假").taps("樊冬青").hears("已问樊冬青")
	second.says("同意代班").hears("谢谢您")
	w.until("2026-09-15 22:00")
	err := w.program.db.Tx(w.ctx, func(tx *store.Tx) error {
		return tx.Post(w.ctx, bot.Post{Key: "both", To: []string{officer.id, second.id}, Class: bot.Urge, About: "grid:01", Body: bot.Body{Text: "请两位都看一下"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	officer.from, second.from = len(officer.phone().Shown()), len(second.phone().Shown())
	w.until("2026-09-16 07:45")
	officer.hasNotHeard("请两位都看一下")
	if n := strings.Count(second.since(), "请两位都看一下"); n != 1 {
		t.Errorf("the stand-in was told %d times, want once:\n%s", n, second.since())
	}
}

func TestWhoStandsInIsChosenFromTheCardByItsNumberToo(t *testing.T) {
	w := newWorld(t, "2026-09-17 10:00")
	lead, keeper := w.member(testdata.CourtyardLead), w.member(testdata.SafetyKeeper)
	lead.says("明天请假").hears("请谁代班", "回序号", "[阮守田]")
	lead.says("9").hears("现在没有等您选择的问题") // no such line, and the menu that follows is no list
	lead.says("1").hears("现在没有等您选择的问题")
	lead.says("明天请假").hears("请谁代班", "[阮守田]")
	lead.says("1").hears("已记下", "已问阮守田")
	keeper.hears("苗巧云想请您代班")
	keeper.from = len(keeper.phone().Shown())
	lead.says("1").hears("已记下") // saying it twice is no second leave
	keeper.hearsNothing()
}

// audited runs to the night and expects that the audit finds nothing.
func (w *world) audited(at string) {
	w.t.Helper()
	w.until(at)
	w.read(func(tx *store.Tx) error {
		rep, err := tx.LastAudit(w.ctx, w.clock.Now().AddDate(0, 0, 1))
		for _, g := range rep.Gaps {
			w.t.Errorf("the audit found: %s %s", g.Kind, g.Text)
		}
		return err
	})
}

func TestALeaveWithoutStandInGoesByTheRuleOfVacanciesAndIsToldUpwards(t *testing.T) {
	w := newWorld(t, "2026-09-18 10:00")
	w.changeRoster(func(r *safety.Roster) { // no deputy: the level above stands in
		for i, a := range r.Assignments {
			if a.Member == testdata.CourtyardLead {
				r.Assignments[i].Deputy = ""
			}
		}
	})
	lead, officer, head, office := w.member(testdata.CourtyardLead), w.member(testdata.SafetyOfficer), w.member(testdata.CommunityHead), w.member(testdata.SafetyOfficeHead)
	lead.says("9月21日到9月27日请假").hears("请谁代班", "[没有人代]")
	lead.taps("没有人代").hears("已记下", "没有人代班", "已告诉他们")
	officer.hears("苗巧云", "没有人代班")
	head.hears("苗巧云", "没有人代班")
	office.hears("苗巧云", "没有人代班")
	w.until("2026-09-20 11:00")
	lead.says("检查").says("全部正常").sends("courtyard").says("提交").hears("检查完成")
	lead.from = len(lead.phone().Shown())
	w.until("2026-09-21 09:15")
	officer.hears("请代为检查", "梧桐里一号院")
	office.hears("楼院长苗巧云请假", "没有代班")
	lead.hearsNothing()

	lead.says("代班 葛淑英").hears("已问葛淑英")
	head.hears("苗巧云想请您代班")
	head.taps("不方便").hears("已告诉苗巧云")
	lead.hears("葛淑英不方便", "代班 姓名")
	lead.says("销假").hears("欢迎回来")
	lead.hears("您请假期间", "没有人代班", "每周楼院检查")
	w.until("2026-09-24 09:15")
	lead.hears("每周楼院检查")
	w.audited("2026-09-26 02:40")
}

func TestAStandInWhoDoesNotAnswerIsAskedAgainAndTheLeaveHoldsAllTheSame(t *testing.T) {
	w := newWorld(t, "2026-09-17 10:00")
	first, second, head := w.member(testdata.SafetyOfficer), w.member(testdata.SecondOfficer), w.member(testdata.CommunityHead)
	first.says("请假 9月21日到25日").hears("请谁代班", "[樊冬青]")
	first.taps("樊冬青").hears("已问樊冬青")
	second.hears("祁文柏想请您代班")
	w.until("2026-09-18 09:00")
	second.hears("祁文柏想请您代班")
	w.until("2026-09-21 09:00")
	office := w.member(testdata.SafetyOfficeHead)
	office.from = 0
	office.hears("祁文柏", "请了樊冬青代班，还没有答复")
	second.says("同意代班").hears("谢谢您", "从现在起")
	second.hears("从现在起替祁文柏代班")
	office.hears("由樊冬青代班")

	// In the middle another takes over; what was stays with who did it.
	first.says("代班 葛淑英").hears("已问葛淑英")
	head.says("同意代班").hears("从现在起", "不方便了，发“不代班 祁文柏”")
	if l := w.onLeave(testdata.SafetyOfficer); l.StandIn != testdata.CommunityHead {
		t.Errorf("%s stands in", l.StandIn)
	}
	second.says("查 YH-2026-01-0001")
	head.says("不代班 祁文白").hears("没有找到“祁文白”请您代班的事")
	head.says("不代班 祁文柏").hears("已告诉祁文柏")
	first.hears("葛淑英不方便")
	first.says("代班 樊冬青")
	second.says("同意代班").hears("从现在起")
	first.says("请假 9月22日").hears("您已经请了", "先发“销假”")
	w.until("2026-09-28 09:00")
	first.hears("欢迎回来", "樊冬青替您代班")
}

func TestDangerIsToldToWhoIsOnLeaveAndToWhoStandsInForHim(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	principal, lead := w.member(testdata.StreetPrincipal), w.member(testdata.StreetDeputyLead)
	principal.says("请假 今天到周五").taps("晏秀禾")
	lead.says("同意代班").hears("从现在起")
	head := w.member(testdata.CommunityHead)
	head.says("明天请假").taps("没有人代")
	w.until("2026-09-15 02:00")
	w.member(testdata.Volunteer).says("着火了")
	for _, id := range []string{testdata.StreetPrincipal, testdata.StreetDeputyLead, testdata.CommunityHead, testdata.SafetyOfficer} {
		p := w.member(id)
		p.from = 0
		p.hears("【紧急】", "着火了")
	}
	// What is no danger goes to who stands in alone: the morning digest too.
	no := w.report(testdata.Volunteer, "3单元楼道堆了纸箱", "梧桐里二号院", "corridor-cluttered")
	principal.from = len(principal.phone().Shown())
	w.until("2026-09-18 08:45")
	lead.hears("早报", no)
	principal.hearsNothing()
}

// onLeave is the leave a member is on now.
func (w *world) onLeave(id string) (l safety.Leave) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		r, err := tx.Roster(w.ctx)
		if err == nil {
			l, _ = r.OnLeave(id, w.clock.Now())
		}
		return err
	})
	return l
}
