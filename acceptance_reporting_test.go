package main

import (
	"strings"
	"testing"
	"time"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// begins lets a member send pictures, then say what is wrong and where.
func (w *world) begins(who, what, where string, photos ...string) *talker {
	w.t.Helper()
	p := w.member(who)
	p.sends(photos...)
	return p.says(what).says(where)
}

// closes lets the officer and the shop owner bring a hazard to its end.
func (w *world) closes(no string) {
	w.t.Helper()
	w.accept(no)
	w.assign(no, "鲍来福")
	w.member(testdata.ShopOwner).taps("改好了").sends("corridor-clear").says("提交").hears("已报改好")
	w.member(testdata.SafetyOfficer).says("查 " + no).taps("复查通过").says("跳过").says("提交").hears(no + " 复查通过")
}

const boxes, yard = "2单元楼道堆了纸箱", "梧桐里一号院"

func TestAReportOfSomethingKnownIsOfferedForFollowingAndTheFollowerHearsItsNews(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
	k := w.begins(testdata.SafetyKeeper, "楼道里堆了好多纸箱", yard, "courtyard")
	k.hears("已有人反映过，是同一件吗", no, "[是同一件]", "[不是，另外报]")
	k.taps("是同一件").hears("已有人反映，编号 "+no, "您已关注它")
	if n := w.count(safety.HazardQuery{Grids: []string{testdata.Courtyard}}); n != 1 {
		t.Errorf("%d hazards are on file, want one", n)
	}
	if n := len(w.hazard(no).Photos(safety.FollowedUp)); n != 1 {
		t.Errorf("%d pictures of the follower are kept, want one", n)
	}
	w.closes(no)
	k.hears("已受理，编号 " + no)
	k.hears(no + " 已派给责任人")
	k.hears("您反映的隐患已改好", no)
	k.says("状态").hears(no)
	k.taps("没改好").hears("已重新打开")
	k.says("取消关注 " + no).hears("不再发给您")
	k.says("查 " + no).hears("没有找到编号")
	if h := w.hazard(no); h.State != safety.Assigned || h.ReopenCount != 1 {
		t.Errorf("hazard is %s, reopened %d times", h.State, h.ReopenCount)
	}
}

func TestWhoInsistsThatItIsSomethingElseReportsAnew(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
	k := w.begins(testdata.SafetyKeeper, "楼道里堆了好多纸箱", yard, "courtyard")
	k.taps("不是，另外报").says("提交").hears("收到了，谢谢您")
	if n := w.count(safety.HazardQuery{Grids: []string{testdata.Courtyard}}); n != 2 {
		t.Errorf("%d hazards are on file, want two", n)
	}
}

func TestTheSamePictureIsRecognisedWhateverTheWordsSay(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
	w.begins(testdata.SafetyKeeper, "门厅走不过去", "梧桐里二号院", "corridor-cluttered").hears("已有人反映过", no)
}

func TestWhatWasReportedTwoWeeksAgoOrElsewhereIsNotOffered(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
	k := w.begins(testdata.SafetyKeeper, "电梯门会夹人", yard, "courtyard")
	k.hasNotHeard("已有人反映过")
	k.says("取消")
	w.accept(hazardNo.FindString(w.member(testdata.Volunteer).all()))
	w.pass(15 * 24 * time.Hour)
	k = w.begins(testdata.SafetyKeeper, "楼道里堆了好多纸箱", yard, "courtyard")
	k.hasNotHeard("已有人反映过")
}

func TestWhatWasClosedAMomentAgoIsReopenedByWhoReportsItAgain(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
	w.closes(no)
	w.pass(24 * time.Hour)
	k := w.begins(testdata.SafetyKeeper, "楼道里堆了好多纸箱", yard, "courtyard")
	k.hears("已有人反映过", no, "已销号")
	k.taps("是同一件").hears("还没改好", no+" 已重新打开")
}

func TestOnesOwnReportIsAddedToInsteadOfMadeTwice(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
	w.pass(11 * time.Minute) // before that a picture is offered as an addition
	v := w.begins(testdata.Volunteer, "楼道堆了纸箱还没清", yard, "courtyard")
	v.taps("是同一件").hears("您反映过这一件，编号 " + no)
}

// count counts hazards.
func (w *world) count(q safety.HazardQuery) (n int) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		n, err = tx.CountHazards(w.ctx, q)
		return err
	})
	return n
}

