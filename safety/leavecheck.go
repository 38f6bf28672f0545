package safety

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
