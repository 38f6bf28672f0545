package safety

import (
	"context"
	"fmt"
	"time"
)

// ChangeHolders writes the list of open items (交接单) for everyone whose role
// ended yesterday or earlier this week and was taken over, and gives it to both
// (ORG-8). It can be run again: each change is told once.
func (s *Service) ChangeHolders(ctx context.Context) (err error) {
	defer wrap(&err, "change of holders")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	today := Day(s.Now)
	for _, a := range r.Assignments {
		if a.To.IsZero() || !a.To.Before(today) || a.To.Before(today.AddDate(0, 0, -7)) {
			continue
		}
		next := without(r.Appointed(a.Role, a.Grid, s.Now), a.Member)
		if len(next) == 0 {
			if err := s.reportVacancy(ctx, r, a.Role, a.Grid, "grid:"+a.Grid); err != nil {
				return err
			}
			continue
		}
		if err := s.passOn(ctx, r, a, next); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) passOn(ctx context.Context, r *Roster, a Assignment, next []string) error {
	lines, err := s.openItems(ctx, r, a)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("passed_on:%s/%s/%s/%s", a.Role, a.Grid, a.Member, a.To.Format(time.DateOnly))
	e := s.event("grid:"+a.Grid, System, PassedOn, a.Member, next[0], a.Role.String())
	e.Message = key
	if err := s.Store.Append(ctx, e); err != nil {
		return err
	}
	return s.say(ctx, Notice{
		Kind: "passed_on", Key: key, To: append([]string{a.Member}, next...), Class: ClassNews, About: "grid:" + a.Grid, Lines: lines,
		Words: map[string]string{"role": a.Role.String(), "grid": r.Where(a.Grid), "from": r.Name(a.Member), "to": r.Name(next[0])},
	})
}

// openItems are the open hazards and the owed checks of an assignment's grid.
func (s *Service) openItems(ctx context.Context, r *Roster, a Assignment) ([]Line, error) {
	var lines []Line
	hazards, err := s.Store.Hazards(ctx, HazardQuery{Grids: r.Under(a.Grid), States: OpenStates(), Limit: 1000})
	if err != nil {
		return nil, err
	}
	for _, h := range hazards {
		text := fmt.Sprintf("%s %s，%s", h.Place.Label, short(h.What, 18), h.State)
		lines = append(lines, Line{N: len(lines) + 1, Subject: h.About(), No: h.No, Text: text})
	}
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{Grids: r.Under(a.Grid), States: []OccurrenceState{Open, Missed}, Limit: 1000})
	if err != nil {
		return nil, err
	}
	for _, o := range occs {
		if o.Owed(s.Now) {
			lines = append(lines, Line{N: len(lines) + 1, Subject: o.About(), Text: r.Where(o.Grid) + " " + s.planOf(o).Name})
		}
	}
	return lines, nil
}