func TestAnUrgentReportIsJudgedWithinADayAndAnOrdinaryOneWithinAWorkingDay(t *testing.T) {
	for _, c := range []struct{ what, by string }{
		{"2单元安全出口被锁死，打不开", "明天 11:00"},
		{"消防车通道被私家车占用", "明天 11:00"},
		{"消火栓没水了", "明天 11:00"},
		{boxes, "9月14日（周一）18:00"},
	} {
		t.Run(c.what, func(t *testing.T) {
			w := newWorld(t, "2026-09-11 11:00") // a Friday
			v := w.begins(testdata.Volunteer, c.what, yard, "courtyard")
			v.says("提交").hears("收到了，谢谢您", "会在"+c.by+"前答复您")
		})
	}
}

func TestAReportOutsideTheFieldIsRejectedWithTheRightAddress(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []string
		want    []string
	}{
		{"another office", []string{"由其他部门管", "噪声扰民", "跳过"}, []string{"不归街道安全网格管", "请找派出所（110）"}},
		{"an office nobody thought of", []string{"由其他部门管", "其他（写部门）", "街道民政所", "跳过"}, []string{"请找街道民政所"}},
		{"another street", []string{"不在本街道", "跳过"}, []string{"12345"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "2026-09-14 10:00")
			no := w.report(testdata.Volunteer, "楼下酒吧半夜太吵", yard, "courtyard")
			o := w.member(testdata.SafetyOfficer)
			o.says("查 " + no).taps("不受理")
			for _, a := range c.answers {
				o.says(a)
			}
			o.says("提交").hears(no + " 没有受理")
			w.member(testdata.Volunteer).from = 0
			v := w.member(testdata.Volunteer)
			v.from = 0
			v.hears(append([]string{"没有受理", "[申诉]"}, c.want...)...)
		})
	}
}

// rejects lets the officer turn a report down.
func (w *world) rejects(no, reason string) {
	w.t.Helper()
	o := w.member(testdata.SafetyOfficer)
	o.says("查 " + no).taps("不受理").says(reason).says("跳过").says("提交").hears(no + " 没有受理")
}

func TestAnAppealIsDecidedByTheHeadOfTheSafetyOfficeWithOneTapAndOnlyOnce(t *testing.T) {
	for _, c := range []struct {
		tap   string
		head  string
		want  string
		state safety.State
	}{
		{"受理", "已改为受理", "已受理，编号", safety.Registered},
		{"维持不受理", "维持不受理", "这是最后的答复", safety.Rejected},
	} {
		t.Run(c.tap, func(t *testing.T) {
			w := newWorld(t, "2026-09-14 10:00")
			v, head := w.member(testdata.Volunteer), w.member(testdata.SafetyOfficeHead)
			no := w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
			w.rejects(no, "现场查看不属实")
			v.taps("申诉").hears("为什么不同意")
			v.says("纸箱今天还在").hears(no + " 已转街道安监办主任复核")
			head.hears("申诉，请复核", no, "纸箱今天还在")
			w.member(testdata.SafetyOfficer).says("查 " + no).hasNotHeard("[受理]")
			head.taps(c.tap).hears(no, c.head)
			v.hears(c.want)
			if h := w.hazard(no); h.State != c.state {
				t.Errorf("report is %s, want %s", h.State, c.state)
			}
			if c.state == safety.Rejected {
				v.says("查 " + no).hasNotHeard("[申诉]")
			}
		})
	}
}

func TestAReporterMayAppealForAWeek(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
	w.rejects(no, "不是安全隐患")
	w.pass(8 * 24 * time.Hour)
	w.member(testdata.Volunteer).taps("申诉").hears("不能再申诉", "重新上报")
}

func TestThreeMaliciousReportsInAMonthAreLookedAtByTheOfficeFirstAndTheReporterIsNotBlamed(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	v, head, officer := w.member(testdata.Volunteer), w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficer)
	for _, what := range []string{"窗户外面挂着空调", "井盖会响一响", "电梯里有点热"} {
		no := w.report(testdata.Volunteer, what, yard, "courtyard")
		w.rejects(no, "恶意上报")
		w.pass(time.Hour)
	}
	officer.from = len(officer.phone().Shown())
	no := w.report(testdata.Volunteer, "三楼灭火器压力不够", yard, "extinguisher-expired")
	if said := v.all(); strings.Contains(said, "恶意") {
		t.Errorf("the reporter was blamed:\n%s", said)
	}
	head.hears("请安监办先看", "三楼灭火器压力不够")
	officer.hasNotHeard(no)
	officer.says("查 " + no).hasNotHeard("[受理]")
	head.taps("转社区").hears(no + " 已转社区安全员")
	officer.hears("群众反映一条隐患，请受理")
	w.accept(no)
}

