package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// A question is what somebody asks, and what of the answer shows a field.
type question struct {
	says  string
	field safety.Field
	shows string // stands in the answer exactly for those who may see it
}

// Everybody asks everything: each role, in the hazard's grid, above it and
// elsewhere, sees what docs/visibility.md says and nothing else (domain.md 2.5).
func TestEveryRoleSeesWhatTheTableOfVisibilitySaysAndNothingElse(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	const probe = testdata.SafetyKeeper // holds one role after the other
	no := w.report(testdata.Volunteer, "来福小炒门口楼道堆了纸箱", "来福小炒", "corridor-cluttered")
	w.accept(no)
	w.assign(no, "鲍来福 来福小炒责任人")
	owner := w.member(testdata.ShopOwner)
	owner.says("查 " + no).taps("退回").says("不归我管")
	owner.says("鲍来福说这段楼道归物业").says("提交")
	w.member(testdata.SafetyOfficer).says("查 " + no).taps("派发").says("鲍来福 来福小炒责任人").says("1").says("清空楼道").says("提交")
	mobile, reporter := w.mobileOf(testdata.ShopOwner), "柴小满"
	questions := []question{
		{"查 " + no, safety.FieldHazard, "已派发"},
		{"查 " + no, safety.FieldParty, "责任人：鲍来福"},
		{"查 " + no, safety.FieldMobile, mobile},
		{"查 " + no, safety.FieldReporter, reporter},
		{"查 " + no, safety.FieldReasons, "归物业"},
		{"台账", safety.FieldLedger, no},
		{"统计", safety.FieldFigures, "隐患：未销号"},
		{"账 " + no, safety.FieldSteps, "催办记录（第"},
		{"账 " + no + " 3", safety.FieldReporter, reporter},
	}
	p := w.member(probe)
	for _, f := range safety.Roles {
		for _, place := range []struct{ name, street, community, courtyard string }{
			{"in its grids", testdata.StreetGrid, testdata.Community, testdata.Courtyard},
			{"elsewhere", "", "02", "0102"},
		} {
			grid := map[safety.Level]string{safety.Street: place.street, safety.Community: place.community, safety.Courtyard: place.courtyard}[f.Level]
			if f.Level == "" {
				grid = place.courtyard
			}
			if grid == "" {
				continue
			}
			w.holdsOnly(probe, f.Role, grid)
			w.pass(2 * time.Minute) // nobody may ask everything within a minute
			for _, q := range questions {
				shows := w.program.policy.Visibility.Shows
				want := shows(q.field, f.Role) && (place.name == "in its grids" || q.field == safety.FieldFigures)
				if strings.HasPrefix(q.says, "账") {
					want = want && shows(safety.FieldSteps, f.Role)
				}
				p.from = len(p.phone().Shown())
				heard := p.says(q.says).since()
				if got := strings.Contains(heard, q.shows); got != want {
					t.Errorf("%s %s asks %q: sees %s is %v, want %v\n%s", f.Name, place.name, q.says, q.field, got, want, heard)
				}
				if strings.Contains(heard, reporter) && !shows(safety.FieldReporter, f.Role) {
					t.Errorf("%s %s asks %q and hears who reported it\n%s", f.Name, place.name, q.says, heard)
				}
			}
		}
	}
	// The public: who reported it, and who follows it.
	volunteer := w.member(testdata.Volunteer)
	heard := volunteer.says("查 " + no).since()
	for _, secret := range []string{"鲍来福", "归物业", "苗巧云", "1390000"} {
		if strings.Contains(heard, secret) {
			t.Errorf("the reporter hears %q:\n%s", secret, heard)
		}
	}
	if !strings.Contains(heard, "已派发") || !strings.Contains(heard, "责任人：已安排") {
		t.Errorf("the reporter does not see how it stands:\n%s", heard)
	}
	for _, s := range volunteer.phone().Shown() {
		if s.From == "bot" && strings.Contains(textOf(s), "鲍来福") {
			t.Errorf("the reporter was told who must put it right: %s", textOf(s))
		}
	}
}

// holdsOnly gives a member one role and takes all others.
func (w *world) holdsOnly(id string, role safety.Role, grid string) {
	w.t.Helper()
	w.changeRoster(func(r *safety.Roster) {
		r.Assignments = slices.DeleteFunc(r.Assignments, func(a safety.Assignment) bool { return a.Member == id })
		for i := range r.Assignments {
			if r.Assignments[i].Deputy == id {
				r.Assignments[i].Deputy = ""
			}
		}
		r.Assignments = append(r.Assignments, safety.Assignment{Member: id, Role: role, Grid: grid, From: w.clock.Now().AddDate(0, 0, -1)})
	})
}

// mobileOf is the telephone of a member.
func (w *world) mobileOf(id string) (mobile string) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		r, err := tx.Roster(w.ctx)
		if err == nil {
			m, _ := r.Member(id)
			mobile = m.Mobile
		}
		return err
	})
	return mobile
}
