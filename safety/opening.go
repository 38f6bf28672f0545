package safety

import (
	"context"
	"slices"
)

// openSpecials begins the windows whose first day has come and adds what they
// ask for today. It can be run at any moment and as often as one likes.
func (s *Service) openSpecials(ctx context.Context) (added int, err error) {
	defer wrap(&err, "open special occurrences")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return 0, err
	}
	if err := s.beginWindows(ctx, r); err != nil {
		return 0, err
	}
	if r, err = s.Store.Roster(ctx); err != nil {
		return 0, err
	}
	var visits, events []visitWish
	for _, v := range s.visits(r, s.Now, s.Now) {
		switch {
		case v.opens.After(s.Now) || !v.due.After(s.Now):
		case v.Kind == DoPublicity:
			events = append(events, v)
		default:
			visits = append(visits, v)
		}
	}
	if err := s.askPublicity(ctx, events); err != nil {
		return 0, err
	}
	return s.addVisits(ctx, r, visits)
}

// beginWindows notes what begins: where the office did not answer, the policy's
// default takes effect.
func (s *Service) beginWindows(ctx context.Context, r *Roster) error {
	for _, o := range s.Policy.Occasions(r.Windows, s.Now, s.Now) {
		if waits := o.Said.State == "" || o.Said.State == WindowAsked; !waits || !o.InForce(s.Now) {
			continue
		}
		if err := s.decide(ctx, s.said(o), WindowConfirmed, System, "到开始日没有答复，按办法执行"); err != nil {
			return err
		}
	}
	return nil
}

// addVisits adds the visits that no occurrence covers yet.
func (s *Service) addVisits(ctx context.Context, r *Roster, visits []visitWish) (int, error) {
	known, err := s.knownVisits(ctx, visits)
	if err != nil {
		return 0, err
	}
	groups := map[string][]Occurrence{}
	for _, v := range visits {
		covered, err := s.cover(ctx, known[v.object()], v)
		if err != nil {
			return 0, err
		}
		if !covered {
			groups[v.period()] = append(groups[v.period()], v.occurrence())
		}
	}
	added := 0
	for _, period := range sortedKeys(groups) {
		occs := groups[period]
		n, err := s.Store.AddOccurrences(ctx, occs)
		if err != nil {
			return added, err
		}
		if added += n; n == 0 {
			continue
		}
		first := occs[0]
		steps := s.fromNow(s.periodSteps(r, s.Policy.Intensify.Special, period, first.Opens, first.Due, first.Missed))
		if err := s.Store.PlanSteps(ctx, steps); err != nil {
			return added, err
		}
		if err := s.Store.Append(ctx, s.event(PeriodSubject+SpecialPlan+"/"+period, System, Opened, "", "", "")); err != nil {
			return added, err
		}
	}
	return added, nil
}

// fromNow leaves out steps that would have been due before now, when a window is
// called out, or the program begins, in the middle of it; that it has begun is
// told at once. Nobody is reminded before, or while, he is told.
func (s *Service) fromNow(steps []Step) []Step {
	told := s.Now
	for i := range steps {
		if st := &steps[i]; st.Mark == MarkOpened {
			if st.Due.Before(s.Now) {
				st.Due = later(s.Now, At(s.Now, 9, 0))
			}
			told = later(told, st.Due)
		}
	}
	return slices.DeleteFunc(steps, func(st Step) bool {
		return st.Due.Before(s.Now) || st.Mark == MarkDue && !st.Due.After(told)
	})
}

// knownVisits are the special occurrences that may cover these, by object.
func (s *Service) knownVisits(ctx context.Context, visits []visitWish) (map[string][]*Occurrence, error) {
	if len(visits) == 0 {
		return nil, nil
	}
	since := s.Now
	for _, v := range visits {
		since = sooner(since, v.opens)
	}
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{Plan: SpecialPlan, DueSince: since, Limit: 100_000})
	if err != nil {
		return nil, err
	}
	known := map[string][]*Occurrence{}
	for _, o := range occs {
		if o.Special != nil {
			known[o.object()] = append(known[o.object()], o)
		}
	}
	return known, nil
}

// object is what a special occurrence is about.
func (o *Occurrence) object() string {
	if o.Special != nil && o.Special.Site != "" {
		return o.Special.Site
	}
	return o.Grid
}

