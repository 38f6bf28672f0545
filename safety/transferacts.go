package safety

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// HandoverGiven is what comes with an act on a hand-over.
type HandoverGiven struct {
	Reason    string // why; the answer to an inquiry; the result
	Authority Authority
	Means     Means
	Document  string // number of the letter, the receipt or the result
	Receiver  string
	At        time.Time // when the receipt was signed; zero: now
	Photos    []string
	Party     string // userid of who puts it right after a return, if nobody was named before
	PartyName string
}

// ProposeHandover drafts the hand-over of a hazard to the authority that the
// routing table names, for safety_office_head to approve (domain.md 6.6). Without
// a criterion the one that the facts show counts; a proposal whose criterion does
// not hold is refused. A hazard has one open hand-over: proposing again gives that.
func (s *Service) ProposeHandover(ctx context.Context, ref, who string, c Criterion, reason string) (*Handover, error) {
	return s.ProposeHandoverTo(ctx, ref, who, "", c, reason)
}

// ProposeHandoverTo is ProposeHandover to an authority of one's own choice.
func (s *Service) ProposeHandoverTo(ctx context.Context, ref, who string, to Authority, c Criterion, reason string) (o *Handover, err error) {
	defer wrap(&err, "propose hand-over of %s", ref)
	h, err := s.Store.Hazard(ctx, ref)
	if err != nil {
		return nil, err
	}
	if o, err = s.OpenHandover(ctx, h.ID); err != nil || o != nil {
		return o, err
	}
	if err := s.mayPropose(ctx, h, who); err != nil {
		return nil, err
	}
	if c, err = s.criterion(ctx, h, c, reason); err != nil {
		return nil, err
	}
	return s.draft(ctx, h, who, proposal{criterion: c, to: to, reason: reason})
}

func (s *Service) mayPropose(ctx context.Context, h *Hazard, who string) error {
	roles, err := s.Roles(ctx, h, who)
	if err != nil {
		return err
	}
	_, err = Next(h.State, ProposeHandover, roles)
	return err
}

// OpenHandover is the hand-over of a hazard, by its id, on which somebody still
// has to act; nil if there is none.
func (s *Service) OpenHandover(ctx context.Context, hazard string) (*Handover, error) {
	os, err := s.Store.Handovers(ctx, HandoverQuery{Hazard: hazard, States: OpenHandovers(), Limit: 1})
	if err != nil || len(os) == 0 {
		return nil, err
	}
	return os[0], nil
}

// A proposal is what a draft is made from.
type proposal struct {
	criterion Criterion
	to        Authority // empty: as the routing table says
	reason    string
	step      *Step // that made it by itself
}

