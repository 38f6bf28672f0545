package safety

import (
	"context"
	"fmt"
	"strings"
)

// reassign gives a hazard to a named person: the party while it is put right,
// the reviewer while it waits for review, else the officer who deals with it.
// The deadline stays, and so do the steps above: changing the person must not
// become a delay.
func (s *Service) reassign(ctx context.Context, r *Roster, who string, m matter, o OrderText, done *Ordered) error {
	if m.hazard == nil {
		return Refuse("检查由%s做，要换人请安排代理人，或请安监办在花名册里改。", s.planOf(m.occ).Who)
	}
	whom, err := s.person(r, m, o)
	if err != nil {
		return err
	}
	if whom == "" {
		done.Missing = PartName
		return nil
	}
	done.Whom = whom
	if m.hazard.Party == whom && m.hazard.State != AwaitingReview {
		return nil // again
	}
	before := without(s.atWork(r, m.hazard), whom)
	h, err := s.Do(ctx, m.hazard.ID, Reassign, who, Given{Whom: whom, WhomName: r.Name(whom)})
	if err != nil {
		return err
	}
	done.Hazard = h
	n := Notice{Class: classOf(h, ClassNews), About: h.About(), Hazard: h, Words: map[string]string{"leader": r.Name(who), "who": r.Name(whom)}}
	n.Kind, n.Key, n.To = "reassigned", fmt.Sprintf("%s/%d/reassigned", h.About(), h.Version), without([]string{whom}, who)
	if err := s.say(ctx, n); err != nil {
		return err
	}
	n.Kind, n.Key, n.To = "released", fmt.Sprintf("%s/%d/released", h.About(), h.Version), without(before, who)
	return s.say(ctx, n)
}

// person finds who is meant: by userid, as a button gives it, or by name among
// those of the hazard's community first.
func (s *Service) person(r *Roster, m matter, o OrderText) (string, error) {
	if o.Name == "" {
		return "", nil
	}
	if _, ok := r.Member(o.Name); ok && !r.away(o.Name) {
		return o.Name, nil
	}
	var near, far []string
	for _, p := range r.Members {
		if p.Ended || p.Name != o.Name {
			continue
		}
		if c, ok := r.Above(m.grid, Community); ok && r.inCommunity(p.ID, c.Code) {
			near = append(near, p.ID)
			continue
		}
		far = append(far, p.ID)
	}
	if len(near) == 0 {
		near = far
	}
	switch len(near) {
	case 0:
		return "", Refuse("花名册里没有找到“%s”，请核对姓名。对方不在企业微信里的，请社区安全员改派。", o.Name)
	case 1:
		return near[0], nil
	}
	return "", Refuse("有 %d 位叫“%s”，请社区安全员发“查 %s”改派。", len(near), o.Name, m.no)
}

// inCommunity says that somebody holds a role, or answers for a site, in a community.
func (r *Roster) inCommunity(who, community string) bool {
	for _, i := range r.ofMember[who] {
		if c, ok := r.Above(r.Assignments[i].Grid, Community); ok && c.Code == community {
			return true
		}
	}
	for _, site := range r.Sites {
		if site.Party == who || site.Manager == who {
			if c, ok := r.Above(site.Grid, Community); ok && c.Code == community {
				return true
			}
		}
	}
	return false
}

// Successors are those a hazard may be given to by 换人: at most limit.
func (s *Service) Successors(ctx context.Context, h *Hazard, limit int) ([]string, error) {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	switch h.State {
	case Assigned, Rectifying:
		if ids, _, err = s.PartyChoices(ctx, h); err != nil {
			return nil, err
		}
		ids = without(ids, h.Party)
	default:
		p := People{}
		for _, role := range judges {
			found, _ := s.holders(r, role, h.Place.Grid)
			p.add(found...)
		}
		for _, id := range p.IDs {
			if id != h.FixedBy && id != h.ClaimedBy && id != h.Officer {
				ids = append(ids, id)
			}
		}
	}
	return ids[:min(limit, len(ids))], nil
}

// Guards of Reassign.

// ableSuccessor refuses somebody who could do nothing with the hazard: a
// reviewer or officer needs a role there, and no one reviews his own work.
func ableSuccessor(ctx context.Context, s *Service, h *Hazard, _ string, g Given) error {
	if h.State == Assigned || h.State == Rectifying {
		return nil
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	if !r.Has(g.Whom, h.Place.Grid, s.Now, judges...) {
		var names []string
		for _, role := range judges {
			names = append(names, role.String())
		}
		return Refuse("%s在这里没有办理的职责，要换成%s。", r.Name(g.Whom), strings.Join(names, "或"))
	}
	if h.State == AwaitingReview {
		return reviewerIsSomeoneElse(ctx, s, h, g.Whom, g)
	}
	return nil
}
