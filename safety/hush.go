package safety

import (
	"context"
	"fmt"
	"slices"
)

// hushed is why a step about a hazard is not told now: a silence, or a bigger
// matter at the same place. Nothing that reaches the street is ever hushed.
func (s *Service) hushed(ctx context.Context, r *Roster, h *Hazard, level int, class Class) (string, error) {
	why, err := s.silenced(ctx, r, h.Place.Grid, "", h.ID, level, h.Severity)
	if why != "" || err != nil {
		return why, err
	}
	if level > 0 {
		return "", nil
	}
	return s.overshadowed(ctx, h, class)
}

// silenced is the silence that holds back a message of a level about a hazard,
// or about a plan's check in a grid; a check has no severity.
func (s *Service) silenced(ctx context.Context, r *Roster, grid, plan, hazard string, level int, sev Severity) (string, error) {
	rule := s.Policy.Escalation.Silence
	if level > rule.Level || sev != "" && !slices.Contains(rule.Severities, sev) {
		return "", nil
	}
	active, err := s.Store.Silences(ctx, s.Now)
	if err != nil {
		return "", err
	}
	return s.silencedBy(r, active, grid, plan, hazard), nil
}

// silencedBy names the silence that covers a hazard, or a plan's check in a grid.
func (s *Service) silencedBy(r *Roster, active []*Silence, grid, plan, hazard string) string {
	for _, x := range active {
		covers := x.Scope == SilenceHazard && x.Ref == hazard && hazard != "" || x.Scope == SilencePlan && x.Ref == plan && plan != "" ||
			x.Scope == SilenceGrid && slices.ContainsFunc(r.Path(grid), func(g Grid) bool { return g.Code == x.Ref })
		if covers {
			return fmt.Sprintf("静默 %s：%s（%s，到%s）", x.No, x.Reason, r.Name(x.Author), Moment(x.Until, s.Now))
		}
	}
	return ""
}

// overshadowed names the bigger matter at the same place that hides a routine
// message about a lesser one. When the bigger one ends, reminders go on.
func (s *Service) overshadowed(ctx context.Context, h *Hazard, class Class) (string, error) {
	rule := s.Policy.Escalation.Inhibit
	if !slices.Contains(rule.Classes, class) || slices.Contains(rule.By, h.Severity) || h.Place.Grid == "" {
		return "", nil
	}
	open, err := s.Store.Hazards(ctx, HazardQuery{Grids: []string{h.Place.Grid}, States: OpenStates(), Severity: rule.By, Limit: 1000})
	if err != nil {
		return "", err
	}
	for _, big := range open {
		if big.Place.Site == h.Place.Site && big.Severity.Rank() > h.Severity.Rank() {
			return "被更大的隐患盖过：" + big.No, nil
		}
	}
	return "", nil
}
