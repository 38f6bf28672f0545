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
	as, err := s.waitsAs(ctx, h, who)
	if err != nil {
		return a, err
	}
	switch {
	case word == SaysNotFixed:
	case word != SaysFixed && word != SaysUnsure:
		return a, Refuse("请点卡片上的“已改好”“没改好”或“说不清”。")
	case as == "":
		return a, Refuse("回访由上报人来答。")
	case h.State != Closed:
		return a, Refuse("%s 现在是“%s”，改好销号以后再请您回访。", h.No, h.State)
	default:
		return a, s.Store.Append(ctx, s.event(h.About(), as, Feedback, string(h.State), string(h.State), feedbackWords[word]))
	}
	reason := "上报人反映没改好"
	if as == "" {
		reason = "抽查发现没改好"
	}
	err = s.act(ctx, h, Reopen, who, Given{Reason: reason})
	if !errors.Is(err, errTooLate) {
		a.Reopened = err == nil
		return a, err
	}
	a.New, err = s.recur(ctx, h, who, as)
	return a, err
}

// feedbackWords are the answers as the history tells them.
var feedbackWords = map[string]string{SaysFixed: "已改好", SaysNotFixed: "没改好", SaysUnsure: "说不清"}

// Waits says whether a member hears a hazard's news and is asked at its closing:
// who reported it, anonymously or not, and who follows it.
func (s *Service) Waits(ctx context.Context, h *Hazard, who string) (bool, error) {
	if h.Finder == who {
		return false, nil // an inspector follows the ledger
	}
	as, err := s.waitsAs(ctx, h, who)
	return as != "", err
}

// waitsAs is the name under which a member waited for a hazard to be put right,
// as its reporter or by following it; empty if he did not.
func (s *Service) waitsAs(ctx context.Context, h *Hazard, who string) (string, error) {
	as, err := s.asReporter(ctx, h, who)
	if err != nil || as != "" {
		return as, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return "", err
	}
	following, err := s.followers(ctx, r, h)
	if err != nil || len(following) == 0 {
		return "", err
	}
	names, err := s.names(ctx, who)
	for _, n := range names {
		if contains(following, n) {
			return n, err
		}
	}
	return "", err
}

// recur registers a closed hazard anew; one that was registered anew already,
// and is still open, is not registered again.
func (s *Service) recur(ctx context.Context, h *Hazard, who, as string) (*Hazard, error) {
	names, err := s.names(ctx, who)
	if err != nil {
		return nil, err
	}
	known, err := s.Store.Hazards(ctx, HazardQuery{Names: names, States: OpenStates(), Limit: 1000})
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		if k.RecurrenceOf == h.No {
			return k, nil
		}
	}
	return s.Report(ctx, h.ID+"/recurrence", who, Report{
		Place: h.Place, What: h.What, Photos: h.Photos(Before), Category: h.Category, RecurrenceOf: h.No, Anonymous: IsPseudonym(as),
	})
}
