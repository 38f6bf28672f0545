package safety

import (
	"context"
	"slices"
)

// followers are those who hear a hazard's news as its reporter does: who follows
// it, and the reporters and followers of what was merged into it.
func (s *Service) followers(ctx context.Context, r *Roster, h *Hazard) ([]string, error) {
	ids, err := s.Store.Followers(ctx, h.ID)
	if err != nil {
		return nil, err
	}
	merged, err := s.Store.Hazards(ctx, HazardQuery{Masters: []string{h.No}, States: []State{Merged}})
	if err != nil {
		return nil, err
	}
	for _, m := range merged {
		ids = append(ids, s.toward(r, m, Reporter)...)
		more, err := s.followers(ctx, r, m)
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return unique(ids), nil
}

// follows says whether a member hears a hazard's news without having reported
// it, under his own name or another.
func (s *Service) follows(ctx context.Context, r *Roster, h *Hazard, who string) (bool, error) {
	ids, err := s.followers(ctx, r, h)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	names, err := s.names(ctx, who)
	return slices.ContainsFunc(names, func(n string) bool { return contains(ids, n) }), err
}

// Joined is what came of a report of something that is known already.
type Joined struct {
	Hazard   *Hazard
	Own      bool // the member had reported it himself
	Reopened bool // it had been closed, and is worked on again
}

// Join lets a member who was about to report something follow the hazard that is
// known already: his pictures are added, its news reach him, and at the closing
// he is asked (domain.md 6.8). One that was closed a moment ago is reopened.
// Doing it again changes nothing.
func (s *Service) Join(ctx context.Context, ref, who string, in Report) (j Joined, err error) {
	defer wrap(&err, "join hazard %s", ref)
	h, err := s.Store.Hazard(ctx, ref)
	if err != nil {
		return j, err
	}
	j.Hazard = h
	as, err := s.asReporter(ctx, h, who)
	if err != nil {
		return j, err
	}
	if j.Own = as != ""; !j.Own {
		if as, err = s.beginFollowing(ctx, h, who, in.Anonymous); err != nil {
			return j, err
		}
	}
	if h.State == Closed {
		a, err := s.Feedback(ctx, h.ID, who, SaysNotFixed)
		j.Hazard, j.Reopened = a.Hazard, a.Reopened
		return j, err
	}
	e := s.event(h.About(), as, FollowUp, string(h.State), string(h.State), "又有人反映："+short(in.What, 100))
	return j, s.addPictures(ctx, h, as, slices.Concat(in.Photos, in.Voices, in.Films), e)
}

// beginFollowing keeps that a member follows a hazard and gives the name he does so under.
func (s *Service) beginFollowing(ctx context.Context, h *Hazard, who string, hidden bool) (as string, err error) {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return "", err
	}
	if following, err := s.follows(ctx, r, h, who); err != nil || following {
		return who, err
	}
	as = who
	if hidden {
		if as, err = s.Store.Pseudonym(ctx, who); err != nil {
			return "", err
		}
	}
	h.HeardAt = s.Now
	return as, s.Store.Follow(ctx, h.ID, as, s.Now)
}

// addPictures adds pictures to a hazard, and the event that tells of it.
func (s *Service) addPictures(ctx context.Context, h *Hazard, as string, photos []string, e Event) error {
	for _, id := range photos {
		if !slices.ContainsFunc(h.Evidence, func(e Evidence) bool { return e.Photo == id }) {
			h.Evidence = append(h.Evidence, Evidence{id, FollowedUp, as, s.Now})
		}
	}
	if IsPseudonym(as) {
		if err := s.Store.Disown(ctx, photos, as); err != nil {
			return err
		}
	}
	return s.Store.SaveHazard(ctx, h, e)
}

// Leave ends that a member follows a hazard, under whatever name; doing it again
// changes nothing. Who reported it himself keeps hearing of it.
func (s *Service) Leave(ctx context.Context, ref, who string) (err error) {
	defer wrap(&err, "leave hazard %s", ref)
	h, err := s.Store.Hazard(ctx, ref)
	if err != nil {
		return err
	}
	as, err := s.asReporter(ctx, h, who)
	switch {
	case err != nil:
		return err
	case as != "":
		return Refuse("%s 是您自己反映的，进展会一直告诉您。报错了可以发“撤回 %s”。", h.No, h.No)
	}
	names, err := s.names(ctx, who)
	for _, n := range names {
		if err := s.Store.Unfollow(ctx, h.ID, n); err != nil {
			return err
		}
	}
	return err
}
