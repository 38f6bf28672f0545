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
func (s *Service) Feedback(ctx context.Context, caseID, ref, who, word string) (a Answered, err error) {
	defer wrap(&err, "feedback on %s", ref)
	if a.Hazard, err = s.Store.Hazard(ctx, ref); err != nil {
		return a, err
	}
	h := a.Hazard
	if word != SaysNotFixed {
		return a, s.Store.Append(ctx, s.event(h.About(), who, Feedback, string(h.State), string(h.State), word))
	}
	err = s.act(ctx, h, Reopen, who, Given{Reason: "上报人反映没改好"})
	if !errors.Is(err, errTooLate) {
		a.Reopened = err == nil
		return a, err
	}
	a.New, err = s.Report(ctx, caseID, who, Report{
		Place: h.Place, What: h.What, Photos: h.Photos(Before), Category: h.Category, RecurrenceOf: h.No,
	})
	return a, err
}
