package safety

import (
	"context"
	"slices"
)

// Todo is what waits for one member.
type Todo struct {
	Tasks     []Task
	Duties    []*SoftDuty
	Hazards   []*Hazard      // those the member is to judge, assign, put right or review
	Orders    []*Supervision // that the member is to answer
	Handovers []*Handover    // those the member is to approve, send or ask about
	Watches   []*WatchDay    // today, after what an authority has
}

// Todo lists what waits for a member, the most urgent first.
func (s *Service) Todo(ctx context.Context, who string) (t Todo, err error) {
	defer wrap(&err, "todo of member")
	if t.Tasks, err = s.Owed(ctx, who); err != nil {
		return t, err
	}
	if t.Duties, err = s.SoftDuties(ctx, who); err != nil {
		return t, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return t, err
	}
	own := append([]string{who}, r.StandsFor(who, s.Now)...)
	for _, id := range own {
		mine, err := s.Store.Hazards(ctx, HazardQuery{Party: id, States: []State{Assigned, Rectifying}})
		if err != nil {
			return t, err
		}
		t.Hazards = append(t.Hazards, mine...)
	}
	var grids []string
	for _, a := range r.Of(who, s.Now) {
		if a.Role.Fact().Inspect {
			grids = append(grids, r.Under(a.Grid)...)
		}
	}
	if len(grids) > 0 {
		wait, err := s.Store.Hazards(ctx, HazardQuery{Grids: unique(grids), States: OpenStates(), Limit: 1000})
		if err != nil {
			return t, err
		}
		for _, h := range wait {
			if !contains(own, h.Party) || h.State != Assigned && h.State != Rectifying {
				t.Hazards = append(t.Hazards, h)
			}
		}
	}
	t.Hazards = slices.DeleteFunc(t.Hazards, func(h *Hazard) bool {
		return h.State == Transferred || !slices.Contains(s.atWork(r, h), who)
	})
	if t.Handovers, err = s.handoversFor(ctx, r, who); err != nil {
		return t, err
	}
	if t.Watches, err = s.WatchOwed(ctx, who); err != nil {
		return t, err
	}
	t.Orders, err = s.ordersFor(ctx, r, who)
	return t, err
}

// ordersFor are the open supervision orders a member is charged with.
func (s *Service) ordersFor(ctx context.Context, r *Roster, who string) ([]*Supervision, error) {
	all, err := s.Store.Supervisions(ctx, SupervisionQuery{States: []SupervisionState{SupervisionOpen}, Limit: 1000})
	if err != nil {
		return nil, err
	}
	var mine []*Supervision
	for _, v := range all {
		m, err := s.matterOf(ctx, v.Subject)
		if err != nil {
			return nil, err
		}
		if v.Leader != who && contains(s.charged(r, m), who) {
			mine = append(mine, v)
		}
	}
	return mine, nil
}

// Reports are what a member has reported, anonymously too, or follows.
func (s *Service) Reports(ctx context.Context, who string) ([]*Hazard, error) {
	names, err := s.names(ctx, who)
	if err != nil {
		return nil, err
	}
	return s.Store.Hazards(ctx, HazardQuery{Names: names})
}

// Ledger are the open hazards of all grids a member answers for.
func (s *Service) Ledger(ctx context.Context, who string) (hs []*Hazard, err error) {
	defer wrap(&err, "ledger of member")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	var grids []string
	for _, a := range r.Of(who, s.Now) {
		if s.Policy.Visibility.Shows(FieldLedger, a.Role) {
			grids = append(grids, r.Under(a.Grid)...)
		}
	}
	if len(grids) == 0 {
		return nil, Refuse("台账由楼院长、社区和街道的工作人员查看。您上报的隐患可以发“状态”看进展。")
	}
	return s.Store.Hazards(ctx, HazardQuery{Grids: unique(grids), States: OpenStates(), Limit: 1000})
}
