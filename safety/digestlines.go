package safety

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// A DigestLine is what one source has to say about a matter. Several sources may
// speak of the same one: the text of the first counts, the notes of all.
type DigestLine struct {
	Subject  string
	No       string
	Text     string
	Note     string
	Severity Severity
	Level    int       // the highest that was told
	Due      time.Time // since when, or until when; the earliest is worst
}

// A DigestSource finds what a leader should see of one kind of matter. Since is
// the leader's digest before.
type DigestSource func(ctx context.Context, s *Service, r *Roster, who string, since time.Time) ([]DigestLine, error)

// digestSources are all that feeds the morning digest. Their order decides only
// whose text stands when two speak of one matter: lines are sorted worst first.
var digestSources = []DigestSource{lateHandovers, climbedHazards, lateJoints, missedChecks, missedSpecials, waitingSuccessions, openSupervisions, answeredSupervisions, notedMatters}

func (s *Service) digestLines(ctx context.Context, r *Roster, who string, since time.Time) ([]Line, error) {
	var all []DigestLine
	for _, source := range digestSources {
		found, err := source(ctx, s, r, who, since)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return WorstFirst(all), nil
}

// WorstFirst numbers the lines of a digest, one for each matter: by severity,
// then by the level they climbed to, then by how long they are overdue. Notes
// without a matter are left out.
func WorstFirst(all []DigestLine) []Line {
	var merged []DigestLine
	at := map[string]int{}
	for _, l := range all {
		i, known := at[l.Subject]
		if !known && l.Text == "" {
			continue
		}
		if !known {
			at[l.Subject] = len(merged)
			merged = append(merged, l)
			continue
		}
		m := &merged[i]
		if l.Note != "" && m.Note != "" {
			m.Note += "，"
		}
		m.Note += l.Note
		m.Level = max(m.Level, l.Level)
		if l.Severity.Rank() > m.Severity.Rank() {
			m.Severity = l.Severity
		}
		if !l.Due.IsZero() && (m.Due.IsZero() || l.Due.Before(m.Due)) {
			m.Due = l.Due
		}
	}
	slices.SortStableFunc(merged, func(a, b DigestLine) int {
		return cmp.Or(cmp.Compare(b.Severity.Rank(), a.Severity.Rank()), cmp.Compare(b.Level, a.Level), a.Due.Compare(b.Due))
	})
	lines := make([]Line, len(merged))
	for i, l := range merged {
		text := l.Text
		if l.Note != "" {
			text += "，" + l.Note
		}
		lines[i] = Line{N: i + 1, Subject: l.Subject, No: l.No, Text: text}
	}
	return lines
}

func (s *Service) lineOf(h *Hazard) DigestLine {
	due, chronic := s.Policy.DueOf(h), ""
	if h.Chronic {
		chronic = "顽疾："
	}
	severity := h.Severity
	if severity == "" {
		severity = General // nobody has looked at it yet, which makes it no lesser
	}
	return DigestLine{
		Subject: h.About(), No: h.No, Severity: severity, Level: h.Climbed, Due: due,
		Text: chronic + fmt.Sprintf("%s %s，%s，%s", short(h.Place.Label, 16), short(h.What, 18), h.State, s.overdue(due)),
	}
}

// climbedHazards are the open hazards that reached the street, those left out
// that an authority has: of them lateHandovers speaks.
func climbedHazards(ctx context.Context, s *Service, _ *Roster, _ string, _ time.Time) ([]DigestLine, error) {
	hazards, err := s.Store.Hazards(ctx, HazardQuery{States: OpenStates(), Climbed: 2, Limit: 1000})
	if err != nil {
		return nil, err
	}
	var lines []DigestLine
	for _, h := range hazards {
		if h.State != Transferred {
			lines = append(lines, s.lineOf(h))
		}
	}
	return lines, nil
}

// lateJoints are the joint inspections of this period that climbed to the street
// before their due moment; each stands for many places, and comes before single
// checks that were missed.
func lateJoints(ctx context.Context, s *Service, _ *Roster, _ string, _ time.Time) ([]DigestLine, error) {
	var lines []DigestLine
	for _, plan := range s.Policy.Plans {
		if !plan.Joint {
			continue
		}
		occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{Plan: plan.ID, States: []OccurrenceState{Open}, Climbed: 2})
		if err != nil {
			return nil, err
		}
		for _, o := range occs {
			text := plan.Name + "还没有定日期"
			if !o.Planned.IsZero() {
				text = plan.Name + "还没有做完，定在" + Moment(o.Planned, s.Now)
			}
			lines = append(lines, DigestLine{Subject: o.About(), Text: text + "，" + s.Policy.DueBy(o, s.Now) + "截止", Severity: General, Level: o.Climbed, Due: o.Due})
		}
	}
	return lines, nil
}

