package safety

import (
	"context"
	"slices"
)

// A Task is an occurrence somebody still owes, with what is to be answered. Of
// one that covers many objects it is either the whole, with its progress and
// nothing to answer, or one object.
type Task struct {
	Occurrence *Occurrence
	Plan       Plan
	Object     Object // what is visited
	Where      string
	Items      []ChecklistItem
	Windows    []string           // names of those that add items to it
	Apart      map[string]string  // items remembered as not applying, with their reasons
	Known      map[string]*Hazard // items with a hazard that is already open (domain.md 5.2)
	Progress   *Progress          // of a sweep as a whole, else nil
}

// Owed are the tasks a member can do now, the most urgent first: those of the
// grids the member answers for, also as deputy or on duty. Their items are left
// out: see Task.
func (s *Service) Owed(ctx context.Context, who string) (tasks []Task, err error) {
	defer wrap(&err, "tasks of member")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	var grids []string
	for _, plan := range s.Policy.Plans {
		for _, g := range r.Reach(who, s.Now) {
			if at, ok := r.Grid(g); ok && at.Level == plan.Level && s.answers(r, plan, g, who) {
				grids = append(grids, g)
			}
		}
	}
	occs, err := s.owedSpecials(ctx, r, who)
	if err != nil {
		return nil, err
	}
	if len(grids) > 0 {
		planned, err := s.Store.Occurrences(ctx, OccurrenceQuery{Grids: unique(grids), States: []OccurrenceState{Open, Missed}, Planned: true})
		if err != nil {
			return nil, err
		}
		occs = append(occs, planned...)
		slices.SortStableFunc(occs, func(a, b *Occurrence) int { return a.Due.Compare(b.Due) })
	}
	for _, o := range occs {
		if !o.Owed(s.Now) || o.Special == nil && !s.answers(r, s.planOf(o), o.Grid, who) {
			continue
		}
		t := Task{Occurrence: o, Plan: s.planOf(o), Object: r.objectOf(o), Where: r.WhereOf(o)}
		if len(t.Plan.Covers) > 0 {
			if t, err = s.task(ctx, r, o); err != nil {
				return nil, err
			}
		}
		tasks = append(tasks, t)
	}
	return tasks, nil
}

// doers are those who must do a plan's work in a grid: of a plan that is due only
// where its role is held, just the holders; else whoever answers for it.
func (s *Service) doers(r *Roster, plan Plan, grid string) People {
	if !plan.Held {
		return s.Responsible(r, plan.Who, grid)
	}
	ids, _ := s.holders(r, plan.Who, grid)
	if at, ok := r.Above(grid, plan.Who.Fact().Level); ok && len(ids) == 0 && len(r.Appointed(plan.Who, at.Code, s.Now)) > 0 {
		return s.Responsible(r, plan.Who, grid) // all are on leave: nothing is swallowed (ORG-7)
	}
	return People{IDs: ids}
}

// answers says that a member may do a plan's work in a grid.
func (s *Service) answers(r *Roster, plan Plan, grid, who string) bool {
	if contains(s.doers(r, plan, grid).IDs, who) {
		return true
	}
	if plan.Held {
		return r.Has(who, grid, s.Now, plan.Who)
	}
	return r.Has(who, grid, s.Now, plan.Who) || s.standsIn(r, plan.Who, grid, who)
}

// entitled refuses who has lost the right to a check since he began it
// (promises.md S22). Who was on duty when it was due may finish it later.
func (s *Service) entitled(ctx context.Context, o *Occurrence, who string) error {
	r, err := s.Store.Roster(ctx)
	if err != nil || s.answers(r, s.planOf(o), o.Grid, who) || contains(r.OnDuty(o.Grid, o.Due), who) {
		return err
	}
	return Refuse("%s的检查现在由%s做，您不用再交了。", r.Where(o.Grid), s.planOf(o).Who)
}

// standsIn says that a member is the named deputy of a role in a grid.
func (s *Service) standsIn(r *Roster, role Role, grid, who string) bool {
	for _, a := range r.InGrid(grid) {
		if a.Role == role && a.Deputy == who {
			return true
		}
	}
	return false
}

