package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

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

func TestScenario05WeeklyCheckInTheSpringFestivalWeekIsStillDueSunday1800AndGoesToTheDutyPerson(t *testing.T) {
	w := newWorld(t, "2026-02-15 20:00")
	duty := testdata.SecondOfficer
	w.changeRoster(func(r *safety.Roster) {
		r.Assignments = append(r.Assignments, safety.Assignment{
			Member: duty, Role: safety.DutyPerson, Grid: testdata.Community,
			From: moment(t, "2026-02-15 00:00"), To: moment(t, "2026-02-23 00:00"),
		})
	})
	lead, stand := w.member(testdata.CourtyardLead), w.member(duty)
	w.until("2026-02-22 12:00")
	stand.hears("请代为检查", "梧桐里一号院")
	lead.hasNotHeard("每周楼院检查")
	w.read(func(tx *store.Tx) error {
		o, err := tx.Occurrence(w.ctx, "weekly/2026-W08/"+testdata.Courtyard)
		if err == nil && !o.Due.Equal(moment(t, "2026-02-22 18:00")) {
			t.Errorf("due %s, want Sunday 2026-02-22 18:00", o.Due)
		}
		return err
	})
	stand.says("检查").hears("先查哪里")
}

func TestScenario06GeneralHazardOfTheWorkedExampleAllFiveInstantsAsGiven(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	officer, head, principal := w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead), w.member(testdata.StreetPrincipal)
	w.until("2026-09-18 10:00")
	lead := w.member(testdata.CourtyardLead)
	lead.says("检查").says("除7外正常").says("3号楼灭火器过期了").sends("extinguisher-expired").says("改不了，登记隐患").sends("courtyard").says("提交")
	no := hazardNo.FindString(lead.hears("检查完成", "登记隐患："))
	h := w.hazard(no)
	due := moment(t, "2026-09-28 18:00")
	if !h.Deadline.Equal(due) {
		t.Fatalf("due %s, want Monday 2026-09-28 18:00", h.Deadline)
	}
	steps := w.steps(h.About())
	for rung, at := range map[string]string{
		"overdue-1": "2026-09-29 09:00", "overdue-2": "2026-09-30 09:00", "overdue-5": "2026-10-10 09:00", "handover": "2026-10-05 18:00",
	} {
		if got := steps[rung].Due; !got.Equal(moment(t, at)) {
			t.Errorf("%s is planned for %s, want %s", rung, got.In(safety.Shanghai).Format("2006-01-02 15:04"), at)
		}
	}
	w.until("2026-10-12 09:00")
	heard := func(p *talker, at string, words ...string) {
		t.Helper()
		want := moment(t, at)
		for _, s := range p.phone().Shown() {
			if s.From == "bot" && holds(textOf(s), append(words, no)) && !s.At.Before(want) && s.At.Sub(want) < time.Minute {
				return
			}
		}
		t.Errorf("%s did not hear %q at %s; the phone shows\n%s", p.id, words, at, p.all())
	}
	heard(officer, "2026-09-29 09:00", "请督促")
	heard(head, "2026-09-30 09:00", "请督促")
	heard(principal, "2026-10-10 09:00", "请督促")
	heard(head, "2026-10-08 09:00", "建议移交")
}

func TestScenario07ServerDownSunday1700ToMonday1000MissRecordedL1DigestSentOnce(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	lead, officer := w.member(testdata.CourtyardLead), w.member(testdata.SafetyOfficer)
	w.until("2026-09-20 17:00")
	lead.hears("今天截止")
	w.down("2026-09-21 10:00")
	w.pass(15 * time.Minute)
	w.read(func(tx *store.Tx) error {
		o, err := tx.Occurrence(w.ctx, "weekly/2026-W38/"+testdata.Courtyard)
		if err == nil && o.State != safety.Missed {
			t.Errorf("occurrence is %s, want missed", o.State)
		}
		return err
	})
	officer.hears("没按时做每周楼院检查")
	w.until("2026-09-21 18:00")
	officer.hasNotHeard("没按时做每周楼院检查")
}

