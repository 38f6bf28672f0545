package safety

import (
	"cmp"
	"context"
	"slices"
	"unicode"
)

// lookedAt is how many hazards around a report are compared with it at most.
const lookedAt = 200

// Similar are the hazards that a report is probably about, the likeliest first
// (domain.md 6.8): open, or closed a moment ago; of the same object and category,
// or in the same courtyard and said in like words, or shown by nearly the same
// picture anywhere in the community.
func (s *Service) Similar(ctx context.Context, in Report) (hs []*Hazard, err error) {
	defer wrap(&err, "look for what is known of a report")
	rule := s.Policy.Reporting.Duplicates
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	around, err := s.around(ctx, r, in.Place.Grid, rule)
	if err != nil || len(around) == 0 {
		return nil, err
	}
	seen, err := s.seen(ctx, in.Photos, around)
	if err != nil {
		return nil, err
	}
	category := in.Category
	if category == "" {
		category = s.Policy.Suggest(in.What)
	}
	type hit struct {
		*Hazard
		rank int
	}
	var hits []hit
	for _, h := range around {
		like := 0
		if in.What != OnlySpoken {
			like = Likeness(in.What, h.What)
		}
		rank := 0
		switch {
		case seen[h.ID]:
			rank = 300
		case s.sameObject(r, h.Place, in.Place) && h.Category == category && !s.Policy.vague(category):
			rank = 200 + like
		case h.Place.Grid == in.Place.Grid && like >= rule.Text:
			rank = 100 + like
		}
		if rank > 0 {
			hits = append(hits, hit{h, rank})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.rank, a.rank) })
	for _, x := range hits[:min(len(hits), rule.Offer)] {
		hs = append(hs, x.Hazard)
	}
	return hs, nil
}

// vague says that a category tells nothing: the last one takes what fits nowhere.
func (p *Policy) vague(c Category) bool {
	n := len(p.Categories)
	return n > 0 && p.Categories[n-1].ID == c
}

// sameObject says that two places are one thing to look at: the same site, or the
// same spot of a courtyard. A whole courtyard is too much for that.
func (s *Service) sameObject(r *Roster, p, q Place) bool {
	if p.Site != "" || !p.same(q) {
		return p.same(q)
	}
	grid, _ := r.Grid(p.Grid)
	spot := Plain(p.Label)
	return spot == Plain(q.Label) && spot != Plain(grid.Name)
}

// around are the hazards of a grid's community that may still be joined.
func (s *Service) around(ctx context.Context, r *Roster, grid string, rule DuplicateRule) ([]*Hazard, error) {
	community, ok := r.Above(grid, Community)
	if !ok {
		return nil, nil
	}
	grids := r.Under(community.Code)
	hs, err := s.Store.Hazards(ctx, HazardQuery{
		Grids: grids, States: OpenStates(), Reported: s.Now.AddDate(0, 0, -rule.Days), Limit: lookedAt,
	})
	if err != nil || rule.Closed == 0 {
		return hs, err
	}
	closed, err := s.Store.Hazards(ctx, HazardQuery{
		Grids: grids, States: []State{Closed}, Reported: s.Now.AddDate(0, 0, -rule.Days), Closed: s.Now.AddDate(0, 0, -rule.Closed), Limit: lookedAt,
	})
	for _, h := range closed {
		if len(h.Reviewers) > 0 { // what was fixed on the spot was never waited for
			hs = append(hs, h)
		}
	}
	return hs, err
}

// seen says which hazards have a picture that is one of those given.
func (s *Service) seen(ctx context.Context, photos []string, hs []*Hazard) (map[string]bool, error) {
	if len(photos) == 0 {
		return nil, nil
	}
	mine, err := s.Store.PhotosOf(ctx, photos)
	if err != nil {
		return nil, err
	}
	of := map[string]string{}
	for _, h := range hs {
		for _, e := range h.Evidence {
			if e.Stage != Signature {
				of[e.Photo] = h.ID
			}
		}
	}
	theirs, err := s.Store.PhotosOf(ctx, sortedKeys(of))
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, p := range theirs {
		if slices.ContainsFunc(mine, p.Same) {
			seen[of[p.ID]] = true
		}
	}
	return seen, nil
}

// Likeness is how much of two texts is said in both, in per cent: the share of
// pairs of neighbouring characters. Numbers and marks do not count.
func Likeness(a, b string) int {
	have := map[[2]rune]int{}
	n := 0
	for _, p := range pairs(a) {
		have[p]++
		n++
	}
	both := 0
	for _, p := range pairs(b) {
		n++
		if have[p] > 0 {
			have[p]--
			both++
		}
	}
	if n == 0 {
		return 0
	}
	return 200 * both / n
}

func pairs(text string) (ps [][2]rune) {
	var last rune
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		if last != 0 {
			ps = append(ps, [2]rune{last, unicode.ToLower(r)})
		}
		last = unicode.ToLower(r)
	}
	return ps
}
