package main

import (
	"context"
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// foundOnSpot is a hazard that the courtyard lead found and means to put right
// during the visit, and a picture to show it put right.
func (w *world) foundOnSpot() (no, after string) {
	w.t.Helper()
	lead := w.member(testdata.CourtyardLead)
	for _, subject := range []string{"corridor-cluttered", "corridor-clear"} {
		lead.sends(subject)
	}
	lead.says("取消")
	photos := w.rows("SELECT id FROM photos WHERE sha256 <> '' ORDER BY at, id")
	if len(photos) < 2 {
		w.t.Fatalf("%d pictures are on file", len(photos))
	}
	w.does(func(s *safety.Service) error {
		h, err := s.Report(w.ctx, "spot-1", testdata.CourtyardLead, safety.Report{
			Place: safety.Place{Grid: testdata.Courtyard, Label: "梧桐里一号院"}, What: "楼道堆了纸箱", Severity: safety.OnSpot, Photos: photos[0][:1],
		})
		no = h.No
		return err
	})
	return no, photos[1][0]
}

func (w *world) does(do func(s *safety.Service) error) {
	w.t.Helper()
	if err := w.program.within(w.ctx, w.clock.Now(), do); err != nil {
		w.t.Fatal(err)
	}
	w.settle()
}

func (w *world) fixesOnSpot(no, photo string) error {
	return w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
		_, err := s.Do(w.ctx, no, safety.FixOnSpot, testdata.CourtyardLead, safety.Given{Photos: []string{photo}})
		return err
	})
}

func TestWhatIsPutRightDuringTheVisitIsClosedByItsFinder(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no, after := w.foundOnSpot()
	w.until("2026-09-14 11:50")
	if err := w.fixesOnSpot(no, after); err != nil {
		t.Fatal(err)
	}
	w.until("2026-09-14 12:30")
	if h := w.hazard(no); h.State != safety.Closed || h.Severity != safety.OnSpot || w.events(no)[safety.NotOnSpot] != 0 {
		t.Errorf("%s is %s, %s", no, h.State, h.Severity)
	}
}

func TestWhatIsNotPutRightDuringTheVisitBecomesAGeneralHazardAndNeedsAReviewer(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no, after := w.foundOnSpot()
	lead := w.member(testdata.CourtyardLead)
	w.until("2026-09-14 12:05")

	h := w.hazard(no)
	if h.State != safety.Registered || h.Severity != safety.General || w.events(no)[safety.NotOnSpot] != 1 {
		t.Errorf("%s is %s, %s", no, h.State, h.Severity)
	}
	if got := h.Deadline.In(safety.Shanghai).Format("2006-01-02 15:04"); got != "2026-09-21 18:00" {
		t.Errorf("it is due %s", got)
	}
	lead.hears(no, "一般隐患", "当场整改的期限已过")
	for key, st := range w.steps(h.About()) {
		if st.State == safety.StepPlanned && st.Ladder != "H-general" {
			t.Errorf("%s is still planned", key)
		}
	}
	for _, rule := range w.choices(no, testdata.CourtyardLead) {
		if rule.Do == safety.FixOnSpot {
			t.Error("its finder is still offered to close it")
		}
	}
	if err := w.fixesOnSpot(no, after); err == nil || !strings.Contains(err.Error(), "2小时") {
		t.Errorf("its finder closed it days later: %v", err)
	}
	w.until("2026-09-16 03:00") // the self-audit of two nights
	rep, err := w.program.auditSince(w.ctx, w.clock.Now().AddDate(0, 0, -7), w.clock.Now())
	if err != nil || len(rep.Gaps) > 0 {
		t.Errorf("the self-audit finds %v, %v", rep.Gaps, err)
	}
}

func (w *world) choices(no, who string) (rules []safety.Rule) {
	w.t.Helper()
	w.does(func(s *safety.Service) (err error) {
		h, err := s.Store.Hazard(context.Background(), no)
		if err == nil {
			rules, err = s.Choices(w.ctx, h, who)
		}
		return err
	})
	return rules
}
