package safety

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// LastFindings are the findings of the last joint inspection with how they stand
// now, the list for the look-back (JI-07): its hazards by number, then what was
// wanting in communities. Answers given already are kept.
func (s *Service) LastFindings(ctx context.Context, id, who string) (list []LookBack, err error) {
	defer wrap(&err, "findings before %s", id)
	j, o, r, err := s.joint(ctx, id)
	if err != nil {
		return nil, err
	}
	if j.participant(who) == nil && !s.organises(r, o, who) {
		return nil, Refuse("这次联合检查的名单里没有您。")
	}
	return s.lastFindings(ctx, r, j, o)
}

func (s *Service) lastFindings(ctx context.Context, r *Roster, j *JointInspection, o *Occurrence) ([]LookBack, error) {
	if !j.LookedBack.IsZero() {
		return j.LookBack, nil
	}
	plan := s.planOf(o)
	last := plan.Every.Period(o.Opens).Prev()
	before := plan.ID + "/" + last.ID + "/" + o.Grid
	list, err := s.lastHazards(ctx, r, o, before, last)
	if err != nil {
		return nil, err
	}
	old, err := s.Store.Joint(ctx, before)
	if errors.Is(err, ErrNotFound) {
		return list, nil
	}
	if err != nil {
		return nil, err
	}
	for _, c := range old.Communities {
		for _, f := range c.Findings {
			if f.Answer == Fail {
				text := fmt.Sprintf("%s：%s（%s）", r.Where(c.Grid), f.Text, f.Note)
				list = append(list, LookBack{Subject: "grid:" + c.Grid + "/" + f.Item, Text: text, Now: "要求社区补上"})
			}
		}
	}
	return list, nil
}

func (s *Service) lastHazards(ctx context.Context, r *Roster, o *Occurrence, before string, last Period) ([]LookBack, error) {
	hazards, err := s.Store.Hazards(ctx, HazardQuery{Grids: r.Under(o.Grid), Source: FromQuarterly, Reported: last.From, Limit: 10_000})
	if err != nil {
		return nil, err
	}
	hazards = slices.DeleteFunc(hazards, func(h *Hazard) bool { return h.Subject != before || h.State == Voided })
	slices.SortFunc(hazards, func(a, b *Hazard) int { return strings.Compare(a.No, b.No) })
	var list []LookBack
	for _, h := range hazards {
		now := h.State.String()
		if h.Light(s.Now) == Red {
			now += "，" + s.overdue(h.Deadline)
		}
		list = append(list, LookBack{Subject: h.About(), No: h.No, Text: h.Place.Label + " " + short(h.What, 24), Now: now})
	}
	return list, nil
}

// LookBackAt records how the findings of last time stand: each still holds, does
// not, or could not be seen, with a word why. A hazard that was closed and does
// not hold is registered again, as a recurrence. It can be done once.
func (s *Service) LookBackAt(ctx context.Context, caseID, id, who string, answers []Finding) (j *JointInspection, err error) {
	defer wrap(&err, "look back of %s", id)
	j, o, r, err := s.inspecting(ctx, id, who)
	if err != nil {
		return nil, err
	}
	if !j.LookedBack.IsZero() {
		return j, nil
	}
	list, err := s.lastFindings(ctx, r, j, o)
	if err != nil {
		return nil, err
	}
	given := map[string]Finding{}
	for _, f := range answers {
		given[f.Item] = f
	}
	for i := range list {
		l := &list[i]
		switch f := given[l.Subject]; {
		case f.Answer == "":
			return nil, Refuse("“%s”还没有答。", short(l.Text, 24))
		case f.Answer != Pass && f.Note == "":
			return nil, Refuse("“%s”现在怎么样？请写一句。", short(l.Text, 24))
		default:
			l.Answer, l.Note = f.Answer, f.Note
		}
	}
	for i := range list {
		if err := s.recurred(ctx, caseID, who, o, &list[i], given[list[i].Subject].Before); err != nil {
			return nil, err
		}
	}
	j.came(who)
	j.LookBack, j.LookedBack = list, s.Now
	return j, s.Store.SaveJoint(ctx, j, s.event(o.About(), who, LookedBackAt, string(o.State), string(o.State), fmt.Sprintf("%d 条", len(list))))
}

// recurred registers a hazard that was closed and has come back; one that is
// open climbs its ladder already.
func (s *Service) recurred(ctx context.Context, caseID, who string, o *Occurrence, l *LookBack, photos []string) error {
	if l.Answer != Fail || l.No == "" {
		return nil
	}
	old, err := s.Store.Hazard(ctx, l.No)
	if err != nil || old.State.Open() {
		return err
	}
	in := Report{
		Place: old.Place, What: l.Note, Photos: photos, Severity: old.Severity, Category: old.Category, Source: FromQuarterly, Item: old.Item,
		Subject: o.ID, RecurrenceOf: old.No, as: s.planOf(o).Who,
	}
	if len(photos) == 0 {
		in.NoPhoto = "联合检查回头看，由检查组记录"
	}
	if _, err := s.propose(ctx, &in, who); err != nil {
		return err
	}
	h, err := s.Report(ctx, caseID+"/"+l.No, who, in)
	if err == nil {
		l.Hazard = h.No
	}
	return err
}
