package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// holder is somebody who holds a role in a grid.
func (w *world) holder(role safety.Role, grid string) (id string) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		r, err := tx.Roster(w.ctx)
		if err != nil {
			return err
		}
		if ids := r.Holders(role, grid, w.clock.Now()); len(ids) > 0 {
			id = ids[0]
			return nil
		}
		w.t.Fatalf("nobody is %s in %s", role, grid)
		return nil
	})
	return id
}

// ticks presses options of the newest card that has them, and its button.
func (p *talker) ticks(options ...string) *talker {
	p.w.t.Helper()
	shown := p.phone().Shown()
	for i := len(shown) - 1; i >= 0; i-- {
		c := shown[i].Card
		if c == nil || c.Checkbox == nil || c.Replaced != "" {
			continue
		}
		var ids []string
		for _, o := range c.Checkbox.Options {
			for _, want := range options {
				if o.Text == want {
					ids = append(ids, o.ID)
				}
			}
		}
		if len(ids) != len(options) {
			continue
		}
		if _, err := p.phone().Submit(shown[i].ID, map[string][]string{c.Checkbox.QuestionKey: ids}); err != nil {
			p.w.t.Fatal(err)
		}
		p.w.settle()
		return p
	}
	p.w.t.Fatalf("%s has no card with %q; the phone shows\n%s", p.id, options, p.all())
	return p
}

func TestAGuardTicksFiveAndIsDone(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:00")
	guard := w.member(w.holder(safety.SecurityGuard, testdata.Courtyard))
	guard.says("巡查").hears("梧桐里一号院 每日巡查")
	guard.ticks("通道畅通", "无违规充电", "无明火烟气", "设施在位", "人员聚集正常")
	guard.hears("检查完成：5 项，合格 5")
	if o := w.occurrence("patrol-guard/2026-09-14/" + testdata.Courtyard); o.State != safety.Done {
		t.Errorf("the patrol is %s, want done", o.State)
	}
	w.until("2026-09-14 20:30")
	guard.hasNotHeard("今天的巡查还没记")
}

func TestWhatAGuardFindsOnPatrolWaitsForTheOfficer(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:00")
	guard, officer := w.member(w.holder(safety.SecurityGuard, testdata.Courtyard)), w.member(testdata.SafetyOfficer)
	guard.says("巡查").ticks("通道畅通", "无违规充电", "无明火烟气", "设施在位", "发现别的问题")
	guard.hears("第 5 项")
	guard.says("东门外排队堵了路").sends("corridor-cluttered").says("改不了，登记隐患")
	guard.hears("发现了什么")
	guard.says("围墙裂了一条缝").sends("wires-tangled").says("提交")
	said := guard.hears("不合格 2", "已上报", "社区安全员会受理")
	nos := hazardNo.FindAllString(said, -1)
	if len(nos) != 2 {
		t.Fatalf("heard of %v, want two", nos)
	}
	for _, no := range nos {
		h := w.hazard(no)
		if h.State != safety.Reported || h.Source != safety.FromPatrol || len(h.Photos(safety.Before)) != 1 || h.Place.Grid != testdata.Courtyard {
			t.Errorf("%s is %s from %s at %s with %d photos", no, h.State, h.Source, h.Place.Grid, len(h.Photos(safety.Before)))
		}
	}
	if h := w.hazard(nos[1]); h.Item != "" || h.Category != "structure" || h.What != "围墙裂了一条缝" {
		t.Errorf("what was found besides the list is %q, item %q, category %s", h.What, h.Item, h.Category)
	}
	officer.hears("待受理", nos[0], nos[1])
}

func TestAWeekOfPatrolsRemindsOnlyWhoHasNotAndGoesUpByTheWeek(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:00")
	guard, property := w.member(w.holder(safety.SecurityGuard, testdata.Courtyard)), w.member(w.holder(safety.PropertyStaff, testdata.Courtyard))
	officer, office := w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead)
	for day := range 7 {
		if day != 2 && day != 4 { // five of seven days: 71 %
			if guard.says("检查"); day == 3 || day == 5 { // yesterday's could still be made up
				guard.says("每日巡查·梧桐里一号院")
			}
			guard.says("全部正常").hears("检查完成")
		}
		w.pass(13*time.Hour + 30*time.Minute)
		property.hears("今天的巡查还没记", "打勾就完")
		w.pass(10*time.Hour + 30*time.Minute)
	}
	n := strings.Count(guard.all(), "今天的巡查还没记")
	if n != 2 {
		t.Errorf("the guard was reminded %d times, want on the two days without a patrol", n)
	}
	w.until("2026-09-21 14:01")
	list := officer.hears("每日巡查", "查得少", "保安：应查 7 天，查了 5 天", "物业管理人员：应查 7 天，查了 0 天")
	if strings.Contains(list, "每周") {
		t.Errorf("the list tells of other plans too: %s", list)
	}
	office.hears("梧桐里社区有 2 处巡查查得少")
	misses := 0
	for d := 14; d <= 20; d++ {
		steps := w.steps(fmt.Sprintf("occurrence:patrol-property/2026-09-%d/%s", d, testdata.Courtyard))
		if steps["three-days"].State == safety.StepTold {
			misses++
		}
	}
	if misses != 1 {
		t.Errorf("three days in a row were told %d times, want once", misses)
	}
}

func TestYesterdaysPatrolIsMadeUpBeforeNoon(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:00")
	guard := w.member(w.holder(safety.SecurityGuard, testdata.Courtyard))
	w.until("2026-09-15 11:00")
	guard.says("检查").hears("先查哪里")
	guard.says("补每日巡查·梧桐里一号院").says("全部正常").hears("（补查）")
	if o := w.occurrence("patrol-guard/2026-09-14/" + testdata.Courtyard); o.State != safety.DoneLate {
		t.Errorf("yesterday's patrol is %s, want made up", o.State)
	}
	w.until("2026-09-16 12:01")
	guard.says("检查").hears("每日巡查")
	guard.says("取消")
	if o := w.occurrence("patrol-guard/2026-09-15/" + testdata.Courtyard); o.State != safety.Missed {
		t.Errorf("the 15th is %s, want missed for good", o.State)
	}
}

func TestNobodyIsAskedToPatrolWhereNobodyHoldsTheRole(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:00")
	rows := w.rows("SELECT grid FROM occurrences WHERE plan LIKE 'patrol-%' AND grid LIKE '____' AND grid <> ?", testdata.Courtyard)
	if len(rows) != 0 {
		t.Errorf("patrols are due in %v where nobody holds a role", rows)
	}
	w.until("2026-09-15 20:00")
	w.member(testdata.SafetyOfficeHead).hasNotHeard("保安空缺")
	if n := len(w.rows("SELECT id FROM occurrences WHERE plan LIKE 'patrol-%'")); n != 12 {
		t.Errorf("two days opened %d patrols, want six a day", n)
	}
}
