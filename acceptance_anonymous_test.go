package main

import (
	"fmt"
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// reportsHidden lets the volunteer report anonymously.
func (w *world) reportsHidden() (v *talker, no string) {
	w.t.Helper()
	v = w.begins(testdata.Volunteer, boxes, yard, "corridor-cluttered")
	v.taps("匿名提交")
	return v, hazardNo.FindString(v.hears("收到了，谢谢您", "没有记您的名字"))
}

func TestAnAnonymousReporterStandsInNoTableOfTheMatter(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	v, no := w.reportsHidden()
	v.sends("courtyard").taps("补进这一条").hears("已补进 " + no)
	w.closes(no)
	v.hears("您反映的隐患已改好")
	v.taps("说不清").hears("谢谢您的反馈")
	v.says("查 " + no).taps("没改好").hears("已重新打开")
	for table, query := range map[string]string{
		"hazards":    "SELECT id, no, what, reporter, finder, party, officer, evidence, reviewers, reason FROM hazards",
		"events":     "SELECT * FROM events WHERE subject LIKE 'hazard:%'",
		"steps":      "SELECT * FROM steps",
		"followers":  "SELECT * FROM followers",
		"photos":     "SELECT id, by_member, name FROM photos",
		"deliveries": "SELECT d.member, d.reason, p.pkey, p.about, p.line, p.body FROM deliveries d JOIN posts p ON p.id = d.post WHERE p.about LIKE 'hazard:%'",
	} {
		rows := w.rows(query)
		for _, row := range rows {
			if line := strings.Join(row, " "); strings.Contains(line, testdata.Volunteer) || strings.Contains(line, "柴小满") {
				t.Errorf("%s: %s", table, line)
			}
		}
		if len(rows) == 0 && table != "followers" {
			t.Errorf("%s holds nothing: the test looks in the wrong place", table)
		}
	}
	for _, line := range w.journal.failures() {
		if strings.Contains(line, testdata.Volunteer) {
			t.Errorf("logged: %s", line)
		}
	}
	h := w.hazard(no)
	w.read(func(tx *store.Tx) error { // what a member did under a pseudonym must not lead to his message
		events, err := tx.History(w.ctx, h.About())
		for _, e := range events {
			if e.By == h.Reporter && e.Message != "" {
				t.Errorf("%s by the reporter names the message %s", e.Action, e.Message)
			}
		}
		return err
	})
}

func TestAnAnonymousReporterHearsEverythingFindsTheReportAndMayTakeItBack(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	v, no := w.reportsHidden()
	v.says("状态").hears(no)
	v.says("查 "+no).hears("群众匿名反映", boxes)
	v.taps("撤回").hears(no + " 已撤回作废")
	v, no = w.reportsHidden()
	w.closes(no)
	v.hears("已受理，编号 " + no)
	v.hears(no + " 已派给责任人")
	v.hears("您反映的隐患已改好")
	v.taps("没改好").hears("已重新打开")
}

func TestTwoAnonymousReportsOfOneMemberCannotBeTiedTogether(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	_, first := w.reportsHidden()
	v := w.member(testdata.Volunteer)
	v.says("匿名上报")
	v.sends("extinguisher-expired").says("三楼灭火器压力不够").says(yard).says("提交")
	second := hazardNo.FindString(v.hears("没有记您的名字"))
	a, b := w.hazard(first), w.hazard(second)
	if !a.Anonymous() || !b.Anonymous() || a.Reporter == b.Reporter {
		t.Errorf("reporters are %q and %q", a.Reporter, b.Reporter)
	}
}

// watchers are all who may look at a hazard of the courtyard, and whether they
// may know who reported it.
var watchers = []struct {
	who    string
	office bool
}{
	{testdata.CourtyardLead, false}, {testdata.ShopOwner, false}, {testdata.SafetyOfficer, false}, {testdata.SecondOfficer, false},
	{testdata.CommunityHead, false}, {testdata.SafetyOfficeHead, true}, {testdata.SafetyOfficeStaff, true},
	{testdata.StreetDeputyLead, false}, {testdata.StreetPrincipal, false},
}

func TestWhoReportedIsShownToTheSafetyOfficeOnlyAndNobodyWhenAnonymous(t *testing.T) {
	for _, hidden := range []bool{false, true} {
		t.Run(fmt.Sprintf("anonymous %v", hidden), func(t *testing.T) {
			w := newWorld(t, "2026-09-14 10:00")
			no := ""
			if hidden {
				_, no = w.reportsHidden()
			} else {
				no = w.report(testdata.Volunteer, boxes, yard, "corridor-cluttered")
			}
			w.until("2026-09-16 19:00") // the ladder of waiting to be judged goes up
			mobile := w.mobileOf(testdata.Volunteer)
			w.closes(no)
			w.member(testdata.Volunteer).taps("没改好").hears("已重新打开")
			w.until("2026-09-28 12:00") // that of a hazard which was reopened, and the leaders' digests
			for _, x := range watchers {
				p := w.member(x.who)
				for _, ask := range []string{"查 " + no, "照片 " + no, "台账", "统计", "待办", "志愿者"} {
					p.says(ask)
				}
				heard := p.all()
				named := strings.Contains(heard, "柴小满") || strings.Contains(heard, mobile)
				list := strings.Contains(heard, "群众上报并受理")
				if named != (x.office && !hidden) && !(x.office && list) {
					t.Errorf("%s may know: %v, knows: %v\n%s", x.who, x.office && !hidden, named, heard)
				}
				if strings.Contains(heard, safety.PseudonymPrefix) || strings.Contains(heard, testdata.Volunteer) {
					t.Errorf("%s reads an id:\n%s", x.who, heard)
				}
				if hidden && named {
					t.Errorf("%s knows who reported anonymously", x.who)
				}
			}
		})
	}
}
