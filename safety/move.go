package safety

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// move applies a rule: the new state, what follows from it, the event, the
// ladders and the news, all in this transaction. Was is the hazard before the
// action, ask the request that is made or answered with it.
func (s *Service) move(ctx context.Context, h *Hazard, rule Rule, who, reason string, was *Hazard, ask Ask) error {
	if rule.Do == ReviewPass {
		if enough, err := s.reviewed(ctx, h); err != nil || !enough {
			return errors.Join(err, s.firstReview(ctx, h, who))
		}
	}
	if h.State = rule.To; rule.From != rule.To || rule.Do == Assign || rule.Do == Reassign && rule.To == Assigned {
		h.Since = s.Now // comments and changes on the way leave the state clock alone
	}
	s.settle(h, rule, was)
	if h.State == Registered && was.RegisteredAt.IsZero() {
		if err := s.shorten(ctx, h); err != nil {
			return err
		}
	}
	if h.Finder == "" && rule.From == "" || !h.HeardAt.IsZero() && (contains(rule.Tell, Reporter) || contains(heardWithHandover, rule.Do)) {
		h.HeardAt = s.Now
	}
	if err := s.drawNotice(ctx, h); err != nil {
		return err
	}
	chronic := false
	if h.State == Registered && was.RegisteredAt.IsZero() || rule.Do == Reopen {
		var err error
		if chronic, err = s.markChronic(ctx, h); err != nil {
			return err
		}
	}
	drop, marks := h.moved(was, rule)
	drop = append(append(drop, h.lapse()...), rule.Drop...)
	if err := s.replan(ctx, h, rule.Do, drop, append(marks, rule.Marks...), len(marks) > 0 && rule.Do != Assign); err != nil {
		return err
	}
	e := s.event(h.About(), who, rule.Do, string(rule.From), string(rule.To), reason)
	if rule.Do == Merge {
		e.Detail = mergedFrom(was, h.MergedInto)
	}
	e.Detail = h.explains(was, e.Detail)
	if err := s.Store.SaveHazard(ctx, h, e); err != nil {
		return err
	}
	if !h.State.Open() {
		if err := s.endSupervisions(ctx, h.About(), "已"+rule.Do.String(), who); err != nil {
			return err
		}
	}
	if err := s.attend(ctx, h, was, rule); err != nil {
		return err
	}
	if err := s.news(ctx, h, rule, who, ask); err != nil {
		return err
	}
	if rule.Do == Accept {
		if err := s.thank(ctx, h); err != nil {
			return err
		}
	}
	if !chronic || rule.Tell == nil {
		return nil // what was put right at once troubles nobody
	}
	return s.startHigh(ctx, h)
}

// drawNotice numbers the notice of a hazard that is assigned for the first time.
func (s *Service) drawNotice(ctx context.Context, h *Hazard) error {
	if h.State != Assigned || h.NoticeNo != "" {
		return nil
	}
	year := s.Now.In(Shanghai).Year()
	n, err := s.Store.Number(ctx, fmt.Sprintf("TZ-%d", year))
	h.NoticeNo = fmt.Sprintf("〔%d〕第%d号", year, n)
	return err
}

// settle sets the moments and limits that a transition brings.
func (s *Service) settle(h *Hazard, rule Rule, was *Hazard) {
	limit, c := s.Policy.Limits[h.Severity], s.Policy.Calendar
	switch {
	case rule.To == Registered && h.RegisteredAt.IsZero():
		h.RegisteredAt, h.Limit, h.LimitFrom = s.Now, limit.Rectify, s.Now
		h.Deadline = limit.Deadline(limit.Rectify, s.Now, c)
		h.LimitEnd = h.Deadline
	case rule.To == Closed:
		h.ClosedAt = s.Now
	case rule.Do == ReviewFail || rule.Do == Reopen || rule.Do == TakeBack:
		h.Limit = h.Limit.Half()
		h.Deadline = limit.Deadline(h.Limit, s.Now, c)
		h.LimitFrom, h.LimitEnd = s.Now, h.Deadline
		h.ClaimedBy, h.FixedBy = "", ""
	case rule.Do == Assign && !h.Deadline.Equal(was.Deadline):
		h.LimitFrom, h.LimitEnd = s.Now, h.Deadline
	case rule.Do == ChangeSeverity:
		s.regrade(h)
	case rule.Do == NotOnSpot:
		s.grade(h, h.LimitFrom)
	case rule.Do == Resume:
		s.goOn(h, was)
	}
	if rule.Do == Reopen {
		h.ClosedAt = time.Time{}
		h.Climbed = max(h.Climbed, min(TopLevel, h.ReopenCount))
		h.Ordered = ""
	}
}

// goOn ends a suspension: the case clock, which stood still, goes on, and the
// limit is shifted by as long, so that what was left of it is left again; at
// least the shortest limit of the severity, for everybody begins anew.
func (s *Service) goOn(h, was *Hazard) {
	limit, c := s.Policy.Limits[h.Severity], s.Policy.Calendar
	pause := s.Now.Sub(was.Since)
	h.Paused += pause
	h.Deadline = was.Deadline.Add(pause)
	if limit.Roll {
		h.Deadline = c.Roll(h.Deadline)
	}
	if least := limit.Min.From(s.Now, c); h.Deadline.Before(least) {
		h.Deadline = least
	}
	shift := h.Deadline.Sub(was.Deadline)
	h.LimitFrom, h.LimitEnd, h.LookAt = h.LimitFrom.Add(shift), h.LimitEnd.Add(shift), time.Time{}
}

// reviewed says whether enough have passed a hazard: a major one needs two, one
// of them of the safety office (domain.md 6.3 review_pass).
func (s *Service) reviewed(ctx context.Context, h *Hazard) (bool, error) {
	need := s.Policy.Limits[h.Severity].Reviewers
	if need <= 1 || len(h.Reviewers) < need {
		return len(h.Reviewers) >= need, nil
	}
	for _, id := range h.Reviewers {
		if office, err := s.ofOffice(ctx, h, id); office || err != nil {
			return office, err
		}
	}
	return false, nil
}

// ofOffice says whether a member speaks for the safety office.
func (s *Service) ofOffice(ctx context.Context, h *Hazard, who string) (bool, error) {
	roles, err := s.Roles(ctx, h, who)
	return contains(roles, SafetyOfficeHead) || contains(roles, SafetyOfficeStaff), err
}

// firstReview records a review that needs another (a major hazard needs two).
func (s *Service) firstReview(ctx context.Context, h *Hazard, who string) error {
	return s.Store.SaveHazard(ctx, h, s.event(h.About(), who, ReviewPass, string(h.State), string(h.State), "还需一人复查"))
}