// Task gives one occurrence with its items.
func (s *Service) Task(ctx context.Context, id string) (t Task, err error) {
	defer wrap(&err, "task %s", id)
	o, err := s.Store.Occurrence(ctx, id)
	if err != nil {
		return Task{}, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return Task{}, err
	}
	return s.task(ctx, r, o)
}

func (s *Service) task(ctx context.Context, r *Roster, o *Occurrence) (Task, error) {
	plan := s.planOf(o)
	if len(plan.Covers) == 0 {
		return s.taskAt(ctx, r, o, r.objectOf(o))
	}
	p, err := s.progress(ctx, r, o)
	return Task{Occurrence: o, Plan: plan, Where: r.Where(o.Grid), Progress: &p}, err
}

// TaskAt is one object of an occurrence with its items; the code of the object
// is left out where the grid itself is the object. A Refusal if it is not, or no
// longer, among those to be seen.
func (s *Service) TaskAt(ctx context.Context, id, object string) (t Task, err error) {
	defer wrap(&err, "task %s at %s", id, object)
	o, err := s.Store.Occurrence(ctx, id)
	if err != nil {
		return Task{}, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return Task{}, err
	}
	plan := s.planOf(o)
	if len(plan.Covers) == 0 {
		return s.task(ctx, r, o)
	}
	objects := r.Objects(plan, o.Grid)
	i := slices.IndexFunc(objects, func(x Object) bool { return x.Key() == object })
	if i < 0 {
		return Task{}, Refuse("这一处不在这次%s的范围里，可能已经撤销。发“检查”看还有哪些。", plan.Name)
	}
	return s.taskAt(ctx, r, o, objects[i])
}

func (s *Service) taskAt(ctx context.Context, r *Roster, o *Occurrence, at Object) (t Task, err error) {
	t = Task{Occurrence: o, Plan: s.planOf(o), Object: at, Where: at.Full(), Known: map[string]*Hazard{}}
	t.Items, t.Windows = s.asked(r, o, t.Plan, at)
	if t.Apart, err = s.Store.NotApplicable(ctx, at.Key()); err != nil {
		return t, err
	}
	open, err := s.Store.Hazards(ctx, HazardQuery{Grids: []string{at.Grid}, Site: at.Site, States: OpenStates()})
	if err != nil {
		return t, err
	}
	for _, h := range open {
		if h.Item != "" && h.Place.Site == at.Site {
			t.Known[h.Item] = h
		}
	}
	return t, nil
}

// Sweeps are the sweeps a member may look at that can still be done: those of
// the grids where he inspects, or whose excuse is his to give.
func (s *Service) Sweeps(ctx context.Context, who string) (tasks []Task, err error) {
	defer wrap(&err, "sweeps of member")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	var grids []string
	for _, a := range r.Of(who, s.Now) {
		if f := a.Role.Fact(); f.Inspect && f.Level != Courtyard {
			grids = append(grids, r.Under(a.Grid)...)
		}
	}
	if len(grids) == 0 {
		return nil, nil
	}
	for _, plan := range s.Policy.Plans {
		if len(plan.Covers) == 0 {
			continue
		}
		occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{Plan: plan.ID, Grids: unique(grids), States: []OccurrenceState{Open, Missed}, DueSince: s.Now.AddDate(0, -1, 0)})
		if err != nil {
			return nil, err
		}
		for _, o := range occs {
			if !o.Owed(s.Now) {
				continue
			}
			t, err := s.task(ctx, r, o)
			if err != nil {
				return nil, err
			}
			tasks = append(tasks, t)
		}
	}
	return tasks, nil
}

// Begin notes that a member has started on an occurrence; again changes nothing.
func (s *Service) Begin(ctx context.Context, id, who string) (err error) {
	defer wrap(&err, "begin %s", id)
	o, err := s.Store.Occurrence(ctx, id)
	if err != nil || !o.Started.IsZero() || !o.Owed(s.Now) {
		return err
	}
	o.Started = s.Now
	return s.Store.SaveOccurrence(ctx, o, s.event(o.About(), who, Began, string(o.State), string(o.State), ""))
}
