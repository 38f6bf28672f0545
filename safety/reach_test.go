package safety

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The structure walked at random (ORG-1 to ORG-9, promises.md F32): whoever has
// left, is on leave or has not begun, every object reaches somebody who is there
// and may act, at every instant, as long as anybody above it is.

// aStreet draws a street with people who come, go, are away and stand in for
// each other.
func aStreet(t *rapid.T) *Roster {
	start := time.Date(2026, 9, 1, 0, 0, 0, 0, Shanghai)
	r := Roster{Grids: []Grid{{Code: "WT", Level: Street}}}
	n := rapid.IntRange(4, 16).Draw(t, "people")
	for i := range n {
		r.Members = append(r.Members, Member{ID: fmt.Sprintf("m%d", i), Ended: rapid.IntRange(0, 7).Draw(t, "left") == 0})
	}
	someone := rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("m%d", rapid.IntRange(0, n-1).Draw(t, "m")) })
	day := rapid.Custom(func(t *rapid.T) time.Time { return start.AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "day")) })
	hold := func(role Role, grid string) {
		for range rapid.IntRange(0, 2).Draw(t, string(role)) {
			a := Assignment{Member: someone.Draw(t, "who"), Role: role, Grid: grid}
			if rapid.Bool().Draw(t, "deputy?") {
				a.Deputy = someone.Draw(t, "deputy")
			}
			if rapid.IntRange(0, 2).Draw(t, "dated") == 0 {
				a.From = day.Draw(t, "from")
				a.To = a.From.AddDate(0, 0, rapid.IntRange(0, 30).Draw(t, "for"))
			}
			r.Assignments = append(r.Assignments, a)
		}
	}
	for _, role := range []Role{StreetPrincipal, StreetDeputyLead, SafetyOfficeHead, SafetyOfficeStaff} {
		hold(role, "WT")
	}
	for c := range rapid.IntRange(1, 2).Draw(t, "communities") {
		code := fmt.Sprintf("%02d", c+1)
		r.Grids = append(r.Grids, Grid{Code: code, Parent: "WT", Level: Community})
		for _, role := range []Role{CommunityHead, CommunitySafetyOfficer, PatrolMember} {
			hold(role, code)
		}
		for y := range rapid.IntRange(1, 2).Draw(t, "courtyards") {
			yard := fmt.Sprintf("%s%02d", code, y+1)
			r.Grids = append(r.Grids, Grid{Code: yard, Parent: code, Level: Courtyard})
			hold(CourtyardLead, yard)
			hold(DutyPerson, yard)
		}
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "leaves") {
		l := Leave{ID: fmt.Sprint(i), Member: someone.Draw(t, "away"), From: day.Draw(t, "leave")}
		l.To = l.From.AddDate(0, 0, rapid.IntRange(0, 12).Draw(t, "days"))
		if rapid.Bool().Draw(t, "stand-in?") {
			l.StandIn, l.Agreed = someone.Draw(t, "stand-in"), day.Draw(t, "agreed")
		}
		if rapid.IntRange(0, 3).Draw(t, "back sooner") == 0 {
			l.Ended = day.Draw(t, "back")
		}
		r.Leaves = append(r.Leaves, l)
	}
	return NewRoster(r)
}

// there says by itself whether a member can be told anything at a moment.
func there(r *Roster, id string, at time.Time) bool {
	for _, m := range r.Members {
		if m.ID != id || m.Ended {
			continue
		}
		for _, l := range r.Leaves {
			if l.Member == id && l.Holds(at) {
				return false
			}
		}
		return true
	}
	return false
}

// onlyRoster is a store that holds a roster and nothing else.
type onlyRoster struct {
	Store
	r *Roster
}

func (o onlyRoster) Roster(context.Context) (*Roster, error) { return o.r, nil }

