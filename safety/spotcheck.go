package safety

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// afterClean proposes a spot check to the head of the community when a place was
// found in order so many times in a row although others report about it
// (domain.md 5.2): once, until something is found again.
func (s *Service) afterClean(ctx context.Context, t Task, v Inspection) error {
	n := t.Plan.SpotAfter
	if n == 0 || v.Count(Fail) > 0 {
		return nil
	}
	visits, err := s.Store.Visits(ctx, t.Plan.ID, v.Grid, v.Site, 10*n)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(visits, func(v Inspection) bool { return v.Count(Fail) > 0 }); i >= 0 {
		visits = visits[:i]
	}
	if len(visits) < n {
		return nil
	}
	subject, since := "spot:"+t.Object.Key(), visits[len(visits)-1].At
	proposed, err := s.Store.History(ctx, subject)
	if err != nil || len(proposed) > 0 && !proposed[len(proposed)-1].At.Before(since) {
		return err
	}
	reported, err := s.reportedSince(ctx, t.Object, since.AddDate(0, 0, -t.Plan.SpotBack))
	if err != nil || reported == 0 {
		return err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	to, _ := s.holders(r, CommunityHead, v.Grid)
	if len(to) == 0 {
		to = s.nextUp(r, 1, v.Grid)
	}
	if err := s.Store.Append(ctx, s.event(subject, System, SpotCheck, "", "", "")); err != nil {
		return err
	}
	return s.say(ctx, Notice{
		Kind: "spot_check", Key: fmt.Sprintf("%s/%s", subject, v.ID), To: without(to, v.By), Class: ClassRemind, About: t.Occurrence.About(), Occurrence: t.Occurrence,
		Words: map[string]string{"plan": t.Plan.Name, "clean": fmt.Sprint(len(visits)), "reports": fmt.Sprint(reported)},
	})
}

// reportedSince counts what others reported about an object and was not found to
// be nothing.
func (s *Service) reportedSince(ctx context.Context, at Object, since time.Time) (n int, err error) {
	hs, err := s.Store.Hazards(ctx, HazardQuery{Grids: []string{at.Grid}, Site: at.Site, Source: FromPublic, Reported: since})
	for _, h := range hs {
		if h.State != Rejected && h.State != Voided && h.Place.Site == at.Site {
			n++
		}
	}
	return n, err
}
