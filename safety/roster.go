package safety

import (
	"sort"
	"strings"
	"sync"
	"time"
)

// A Roster is the street at one version: its grids, people, sites and bodies.
// It is a value that many may read and nobody changes; NewRoster builds the
// indexes its methods use.
type Roster struct {
	Version     int64
	Grids       []Grid
	Members     []Member
	Assignments []Assignment
	Sites       []Site
	Bodies      []Body
	Leaves      []Leave      // those of late, and to come
	Windows     []WindowYear // what was decided about windows

	grids    map[string]*Grid
	members  map[string]*Member
	sites    map[string]*Site
	children map[string][]string
	inGrid   map[string][]int // grid → assignments
	ofMember map[string][]int
	deputyTo map[string][]int
	sitesIn  map[string][]int
	leavesOf map[string][]int
	standIns map[string][]int
	spots    func() []spot // made when first looked for
}

// NewRoster indexes the parts. References between them are not checked here:
// the import does that (architecture.md 10).
func NewRoster(r Roster) *Roster {
	r.grids = make(map[string]*Grid, len(r.Grids))
	r.children = map[string][]string{}
	for i := range r.Grids {
		g := &r.Grids[i]
		r.grids[g.Code] = g
		r.children[g.Parent] = append(r.children[g.Parent], g.Code)
	}
	r.members = make(map[string]*Member, len(r.Members))
	for i := range r.Members {
		r.members[r.Members[i].ID] = &r.Members[i]
	}
	r.sites = make(map[string]*Site, len(r.Sites))
	r.sitesIn = map[string][]int{}
	for i := range r.Sites {
		r.sites[r.Sites[i].Code] = &r.Sites[i]
		r.sitesIn[r.Sites[i].Grid] = append(r.sitesIn[r.Sites[i].Grid], i)
	}
	r.inGrid, r.ofMember, r.deputyTo = map[string][]int{}, map[string][]int{}, map[string][]int{}
	for i, a := range r.Assignments {
		r.inGrid[a.Grid] = append(r.inGrid[a.Grid], i)
		r.ofMember[a.Member] = append(r.ofMember[a.Member], i)
		if a.Deputy != "" {
			r.deputyTo[a.Deputy] = append(r.deputyTo[a.Deputy], i)
		}
	}
	r.spots = sync.OnceValue(r.makeSpots)
	return r.WithLeaves(r.Leaves)
}

// Body is the first body of a kind.
func (r *Roster) Body(kind BodyKind) (Body, bool) {
	for _, b := range r.Bodies {
		if b.Kind == kind && kind != "" {
			return b, true
		}
	}
	return Body{}, false
}

// Grid finds a grid by its code.
func (r *Roster) Grid(code string) (Grid, bool) {
	if g, ok := r.grids[code]; ok {
		return *g, true
	}
	return Grid{}, false
}

// Member finds a person by userid.
func (r *Roster) Member(id string) (Member, bool) {
	if m, ok := r.members[id]; ok {
		return *m, true
	}
	return Member{}, false
}

// Name is how a person is shown: the roster's name, or the userid. Nobody is
// behind a pseudonym.
func (r *Roster) Name(id string) string {
	if IsPseudonym(id) {
		return "匿名群众"
	}
	if m, ok := r.members[id]; ok && m.Name != "" {
		return m.Name
	}
	return id
}

// Site finds a site by its code.
func (r *Roster) Site(code string) (Site, bool) {
	if s, ok := r.sites[code]; ok {
		return *s, true
	}
	return Site{}, false
}

// SitesIn are the sites of one grid that are still inspected.
func (r *Roster) SitesIn(grid string) []Site {
	var sites []Site
	for _, i := range r.sitesIn[grid] {
		if !r.Sites[i].Ended {
			sites = append(sites, r.Sites[i])
		}
	}
	return sites
}

// Street is the root of the tree.
func (r *Roster) Street() (Grid, bool) {
	for _, code := range r.children[""] {
		if g := r.grids[code]; g.Level == Street && !g.Ended {
			return *g, true
		}
	}
	return Grid{}, false
}

// GridsAt are the grids of a level that are still inspected, by code.
func (r *Roster) GridsAt(level Level) []Grid {
	var grids []Grid
	for _, g := range r.Grids {
		if g.Level == level && !g.Ended {
			grids = append(grids, g)
		}
	}
	sort.Slice(grids, func(i, j int) bool { return grids[i].Code < grids[j].Code })
	return grids
}

// Path is the way from a grid up to the street, itself first.
func (r *Roster) Path(code string) []Grid {
	var path []Grid
	for g, ok := r.grids[code]; ok && len(path) < 8; g, ok = r.grids[g.Parent] {
		path = append(path, *g)
	}
	return path
}

// Above is the grid of a level on the way up from a grid, which may be itself.
func (r *Roster) Above(code string, level Level) (Grid, bool) {
	for _, g := range r.Path(code) {
		if g.Level == level {
			return g, true
		}
	}
	return Grid{}, false
}

// Under are the codes of a grid and of everything below it, by code.
func (r *Roster) Under(code string) []string {
	codes := []string{code}
	for i := 0; i < len(codes); i++ {
		codes = append(codes, r.children[codes[i]]...)
	}
	sort.Strings(codes)
	return codes
}

// Where names a place with its grids: "和平街道·幸福社区·一号院".
func (r *Roster) Where(code string) string {
	where := ""
	for _, g := range r.Path(code) {
		if g.Level == Street {
			break
		}
		if where == "" {
			where = g.Name
			continue
		}
		where = g.Name + "·" + where
	}
	if g, ok := r.grids[code]; ok && where == "" {
		return g.Name
	}
	return where
}

// WhereOf names the object of an occurrence with its grids.
func (r *Roster) WhereOf(o *Occurrence) string { return r.objectOf(o).Full() }

// gone says that a member cannot be told anything; a stranger is gone too.
func (m *Member) gone() bool { return m == nil || m.Ended }

func contains[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

// InGrid are all assignments in exactly this grid, past and future ones too.
func (r *Roster) InGrid(grid string) []Assignment {
	as := make([]Assignment, 0, len(r.inGrid[grid]))
	for _, i := range r.inGrid[grid] {
		as = append(as, r.Assignments[i])
	}
	return as
}

// Deputies are those named to stand in for a role in a grid that nobody holds:
// the deputies of its assignments, the latest first, who have not left themselves.
func (r *Roster) Deputies(role Role, grid string, at time.Time) []string {
	as := r.InGrid(grid)
	sort.SliceStable(as, func(i, j int) bool { return as[i].From.After(as[j].From) })
	for _, a := range as {
		begun := a.From.IsZero() || !at.Before(a.From)
		if who := r.Acting(a.Deputy, at); a.Role == role && begun && who != "" {
			return []string{who}
		}
	}
	return nil
}

// OnDuty are those on the duty roster for a grid at a moment: of the lowest
// grid on the way up that names anybody.
func (r *Roster) OnDuty(grid string, at time.Time) []string {
	for _, g := range r.Path(grid) {
		if ids := r.Holders(DutyPerson, g.Code, at); len(ids) > 0 {
			return ids
		}
	}
	return nil
}

// away says that a member has left, so that the deputy acts in his place.
func (r *Roster) away(member string) bool { return !IsPseudonym(member) && r.members[member].gone() }

// names are those of several members: "祁文柏或樊冬青".
func (r *Roster) names(ids []string) string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, r.Name(id))
	}
	return strings.Join(names, "或")
}