// missedChecks are the checks missed of late that reached the street.
func missedChecks(ctx context.Context, s *Service, r *Roster, _ string, _ time.Time) ([]DigestLine, error) {
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{States: []OccurrenceState{Missed}, Planned: true, Climbed: 2, Limit: 1000})
	if err != nil {
		return nil, err
	}
	var lines []DigestLine
	rule := s.Policy.Daily.Digest
	for _, o := range occs {
		told := rule.Missed
		if s.planOf(o).Every == Daily {
			told = rule.MissedDaily
		}
		if s.Now.After(o.Missed.AddDate(0, 0, told)) {
			continue // the next weeks, or days, speak for themselves
		}
		text := fmt.Sprintf("%s %s漏查，连续 %d 次", r.Where(o.Grid), s.planOf(o).Name, o.Misses)
		lines = append(lines, DigestLine{Subject: o.About(), Text: text, Level: o.Climbed, Due: o.Missed})
	}
	return lines, nil
}

// waitingSuccessions are the changes of holder below a leader that climbed and
// are still not confirmed.
func waitingSuccessions(ctx context.Context, s *Service, r *Roster, who string, _ time.Time) ([]DigestLine, error) {
	open, err := s.Store.OpenSuccessions(ctx)
	if err != nil {
		return nil, err
	}
	var lines []DigestLine
	for _, x := range open {
		level := min(TopLevel, x.Role.Fact().Rank+x.Climbed)
		if x.Climbed == 0 || level < 2 || rankOver(r, who, x.Grid, s.Now) < 2 {
			continue
		}
		text := fmt.Sprintf("%s %s交接还没有确认，%s → %s", r.Where(x.Grid), x.Role, r.Name(x.From), r.Name(x.To))
		lines = append(lines, DigestLine{Subject: x.About(), No: x.No, Text: text, Level: level, Due: x.Made})
	}
	return lines, nil
}

// openSupervisions are the leader's own orders that wait for an answer, and the
// overdue ones of leaders below.
func openSupervisions(ctx context.Context, s *Service, r *Roster, who string, _ time.Time) ([]DigestLine, error) {
	vs, err := s.Store.Supervisions(ctx, SupervisionQuery{States: []SupervisionState{SupervisionOpen}, Limit: 1000})
	if err != nil {
		return nil, err
	}
	var lines []DigestLine
	for _, v := range vs {
		below := v.Climbed >= 2 && rankOver(r, who, v.Grid, s.Now) > v.Rank
		if v.Leader != who && !below {
			continue
		}
		l, err := s.lineAbout(ctx, v)
		if err != nil {
			return nil, err
		}
		l.Note = fmt.Sprintf("督办%s前未回复", Moment(v.Due, s.Now))
		if !s.Now.After(v.Due) {
			l.Note = fmt.Sprintf("已督办，%s前回复", Moment(v.Due, s.Now))
		}
		if v.Leader != who {
			l.Note = r.Name(v.Leader) + l.Note
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// answeredSupervisions are the leader's own orders that were answered or came to
// their end since the digest before.
func answeredSupervisions(ctx context.Context, s *Service, r *Roster, who string, since time.Time) ([]DigestLine, error) {
	vs, err := s.Store.Supervisions(ctx, SupervisionQuery{Leader: who, ChangedSince: since, Limit: 1000})
	if err != nil {
		return nil, err
	}
	var lines []DigestLine
	for _, v := range vs {
		if v.State == SupervisionDone && !v.EndedAt.After(since) {
			continue
		}
		l, err := s.lineAbout(ctx, v)
		if err != nil {
			return nil, err
		}
		l.Note = fmt.Sprintf("您的督办%s回复：%s", r.Name(v.AnsweredBy), short(v.Answer, 24))
		if v.State == SupervisionDone {
			l.Note = "您的督办" + v.Outcome
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// lineAbout is the line of an order's matter.
func (s *Service) lineAbout(ctx context.Context, v *Supervision) (DigestLine, error) {
	m, err := s.matterOf(ctx, v.Subject)
	if err != nil {
		return DigestLine{}, err
	}
	if m.hazard != nil {
		l := s.lineOf(m.hazard)
		if m.over != "" {
			l.Text = m.title + "，" + m.over
		}
		return l, nil
	}
	return DigestLine{Subject: v.Subject, Text: v.Title, Due: v.Due}, nil
}

// notedMatters marks what the leader has noted already.
func notedMatters(ctx context.Context, s *Service, _ *Roster, who string, _ time.Time) ([]DigestLine, error) {
	hazards, err := s.Store.Hazards(ctx, HazardQuery{States: OpenStates(), Climbed: 2, Limit: 1000})
	if err != nil {
		return nil, err
	}
	var lines []DigestLine
	for _, h := range hazards {
		notes, err := s.noted(ctx, h)
		if err != nil {
			return nil, err
		}
		if _, ok := notes[who]; ok {
			lines = append(lines, DigestLine{Subject: h.About(), Note: "您已知悉"})
		}
	}
	return lines, nil
}
