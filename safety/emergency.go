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
		Kind: "emergency", Key: about, To: s.alarmed(r, who), Class: ClassAlarm, About: about,
		Words: map[string]string{"text": text, "who": r.Name(who), "mobile": member.Mobile, "where": where},
	})
}

// alarmed are all levels above a member's grids.
func (s *Service) alarmed(r *Roster, who string) []string {
	street, _ := r.Street()
	grids := []string{street.Code}
	for _, a := range r.Of(who, s.Now) {
		grids = append(grids, a.Grid)
	}
	p := People{}
	for _, g := range unique(grids) {
		for level := 1; level <= TopLevel; level++ {
			p.add(s.Level(r, level, g).IDs...)
			for _, role := range levelRoles[level] { // who is on leave hears of danger all the same
				at, _ := r.Above(g, role.Fact().Level)
				p.add(r.Appointed(role, at.Code, s.Now)...)
			}
		}
	}
	return without(p.IDs, who)
}

// CallOff tells those who heard a member's alarm that it was a mistake. Whoever
// did not raise it, or has called it off already, is answered kindly.
func (s *Service) CallOff(ctx context.Context, caseID, who string) (err error) {
	defer wrap(&err, "call off alarm %s", caseID)
	about := "emergency:" + caseID
	events, err := s.Store.History(ctx, about)
	switch {
	case err != nil:
		return err
	case len(events) == 0 || events[0].By != who:
		return Refuse("没有找到您的这条紧急消息。")
	case len(events) > 1:
		return nil
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	if err := s.Store.Append(ctx, s.event(about, who, Void, "", "", "按错了")); err != nil {
		return err
	}
	return s.say(ctx, Notice{
		Kind: "emergency_off", Key: about + "/off", To: s.alarmed(r, who), Class: ClassAlarm, About: about,
		Words: map[string]string{"who": r.Name(who)},
	})
}
