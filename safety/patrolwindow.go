package safety

import "time"

// A window may ask for a round through each grid on each day. Where the role goes
// round every day anyway, and in time, the daily patrol looks at what the window
// asks besides: one task, not two (domain.md 8.3). A round that ends later, as
// those after dark do, stays one of its own.

// daily is the plan whose patrol of a grid on a day takes in that of an effect.
func (p *Policy) daily(r *Roster, e Effect, grid Grid, day time.Time) (Plan, bool) {
	if e.Do != DoPatrol {
		return Plan{}, false
	}
	for _, plan := range p.Plans {
		if plan.Every == Daily && plan.takesIn(e, grid.Level, day, p.Calendar) && len(r.Holders(plan.Who, grid.Code, day)) > 0 {
			return plan, true
		}
	}
	return Plan{}, false
}

// takesIn says that a daily plan's patrol on a day is the round an effect asks for.
func (p Plan) takesIn(e Effect, level Level, day time.Time, c *Calendar) bool {
	period := Daily.Period(day)
	return p.Who == e.Who && p.Level == level && p.dueIn(period, c) && !e.until(day, c).After(p.Due.In(period, c))
}

// until is when what an effect asks for is due on its last day.
func (e Effect) until(last time.Time, c *Calendar) time.Time {
	if e.Until != "" {
		return clock(e.Until).on(last)
	}
	return c.close().on(last)
}

// patrolItems are what windows let a daily patrol look at besides its own list.
func (s *Service) patrolItems(r *Roster, plan Plan, grid string, day time.Time) (items []ChecklistItem, windows []string) {
	g, _ := r.Grid(grid)
	s.effects(r, DoPatrol, grid, day, func(o Occasion, e Effect) {
		if e.Objects.HasGrid(g) && plan.takesIn(e, g.Level, day, s.Policy.Calendar) {
			items, windows = append(items, s.listed(e.Lists)...), append(windows, o.Name)
		}
	})
	return items, unique(windows)
}
