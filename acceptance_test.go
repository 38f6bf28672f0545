package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// The titles are the acceptance scenarios of domain.md 17.

var hazardNo = regexp.MustCompile(`YH-\d{4}-\w+-\d{4}`)

// report lets a volunteer report and gives the hazard's number.
func (w *world) report(who, what, where string, photos ...string) string {
	w.t.Helper()
	p := w.member(who)
	p.sends(photos...)
	p.says(what)
	p.says(where)
	if strings.Contains(p.since(), "是同一件吗") {
		p.taps("不是，另外报")
	}
	p.says("提交")
	return hazardNo.FindString(p.hears("收到了，谢谢您", "编号"))
}

// accept and assign let the officer take a report on and give it to somebody.

func (w *world) accept(no string) {
	w.t.Helper()
	o := w.member(testdata.SafetyOfficer)
	o.says("查 " + no).taps("受理").says("一般隐患")
	o.says("提交")
	o.hears("已受理 " + no)
}

func (w *world) assign(no, party string) {
	w.t.Helper()
	o := w.member(testdata.SafetyOfficer)
	o.says("查 " + no).taps("派发").says(party)
	o.says("1").says("清空楼道，保持畅通").says("提交")
	o.hears(no + " 已派给")
}

func TestScenario01ACourtyardLeadAnswers24ItemsInChatTwoFailOneFixedOnTheSpotOneClosedAndOneOpenHazardOccurrenceDone(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	lead := w.member(testdata.CourtyardLead)
	w.until("2026-09-14 09:12")
	lead.hears("每周楼院检查", "[开始检查]")
	lead.taps("开始检查").hears("共 24 项")
	lead.says("除1、7外正常")
	lead.says("2单元楼道堆了纸箱").sends("corridor-cluttered").says("当场改好了").sends("corridor-clear")
	lead.says("3号楼灭火器过期了").sends("extinguisher-expired").says("改不了，登记隐患")
	lead.sends("courtyard").says("提交")
	lead.hears("检查完成", "合格 22、不合格 2", "当场改好并销号", "登记隐患")

	w.read(func(tx *store.Tx) error {
		hs, err := tx.Hazards(w.ctx, safety.HazardQuery{Grids: []string{testdata.Courtyard}})
		if err != nil {
			return err
		}
		states := map[safety.State]int{}
		for _, h := range hs {
			states[h.State]++
		}
		if states[safety.Closed] != 1 || states[safety.Registered] != 1 || len(hs) != 2 {
			t.Errorf("hazards are %v, want one closed and one registered", states)
		}
		o, err := tx.Occurrence(w.ctx, "weekly/2026-W38/"+testdata.Courtyard)
		if err == nil && o.State != safety.Done {
			t.Errorf("occurrence is %s, want done", o.State)
		}
		return err
	})
}

func TestScenario02SameItemFailsNextWeekWhileTheHazardIsOpenFollowUpAddedNoSecondHazard(t *testing.T) {
	w := newWorld(t, "2026-09-14 09:30")
	lead := w.member(testdata.CourtyardLead)
	lead.says("检查").says("除7外正常").says("3号楼灭火器过期了").sends("extinguisher-expired").says("改不了，登记隐患").sends("courtyard").says("提交")
	no := hazardNo.FindString(lead.hears("检查完成", "登记隐患："))
	w.until("2026-09-21 09:30")
	lead.says("检查").hears("共 24 项")
	lead.says("除7外正常").hears(no, "还在整改")
	lead.sends("extinguisher-expired").says("跳过").sends("courtyard").says("提交")
	lead.hears("补充照片：" + no)
	w.read(func(tx *store.Tx) error {
		n, err := tx.CountHazards(w.ctx, safety.HazardQuery{Grids: []string{testdata.Courtyard}})
		if n != 1 {
			t.Errorf("%d hazards, want one", n)
		}
		return err
	})
	if n := len(w.hazard(no).Photos(safety.FollowedUp)); n != 1 {
		t.Errorf("%d follow-up photos, want one", n)
	}
}

func TestScenario03VolunteerSendsThreePhotosThenTextOneDraftThreePhotosMissingPlaceAskedOnce(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	v := w.member(testdata.Volunteer)
	v.sends("stairwell-ebike", "corridor-cluttered", "wires-tangled")
	v.says("2单元楼道里停了电动车，还拉了线充电")
	v.hears("在哪里")
	v.hasNotHeard("在哪里")
	v.says("梧桐里一号院").says("提交")
	no := hazardNo.FindString(v.hears("收到了，谢谢您", "前答复您"))
	h := w.hazard(no)
	if n := len(h.Photos(safety.Before)); n != 3 || h.Place.Grid != testdata.Courtyard {
		t.Errorf("hazard has %d photos in %q, want 3 in %q", n, h.Place.Grid, testdata.Courtyard)
	}
	w.read(func(tx *store.Tx) error {
		n, err := tx.CountHazards(w.ctx, safety.HazardQuery{Reporter: testdata.Volunteer})
		if n != 1 {
			t.Errorf("%d hazards were registered, want one", n)
		}
		return err
	})
}

