package main

import (
	"slices"
	"testing"
	"time"

	"gridwarden/testdata"
)

func TestTheTourKnowsWhatANewcomerHasTried(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55", changeStaff)
	tried := func() (done []string) {
		t.Helper()
		stops, err := w.stops(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range stops {
			if s.Done {
				done = append(done, s.ID)
			}
			if s.Done && !s.Until.IsZero() {
				t.Errorf("%s is done and still asks for %s", s.ID, s.Until)
			}
		}
		return done
	}
	if done := tried(); len(done) > 0 {
		t.Fatalf("at first: %v", done)
	}
	stops, err := w.stops(w.ctx)
	if err != nil || !stops[0].Until.Equal(moment(t, "2026-09-14 09:10")) {
		t.Errorf("the first stop is at %s (error %v)", stops[0].Until, err)
	}
	w.until("2026-09-14 09:10")
	w.member(testdata.CourtyardLead).taps("开始检查").says("全部正常").sends("courtyard").says("提交")
	w.member(testdata.Volunteer).sends("corridor-cluttered").says("来福小炒门口堆了纸箱，挡住了安全出口").says("来福小炒").says("提交")
	w.member(testdata.SafetyOfficer).says("检查").says("每月排查·梧桐里社区").says("来福小炒").says("全部正常").sends("shop")
	w.member(testdata.SafetyOfficeHead).says("定日期").says("今天").says("跳过").says("提交").says("查一处").taps("梧桐购物中心").says("全部正常").sends("shop").says("提交")
	officer, head, staff := w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff)
	no := hazardNo.FindString(w.member(testdata.Volunteer).all())
	officer.taps("受理").says("突出隐患").says("提交").hears("已受理 " + no)
	head.says("移交 " + no + " 消防 需要查封").taps("批准")
	staff.taps("记送出").says("纸质送达").says("梧街安〔2026〕12号").says("跳过").says("提交")
	staff.says("查 " + firstHandover).taps("记回执").says("蓝队长").says("今天").says("跳过").sends("courtyard").says("提交").hears("回执")
	w.member(testdata.CourtyardLead).says("明天请假").taps("阮守田")
	w.member(testdata.SafetyKeeper).taps("同意")
	w.runTo(w.whenIs("staff"))
	leaver, successor := w.member(testdata.SecondOfficer), w.member(successor)
	successor.says("交接单").hears("樊冬青 → 卫知秋", no, firstHandover, "每月排查", "钥匙")
	successor.taps("已接清").hears("等樊冬青")
	if done := tried(); slices.Contains(done, "staff") {
		t.Error("one side alone has confirmed, and the stop is done")
	}
	leaver.taps("已交清").hears("双方都已确认")
	w.runTo(w.whenIs("orders").Add(time.Minute))
	head = w.member(testdata.SafetyOfficeHead)
	w.member(testdata.StreetDeputyLead).says("1 督办").hears("已督办", "季度联合检查")
	head.hears("晏秀禾督办", "季度联合检查") // as the stop's text promises
	head.says("节点 国庆节").taps("同意")
	done := tried()
	for _, s := range tour {
		if len(done) == 0 || done[0] != s.ID {
			t.Fatalf("tried %v, want %s next; the leader reads\n%s", done, s.ID, w.member(testdata.StreetDeputyLead).all())
		}
		done = done[1:]
	}
}

// whenIs is the moment from which a stop can be tried.
func (w *world) whenIs(id string) time.Time {
	w.t.Helper()
	i := slices.IndexFunc(tour, func(s tourStop) bool { return s.ID == id })
	return w.when(tour[i])
}
