package safety

import (
	"context"
	"fmt"
)

// A Hotspot is an object where the same kind of hazard was closed again and again
// (顽疾, domain.md 6.7): proposed for the joint inspection and for hand-over.
type Hotspot struct {
	Grid     string
	Site     string // empty for a grid
	Category Category
	Closed   int // how often, reopenings counted
}

// Hotspots are the objects with chronic hazards as of now, the worst first.
func (s *Service) Hotspots(ctx context.Context) (hs []Hotspot, err error) {
	defer wrap(&err, "hotspots")
	c := s.Policy.Handling.Chronic
	return s.Store.Hotspots(ctx, Day(s.Now).AddDate(0, 0, -c.Days), c.Closed)
}

// chronic says whether the same category was closed so often at the same object
// that the hazard counts as chronic.
func (s *Service) chronic(ctx context.Context, h *Hazard) (bool, error) {
	c := s.Policy.Handling.Chronic
	if h.Category == "" || h.Place.Grid == "" {
		return false, nil
	}
	before, err := s.Store.Hazards(ctx, HazardQuery{
		Grids: []string{h.Place.Grid}, Site: h.Place.Site, Category: h.Category, States: []State{Closed}, Closed: Day(s.Now).AddDate(0, 0, -c.Days),
	})
	if err != nil {
		return false, err
	}
	n := h.ReopenCount // it was closed before each of them
	for _, b := range before {
		if b.ID != h.ID && b.Place.same(h.Place) {
			n += 1 + b.ReopenCount
		}
	}
	return n >= c.Closed, nil
}

// markChronic flags a hazard that has come up, once.
func (s *Service) markChronic(ctx context.Context, h *Hazard) (marked bool, err error) {
	if h.Chronic {
		return false, nil
	}
	h.Chronic, err = s.chronic(ctx, h)
	return h.Chronic, err
}

// startHigh tells the level at which a chronic hazard starts, and proposes the
// hand-over there.
func (s *Service) startHigh(ctx context.Context, h *Hazard) error {
	c := s.Policy.Handling.Chronic
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	h.Climbed = max(h.Climbed, c.Level)
	e := s.event(h.About(), System, MarkedChronic, string(h.State), string(h.State), fmt.Sprintf("%d 天内同一地点同类隐患销号 %d 次以上", c.Days, c.Closed))
	if err := s.Store.SaveHazard(ctx, h, e); err != nil {
		return err
	}
	now, _ := s.splitLeaders(r, s.Level(r, c.Level, h.Place.Grid).IDs)
	return s.say(ctx, Notice{
		Kind: "hazard_chronic", Key: fmt.Sprintf("%s/%d/chronic", h.About(), h.Version), To: now, Class: classOf(h, ClassEscalate),
		About: h.About(), Hazard: h, Words: map[string]string{"why": e.Reason},
	})
}
