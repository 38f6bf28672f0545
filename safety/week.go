package safety

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// weekSteps are the steps that look back on a week of a daily plan: one for each
// community and rung, shared by all plans of the ladder, so that one list tells
// of them together.
func (s *Service) weekSteps(r *Roster, plan Plan) []Step {
	if plan.Every != Daily {
		return nil
	}
	week := Weekly.Period(s.Now)
	ladder := s.Policy.Ladders[plan.Ladder]
	var steps []Step
	for _, p := range ladder.Plan(MarkWeek, week.To.Add(-time.Minute), s.Policy.Calendar) {
		for _, c := range r.GridsAt(Community) {
			step := Step{Ladder: ladder.Name, Rung: p.Rung.ID, Mark: MarkWeek, Level: p.Rung.Level, Due: p.Due, State: StepPlanned}
			steps = append(steps, step.of(fmt.Sprintf("%s%s/%s/%s", WeekSubject, ladder.Name, week.ID, c.Code)))
		}
	}
	return steps
}

// A beat is where one role patrols, over a week.
type beat struct {
	grid      string
	due, done int
}

// rate is the share of duty days done, in per cent.
func (b beat) rate() int { return 100 * b.done / b.due }

// climbWeek fires a step about a week of one community: it lists the beats that
// meet the rung's conditions.
func (s *Service) climbWeek(ctx context.Context, st Step, rung Rung) error {
	parts := strings.Split(strings.TrimPrefix(st.Subject, WeekSubject), "/")
	if len(parts) != 3 {
		return fmt.Errorf("subject %q", st.Subject)
	}
	week, err := ParsePeriod(parts[1])
	if err != nil {
		return err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	var lines []Line
	for _, plan := range s.Policy.Plans {
		if plan.Every != Daily || plan.Ladder != parts[0] {
			continue
		}
		beats, err := s.beats(ctx, r, plan, week, parts[2])
		if err != nil {
			return err
		}
		for _, b := range beats {
			if unmet(rung.If, facts{rate: b.rate()}) == "" {
				text := fmt.Sprintf("%s %s：应查 %d 天，查了 %d 天", r.Where(b.grid), plan.Who, b.due, b.done)
				lines = append(lines, Line{N: len(lines) + 1, Subject: st.Subject, Text: text})
			}
		}
	}
	if len(lines) == 0 {
		return s.skip(ctx, st, "这一周都查够了")
	}
	n := Notice{
		Kind: "week_list", Key: st.Key, About: st.Subject, Due: st.Due, Step: &st, Class: ClassEscalate, Lines: lines,
		Words: map[string]string{"grid": r.Where(parts[2]), "week": week.Name()},
	}
	if rung.Level == 1 {
		n.Class = ClassDigest
	}
	return s.tellLevel(ctx, r, parts[2], st, n, nil, false)
}

// beats are a plan's beats of a week in a community, by grid. What was excused
// was not due.
func (s *Service) beats(ctx context.Context, r *Roster, plan Plan, week Period, community string) ([]beat, error) {
	first, last := Daily.Period(week.From).ID, Daily.Period(week.To.Add(-time.Minute)).ID
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{Plan: plan.ID, Period: first, Through: last, Grids: r.Under(community), Limit: 100_000})
	if err != nil {
		return nil, err
	}
	byGrid := map[string]*beat{}
	for _, o := range occs {
		if o.State == Excused || o.State == Cancelled {
			continue
		}
		b := byGrid[o.Grid]
		if b == nil {
			b = &beat{grid: o.Grid}
			byGrid[o.Grid] = b
		}
		b.due++
		if o.State == Done || o.State == DoneLate {
			b.done++
		}
	}
	var beats []beat
	for _, grid := range sortedKeys(byGrid) {
		beats = append(beats, *byGrid[grid])
	}
	return beats, nil
}
