package safety

import (
	"context"
	"time"
)

// onSpotEnds is until when what was found may be put right without a reviewer: it
// must happen during the visit (domain.md 6.3, 6.4).
func (p *Policy) onSpotEnds(h *Hazard) time.Time {
	return p.Limits[OnSpot].Rectify.From(h.RegisteredAt, p.Calendar)
}

// stillOnSpot keeps fix_on_spot from being a way round the reviewer.
func stillOnSpot(_ context.Context, s *Service, h *Hazard, _ Rule, _ string) error {
	if s.Now.After(s.Policy.onSpotEnds(h)) {
		return Refuse("当场整改要在登记后%s以内，现在要按整改、复查来办。", s.Policy.Limits[OnSpot].Rectify.Words())
	}
	return nil
}
