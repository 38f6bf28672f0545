package main

import (
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// The audit follows a hazard through every severity it had: what was planned under
// one is expected under that one only, and what a change plans anew is expected too.
func TestTheAuditFollowsAHazardThroughItsSeverities(t *testing.T) {
	for name, story := range map[string]regradedStory{
		"lowered from major, and later given another's report": func(w *world, do func(string, string, safety.Action, safety.Given)) {
			w.until("2026-09-25 10:00")
			do("first", testdata.SafetyOfficeStaff, safety.AskSeverity, safety.Given{Severity: safety.General, Reason: "已经拆了"})
			do("first", testdata.SafetyOfficeHead, safety.ChangeSeverity, safety.Given{Reason: "看过了"})
			w.until("2026-09-29 10:00")
			do("second", testdata.SafetyOfficer, safety.Merge, safety.Given{Master: w.no("first")})
			w.until("2026-10-01 10:00")
		},
		"reopened and then raised": func(w *world, do func(string, string, safety.Action, safety.Given)) {
			after := w.picture()
			do("second", testdata.SafetyOfficer, safety.Assign, safety.Given{Party: testdata.ShopOwner, Requirement: "清空楼道"})
			do("second", testdata.ShopOwner, safety.Acknowledge, safety.Given{})
			do("second", testdata.ShopOwner, safety.ClaimFixed, safety.Given{Photos: after})
			do("second", testdata.SafetyOfficer, safety.ReviewPass, safety.Given{Photos: after})
			w.until("2026-09-16 10:00")
			do("second", testdata.SafetyOfficeHead, safety.Reopen, safety.Given{Reason: "又堆上了"})
			do("second", testdata.SafetyOfficeHead, safety.ChangeSeverity, safety.Given{Severity: safety.Major, Reason: "通道全堵"})
			w.until("2026-09-29 10:00")
		},
		"raised while assigned, then lowered again": func(w *world, do func(string, string, safety.Action, safety.Given)) {
			do("second", testdata.SafetyOfficer, safety.Assign, safety.Given{Party: testdata.ShopOwner, Requirement: "清空楼道"})
			w.until("2026-09-15 10:00")
			do("second", testdata.SafetyOfficeHead, safety.ChangeSeverity, safety.Given{Severity: safety.Serious, Reason: "堵住了逃生口"})
			w.until("2026-09-16 15:00")
			do("second", testdata.SafetyOfficer, safety.AskSeverity, safety.Given{Severity: safety.General, Reason: "逃生口清出来了"})
			do("second", testdata.SafetyOfficeHead, safety.ChangeSeverity, safety.Given{Reason: "看过了"})
			w.until("2026-09-22 10:00")
		},
		"given an earlier one": func(w *world, do func(string, string, safety.Action, safety.Given)) {
			w.until("2026-09-16 10:00")
			w.filed("third", safety.Major)
			do("second", testdata.SafetyOfficer, safety.Merge, safety.Given{Master: w.no("third")})
			w.until("2026-10-01 10:00")
		},
		"graded in the very moment in which its time was over":// urgent by its words, whatever the reporter says
		gradedLate("安全出口被锁住", "", "2026-09-15 10:00", safety.Serious, "2026-09-16 09:00"),
		"urgent by its words, and graded as ordinary days later":                             gradedLate("安全出口被锁住", "", "2026-09-17 07:00", safety.General, "2026-09-19 10:00"),
		"ordinary by the reporter's word, and graded as serious when half its time was over": gradedLate("楼道堆了纸箱", safety.General, "2026-09-15 05:00", safety.Serious, "2026-09-17 10:00"),
		"graded twice, hours after it was reported without a severity": func(w *world, do func(string, string, safety.Action, safety.Given)) {
			w.heard("third", "楼道堆了纸箱", "")
			w.until("2026-09-15 01:00")
			do("third", testdata.SafetyOfficeHead, safety.ChangeSeverity, safety.Given{Severity: safety.General, Reason: "看得过去"})
			w.until("2026-09-15 07:00")
			do("third", testdata.SafetyOfficeHead, safety.ChangeSeverity, safety.Given{Severity: safety.Major, Reason: "通道全堵"})
			do("third", testdata.SafetyOfficeHead, safety.Accept, safety.Given{Severity: safety.General})
			w.until("2026-09-17 10:00")
		},
		"graded as serious, and accepted as of a kind for which its words are urgent": func(w *world, do func(string, string, safety.Action, safety.Given)) {
			w.heard("third", "电动自行车充电，把门堵住了", "")
			w.until("2026-09-15 05:00")
			do("third", testdata.SafetyOfficeHead, safety.ChangeSeverity, safety.Given{Severity: safety.Serious, Reason: "只有这一个门"})
			do("third", testdata.SafetyOfficeHead, safety.Accept, safety.Given{Severity: safety.Serious, Category: "passage"})
			w.until("2026-09-17 10:00")
		},
		"not graded, and for two hours as severe as what was merged into it": func(w *world, do func(string, string, safety.Action, safety.Given)) {
			w.heard("third", "楼道堆了纸箱", "")
			w.heard("fourth", "楼道堆了纸箱和旧家具", safety.Serious)
			w.until("2026-09-15 01:00")
			do("fourth", testdata.SafetyOfficer, safety.Merge, safety.Given{Master: w.no("third")})
			w.until("2026-09-15 03:00")
			do("fourth", testdata.SafetyOfficer, safety.Unmerge, safety.Given{})
			w.until("2026-09-18 10:00")
		},
		"merged for two hours": func(w *world, do func(string, string, safety.Action, safety.Given)) {
			w.until("2026-09-15 10:00")
			do("first", testdata.SafetyOfficer, safety.Merge, safety.Given{Master: w.no("second")})
			w.until("2026-09-15 22:00")
			do("first", testdata.SafetyOfficer, safety.Unmerge, safety.Given{})
			w.until("2026-09-22 10:00")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, "2026-09-14 10:00")
			for id, severity := range map[string]safety.Severity{"first": safety.Major, "second": safety.General} {
				w.filed(id, severity)
			}
			story(w, func(name, who string, act safety.Action, g safety.Given) {
				t.Helper()
				if g.Interim == "" {
					g.Interim = "专人看守"
				}
				err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
					_, err := s.Do(w.ctx, w.no(name), act, who, g)
					return err
				})
				if err != nil {
					t.Fatalf("%s by %s: %v", string(act), who, err)
				}
			})
			accounted(t, w, moment(t, "2026-09-14 09:00"))
		})
	}
}

