package main

import (
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

func TestUndoingOneMergingLeavesTheMasterAsSevereAsWhatIsStillInIt(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	within := func(do func(s *safety.Service) error) {
		t.Helper()
		if err := w.program.within(w.ctx, w.clock.Now(), do); err != nil {
			t.Fatal(err)
		}
	}
	nos := map[string]string{}
	for name, severity := range map[string]safety.Severity{"master": safety.General, "first": safety.Serious, "second": safety.Serious} {
		within(func(s *safety.Service) error {
			h, err := s.Report(w.ctx, name, testdata.CourtyardLead, safety.Report{
				Place: safety.Place{Grid: testdata.Courtyard, Label: "梧桐里一号院"}, What: "楼道堆了纸箱", Severity: severity, Source: safety.FromPatrol, NoPhoto: "太黑",
			})
			if err == nil {
				nos[name] = h.No
			}
			return err
		})
	}
	do := func(name string, act safety.Action, g safety.Given) {
		t.Helper()
		within(func(s *safety.Service) error {
			_, err := s.Do(w.ctx, nos[name], act, testdata.SafetyOfficer, g)
			return err
		})
	}
	severity := func(want safety.Severity) {
		t.Helper()
		if got := w.hazard(nos["master"]).Severity; got != want {
			t.Errorf("the master is %s, want %s", got, want)
		}
	}
	do("first", safety.Merge, safety.Given{Master: nos["master"]})
	do("second", safety.Merge, safety.Given{Master: nos["master"]})
	severity(safety.Serious)
	do("first", safety.Unmerge, safety.Given{})
	severity(safety.Serious)
}
