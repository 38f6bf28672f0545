package safety

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// An Object is something a member may mean by a place: a grid or a site.
type Object struct {
	Grid  string // leaf grid, or the grid itself
	Site  string // empty for a grid
	Name  string
	Where string // the grids it stands in
}

// Place is the object as a hazard's place.
func (o Object) Place() Place { return Place{Grid: o.Grid, Site: o.Site, Label: o.Name} }

// Code names the object in other tables: "grid:0101", "site:0101-01".
func (o Object) Code() string {
	if o.Site != "" {
		return "site:" + o.Site
	}
	return "grid:" + o.Grid
}

// A spot is an object with its names written plainly.
type spot struct {
	Object
	name, code, address string
	community           []string // with and without 社区
}

// spots are all courtyards and sites that are still inspected.
func (r *Roster) makeSpots() []spot {
	var spots []spot
	add := func(o Object, code, address string) {
		s := spot{Object: o, name: Plain(o.Name), code: Plain(code), address: Plain(address)}
		if c, ok := r.Above(o.Grid, Community); ok {
			name := Plain(c.Name)
			s.community = unique([]string{name, strings.TrimSuffix(name, "社区"), strings.TrimSuffix(name, "村")})
		}
		spots = append(spots, s)
	}
	for _, g := range r.Grids {
		if !g.Ended && g.Level == Courtyard {
			add(Object{Grid: g.Code, Name: g.Name, Where: r.Where(g.Code)}, g.Code, "")
		}
	}
	for _, s := range r.Sites {
		if !s.Ended {
			add(Object{Grid: s.Grid, Site: s.Code, Name: s.Name, Where: r.Where(s.Grid)}, s.Code, s.Address)
		}
	}
	return spots
}

// Find looks for courtyards and sites by name, code or address, however they are
// written ([Plain]): an exact name first, then names that hold the text or stand
// in it, then those that hold all its words or are written alike; those near the
// given grids before others; at most limit.
func (r *Roster) Find(text string, near []string, limit int) []Object {
	said := Plain(text)
	if len([]rune(said)) < 2 {
		return nil
	}
	words := keywords(text)
	type hit struct {
		Object
		rank int
	}
	var hits []hit
	for _, s := range r.spots() {
		rank := s.match(said, words)
		if rank == 0 {
			continue
		}
		if slices.Contains(near, s.Grid) {
			rank += 2
		}
		hits = append(hits, hit{s.Object, rank})
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.rank, a.rank) })
	var found []Object
	for _, h := range hits {
		if len(found) == limit || h.rank < hits[0].rank-4 {
			break
		}
		found = append(found, h.Object)
	}
	return found
}

// findTyped looks for the places whose names begin with the given first letters,
// those near the given grids before others, then those that hold them anywhere.
func (r *Roster) findTyped(text string, letters func(string) string, near []string) []Object {
	said := Plain(text)
	if len(said) < 2 || strings.IndexFunc(said, func(c rune) bool { return (c < 'a' || c > 'z') && !unicode.IsDigit(c) }) >= 0 || unicode.IsDigit(rune(said[0])) {
		return nil
	}
	var nearBy, begin, hold []Object
	for _, s := range r.spots() {
		switch typed := letters(s.name); {
		case strings.HasPrefix(typed, said) && slices.Contains(near, s.Grid):
			nearBy = append(nearBy, s.Object)
		case strings.HasPrefix(typed, said):
			begin = append(begin, s.Object)
		case strings.Contains(typed, said):
			hold = append(hold, s.Object)
		}
	}
	return slices.Concat(nearBy, begin, hold)
}

// keywords are the words of a text that has several.
func keywords(text string) []string {
	var words []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("，,、。.·-的", r) }) {
		if w = Plain(w); w != "" {
			words = append(words, w)
		}
	}
	if len(words) < 2 {
		return nil
	}
	return words
}

// alikeEnough is from which likeness on, in per cent, a name counts as mistyped.
const alikeEnough = 60

// match ranks how well a text means a place: 0 not at all.
func (s spot) match(said string, words []string) int {
	rank := match(said, s.name, s.code, s.address)
	for _, c := range s.community {
		if rest, ok := strings.CutPrefix(said, c); ok && c != "" && len([]rune(rest)) >= 2 {
			if in := match(rest, s.name, s.code, ""); in > 0 {
				rank = max(rank, min(in+1, 10)) // "梧桐里社区一号院" is the 一号院 of that community
			}
		}
	}
	if rank > 0 {
		return rank
	}
	full := strings.Join(s.community, "") + s.name + s.address
	if words != nil && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(full, w) }) {
		return 4
	}
	if len([]rune(said)) >= 3 && Likeness(said, s.name) >= alikeEnough {
		return 2
	}
	return 0
}

func match(text, name, code, address string) int {
	switch {
	case text == name || text == code:
		return 10
	case strings.HasPrefix(text, name):
		return 7 // "幸福里3号楼二楼"
	case strings.Contains(name, text):
		return 6
	case strings.Contains(text, name):
		return 5
	case address != "" && (strings.Contains(address, text) || strings.Contains(text, address)):
		return 4
	}
	return 0
}

// Near are the objects around a point, nearest first: those within near metres,
// or, when there are none, the nearest few within far. Grids without a position
// are never near.
func (r *Roster) Near(lat, lon float64, near, far, limit int) []Object {
	type hit struct {
		Object
		metres float64
	}
	var hits []hit
	within := 0
	for _, g := range r.Grids {
		if g.Level != Courtyard || g.Ended || g.Lat == 0 && g.Lon == 0 {
			continue
		}
		m := metres(lat, lon, g.Lat, g.Lon)
		if m <= float64(far) {
			hits = append(hits, hit{Object{Grid: g.Code, Name: g.Name, Where: r.Where(g.Code)}, m})
		}
		if m <= float64(near) {
			within++
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.metres, b.metres) })
	if within == 0 {
		within = min(3, len(hits))
	}
	var found []Object
	for _, h := range hits[:min(limit, within)] {
		found = append(found, h.Object)
	}
	return found
}

// metres is the distance of two points, good enough within a street.
func metres(lat1, lon1, lat2, lon2 float64) float64 {
	const perDegree = 111_320
	y := (lat2 - lat1) * perDegree
	x := (lon2 - lon1) * perDegree * math.Cos(lat1*math.Pi/180)
	return math.Hypot(x, y)
}
