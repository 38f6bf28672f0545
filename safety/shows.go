package safety

import (
	"context"
	"time"
)

// Shows are the pictures of a hazard that a member may see. Who only reported or
// follows it sees what shows the matter itself, and of that only his own when the
// rest is private; never a signed notice (domain.md 2.5, 10.5).
func (s *Service) Shows(ctx context.Context, h *Hazard, who string) (es []Evidence, err error) {
	defer wrap(&err, "pictures of hazard %s", h.No)
	roles, err := s.Roles(ctx, h, who)
	if err != nil {
		return nil, err
	}
	if s.Policy.Visibility.Shows(FieldEvidence, roles...) {
		return h.Evidence, nil
	}
	as, err := s.waitsAs(ctx, h, who)
	for _, e := range h.Evidence {
		mine := e.By == as && as != ""
		if mine || !h.Private && (e.Stage == Before || e.Stage == After || e.Stage == Filmed) {
			es = append(es, e)
		}
	}
	return es, err
}

// showAfter shows the public how a hazard looks now that it was put right, with
// the last picture that proves it, unless that is private (domain.md 10.4). It
// comes right behind the words.
func (s *Service) showAfter(ctx context.Context, h *Hazard, to []string) error {
	after := h.Photos(After)
	if h.Private || len(after) == 0 {
		return nil
	}
	p, err := s.Store.Photo(ctx, after[len(after)-1])
	if err != nil || p.SHA256 == "" {
		return ignore(err, ErrNotFound)
	}
	return s.say(ctx, Notice{
		Kind: "after_photo", Key: h.About() + "/after_photo/" + p.SHA256, To: to, Class: ClassNews, About: h.About(), Hazard: h,
		Due: s.Now.Add(time.Second), Words: map[string]string{"sha256": p.SHA256},
	})
}
