package safety

import (
	"context"
	"fmt"
	"time"
)

// InformReporters tells those who wait for a hazard to be put right how it stands,
// when they have heard nothing for too long, even if nothing has changed
// (domain.md 10.4); at most limit hazards at once. It returns how many it told
// of; zero means nobody waits too long.
func (s *Service) InformReporters(ctx context.Context, limit int) (n int, err error) {
	defer wrap(&err, "inform reporters")
	after := s.Policy.Reporting.Interim.After
	hs, err := s.Store.Hazards(ctx, HazardQuery{States: OpenStates(), HeardTo: s.silentSince(after), Limit: limit})
	if err != nil {
		return 0, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return 0, err
	}
	for _, h := range hs {
		if err := s.inform(ctx, r, h); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// silentSince is the latest day whose news are so old that the delay has passed.
func (s *Service) silentSince(after Delay) (last time.Time) {
	day := Day(s.Now).AddDate(0, 0, 1)
	for range maxDelay[days] {
		day = day.AddDate(0, 0, -1)
		if !after.From(day, s.Policy.Calendar).After(s.Now) {
			break
		}
	}
	return day.AddDate(0, 0, 1).Add(-1)
}

func (s *Service) inform(ctx context.Context, r *Roster, h *Hazard) error {
	followers, err := s.followers(ctx, r, h)
	if err != nil {
		return err
	}
	h.HeardAt = s.Now
	e := s.event(h.About(), System, Informed, string(h.State), string(h.State), "多日没有进展，告诉上报人现在的情况")
	if err := s.Store.SaveHazard(ctx, h, e); err != nil {
		return err
	}
	return s.say(ctx, Notice{
		Kind: "still_open_news", Key: fmt.Sprintf("%s/%d/still_open", h.About(), h.Version),
		To: append(s.toward(r, h, Reporter), followers...), Class: ClassNews, About: h.About(), Hazard: h,
	})
}
