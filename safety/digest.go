package safety

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Digest tells every leader on working days what has climbed and is still open,
// worst first, unless there is nothing (E-7). It can be run again: a leader gets
// one digest a day.
func (s *Service) Digest(ctx context.Context) (err error) {
	defer wrap(&err, "digest")
	if !s.Policy.Calendar.IsWorkday(s.Now) {
		return nil
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	lines, err := s.digestLines(ctx, r)
	if err != nil || len(lines) == 0 {
		return err
	}
	street, ok := r.Street()
	if !ok {
		return nil
	}
	for _, f := range Roles {
		if !f.Leader {
			continue
		}
		for _, id := range r.Holders(f.Role, street.Code, s.Now) {
			if err := s.tellDigest(ctx, id, lines); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) tellDigest(ctx context.Context, id string, lines []Line) error {
	key := "digest:" + s.Now.In(Shanghai).Format("2006-01-02") + "/" + id
	last, err := s.Store.LastDigest(ctx, id)
	switch {
	case err == nil && last.Key == key:
		return nil
	case err != nil && !errors.Is(err, ErrNotFound):
		return err
	}
	if err := s.Store.KeepDigest(ctx, Digest{Member: id, Key: key, At: s.Now, Lines: lines}); err != nil {
		return err
	}
	return s.say(ctx, Notice{Kind: "digest", Key: key, To: []string{id}, Class: ClassDigest, About: "digest:" + id, Lines: lines})
}

// digestLines are the open matters that reached the street, worst first: by
// severity, then by the level they climbed to, then by how long they are overdue.
func (s *Service) digestLines(ctx context.Context, r *Roster) ([]Line, error) {
	hazards, err := s.Store.Hazards(ctx, HazardQuery{States: OpenStates(), Climbed: 2, Limit: 1000})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(hazards, func(a, b *Hazard) int {
		if d := b.Severity.Rank() - a.Severity.Rank(); d != 0 {
			return d
		}
		if d := b.Climbed - a.Climbed; d != 0 {
			return d
		}
		return s.Policy.DueOf(a).Compare(s.Policy.DueOf(b))
	})
	var lines []Line
	for _, h := range hazards {
		text := fmt.Sprintf("%s %s，%s，%s", short(h.Place.Label, 16), short(h.What, 18), h.State, s.overdue(s.Policy.DueOf(h)))
		if h.Chronic {
			text = "顽疾：" + text
		}
		lines = append(lines, Line{N: len(lines) + 1, Subject: h.About(), No: h.No, Text: text})
	}
	if lines, err = s.jointLines(ctx, lines); err != nil {
		return nil, err
	}
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{States: []OccurrenceState{Missed}, Climbed: 2, Limit: 1000})
	if err != nil {
		return nil, err
	}
	for _, o := range occs {
		if s.Now.Sub(o.Missed) > 14*24*time.Hour {
			continue // the next weeks speak for themselves
		}
		text := fmt.Sprintf("%s %s漏查，连续 %d 次", r.Where(o.Grid), s.planOf(o).Name, o.Misses)
		lines = append(lines, Line{N: len(lines) + 1, Subject: o.About(), Text: text})
	}
	return lines, nil
}

// jointLines adds the joint inspections of this period that climbed to the street
// before their due moment.
func (s *Service) jointLines(ctx context.Context, lines []Line) ([]Line, error) {
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
			lines = append(lines, Line{N: len(lines) + 1, Subject: o.About(), Text: text + "，" + Moment(o.Due, s.Now) + "截止"})
		}
	}
	return lines, nil
}

func (s *Service) overdue(deadline time.Time) string {
	if !s.Now.After(deadline) {
		return "期限" + Moment(deadline, s.Now)
	}
	late := s.Now.Sub(deadline)
	if late < 24*time.Hour {
		return fmt.Sprintf("超期 %d 小时", max(1, int(late.Hours())))
	}
	return fmt.Sprintf("超期 %d 天", int(late.Hours()/24))
}

// short cuts a text to n characters.
func short(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > n {
		return string(r[:n]) + "…"
	}
	return text
}
