package safety

import "context"

// actByItself carries out what a rung does without anybody.
func (s *Service) actByItself(ctx context.Context, h *Hazard, st Step, rung Rung) error {
	do := map[StepKind]Action{DoVerify: SendVerify, DoResume: Resume, DoGeneral: NotOnSpot}[rung.Do]
	g := Given{Reason: rung.Why}
	if do == NotOnSpot {
		g.Severity = General
	}
	if do == SendVerify && (h.Triage || h.Appealed) {
		return s.skip(ctx, st, "先由安监办看")
	}
	rule, err := Next(h.State, do, []Role{Automatic})
	if err != nil {
		return s.skip(ctx, st, "已经是“"+h.State.String()+"”")
	}
	if err := s.end(ctx, st, StepTold, rung.Why, nil); err != nil {
		return err
	}
	return s.carryOut(ctx, h, rule, System, g)
}

// stepTo are those whom a hazard's step at level 0 is for: who must answer the
// request it counts from, else who must act on the hazard.
func (s *Service) stepTo(r *Roster, h *Hazard, ask Ask) []string {
	if ask.Do != "" {
		return s.approversOf(r, h, ask)
	}
	return s.atWork(r, h)
}