func TestEveryObjectReachesSomebodyWhoIsThereAndMayActAtEveryInstant(t *testing.T) {
	calendar, err := NewCalendar(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var inspecting []Role
	for _, f := range Roles {
		if f.Inspect {
			inspecting = append(inspecting, f.Role)
		}
	}
	policy := &Policy{Calendar: calendar, Visibility: Visibility{Fields: []SightRule{{Field: FieldHazard, Roles: append(inspecting, Party, Finder)}}}}
	policy.Handling.Returns.Most = 2
	weekly, daily := Plan{ID: "weekly", Who: CourtyardLead, Level: Courtyard}, Plan{ID: "daily", Who: PatrolMember, Level: Community, Held: true}
	rapid.Check(t, func(t *rapid.T) {
		r := aStreet(t)
		at := time.Date(2026, 9, 1, rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, Shanghai).AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, "at"))
		s := &Service{Store: onlyRoster{r: r}, Policy: policy, Now: at}
		present := func(what string, ids []string) {
			for _, id := range ids {
				if !there(r, id, at) {
					t.Fatalf("%s at %s: %s is told and is not there", what, at, id)
				}
			}
		}
		present("office", s.office(r))
		for _, g := range r.Grids {
			above := false
			for level := 1; level <= TopLevel; level++ {
				p := s.Level(r, level, g.Code)
				present(fmt.Sprintf("level %d of %s", level, g.Code), p.IDs)
				above = above || !p.None()
				for _, role := range levelRoles[level] {
					if at, ok := r.Above(g.Code, role.Fact().Level); ok && contains(p.Vacant, role) && anyThere(r, role, at.Code, s.Now) {
						t.Fatalf("level %d of %s: %s is called vacant and is not", level, g.Code, role)
					}
				}
			}
			if above != (len(s.nextUp(r, 1, g.Code)) > 0) {
				t.Fatalf("%s: somebody is above and is not reached", g.Code)
			}
			if g.Level != Courtyard {
				if ids := s.doers(r, daily, g.Code).IDs; g.Level == Community {
					present("patrol of "+g.Code, ids)
					if len(r.Appointed(PatrolMember, g.Code, at)) > 0 && above && len(ids) == 0 {
						t.Fatalf("%s: all patrols are on leave, and nobody does their work", g.Code)
					}
				}
				continue
			}
			p := s.Responsible(r, CourtyardLead, g.Code)
			present("responsible for "+g.Code, p.IDs)
			if p.None() && above {
				t.Fatalf("%s: the check reaches nobody, though somebody is above", g.Code)
			}
			for _, id := range p.IDs {
				if !s.answers(r, weekly, g.Code, id) {
					t.Fatalf("%s: %s must do the check and may not", g.Code, id)
				}
				if !contains(r.Appointed(CourtyardLead, g.Code, at), id) && p.Stands[id] == "" {
					t.Fatalf("%s: %s is told as if it was his own", g.Code, id)
				}
			}
			everyState(t, s, r, g.Code, above, present)
		}
	})
}

// everyState looks whether a hazard in any state is in the hands of somebody who
// is there and may see it.
func everyState(t *rapid.T, s *Service, r *Roster, grid string, above bool, present func(string, []string)) {
	party := fmt.Sprintf("m%d", rapid.IntRange(0, len(r.Members)-1).Draw(t, "party"))
	officer := fmt.Sprintf("m%d", rapid.IntRange(0, len(r.Members)-1).Draw(t, "officer"))
	for _, state := range []State{Reported, Verifying, Registered, Assigned, Rectifying, AwaitingReview, Suspended} {
		h := &Hazard{No: "YH-1", State: state, Place: Place{Grid: grid}, Party: party, Officer: officer, ClaimedBy: party, FixedBy: party}
		ids := s.atWork(r, h)
		present("at work on what is "+string(state), ids)
		if len(ids) == 0 && above && state != AwaitingReview && state != Suspended {
			t.Fatalf("%s in %s is in nobody's hands", state, grid)
		}
		for _, id := range ids {
			if sees, err := s.Sees(context.Background(), h, id); !sees || err != nil {
				t.Fatalf("%s in %s: %s must act and sees nothing (%v)", state, grid, id, err)
			}
		}
	}
}

// anyThere says by itself whether somebody appointed to a role is there.
func anyThere(r *Roster, role Role, grid string, at time.Time) bool {
	for _, a := range r.Assignments {
		if a.Role == role && a.Grid == grid && a.Holds(at) && there(r, a.Member, at) {
			return true
		}
	}
	return false
}
