package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

const september = "monthly/2026-09/" + testdata.Community

func TestTwoOfficersWalkAMonthsSweepTogetherAndFinishItLate(t *testing.T) {
	w := newWorld(t, "2026-09-01 08:55")
	first, second, head := w.member(testdata.SafetyOfficer), w.member(testdata.SecondOfficer), w.member(testdata.CommunityHead)
	w.until("2026-09-01 09:12")
	first.hears("新一轮每月排查开始了", "[开始检查]")
	second.hears("新一轮每月排查开始了")

	first.taps("开始检查").hears("每月排查已查 0/46", "梧桐里一号院")
	first.says("来福小炒").hears("来福小炒", "共 21 项")
	first.says("全部正常").hears("现场照片")
	first.sends("courtyard").hears("来福小炒检查完成：21 项，合格 21", "已查 1/46")
	first.hears("下一处：", "这个院还剩", "[查这里] [换一处] [进不去]")

	second.says("检查").says("每月排查·梧桐里社区").says("来福小炒").hears("来福小炒")
	second.says("全部正常").sends("courtyard").hears("已由祁文柏查过")
	second.says("下一处").hears("已查 1/46")
	second.taps("进不去").hears("为什么没进去")
	second.says("今天关门").hears("今天关门", "还算没查")

	w.walk(september, testdata.SafetyOfficer, 37)
	w.until("2026-09-15 09:15")
	first.hears("还没做完每月排查")
	first.says("月查").hears("已查 37/46", "没进去：", "樊冬青")
	first.says("待办").hears("每月排查 37/46")
	w.until("2026-09-30 18:01")
	head.hears("每月排查没走完：37/46")
	w.walk(september, testdata.SecondOfficer, 45)
	w.until("2026-10-08 10:00")
	second.says("下一处").taps("查这里").hears("共 ")
	second.says("全部正常").sends("courtyard").hears("（补查）", "每月排查全部走完：46/46")
	if o := w.occurrence(september); o.State != safety.DoneLate || o.DoneBy != testdata.SecondOfficer {
		t.Errorf("the sweep is %s by %s, want made up by the second officer", o.State, o.DoneBy)
	}
	if s := w.steps("occurrence:" + september)["missed-3"]; s.State != safety.StepDropped {
		t.Errorf("the principal's step is %s, want dropped", s.State)
	}
}

func TestASweepCarriesAllEvidenceOfAFailedItemIntoTheHazard(t *testing.T) {
	w := newWorld(t, "2026-09-01 09:30")
	o := w.member(testdata.SafetyOfficer)
	o.says("检查").says("每月排查·梧桐里社区").says("来福小炒").says("除2、9外正常")
	o.says("后门锁着").sends("corridor-cluttered").says("改不了，登记隐患")
	o.says("厨房里给电瓶充电").hears("几")
	o.says("两块电瓶").sends("stairwell-ebike", "wires-tangled").says("当场改好了").sends("corridor-clear")
	o.sends("courtyard").says("提交")
	said := o.hears("来福小炒检查完成：21 项，合格 19、不合格 2", "当场改好并销号", "登记隐患")
	nos := hazardNo.FindAllString(said, -1)
	if len(nos) != 2 {
		t.Fatalf("heard of %v, want two hazards", nos)
	}
	fixed, open := w.hazard(nos[0]), w.hazard(nos[1])
	var visits []safety.Inspection
	w.read(func(tx *store.Tx) (err error) {
		visits, err = tx.Visits(w.ctx, "monthly", testdata.Courtyard, testdata.Shop, 5)
		return err
	})
	if len(visits) != 1 || len(visits[0].Photos) != 1 || visits[0].Site != testdata.Shop || visits[0].By != testdata.SafetyOfficer {
		t.Fatalf("the visit is not kept as it was: %+v", visits)
	}
	v := visits[0]
	for _, c := range []struct {
		h        *safety.Hazard
		state    safety.State
		severity safety.Severity
		category safety.Category
		what     string
	}{
		{open, safety.Registered, safety.Serious, "passage", "安全出口不锁闭、不遮挡：后门锁着"},
		{fixed, safety.Closed, safety.Serious, "ebike", "无店内电动车及电池充电：厨房里给电瓶充电（充着几块？两块电瓶）"},
	} {
		var f safety.Finding
		for _, x := range v.Findings {
			if x.Hazard == c.h.No {
				f = x
			}
		}
		want := safety.Hazard{
			State: c.state, Severity: c.severity, Category: c.category, What: c.what, Source: safety.FromMonthly, Item: f.Item, Subject: september,
			Place: safety.Place{Grid: testdata.Courtyard, Site: testdata.Shop, Label: "来福小炒"}, Reporter: testdata.SafetyOfficer, Finder: testdata.SafetyOfficer,
		}
		got := safety.Hazard{
			State: c.h.State, Severity: c.h.Severity, Category: c.h.Category, What: c.h.What, Source: c.h.Source, Item: c.h.Item, Subject: c.h.Subject,
			Place: c.h.Place, Reporter: c.h.Reporter, Finder: c.h.Finder,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.h.No, diff)
		}
		if diff := cmp.Diff(f.Before, c.h.Photos(safety.Before), cmpopts.EquateEmpty()); diff != "" || len(f.Before) == 0 {
			t.Errorf("%s: pictures of what was found (-visit +hazard):\n%s", c.h.No, diff)
		}
		if diff := cmp.Diff(f.After, c.h.Photos(safety.After), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: pictures of what was put right (-visit +hazard):\n%s", c.h.No, diff)
		}
	}

	// A month later the open one is asked about and not registered again.
	w.until("2026-10-08 09:30")
	o.says("检查").says("每月排查·梧桐里社区").says("来福小炒").hears(open.No + " 整改中")
	o.says("除2外正常").hears(open.No, "还在整改")
	o.sends("corridor-cluttered").says("放了看守").sends("courtyard").says("提交").hears("补充照片：" + open.No)
}

