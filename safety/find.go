package safety

import (
	"cmp"
	"math"
	"slices"
	"strings"
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

// nearby is how far from a sent location an object may be, in metres.
const nearby = 300

// Find looks for grids and sites by name, code or address: an exact name first,
// then names that hold the text or stand in it, those near the given grids
// before others; at most limit.
func (r *Roster) Find(text string, near []string, limit int) []Object {
	text = strings.ToLower(strings.Join(strings.Fields(text), ""))
	if len([]rune(text)) < 2 {
		return nil
	}
	type hit struct {
		Object
		rank int
	}
	var hits []hit
	add := func(o Object, code, address string) {
		if rank := match(text, strings.ToLower(o.Name), strings.ToLower(code), strings.ToLower(address)); rank > 0 {
			if slices.Contains(near, o.Grid) {
				rank += 2
			}
			hits = append(hits, hit{o, rank})
		}
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

// match ranks how well a text means a name: 0 not at all.
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

// Near are the objects around a point, nearest first; grids without a position
// are never near.
func (r *Roster) Near(lat, lon float64, limit int) []Object {
	type hit struct {
		Object
		far float64
	}
	var hits []hit
	for _, g := range r.Grids {
		if g.Level != Courtyard || g.Ended || g.Lat == 0 && g.Lon == 0 {
			continue
		}
		if far := metres(lat, lon, g.Lat, g.Lon); far <= nearby {
			hits = append(hits, hit{Object{Grid: g.Code, Name: g.Name, Where: r.Where(g.Code)}, far})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.far, b.far) })
	var found []Object
	for _, h := range hits[:min(limit, len(hits))] {
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
