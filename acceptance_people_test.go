package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// Who is told when people are away, change or are missing (domain.md 17).

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
	w.until("2026-09-10 10:00") // his last day
	late := w.report(testdata.Volunteer, "5号楼门禁坏了关不上", "梧桐里一号院", "shop")
	old.hears("请受理", late)
	next.hasNotHeard(late)
	w.until("2026-09-11 08:30")
	old.hears("交接单", no)
	next.hears("交接单", no)
	old.from = len(old.phone().Shown())
	w.until("2026-09-11 18:05") // a working day after the report of the 10th
	next.hears("请督促：还没有受理", late)
	for rung, to := range map[string][]string{"remind": {testdata.SecondOfficer}, "waiting-1": {testdata.SecondOfficer, testdata.CommunityHead}} {
		if st := w.steps(w.hazard(late).About())[rung]; st.State != safety.StepTold || !cmp.Equal(st.To, to) {
			t.Errorf("%s is %s to %v, want told to %v", rung, st.State, st.To, to)
		}
	}
	w.until("2026-09-14 20:00")
	old.hasNotHeard(no)
	old.hasNotHeard(late)
	second := w.report(testdata.Volunteer, "4号楼消火栓被堵", "梧桐里一号院", "lane-blocked")
	next.hears("请受理", second)
	old.hasNotHeard(second)
}

func TestOnADayBetweenTwoOfficersTheDeputyIsTold(t *testing.T) {
	w := newWorld(t, "2026-09-07 10:00")
	const deputy = "wt_yinliqiu"
	w.changeRoster(func(r *safety.Roster) {
		for i, a := range r.Assignments {
			if a.Role != safety.CommunitySafetyOfficer || a.Grid != testdata.Community {
				continue
			}
			r.Assignments[i].Deputy = deputy
			switch a.Member {
			case testdata.SafetyOfficer:
				r.Assignments[i].To = moment(t, "2026-09-09 00:00")
			case testdata.SecondOfficer:
				r.Assignments[i].From = moment(t, "2026-09-11 00:00")
			}
		}
	})
	old, next, between := w.member(testdata.SafetyOfficer), w.member(testdata.SecondOfficer), w.member(deputy)
	w.until("2026-09-10 09:30")
	between.from = len(between.phone().Shown())
	no := w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	between.hears("请受理", no)
	old.hasNotHeard(no)
	next.hasNotHeard(no)
	w.until("2026-09-11 09:15")
	next.hears("有一条反映等您受理", no)
	between.hasNotHeard(no)
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
