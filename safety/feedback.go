package safety

import (
	"context"
	"errors"
)

// Feedback words of a reporter about a closed hazard (domain.md 10.4).
const (
	SaysFixed    = "fixed"
	SaysNotFixed = "not_fixed"
	SaysUnsure   = "unsure"
)

// Answered is what came of a reporter's one tap.
type Answered struct {
	Hazard   *Hazard
	Reopened bool
	New      *Hazard // a new hazard, because the old one was closed too long ago
}

// Feedback takes the reporter's tap: 没改好 reopens the hazard one level higher,
// or, more than 30 days after closing, registers a new one that names the old.
func (s *Service) Feedback(ctx context.Context, ref, who, word string) (a Answered, err error) {
	defer wrap(&err, "feedback on %s", ref)
	if a.Hazard, err = s.Store.Hazard(ctx, ref); err != nil {
		return a, err
	}
	h := a.Hazard
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return a, err
	}
	followers, err := s.followers(ctx, r, h)
	if err != nil {
		return a, err
	}
	reported := who == h.Reporter || contains(followers, who)
	switch {
	case word == SaysNotFixed:
	case word != SaysFixed && word != SaysUnsure:
		return a, Refuse("请点卡片上的“确实改好了”“没改好”或“说不清”。")
	case !reported:
		return a, Refuse("回访由上报人来答。")
	case h.State != Closed:
		return a, Refuse("%s 现在是“%s”，改好销号以后再请您回访。", h.No, h.State)
	default:
		return a, s.Store.Append(ctx, s.event(h.About(), who, Feedback, string(h.State), string(h.State), word))
	}
	reason := "上报人反映没改好"
	if !reported {
		reason = "抽查发现没改好"
	}
	err = s.act(ctx, h, Reopen, who, Given{Reason: reason})
	if !errors.Is(err, errTooLate) {
		a.Reopened = err == nil
		return a, err
	}
	a.New, err = s.recur(ctx, h, who)
	return a, err
}

// recur registers a closed hazard anew; one that was registered anew already,
// and is still open, is not registered again.
func (s *Service) recur(ctx context.Context, h *Hazard, who string) (*Hazard, error) {
	known, err := s.Store.Hazards(ctx, HazardQuery{Reporter: who, States: OpenStates(), Limit: 1000})
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		if k.RecurrenceOf == h.No {
			return k, nil
		}
	}
	return s.Report(ctx, h.ID+"/recurrence", who, Report{
		Place: h.Place, What: h.What, Photos: h.Photos(Before), Category: h.Category, RecurrenceOf: h.No,
	})
}
