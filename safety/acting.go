package safety

import (
	"sort"
	"time"
)

// Who acts for whom at a moment. Holders, Of, Has and Reach of a Roster count
// those who stand in for somebody on leave; Appointed and Own do not.

// WithLeaves is the same roster with other leaves.
func (r *Roster) WithLeaves(leaves []Leave) *Roster {
	c := *r
	c.Leaves = leaves
	c.leavesOf, c.standIns = map[string][]int{}, map[string][]int{}
	for i := range leaves {
		l := &leaves[i]
		c.leavesOf[l.Member] = append(c.leavesOf[l.Member], i)
		if l.StandIn != "" {
			c.standIns[l.StandIn] = append(c.standIns[l.StandIn], i)
		}
	}
	return &c
}

// LeavesOf are the leaves of a member that are known, the earliest first.
func (r *Roster) LeavesOf(member string) []Leave {
	var leaves []Leave
	for _, i := range r.leavesOf[member] {
		leaves = append(leaves, r.Leaves[i])
	}
	sort.SliceStable(leaves, func(i, j int) bool { return leaves[i].From.Before(leaves[j].From) })
	return leaves
}

// OnLeave is the leave a member is on at a moment.
func (r *Roster) OnLeave(member string, at time.Time) (Leave, bool) {
	for _, i := range r.leavesOf[member] {
		if l := r.Leaves[i]; l.Holds(at) {
			return l, true
		}
	}
	return Leave{}, false
}

// Acting is who acts for a member at a moment: the member himself, or while he
// is on leave who agreed to stand in; empty if nobody does. Who stands in and is
// away himself acts for nobody: agreeing to one is not agreeing to another.
func (r *Roster) Acting(member string, at time.Time) string {
	if IsPseudonym(member) {
		return member
	}
	if r.members[member].gone() {
		return ""
	}
	l, away := r.OnLeave(member, at)
	if !away {
		return member
	}
	if _, too := r.OnLeave(l.StandIn, at); l.StandIn == "" || too || at.Before(l.Agreed) || r.members[l.StandIn].gone() {
		return ""
	}
	return l.StandIn
}

// ActsFor says that somebody is the member, or stands in for him at a moment.
// Who is on leave may still act for himself.
func (r *Roster) ActsFor(who, member string, at time.Time) bool {
	return who != "" && (who == member || r.Acting(member, at) == who)
}

// StandsFor are those for whom a member stands in at a moment.
func (r *Roster) StandsFor(who string, at time.Time) []string {
	var ids []string
	for _, i := range r.standIns[who] {
		if l := r.Leaves[i]; l.Holds(at) && r.Acting(l.Member, at) == who && !contains(ids, l.Member) {
			ids = append(ids, l.Member)
		}
	}
	return ids
}

// Own are the assignments of a member in force at a moment, highest role first,
// without those that are held for others.
func (r *Roster) Own(member string, at time.Time) []Assignment {
	var as []Assignment
	for _, i := range r.ofMember[member] {
		if r.Assignments[i].Holds(at) {
			as = append(as, r.Assignments[i])
		}
	}
	highestFirst(as)
	return as
}

// Of are the assignments a member acts in at a moment, highest role first: his
// own, and those he holds for somebody on leave.
func (r *Roster) Of(member string, at time.Time) []Assignment {
	as := r.Own(member, at)
	for _, away := range r.StandsFor(member, at) {
		for _, a := range r.Own(away, at) {
			a.For = away
			as = append(as, a)
		}
	}
	highestFirst(as)
	return as
}

func highestFirst(as []Assignment) {
	sort.SliceStable(as, func(i, j int) bool { return as[i].Role.Fact().Rank > as[j].Role.Fact().Rank })
}

// Appointed are those who hold a role in exactly this grid at a moment, on leave
// or not, in the order of the workbook. People who have left do not count.
func (r *Roster) Appointed(role Role, grid string, at time.Time) []string {
	var ids []string
	for _, i := range r.inGrid[grid] {
		a := r.Assignments[i]
		if a.Role == role && a.Holds(at) && !r.members[a.Member].gone() && !contains(ids, a.Member) {
			ids = append(ids, a.Member)
		}
	}
	return ids
}

// Holders are those who act in a role in exactly this grid at a moment: the
// appointed who are there, and who stands in for those on leave.
func (r *Roster) Holders(role Role, grid string, at time.Time) []string {
	var ids []string
	for _, id := range r.Appointed(role, grid, at) {
		if who := r.Acting(id, at); who != "" && !contains(ids, who) {
			ids = append(ids, who)
		}
	}
	return ids
}

// Has says whether a member acts in one of the roles in a grid or in one above it.
func (r *Roster) Has(member string, grid string, at time.Time, roles ...Role) bool {
	for _, g := range r.Path(grid) {
		for _, i := range r.inGrid[g.Code] {
			a := r.Assignments[i]
			if a.Holds(at) && contains(roles, a.Role) && r.ActsFor(member, a.Member, at) {
				return true
			}
		}
	}
	return false
}

// Reach are the grids a member has anything to do with at a moment: those of
// the assignments he acts in, and of those whose named deputy he is, each with
// all below it.
func (r *Roster) Reach(member string, at time.Time) []string {
	var codes []string
	for _, a := range r.Of(member, at) {
		codes = append(codes, r.Under(a.Grid)...)
	}
	for _, i := range r.deputyTo[member] {
		if a := r.Assignments[i]; a.Holds(at) {
			codes = append(codes, r.Under(a.Grid)...)
		}
	}
	return unique(codes)
}
