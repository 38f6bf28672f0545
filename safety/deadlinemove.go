package safety

import (
	"context"
	"fmt"
	"time"
)

// moveDeadlines gives open hazards the later deadline that a year's table, now
// that it has come, allows them. No deadline that was promised becomes earlier.
func (s *Service) moveDeadlines(ctx context.Context, year int, guessed *Calendar) (moved int, err error) {
	hs, err := s.Store.Hazards(ctx, HazardQuery{States: OpenStates(), Limit: 100_000})
	if err != nil {
		return 0, err
	}
	for _, h := range hs {
		limit := s.Policy.Limits[h.Severity]
		was, due := h.Deadline, limit.Deadline(h.Limit, h.LimitFrom, s.Policy.Calendar)
		if !s.Policy.rests(h) || !limit.Deadline(h.Limit, h.LimitFrom, guessed).Equal(was) || !due.After(was) {
			continue // extended, shortened or suspended meanwhile: that was decided by somebody
		}
		if err := s.moveDeadline(ctx, h, due, year, guessed); err != nil {
			return moved, err
		}
		moved++
	}
	return moved, nil
}

func (s *Service) moveDeadline(ctx context.Context, h *Hazard, due time.Time, year int, guessed *Calendar) error {
	was := h.Deadline
	h.Deadline, h.LimitEnd = due, due
	steps, err := s.Store.Steps(ctx, h.About())
	if err != nil {
		return err
	}
	for _, st := range steps {
		rung, ok := s.Policy.Rung(st.Ladder, st.Rung)
		if !ok || st.State != StepPlanned || st.Mark != MarkDue || !rung.due(was, guessed).Equal(st.Due) {
			continue
		}
		if err := s.Store.MoveStep(ctx, st.Key, later(rung.due(due, s.Policy.Calendar), s.Now)); err != nil {
			return err
		}
	}
	e := s.event(h.About(), System, Replanned, string(h.State), string(h.State), fmt.Sprintf("%d年的放假安排到了，期限顺延", year))
	e.Detail = map[string]string{"from": was.In(Shanghai).Format(time.DateTime), "to": due.In(Shanghai).Format(time.DateTime)}
	if err := s.Store.SaveHazard(ctx, h, e); err != nil {
		return err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	to := s.Officers(r, h.Place.Grid)
	if h.Party != "" {
		to = append([]string{h.Party}, to...)
	}
	return s.say(ctx, Notice{
		Kind: "deadline_moved", Key: fmt.Sprintf("%s/deadline_moved/%d", h.About(), year), To: unique(to), Class: ClassNews, About: h.About(), Hazard: h,
		Words: map[string]string{"year": fmt.Sprint(year)},
	})
}
