package safety

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A TargetReason is one fact that speaks for a target, in words.
type TargetReason struct {
	Kind   ReasonKind `json:"kind"`
	Text   string     `json:"text"`
	Points int        `json:"points"`
}

// A TargetHint proposes the sites it is meant for: what a season or an order
// adds to the facts.
type TargetHint struct {
	Text  string // "夏季火灾防控：查大型商场"
	Means func(Site) bool
}

// targetFacts are what the ledgers know of a place.
type targetFacts struct {
	overdue int
	closed  int // of one category within the days that count together, the most
	high    bool
	key     bool
	due     bool      // a key site not inspected in this period
	seen    time.Time // last recorded visit; zero: never
	site    bool
	hints   []string
}

// ProposeTargets ranks the places that a joint inspection should go to, the most
// urgent first; of equals the lower code is first. The same data give the same
// list (peers.md 8, idea 11).
func (s *Service) ProposeTargets(ctx context.Context, id string, hints ...TargetHint) (ts []Target, err error) {
	defer wrap(&err, "propose targets of %s", id)
	o, err := s.Store.Occurrence(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	facts, err := s.targetFacts(ctx, r, o, slices.Concat(hints, s.seasonHints(r, o)))
	if err != nil {
		return nil, err
	}
	for at, f := range facts {
		t := Target{Grid: at.Grid, Site: at.Site, Reasons: s.reasons(f)}
		for _, reason := range t.Reasons {
			t.Points += reason.Points
		}
		if t.Points > 0 {
			ts = append(ts, t)
		}
	}
	slices.SortFunc(ts, byUrgency)
	return ts[:min(len(ts), s.Policy.Joint.Most)], nil
}

// byUrgency puts the place with more points first, of equals the lower code.
func byUrgency(a, b Target) int {
	return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Key(), b.Key()))
}

// targetFacts gathers the facts of every place under an occurrence's grid.
func (s *Service) targetFacts(ctx context.Context, r *Roster, o *Occurrence, hints []TargetHint) (map[Object]*targetFacts, error) {
	facts := map[Object]*targetFacts{}
	of := func(grid, site string) *targetFacts {
		at := Object{Grid: grid, Site: site}
		if facts[at] == nil {
			facts[at] = &targetFacts{}
		}
		return facts[at]
	}
	if err := s.siteFacts(ctx, r, o, hints, of); err != nil {
		return nil, err
	}
	open, err := s.Store.Hazards(ctx, HazardQuery{Grids: r.Under(o.Grid), States: OpenStates(), DueUntil: s.Now, Limit: 10_000})
	if err != nil {
		return nil, err
	}
	for _, h := range open {
		if s.stands(r, h.Place.Grid, h.Place.Site) {
			of(h.Place.Grid, h.Place.Site).overdue++
		}
	}
	spots, err := s.Store.Hotspots(ctx, Day(s.Now).AddDate(0, 0, -s.Policy.Handling.Chronic.Days), s.Policy.Joint.Repeats)
	for _, spot := range spots {
		if s.stands(r, spot.Grid, spot.Site) {
			f := of(spot.Grid, spot.Site)
			f.closed = max(f.closed, spot.Closed)
		}
	}
	return facts, err
}

func (s *Service) siteFacts(ctx context.Context, r *Roster, o *Occurrence, hints []TargetHint, of func(grid, site string) *targetFacts) error {
	var codes []string
	for _, grid := range r.Under(o.Grid) {
		for _, site := range r.SitesIn(grid) {
			codes = append(codes, site.Code)
		}
	}
	seen, err := s.Store.LastSeen(ctx, codes)
	if err != nil {
		return err
	}
	for _, code := range codes {
		site, _ := r.Site(code)
		f := of(site.Grid, site.Code)
		f.site, f.seen, f.high, f.key = true, seen[code], site.HighRisk, site.Class == KeySite
		f.due = f.key && f.seen.Before(o.Opens)
		for _, hint := range hints {
			if hint.Means(site) {
				f.hints = append(f.hints, hint.Text)
			}
		}
	}
	return nil
}

// stands says that a place is still inspected.
func (s *Service) stands(r *Roster, grid, site string) bool {
	g, ok := r.Grid(grid)
	if site == "" {
		return ok && !g.Ended && g.Level == Courtyard
	}
	at, ok := r.Site(site)
	return ok && !at.Ended && at.Grid == grid
}

// reasons are what speaks for a place, the weightiest matter first.
func (s *Service) reasons(f *targetFacts) []TargetReason {
	rules, chronic := s.Policy.Joint, s.Policy.Handling.Chronic
	days := int(Day(s.Now).Sub(Day(f.seen)).Hours() / 24)
	unseen := f.site && (f.seen.IsZero() || days >= rules.UnseenDays)
	ago := fmt.Sprintf("%d 天没有检查记录", days)
	if f.seen.IsZero() {
		ago = "还没有检查记录"
	}
	var rs []TargetReason
	for _, kind := range reasonKinds {
		n, text := 0, ""
		switch kind {
		case ReasonOverdue:
			n, text = f.overdue, fmt.Sprintf("超期隐患 %d 条", f.overdue)
		case ReasonChronic:
			n, text = once(f.closed >= chronic.Closed), fmt.Sprintf("同类隐患 %d 天内反复 %d 次", chronic.Days, f.closed)
		case ReasonRepeat:
			n, text = once(f.closed >= rules.Repeats && f.closed < chronic.Closed), fmt.Sprintf("同类隐患 %d 天内反复 %d 次", chronic.Days, f.closed)
		case ReasonHighRisk:
			n, text = once(f.high), "隐患高危单位"
		case ReasonKeyUnseen:
			n, text = once(f.due), "重点单位本季度还没查过"
		case ReasonSeason:
			n, text = len(f.hints), strings.Join(f.hints, "、")
		case ReasonUnseen:
			n, text = once(unseen), ago
		}
		if points := rules.points(kind, n); points > 0 {
			rs = append(rs, TargetReason{Kind: kind, Text: text, Points: points})
		}
	}
	return rs
}

func once(holds bool) int {
	if holds {
		return 1
	}
	return 0
}

// points are what a reason counts when it holds n times.
func (j JointRules) points(kind ReasonKind, n int) int {
	i := slices.IndexFunc(j.Weights, func(w TargetWeight) bool { return w.Reason == kind })
	if i < 0 || n == 0 {
		return 0
	}
	w := j.Weights[i]
	return min(n*w.Points, max(w.Most, w.Points))
}
