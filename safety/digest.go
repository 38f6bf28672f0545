package safety

import (
	"context"
	"errors"
	"fmt"
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
	street, ok := r.Street()
	if !ok {
		return nil
	}
	for _, f := range Roles {
		if !f.Leader {
			continue
		}
		ids, _ := s.holders(r, f.Role, street.Code)
		for _, id := range ids {
			if err := s.tellDigest(ctx, r, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) tellDigest(ctx context.Context, r *Roster, id string) error {
	key := "digest:" + s.Now.In(Shanghai).Format("2006-01-02") + "/" + id
	last, err := s.Store.LastDigest(ctx, id)
	switch {
	case err == nil && last.Key == key:
		return nil
	case err != nil && !errors.Is(err, ErrNotFound):
		return err
	}
	since := last.At
	if since.IsZero() {
		since = s.Now.AddDate(0, 0, -s.Policy.Daily.Digest.First)
	}
	lines, err := s.digestLines(ctx, r, id, since)
	if err != nil || len(lines) == 0 {
		return err
	}
	if err := s.Store.KeepDigest(ctx, Digest{Member: id, Key: key, At: s.Now, Lines: lines}); err != nil {
		return err
	}
	return s.say(ctx, Notice{Kind: "digest", Key: key, To: []string{id}, Class: ClassDigest, About: "digest:" + id, Lines: lines})
}

func (s *Service) overdue(deadline time.Time) string {
	if !s.Now.After(deadline) {
		return "期限" + Moment(deadline, s.Now)
	}
	late := s.Now.Sub(deadline)
	switch {
	case late < time.Hour:
		return fmt.Sprintf("超期 %d 分钟", max(1, int(late.Minutes())))
	case late < 24*time.Hour:
		return fmt.Sprintf("超期 %d 小时", int(late.Hours()))
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
