package main

import (
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// Ladders of what an authority must do and what the street does meanwhile.

// handsOver is an act on the hand-over of the hazard.
func handsOver(do safety.Action, who string, g safety.HandoverGiven) func(l *walker) {
	return func(l *walker) {
		l.t.Helper()
		_, err := l.service().HandoverDo(l.ctx, firstHandover, do, who, g)
		l.no(err)
	}
}

var (
	approve = handsOver(safety.ApproveHandover, testdata.SafetyOfficeHead, safety.HandoverGiven{})
	send    = handsOver(safety.SendHandover, testdata.SafetyOfficeStaff, safety.HandoverGiven{Means: safety.OnPaper, Document: "梧街安〔2026〕12号"})
	receive = handsOver(safety.ReceiveHandover, testdata.SafetyOfficeStaff, safety.HandoverGiven{Receiver: "蓝警官", Document: "派受〔2026〕1号"})
	inquire = handsOver(safety.InquireHandover, testdata.SafetyOfficeStaff, safety.HandoverGiven{Reason: "已约谈业主"})
)

// propose drafts the hand-over because the street lacks the power.
func propose(l *walker) {
	l.t.Helper()
	_, err := l.service().ProposeHandover(l.ctx, l.h.No, testdata.SafetyOfficer, safety.ByPowers, "需要查封")
	l.no(err)
}

func handedOver(*walker) []string { return []string{"handover:" + firstHandover} }

func treated(l *walker) []string { return []string{safety.TreatmentSubject + l.h.ID} }

func TestTheLadderOfAHandOverIsWalked(t *testing.T) {
	const begin = "2026-09-18 10:00"
	drafted := append(underRepair(safety.General), act{"2026-09-18 14:00", propose})
	walks(t, begin,
		walk{name: "nobody approves", begin: begin, about: handedOver, acts: drafted, until: "2026-09-24 10:00", want: `
09-20 18:00 T/missed L2 told office
09-23 09:00 T/missed-3 L3 told principal`},
		walk{name: "nobody sends", begin: begin, about: handedOver, acts: drafted, until: "2026-09-24 10:00", want: `
09-18 23:59 T/missed L2 told office
09-22 09:00 T/missed-3 L3 told principal`}.after(act{"2026-09-18 15:00", approve}),
		walk{name: "no receipt", begin: begin, about: handedOver, acts: drafted, until: "2026-10-13 10:00", want: `
09-22 18:00 T/missed L2 told office
09-28 09:00 T/missed-3 L3 told principal
10-09 09:00 T/inquiry L0 told office
10-12 09:00 T/inquiry-missed L2 told office`}.after(act{"2026-09-18 15:00", approve}, act{"2026-09-18 16:00", send}),
		walk{name: "a receipt and no result", begin: begin, about: handedOver, acts: drafted, until: "2026-11-10 10:00", want: `
10-09 09:00 T/inquiry L0 told office
10-12 09:00 T/inquiry-missed L2 told office
10-15 18:00 T/missed L2 told office
10-18 09:00 T/agenda L0 told office
10-20 09:00 T/missed-3 L3 told principal
10-22 09:00 T/inquiry-again L0 told office
10-26 09:00 T/inquiry-missed L2 told office
11-05 09:00 T/inquiry-again L0 told office
11-09 09:00 T/inquiry-missed L2 told office`}.after(act{"2026-09-18 15:00", approve}, act{"2026-09-18 16:00", send}, act{"2026-09-21 10:00", receive}),
		walk{name: "the office inquires", begin: begin, about: handedOver, acts: drafted, until: "2026-10-30 10:00", want: `
10-09 09:00 T/inquiry L0 told office
10-12 09:00 T/inquiry-missed L2 skipped
10-15 18:00 T/missed L2 told office
10-18 09:00 T/agenda L0 told office
10-20 09:00 T/missed-3 L3 told principal
10-22 09:00 T/inquiry-again L0 told office
10-26 09:00 T/inquiry-missed L2 told office`}.after(act{"2026-09-18 15:00", approve}, act{"2026-09-18 16:00", send}, act{"2026-09-21 10:00", receive}, act{"2026-10-10 10:00", inquire}),
	)
}

func TestTheLadderOfAMajorHazardsHandOverIsWalked(t *testing.T) {
	const begin = "2026-09-18 10:00"
	drafted := []act{{begin, found(safety.Major)}, {begin, assign}}
	walks(t, begin,
		walk{name: "nobody approves", begin: begin, about: handedOver, acts: drafted, until: "2026-09-19 10:00", want: `
09-18 12:00 T-major/missed L2 told deputy+office
09-18 16:00 T-major/missed-4h L3 told principal`},
		walk{name: "nobody sends", begin: begin, about: handedOver, acts: drafted, until: "2026-09-19 10:00", want: `
09-18 13:00 T-major/missed L2 told deputy+office
09-18 17:00 T-major/missed-4h L3 told principal`}.after(act{"2026-09-18 11:00", approve}),
		walk{name: "no receipt", begin: begin, about: handedOver, acts: drafted, until: "2026-09-21 10:00", want: `
09-19 09:00 TW/look L0 told officer
09-19 16:00 TW/look-last L0 told officer
09-19 18:00 TW/look-missed L2 told deputy+office
09-20 09:00 TW/look L0 told officer
09-20 16:00 TW/look-last L0 told officer
09-20 18:00 T-major/missed L2 told deputy+office
09-20 18:00 TW/look-missed L2 told deputy+office
09-20 22:00 T-major/missed-4h L3 told principal
09-21 09:00 TW/look L0 told officer`}.after(act{"2026-09-18 11:00", approve}, act{"2026-09-18 12:00", send}),
		only("T-major", walk{name: "a receipt and no result", begin: begin, about: handedOver, acts: drafted, until: "2026-10-30 10:00", want: `
10-09 09:00 T-major/inquiry L0 told office
10-12 09:00 T-major/inquiry-missed L2 told deputy+office
10-15 18:00 T-major/missed L2 told deputy+office
10-15 22:00 T-major/missed-4h L3 told principal
10-18 09:00 T-major/agenda L0 told office
10-22 09:00 T-major/inquiry-again L0 told office
10-26 09:00 T-major/inquiry-missed L2 told deputy+office`}.after(act{"2026-09-18 11:00", approve}, act{"2026-09-18 12:00", send}, act{"2026-09-18 17:00", receive})),
	)
}

func TestTheLadderOfTheWatchIsWalked(t *testing.T) {
	const begin = "2026-09-18 10:00"
	drafted := append(underRepair(safety.Serious), act{"2026-09-18 14:00", propose})
	walks(t, begin,
		only("TW", walk{name: "nobody looks", begin: begin, about: handedOver, acts: drafted, until: "2026-09-21 20:00", want: `
09-19 09:00 TW/look L0 told officer
09-19 16:00 TW/look-last L0 told officer
09-19 18:00 TW/look-missed L2 told office
09-20 09:00 TW/look L0 told officer
09-20 16:00 TW/look-last L0 told officer
09-20 18:00 TW/look-missed L2 told office
09-21 09:00 TW/look L0 told officer
09-21 16:00 TW/look-last L0 told officer
09-21 18:00 TW/look-missed L2 told office`}.after(act{"2026-09-18 15:00", approve}, act{"2026-09-18 16:00", send})),
	)
}

func TestTheLadderOfATreatmentIsWalked(t *testing.T) {
	const begin = "2026-09-18 10:00"
	plan := act{"2026-09-20 10:00", func(l *walker) {
		l.t.Helper()
		_, err := l.service().PlanTreatment(l.ctx, l.h.No, testdata.SafetyOfficeStaff, map[string]string{"goal": "加固", "people": "物业", "safety": "围挡", "means": "维修资金", "term": "11月底"})
		l.no(err)
	}}
	progress := act{"2026-09-26 10:00", func(l *walker) {
		l.t.Helper()
		_, err := l.service().RecordProgress(l.ctx, l.h.No, testdata.SafetyOfficeStaff, "施工队进场")
		l.no(err)
	}}
	walks(t, begin,
		walk{name: "no plan and no progress", begin: begin, about: treated, acts: []act{{begin, found(safety.Major)}}, until: "2026-10-04 10:00", want: `
09-23 09:00 G/plan-remind L0 told office
09-24 18:00 G/plan-missed L2 told deputy+office
09-25 09:00 G/progress L0 told office
09-27 09:00 G/progress-missed L2 told deputy+office
09-30 09:00 G/plan-missed-3 L3 told principal
10-02 09:00 G/progress L0 told office
10-02 09:00 G/progress-missed-2 L3 told principal`},
		walk{name: "a plan and a week of progress", begin: begin, about: treated, acts: []act{{begin, found(safety.Major)}, plan, progress}, until: "2026-10-12 10:00", want: `
09-25 09:00 G/progress L0 told office
10-03 09:00 G/progress L0 told office
10-05 09:00 G/progress-missed L2 told deputy+office
10-10 09:00 G/progress L0 told office
10-10 09:00 G/progress-missed-2 L3 told principal`},
	)
}

func TestTheLadderOfANotificationIsWalked(t *testing.T) {
	const begin = "2026-09-18 10:00"
	inKeyUnit := func(l *walker) {
		l.t.Helper()
		h, err := l.service().Report(l.ctx, "walk", testdata.SafetyOfficeStaff, safety.Report{
			Place: safety.Place{Grid: "0104", Site: testdata.KeyUnit, Label: "梧桐购物中心"}, What: "消火栓前堆了货", Severity: safety.General, Source: safety.FromPatrol, NoPhoto: "太黑",
		})
		l.no(err)
		l.h = h
	}
	walks(t, begin,
		walk{name: "nobody notifies", begin: begin, about: func(*walker) []string { return []string{"notification:TB-2026-01-0001"} }, acts: []act{{begin, inKeyUnit}}, until: "2026-09-25 10:00", want: `
09-20 16:00 N/remind L0 told office
09-20 18:00 N/missed L2 told office
09-23 09:00 N/missed-3 L3 told principal`},
	)
}
