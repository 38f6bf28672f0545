package safety

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"
)

// climbCommunity tells a community's people, or those above, what its courtyards missed.
func (s *Service) climbCommunity(ctx context.Context, r *Roster, st Step, rung Rung, plan Plan, community string, occs []*Occurrence) error {
	heard, hushed, err := s.audible(ctx, r, st, plan, occs)
	if err != nil {
		return err
	}
	var lines []Line
	for _, o := range heard {
		if o.State == Missed {
			lines = append(lines, Line{N: len(lines) + 1, Subject: o.About(), Text: r.WhereOf(o)})
		}
	}
	if len(lines) == 0 {
		return s.skip(ctx, st, cmp.Or(hushed, "没有漏查"))
	}
	due := len(occs) - countState(occs, Excused) - countState(occs, Cancelled)
	if why := unmet(rung.If, facts{share: 100 * len(lines) / due}); why != "" {
		return s.skip(ctx, st, why)
	}
	n := Notice{
		Kind: "missed_list", Key: st.Key, About: st.Subject, Due: st.Due, Step: &st, Class: ClassEscalate, Lines: lines,
		Words: map[string]string{
			"plan": s.planOf(occs[0]).Name, "grid": r.Where(community), "special": special(occs[0]),
			"missed": fmt.Sprint(len(lines)), "all": fmt.Sprint(due), "late": s.stillUntil(occs[0]),
		},
	}
	if rung.Level == 1 {
		n.Class = ClassDigest
	}
	if occs[0].Special == nil {
		return s.tellLevel(ctx, r, community, st, n, nil, false)
	}
	if n.Class = ClassEscalate; rung.Level >= 2 {
		if err := s.raise(ctx, occs, st.Level, rung.Why); err != nil {
			return err
		}
	}
	return s.tellLevel(ctx, r, community, st, n, nil, false)
}

// stillUntil words until when a missed occurrence can be made up, empty when that
// has passed.
func (s *Service) stillUntil(o *Occurrence) string {
	if !o.Late.After(s.Now) {
		return ""
	}
	return s.Policy.LateBy(o, s.Now)
}

// special says in a word that an occurrence is one: its list cannot be made up.
func special(o *Occurrence) string {
	if o.Special == nil {
		return ""
	}
	return strings.Join(o.Special.Reasons, "、")
}

// raise notes on missed specials how far their list has climbed: leaders find
// them in the digest.
func (s *Service) raise(ctx context.Context, occs []*Occurrence, level int, why string) error {
	for _, o := range occs {
		if o.State != Missed || o.Climbed >= level {
			continue
		}
		o.Climbed = level
		if err := s.Store.SaveOccurrence(ctx, o, s.event(o.About(), System, Escalated, string(Missed), string(Missed), why)); err != nil {
			return err
		}
	}
	return nil
}

// missedSpecials are the special checks that were not done on the last days: those
// of one sort in a community are one line of the digest.
func missedSpecials(ctx context.Context, s *Service, r *Roster, _ string, _ time.Time) ([]DigestLine, error) {
	const told = 3 // days; they cannot be made up
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{
		Plan: SpecialPlan, States: []OccurrenceState{Missed}, DueSince: s.Now.AddDate(0, 0, -told), Climbed: 2, Limit: 100_000,
	})
	if err != nil {
		return nil, err
	}
	var sorts []string
	found := map[string][]*Occurrence{}
	for _, o := range occs {
		at, _ := r.Above(o.Grid, Community)
		sort := strings.Join([]string{at.Code, o.Special.Name, o.Period}, "/")
		if found[sort] == nil {
			sorts = append(sorts, sort)
		}
		found[sort] = append(found[sort], o)
	}
	lines := make([]DigestLine, len(sorts))
	for i, sort := range sorts {
		of := found[sort]
		lines[i] = DigestLine{Subject: of[0].About(), Level: of[0].Climbed, Due: of[0].Missed, Text: r.WhereOf(of[0])}
		if len(of) > 1 {
			lines[i].Text += fmt.Sprintf("等 %d 处", len(of))
		}
		lines[i].Text += fmt.Sprintf("没有做%s（%s）", of[0].Special.Name, special(of[0]))
	}
	return lines, nil
}
