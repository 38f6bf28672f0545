package safety

import (
	"context"
	"fmt"
)

// Undelivered tells those who can help that a member could not be reached: the
// member's deputies or the level above, and the safety office. The key is of
// what could not be delivered; the same key is told once.
func (s *Service) Undelivered(ctx context.Context, key, who, about, reason string) (err error) {
	defer wrap(&err, "pass on what was not delivered")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	p := People{}
	for _, a := range r.Of(who, s.Now) {
		p.add(a.Deputy)
		p.add(s.nextUp(r, min(TopLevel, a.Role.Fact().Rank+1), a.Grid)...)
		break // the highest role is enough to find who is next
	}
	p.add(s.office(r)...)
	return s.say(ctx, Notice{
		Kind: "undelivered", Key: "undelivered:" + key + "/" + who, To: without(p.IDs, who), Class: ClassNews, About: about,
		Words: map[string]string{"who": r.Name(who), "reason": reason},
	})
}

// PhotoTrouble tells the reporter, or the safety office, or both, what became of
// a picture that could not be fetched or kept (promises.md R13).
func (s *Service) PhotoTrouble(ctx context.Context, kind NoticeKind, photo, who, why string, toReporter bool) (err error) {
	defer wrap(&err, "tell of photo")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	p := People{}
	if kind != "photo_refused" {
		p.add(s.office(r)...)
	}
	if toReporter {
		p.add(who)
	}
	return s.say(ctx, Notice{
		Kind: kind, Key: fmt.Sprintf("%s:%s", kind, photo), To: p.IDs, Class: ClassNews, About: "photo:" + photo,
		Words: map[string]string{"why": why, "who": r.Name(who)},
	})
}
