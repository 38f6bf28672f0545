package safety

import (
	"context"
	"strings"
)

// Alarming says whether a member's words tell of imminent danger (domain.md
// 6.9): an emergency word stands in them outside of a phrase that means the
// opposite.
func (e Emergency) Alarming(text string) bool {
	for _, phrase := range e.Unless {
		text = strings.ReplaceAll(text, phrase, "")
	}
	for _, word := range e.Words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// Alarm tells all levels above a member's grids what the member has just said,
// at once and without any further question. It never claims that the fire
// service was called.
func (s *Service) Alarm(ctx context.Context, caseID, who, text string) (err error) {
	defer wrap(&err, "alarm case %s", caseID)
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	street, _ := r.Street()
	grids := []string{street.Code}
	for _, a := range r.Of(who, s.Now) {
		grids = append(grids, a.Grid)
	}
	p := People{}
	for _, g := range unique(grids) {
		for level := 1; level <= TopLevel; level++ {
			p.add(s.Level(r, level, g).IDs...)
		}
	}
	about := "emergency:" + caseID
	if err := s.Store.Append(ctx, s.event(about, who, Submit, "", "", text)); err != nil {
		return err
	}
	member, _ := r.Member(who)
	where := ""
	if of := r.Of(who, s.Now); len(of) > 0 {
		where = r.Where(of[len(of)-1].Grid)
	}
	return s.say(ctx, Notice{
		Kind: "emergency", Key: about, To: without(p.IDs, who), Class: ClassAlarm, About: about,
		Words: map[string]string{"text": text, "who": r.Name(who), "mobile": member.Mobile, "where": where},
	})
}
