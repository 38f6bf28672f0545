package safety

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A Task is an occurrence somebody still owes, with what is to be answered.
type Task struct {
	Occurrence *Occurrence
	Plan       Plan
	Where      string
	Items      []ChecklistItem
	Apart      map[string]string  // items remembered as not applying, with their reasons
	Known      map[string]*Hazard // items with a hazard that is already open (domain.md 5.2)
}

// Owed are the tasks a member can do now, the most urgent first: those of the
// grids the member answers for, also as deputy or on duty.
func (s *Service) Owed(ctx context.Context, who string) (tasks []Task, err error) {
	defer wrap(&err, "tasks of member")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	var grids []string
	for _, plan := range s.Policy.Plans {
		for _, g := range r.Reach(who, s.Now) {
			if s.answers(r, plan, g, who) {
				grids = append(grids, g)
			}
		}
	}
	occs, err := s.owedSpecials(ctx, r, who)
	if err != nil {
		return nil, err
	}
	if len(grids) > 0 {
		planned, err := s.Store.Occurrences(ctx, OccurrenceQuery{Grids: unique(grids), States: []OccurrenceState{Open, Missed}})
		if err != nil {
			return nil, err
		}
		occs = append(occs, slices.DeleteFunc(planned, func(o *Occurrence) bool { return o.Special != nil })...)
		slices.SortStableFunc(occs, func(a, b *Occurrence) int { return a.Due.Compare(b.Due) })
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
	return tasks, nil
}

// answers says that a member may do a plan's work in a grid.
func (s *Service) answers(r *Roster, plan Plan, grid, who string) bool {
	return contains(s.Responsible(r, plan.Who, grid).IDs, who) || r.Has(who, grid, s.Now, plan.Who) || s.standsIn(r, plan.Who, grid, who)
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
	t := Task{Occurrence: o, Plan: plan, Where: r.WhereOf(o), Items: s.asked(r, o, plan), Known: map[string]*Hazard{}}
	var err error
	if t.Apart, err = s.Store.NotApplicable(ctx, o.object()); err != nil {
		return t, err
	}
	open, err := s.Store.Hazards(ctx, HazardQuery{Grids: []string{o.Grid}, States: OpenStates()})
	if err != nil {
		return t, err
	}
	for _, h := range open {
		if h.Item != "" && h.Place.Site == o.site() {
			t.Known[h.Item] = h
		}
	}
	return t, nil
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

// Finished is what came of a visit.
type Finished struct {
	Task    Task
	Late    bool
	Fixed   []*Hazard // closed during the visit
	New     []*Hazard // registered
	Linked  []*Hazard // known before, a follow-up was added
	Already bool      // it was done before: nothing changed
}

// Finish records a visit: the occurrence is done, each failed item is a hazard
// fixed on the spot, a registered one, or a follow-up on one that is already
// open. The same case counts once.
func (s *Service) Finish(ctx context.Context, caseID, who string, v Inspection) (f Finished, err error) {
	defer wrap(&err, "finish case %s", caseID)
	if f.Task, err = s.Task(ctx, v.Occurrence); err != nil {
		return f, err
	}
	o := f.Task.Occurrence
	if len(v.Asked) > 0 {
		f.Task.Items = v.Asked // a window that began or ended meanwhile changes nothing
	}
	if o.State == Done || o.State == DoneLate {
		f.Already = true
		return f, nil
	}
	if !o.Owed(s.Now) {
		return f, Refuse("%s的%s已过补查时间，这次不能再提交。发现的隐患可以直接发照片上报。", f.Task.Where, f.Task.Plan.Name)
	}
	if err := s.entitled(ctx, o, who); err != nil {
		return f, err
	}
	if err := complete(f.Task, v); err != nil {
		return f, err
	}
	if err := s.proven(ctx, f.Task, v); err != nil {
		return f, err
	}
	v.ID, v.By, v.At, v.Plan, v.Grid, v.Site = caseID, who, s.Now, o.Plan, o.Grid, o.site()
	for i := range v.Findings {
		if err := s.follow(ctx, caseID, who, &f, &v.Findings[i]); err != nil {
			return f, err
		}
	}
	if err := s.Store.SaveInspection(ctx, v); err != nil {
		return f, err
	}
	from := o.State
	o.State, o.DoneAt, o.DoneBy, o.Climbed = Done, s.Now, who, 0
	if s.Now.After(o.Due) {
		o.State, f.Late = DoneLate, true
	}
	if err := s.Store.DropSteps(ctx, o.About(), "已完成检查", s.Now); err != nil {
		return f, err
	}
	if err := s.endSupervisions(ctx, o.About(), "已完成检查", who); err != nil {
		return f, err
	}
	return f, s.Store.SaveOccurrence(ctx, o, s.event(o.About(), who, Inspected, string(from), string(o.State), ""))
}

// complete refuses a visit that leaves something open (domain.md 5.2).
func complete(t Task, v Inspection) error {
	answered := map[string]Finding{}
	for _, f := range v.Findings {
		answered[f.Item] = f
	}
	for i, item := range t.Items {
		f, ok := answered[item.ID]
		switch {
		case !ok || f.Answer == "":
			return Refuse("第 %d 项“%s”还没有答。", i+1, item.Text)
		case f.Answer == NotApplicable && f.Note == "" && t.Apart[item.ID] == "":
			return Refuse("第 %d 项选了不适用，请说一下原因（以后会记住）。", i+1)
		case f.Answer == Fail && item.Photo && len(f.Before) == 0:
			return Refuse("第 %d 项不合格，要拍一张照片。", i+1)
		case f.Answer == Fail && f.Remedy == FixedOnSpot && len(f.Before) == 0 && t.Known[item.ID] == nil:
			return Refuse("第 %d 项当场改好，也要有改好前的照片。", i+1)
		case f.Answer == Fail && f.Remedy == FixedOnSpot && len(f.After) == 0:
			return Refuse("第 %d 项当场改好，要有改好后的照片。", i+1)
		}
	}
	if len(v.Photos) == 0 {
		return Refuse("还要一张现场照片，证明到过现场。")
	}
	return nil
}

// proven refuses pictures that prove no remedy, before anything of the visit is
// on file: a refusal keeps the rest of its transaction.
func (s *Service) proven(ctx context.Context, t Task, v Inspection) error {
	for _, f := range v.Findings {
		if f.Answer != Fail || t.Known[f.Item] != nil {
			continue
		}
		h := &Hazard{}
		for _, id := range f.Before {
			h.Evidence = append(h.Evidence, Evidence{Photo: id, Stage: Before})
		}
		if err := photosAreNew(ctx, s, h, "", Given{Photos: f.After}); err != nil {
			return err
		}
	}
	return nil
}

// follow turns one finding into what it means.
func (s *Service) follow(ctx context.Context, caseID, who string, f *Finished, g *Finding) error {
	o := f.Task.Occurrence
	if g.Answer == NotApplicable && f.Task.Apart[g.Item] == "" {
		return s.Store.RememberNotApplicable(ctx, o.object(), g.Item, g.Note, who, s.Now)
	}
	if g.Answer != Fail {
		return nil
	}
	if known := f.Task.Known[g.Item]; known != nil {
		g.Remedy, g.Hazard = LinkedOpen, known.No
		f.Linked = append(f.Linked, known)
		return s.followUp(ctx, known, who, *g)
	}
	item := f.Task.item(g.Item)
	h, err := s.Report(ctx, caseID+"/"+g.Item, who, Report{
		Place: Place{Grid: o.Grid, Site: o.site(), Label: f.Task.Where}, What: strings.TrimSuffix(item.Text+"："+g.Note, "："),
		Photos: g.Before, After: g.After, Severity: item.Severity, Category: item.Category,
		Source: FromWeekly, Item: g.Item, Subject: o.ID, as: f.Task.Plan.Who,
	})
	if err != nil {
		return err
	}
	g.Hazard = h.No
	if h.State == Closed {
		g.Remedy = FixedOnSpot
		f.Fixed = append(f.Fixed, h)
		return nil
	}
	g.Remedy = NewHazard
	f.New = append(f.New, h)
	return nil
}

func (t Task) item(id string) ChecklistItem {
	for _, i := range t.Items {
		if i.ID == id {
			return i
		}
	}
	return ChecklistItem{ID: id, Text: id, Severity: General}
}

// followUp adds what a later visit saw to a hazard that is still open.
func (s *Service) followUp(ctx context.Context, h *Hazard, who string, g Finding) error {
	for _, id := range g.Before {
		h.Evidence = append(h.Evidence, Evidence{id, FollowedUp, who, s.Now})
	}
	set(&h.Interim, g.Safe) // "still open, made safe meanwhile?" (domain.md 5.3)
	e := s.event(h.About(), who, FollowUp, string(h.State), string(h.State), g.Note)
	e.Detail = map[string]string{"photos": fmt.Sprint(len(g.Before)), "safe": g.Safe}
	return s.Store.SaveHazard(ctx, h, e)
}
