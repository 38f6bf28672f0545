package safety

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A BlindSpot is a place nobody answers for, or a duty nobody holds (盲区). The
// safety office receives the list every week (OB-01).
type BlindSpot struct {
	Rule   string // of domain.md 2.4 or 3: "ORG-3", "OB-01"
	Object string // code of the grid or site, or kind of the body
	Name   string // as members read it
	Text   string // what is missing, one Chinese sentence without the name
}

// A Seat is a role that every grid of a level must have filled.
type Seat struct {
	Level    Level
	Role     Role
	Min, Max int    // how many current holders; Max 0: any number
	Rule     string // of domain.md 2.4 or 3
}

// Seats are the roles that leave a blind spot when they are vacant, or held
// by too many (domain.md 2.4, 3).
var Seats = []Seat{
	{Street, StreetPrincipal, 1, 0, "ORG-2"},
	{Street, StreetDeputyLead, 1, 0, "OB-03"},
	{Street, SafetyOfficeHead, 1, 0, "ORG-7"}, // hears of every other vacancy
	{Community, CommunityHead, 1, 0, "ORG-2"},
	{Community, CommunitySafetyOfficer, 1, 2, "ORG-3"},
	{Courtyard, CourtyardLead, 1, 0, "ORG-2"},
	{Courtyard, ResidentSafetyKeeper, 1, 0, "ORG-4"},
	{Courtyard, ResidentPublicist, 1, 0, "ORG-4"},
	{Courtyard, Volunteer, 1, 0, "ORG-5"},
}

// CommitteeBodies are the bodies whose heads sit in the safety committee (OB-04).
var CommitteeBodies = []BodyKind{GovernanceOffice, SafetyOffice, PoliceStation, CivilAffairs, MarketRegulation}

// Coverage lists the blind spots of a roster at a moment: grids from the street
// down, then sites, then bodies, each by code. What has ended is not looked at,
// and people who have left count as nobody.
func Coverage(r *Roster, at time.Time) []BlindSpot {
	spots := coverGrids(r, at)
	spots = append(spots, coverSites(r)...)
	return append(spots, coverBodies(r)...)
}

func coverGrids(r *Roster, at time.Time) []BlindSpot {
	var spots []BlindSpot
	for _, level := range []Level{Street, Community, Courtyard} {
		for _, g := range r.GridsAt(level) {
			spot := func(rule, format string, args ...any) {
				spots = append(spots, BlindSpot{rule, g.Code, r.Where(g.Code), fmt.Sprintf(format, args...)})
			}
			if level != Courtyard && !r.divided(g.Code) {
				spot("OB-01", "下面没有网格，等于没有人检查")
			}
			for _, p := range Seats {
				if p.Level != level {
					continue
				}
				switch n := len(r.Appointed(p.Role, g.Code, at)); {
				case n < p.Min:
					spot(p.Rule, "没有在任的%s", p.Role)
				case p.Max > 0 && n > p.Max:
					spot(p.Rule, "%s有 %d 人，最多 %d 人", p.Role, n, p.Max)
				}
			}
		}
	}
	return spots
}

// divided says whether something that is still inspected lies below a grid.
func (r *Roster) divided(code string) bool {
	return slices.ContainsFunc(r.children[code], func(c string) bool { return !r.grids[c].Ended })
}

func coverSites(r *Roster) []BlindSpot {
	sites := slices.Clone(r.Sites)
	slices.SortStableFunc(sites, func(a, b Site) int { return cmp.Compare(a.Code, b.Code) })
	var spots []BlindSpot
	for _, s := range sites {
		if s.Ended {
			continue
		}
		switch g, ok := r.Grid(s.Grid); {
		case !ok:
			spots = append(spots, BlindSpot{"ORG-1", s.Code, s.Name, "没有归到任何网格"})
		case g.Ended:
			spots = append(spots, BlindSpot{"ORG-1", s.Code, s.Name, "所在的网格“" + g.Name + "”已停用"})
		case g.Level != Courtyard:
			spots = append(spots, BlindSpot{"ORG-1", s.Code, s.Name, "没有归到楼院一级的网格"})
		}
		switch {
		case s.Party == "" && s.Responsible == "":
			spots = append(spots, BlindSpot{"OB-01", s.Code, s.Name, "没有安全责任人"})
		case s.Party != "" && r.members[s.Party].gone():
			spots = append(spots, BlindSpot{"OB-01", s.Code, s.Name, "安全责任人的账号已不在名册上"})
		}
	}
	return spots
}

// coverBodies looks for the five departments and for each of them in the committee.
func coverBodies(r *Roster) []BlindSpot {
	current := map[BodyKind][]string{}
	for _, b := range r.Bodies {
		for _, id := range b.Members {
			if !r.members[id].gone() {
				current[b.Kind] = append(current[b.Kind], id)
			}
		}
	}
	spot := func(k BodyKind, text string) BlindSpot { return BlindSpot{"OB-04", string(k), k.String(), text} }

	var spots []BlindSpot
	committee := current[SafetyCommittee]
	if len(committee) == 0 {
		spots = append(spots, spot(SafetyCommittee, "还没有成立，或者没有在任的成员"))
	}
	for _, k := range CommitteeBodies {
		seated := slices.ContainsFunc(current[k], func(id string) bool { return slices.Contains(committee, id) })
		switch {
		case len(current[k]) == 0:
			spots = append(spots, spot(k, "没有登记在任的人员"))
		case len(committee) > 0 && !seated:
			spots = append(spots, spot(k, "在安全生产委员会里没有人"))
		}
	}
	return spots
}
