package safety

import "fmt"

func (w *walk) plans(p *Policy) {
	if len(p.Plans) == 0 {
		w.say("plans", "there is no plan: nothing would ever be due")
	}
	seen := map[string]string{}
	for i, plan := range p.Plans {
		at := fmt.Sprintf("plans/%d", i)
		w.ids(at+"/id", seen, plan.ID)
		w.given(at, "name", plan.Name)
		w.given(at, "why", plan.Why)
		if _, ok := cadenceNames[plan.Every]; !ok {
			w.say(at+"/every", "unknown cadence %q: write day, week, month or quarter", string(plan.Every))
		}
		if _, ok := levelNames[plan.Level]; !ok {
			w.say(at+"/level", "unknown level %q: write street, community or courtyard", string(plan.Level))
		}
		switch fact, ok := roleFacts[plan.Who]; {
		case !ok || fact.Role == "":
			w.say(at+"/who", "unknown role %q", string(plan.Who))
		case fact.Level != "" && fact.Level != plan.Level:
			w.say(at+"/who", "%s is no role of a %s", string(plan.Who), string(plan.Level))
		}
		w.when(at, "due", plan.Due, plan.Every)
		w.planDays(at, plan)
		w.planExcuse(at, plan)
		if !plan.Late.IsZero() {
			w.when(at, "late", plan.Late, plan.Every)
		}
		w.planLists(at, p, plan)
		if _, ok := p.Ladders[plan.Ladder]; !ok {
			w.say(at+"/ladder", "plan %s has no ladder: %q does not exist", plan.ID, plan.Ladder)
		}
	}
}

func (w *walk) planLists(at string, p *Policy, plan Plan) {
	if len(plan.Checklists) == 0 && len(plan.Covers) == 0 {
		w.say(at, "checklists is missing: the visit would ask nothing")
	}
	for i, cover := range plan.Covers {
		_, level := levelNames[Level(cover)]
		_, class := siteClassNames[SiteClass(cover)]
		if !level && !class {
			w.say(fmt.Sprintf("%s/covers/%d", at, i), "unknown sort of object %q: write courtyard, small, unit or key", string(cover))
		}
	}
	for i, id := range plan.Checklists {
		if _, ok := p.Checklists[id]; !ok {
			w.say(fmt.Sprintf("%s/checklists/%d", at, i), "unknown checklist %q", id)
		}
	}
}

func (w *walk) when(at, key string, when When, every Cadence) {
	switch {
	case when.IsZero():
		w.say(at, "%s is missing", key)
	case every == Daily && when.kind != onFirst:
		w.say(at+"/"+key, "%q: a day has only clock times, like 20:00", when)
	case every != Daily && when.kind == onFirst:
		w.say(at+"/"+key, "%q: say on which day, like sun 18:00 or last workday 18:00", when)
	case when.kind == onWeekday && every != Weekly:
		w.say(at+"/"+key, "%q: a weekday is clear only in a week", when)
	}
}

func (w *walk) planDays(at string, plan Plan) {
	switch {
	case plan.Days != EveryDay && plan.Days != Workdays:
		w.say(at+"/days", "unknown days %q: write workdays, or nothing for every day", string(plan.Days))
	case plan.Days != EveryDay && plan.Every != Daily:
		w.say(at+"/days", "only a daily plan has days")
	}
	if plan.SpotBack < 0 || plan.SpotAfter > 0 && plan.SpotBack < 1 {
		w.say(at+"/spot_back", "%d is no number of days to look back", plan.SpotBack)
	}
	if plan.SpotAfter < 0 {
		w.say(at+"/spot_after", "%d is no number of visits", plan.SpotAfter)
	}
}

// planExcuse looks whether somebody can excuse a plan's occurrences, and nobody
// his own.
func (w *walk) planExcuse(at string, plan Plan) {
	if len(plan.Excuse) == 0 {
		w.say(at, "excuse is missing: nobody could excuse it")
	}
	for i, role := range plan.Excuse {
		at := fmt.Sprintf("%s/excuse/%d", at, i)
		switch fact := roleFacts[role]; {
		case fact.Role == "":
			w.say(at, "unknown role %q", string(role))
		case !role.above(plan.Who):
			w.say(at, "%s is not above %s", string(role), string(plan.Who))
		}
	}
}
