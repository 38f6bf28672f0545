package safety

import (
	"context"
	"slices"
)

// HandoverLedger are the open hand-overs of all grids a member answers for, those
// with the earliest date first.
func (s *Service) HandoverLedger(ctx context.Context, who string) (os []*Handover, err error) {
	defer wrap(&err, "hand-overs of member")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	var grids []string
	for _, a := range r.Of(who, s.Now) {
		if a.Role.Fact().Inspect {
			grids = append(grids, r.Under(a.Grid)...)
		}
	}
	if len(grids) == 0 {
		return nil, Refuse("移交由社区和街道的工作人员查看。您上报的隐患可以发“状态”看进展。")
	}
	os, err = s.Store.Handovers(ctx, HandoverQuery{Grids: unique(grids), States: OpenHandovers(), Limit: 1000})
	slices.SortStableFunc(os, func(a, b *Handover) int { return a.Due.Compare(b.Due) })
	return os, err
}

// handoversFor are the open hand-overs on which a member has to act now: to
// approve, to send, to ask for the receipt or the result.
func (s *Service) handoversFor(ctx context.Context, r *Roster, who string) ([]*Handover, error) {
	if !contains(s.office(r), who) {
		return nil, nil
	}
	all, err := s.HandoverLedger(ctx, who)
	return slices.DeleteFunc(all, func(o *Handover) bool {
		if o.State != HandoverDrafted {
			return o.State == HandoverReceived && o.AskFrom.IsZero() && s.Now.Before(o.Due)
		}
		street, _ := r.Street()
		return !r.Has(who, street.Code, s.Now, SafetyOfficeHead)
	}), err
}

// withLateHandovers gives the hazards of the morning digest: those an authority
// has are left out unless a date of their hand-over was missed, and those whose
// hand-over is late are there, with it.
func (s *Service) withLateHandovers(ctx context.Context, hazards []*Hazard) ([]*Hazard, map[string]*Handover, error) {
	os, err := s.Store.Handovers(ctx, HandoverQuery{States: OpenHandovers(), Climbed: 2, Limit: 1000})
	if err != nil {
		return nil, nil, err
	}
	late := map[string]*Handover{}
	for _, o := range os {
		late[o.Hazard] = o
	}
	listed := map[string]bool{}
	hazards = slices.DeleteFunc(hazards, func(h *Hazard) bool { return h.State == Transferred && late[h.ID] == nil })
	for _, h := range hazards {
		listed[h.ID] = true
	}
	for _, o := range os {
		if listed[o.Hazard] {
			continue
		}
		h, err := s.Store.Hazard(ctx, o.Hazard)
		if err != nil {
			return nil, nil, err
		}
		hazards = append(hazards, h)
	}
	return hazards, late, nil
}
