package safety

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A guard is a condition of a transition beyond state and role.
type guard func(ctx context.Context, s *Service, h *Hazard, who string, g Given) error

// guards are the conditions of domain.md 6.3 by action.
var guards = map[Action][]guard{
	Accept:          {onlyOfficeSetsMajor},
	Reject:          {knownReason},
	Assign:          {officeDecidesAfterReturns, deadlineWithinBounds, interimWhenSerious},
	FixOnSpot:       {photosAreNew},
	ClaimFixed:      {photosAreNew},
	ReviewPass:      {reviewerIsSomeoneElse, pictureOfTheResult},
	ReviewFail:      {reviewerIsSomeoneElse},
	Reassign:        {ableSuccessor},
	Reopen:          {withinReopenDays},
	ProposeHandover: {byItsOwnForm},
	HandOver:        {byItsOwnForm},
	TakeBack:        {byItsOwnForm},
	AuthorityResult: {byItsOwnForm},
	VisitFailed:     {byItsOwnForm},

	AskExtension:   {extensionWithinBounds},
	Extend:         {decisionFromAbove},
	AskSuspension:  {lookWithinBounds},
	AskSeverity:    {anotherSeverity},
	ChangeSeverity: {anotherSeverity, onlyOfficeSetsOrLowersMajor, secondPersonLowers, interimWhenWorse},
	SetInterim:     {saysInterim},
	Merge:          {masterFits},
}

func (s *Service) guard(ctx context.Context, h *Hazard, rule Rule, who string, g Given) error {
	if err := s.gate(ctx, h, rule, who); err != nil {
		return err
	}
	for _, check := range guards[rule.Do] {
		if err := check(ctx, s, h, who, g); err != nil {
			return err
		}
	}
	return nil
}

// byItsOwnForm keeps acts that belong to a hand-over from being done to the hazard
// alone: they come with a record of their own.
func byItsOwnForm(_ context.Context, _ *Service, _ *Hazard, _ string, _ Given) error {
	return Refuse("移交要在移交单上办，请从卡片上的按钮进入。")
}

func onlyOfficeSetsMajor(ctx context.Context, s *Service, h *Hazard, who string, g Given) error {
	if g.Severity != Major {
		return nil
	}
	if office, err := s.ofOffice(ctx, h, who); err != nil || office {
		return err
	}
	return Refuse("重大隐患由街道安监办认定。可以先按“突出隐患”受理，并请安监办确认。")
}

func deadlineWithinBounds(_ context.Context, s *Service, h *Hazard, _ string, g Given) error {
	if g.Deadline.IsZero() {
		return nil
	}
	limit, c := s.Policy.Limits[h.Severity], s.Policy.Calendar
	if !limit.Min.IsZero() && g.Deadline.Before(limit.Min.From(s.Now, c)) {
		return Refuse("期限太短，最早到%s。", Moment(limit.Min.From(s.Now, c), s.Now))
	}
	if !limit.Max.IsZero() && g.Deadline.After(limit.Max.From(s.Now, c)) {
		return Refuse("期限太长，%s最晚到%s。", h.Severity, Moment(limit.Max.From(s.Now, c), s.Now))
	}
	return nil
}

// interimWhenSerious asks for an interim precaution where the severity demands
// one until the hazard is put right (domain.md 6.4).
func interimWhenSerious(_ context.Context, s *Service, h *Hazard, _ string, g Given) error {
	if s.Policy.Limits[h.Severity].Interim && h.Interim == "" && g.Interim == "" {
		return Refuse("%s整改完成前要先有临时防范措施，请写一句。", h.Severity)
	}
	return nil
}

func saysInterim(_ context.Context, _ *Service, _ *Hazard, _ string, g Given) error {
	if g.Interim == "" {
		return Refuse("请写一句现在采取的临时防范措施，比如“专人看守，停止充电”。")
	}
	return nil
}