// cover finds an occurrence that serves for a visit: one task, not two. One that
// nobody has begun takes in what is asked besides, or gives way when the visit is
// due before it; one that was cancelled and is wanted again is opened again.
func (s *Service) cover(ctx context.Context, known []*Occurrence, v visitWish) (bool, error) {
	for _, o := range known {
		if o.ID != SpecialPlan+"/"+v.period()+"/"+v.object() {
			continue
		}
		if o.State != Cancelled || !o.Started.IsZero() {
			return true, s.tighten(ctx, o, v)
		}
		o.State, o.Reason = Open, ""
		return true, s.Store.SaveOccurrence(ctx, o, s.event(o.About(), System, Opened, string(Cancelled), string(Open), "节点又有了这一次"))
	}
	for _, o := range known {
		meets := o.Special.Kind == v.Kind && !o.Opens.After(v.due) && !v.opens.After(o.Due)
		switch {
		case !meets:
		case o.State == Open && o.Started.IsZero() && v.due.Before(o.Due):
			if err := s.cancel(ctx, o, "与节点“"+v.Reasons[0]+"”合并，一次查"); err != nil {
				return false, err
			}
		case o.State == Open:
			return true, s.tighten(ctx, o, v)
		case (o.State == Done || o.State == DoneLate) && !o.DoneAt.Before(v.opens):
			return true, nil
		}
	}
	return false, nil
}

// tighten makes an open occurrence that nobody has begun as strict as a visit asks
// that is due no earlier.
func (s *Service) tighten(ctx context.Context, o *Occurrence, v visitWish) error {
	if o.State != Open || !o.Started.IsZero() {
		return nil
	}
	both := o.Special.with(v.Special)
	if slices.Equal(both.Windows, o.Special.Windows) && slices.Equal(both.Lists, o.Special.Lists) && both.Who == o.Special.Who {
		return nil
	}
	o.Special = &both
	return s.Store.SaveOccurrence(ctx, o, s.event(o.About(), System, TakenUp, string(Open), string(Open), "与节点“"+v.Reasons[0]+"”合并，一次查"))
}

// reconcile cancels what a window made that no window asks for any more and
// nobody has begun. It says how many it cancelled and how many go on.
func (s *Service) reconcile(ctx context.Context, key, reason string) (ended, kept int, err error) {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return 0, 0, err
	}
	wanted := map[string]visitWish{}
	for _, v := range s.visits(r, s.Now, s.Now) {
		wanted[v.period()+"/"+v.object()] = v
	}
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{Plan: SpecialPlan, States: []OccurrenceState{Open}, DueSince: s.Now, Limit: 100_000})
	if err != nil {
		return 0, 0, err
	}
	for _, o := range occs {
		if o.Special == nil || !contains(o.Special.Windows, key) {
			continue
		}
		v, still := wanted[o.Period+"/"+o.object()]
		switch {
		case !o.Started.IsZero():
			kept++
			continue
		case still && slices.Equal(v.Windows, o.Special.Windows):
			continue
		case still:
			special := v.Special
			o.Special = &special
			err = s.Store.SaveOccurrence(ctx, o, s.event(o.About(), System, TakenUp, string(Open), string(Open), reason))
		default:
			ended++
			err = s.cancel(ctx, o, reason)
		}
		if err != nil {
			return ended, kept, err
		}
	}
	n, err := s.cancelSoftDuties(ctx, key, wanted, reason)
	return ended + n, kept, err
}

// cancel ends an occurrence that is not wanted any more.
func (s *Service) cancel(ctx context.Context, o *Occurrence, reason string) error {
	from := o.State
	o.State, o.Reason = Cancelled, reason
	if err := s.Store.DropSteps(ctx, o.About(), reason, s.Now); err != nil {
		return err
	}
	return s.Store.SaveOccurrence(ctx, o, s.event(o.About(), System, WasCancelled, string(from), string(Cancelled), reason))
}

// owedSpecials are the special occurrences a member can do now.
func (s *Service) owedSpecials(ctx context.Context, r *Roster, who string) ([]*Occurrence, error) {
	grids := r.Reach(who, s.Now)
	if len(grids) == 0 {
		return nil, nil
	}
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{Plan: SpecialPlan, Grids: grids, States: []OccurrenceState{Open}, DueSince: s.Now, Limit: 1000})
	if err != nil {
		return nil, err
	}
	answers := map[string]bool{}
	return slices.DeleteFunc(occs, func(o *Occurrence) bool {
		if !o.Owed(s.Now) || o.Special == nil {
			return true
		}
		key := string(o.Special.Who) + "/" + o.Grid
		yes, asked := answers[key]
		if !asked {
			yes = s.answers(r, s.planOf(o), o.Grid, who)
			answers[key] = yes
		}
		return !yes
	}), nil
}
