package safety

import (
	"context"
	"fmt"
	"slices"
	"time"
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

// lateHandovers are the hand-overs that missed a date and reached the street,
// told as lines about their hazards.
func lateHandovers(ctx context.Context, s *Service, _ *Roster, _ string, _ time.Time) ([]DigestLine, error) {
	os, err := s.Store.Handovers(ctx, HandoverQuery{States: OpenHandovers(), Climbed: 2, Limit: 1000})
	if err != nil {
		return nil, err
	}
	var lines []DigestLine
	for _, o := range os {
		h, err := s.Store.Hazard(ctx, o.Hazard)
		if err != nil {
			return nil, err
		}
		lines = append(lines, DigestLine{
			Subject: h.About(), No: h.No, Severity: h.Severity, Level: o.Climbed, Due: o.Due,
			Text: fmt.Sprintf("%s %s，移交%s%s，%s", short(h.Place.Label, 16), short(h.What, 18), short(o.Addressee, 12), o.State, s.overdue(o.Due)),
		})
	}
	return lines, nil
}