func TestAThankYouComesAtTheFirstAndTheTenthValidReportAndTheOfficeSeesTheCounts(t *testing.T) {
	w := newWorld(t, "2026-09-14 09:00")
	v := w.member(testdata.Volunteer)
	for i, what := range []string{
		"灭火器没了", "井盖丢了", "电梯门夹人", "阳台私拉电线", "煤气罐放楼道", "外墙瓷砖松动", "地下室住人", "露天烧垃圾", "脚手架没网", "制度没上墙",
	} {
		p := w.begins(testdata.Volunteer, what, yard, "courtyard")
		if strings.Contains(p.since(), "已有人反映过") {
			p.taps("不是，另外报")
		}
		p.says("提交")
		no := hazardNo.FindString(p.hears("收到了，谢谢您", "编号"))
		w.accept(no)
		w.pass(20 * time.Minute)
		switch i {
		case 0:
			v.hears("第一条被受理的隐患，谢谢您")
		case 8:
			v.hasNotHeard("条被受理的隐患。")
		}
	}
	w.until("2026-09-15 09:30") // beyond the cap of a day they wait for the next
	v.from = 0
	v.hears("第 10 条被受理的隐患")
	w.member(testdata.SafetyOfficeHead).says("志愿者").hears("2026年第3季度", "受理 10 条", "柴小满", "10 条")
	w.member(testdata.SafetyOfficer).says("志愿者").hears("由街道安监办查看")
}

func TestReportersHearHowAMatterStandsAfterSevenWorkingDaysWithoutNews(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	v := w.member(testdata.Volunteer)
	no := w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
	w.accept(no)
	v.hears("已受理，编号")
	w.assign(no, "鲍来福")
	w.member(testdata.ShopOwner).taps("收到").hears("已签收")
	w.until("2026-09-21 12:00") // the sixth working day, a made-up Sunday counted
	v.hasNotHeard("还没有办完")
	w.until("2026-09-22 12:00")
	v.hears(no, "还没有办完", "等责任人改好", "没有忘记")
	w.until("2026-10-08 12:00")
	v.hasNotHeard("还没有办完")
	w.until("2026-10-09 12:00") // seven working days later, with the holidays between
	v.hears(no, "还没有办完", "已经超期")
}

func TestTheReporterIsShownTheResultUnlessItIsPrivate(t *testing.T) {
	for _, c := range []struct {
		says  string
		shown bool
	}{{"提交", true}, {"不发照片提交", false}} {
		t.Run(c.says, func(t *testing.T) {
			w := newWorld(t, "2026-09-14 10:00")
			no := w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
			w.accept(no)
			w.assign(no, "鲍来福")
			w.member(testdata.ShopOwner).taps("改好了").sends("corridor-clear").says("提交").hears("已报改好")
			v := w.member(testdata.Volunteer)
			w.member(testdata.SafetyOfficer).says("查 " + no).taps("复查通过").says("跳过").says(c.says).hears(no + " 复查通过")
			v.hears("您反映的隐患已改好", "[已改好]", "[没改好]", "[说不清]")
			w.pass(time.Minute)
			v.from = 0
			if shown := strings.Contains(v.since(), "bot> image"); shown != c.shown {
				t.Errorf("picture shown: %v, want %v\n%s", shown, c.shown, v.since())
			}
			v.says("照片 " + no).hears("张照片发给您了")
			w.pass(8 * 24 * time.Hour)
			if h := w.hazard(no); h.State != safety.Closed {
				t.Errorf("without an answer the hazard is %s, want closed", h.State)
			}
		})
	}
}

func TestAReportIsTakenBackWithOneTapForAnHour(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	v := w.member(testdata.Volunteer)
	no := w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
	v.taps("撤回").hears(no + " 已撤回作废")
	if h := w.hazard(no); h.State != safety.Voided {
		t.Errorf("hazard is %s, want void", h.State)
	}
	no = w.report(testdata.Volunteer, "灭火器过期了", yard, "extinguisher-expired")
	w.pass(61 * time.Minute)
	v.taps("撤回").hears("不能自己撤回了", "安监办")
	if h := w.hazard(no); h.State != safety.Reported {
		t.Errorf("hazard is %s, want reported", h.State)
	}
}

