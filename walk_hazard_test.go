package main

import (
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// What people do to the hazard of a life.

// found is a hazard of the courtyard that an inspector has registered.
func found(severity safety.Severity) func(l *walker) {
	return func(l *walker) {
		l.t.Helper()
		who := testdata.CourtyardLead
		if severity == safety.Major {
			who = testdata.SafetyOfficeHead
		}
		l.report(who, severity)
	}
}

func (l *walker) report(who string, severity safety.Severity) {
	l.t.Helper()
	h, err := l.service().Report(l.ctx, "walk", who, safety.Report{
		Place: safety.Place{Grid: testdata.Courtyard, Label: "梧桐里一号院"}, What: "楼道堆了纸箱", Severity: severity, Source: safety.FromPatrol, NoPhoto: "太黑",
	})
	l.no(err)
	l.h = h
}

// does is an act on the hazard.
func does(do safety.Action, who string, g safety.Given) func(l *walker) {
	return func(l *walker) {
		l.t.Helper()
		h, err := l.service().Do(l.ctx, l.h.No, do, who, g)
		l.no(err)
		l.h = h
	}
}

var (
	assign      = does(safety.Assign, testdata.SafetyOfficer, safety.Given{Party: testdata.ShopOwner, PartyName: "鲍来福", Requirement: "清空楼道", Interim: "专人看守"})
	acknowledge = does(safety.Acknowledge, testdata.ShopOwner, safety.Given{})
	returnBack  = does(safety.ReturnAssignment, testdata.ShopOwner, safety.Given{Reason: "不归我管"})
	failedAgain = review(safety.ReviewFail, testdata.SafetyOfficer)
)

// claim says that it is put right, with the picture of a number.
func claim(n int) func(l *walker) {
	return func(l *walker) {
		does(safety.ClaimFixed, testdata.ShopOwner, safety.Given{Photos: l.photos[n : n+1]})(l)
	}
}

func review(do safety.Action, who string) func(l *walker) {
	return func(l *walker) { does(do, who, safety.Given{Reason: "还剩两个纸箱", Photos: l.photos[11:12]})(l) }
}

// Registered on Friday 2026-09-18 at 10:00 and due on Monday 2026-09-28 at 18:00;
// the 20th and October the 10th are made-up working days, September the 25th to
// the 27th and October the 1st to the 7th are days off.
func TestTheLadderOfAGeneralHazardIsWalked(t *testing.T) {
	const begin = "2026-09-18 10:00"
	walks(t, begin,
		walk{name: "nobody does anything", begin: begin, acts: []act{{begin, found(safety.General)}}, until: "2026-10-12 10:00", want: `
09-20 18:00 H-general/unassigned L1 told head+officer
09-25 09:00 H-general/before-3d L0 told officer
09-27 09:00 H-general/before-1d L0 told officer
09-28 09:00 H-general/due-day L0 told officer
09-29 09:00 H-general/overdue-1 L1 told head+officer
09-30 09:00 H-general/overdue-2 L2 told office
10-05 18:00 H-general/handover L2 told office
10-10 09:00 H-general/overdue-5 L3 told principal`},
		walk{name: "nobody acknowledges", begin: begin, acts: []act{{begin, found(safety.General)}, {begin, assign}}, until: "2026-09-22 10:00", want: `
09-20 09:00 H-general/ack-remind L0 told owner
09-20 18:00 H-general/no-ack L1 told head+officer`},
		walk{name: "nobody goes on after the acknowledgement", begin: begin, acts: []act{{begin, found(safety.General)}, {begin, assign}, {"2026-09-18 11:00", acknowledge}}, until: "2026-10-12 10:00", want: `
09-21 09:00 H-general/ack-expired L0 told owner
09-25 09:00 H-general/before-3d L0 told owner
09-27 09:00 H-general/before-1d L0 told owner
09-28 09:00 H-general/due-day L0 told owner
09-29 09:00 H-general/overdue-1 L1 told head+officer
09-30 09:00 H-general/overdue-2 L2 told office
10-05 18:00 H-general/handover L2 told office
10-10 09:00 H-general/overdue-5 L3 told principal`},
		walk{name: "nobody takes it on after it was returned", begin: begin, acts: []act{{begin, found(safety.General)}, {begin, assign}, {"2026-09-18 11:00", returnBack}}, until: "2026-09-24 10:00", want: `
09-20 18:00 H-general/returned L1 told head+officer
09-21 18:00 H-general/returned-2 L2 told office`},
		walk{name: "two reviews fail", begin: begin, acts: []act{
			{begin, found(safety.General)}, {begin, assign}, {"2026-09-18 11:00", acknowledge},
			{"2026-09-18 14:00", claim(0)}, {"2026-09-18 15:00", failedAgain}, {"2026-09-18 16:00", claim(1)}, {"2026-09-18 17:00", failedAgain},
		}, until: "2026-09-24 10:00", want: `
09-18 15:00 H-general/failed-1 L2 told office
09-18 15:00 H-general/handover-failed L2 skipped
09-18 15:00 H-general/failed-2 L3 skipped
09-18 17:00 H-general/failed-1 L2 skipped
09-18 17:00 H-general/handover-failed L2 told office
09-18 17:00 H-general/failed-2 L3 told principal
09-19 09:00 H-general/before-1d L0 told owner
09-20 09:00 H-general/due-day L0 told owner
09-21 09:00 H-general/ack-expired L0 told owner
09-21 09:00 H-general/overdue-1 L1 told head+officer
09-22 09:00 H-general/overdue-2 L2 told office`},
	)
}

// On the spot is within two hours; what is not put right by then is a general
// hazard, registered anew at that moment.
func TestTheLadderOfWhatIsPutRightOnTheSpotIsWalked(t *testing.T) {
	const begin = "2026-09-18 10:00"
	walks(t, begin,
		walk{name: "nobody does anything", begin: begin, acts: []act{{begin, found(safety.OnSpot)}}, until: "2026-09-30 10:00", want: `
09-18 12:00 H-onspot/not-on-spot L0 told
09-20 18:00 H-general/unassigned L1 told head+officer
09-25 09:00 H-general/before-3d L0 told officer
09-27 09:00 H-general/before-1d L0 told officer
09-28 09:00 H-general/due-day L0 told officer
09-29 09:00 H-general/overdue-1 L1 told head+officer
09-30 09:00 H-general/overdue-2 L2 told office`},
		walk{name: "two reviews fail", begin: begin, acts: []act{
			{begin, found(safety.OnSpot)}, {begin, assign}, {begin, acknowledge},
			{"2026-09-18 10:10", claim(0)}, {"2026-09-18 10:20", failedAgain}, {"2026-09-18 11:05", claim(1)}, {"2026-09-18 11:10", failedAgain},
		}, until: "2026-09-18 12:30", want: `
09-18 10:20 H-onspot/failed-1 L2 told office
09-18 10:20 H-onspot/handover-failed L2 skipped
09-18 10:20 H-onspot/failed-2 L3 skipped
09-18 11:10 H-onspot/failed-1 L2 skipped
09-18 11:10 H-onspot/handover-failed L2 told office
09-18 11:10 H-onspot/failed-2 L3 told principal`},
	)
}

func TestTheLadderOfASeriousHazardIsWalked(t *testing.T) {
	const begin = "2026-09-18 10:00"
	walks(t, begin,
		walk{name: "nobody does anything", begin: begin, acts: []act{{begin, found(safety.Serious)}}, until: "2026-10-12 10:00", want: `
09-18 10:00 H-serious/registered L1 told head
09-18 14:00 H-serious/unassigned L1 told head+officer
09-20 10:00 H-serious/before-24h L0 told officer
09-21 06:00 H-serious/before-4h L0 told officer
09-21 10:00 H-serious/overdue-0 L2 told office
09-22 10:00 H-serious/overdue-24h L3 told principal
09-23 10:00 H-serious/handover L2 told office`},
		walk{name: "nobody acknowledges", begin: begin, acts: []act{{begin, found(safety.Serious)}, {begin, assign}}, until: "2026-09-19 10:00", want: `
09-18 10:00 H-serious/registered L1 told head
09-18 14:00 H-serious/no-ack L1 told head+officer`},
		walk{name: "nobody goes on after the acknowledgement", begin: begin, acts: []act{{begin, found(safety.Serious)}, {begin, assign}, {"2026-09-18 11:00", acknowledge}}, until: "2026-10-12 10:00", want: `
09-18 10:00 H-serious/registered L1 told head
09-18 19:00 H-serious/ack-expired L0 told owner
09-20 10:00 H-serious/before-24h L0 told owner
09-21 06:00 H-serious/before-4h L0 told owner
09-21 10:00 H-serious/overdue-0 L2 told office
09-22 10:00 H-serious/overdue-24h L3 told principal
09-23 10:00 H-serious/handover L2 told office`},
		walk{name: "nobody takes it on after it was returned", begin: begin, acts: []act{{begin, found(safety.Serious)}, {begin, assign}, {"2026-09-18 11:00", returnBack}}, until: "2026-09-19 10:00", want: `
09-18 10:00 H-serious/registered L1 told head
09-18 15:00 H-serious/returned L1 told head+officer
09-18 19:00 H-serious/returned-2 L2 told office`},
		walk{name: "two reviews fail", begin: begin, acts: []act{
			{begin, found(safety.Serious)}, {begin, assign}, {"2026-09-18 11:00", acknowledge},
			{"2026-09-18 14:00", claim(0)}, {"2026-09-18 15:00", failedAgain}, {"2026-09-18 16:00", claim(1)}, {"2026-09-18 17:00", failedAgain},
		}, until: "2026-09-24 10:00", want: `
09-18 10:00 H-serious/registered L1 told head
09-18 15:00 H-serious/failed-1 L2 told office
09-18 15:00 H-serious/handover-failed L2 skipped
09-18 15:00 H-serious/failed-2 L3 skipped
09-18 17:00 H-serious/failed-1 L2 skipped
09-18 17:00 H-serious/handover-failed L2 told office
09-18 17:00 H-serious/failed-2 L3 told principal
09-19 01:00 H-serious/ack-expired L0 told owner
09-19 13:00 H-serious/before-4h L0 told owner
09-19 17:00 H-serious/overdue-0 L2 told office
09-20 17:00 H-serious/overdue-24h L3 told principal
09-21 17:00 H-serious/handover L2 skipped`},
	)
}

func TestTheLadderOfAMajorHazardIsWalked(t *testing.T) {
	const begin = "2026-09-18 10:00"
	walks(t, begin,
		walk{name: "nobody does anything", begin: begin, acts: []act{{begin, found(safety.Major)}}, until: "2026-11-20 10:00", want: `
09-18 10:00 H-major/registered-1 L1 told head
09-18 10:00 H-major/handover L2 told office
09-18 10:00 H-major/registered-2 L2 told deputy+office
09-18 10:00 H-major/registered-3 L3 told principal
09-18 11:00 H-major/unassigned L2 told deputy+office
09-18 14:00 H-major/interim L0 told officer
09-19 10:00 H-major/handover-24h L3 told principal
09-25 09:00 H-major/weekly L3 told principal
10-02 09:00 H-major/weekly L3 told principal
10-09 09:00 H-major/weekly L3 told principal
10-15 09:00 H-major/before-3d L0 told officer
10-16 09:00 H-major/weekly L3 told principal
10-17 09:00 H-major/before-1d L0 told officer
10-18 18:00 H-major/overdue-0 L3 told principal
10-23 09:00 H-major/weekly L3 told principal
10-30 09:00 H-major/weekly L3 told principal
11-06 09:00 H-major/weekly L3 told principal
11-13 09:00 H-major/weekly L3 told principal
11-20 09:00 H-major/weekly L3 told principal`},
		walk{name: "nobody acknowledges", begin: begin, acts: []act{{begin, found(safety.Major)}, {begin, assign}}, until: "2026-09-19 12:00", want: `
09-18 10:00 H-major/registered-1 L1 told head
09-18 10:00 H-major/handover L2 told office
09-18 10:00 H-major/registered-2 L2 told deputy+office
09-18 10:00 H-major/registered-3 L3 told principal
09-18 11:00 H-major/no-ack L2 told deputy+office
09-18 14:00 H-major/interim L0 told owner
09-19 10:00 H-major/handover-24h L3 told principal`},
		walk{name: "nobody goes on after the acknowledgement", begin: begin, acts: []act{{begin, found(safety.Major)}, {begin, assign}, {"2026-09-18 10:30", acknowledge}}, until: "2026-10-20 10:00", want: `
09-18 10:00 H-major/registered-1 L1 told head
09-18 10:00 H-major/handover L2 told office
09-18 10:00 H-major/registered-2 L2 told deputy+office
09-18 10:00 H-major/registered-3 L3 told principal
09-18 14:00 H-major/interim L0 told owner
09-18 14:30 H-major/ack-expired L0 told owner
09-19 10:00 H-major/handover-24h L3 told principal
09-25 09:00 H-major/weekly L3 told principal
10-02 09:00 H-major/weekly L3 told principal
10-09 09:00 H-major/weekly L3 told principal
10-15 09:00 H-major/before-3d L0 told owner
10-16 09:00 H-major/weekly L3 told principal
10-17 09:00 H-major/before-1d L0 told owner
10-18 18:00 H-major/overdue-0 L3 told principal`},
		walk{name: "nobody takes it on after it was returned", begin: begin, acts: []act{{begin, found(safety.Major)}, {begin, assign}, {"2026-09-18 10:30", returnBack}}, until: "2026-09-18 16:00", want: `
09-18 10:00 H-major/registered-1 L1 told head
09-18 10:00 H-major/handover L2 told office
09-18 10:00 H-major/registered-2 L2 told deputy+office
09-18 10:00 H-major/registered-3 L3 told principal
09-18 11:30 H-major/returned L2 told deputy+office
09-18 14:00 H-major/interim L0 told officer`},
		walk{name: "two reviews fail", begin: begin, acts: []act{
			{begin, found(safety.Major)}, {begin, assign}, {"2026-09-18 10:30", acknowledge},
			{"2026-09-18 12:00", claim(0)}, {"2026-09-18 13:00", failedAgain}, {"2026-09-18 16:00", claim(1)}, {"2026-09-18 17:00", failedAgain},
		}, until: "2026-09-19 12:00", want: `
09-18 10:00 H-major/registered-1 L1 told head
09-18 10:00 H-major/handover L2 told office
09-18 10:00 H-major/registered-2 L2 told deputy+office
09-18 10:00 H-major/registered-3 L3 told principal
09-18 13:00 H-major/failed-1 L2 told deputy+office
09-18 13:00 H-major/handover-failed L2 skipped
09-18 13:00 H-major/failed-2 L3 skipped
09-18 14:00 H-major/interim L0 told owner
09-18 17:00 H-major/failed-1 L2 skipped
09-18 17:00 H-major/handover-failed L2 skipped
09-18 17:00 H-major/failed-2 L3 told principal
09-18 21:00 H-major/ack-expired L0 told owner
09-19 10:00 H-major/handover-24h L3 told principal`},
	)
}
