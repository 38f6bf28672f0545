package safety

import (
	"context"
	"slices"
	"strings"
	"unicode"
)

// FindPlaces are the places a member may mean: by a location that was sent, else
// by what was written. Names that officers have explained before come first.
func (s *Service) FindPlaces(ctx context.Context, said Place, who string, limit int) (found []Object, err error) {
	defer wrap(&err, "find places")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	if said.Lat != 0 || said.Lon != 0 {
		rule := s.Policy.Reporting.Places
		return r.Near(said.Lat, said.Lon, rule.Near, rule.Far, limit), nil
	}
	for _, name := range aliasesIn(said.Label) {
		codes, err := s.Store.Aliases(ctx, name)
		if err != nil {
			return nil, err
		}
		for _, code := range codes {
			if o, ok := r.Object(code); ok {
				found = append(found, o)
			}
		}
	}
	near := r.Reach(who, s.Now)
	found = append(found, r.Find(said.Label, near, limit)...)
	if s.Letters != nil {
		found = append(found, r.findTyped(said.Label, s.Letters, near)...)
	}
	seen := map[string]bool{}
	var once []Object
	for _, o := range found {
		if !seen[o.Code()] && len(once) < limit {
			seen[o.Code()] = true
			once = append(once, o)
		}
	}
	return once, nil
}

// Object finds what a code names, unless it has ended.
func (r *Roster) Object(code string) (Object, bool) {
	for _, s := range r.spots() {
		if s.Object.Code() == code {
			return s.Object, true
		}
	}
	return Object{}, false
}

// aliasesIn are the names under which a text may have been learnt: as a whole,
// and without the house number behind it.
func aliasesIn(text string) []string {
	name := Plain(text)
	head := name
	if i := strings.IndexFunc(name, unicode.IsDigit); i > 0 {
		head = name[:i]
	}
	return unique([]string{name, head})
}

// learn keeps what the officer has just explained: where a place is that nobody
// knew by that name. Names that could mean any place are not learnt.
func (s *Service) learn(ctx context.Context, label string, p Place, who string) error {
	rule := s.Policy.Reporting.Places
	names := aliasesIn(label)
	name := names[len(names)-1]
	o := Object{Grid: p.Grid, Site: p.Site}
	if n := len([]rune(name)); n < 3 || n > rule.Alias || p.Grid == "" {
		return nil
	}
	for _, v := range rule.Vague {
		if name == Plain(v) {
			return nil
		}
	}
	return s.Store.LearnAlias(ctx, name, o.Code(), who, s.Now)
}

// Knows says that a place stands where its name says, or where it was marked: not
// only in the grid of who reported it, for want of a better one.
func (s *Service) Knows(ctx context.Context, p Place, who string) (bool, error) {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return false, err
	}
	grid, _ := r.Grid(p.Grid)
	switch {
	case p.Site != "":
		return true, nil
	case grid.Level != Courtyard:
		return false, nil
	case p.Lat != 0 || p.Lon != 0:
		return true, nil
	}
	found, err := s.FindPlaces(ctx, Place{Label: p.Label}, who, lookedAt)
	return slices.ContainsFunc(found, func(o Object) bool { return o.Grid == p.Grid }), err
}
