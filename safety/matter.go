package safety

import (
	"context"
	"strings"
)

// A matter is what an order is about, whatever kind it is.
type matter struct {
	subject  string
	no       string
	title    string
	grid     string
	state    string
	over     string // why nothing is left to order, empty while it is open
	severity Severity
	hazard   *Hazard
	occ      *Occurrence
}

// matterOf loads what a subject names; ErrNotFound.
func (s *Service) matterOf(ctx context.Context, subject string) (m matter, err error) {
	m.subject = subject
	switch kind, id, _ := strings.Cut(subject, ":"); kind + ":" {
	case HazardSubject:
		h, err := s.Store.Hazard(ctx, id)
		if err != nil {
			return m, err
		}
		return matterOfHazard(h), nil
	case SuccessionSubject:
		x, err := s.Store.Succession(ctx, id)
		if err != nil {
			return m, err
		}
		r, err := s.Store.Roster(ctx)
		if err != nil {
			return m, err
		}
		m.no, m.grid, m.title = x.No, x.Grid, r.Where(x.Grid)+" "+x.Role.String()+"交接"
		if x.Done() {
			m.over = "双方已确认"
		}
	case OccurrenceSubject:
		o, err := s.Store.Occurrence(ctx, id)
		if err != nil {
			return m, err
		}
		r, err := s.Store.Roster(ctx)
		if err != nil {
			return m, err
		}
		m.occ, m.grid, m.state = o, o.Grid, string(o.State)
		m.title = r.Where(o.Grid) + " " + s.planOf(o).Name
		if !o.Owed(s.Now) && o.State != Missed {
			m.over = o.State.String()
		}
	}
	return m, nil
}

func matterOfHazard(h *Hazard) matter {
	m := matter{
		subject: h.About(), no: h.No, title: short(h.Place.Label, 16) + " " + short(h.What, 18), grid: h.Place.Grid,
		state: string(h.State), severity: h.Severity, hazard: h,
	}
	if !h.State.Open() {
		m.over = h.State.String()
	}
	return m
}

// name is how an order about the matter calls it.
func (m matter) name() string {
	if m.no != "" {
		return m.no
	}
	return m.title
}
