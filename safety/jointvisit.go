package safety

import (
	"context"
	"errors"
	"fmt"
)

// inspecting loads a joint inspection for somebody who goes along: who organises
// it, or was invited and did not say no.
func (s *Service) inspecting(ctx context.Context, id, who string) (*JointInspection, *Occurrence, *Roster, error) {
	j, o, r, err := s.joint(ctx, id)
	if err != nil {
		return nil, nil, nil, err
	}
	p := j.participant(who)
	switch {
	case p == nil && !s.organises(r, o, who):
		return nil, nil, nil, Refuse("这次联合检查的名单里没有您。发现隐患可以直接发照片上报。")
	case p != nil && p.Coming == Declined && !s.organises(r, o, who):
		return nil, nil, nil, Refuse("您答复过不能参加。又能来了的话，请发“联合检查”点“参加”。")
	}
	if err := s.changeable(j); err != nil {
		return nil, nil, nil, err
	}
	return j, o, r, s.onTheDay(o)
}

// JointTask is what is asked at a target: the list that matches it (JI-03). A
// Refusal if the target is settled, or not on the list.
func (s *Service) JointTask(ctx context.Context, id, code, who string) (t Task, err error) {
	defer wrap(&err, "task of %s at %s", id, code)
	j, o, r, err := s.inspecting(ctx, id, who)
	if err != nil {
		return t, err
	}
	return s.targetTask(ctx, r, j, o, code)
}

func (s *Service) targetTask(ctx context.Context, r *Roster, j *JointInspection, o *Occurrence, code string) (Task, error) {
	target := j.Target(code)
	switch {
	case target == nil:
		return Task{}, Refuse("这一处不在目标清单上。要查它，请安监办先加进清单。")
	case target.Visit != "":
		return Task{}, Refuse("%s已由%s查过，请换一处。", r.TargetName(*target), r.Name(target.By))
	}
	return s.taskAt(ctx, r, o, r.targetObject(*target))
}

func (r *Roster) targetObject(t Target) Object { return r.objectAt(t.Grid, t.Site) }

// TargetName is how a target is called in lists.
func (r *Roster) TargetName(t Target) string {
	if name := r.targetObject(t).Name; name != "" {
		return name
	}
	return t.Key()
}

// TakeTarget notes who has gone to a target, so that two do not check the same
// place. Another may still take it over.
func (s *Service) TakeTarget(ctx context.Context, id, code, who string) (err error) {
	defer wrap(&err, "take target of %s", id)
	j, o, r, err := s.inspecting(ctx, id, who)
	if err != nil {
		return err
	}
	if _, err := s.targetTask(ctx, r, j, o, code); err != nil {
		return err
	}
	t := j.Target(code)
	if t.Taken == who {
		return nil
	}
	t.Taken, t.Skipped = who, ""
	if err := s.Store.SaveJoint(ctx, j, s.detailed(o, who, TargetTaken, "", code)); err != nil {
		return err
	}
	return s.Begin(ctx, id, who)
}

// FinishTarget records the visit to a target: failed items become hazards as in
// every check, and the hand-over of those that should be handed over is drafted to
// their addressee, by item (JI-04, JI-05). The same case counts once.
func (s *Service) FinishTarget(ctx context.Context, caseID, who string, v Inspection, propose map[string]Authority) (f Finished, err error) {
	defer wrap(&err, "finish target, case %s", caseID)
	j, o, r, err := s.inspecting(ctx, v.Occurrence, who)
	if err != nil {
		return f, err
	}
	target := j.Target(v.object())
	if target != nil && target.Visit != "" {
		f.Already, f.By, f.Task = true, target.By, Task{Occurrence: o, Plan: s.planOf(o), Where: r.targetObject(*target).Full()}
		return f, nil
	}
	if f.Task, err = s.targetTask(ctx, r, j, o, v.object()); err != nil {
		return f, err
	}
	f.Task = s.AsBegun(r, f.Task, v.Asked)
	if err := complete(f.Task, v); err != nil {
		return f, err
	}
	if err := s.proven(ctx, f.Task, v); err != nil {
		return f, err
	}
	v.ID, v.By, v.At, v.Plan, v.Grid, v.Site = caseID, who, s.Now, o.Plan, target.Grid, target.Site
	for i := range v.Findings {
		g := &v.Findings[i]
		if err := s.follow(ctx, caseID, who, &f, g); err != nil {
			return f, err
		}
		if to := propose[g.Item]; to != "" && g.Hazard != "" && g.Remedy != FixedOnSpot {
			p, err := s.proposeFromVisit(ctx, who, g.Hazard, to)
			if err != nil {
				return f, err
			}
			target.Propose = append(target.Propose, p)
		}
	}
	if err := s.Store.SaveInspection(ctx, v); err != nil {
		return f, err
	}
	target.Visit, target.By, target.At, target.Taken, target.Skipped = v.ID, who, s.Now, "", ""
	j.came(who)
	f.Late = o.State == Missed
	return f, s.Store.SaveJoint(ctx, j, s.detailed(o, who, TargetVisited, fmt.Sprintf("隐患 %d 条", len(f.Fixed)+len(f.New)+len(f.Linked)), target.Key()))
}

