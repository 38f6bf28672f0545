package safety

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// ConfirmSuccession records that a side has passed on, or taken over, what the
// list names. Once it has climbed, the level above may confirm for who does not.
// Confirming again is no error.
func (s *Service) ConfirmSuccession(ctx context.Context, no, who string) (x *Succession, err error) {
	defer wrap(&err, "confirm succession %s", no)
	x, r, err := s.MaySettle(ctx, no, who)
	if err != nil || x.Done() {
		return x, err
	}
	did := ""
	side, above := s.SideOf(r, x, who), x.Climbed > 0 && contains(s.overSuccession(r, x), who)
	if x.Gave.IsZero() && (side == SideGives || above) {
		x.Gave, x.GaveBy, did = s.Now, who, "已交清"
	}
	if x.Took.IsZero() && (s.SideOf(r, x, who) == SideTakes || above) {
		x.Took, x.TookBy, did = s.Now, who, did+"已接清"
	}
	if did == "" {
		return x, nil // his side is confirmed, the other is not
	}
	if err := s.Store.SaveSuccession(ctx, x, s.event(x.About(), who, ConfirmedSuccession, "", "", did)); err != nil || !x.Done() {
		return x, err
	}
	if err := s.Store.DropSteps(ctx, x.About(), "双方已确认", s.Now); err != nil {
		return nil, err
	}
	to := []string{r.Acting(x.From, s.Now), r.Acting(x.To, s.Now)}
	if x.Climbed > 0 {
		to = append(to, s.overSuccession(r, x)...)
	}
	to = slices.DeleteFunc(unique(to), func(id string) bool { return id == "" || id == who })
	return x, s.say(ctx, s.successionNotice(r, x, "succession_done", ClassNews, to...))
}

// DisputeSuccession tells the other side and the level above what is wrong with
// a list. It stays to be confirmed.
func (s *Service) DisputeSuccession(ctx context.Context, no, who, text string) (x *Succession, err error) {
	defer wrap(&err, "dispute succession %s", no)
	x, r, err := s.MaySettle(ctx, no, who)
	switch {
	case err != nil:
		return nil, err
	case x.Done():
		return nil, Refuse("交接单 %s 双方都已确认。有遗漏请直接联系对方，或告诉上一级。", x.No)
	}
	if err := s.Store.SaveSuccession(ctx, x, s.event(x.About(), who, DisputedSuccession, "", "", text)); err != nil {
		return nil, err
	}
	to := append(append(slices.Clone(s.givers(r, x)), s.takers(r, x)...), s.overSuccession(r, x)...)
	n := s.successionNotice(r, x, "succession_disputed", ClassNews, without(unique(to), who)...)
	n.Words["who"], n.Words["text"] = r.Name(who), text
	return x, s.say(ctx, n)
}

// MaySettle gives a list to who has to do with it: both sides, and the level
// above. Nobody else learns that it exists.
func (s *Service) MaySettle(ctx context.Context, no, who string) (*Succession, *Roster, error) {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, nil, err
	}
	x, err := s.Store.Succession(ctx, strings.ToUpper(strings.TrimSpace(no)))
	if err != nil && ignore(err, ErrNotFound) != nil {
		return nil, nil, err
	}
	if err != nil || !contains(append(append(slices.Clone(s.givers(r, x)), s.takers(r, x)...), s.overSuccession(r, x)...), who) {
		return nil, nil, Refuse("没有找到您的交接单“%s”。发“交接单”看还有哪些。", short(no, 20))
	}
	return x, r, nil
}

// OpenSuccessions are the lists a member has still to confirm, the oldest first.
func (s *Service) OpenSuccessions(ctx context.Context, who string) (mine []*Succession, err error) {
	defer wrap(&err, "open successions")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.OpenSuccessions(ctx)
	for _, x := range all {
		if s.SideOf(r, x, who) != "" || x.Climbed > 0 && contains(s.overSuccession(r, x), who) {
			mine = append(mine, x)
		}
	}
	return mine, err
}

// planSuccession plans the steps until both sides have confirmed. Level 1 of the
// ladder is the level above the role, level 2 the one above that: the steps
// carry the levels of the street.
func (s *Service) planSuccession(ctx context.Context, x *Succession) error {
	ladder := s.Policy.Ladders[s.Policy.Succession.Ladder]
	var steps []Step
	for _, p := range ladder.Plan(MarkPassedOn, x.Made, s.Policy.Calendar) {
		level := 0
		if p.Rung.Level > 0 {
			level = min(TopLevel, x.Role.Fact().Rank+p.Rung.Level)
		}
		steps = append(steps, Step{
			Key:     fmt.Sprintf("%s/%s/0/%s", x.About(), ladder.Name, p.Rung.ID),
			Subject: x.About(), Ladder: ladder.Name, Rung: p.Rung.ID, Mark: MarkPassedOn, Level: level, Due: p.Due, State: StepPlanned,
		})
	}
	return s.Store.PlanSteps(ctx, steps)
}

// climbSuccession fires a step about a list that somebody has not confirmed.
func (s *Service) climbSuccession(ctx context.Context, st Step, rung Rung) error {
	x, err := s.Store.Succession(ctx, strings.TrimPrefix(st.Subject, SuccessionSubject))
	if err != nil {
		return err
	}
	if x.Done() {
		return s.skip(ctx, st, "双方已确认")
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	var missing []string
	if x.Gave.IsZero() {
		missing = append(missing, s.givers(r, x)...)
	}
	if x.Took.IsZero() {
		missing = append(missing, s.takers(r, x)...)
	}
	n := s.successionNotice(r, x, "succession_waiting", ClassRemind, unique(missing)...)
	n.Key, n.Due, n.Step = st.Key, st.Due, &st
	n.Words["missing"] = r.names(unique(missing))
	if rung.Level == 0 {
		return s.tellStep(ctx, st, n, "")
	}
	n.Class = ClassEscalate
	if err := s.tellLevel(ctx, r, x.Grid, st, n, nil, false); err != nil || rung.Level <= x.Climbed {
		return err
	}
	x.Climbed = rung.Level
	return s.Store.SaveSuccession(ctx, x, s.event(x.About(), System, Escalated, "", "", rung.Why))
}
