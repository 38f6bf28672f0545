package safety

import (
	"context"
	"fmt"
	"time"
)

// Finished is what came of a visit.
type Finished struct {
	Task     Task
	Late     bool
	Fixed    []*Hazard // closed during the visit
	New      []*Hazard // registered, or reported by who may not register
	Linked   []*Hazard // known before, a follow-up was added
	Already  bool      // it was done before: nothing changed
	By       string    // who did it then
	Progress *Progress // of a sweep, after the visit
}

// Finish records a visit: the occurrence is done, or one object of it is; each
// failed item is a hazard fixed on the spot, a registered one, or a follow-up on
// one that is already open. The same case counts once.
func (s *Service) Finish(ctx context.Context, caseID, who string, v Inspection) (f Finished, err error) {
	defer wrap(&err, "finish case %s", caseID)
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return f, err
	}
	if f.Task, err = s.TaskAt(ctx, v.Occurrence, v.object()); err != nil {
		return f, err
	}
	f.Task = s.AsBegun(r, f.Task, v.Asked)
	o, at := f.Task.Occurrence, f.Task.Object
	if f.By, f.Already, err = s.doneBy(ctx, f.Task); err != nil || f.Already {
		return f, err
	}
	if err := s.accepts(ctx, f.Task, who, &v); err != nil {
		return f, err
	}
	v.ID, v.By, v.At, v.Plan, v.Grid, v.Site = caseID, who, s.Now, o.Plan, at.Grid, at.Site
	for i := range v.Findings {
		if err := s.follow(ctx, caseID, who, &f, &v.Findings[i]); err != nil {
			return f, err
		}
	}
	if err := s.Store.SaveInspection(ctx, v); err != nil {
		return f, err
	}
	if f.Progress, err = s.looked(ctx, f.Task, v); err != nil {
		return f, err
	}
	f.Late = o.State == DoneLate
	return f, s.afterClean(ctx, f.Task, v)
}

// object is the code of what was visited.
func (i *Inspection) object() string { return Object{Grid: i.Grid, Site: i.Site}.Key() }

// counts is when a visit counts: when it was entered, or on the day written on a
// paper that is dated and signed (docs/adr).
func (i *Inspection) counts(o *Occurrence) time.Time {
	if !i.Paper || !i.Signed || i.Dated.IsZero() {
		return i.At
	}
	if day := Day(i.Dated); day.After(o.Opens) {
		return day
	}
	return o.Opens
}

// doneBy says that a task was done before, and who did it.
func (s *Service) doneBy(ctx context.Context, t Task) (by string, done bool, err error) {
	if o := t.Occurrence; o.State == Done || o.State == DoneLate {
		return o.DoneBy, true, nil
	}
	if len(t.Plan.Covers) == 0 {
		return "", false, nil
	}
	looks, err := s.Store.Looks(ctx, t.Occurrence.ID)
	for _, l := range looks {
		if l.Object == t.Object.Key() && l.State == Seen {
			return l.By, true, err
		}
	}
	return "", false, err
}

// accepts refuses a visit that may not be recorded, before anything of it is on
// file: a refusal keeps the rest of its transaction.
func (s *Service) accepts(ctx context.Context, t Task, who string, v *Inspection) error {
	if err := s.owes(ctx, t, who); err != nil {
		return err
	}
	if v.Paper {
		if err := s.readsPaper(t, v); err != nil {
			return err
		}
	}
	if err := complete(t, *v); err != nil {
		return err
	}
	return s.proven(ctx, t, *v)
}

// owes refuses who cannot do a task now, or need not.
func (s *Service) owes(ctx context.Context, t Task, who string) error {
	o := t.Occurrence
	switch {
	case o.State == Excused:
		return Refuse("%s这次的%s已准予免查，不用再做。发现的隐患可以直接发照片上报。", t.Where, t.Plan.Name)
	case !o.Owed(s.Now):
		return Refuse("%s的%s已过补查时间，这次不能再提交。发现的隐患可以直接发照片上报。", t.Where, t.Plan.Name)
	}
	return s.entitled(ctx, o, who)
}

// looked notes what a visit settles: the object of a sweep, and with the last
// one, or without objects, the occurrence.
func (s *Service) looked(ctx context.Context, t Task, v Inspection) (*Progress, error) {
	o := t.Occurrence
	e := s.event(o.About(), v.By, Inspected, string(o.State), string(o.State), "")
	if v.Paper {
		e.Reason = "补录纸质检查"
	}
	if len(t.Plan.Covers) == 0 {
		return nil, s.conclude(ctx, o, v.counts(o), e)
	}
	return s.look(ctx, Look{Object: t.Object.Key(), Grid: t.Object.Grid, State: Seen, By: v.By, At: v.counts(o), Inspection: v.ID}, o, e)
}

// look keeps how an object of a sweep stands now. With the last object the sweep
// is done. The occurrence is saved each time, so that of two who look at the same
// moment one sees what the other saw.
func (s *Service) look(ctx context.Context, l Look, o *Occurrence, e Event) (*Progress, error) {
	l.Occurrence = o.ID
	if err := s.Store.SaveLook(ctx, l); err != nil {
		return nil, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	p, err := s.progress(ctx, r, o)
	if err != nil {
		return nil, err
	}
	e.Detail = map[string]string{"object": l.Object, "state": string(l.State), "progress": fmt.Sprintf("%d/%d", p.Settled(), len(p.Objects))}
	if p.Complete() {
		return &p, s.conclude(ctx, o, p.settledAt(), e)
	}
	return &p, s.Store.SaveOccurrence(ctx, o, e)
}

// conclude ends an occurrence as done, in time or late by when it counts.
func (s *Service) conclude(ctx context.Context, o *Occurrence, at time.Time, e Event) error {
	o.State, o.DoneAt, o.DoneBy, o.Climbed, o.Misses = Done, at, e.By, 0, 0
	if at.After(o.Due) {
		o.State = DoneLate
	}
	e.To = string(o.State)
	if err := s.endSupervisions(ctx, o.About(), "已完成检查", e.By); err != nil {
		return err
	}
	if err := s.Store.DropSteps(ctx, o.About(), "已完成检查", s.Now); err != nil {
		return err
	}
	return s.Store.SaveOccurrence(ctx, o, e)
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
			return Refuse("第 %d 项当场改好，还要一张改好前的照片；没有就登记隐患。", i+1)
		case f.Answer == Fail && f.Remedy == FixedOnSpot && len(f.After) == 0:
			return Refuse("第 %d 项当场改好，要有改好后的照片。", i+1)
		}
	}
	if t.Plan.Presence && len(v.Photos) == 0 {
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
