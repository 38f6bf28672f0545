package safety

import (
	"context"
	"fmt"
	"time"
)

// byDigest is why a leader was not told at once.
const byDigest = "领导在次日早报中看到"

// noteHolds is until when a note of a matter holds if nothing happens (E-3).
func (s *Service) noteHolds(sev Severity, at time.Time) time.Time {
	limit, ok := s.Policy.Limits[sev]
	if !ok {
		limit = s.Policy.Limits[General]
	}
	return limit.AckExpires.From(at, s.Policy.Calendar)
}

// noted says until when members' notes of a hazard still hold, by userid. A note
// ends when its time is over and nobody did anything meanwhile, and when the
// matter has taken another turn (E-3).
func (s *Service) noted(ctx context.Context, h *Hazard) (map[string]time.Time, error) {
	events, err := s.Store.History(ctx, h.About())
	if err != nil {
		return nil, err
	}
	holds := map[string]time.Time{}
	for _, e := range events {
		switch {
		case e.From != e.To || e.Action == ReviewFail:
			clear(holds)
		case e.Action == Noted:
			holds[e.By] = s.noteHolds(h.Severity, e.At)
		case e.By != System:
			for who := range holds {
				holds[who] = s.noteHolds(h.Severity, e.At)
			}
		}
	}
	for who, until := range holds {
		if !s.Now.Before(until) {
			delete(holds, who)
		}
	}
	return holds, nil
}

// knows are those who need not be told a step of a hazard's ladder, each with
// the reason.
func (s *Service) knows(ctx context.Context, r *Roster, h *Hazard, rung Rung) (map[string]string, error) {
	known := map[string]string{}
	heard, err := s.heardAlready(ctx, r, h, rung)
	if err != nil {
		return nil, err
	}
	notes, err := s.noted(ctx, h)
	if err != nil {
		return nil, err
	}
	for who, until := range notes {
		known[who] = fmt.Sprintf("%s已知悉，%s前不重复提醒", r.Name(who), Moment(until, s.Now))
	}
	for _, who := range heard {
		known[who] = r.Name(who) + "办理时已知道"
	}
	return known, nil
}
