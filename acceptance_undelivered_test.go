package main

import (
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// What could not be delivered is passed on with its matter, but never so that
// somebody learns who of the public reported it.
func TestALostMessageIsPassedOnWithItsMatterUnlessThatTellsWhoReportedIt(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	office := w.member(testdata.SafetyOfficeHead)
	no := w.report(testdata.Volunteer, "来福小炒门口堆了纸箱", "来福小炒", "stairwell-ebike")
	w.accept(no)
	w.assign(no, "鲍来福")
	h := w.hazard(no)
	for key, who := range map[string]string{"party": testdata.ShopOwner, "reporter": testdata.Volunteer} {
		err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
			return s.Undelivered(w.ctx, key, who, h.About(), "账号不在应用可见范围内")
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	w.until("2026-09-14 10:30")
	var party, reporter string
	for _, s := range office.phone().Shown() {
		for line := range strings.SplitSeq(textOf(s), " / ") { // told one by one, or together
			switch {
			case strings.Contains(line, "没能送到鲍来福"):
				party = line
			case strings.Contains(line, "没能送到柴小满"):
				reporter = line
			}
		}
	}
	if !strings.Contains(party, no) {
		t.Errorf("the office does not read what was lost: %s", party)
	}
	if !strings.Contains(reporter, "账号不在应用可见范围内") || strings.Contains(reporter, no) || strings.Contains(reporter, "纸箱") {
		t.Errorf("the reporter stands beside the report: %s", reporter)
	}
}
