package main

import (
	"slices"
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// A major hazard needs two reviewers, one of the safety office (domain.md 6.3
// review_pass).

// majorClaimed is a major hazard that the shop owner says is put right.
func (w *world) majorClaimed() *safety.Hazard {
	w.t.Helper()
	h := w.registerAs("major", safety.Major)
	officer := w.member(testdata.SafetyOfficer)
	officer.says("查 " + h.No).taps("派发").says("鲍来福").says("1").says("跳过").says("围挡警示，专人值守").says("提交").hears("已派给鲍来福")
	w.member(testdata.ShopOwner).says("签收 " + h.No)
	w.claimsFixed(h.No, "corridor-clear")
	return w.hazard(h.No)
}

// passes lets somebody find it put right, with a picture taken there.
func (p *talker) passes(no string, words ...string) {
	p.w.t.Helper()
	p.says("查 " + no).taps("复查通过").sends("courtyard").says("提交")
	p.hears(append(words, no)...)
}

func TestTwoOfficersOfTheCommunityDoNotCloseAMajorHazardWithoutTheSafetyOffice(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	officer, second := w.member(testdata.SafetyOfficer), w.member(testdata.SecondOfficer)
	office, staff := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficeStaff)
	no := w.majorClaimed().No
	for _, p := range []*talker{officer, second, office, staff} {
		p.hears("请复查", no)
	}
	officer.passes(no, "您的复查已记下")
	officer.passes(no, "您的复查已记下") // twice by one person is one review
	second.passes(no, "您的复查已记下")
	if h := w.hazard(no); h.State != safety.AwaitingReview || len(h.Reviewers) != 2 {
		t.Fatalf("after two officers of the community it is %s, reviewed by %v", h.State, h.Reviewers)
	}
	owner := w.member(testdata.ShopOwner)
	office.passes(no, "已销号")
	if h := w.hazard(no); h.State != safety.Closed || len(h.Reviewers) != 3 {
		t.Errorf("it is %s, reviewed by %v", h.State, h.Reviewers)
	}
	owner.hears("销号", no)
	accounted(t, w, moment(t, "2026-09-14 09:00"))
}

func TestTheSafetyOfficeAloneDoesNotCloseAMajorHazard(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	office, officer := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficer)
	no := w.majorClaimed().No
	office.passes(no, "您的复查已记下")
	if h := w.hazard(no); h.State != safety.AwaitingReview {
		t.Fatalf("after the safety office alone it is %s", h.State)
	}
	officer.passes(no, "已销号")
	if h := w.hazard(no); h.State != safety.Closed {
		t.Errorf("it is %s, reviewed by %v", h.State, h.Reviewers)
	}
	accounted(t, w, moment(t, "2026-09-14 09:00"))
}

func TestAFailedReviewOfAMajorHazardForgetsWhoPassedIt(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	h := w.majorClaimed()
	office, officer := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficer)
	officer.passes(h.No, "您的复查已记下")
	office.fails(h.No, "西墙还没有加固", "wires-tangled")
	w.told(h, "failed-1", 2, w.hazard(h.No).LimitFrom.In(safety.Shanghai).Format("2006-01-02 15:04"), append(slices.Clone(safetyOffice), testdata.StreetDeputyLead)...)
	w.claimsFixed(h.No, "stairwell-free")
	office.passes(h.No, "您的复查已记下")
	if h := w.hazard(h.No); h.State != safety.AwaitingReview {
		t.Errorf("a pass from before the failed review was counted: it is %s by %v", h.State, h.Reviewers)
	}
	accounted(t, w, moment(t, "2026-09-14 09:00"))
}
