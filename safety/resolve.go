package safety

import (
	"context"
)

// levelRoles are the roles of each level of a ladder (domain.md 7). The first
// is the one that must be filled: a level without it is reported as no_holder
// even when others of the level were told (E-2, scenario 14).
var levelRoles = map[int][]Role{
	1: {CommunitySafetyOfficer, CommunityHead},
	2: {SafetyOfficeHead, SafetyOfficeStaff, StreetDeputyLead},
	3: {StreetPrincipal},
}

// TopLevel is the highest level of a ladder.
const TopLevel = 3

// People are those who answer for a level, and what was wrong with finding them.
type People struct {
	IDs    []string
	Vacant []Role            // roles of the level that nobody holds
	Stands map[string]string // userid → name of the role it stands in for, when it is a deputy or superior
}

// None says that nobody can be told.
func (p People) None() bool { return len(p.IDs) == 0 }

func (p *People) add(ids ...string) {
	for _, id := range ids {
		if id != "" && !contains(p.IDs, id) {
			p.IDs = append(p.IDs, id)
		}
	}
}

// holders are those who act in a role for a grid now: in the grid itself or in
// the one above it where the role sits. When there is none, the deputies named
// in the role's assignments stand in (ORG-7).
func (s *Service) holders(r *Roster, role Role, grid string) (ids []string, deputies bool) {
	at, ok := r.Above(grid, role.Fact().Level)
	if !ok {
		return nil, false
	}
	if ids = r.Holders(role, at.Code, s.Now); len(ids) > 0 {
		return ids, false
	}
	ids = r.Deputies(role, at.Code, s.Now)
	return ids, len(ids) > 0
}

// Level resolves who is told at a level for a grid at this moment (E-1): the
// holders, else their deputies. It does not climb: that is the ladder's affair.
func (s *Service) Level(r *Roster, level int, grid string) People {
	p := People{Stands: map[string]string{}}
	for _, role := range levelRoles[level] {
		ids, deputies := s.holders(r, role, grid)
		if len(ids) == 0 {
			p.Vacant = append(p.Vacant, role)
		}
		for _, id := range ids {
			if deputies || !s.appointed(r, role, grid, id) {
				p.Stands[id] = role.String()
			}
		}
		p.add(ids...)
	}
	return p
}

// Responsible resolves who must do a plan's work in a grid: on holidays, and on
// the days a window turns the duty roster on, the person on the duty roster if
// there is one (T-12, scenario 5), else the holders of the role, else their
// deputies, else the next level up (ORG-7).
func (s *Service) Responsible(r *Roster, role Role, grid string) People {
	p := People{Stands: map[string]string{}}
	if s.dutyOn(r, grid) {
		if p.add(r.OnDuty(grid, s.Now)...); !p.None() {
			for _, id := range p.IDs {
				p.Stands[id] = DutyPerson.String()
			}
			return p
		}
	}
	ids, deputies := s.holders(r, role, grid)
	if len(ids) == 0 {
		p.Vacant = append(p.Vacant, role)
		ids, deputies = s.nextUp(r, 1, grid), true
	}
	p.add(ids...)
	for _, id := range p.IDs {
		if deputies || !s.appointed(r, role, grid, id) {
			p.Stands[id] = role.String()
		}
	}
	return p
}

// appointed says that somebody holds a role for a grid himself.
func (s *Service) appointed(r *Roster, role Role, grid, who string) bool {
	at, _ := r.Above(grid, role.Fact().Level)
	return contains(r.Appointed(role, at.Code, s.Now), who)
}

// nextUp is the first level from one upwards that has anybody.
func (s *Service) nextUp(r *Roster, from int, grid string) []string {
	for level := from; level <= TopLevel; level++ {
		if p := s.Level(r, level, grid); !p.None() {
			return p.IDs
		}
	}
	return nil
}

// office is the safety office: who is told of vacancies, gaps and lost things.
// While nobody of it is there, its deputies or else the street's leaders are.
func (s *Service) office(r *Roster) []string {
	street, ok := r.Street()
	if !ok {
		return nil
	}
	p := People{}
	for _, role := range []Role{SafetyOfficeHead, SafetyOfficeStaff} {
		p.add(r.Holders(role, street.Code, s.Now)...)
	}
	for _, role := range []Role{SafetyOfficeHead, SafetyOfficeStaff, StreetDeputyLead, StreetPrincipal} {
		if p.None() {
			ids, _ := s.holders(r, role, street.Code)
			p.add(ids...)
		}
	}
	return p.IDs
}

// Officers are the community safety officers of a grid, or who stands in.
func (s *Service) Officers(r *Roster, grid string) []string {
	if ids, _ := s.holders(r, CommunitySafetyOfficer, grid); len(ids) > 0 {
		return ids
	}
	return s.nextUp(r, 1, grid)
}

// Roles are what a member is towards a hazard: the roles held in its grid or
// above, and those the hazard itself gives.
func (s *Service) Roles(ctx context.Context, h *Hazard, who string) ([]Role, error) {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	roles := []Role{Anyone}
	for _, g := range r.Path(h.Place.Grid) {
		for _, a := range r.InGrid(g.Code) {
			if !contains(roles, a.Role) && s.actsIn(r, a, who) {
				roles = append(roles, a.Role)
			}
		}
	}
	if contains(s.Officers(r, h.Place.Grid), who) && !contains(roles, CommunitySafetyOfficer) {
		roles = append(roles, CommunitySafetyOfficer) // stands in for a vacancy, with its rights
	}
	as, err := s.asReporter(ctx, h, who)
	if err != nil {
		return nil, err
	}
	for _, a := range []struct {
		id   string
		role Role
	}{{as, Reporter}, {h.Finder, Finder}, {h.Party, Party}} {
		if a.id != "" && (a.role == Reporter || r.ActsFor(who, a.id, s.Now)) {
			roles = append(roles, a.role)
		}
	}
	if h.ID == "" || s.Policy.Visibility.Shows(FieldHazard, roles...) {
		return roles, nil
	}
	follows, err := s.follows(ctx, r, h, who) // looked up only for those who would see nothing else
	if follows {
		roles = append(roles, Follower)
	}
	return roles, err
}

// actsIn says that somebody has the rights of an assignment: he holds it, stands
// in for who is on leave, or is the deputy of who is away or of a vacancy.
func (s *Service) actsIn(r *Roster, a Assignment, who string) bool {
	if a.Holds(s.Now) && (r.ActsFor(who, a.Member, s.Now) || r.Acting(a.Member, s.Now) == "" && r.ActsFor(who, a.Deputy, s.Now)) {
		return true
	}
	if a.Deputy == "" || !r.ActsFor(who, a.Deputy, s.Now) {
		return false
	}
	ids, deputies := s.holders(r, a.Role, a.Grid)
	return deputies && contains(ids, who)
}