// A regradedStory is what happens to the hazards "first", a major one, and
// "second", a general one, and to what it reports itself.
type regradedStory func(w *world, do func(name, who string, act safety.Action, g safety.Given))

// gradedLate is about a report that waits to be judged and gets a severity then.
func gradedLate(what string, reported safety.Severity, at string, graded safety.Severity, until string) regradedStory {
	return func(w *world, do func(string, string, safety.Action, safety.Given)) {
		w.heard("third", what, reported)
		w.until(at)
		do("third", testdata.SafetyOfficeHead, safety.ChangeSeverity, safety.Given{Severity: graded, Reason: "到现场看过了"})
		w.until(until)
	}
}

// filed puts a hazard on file, found by the safety office.
func (w *world) filed(id string, severity safety.Severity) {
	w.t.Helper()
	w.onFile(id, testdata.SafetyOfficeHead, safety.Report{What: "楼道堆了纸箱", Severity: severity, Source: safety.FromPatrol})
}

// heard puts a hazard on file as a volunteer reports it.
func (w *world) heard(id, what string, severity safety.Severity) {
	w.t.Helper()
	w.onFile(id, testdata.Volunteer, safety.Report{What: what, Severity: severity})
}

func (w *world) onFile(id, who string, r safety.Report) {
	w.t.Helper()
	r.Place, r.NoPhoto = safety.Place{Grid: testdata.Courtyard, Label: "梧桐里一号院"}, "太黑"
	err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
		_, err := s.Report(w.ctx, id, who, r)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// no is the number of the hazard of a case.
func (w *world) no(id string) string {
	w.t.Helper()
	return w.rows("SELECT no FROM hazards WHERE id = '" + id + "'")[0][0]
}

// picture is one that is on file.
func (w *world) picture() []string {
	w.t.Helper()
	w.member(testdata.ShopOwner).sends("corridor-clear").says("取消")
	return w.rows("SELECT id FROM photos ORDER BY id LIMIT 1")[0]
}
