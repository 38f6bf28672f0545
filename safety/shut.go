package safety

import "context"

// NotEntered notes that an object of a sweep could not be entered, and why: it
// stays to be seen, until it is or the level above excuses it. Said again it
// changes the reason.
func (s *Service) NotEntered(ctx context.Context, id, object, who, reason string) (f Finished, err error) {
	defer wrap(&err, "not entered %s of %s", object, id)
	return s.without(ctx, id, object, func(t Task) (Look, Action, error) {
		return Look{State: Shut, By: who, Reason: reason}, CouldNotEnter, s.owes(ctx, t, who)
	})
}

// ExcuseObject excuses one object of a sweep, with the reason; the sweep is done
// when nothing else is left.
func (s *Service) ExcuseObject(ctx context.Context, id, object, who, reason string) (f Finished, err error) {
	defer wrap(&err, "excuse %s of %s", object, id)
	return s.without(ctx, id, object, func(t Task) (Look, Action, error) {
		r, err := s.Store.Roster(ctx)
		switch {
		case err != nil:
		case !s.mayExcuse(r, t.Occurrence, who):
			err = s.notTheirs(t.Occurrence)
		case !t.Occurrence.Owed(s.Now):
			err = Refuse("%s已过补查时间，不能再改了。", t.Plan.Name)
		}
		return Look{State: LookExcused, By: who, Reason: reason}, ExcusedIt, err
	})
}

// without settles how an object stands that nobody looked at.
func (s *Service) without(ctx context.Context, id, object string, decide func(Task) (Look, Action, error)) (f Finished, err error) {
	if f.Task, err = s.TaskAt(ctx, id, object); err != nil {
		return f, err
	}
	if len(f.Task.Plan.Covers) == 0 {
		return f, Refuse("%s只有这一处要查，进不去可以请上级准予免查。", f.Task.Where)
	}
	if f.By, f.Already, err = s.doneBy(ctx, f.Task); err != nil || f.Already {
		return f, err
	}
	l, do, err := decide(f.Task)
	if err != nil {
		return f, err
	}
	o := f.Task.Occurrence
	l.Object, l.Grid, l.At = object, f.Task.Object.Grid, s.Now
	e := s.event(o.About(), l.By, do, string(o.State), string(o.State), l.Reason)
	f.Progress, err = s.look(ctx, l, o, e)
	f.Late = o.State == DoneLate
	return f, err
}
