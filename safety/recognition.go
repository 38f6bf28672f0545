package safety

import (
	"context"
	"fmt"
	"time"
)

// A ReportCount is how many valid reports a member made.
type ReportCount struct {
	Member string
	N      int
}

// Recognition is what the safety office sees of the reports of a quarter: those
// that were accepted, by member, the most first. Anonymous reports are nobody's.
type Recognition struct {
	Quarter Period
	Counts  []ReportCount
	All     int
}

// Recognize counts the valid reports of a quarter: the present one, or so many
// before it. Only the safety office and the street's leaders may see who reports
// (domain.md 2.5, 10.6).
func (s *Service) Recognize(ctx context.Context, who string, back int) (rec Recognition, err error) {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return rec, err
	}
	if !contains(s.office(r), who) {
		return rec, Refuse("志愿者名单由街道安监办查看。")
	}
	defer wrap(&err, "count valid reports")
	rec.Quarter = Quarterly.Period(s.Now)
	for range back {
		rec.Quarter = Quarterly.Period(rec.Quarter.From.Add(-time.Hour))
	}
	rec.Counts, err = s.Store.ValidReports(ctx, rec.Quarter.From, rec.Quarter.To)
	for _, c := range rec.Counts {
		rec.All += c.N
	}
	return rec, err
}

// thank thanks a member of the public whose report was accepted, at the numbers
// of reports that the policy names, a minute after the news of it.
func (s *Service) thank(ctx context.Context, h *Hazard) error {
	if h.Finder != "" || h.Anonymous() || h.Reporter == "" {
		return nil
	}
	n, err := s.Store.CountHazards(ctx, HazardQuery{Reporter: h.Reporter, Valid: true})
	if err != nil || !contains(s.Policy.Reporting.Thanks.At, n) {
		return err
	}
	return s.say(ctx, Notice{
		Kind: "thanks", Key: fmt.Sprintf("thanks:%s/%d", h.Reporter, n), To: []string{h.Reporter},
		Class: ClassNews, About: h.About(), Hazard: h, Due: s.Now.Add(time.Minute), Words: map[string]string{"n": fmt.Sprint(n)},
	})
}