// draft writes the hand-over and tells who must approve it.
func (s *Service) draft(ctx context.Context, h *Hazard, who string, p proposal) (*Handover, error) {
	roles := []Role{Automatic}
	if who != System {
		var err error
		if roles, err = s.Roles(ctx, h, who); err != nil {
			return nil, err
		}
	}
	onHazard, err := Next(h.State, ProposeHandover, roles)
	if err != nil {
		return nil, err
	}
	rule, err := NextHandover("", ProposeHandover, roles)
	if err != nil {
		return nil, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	if p.reason == "" {
		p.reason = s.grounds(h, p.criterion)
	}
	o := &Handover{
		Hazard: h.ID, Grid: h.Place.Grid, State: rule.To, Criterion: p.criterion, Reason: p.reason, Interim: h.Interim,
		Request: s.Policy.Handing.Request, ProposedBy: who, DraftedAt: s.Now,
	}
	if o.No, err = s.draw(ctx, r, "YJ", h.Place.Grid); err != nil {
		return nil, err
	}
	s.address(r, h, o, p.to)
	if err := s.carryOut(ctx, h, onHazard, who, Given{Reason: p.reason}); err != nil {
		return nil, err
	}
	return o, s.moveHandover(ctx, h, o, rule, who, p.reason, p.step)
}

// grounds are the facts behind a criterion, where nobody put them into words.
func (s *Service) grounds(h *Hazard, c Criterion) string {
	switch {
	case c == ByOverdue && s.Now.After(h.Deadline):
		return fmt.Sprintf("整改期限是%s，%s仍未整改到位", h.Deadline.In(Shanghai).Format("2006年1月2日15:04"), s.overdue(h.Deadline))
	case c == ByFailed && h.Reason != "":
		return fmt.Sprintf("复查 %d 次不合格，最近一次：%s", h.FailCount, h.Reason)
	}
	return ""
}

// address writes the addressee: one's own choice, else the routing table's.
func (s *Service) address(r *Roster, h *Hazard, o *Handover, to Authority) {
	site, _ := r.Site(h.Place.Site)
	route := s.Policy.Route(h, site)
	o.Authority, o.Basis = route.To, route.Basis
	if to != "" && to != route.To {
		o.Authority, o.Basis = to, ""
	}
	if rule, ok := s.Policy.Authority(o.Authority); ok {
		o.Addressee = rule.Name
		if b, ok := r.Body(rule.Body); ok {
			o.Addressee = b.Name
		}
	}
}

// HandoverDo carries out an act on a hand-over, found by its number. Doing again
// what was just done by the same member is no error.
func (s *Service) HandoverDo(ctx context.Context, no string, do Action, who string, g HandoverGiven) (o *Handover, err error) {
	defer wrap(&err, "%s %s", string(do), no)
	if o, err = s.Store.Handover(ctx, no); err != nil {
		return nil, err
	}
	if again, err := s.handoverAgain(ctx, o, do, who); err != nil || again {
		return o, err
	}
	h, err := s.Store.Hazard(ctx, o.Hazard)
	if err != nil {
		return nil, err
	}
	roles, err := s.HandoverRoles(ctx, h, o, who)
	if err != nil {
		return nil, err
	}
	rule, err := NextHandover(o.State, do, roles)
	if err != nil {
		return nil, err
	}
	if err := s.handoverNeeds(ctx, h, o, rule, g); err != nil {
		return nil, err
	}
	return o, s.carryOutHandover(ctx, h, o, rule, who, g)
}

func (s *Service) carryOutHandover(ctx context.Context, h *Hazard, o *Handover, rule HandoverRule, who string, g HandoverGiven) error {
	if err := s.takeHandover(ctx, h, o, rule, who, g); err != nil {
		return err
	}
	if rule.Hazard != "" {
		if err := s.moveHazardOf(ctx, h, rule, who, g); err != nil {
			return err
		}
	}
	if err := s.moveHandover(ctx, h, o, rule, who, g.Reason, nil); err != nil || rule.Do != ReturnHandover || g.Authority == "" {
		return err
	}
	_, err := s.draft(ctx, h, who, proposal{criterion: o.Criterion, to: g.Authority, reason: o.Addressee + "退回：" + g.Reason})
	return err
}

// moveHazardOf does to the hazard what an act on its hand-over means for it.
func (s *Service) moveHazardOf(ctx context.Context, h *Hazard, rule HandoverRule, who string, g HandoverGiven) error {
	roles, err := s.Roles(ctx, h, who)
	if err != nil {
		return err
	}
	onHazard, err := Next(h.State, rule.Hazard, roles)
	if err != nil {
		return err
	}
	reason := g.Reason
	if rule.Do == SendHandover {
		reason = ""
	}
	given := Given{Reason: reason, Party: g.Party, PartyName: g.PartyName}
	if rule.Do == ResultHandover {
		given.Photos = g.Photos
	}
	return s.carryOut(ctx, h, onHazard, who, given)
}

// handoverAgain says that the last thing that happened to a hand-over is just this.
func (s *Service) handoverAgain(ctx context.Context, o *Handover, do Action, who string) (bool, error) {
	events, err := s.Store.History(ctx, o.About())
	if err != nil || len(events) == 0 {
		return false, err
	}
	last := events[len(events)-1]
	if last.Action != do || last.By != who || HandoverState(last.To) != o.State {
		return false, nil
	}
	return last.From != last.To || s.Cause != "" && last.Message == s.Cause, nil
}

// HandoverRoles are what a member is towards a hand-over: towards its hazard, and
// as a member of the body it is addressed to.
func (s *Service) HandoverRoles(ctx context.Context, h *Hazard, o *Handover, who string) ([]Role, error) {
	roles, err := s.Roles(ctx, h, who)
	if err != nil {
		return nil, err
	}
	members, err := s.AuthorityMembers(ctx, o.Authority)
	if contains(members, who) {
		roles = append(roles, Addressee)
	}
	return roles, err
}

// AuthorityMembers are those of an authority who can be reached in chat: the
// members of the roster's body of its kind. Nobody: it is addressed on paper.
func (s *Service) AuthorityMembers(ctx context.Context, id Authority) ([]string, error) {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	rule, _ := s.Policy.Authority(id)
	b, _ := r.Body(rule.Body)
	var ids []string
	for _, id := range b.Members {
		if !r.away(id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// HandoverOf finds a hand-over by its own number or the open one by its hazard's;
// ErrNotFound.
func (s *Service) HandoverOf(ctx context.Context, ref string) (o *Handover, h *Hazard, err error) {
	defer wrap(&err, "hand-over %s", ref)
	switch h, err = s.Store.Hazard(ctx, ref); {
	case err == nil:
		if o, err = s.OpenHandover(ctx, h.ID); err == nil && o == nil {
			err = ErrNotFound
		}
		return o, h, err
	case !errors.Is(err, ErrNotFound):
		return nil, nil, err
	}
	if o, err = s.Store.Handover(ctx, ref); err != nil {
		return nil, nil, err
	}
	h, err = s.Store.Hazard(ctx, o.Hazard)
	return o, h, err
}
