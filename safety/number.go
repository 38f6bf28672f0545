package safety

import (
	"context"
	"errors"
	"fmt"
)

// Hazards, hand-overs, notifications and supervision orders are numbered by kind,
// year and community: YH-2026-03-0142.

// theStreet stands for the community in numbers of what lies in none.
const theStreet = "00"

const hazardKind = "YH"

func series(kind string, year int, community string) string {
	return fmt.Sprintf("%s-%d-%s", kind, year, community)
}

func numberOf(series string, n int) string { return fmt.Sprintf("%s-%04d", series, n) }

// draw gives the next number of a kind for a community and year: YJ-2026-03-0007.
func (s *Service) draw(ctx context.Context, r *Roster, kind, grid string) (string, error) {
	community := theStreet
	if c, ok := r.Above(grid, Community); ok {
		community = c.Code
	}
	of := series(kind, s.Now.In(Shanghai).Year(), community)
	n, err := s.Store.Number(ctx, of)
	return numberOf(of, n), err
}

func (s *Service) hazardNo(ctx context.Context, r *Roster, grid string) (string, error) {
	return s.draw(ctx, r, hazardKind, grid)
}

// Ending are the hazards of this year and the last whose numbers end in n, of all
// communities, that a member may see.
func (s *Service) Ending(ctx context.Context, r *Roster, who string, n int) (found []*Hazard, err error) {
	defer wrap(&err, "hazards whose number ends in %d", n)
	communities := []string{theStreet}
	for _, g := range r.GridsAt(Community) {
		communities = append(communities, g.Code)
	}
	this := s.Now.In(Shanghai).Year()
	for _, c := range communities {
		for _, year := range []int{this, this - 1} {
			h, err := s.Store.Hazard(ctx, numberOf(series(hazardKind, year, c), n))
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			sees, err := s.Sees(ctx, h, who)
			if err != nil {
				return nil, err
			}
			if sees {
				found = append(found, h)
			}
		}
	}
	return found, nil
}