// proposeFromVisit drafts the hand-over of what was found at a target, unless one
// is under way or the hazard is beyond it. Who may not propose one has it done in
// his name.
func (s *Service) proposeFromVisit(ctx context.Context, who, ref string, to Authority) (p Proposal, err error) {
	h, err := s.Store.Hazard(ctx, ref)
	if err != nil {
		return p, err
	}
	rule, _ := s.Policy.Authority(to)
	p = Proposal{Hazard: h.No, To: rule.Name}
	open, err := s.OpenHandover(ctx, h.ID)
	if err != nil || open != nil || !contains(handable, h.State) {
		return p, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return p, err
	}
	reason := "联合检查现场查看后，" + r.Name(who) + "建议移交"
	c, err := s.criterion(ctx, h, "", reason)
	if err != nil {
		return p, err
	}
	var no *Refusal
	switch err := s.mayPropose(ctx, h, who); {
	case errors.As(err, &no):
		who = System
	case err != nil:
		return p, err
	}
	_, err = s.draft(ctx, h, who, proposal{criterion: c, to: to, reason: reason})
	return p, err
}

// came notes that somebody was there: he has just proved it.
func (j *JointInspection) came(who string) {
	if p := j.participant(who); p != nil {
		p.Coming, p.Reason = Came, ""
	}
}

// CommunitiesOf are the communities that the targets stand in, by code.
func (j *JointInspection) CommunitiesOf(r *Roster) []Grid {
	var found []Grid
	for _, c := range r.GridsAt(Community) {
		for _, t := range j.Targets {
			if at, ok := r.Above(t.Grid, Community); ok && at.Code == c.Code {
				found = append(found, c)
				break
			}
		}
	}
	return found
}

// CommunityItems are what is asked of a community's own work (JI-06).
func (s *Service) CommunityItems() []ChecklistItem {
	return s.Policy.Checklists[s.Policy.Joint.Community].Items
}

// Gaps are what the roster already says is wanting in a community, to look at
// there.
func (s *Service) Gaps(ctx context.Context, community string) (spots []BlindSpot, err error) {
	defer wrap(&err, "gaps of community %s", community)
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	under := r.Under(community)
	for _, spot := range Coverage(r, s.Now) {
		grid := spot.Object
		if site, ok := r.Site(spot.Object); ok {
			grid = site.Grid
		}
		if contains(under, grid) {
			spots = append(spots, spot)
		}
	}
	return spots, nil
}

// CheckCommunity records what was found of a community's own work. Recording it
// again takes the place of what was recorded before.
func (s *Service) CheckCommunity(ctx context.Context, id, who, grid string, findings []Finding) (j *JointInspection, err error) {
	defer wrap(&err, "check of community %s", grid)
	j, o, _, err := s.inspecting(ctx, id, who)
	if err != nil {
		return nil, err
	}
	for _, f := range findings {
		if f.Answer != Pass && f.Note == "" {
			return nil, Refuse("“%s”不是合格，请写一句情况。", f.Text)
		}
	}
	if len(findings) < len(s.CommunityItems()) {
		return nil, Refuse("还有没答的，请把 %d 项都答完。", len(s.CommunityItems()))
	}
	check := CommunityCheck{Grid: grid, By: who, At: s.Now, Findings: findings}
	j.came(who)
	if old := j.Community(grid); old != nil {
		*old = check
	} else {
		j.Communities = append(j.Communities, check)
	}
	return j, s.Store.SaveJoint(ctx, j, s.detailed(o, who, CommunityChecked, "", grid))
}

// Community is what was recorded of a community, nil if nothing was.
func (j *JointInspection) Community(grid string) *CommunityCheck {
	for i := range j.Communities {
		if j.Communities[i].Grid == grid {
			return &j.Communities[i]
		}
	}
	return nil
}