func TestAnUnfinishedReportIsRemindedOfOnceKeptForAWeekAndRestored(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	v := w.member(testdata.Volunteer)
	v.sends("corridor-cluttered").hears("发现了什么")
	w.until("2026-09-15 12:00")
	v.hears("7 天内回“恢复”", "还没做完，要继续吗")
	v.hasNotHeard("还没做完，要继续吗")
	w.until("2026-09-20 12:00")
	v.says("恢复").hears("接着办“上报隐患”")
	v.says(boxes).says(yard).says("提交").hears("收到了，谢谢您")
}

func TestWhoCannotAnswerIsHelpedStepByStepAndCanAlwaysAskOrLeave(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	v := w.member(testdata.Volunteer)
	v.sends("corridor-cluttered").hears("发现了什么")
	v.says("堆").hears("太短了")
	v.says("。").hears("例如：楼道里堆了纸箱")
	v.says("堆").hears("答不上来没关系", "社区安全员", "取消")
	v.says("待办").hears("没有待办")
	v.hears("发现了什么")
	v.says("帮助").hears("例如：", "上一步")
	v.says("状态").hears("正在办“上报隐患”")
	v.says(boxes).says(yard).says("改2").hears("发现了什么")
	v.says("2单元楼道堆了旧家具").says("提交").hears("收到了，谢谢您")
}

func TestTheEmergencyButtonTellsEverybodyAtOnceAndCanBeCalledOff(t *testing.T) {
	w := newWorld(t, "2026-09-15 02:00")
	v := w.member(testdata.Volunteer)
	var above []*talker
	for _, id := range []string{testdata.SafetyOfficer, testdata.SafetyOfficeHead, testdata.StreetDeputyLead, testdata.StreetPrincipal} {
		above = append(above, w.member(id))
	}
	v.says("菜单").taps("紧急").hears("119", "不能代打")
	for _, p := range above {
		p.hears("紧急", "柴小满", yard, "电话：1390000")
	}
	v.taps("按错了").hears("已告诉大家是按错了")
	for _, p := range above {
		p.hears("紧急解除", "柴小满")
	}
}

func TestAfterAnAlarmTheMemberMayGoOnToReportWhatHappened(t *testing.T) {
	w := newWorld(t, "2026-09-15 14:00")
	v := w.member(testdata.Volunteer)
	v.says("3号楼着火了").hears("119")
	v.hasNotHeard("在哪里")
	v.sends("corridor-cluttered").says("3号楼2单元电表箱烧黑了，火已经灭了").says(yard).says("提交").hears("收到了，谢谢您")
	head := w.member(testdata.SafetyOfficeHead)
	v.says("现在没有着火，放心")
	head.hasNotHeard("紧急")
}

func TestAPlaceIsFoundHoweverItIsWritten(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	for _, where := range []string{"梧桐里１号院", "梧桐里 1 号院", "梧桐里社区一号院", "梧桐里一号院3栋2单元", "一号院", "梧桐理一号院", "梧桐里 一号", "wtlyhy", "WTLYH"} {
		v := w.begins(testdata.Volunteer, boxes, where, "courtyard")
		if strings.Contains(v.since(), "是下面哪一个") {
			v.says("1")
		}
		v.says("提交")
		no := hazardNo.FindString(v.hears("收到了，谢谢您", "编号"))
		if h := w.hazard(no); h.Place.Grid != testdata.Courtyard {
			t.Errorf("%q is found in %q, want %q", where, h.Place.Grid, testdata.Courtyard)
		}
		v.taps("撤回").hears("已撤回")
		w.pass(11 * time.Minute)
	}
}

func TestANameThatTheOfficerExplainedOnceIsUnderstoodFromThenOn(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	p := w.begins(testdata.Volunteer, "配电箱门掉了", "老槐树对面", "courtyard")
	p.says("提交")
	no := hazardNo.FindString(p.hears("收到了，谢谢您", "编号"))
	o := w.member(testdata.SafetyOfficer)
	o.says("查 " + no).taps("受理").says("一般隐患")
	o.hears("“老槐树对面”在哪个楼院或单位？")
	o.says("梧桐购物中心").says("提交").hears("已受理 " + no)
	p = w.begins(testdata.SafetyKeeper, "灭火器不见了", "老槐树对面3号楼", "extinguisher-expired")
	p.says("提交")
	no = hazardNo.FindString(p.hears("收到了，谢谢您", "编号"))
	if h := w.hazard(no); h.Place.Site != testdata.KeyUnit {
		t.Errorf("the place is %+v, want the site %s", h.Place, testdata.KeyUnit)
	}
}
