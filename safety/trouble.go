package safety

import (
	"context"
	"errors"
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
	n := Notice{
		Kind: "undelivered", Key: "undelivered:" + key + "/" + who, To: without(p.IDs, who), Class: ClassNews, About: about,
		Words: map[string]string{"who": r.Name(who), "reason": reason},
	}
	if err := s.nameMatter(ctx, r, &n, who); err != nil {
		return err
	}
	return s.say(ctx, n)
}

// nameMatter adds what a lost message was about. With a hazard that the member
// only reported or follows it stays unsaid: his name beside it would tell who of
// the public is behind it (domain.md 2.5). So does one that a reader may not see.
func (s *Service) nameMatter(ctx context.Context, r *Roster, n *Notice, who string) error {
	m, err := s.matterOf(ctx, n.About)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	case m.hazard != nil && r.NameTo(m.hazard, who, s.Now) != r.Name(who):
		return nil
	}
	for _, id := range n.To {
		if m.hazard == nil {
			break
		}
		if sees, err := s.Sees(ctx, m.hazard, id); err != nil || !sees {
			return err
		}
	}
	n.Hazard, n.Occurrence, n.Words["matter"] = m.hazard, m.occ, m.name()
	return nil
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
