package safety

import (
	"context"
	"slices"
)

// tellAbove tells the people of a step's level who do not have to do the work
// themselves: who is at the level already is not above it (domain.md 7). When
// nobody else is there, the next level hears.
func (s *Service) tellAbove(ctx context.Context, r *Roster, plan Plan, o *Occurrence, st Step, n Notice) error {
	if plan.Who.Fact().Rank < st.Level {
		return s.tellLevel(ctx, r, o.Grid, st, n, nil, false)
	}
	doers, _ := s.holders(r, plan.Who, o.Grid)
	others := s.Level(r, st.Level, o.Grid).IDs
	if len(doers) > 0 && !slices.ContainsFunc(others, func(id string) bool { return !contains(doers, id) }) {
		st.Level++
		n.Step = &st
	}
	known := map[string]string{}
	for _, id := range doers {
		known[id] = "要做的就是本人"
	}
	return s.tellLevel(ctx, r, o.Grid, st, n, known, false)
}