func TestScenario04VolunteerSendsFireWords119AdviceFirstL1ToL3ToldAt0200DespiteQuietHours(t *testing.T) {
	w := newWorld(t, "2026-09-15 02:00")
	v := w.member(testdata.Volunteer)
	told := map[string]*talker{}
	for _, id := range []string{testdata.SafetyOfficer, testdata.CommunityHead, testdata.SafetyOfficeHead, testdata.StreetDeputyLead, testdata.StreetPrincipal} {
		told[id] = w.member(id)
	}
	v.says("着火了！3号楼")
	first := v.phone().Shown()[v.from+1]
	if !strings.Contains(first.Text, "119") {
		t.Errorf("the first reply is %q, want the advice to call 119", first.Text)
	}
	for id, p := range told {
		p.hears("紧急", "着火了！3号楼")
		if at := p.heardAt("紧急"); at.Sub(moment(t, "2026-09-15 02:00")) > time.Minute {
			t.Errorf("%s heard at %s, want at once", id, at.Format("15:04:05"))
		}
	}
}

func TestScenario08ReviewerEqualsFixerRefusedWithExplanation(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	w.accept(no)
	o := w.member(testdata.SafetyOfficer)
	o.says("查 " + no).taps("派发").says("其他人").says("物业老周").says("1").says("跳过").says("提交")
	w.claimOnBehalf(no)
	o.says("查 " + no).taps("复查通过")
	o.hears("不能是同一个人")
	if h := w.hazard(no); h.State != safety.AwaitingReview {
		t.Errorf("hazard is %s, want awaiting review", h.State)
	}
}

// claimOnBehalf lets the officer acknowledge for a party on paper and claim the
// hazard fixed for it.
func (w *world) claimOnBehalf(no string) {
	w.t.Helper()
	o := w.member(testdata.SafetyOfficer)
	o.says("查 " + no).taps("代签收").sends("courtyard").says("提交")
	o.hears("已签收")
	o.says("查 " + no).taps("改好了").sends("corridor-clear").says("提交")
	o.hears("已报改好")
}

func TestScenario09AfterPhotoIsTheSamePictureAsTheBeforePhotoRefused(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	w.accept(no)
	w.assign(no, "鲍来福")
	owner := w.member(testdata.ShopOwner)
	owner.taps("收到").hears("已签收")
	owner.taps("改好了").hears("整改后的照片")
	owner.sends("corridor-cluttered").hears("和整改前的一样")
	owner.sends("corridor-clear").says("提交")
	owner.hears("已报改好")
	if n := len(w.hazard(no).Photos(safety.After)); n != 1 {
		t.Errorf("%d after-photos are kept, want the new one only", n)
	}
}

func TestScenario16ReporterTapsNotFixedOnDay29ReopenedAtL1OnDay31NewHazardWithRecurrenceOf(t *testing.T) {
	for _, c := range []struct {
		days int
		want string
	}{{29, "已重新打开"}, {31, "已作为新隐患登记"}} {
		t.Run(fmt.Sprintf("day %d", c.days), func(t *testing.T) {
			w := newWorld(t, "2026-09-14 10:00")
			no := w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
			w.accept(no)
			w.assign(no, "鲍来福")
			owner, officer, v := w.member(testdata.ShopOwner), w.member(testdata.SafetyOfficer), w.member(testdata.Volunteer)
			owner.taps("改好了").sends("corridor-clear").says("提交").hears("已报改好")
			officer.says("查 " + no).taps("复查通过").says("跳过").says("提交").hears("已销号")
			v.hears("您反映的隐患已改好")
			w.pass(time.Duration(c.days) * 24 * time.Hour)
			officer.from = len(officer.phone().Shown())
			v.taps("没改好").hears(c.want)
			if c.days == 29 {
				officer.hears("第 1 次重新打开", no)
				w.begunHigher(no)
				return
			}
			w.read(func(tx *store.Tx) error {
				hs, err := tx.Hazards(w.ctx, safety.HazardQuery{Reporter: testdata.Volunteer})
				if err == nil && (len(hs) != 2 || hs[0].RecurrenceOf != no && hs[1].RecurrenceOf != no) {
					t.Errorf("no new hazard names %s", no)
				}
				return err
			})
		})
	}
}

// begunHigher expects a hazard that was reopened on Tuesday 2026-10-13: half of
// its seven days, and every level one higher than the first time.
func (w *world) begunHigher(no string) {
	w.t.Helper()
	h := w.hazard(no)
	if want := moment(w.t, "2026-10-19 18:00"); h.State != safety.Assigned || h.ReopenCount != 1 || h.Climbed != 1 || !h.Deadline.Equal(want) {
		w.t.Errorf("it is %s, reopened %d, at level %d, due %s; want assigned, once, at level 1, due in four days and on a working day: %s", h.State, h.ReopenCount, h.Climbed, h.Deadline, want)
	}
	levels := map[string]int{}
	for _, st := range w.all(h.About()) {
		if st.State == safety.StepPlanned {
			levels[st.Rung] = st.Level
		}
	}
	want := map[string]int{
		"ack-remind": 0, "no-ack": 2, "before-3d": 0, "before-1d": 0, "due-day": 0, "overdue-1": 2, "overdue-2": 3, "overdue-5": 3, "handover": 3,
	}
	if diff := cmp.Diff(want, levels); diff != "" {
		w.t.Errorf("levels of the planned rungs (-want +got):\n%s", diff)
	}
}
