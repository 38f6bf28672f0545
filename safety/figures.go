package safety

import (
	"context"
	"time"
)

// Figures are the counts a member may see.
type Figures struct {
	Where    string
	Plans    []PlanFigures // those with anything due
	Open     int
	Overdue  int
	Climbing int // told to the street or higher
	Away     int // in the hands of an authority that has not said what came of it
}

// PlanFigures count one sort of check in its present period; daily ones are
// counted from Monday. What was excused was not due, and is shown beside it.
type PlanFigures struct {
	Name    string
	Period  string // as members read it
	Due     int
	Done    int
	Late    int
	Missed  int
	Excused int
	Objects int // of sweeps: in scope
	Settled int // of sweeps: seen or excused
}

// Left are those that can still be done in time.
func (p PlanFigures) Left() int { return p.Due - p.Done - p.Late - p.Missed }

// Figures counts this period's checks and the open hazards of a member's grids.
func (s *Service) Figures(ctx context.Context, who string) (f Figures, err error) {
	defer wrap(&err, "figures of member")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return f, err
	}
	if !s.SeesAnywhere(r, who, FieldFigures) {
		return f, Refuse("统计由楼院长、社区和街道的工作人员查看。您上报的隐患可以发“状态”看进展。")
	}
	open, err := s.Ledger(ctx, who)
	if err != nil {
		return f, err
	}
	for _, h := range open {
		f.Open++
		if h.Light(s.Now) == Red {
			f.Overdue++
		}
		if h.Climbed >= 2 {
			f.Climbing++
		}
		if h.State == Transferred {
			f.Away++
		}
	}
	for _, a := range r.Of(who, s.Now) {
		if s.Policy.Visibility.Shows(FieldFigures, a.Role) {
			f.Where = r.Where(a.Grid)
			break
		}
	}
	grids := r.Reach(who, s.Now)
	for _, plan := range s.Policy.Plans {
		if err := s.count(ctx, r, plan, grids, &f); err != nil {
			return f, err
		}
	}
	return f, nil
}

// count adds a plan's figures to those of plans of the same name.
func (s *Service) count(ctx context.Context, r *Roster, plan Plan, grids []string, f *Figures) error {
	period := plan.Every.Period(s.Now)
	q := OccurrenceQuery{Plan: plan.ID, Period: period.ID, Grids: grids, Limit: 100_000}
	if plan.Every == Daily {
		period = Weekly.Period(s.Now)
		q.Period, q.Through = Daily.Period(period.From).ID, Daily.Period(period.To.Add(-time.Minute)).ID
	}
	occs, err := s.Store.Occurrences(ctx, q)
	if err != nil || len(occs) == 0 {
		return err
	}
	p := f.of(plan.Name, period.Name())
	for _, o := range occs {
		switch o.State {
		case Excused:
			p.Excused++
			continue
		case Cancelled:
			continue
		case Done:
			p.Done++
		case DoneLate:
			p.Late++
		case Missed:
			p.Missed++
		}
		p.Due++
		if len(plan.Covers) > 0 {
			progress, err := s.progress(ctx, r, o)
			if err != nil {
				return err
			}
			p.Objects += len(progress.Objects)
			p.Settled += progress.Settled()
		}
	}
	return nil
}

// of are the figures under a name, begun if there are none yet.
func (f *Figures) of(name, period string) *PlanFigures {
	for i := range f.Plans {
		if f.Plans[i].Name == name {
			return &f.Plans[i]
		}
	}
	f.Plans = append(f.Plans, PlanFigures{Name: name, Period: period})
	return &f.Plans[len(f.Plans)-1]
}
