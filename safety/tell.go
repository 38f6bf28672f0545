package safety

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// tellStep tells a step and ends it; with nobody to tell it ends as no_holder.
func (s *Service) tellStep(ctx context.Context, st Step, n Notice, reason string) error {
	if len(n.To) == 0 {
		return s.end(ctx, st, StepNobody, "没有人可以通知", nil)
	}
	if err := s.say(ctx, n); err != nil {
		return err
	}
	return s.end(ctx, st, StepTold, reason, n.To)
}

// tellLevel tells the people of a step's level. When the role that answers for
// the level is vacant, the step is no_holder: those who remain, or else the next
// level that has anybody, are told at once, and the safety office hears of the
// vacancy (E-2, ORG-7). Leaders hear by the morning digest, except of the
// principal's level and of major matters (E-7). Those who know already are left
// out, with the reason.
func (s *Service) tellLevel(ctx context.Context, r *Roster, grid string, st Step, n Notice, known map[string]string, major bool) error {
	p := s.Level(r, st.Level, grid)
	vacant := contains(p.Vacant, levelRoles[st.Level][0])
	n.To = p.IDs
	if p.None() {
		n.To = s.nextUp(r, st.Level+1, grid)
	}
	n.To = slices.Clone(n.To)
	var why []string
	for _, id := range n.To {
		if known[id] != "" {
			why = append(why, known[id])
		}
	}
	n.To = slices.DeleteFunc(n.To, func(id string) bool { return known[id] != "" })
	if !major && st.Level < TopLevel {
		var digest []string
		n.To, digest = s.splitLeaders(r, n.To)
		if len(digest) > 0 {
			why = append(why, byDigest)
		}
	}
	if len(n.To) == 0 && len(why) > 0 && !vacant && !slices.Contains(why, byDigest) {
		return s.skip(ctx, st, strings.Join(why, "；"))
	}
	reason := strings.Join(why, "；")
	if err := s.say(ctx, n); err != nil {
		return err
	}
	if !vacant {
		return s.end(ctx, st, StepTold, reason, n.To)
	}
	role := levelRoles[st.Level][0]
	if err := s.reportVacancy(ctx, r, role, grid, n.About); err != nil {
		return err
	}
	return s.end(ctx, st, StepNobody, fmt.Sprintf("%s空缺，已通知其他负责人和安监办", role), n.To)
}

// splitLeaders parts those who hear at once from those who hear in the digest.
func (s *Service) splitLeaders(r *Roster, ids []string) (now, digest []string) {
	for _, id := range ids {
		leader := true
		for _, a := range r.Of(id, s.Now) {
			leader = leader && a.Role.Fact().Leader
		}
		if leader && len(r.Of(id, s.Now)) > 0 {
			digest = append(digest, id)
			continue
		}
		now = append(now, id)
	}
	return now, digest
}

// reportVacancy tells the safety office that nobody holds a role, or that all
// who do are on leave, once a week for each grid.
func (s *Service) reportVacancy(ctx context.Context, r *Roster, role Role, grid, about string) error {
	at, _ := r.Above(grid, role.Fact().Level)
	week := Week(s.Now).Format("2006-01-02")
	return s.say(ctx, Notice{
		Kind: "vacancy", Key: fmt.Sprintf("vacancy:%s/%s/%s", string(role), at.Code, week), To: s.office(r),
		Class: ClassNews, About: about,
		Words: map[string]string{"role": role.String(), "grid": r.Where(at.Code), "away": r.names(r.Appointed(role, at.Code, s.Now))},
	})
}

// announce tells those below that the matter has gone up (E-6).
func (s *Service) announce(ctx context.Context, r *Roster, st Step, n Notice, below []string) error {
	var to []string
	for _, id := range below {
		if !contains(n.To, id) && !contains(s.Level(r, st.Level, n.grid()).IDs, id) {
			to = append(to, id)
		}
	}
	n.Kind, n.Key, n.To, n.Class = "stepped_up", st.Key+"/below", to, ClassNews
	if n.Hazard != nil {
		why, err := s.overshadowed(ctx, n.Hazard, n.Class)
		if err != nil {
			return err
		}
		if why != "" {
			e := s.event(n.Hazard.About(), System, Hushed, string(n.Hazard.State), string(n.Hazard.State), why)
			e.Detail = map[string]string{"step": st.Key}
			return s.Store.Append(ctx, e)
		}
	}
	return s.say(ctx, n)
}