func TestScenario07ServerDownOverTheLastCallItIsSkippedWithItsReason(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	lead := w.member(testdata.CourtyardLead)
	w.until("2026-09-20 09:00")
	lead.from = len(lead.phone().Shown())
	w.down("2026-09-21 10:00")
	step := w.steps("period:weekly/2026-W38")["last-call"]
	if step.State != safety.StepSkipped || step.Reason == "" {
		t.Errorf("last call is %s (%q), want skipped with a reason", step.State, step.Reason)
	}
	lead.hasNotHeard("今天截止")
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
	err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
		_, err := s.Do(w.ctx, no, safety.Acknowledge, testdata.SafetyOfficer, safety.Given{Photos: []string{"paper"}})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	o := w.member(testdata.SafetyOfficer)
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

func TestScenario13CommunityOfficerLeavesOnThe10thFromThe11thAllStepsReachTheSuccessor(t *testing.T) {
	w := newWorld(t, "2026-09-07 10:00")
	w.changeRoster(func(r *safety.Roster) {
		for i, a := range r.Assignments {
			if a.Role != safety.CommunitySafetyOfficer || a.Grid != testdata.Community {
				continue
			}
			switch a.Member {
			case testdata.SafetyOfficer:
				r.Assignments[i].To = moment(t, "2026-09-10 00:00")
			case testdata.SecondOfficer:
				r.Assignments[i].From = moment(t, "2026-09-11 00:00")
			}
		}
	})
	old, next := w.member(testdata.SafetyOfficer), w.member(testdata.SecondOfficer)
	no := w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	old.hears("请受理", no)
	next.hearsNothing()
	w.until("2026-09-11 08:30")
	old.hears("交接单", no)
	next.hears("交接单", no)
	old.from = len(old.phone().Shown())
	w.until("2026-09-14 20:00")
	old.hasNotHeard(no)
	second := w.report(testdata.Volunteer, "4号楼消火栓被堵", "梧桐里一号院", "lane-blocked")
	next.hears("请受理", second)
	old.hasNotHeard(second)
}

func TestScenario14CommunityWithoutAnyOfficerStepLoggedNoHolderHeadInformedSafetyOfficeTold(t *testing.T) {
	w := newWorld(t, "2026-09-07 10:00")
	no := w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	w.changeRoster(func(r *safety.Roster) {
		for i, a := range r.Assignments {
			if a.Role == safety.CommunitySafetyOfficer && a.Grid == testdata.Community {
				r.Assignments[i].To, r.Assignments[i].Deputy = moment(t, "2026-09-06 00:00"), ""
			}
		}
	})
	head, office := w.member(testdata.CommunityHead), w.member(testdata.SafetyOfficeHead)
	w.until("2026-09-09 08:00")
	head.hears("请督促", no)
	office.hears("社区安全员", "空缺")
	if st := w.steps(w.hazard(no).About())["waiting-1"]; st.State != safety.StepNobody {
		t.Errorf("the step is %s, want no_holder", st.State)
	}
}

func TestScenario18FortyOverdueItemsForOneLeaderOneDigestNotFortyMessages(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	for i := range 40 {
		w.register(fmt.Sprintf("case-%02d", i))
	}
	leader := w.member(testdata.StreetDeputyLead)
	w.until("2026-09-28 07:00")
	leader.from = len(leader.phone().Shown())
	w.until("2026-09-28 20:00")
	heard := leader.phone().Shown()[leader.from:]
	if len(heard) != 1 || !strings.Contains(heard[0].Text, "早报") || !strings.Contains(heard[0].Text, "还有") {
		t.Errorf("the leader got %d messages, want one digest:\n%s", len(heard), leader.since())
	}
	w.read(func(tx *store.Tx) error {
		d, err := tx.LastDigest(w.ctx, testdata.StreetDeputyLead)
		n := 0
		for _, l := range d.Lines {
			if strings.HasPrefix(l.Subject, safety.HazardSubject) {
				n++
			}
		}
		if n != 40 {
			t.Errorf("the digest has %d hazards, want all 40", n)
		}
		return err
	})
}

// register puts a general hazard on file, found by the lead.
func (w *world) register(caseID string) (h *safety.Hazard) {
	w.t.Helper()
	err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) (err error) {
		h, err = s.Report(w.ctx, caseID, testdata.CourtyardLead, safety.Report{
			Place: safety.Place{Grid: testdata.Courtyard, Label: "梧桐里一号院"}, What: "楼道堆物 " + caseID, Severity: safety.General, Source: safety.FromPatrol, NoPhoto: "太黑",
		})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return h
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
