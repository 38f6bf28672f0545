package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// E-1: the timings of a ladder are frozen when it starts, the people are found
// when a step fires.
func TestTimingsAreFrozenWhenALadderStartsAndPeopleAreFoundWhenAStepFires(t *testing.T) {
	w := newWorld(t, "2026-09-18 10:00")
	h := w.register("frozen")
	before := w.steps(h.About())["overdue-1"]
	if !before.Due.Equal(moment(t, "2026-09-29 09:00")) {
		t.Fatalf("it is planned for %s", before.Due)
	}

	w.until("2026-09-21 10:00")
	w.program.settings.Policy = w.anotherPolicy("ladders.yaml",
		"{id: overdue-1, mark: due, after: 1wd 09:00,", "{id: overdue-1, mark: due, after: 1wd 15:00,")
	w.restart()
	w.replaces(testdata.CommunityHead, testdata.SafetyKeeper, "阮守田", safety.CommunityHead, testdata.Community, "2026-09-24")
	if got := w.steps(h.About())["overdue-1"]; !got.Due.Equal(before.Due) || got.State != safety.StepPlanned {
		t.Errorf("under another policy the step is %s for %s, want as planned", got.State, got.Due)
	}
	old, next := w.member(testdata.CommunityHead), w.member(testdata.SafetyKeeper)
	w.until("2026-09-29 08:59")
	next.hasNotHeard("请督促", h.No, "超期")
	old.from = len(old.phone().Shown())
	next.from = len(next.phone().Shown())
	w.until("2026-09-29 09:15")
	next.hears(h.No, "还没有派发")
	old.hasNotHeard(h.No)
	if st := w.steps(h.About())["overdue-1"]; st.State != safety.StepTold || st.Ended.Sub(before.Due) > 0 {
		t.Errorf("the step is %s at %s", st.State, st.Ended)
	}

	fresh := w.register("fresh")
	if st, want := w.steps(fresh.About())["overdue-1"], moment(t, "2026-10-09 15:00"); !st.Due.Equal(want) {
		t.Errorf("a hazard registered now is told to the community at %s, want %s: the next working day after %s", st.Due, want, fresh.Deadline)
	}
	accounted(t, w, moment(t, "2026-09-18 09:00"))
}

// anotherPolicy is a folder in which one file of the policy says something else.
func (w *world) anotherPolicy(file, old, now string) (dir string) {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join("config", "policy", file))
	if err != nil {
		w.t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		w.t.Fatalf("%s does not say %q", file, old)
	}
	dir = w.t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, file), []byte(strings.Replace(string(text), old, now, 1)), 0o644); err != nil {
		w.t.Fatal(err)
	}
	return dir
}
