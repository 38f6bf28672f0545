package safety

import (
	"fmt"
	"slices"
)

func (w *walk) leave(l LeaveRules) {
	w.given("leave", "why", l.Why)
	if l.Max.n <= 0 || !l.Max.byDay() {
		w.say("leave/max", "%q must be a number of days: a leave has an end", l.Max)
	}
	for key, roles := range map[string][]Role{"tell": l.Tell, "stand_in": l.StandIn} {
		if len(roles) == 0 {
			w.say("leave", "%s is missing", key)
		}
		w.roles("leave/"+key, roles)
	}
	for role, level := range map[Role]int{CourtyardLead: 0, CommunitySafetyOfficer: 1, SafetyOfficeHead: 2} {
		if !contains(l.Tell, role) {
			w.say("leave/tell", "%s answers at level %d: the level above must hear of a leave", string(role), level)
		}
	}
}

func (w *walk) succession(p *Policy) {
	x := p.Succession
	w.given("succession", "why", x.Why)
	if _, ok := p.Ladders[x.Ladder]; !ok {
		w.say("succession/ladder", "successions have no ladder: %q does not exist", x.Ladder)
	}
	if len(x.Roles) == 0 {
		w.say("succession", "roles is missing")
	}
	w.roles("succession/roles", x.Roles)
	for i, t := range x.Things {
		at := fmt.Sprintf("succession/things/%d", i)
		w.given(at, "what", t.What)
		w.roles(at+"/roles", t.Roles)
		if !slices.ContainsFunc(t.Roles, func(role Role) bool { return contains(x.Roles, role) }) {
			w.say(at, "%s is passed on by nobody: none of its roles is among those that change hands", t.What)
		}
	}
}
