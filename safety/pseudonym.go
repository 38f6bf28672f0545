package safety

import (
	"context"
	"slices"
	"strings"
)

// A pseudonym stands for a member who reported anonymously, wherever his userid
// would stand: in the hazard, its history, its evidence, the outbox. It is drawn
// anew for every report and cannot be computed from the userid; who is behind it
// is known to the store alone, which lets the outbox deliver to it (domain.md 2.5).

// PseudonymPrefix begins every pseudonym; no userid can hold the colon.
const PseudonymPrefix = "anon:"

// IsPseudonym tells a pseudonym from a userid.
func IsPseudonym(id string) bool { return strings.HasPrefix(id, PseudonymPrefix) }

// Anonymous says that the reporter did not want to be known.
func (h *Hazard) Anonymous() bool { return IsPseudonym(h.Reporter) }

// names are the names under which a member may stand in what is stored: the
// userid and the pseudonyms of the anonymous reports.
func (s *Service) names(ctx context.Context, who string) ([]string, error) {
	hidden, err := s.Store.Pseudonyms(ctx, who)
	return append([]string{who}, hidden...), err
}

// asReporter is the name under which a member reported a hazard, empty if
// somebody else did.
func (s *Service) asReporter(ctx context.Context, h *Hazard, who string) (string, error) {
	switch {
	case who == "" || h.Reporter == "":
		return "", nil
	case h.Reporter == who:
		return who, nil
	case !h.Anonymous():
		return "", nil
	}
	names, err := s.names(ctx, who)
	if err != nil || !contains(names, h.Reporter) {
		return "", err
	}
	return h.Reporter, nil
}

// signs is the name under which a member does something to a hazard: the
// pseudonym where only having reported it, or being anybody, gives the right.
func (s *Service) signs(ctx context.Context, h *Hazard, rule Rule, who string, roles []Role) (string, error) {
	as, err := s.waitsAs(ctx, h, who)
	if err != nil || as == "" {
		return who, err
	}
	for _, role := range roles {
		if role != Reporter && role != Follower && role != Anyone && contains(rule.By, role) {
			return who, nil
		}
	}
	return as, nil
}

// signed is the message that an act of somebody is kept with: that of a hidden
// member would lead to him.
func (s *Service) signed(by string) string {
	if IsPseudonym(by) {
		return ""
	}
	return s.Cause
}

// hide puts a new pseudonym in the place of a reporter, with the pictures he sent.
func (s *Service) hide(ctx context.Context, h *Hazard, who string, in Report) (string, error) {
	as, err := s.Store.Pseudonym(ctx, who)
	if err != nil {
		return "", err
	}
	h.Reporter = as
	return as, s.Store.Disown(ctx, slices.Concat(in.Photos, in.After, in.Voices, in.Films), as)
}
