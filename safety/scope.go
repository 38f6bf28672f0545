package safety

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Key is how an object is kept by what concerns it: the site's code, else the grid's.
func (o Object) Key() string {
	if o.Site != "" {
		return o.Site
	}
	return o.Grid
}

// Full names an object with the grids it stands in.
func (o Object) Full() string {
	if o.Site != "" {
		return o.Where + "·" + o.Name
	}
	return o.Where
}

// Objects are what an occurrence of a plan in a grid covers now, courtyard by
// courtyard: what is new has joined, what has ended has left. A plan that covers
// nothing by name covers the grid itself.
func (r *Roster) Objects(plan Plan, grid string) []Object {
	if len(plan.Covers) == 0 {
		return []Object{r.gridObject(grid)}
	}
	var objects []Object
	for _, code := range r.Under(grid) {
		g := r.grids[code]
		if g == nil || g.Ended {
			continue
		}
		if slices.Contains(plan.Covers, Cover(g.Level)) {
			objects = append(objects, r.gridObject(code))
		}
		for _, s := range r.SitesIn(code) {
			if slices.Contains(plan.Covers, Cover(s.Class)) {
				objects = append(objects, Object{Grid: code, Site: s.Code, Name: s.Name, Where: r.Where(code)})
			}
		}
	}
	return objects
}

// objectOf is what an occurrence is about that covers nothing by name: its grid,
// or the site a window names.
func (r *Roster) objectOf(o *Occurrence) Object {
	if o.Special != nil {
		return r.objectAt(o.Grid, o.Special.Site)
	}
	return r.gridObject(o.Grid)
}

// objectNamed names a site or a grid by its code.
func (r *Roster) objectNamed(code string) string {
	if site, ok := r.Site(code); ok {
		return r.objectAt(site.Grid, code).Full()
	}
	return r.Where(code)
}

// objectAt is a site, or the grid if there is none.
func (r *Roster) objectAt(grid, site string) Object {
	if at, ok := r.Site(site); ok {
		return Object{Grid: at.Grid, Site: at.Code, Name: at.Name, Where: r.Where(at.Grid)}
	}
	return r.gridObject(grid)
}

func (r *Roster) gridObject(code string) Object {
	g, _ := r.Grid(code)
	return Object{Grid: code, Name: g.Name, Where: r.Where(code)}
}

// LookState is what became of an object of a sweep.
type LookState string

const (
	Seen         LookState = "seen"
	Shut         LookState = "shut"    // could not be entered: still to be seen
	LookExcused  LookState = "excused" // by the level above, with the reason
	notLookedYet LookState = ""
)

// A Look is how an object of a sweep stands. There is one per occurrence and
// object: what one officer has seen is seen.
type Look struct {
	Occurrence string
	Object     string // Object.Key
	Grid       string
	State      LookState
	By         string
	At         time.Time // when it counts; of a signed paper the day written on it
	Inspection string
	Reason     string // why it could not be entered, or was excused
}

// Progress is how far a sweep has come: 37/52.
type Progress struct {
	Objects []Object // in scope now, courtyard by courtyard
	Looks   map[string]Look
}

// Progress tells how far an occurrence has come.
func (s *Service) Progress(ctx context.Context, o *Occurrence) (p Progress, err error) {
	defer wrap(&err, "progress of %s", o.ID)
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return p, err
	}
	return s.progress(ctx, r, o)
}

func (s *Service) progress(ctx context.Context, r *Roster, o *Occurrence) (Progress, error) {
	p := Progress{Objects: r.Objects(s.planOf(o), o.Grid), Looks: map[string]Look{}}
	looks, err := s.Store.Looks(ctx, o.ID)
	for _, l := range looks {
		p.Looks[l.Object] = l
	}
	return p, err
}

// Count is the number of objects in a state.
func (p Progress) Count(state LookState) int {
	n := 0
	for _, o := range p.Objects {
		if p.Looks[o.Key()].State == state {
			n++
		}
	}
	return n
}

// Settled is how many objects were seen or excused.
func (p Progress) Settled() int { return p.Count(Seen) + p.Count(LookExcused) }

// Percent is the coverage, rounded down: only all is 100.
func (p Progress) Percent() int {
	if len(p.Objects) == 0 {
		return 100
	}
	return 100 * p.Settled() / len(p.Objects)
}

// Complete says that nothing is left to be seen (domain.md 5.2).
func (p Progress) Complete() bool { return p.Settled() == len(p.Objects) }

// settledAt is when the last object was settled.
func (p Progress) settledAt() time.Time {
	var last time.Time
	for _, o := range p.Objects {
		if l := p.Looks[o.Key()]; l.At.After(last) {
			last = l.At
		}
	}
	return last
}

// open says that an object is still to be seen.
func (p Progress) open(o Object) bool {
	state := p.Looks[o.Key()].State
	return state == notLookedYet || state == Shut
}

// Left are the objects still to be seen, in the order a member had best take
// them: the courtyard where he was last, then those behind it, then those before
// it, then those where somebody else is at work; what was shut comes last.
func (p Progress) Left(who string) []Object {
	here, others := p.whereabouts(who)
	rank := func(o Object) int {
		switch {
		case p.Looks[o.Key()].State == Shut:
			return 4
		case o.Grid == here:
			return 0
		case others[o.Grid]:
			return 3
		case o.Grid > here:
			return 1
		}
		return 2
	}
	var left []Object
	for _, o := range p.Objects {
		if p.open(o) {
			left = append(left, o)
		}
	}
	slices.SortStableFunc(left, func(a, b Object) int { return cmp.Compare(rank(a), rank(b)) })
	return left
}

// whereabouts are the courtyards where a member, and where each of the others,
// looked last.
func (p Progress) whereabouts(who string) (here string, others map[string]bool) {
	last := map[string]Look{}
	for _, code := range sortedKeys(p.Looks) {
		if l := p.Looks[code]; l.State != LookExcused && !l.At.Before(last[l.By].At) {
			last[l.By] = l
		}
	}
	others = map[string]bool{}
	for by, l := range last {
		if by != who {
			others[l.Grid] = true
		}
	}
	return last[who].Grid, others
}
