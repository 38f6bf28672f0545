package safety

import "context"

// followers are those who hear a hazard's news as its reporter does: who follows
// it, and the reporters and followers of what was merged into it.
func (s *Service) followers(ctx context.Context, r *Roster, h *Hazard) ([]string, error) {
	ids, err := s.Store.Followers(ctx, h.ID)
	if err != nil {
		return nil, err
	}
	merged, err := s.Store.Hazards(ctx, HazardQuery{Masters: []string{h.No}, States: []State{Merged}})
	if err != nil {
		return nil, err
	}
	for _, m := range merged {
		ids = append(ids, s.toward(r, m, Reporter)...)
		more, err := s.followers(ctx, r, m)
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return unique(ids), nil
}
