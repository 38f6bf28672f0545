package safety

import "context"

// closeShrunk ends the sweeps of which nothing is left, once a day.
func (s *Service) closeShrunk(ctx context.Context, plan Plan) error {
	if len(plan.Covers) == 0 {
		return nil
	}
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{
		Plan: plan.ID, States: []OccurrenceState{Open, Missed}, DueSince: s.Now.AddDate(0, -1, 0), Limit: 10_000,
	})
	for _, o := range occs {
		if !o.Owed(s.Now) {
			continue
		}
		if _, err := s.concludeShrunk(ctx, plan, o); err != nil {
			return err
		}
	}
	return err
}

// concludeShrunk ends a sweep of which nothing is left because what was left has
// ended: a shop that closed for good.
func (s *Service) concludeShrunk(ctx context.Context, plan Plan, o *Occurrence) (bool, error) {
	if len(plan.Covers) == 0 {
		return false, nil
	}
	p, err := s.Progress(ctx, o)
	if err != nil || !p.Complete() {
		return false, err
	}
	at := p.settledAt()
	if at.IsZero() {
		at = o.Due
	}
	return true, s.conclude(ctx, o, at, s.event(o.About(), System, Inspected, string(o.State), "", "余下的场所已撤销"))
}