// photosAreNew refuses an after-picture that is on file for the same hazard
// already, to the byte or to the eye (domain.md 6.3 claim_fixed).
func photosAreNew(ctx context.Context, s *Service, h *Hazard, _ string, g Given) error {
	var old []Photo
	for _, e := range h.Evidence {
		p, err := s.Store.Photo(ctx, e.Photo)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if e.Stage != Signature {
			old = append(old, p)
		}
	}
	for _, id := range g.Photos {
		p, err := s.Store.Photo(ctx, id)
		switch {
		case err != nil && !errors.Is(err, ErrNotFound):
			return err
		case p.Refused != "" || p.Lost:
			return Refuse("有一张照片没能保存，请换一张 JPG 或 PNG 照片再发。")
		case p.SHA256 == "":
			return Refuse("照片还没有收全，请稍等一会儿再提交。")
		case slices.ContainsFunc(old, p.Same):
			return Refuse("这张照片和整改前的一样，或者以前发过。请到现场拍一张整改后的照片再发来。")
		}
	}
	return nil
}

func reviewerIsSomeoneElse(ctx context.Context, s *Service, h *Hazard, who string, _ Given) error {
	if who != h.FixedBy && who != h.ClaimedBy {
		return nil
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	others := s.reviewersOf(r, h)
	if len(others) == 0 {
		return Refuse("整改和复查不能是同一个人。请联系街道安监办安排复查。")
	}
	return Refuse("整改和复查不能是同一个人，请让%s来复查。", r.names(others))
}

func pictureOfTheResult(_ context.Context, s *Service, h *Hazard, _ string, g Given) error {
	switch {
	case len(g.Photos) > 0 || !s.ReviewNeedsPhoto(h):
		return nil
	case s.Policy.Limits[h.Severity].ReviewPhoto:
		return Refuse("%s要有复查现场照片，请拍一张发来。", h.Severity)
	}
	return Refuse("还没有整改后的照片，请拍一张复查现场照片发来。")
}

// ReviewNeedsPhoto says that a hazard cannot pass its review without a picture
// taken there: it is grave, or nobody has shown the result. An authority tells it
// in writing.
func (s *Service) ReviewNeedsPhoto(h *Hazard) bool {
	shown := slices.ContainsFunc(h.Evidence, func(e Evidence) bool { return e.Stage == After && !e.At.Before(h.Since) })
	return s.Policy.Limits[h.Severity].ReviewPhoto || !shown
}

func withinReopenDays(_ context.Context, s *Service, h *Hazard, _ string, _ Given) error {
	if s.Now.After(h.ClosedAt.AddDate(0, 0, s.Policy.Handling.Reopen.Days)) {
		return errTooLate
	}
	return nil
}

// errTooLate makes Feedback begin a new hazard instead.
var errTooLate = Refuse("这条隐患销号太久，会作为新隐患登记。")

// reviewersOf are those who may review a hazard now, nearest first: who
// assigned it and the community's officers, else its head, else the safety
// office; never who fixed it or claimed it fixed. Where two must review, the
// safety office is among them from the start, and who has done it is not.
func (s *Service) reviewersOf(r *Roster, h *Hazard) []string {
	two := s.Policy.Limits[h.Severity].Reviewers > 1
	near := People{}
	near.add(s.officerOf(r, h))
	for _, role := range []Role{CommunitySafetyOfficer, CommunityHead, SafetyOfficeHead} {
		ids, _ := s.holders(r, role, h.Place.Grid)
		near.add(ids...)
		if two {
			near.add(s.office(r)...)
		}
		others := slices.DeleteFunc(slices.Clone(near.IDs), func(id string) bool {
			return id == h.FixedBy || id == h.ClaimedBy || r.away(id) || h.State == AwaitingReview && contains(h.Reviewers, id)
		})
		if len(others) > 0 {
			return others
		}
	}
	return nil
}

// Moment words an instant for a member, as short as it stays clear:
// "今天 18:00", "9月28日（周一）18:00", "2027年1月4日（周一）18:00".
func Moment(t, now time.Time) string {
	t, now = t.In(Shanghai), now.In(Shanghai)
	day := [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}[t.Weekday()]
	clock := t.Format("15:04")
	switch days := int(Day(t).Sub(Day(now)).Hours() / 24); {
	case days == 0:
		return "今天 " + clock
	case days == 1:
		return "明天 " + clock
	case t.Year() == now.Year():
		return fmt.Sprintf("%d月%d日（%s）%s", t.Month(), t.Day(), day, clock)
	}
	return fmt.Sprintf("%d年%d月%d日（%s）%s", t.Year(), t.Month(), t.Day(), day, clock)
}
