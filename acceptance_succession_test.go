package main

import (
	"regexp"
	"slices"
	"testing"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// What happens when a role changes hands (ORG-8).

var successionNo = regexp.MustCompile(`JJ-\d{4}-\d{4}`)

// replaces lets somebody new take over a role from a day on, as an import does.
func (w *world) replaces(old, id, name string, role safety.Role, grid, from string) {
	w.t.Helper()
	day := moment(w.t, from+" 00:00")
	w.changeRoster(func(r *safety.Roster) {
		i := slices.IndexFunc(r.Assignments, func(a safety.Assignment) bool { return a.Member == old && a.Role == role && a.Grid == grid })
		r.Assignments[i].To = day.AddDate(0, 0, -1)
		if !slices.ContainsFunc(r.Members, func(m safety.Member) bool { return m.ID == id }) {
			r.Members = append(r.Members, safety.Member{ID: id, Name: name})
		}
		r.Assignments = append(r.Assignments, safety.Assignment{Member: id, Role: role, Grid: grid, From: day})
	})
}

func TestALeadIsReplacedInTheMiddleOfAHazardAndBothConfirmTheList(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	lead := w.member(testdata.CourtyardLead)
	no := w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	w.accept(no)
	w.assign(no, "苗巧云 楼院长")
	lead.hears("请整改", no)
	deputy := w.member(testdata.StreetDeputyLead)
	deputy.says("督办 " + no + " 5天").hears("已督办")
	w.replaces(testdata.CourtyardLead, testdata.SafetyKeeper, "阮守田", safety.CourtyardLead, testdata.Courtyard, "2026-09-16")
	lead.from = len(lead.phone().Shown())
	next := w.member(testdata.SafetyKeeper)
	w.until("2026-09-15 20:00")
	next.hearsNothing() // not yet
	w.until("2026-09-16 08:10")
	list := lead.hears("交接单", "苗巧云 → 阮守田", no, "督办单", "每周楼院检查", "[已交清] [有出入]")
	jj := successionNo.FindString(list)
	next.hears("交接单", jj, no, "[已接清] [有出入]")
	next.says("交接单").hears(jj, no, "督办单", "每周楼院检查", "钥匙", "微型消防站", "还没有确认")
	if h := w.hazard(no); h.Party != testdata.SafetyKeeper {
		t.Errorf("%s is responsible, want the successor", h.Party)
	}

	next.taps("有出入").hears("哪里有出入")
	next.says("天台钥匙没有交").hears("已告诉对方")
	lead.hears("阮守田说交接单", "天台钥匙没有交")
	officer := w.member(testdata.SafetyOfficer)
	officer.from = 0
	officer.hears("有出入", "天台钥匙没有交")
	next.says("已接清").hears("已记下您的确认", "等苗巧云")
	next.says("已接清").hears("没有要确认的交接单") // saying it again is no error
	lead.taps("已交清").hears("双方都已确认")
	next.hears("双方都已确认", "交接完成")
	lead.says("已交清").hears("没有要确认的交接单")

	// Old cards in the chat of who has left are answered kindly, and nothing new comes.
	lead.taps("收到").hears("您已不再担任", "阮守田")
	lead.says("查 "+no).hears("您已不再担任", "现在由阮守田办")
	lead.says("查 YH-2026-01-0999").hears("没有找到编号")
	lead.from = len(lead.phone().Shown())
	next.says("待办").hears(no)
	next.says("查 " + no).taps("收到").hears("已签收")
	w.until("2026-09-21 09:15")
	next.hears("每周楼院检查")
	lead.hearsNothing()
	w.audited("2026-09-22 02:40")
	for rung, s := range w.steps("succession:" + jj) {
		if s.State != safety.StepDropped {
			t.Errorf("step %s is %s, want dropped", rung, s.State)
		}
	}
}

func TestTheListOfWhoTakesOverNamesWhatAnAuthorityHas(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	h := w.sent()
	w.replaces(testdata.SafetyOfficer, testdata.SafetyKeeper, "阮守田", safety.CommunitySafetyOfficer, testdata.Community, "2026-09-25")
	next := w.member(testdata.SafetyKeeper)
	w.until("2026-09-25 08:10")
	next.hears("交接单", "祁文柏 → 阮守田")
	next.says("交接单").hears(h.No, "移交梧桐派出所，已送出，等回执，9月29日到期（"+firstHandover+"）")
}

func TestAListThatIsNotConfirmedIsRemindedAndClimbsUntilTheLevelAboveConfirms(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	w.replaces(testdata.CourtyardLead, testdata.SafetyKeeper, "阮守田", safety.CourtyardLead, testdata.Courtyard, "2026-09-15")
	w.changeRoster(func(r *safety.Roster) { // who leaves is not in WeCom any more
		r.Members = slices.DeleteFunc(r.Members, func(m safety.Member) bool { return m.ID == testdata.CourtyardLead })
	})
	next, officer, head := w.member(testdata.SafetyKeeper), w.member(testdata.SafetyOfficer), w.member(testdata.CommunityHead)
	w.until("2026-09-15 08:10")
	jj := successionNo.FindString(next.hears("交接单", "[已接清]"))
	officer.hears("交接单", "[已交清]") // somebody has to say it for who is gone
	next.taps("已接清").hears("已记下")
	w.until("2026-09-16 09:15")
	officer.hears("交接单还没有确认", jj)
	next.hasNotHeard("还没有确认", "接清了点一下")
	w.until("2026-09-18 09:15")
	head.hears("一直没有确认", "[代为确认]")
	w.until("2026-09-21 08:00")
	head.taps("代为确认").hears("双方都已确认")
	next.hears("交接完成")
	w.until("2026-09-23 10:00")
	if s := w.steps("succession:" + jj)["ask-higher"]; s.State != safety.StepDropped {
		t.Errorf("the last step is %s, want dropped", s.State)
	}
	w.read(func(tx *store.Tx) error {
		x, err := tx.Succession(w.ctx, jj)
		if err == nil && (x.GaveBy != testdata.CommunityHead || x.TookBy != testdata.SafetyKeeper || x.Climbed != 1) {
			t.Errorf("given by %s, taken by %s, climbed %d", x.GaveBy, x.TookBy, x.Climbed)
		}
		return err
	})
}
