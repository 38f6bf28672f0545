package main

import (
	"errors"
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// What a check and an open hazard cannot do without.

// refused expects a use case to be refused in these words.
func (w *world) refused(words string, do func(s *safety.Service) error) {
	w.t.Helper()
	err := w.program.within(w.ctx, w.clock.Now(), do)
	if no := (*safety.Refusal)(nil); !errors.As(err, &no) || !strings.Contains(no.Sentence(), words) {
		w.t.Errorf("it said %v, want a refusal: %s", err, words)
	}
}

func TestACheckWithoutAPictureOfThePlaceIsNotFinished(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	const check = "weekly/2026-W38/" + testdata.Courtyard
	finish := func(pictures ...string) func(s *safety.Service) error {
		return func(s *safety.Service) error {
			task, err := s.TaskAt(w.ctx, check, testdata.Courtyard)
			if err != nil {
				return err
			}
			v := allFine(task)
			v.Photos = pictures
			_, err = s.Finish(w.ctx, "without-picture", testdata.CourtyardLead, v)
			return err
		}
	}
	w.refused("现场照片，证明到过现场", finish())
	if o := w.occurrence(check); o.State != safety.Open || !o.DoneAt.IsZero() {
		t.Errorf("the check is %s", o.State)
	}
	lead := w.member(testdata.CourtyardLead)
	lead.says("检查").says("全部正常").hears("现场照片")
	lead.says("提交")
	lead.hasNotHeard("检查完成")
	lead.sends("courtyard").says("提交").hears("检查完成")
	if o := w.occurrence(check); o.State != safety.Done {
		t.Errorf("the check is %s", o.State)
	}
}

func TestWhyAnItemDoesNotApplyIsAskedOnceAndRemembered(t *testing.T) {
	w := newWorld(t, "2026-09-14 09:30")
	lead := w.member(testdata.CourtyardLead)
	lead.says("检查").says("12不适用，其余正常").hears("第 12 项", "为什么不适用", "以后会记住")
	lead.says("本院没有地下室").sends("courtyard").says("提交").hears("检查完成", "不适用 1")
	w.until("2026-09-21 09:30")
	lead.says("检查").hears("12. ", "（上次说不适用）")
	lead.says("12不适用，其余正常").hears("现场照片")
	lead.hasNotHeard("为什么不适用")
	lead.sends("courtyard").says("提交").hears("检查完成", "不适用 1")
	if o := w.occurrence("weekly/2026-W39/" + testdata.Courtyard); o.State != safety.Done {
		t.Errorf("the second week's check is %s", o.State)
	}
}

func TestASeriousOrMajorHazardIsNotAssignedWithoutAnInterimPrecaution(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	for _, severity := range []safety.Severity{safety.Serious, safety.Major} {
		h := w.registerAs(string(severity), severity)
		assign := func(interim string) func(s *safety.Service) error {
			return func(s *safety.Service) error {
				_, err := s.Do(w.ctx, h.No, safety.Assign, testdata.SafetyOfficer, safety.Given{Party: testdata.ShopOwner, PartyName: "鲍来福", Requirement: "清空楼道", Interim: interim})
				return err
			}
		}
		w.refused("整改完成前要先有临时防范措施", assign(""))
		if got := w.hazard(h.No); got.State != safety.Registered {
			t.Errorf("a %s hazard is %s", severity, got.State)
		}
		if err := w.program.within(w.ctx, w.clock.Now(), assign("专人看守")); err != nil {
			t.Error(err)
		}
	}
	general := w.register("general")
	if err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
		_, err := s.Do(w.ctx, general.No, safety.Assign, testdata.SafetyOfficer, safety.Given{Party: testdata.ShopOwner, PartyName: "鲍来福", Requirement: "清空楼道"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	w.refused("整改完成前要先有临时防范措施", func(s *safety.Service) error {
		_, err := s.Do(w.ctx, general.No, safety.ChangeSeverity, testdata.SafetyOfficer, safety.Given{Severity: safety.Serious, Reason: "通道完全堵死"})
		return err
	})
}