func TestAnObjectNobodyCanEnterIsExcusedByTheHead(t *testing.T) {
	w := newWorld(t, "2026-09-28 08:00")
	officer, head := w.member(testdata.SafetyOfficer), w.member(testdata.CommunityHead)
	w.walk(september, testdata.SafetyOfficer, 45)
	officer.says("下一处").taps("查这里").hears("进不去就回“关门”")
	officer.says("关门两个月了").hears("关门两个月了", "还算没查")
	if err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
		_, err := s.Excuse(w.ctx, september, testdata.SafetyOfficer, "走不完")
		return err
	}); err == nil || !strings.Contains(err.Error(), "每月排查的免查由社区主任") {
		t.Errorf("the officer excused himself: %v", err)
	}
	head.says("准予免查").says("没进去")
	head.hears("原因")
	head.says("店主回了老家，年前不开").hears("已准予不查", "全部走完：46/46")
	if o := w.occurrence(september); o.State != safety.Done {
		t.Errorf("the sweep is %s, want done", o.State)
	}
	head.says("统计").hears("每月排查（2026年9月）：应查 1，已完成 1", "走了 46/46 处")
}

func TestANewShopJoinsTheSweepAndAClosedOneLeavesIt(t *testing.T) {
	w := newWorld(t, "2026-09-02 09:00")
	w.walk(september, testdata.SafetyOfficer, 45)
	w.read(func(tx *store.Tx) error {
		r, err := tx.Roster(w.ctx)
		if err != nil {
			return err
		}
		plan, _ := w.program.policy.Plan("monthly")
		before := len(r.Objects(plan, testdata.Community))
		changed := *r
		changed.Sites = append(append([]safety.Site(nil), r.Sites...), safety.Site{Code: "0101-77", Name: "新开的店", Grid: testdata.Courtyard, Class: safety.SmallSite})
		changed.Sites[0].Ended = true
		unit := safety.Site{Code: "0101-78", Name: "新单位", Grid: testdata.Courtyard, Class: safety.UnitSite}
		changed.Sites = append(changed.Sites, unit)
		after := safety.NewRoster(changed).Objects(plan, testdata.Community)
		gone := 0
		if r.Sites[0].Class == safety.SmallSite {
			gone = 1
		}
		if len(after) != before+1-gone {
			t.Errorf("%d objects after a shop opened and one closed, %d before", len(after), before)
		}
		return nil
	})
}

func TestMostOfASweepMissingTwoWorkingDaysBeforeTheEndIsToldToTheHeadOnly(t *testing.T) {
	w := newWorld(t, "2026-09-20 08:00")
	officer, head := w.member(testdata.SafetyOfficer), w.member(testdata.CommunityHead)
	w.walk(september, testdata.SafetyOfficer, 30)
	w.until("2026-09-28 09:30")
	head.hears("每月排查才查了 30/46", "人手")
	officer.hasNotHeard("才查了")
	officer.hears("还没做完每月排查")
	other := w.steps("occurrence:monthly/2026-09/02")["behind"]
	if other.State != safety.StepTold {
		t.Errorf("the other community's step is %s", other.State)
	}
}

func TestObjectsAreFoundByNameAndByLocationWithinTheSweepOnly(t *testing.T) {
	w := newWorld(t, "2026-09-01 09:00")
	officer := w.member(testdata.SafetyOfficer)
	officer.says("检查").says("每月排查·梧桐里社区").says("梧桐购物中心").hears("不在这次每月排查的范围里")
	var yard safety.Grid
	w.read(func(tx *store.Tx) error {
		r, err := tx.Roster(w.ctx)
		yard, _ = r.Grid("0103")
		return err
	})
	officer.phone().SendLocation(yard.Lat, yard.Lon, "")
	w.settle()
	officer.hears("是下面哪一个")
	officer.says(yard.Name).hears(yard.Name+" 每月排查", "共 24 项")
}
