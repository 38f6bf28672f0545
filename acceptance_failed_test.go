package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// A review that is not passed (domain.md 6.3 review_fail).

// safetyOffice are all of the safety office.
var safetyOffice = []string{testdata.SafetyOfficeHead, testdata.SafetyOfficeStaff, "wt_dingsuqin"}

// claimsFixed lets the shop owner say that it is put right, with a new picture.
func (w *world) claimsFixed(no, picture string) {
	w.t.Helper()
	owner := w.member(testdata.ShopOwner)
	owner.says("查 " + no).taps("改好了").sends(picture).says("提交").hears("已报改好")
}

// fails lets somebody look on the spot and find it not put right; a minute later
// all have heard who must.
func (p *talker) fails(no, why, picture string) {
	p.w.t.Helper()
	p.says("查 " + no).taps("没改好").says(why).sends(picture).says("提交")
	p.hears(no+" 已退回整改", "新期限")
	p.w.pass(time.Minute)
}

func TestAGeneralHazardThatFailsItsReviewGetsHalfTheTimeAndGoesUpALevelEachTime(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned() // on Monday, due a week later
	h := w.hazard(no)
	if want := moment(t, "2026-09-21 18:00"); !h.Deadline.Equal(want) {
		t.Fatalf("it is due %s, want %s", h.Deadline, want)
	}
	owner, officer := w.member(testdata.ShopOwner), w.member(testdata.SafetyOfficer)
	head, staff := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff)
	deputy, principal := w.member(testdata.StreetDeputyLead), w.member(testdata.StreetPrincipal)

	w.until("2026-09-15 10:00")
	w.claimsFixed(no, "corridor-clear")
	w.until("2026-09-15 11:00")
	officer.fails(no, "还剩两个纸箱没有清走", "courtyard")
	owner.hears("还剩两个纸箱没有清走", no)
	head.hears("请督促：还没有改好", no)
	staff.hears("请督促：还没有改好", no)
	principal.hasNotHeard(no)
	h = w.hazard(no)
	if want := moment(t, "2026-09-20 18:00"); h.FailCount != 1 || h.State != safety.Rectifying || !h.Deadline.Equal(want) {
		t.Errorf("after one failed review it is %s, failed %d, due %s; want four days, rolled to a make-up day: %s", h.State, h.FailCount, h.Deadline, want)
	}
	w.told(h, "failed-1", 2, "2026-09-15 11:00", safetyOffice...)
	w.skips(h, "failed-2", "2026-09-15 11:00", "复查不通过 1次，不是“复查不通过2次以上”")
	w.skips(h, "handover-failed", "2026-09-15 11:00", "复查不通过 1次，不是“复查不通过2次以上”")
	if os := w.handovers(h); len(os) != 0 {
		t.Errorf("a hand-over is drafted after one failed review: %v", os)
	}
	w.until("2026-09-16 08:31")
	deputy.hears("早报", no) // a leader of level 2 hears it in the morning

	w.until("2026-09-16 10:00")
	w.claimsFixed(no, "stairwell-free")
	officer.fails(no, "纸箱又堆回来了", "wires-tangled")
	principal.hears("请督促：还没有改好", no)
	head.hears("建议移交", "两次复查不合格", no, firstHandover)
	h = w.hazard(no)
	if want := moment(t, "2026-09-18 18:00"); h.FailCount != 2 || !h.Deadline.Equal(want) {
		t.Errorf("after two failed reviews it failed %d, due %s; want two days: %s", h.FailCount, h.Deadline, want)
	}
	w.told(h, "failed-2", 3, "2026-09-16 10:00", testdata.StreetPrincipal)
	w.told(h, "handover-failed", 2, "2026-09-16 10:00", safetyOffice...)
	w.skips(h, "failed-1", "2026-09-16 10:00", "复查不通过 2次，不是“复查不通过刚好1次”")
	if o := w.handover(firstHandover); o.Criterion != safety.ByFailed || o.State != safety.HandoverDrafted {
		t.Errorf("the hand-over is %s because of %s", o.State, o.Criterion)
	}

	w.until("2026-09-17 10:00")
	w.claimsFixed(no, "shop")
	officer.fails(no, "还有一个纸箱", "corridor-cluttered")
	if h, want := w.hazard(no), moment(t, "2026-09-18 18:00"); h.FailCount != 3 || !h.Deadline.Equal(want) {
		t.Errorf("after three failed reviews it failed %d, due %s; want a day at least: %s", h.FailCount, h.Deadline, want)
	}
	w.until("2026-09-18 10:00")
	w.claimsFixed(no, "wires-tidy")
	officer.fails(no, "还有一个纸箱", "lane-blocked")
	if h, want := w.hazard(no), moment(t, "2026-09-20 18:00"); !h.Deadline.Equal(want) {
		t.Errorf("after four failed reviews it is due %s, want a day, rolled to a make-up day: %s", h.Deadline, want)
	}
	accounted(t, w, moment(t, "2026-09-14 09:00"))
}

