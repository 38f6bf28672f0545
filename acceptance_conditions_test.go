package main

import (
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// Rungs that are told only while something holds (domain.md 7), as people hear them.

func TestAnAcknowledgementExpiresWhenNothingHappensAfterIt(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	owner, officer := w.member(testdata.ShopOwner), w.member(testdata.SafetyOfficer)
	owner.says("签收 " + no).hears("已签收")
	w.until("2026-09-16 08:59")
	owner.hearsNothing()
	officer.from = len(officer.phone().Shown())
	w.until("2026-09-16 09:15") // two working days
	owner.hears("请按期整改", no, "[改好了]")
	officer.hasNotHeard(no) // it is the owner's
	if st := w.steps(w.hazard(no).About())["ack-expired"]; st.State != safety.StepTold {
		t.Errorf("the step is %s (%s)", st.State, st.Reason)
	}

	serious := w.registerAs("serious", safety.Serious)
	officer.says("查 " + serious.No).taps("派发").says("鲍来福").says("1").says("跳过").says("专人看守").says("提交").hears("已派给")
	owner.says("签收 " + serious.No).hears("已签收")
	w.until("2026-09-16 17:10")
	owner.hasNotHeard("请按期整改", serious.No)
	w.until("2026-09-16 17:30") // eight hours
	owner.hears("请按期整改", serious.No)
	accounted(t, w, moment(t, "2026-09-14 09:00"))
}

func TestAnAcknowledgementThatWasFollowedByWorkDoesNotExpire(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	owner := w.member(testdata.ShopOwner)
	owner.says("签收 " + no).hears("已签收")
	w.claimsFixed(no, "corridor-clear")
	owner.from = len(owner.phone().Shown())
	w.until("2026-09-16 12:00")
	owner.hasNotHeard("请按期整改")
	if st := w.steps(w.hazard(no).About())["ack-expired"]; st.State != safety.StepDropped {
		t.Errorf("the step is %s (%s), want dropped", st.State, st.Reason)
	}
}

func TestASuspensionThatNobodyDecidesReachesThePrincipal(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	office, deputy, principal := w.member(testdata.SafetyOfficeHead), w.member(testdata.StreetDeputyLead), w.member(testdata.StreetPrincipal)
	office.presses(no, "申请挂账").says("要等老旧小区改造").says("1").says("围挡隔离，每天巡查").says("提交").hears("挂账申请")
	deputy.hears("请决定是否挂账", no)
	w.until("2026-09-16 09:15")
	deputy.hears("请决定是否挂账", no, "[批准挂账]")
	w.until("2026-09-17 17:59")
	principal.hasNotHeard(no)
	w.until("2026-09-17 18:15") // three working days
	principal.hears("请督促：挂账申请还没有决定", no)
	deputy.hears(no, "挂账申请还没有决定", "已上报街道主要负责人") // who must decide hears that it went up
	if h := w.hazard(no); h.State != safety.Assigned || h.Climbed != 3 {
		t.Errorf("it is %s, climbed %d", h.State, h.Climbed)
	}
	deputy.says("查 " + no).taps("批准挂账").says("提交").hears("已挂账")
	accounted(t, w, moment(t, "2026-09-14 09:00"))
}

func TestAMajorHazardIsCalledAboutGuardedHandedOverAndReportedWeekByWeek(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	h := w.registerAs("major", safety.Major)
	officer, head, owner := w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead), w.member(testdata.ShopOwner)
	deputy, principal := w.member(testdata.StreetDeputyLead), w.member(testdata.StreetPrincipal)
	officer.says("查 " + h.No).taps("派发").says("鲍来福").says("1").says("跳过").says("围挡警示，专人值守").says("提交").hears("已派给鲍来福")
	w.until("2026-09-14 10:02")
	principal.hears("请知悉", h.No) // though it was assigned in the minute it was registered
	w.until("2026-09-14 11:05")
	head.hears("请督促：责任人还没有签收", h.No)
	deputy.hears("请督促：责任人还没有签收", h.No)
	owner.says("签收 " + h.No).hears("已签收")
	w.until("2026-09-14 14:05")
	owner.hears("临时", h.No)
	w.until("2026-09-15 09:59")
	principal.hasNotHeard("请督促：还没有改好", h.No)
	w.until("2026-09-15 10:05") // a day
	principal.hears("请督促：还没有改好", h.No)
	for _, monday := range []string{"2026-09-21 09:15", "2026-09-28 09:15"} {
		w.until(monday)
		principal.hears("请知悉", h.No)
	}
	accounted(t, w, moment(t, "2026-09-14 09:00"))
}

func TestACourtyardThatMissesWeekAfterWeekGoesUpAndACommunityOfMissesReachesThePrincipal(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	for _, a := range w.leads() { // of all courtyards of the community only one is not looked at
		if a.Grid != testdata.Courtyard {
			w.checks(a, "2026-W38")
		}
	}
	head, principal := w.member(testdata.SafetyOfficeHead), w.member(testdata.StreetPrincipal)
	w.until("2026-09-21 09:15")
	principal.hasNotHeard("梧桐里社区", "每周楼院检查")
	skipped := w.steps("period:weekly/2026-W38/" + testdata.Community)["missed-many"]
	if skipped.State != safety.StepSkipped || skipped.Reason != "一个社区当期漏查的楼院 14%，不是“一个社区当期漏查的楼院超过20%”" {
		t.Errorf("one of seven is %s (%s)", skipped.State, skipped.Reason)
	}
	w.until("2026-09-28 09:15")
	head.hears("梧桐里一号院")
	principal.hears("梧桐里社区", "每周楼院检查")
	if st := w.steps("occurrence:weekly/2026-W39/" + testdata.Courtyard)["missed-twice"]; st.State != safety.StepTold {
		t.Errorf("the second miss is %s (%s)", st.State, st.Reason)
	}
	if st := w.steps("occurrence:weekly/2026-W39/0102")["missed-twice"]; st.State != safety.StepSkipped {
		t.Errorf("the first miss of another is %s (%s)", st.State, st.Reason)
	}
	w.until("2026-10-08 09:15")
	principal.hears("梧桐里一号院")
	accounted(t, w, moment(t, "2026-09-14 08:00"))
}

// leads are the assignments of the leads of the community's courtyards.
func (w *world) leads() (as []safety.Assignment) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		r, err := tx.Roster(w.ctx)
		for _, a := range r.Assignments {
			if a.Role == safety.CourtyardLead && strings.HasPrefix(a.Grid, testdata.Community) {
				as = append(as, a)
			}
		}
		return err
	})
	return as
}

// checks lets a lead do the weekly check of a week and find all in order. It goes
// past the chat.
func (w *world) checks(lead safety.Assignment, week string) {
	w.t.Helper()
	err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
		t, err := s.TaskAt(w.ctx, "weekly/"+week+"/"+lead.Grid, lead.Grid)
		if err != nil {
			return err
		}
		_, err = s.Finish(w.ctx, "check/"+week+"/"+lead.Grid, lead.Member, allFine(t))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
