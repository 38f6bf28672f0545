package safety

import (
	"context"
	"slices"
)

// AddTarget puts a place on the list by hand, with why. One that the
// data put there gets the reason too; adding it again changes nothing.
func (s *Service) AddTarget(ctx context.Context, id, who string, at Place, why string) (j *JointInspection, err error) {
	defer wrap(&err, "add target to %s", id)
	j, o, r, err := s.organised(ctx, id, who)
	if err != nil {
		return nil, err
	}
	t := Target{Grid: at.Grid, Site: at.Site, Added: who, Reasons: []TargetReason{{Kind: ReasonAdded, Text: why}}}
	if !s.stands(r, t.Grid, t.Site) {
		return nil, Refuse("没有找到“%s”，请写楼院或单位的名字，从名册里选。", short(at.Label, 12))
	}
	if err := s.prepared(ctx, j); err != nil {
		return nil, err
	}
	switch listed := j.Target(t.Key()); {
	case listed == nil:
		j.Targets = append(j.Targets, t)
	case listed.Added != "":
		return j, nil
	default:
		listed.Added, listed.Reasons = who, append(listed.Reasons, t.Reasons...)
	}
	return j, s.Store.SaveJoint(ctx, j, s.detailed(o, who, TargetAdded, why, t.Key()))
}

// prepared gives a list that nobody has touched yet the proposal of the day.
func (s *Service) prepared(ctx context.Context, j *JointInspection) (err error) {
	if len(j.Targets) == 0 {
		j.Targets, err = s.ProposeTargets(ctx, j.ID)
	}
	return err
}

// detailed is an event about one target.
func (s *Service) detailed(o *Occurrence, who string, do Action, reason, target string) Event {
	e := s.event(o.About(), who, do, string(o.State), string(o.State), reason)
	e.Detail = map[string]string{"target": target}
	return e
}

// DropTarget takes a place off the list, with why. The list must not become
// empty: the inspection is a targeted one (domain.md 5.2).
func (s *Service) DropTarget(ctx context.Context, id, who, code, why string) (j *JointInspection, err error) {
	defer wrap(&err, "drop target of %s", id)
	j, o, _, err := s.organised(ctx, id, who)
	if err != nil {
		return nil, err
	}
	if err := s.prepared(ctx, j); err != nil {
		return nil, err
	}
	switch t := j.Target(code); {
	case t == nil:
		return j, nil
	case t.Visit != "":
		return nil, Refuse("这一处已经查过，记录要留着，不能去掉。")
	case len(j.Targets) == 1:
		return nil, Refuse("清单上只剩这一处了。联合检查要有针对性，请先加一处再去掉它。")
	}
	j.Targets = slices.DeleteFunc(j.Targets, func(t Target) bool { return t.Key() == code })
	return j, s.Store.SaveJoint(ctx, j, s.detailed(o, who, TargetDropped, why, code))
}

// SkipTarget records why a place on the list was not visited after all.
func (s *Service) SkipTarget(ctx context.Context, id, who, code, why string) (j *JointInspection, err error) {
	defer wrap(&err, "skip target of %s", id)
	j, o, _, err := s.organised(ctx, id, who)
	if err != nil {
		return nil, err
	}
	t := j.Target(code)
	switch {
	case t == nil:
		return nil, Refuse("这一处不在目标清单上。")
	case t.Visit != "":
		return nil, Refuse("这一处已经查过，不用写原因。")
	case t.Skipped == why:
		return j, nil
	}
	t.Skipped = why
	return j, s.Store.SaveJoint(ctx, j, s.detailed(o, who, TargetSkipped, why, code))
}

// RankAgain proposes the list anew from what is known today: places that were
// added, begun or settled stay.
func (s *Service) RankAgain(ctx context.Context, id, who string, hints ...TargetHint) (j *JointInspection, err error) {
	defer wrap(&err, "rank targets of %s again", id)
	j, o, _, err := s.organised(ctx, id, who)
	if err != nil {
		return nil, err
	}
	fresh, err := s.ProposeTargets(ctx, id, hints...)
	if err != nil {
		return nil, err
	}
	var kept []Target
	for _, t := range j.Targets {
		if t.Added != "" || t.Taken != "" || t.Settled() {
			kept = append(kept, t)
		}
	}
	for _, t := range fresh {
		if !slices.ContainsFunc(kept, func(k Target) bool { return k.Key() == t.Key() }) {
			kept = append(kept, t)
		}
	}
	j.Targets = kept
	return j, s.Store.SaveJoint(ctx, j, s.event(o.About(), who, TargetsRanked, string(o.State), string(o.State), ""))
}