func TestASeriousHazardThatFailsItsReviewKeepsADayAtLeast(t *testing.T) {
	w := newWorld(t, "2026-09-18 09:50")
	h := w.charging() // due in 72 hours
	officer, principal := w.member(testdata.SafetyOfficer), w.member(testdata.StreetPrincipal)
	for i, c := range []struct {
		at, picture string
		want        time.Duration
	}{
		{"2026-09-18 12:00", "stairwell-free", 36 * time.Hour},
		{"2026-09-18 14:00", "corridor-clear", 24 * time.Hour},
		{"2026-09-18 16:00", "lane-free", 24 * time.Hour},
	} {
		w.until(c.at)
		w.claimsFixed(h.No, c.picture)
		officer.fails(h.No, "车又推回来了", "stairwell-ebike")
		got := w.hazard(h.No)
		if left := got.Deadline.Sub(got.LimitFrom); left != c.want || got.FailCount != i+1 {
			t.Errorf("after %d failed reviews %s are left, want %s", got.FailCount, left, c.want)
		}
		if i == 0 {
			w.told(h, "failed-1", 2, c.at, safetyOffice...)
			principal.hasNotHeard("请督促", h.No)
			continue
		}
		w.told(h, "failed-2", 3, c.at, testdata.StreetPrincipal)
		principal.hears("请督促：还没有改好", h.No)
	}
	for no, want := range map[string]safety.HandoverState{firstHandover: safety.HandoverLapsed, "YJ-2026-01-0002": safety.HandoverDrafted} {
		if o := w.handover(no); o.Criterion != safety.ByFailed || o.State != want {
			t.Errorf("hand-over %s is %s because of %s, want %s because of failed reviews", no, o.State, o.Criterion, want)
		}
	}
	accounted(t, w, moment(t, "2026-09-18 09:00"))
}

// all are the steps of a subject, every round of every rung.
func (w *world) all(subject string) (steps []safety.Step) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		steps, err = tx.Steps(w.ctx, subject)
		return err
	})
	return steps
}

// ended is the step of a rung that was due in the minute of a moment.
func (w *world) ended(h *safety.Hazard, rung, at string) safety.Step {
	w.t.Helper()
	for _, st := range w.all(h.About()) {
		if st.Rung == rung && st.Due.Truncate(time.Minute).Equal(moment(w.t, at)) {
			return st
		}
	}
	w.t.Errorf("%s has no step %s at %s", h.No, rung, at)
	return safety.Step{}
}

// told expects that a rung told just these people of its level when it was due.
func (w *world) told(h *safety.Hazard, rung string, level int, at string, to ...string) {
	w.t.Helper()
	st := w.ended(h, rung, at)
	sameMember := cmpopts.SortSlices(strings.Compare)
	if diff := cmp.Diff(to, st.To, sameMember, cmpopts.EquateEmpty()); st.State != safety.StepTold || st.Level != level || st.Ended.Sub(st.Due) > time.Minute || diff != "" {
		w.t.Errorf("%s at %s is %s at level %d, %s late (%s); to (-want +got):\n%s", rung, at, st.State, st.Level, st.Ended.Sub(st.Due), st.Reason, diff)
	}
}

// skips expects that a rung was not told when it was due, and why.
func (w *world) skips(h *safety.Hazard, rung, at, reason string) {
	w.t.Helper()
	if st := w.ended(h, rung, at); st.State != safety.StepSkipped || st.Reason != reason {
		w.t.Errorf("%s at %s is %s (%s), want skipped: %s", rung, at, st.State, st.Reason, reason)
	}
}
