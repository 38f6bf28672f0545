package safety

import (
	"cmp"
	"context"
	"fmt"
	"strings"
)

// remindAll tells everybody who still owes something, in the same words; those
// who stand in for a vacancy are told for which places.
func (s *Service) remindAll(ctx context.Context, r *Roster, st Step, rung Rung, plan Plan, occs []*Occurrence) error {
	occs, hushed, err := s.audible(ctx, r, st, plan, occs)
	if err != nil {
		return err
	}
	var names []string
	owed := map[string][]*Occurrence{}
	for _, o := range occs {
		if o.State != Open || unmet(rung.If, facts{occ: o}) != "" {
			continue
		}
		name := s.planOf(o).Name // special ones of a period may have several
		if len(owed[name]) == 0 {
			names = append(names, name)
		}
		owed[name] = append(owed[name], o)
	}
	if len(names) == 0 {
		why := "已全部完成"
		if countState(occs, Missed) > 0 {
			why = "停机，已过了截止时间，提醒已没有用处"
		}
		return s.skip(ctx, st, cmp.Or(hushed, why))
	}
	var told []string
	for i, name := range names {
		key := st.Key
		if i > 0 {
			key += fmt.Sprintf("%s%d", ForOne, i+1)
		}
		ids, err := s.remindOf(ctx, r, st, key, owed[name])
		if err != nil {
			return err
		}
		told = append(told, ids...)
	}
	return s.tellEnd(ctx, st, told, hushed)
}

// owing is what a reminder names to one of those who are told.
type owing struct {
	places  []string // of their own, where they are not plain from the person
	site    bool     // one of them is a site
	instead []string // for which they stand in
}

// remindOf tells everybody who owes one sort of check. It returns who was told.
func (s *Service) remindOf(ctx context.Context, r *Roster, st Step, key string, occs []*Occurrence) (told []string, err error) {
	var all []string
	named := map[string]*owing{}
	of := func(id string) *owing {
		if named[id] == nil {
			named[id] = &owing{}
		}
		return named[id]
	}
	first := occs[0]
	for _, o := range occs {
		p := s.doers(r, s.planOf(o), o.Grid)
		for _, role := range p.Vacant {
			if !s.Policy.mustHold(role) {
				continue
			}
			if err := s.reportVacancy(ctx, r, role, o.Grid, st.Subject); err != nil {
				return nil, err
			}
		}
		for _, id := range p.IDs {
			switch {
			case p.Stands[id] != "":
				of(id).instead = append(of(id).instead, r.WhereOf(o))
			case o.Special != nil:
				of(id).places, of(id).site = append(of(id).places, r.WhereOf(o)), of(id).site || o.Special.Site != ""
			default:
				all = append(all, id)
			}
		}
	}
	for _, id := range sortedKeys(named) {
		what := named[id]
		if len(what.places) == 1 && !what.site && len(what.instead) == 0 { // his own grid
			all = append(all, id)
			delete(named, id)
		}
	}
	n := Notice{
		Kind: "period", Key: key, About: st.Subject, Due: st.Due, Step: &st, Class: ClassOpening, Occurrence: first,
		Until: first.Due, To: unique(all), Words: map[string]string{"plan": s.planOf(first).Name},
	}
	told = n.To
	if err := s.say(ctx, n); err != nil {
		return nil, err
	}
	for _, ids := range toldAlike(named) {
		own, what := n, named[ids[0]]
		own.Key, own.To = key+ForOne+ids[0], ids
		if first.Special != nil && st.Mark != MarkOpened {
			own.Class = ClassUrge // told before: several of a day can be one message
		}
		own.Words = map[string]string{
			"plan": s.planOf(first).Name, "places": strings.Join(what.places, "、"), "instead": strings.Join(what.instead, "、"),
		}
		if err := s.say(ctx, own); err != nil {
			return nil, err
		}
		told = append(told, ids...)
	}
	return told, nil
}

// toldAlike puts those together to whom a reminder names the same.
func toldAlike(named map[string]*owing) (groups [][]string) {
	at := map[string]int{}
	for _, id := range sortedKeys(named) {
		what := strings.Join(named[id].places, "、") + "/" + strings.Join(named[id].instead, "、")
		if i, known := at[what]; known {
			groups[i] = append(groups[i], id)
			continue
		}
		at[what] = len(groups)
		groups = append(groups, []string{id})
	}
	return groups
}

// audible are the occurrences that no silence covers at a step's level, and in
// words which are left out and why.
func (s *Service) audible(ctx context.Context, r *Roster, st Step, plan Plan, occs []*Occurrence) (heard []*Occurrence, hushed string, err error) {
	if st.Level > s.Policy.Escalation.Silence.Level {
		return occs, "", nil
	}
	active, err := s.Store.Silences(ctx, s.Now)
	if err != nil || len(active) == 0 {
		return occs, "", err
	}
	var left []string
	for _, o := range occs {
		why := s.silencedBy(r, active, o.Grid, plan.ID, "")
		if why == "" || o.State != Open && o.State != Missed {
			heard = append(heard, o)
			continue
		}
		left = append(left, r.Where(o.Grid)+"："+why)
	}
	return heard, strings.Join(left, "；"), nil
}

// tellEnd ends a step that was told to these people.
func (s *Service) tellEnd(ctx context.Context, st Step, told []string, reason string) error {
	if len(told) == 0 {
		return s.end(ctx, st, StepNobody, "没有人可以通知", nil)
	}
	return s.end(ctx, st, StepTold, reason, unique(told))
}
