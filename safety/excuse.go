package safety

import (
	"context"
	"fmt"
	"slices"
)

// mayExcuse says that a member is of the level above: one of those the plan
// names, and not one who has to do it himself (domain.md 5.2).
func (s *Service) mayExcuse(r *Roster, o *Occurrence, who string) bool {
	plan := s.planOf(o)
	return slices.ContainsFunc(plan.Excuse, func(role Role) bool { return contains(s.excusers(r, plan, o, role), who) })
}

// excusers are the holders of a role who may excuse an occurrence.
func (s *Service) excusers(r *Roster, plan Plan, o *Occurrence, role Role) []string {
	ids, _ := s.holders(r, role, o.Grid)
	doers := s.doers(r, plan, o.Grid).IDs
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return contains(doers, id) })
}

// AskExcuse lets who owes an occurrence ask the level above to excuse it. It
// returns who was asked. What was decided already is refused, saying so.
func (s *Service) AskExcuse(ctx context.Context, id, who, reason string) (asked []string, err error) {
	defer wrap(&err, "ask to excuse %s", id)
	o, r, err := s.excusable(ctx, id)
	if err != nil {
		return nil, err
	}
	plan := s.planOf(o)
	if !s.answers(r, plan, o.Grid, who) {
		return nil, Refuse("%s的%s不是您负责的，不用为它请免。", r.Where(o.Grid), plan.Name)
	}
	for _, role := range plan.Excuse {
		if asked = without(s.excusers(r, plan, o, role), who); len(asked) > 0 {
			break
		}
	}
	if len(asked) == 0 {
		return nil, Refuse("现在没有能准免查的人。请联系街道安监办。")
	}
	e := s.event(o.About(), who, AskedExcuse, string(o.State), string(o.State), reason)
	if err := s.Store.SaveOccurrence(ctx, o, e); err != nil {
		return nil, err
	}
	return asked, s.say(ctx, Notice{
		Kind: "excuse_asked", Key: fmt.Sprintf("%s/ask_excuse/%d", o.About(), o.Version), To: asked, Class: ClassUrge, About: o.About(), Occurrence: o,
		Words: map[string]string{"who": r.Name(who), "reason": reason, "plan": plan.Name},
	})
}

// Excuse excuses an occurrence, with the reason: it leaves its ladder and the
// denominators, and stays in sight (domain.md 13.3). Excusing again is no error.
func (s *Service) Excuse(ctx context.Context, id, who, reason string) (o *Occurrence, err error) {
	defer wrap(&err, "excuse %s", id)
	if o, err = s.Store.Occurrence(ctx, id); err != nil || o.State == Excused {
		return o, err
	}
	o, r, err := s.excusable(ctx, id)
	if err != nil {
		return nil, err
	}
	if !s.mayExcuse(r, o, who) {
		return nil, s.notTheirs(o)
	}
	from := o.State
	o.State, o.Reason, o.Misses, o.Climbed = Excused, reason, 0, 0
	if err := s.endSupervisions(ctx, o.About(), "已准予免查", who); err != nil {
		return nil, err
	}
	if err := s.Store.DropSteps(ctx, o.About(), "已准予免查", s.Now); err != nil {
		return nil, err
	}
	if err := s.Store.SaveOccurrence(ctx, o, s.event(o.About(), who, ExcusedIt, string(from), string(Excused), reason)); err != nil {
		return nil, err
	}
	return o, s.answerExcuse(ctx, r, o, "excused", who, reason)
}

// DenyExcuse says no to who asked last.
func (s *Service) DenyExcuse(ctx context.Context, id, who, reason string) (o *Occurrence, err error) {
	defer wrap(&err, "deny to excuse %s", id)
	o, r, err := s.excusable(ctx, id)
	if err != nil {
		return nil, err
	}
	if !s.mayExcuse(r, o, who) {
		return nil, s.notTheirs(o)
	}
	if err := s.Store.SaveOccurrence(ctx, o, s.event(o.About(), who, DeniedExcuse, string(o.State), string(o.State), reason)); err != nil {
		return nil, err
	}
	return o, s.answerExcuse(ctx, r, o, "excuse_denied", who, reason)
}

// excusable is an occurrence that can still be excused.
func (s *Service) excusable(ctx context.Context, id string) (*Occurrence, *Roster, error) {
	o, err := s.Store.Occurrence(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, nil, err
	}
	if o.State != Open && o.State != Missed {
		return nil, nil, Refuse("%s的%s%s，不用再免查。", r.Where(o.Grid), s.planOf(o).Name, o.State)
	}
	return o, r, nil
}

func (s *Service) notTheirs(o *Occurrence) error {
	plan := s.planOf(o)
	names := ""
	for i, role := range plan.Excuse {
		if i > 0 {
			names += "或"
		}
		names += role.String()
	}
	return Refuse("%s的免查由%s来准。", plan.Name, names)
}

// answerExcuse tells those who owe an occurrence, and who asked, what was decided.
func (s *Service) answerExcuse(ctx context.Context, r *Roster, o *Occurrence, kind NoticeKind, who, reason string) error {
	plan := s.planOf(o)
	to := slices.Clone(s.doers(r, plan, o.Grid).IDs)
	events, err := s.Store.History(ctx, o.About())
	if err != nil {
		return err
	}
	for _, e := range events {
		if e.Action == AskedExcuse {
			to = append(to, e.By)
		}
	}
	return s.say(ctx, Notice{
		Kind: kind, Key: fmt.Sprintf("%s/%s/%d", o.About(), kind, o.Version), To: without(unique(to), who), Class: ClassNews, About: o.About(), Occurrence: o,
		Words: map[string]string{"who": r.Name(who), "reason": reason, "plan": plan.Name},
	})
}

// Excusable are the occurrences a member may excuse now: those that are owed or
// were missed within the last month, the most urgent first.
func (s *Service) Excusable(ctx context.Context, who string) (os []*Occurrence, err error) {
	defer wrap(&err, "what may be excused")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	grids := r.Reach(who, s.Now)
	if len(grids) == 0 {
		return nil, nil
	}
	all, err := s.Store.Occurrences(ctx, OccurrenceQuery{Grids: grids, States: []OccurrenceState{Open, Missed}, DueSince: s.Now.AddDate(0, -1, 0), Limit: 1000})
	for _, o := range all {
		if !o.Opens.After(s.Now) && s.mayExcuse(r, o, who) {
			os = append(os, o)
		}
	}
	return os, err
}
