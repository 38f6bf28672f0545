package safety

import (
	"context"
	"errors"
)

// handable are the states from which a hazard can be handed over (domain.md 6.3).
var handable = []State{Registered, Assigned, Rectifying, Suspended}

// heardWithHandover are the moves of which the public hears with the act on the
// hand-over that brings them.
var heardWithHandover = []Action{HandOver, TakeBack, AuthorityResult}

func isNotFound(err error) bool { return errors.Is(err, ErrNotFound) }

// attend lets what hangs on a hazard follow its move: a draft that is no longer
// needed lapses and comes back when the review fails, the police are to be told
// of what the office found in an enterprise, and a major hazard's treatment is
// chased. A worse severity begins the watch over what an authority has already.
func (s *Service) attend(ctx context.Context, h, was *Hazard, rule Rule) error {
	if err := s.attendHandover(ctx, h, rule); err != nil {
		return err
	}
	if h.State == Transferred && s.isWatched(h) && !s.isWatched(was) && was.State == Transferred {
		if err := s.watchLater(ctx, h); err != nil {
			return err
		}
	}
	switch {
	case rule.Do == Submit && h.State == Registered && rule.Tell != nil: // else it was put right at once
		if err := s.openNotification(ctx, h); err != nil {
			return err
		}
	case !h.State.Open() && h.Finder != "":
		if err := s.lapseNotification(ctx, h); err != nil {
			return err
		}
	}
	major := func(h *Hazard) bool {
		return h.Severity.Rank() >= Major.Rank() && !h.RegisteredAt.IsZero() && h.State.Open()
	}
	switch {
	case major(h) && (!major(was) || was.ID == ""):
		return s.openTreatment(ctx, h)
	case !major(h) && major(was):
		return s.endTreatment(ctx, h)
	}
	return nil
}

func (s *Service) attendHandover(ctx context.Context, h *Hazard, rule Rule) error {
	switch {
	case contains(handable, rule.From) && !contains(handable, rule.To) && rule.To != Transferred:
		o, err := s.OpenHandover(ctx, h.ID)
		if err != nil || o == nil {
			return err
		}
		lapse, err := NextHandover(o.State, LapseHandover, []Role{Automatic})
		if err != nil {
			return err
		}
		return s.carryOutHandover(ctx, h, o, lapse, System, HandoverGiven{Reason: lapsedFor(h.State)})
	case rule.Do == ReviewFail:
		return s.draftAgain(ctx, h, AwaitingReview, "复查没有通过")
	case rule.Do == Unmerge:
		return s.draftAgain(ctx, h, Merged, "并案已撤销")
	}
	return nil
}

// lapsedFor is why a hand-over lapses: where its hazard went.
func lapsedFor(state State) string { return "隐患现在是“" + state.String() + "”" }

// draftAgain brings back a draft that lapsed because its hazard went to a state
// from which it has now come back: the review failed, the merging was undone.
func (s *Service) draftAgain(ctx context.Context, h *Hazard, from State, why string) error {
	os, err := s.Store.Handovers(ctx, HandoverQuery{Hazard: h.ID})
	if err != nil || len(os) == 0 {
		return err
	}
	last := os[len(os)-1]
	if last.State != HandoverLapsed || last.Result != lapsedFor(from) || !contains(handable, h.State) {
		return nil
	}
	c := last.Criterion
	if h.FailCount >= 2 {
		c = ByFailed
	}
	_, err = s.draft(ctx, h, System, proposal{criterion: c, to: last.Authority, reason: why + "，恢复移交 " + last.No})
	return err
}
