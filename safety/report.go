package safety

import (
	"context"
	"errors"
	"slices"
	"time"
)

// A Report is what a member says about a hazard: the draft of a conversation.
type Report struct {
	Place    Place
	What     string
	Photos   []string // photo ids, the state found
	After    []string // when fixed during the visit
	Voices   []string // voice notes
	Films    []string // videos
	NoPhoto  string   // why there is no picture
	Severity Severity // empty: the officer decides
	Category Category // empty: suggested from the words
	Source   Source
	Item     string // the checklist item that failed
	Subject  string // the occurrence it was found in

	RecurrenceOf string // number of the hazard it repeats
	Anonymous    bool   // nobody may know who reports; never an inspector's finding

	as Role // whose work the member does there, when he does it for somebody else
}

// OnlySpoken are the words of a report that has only a voice note.
const OnlySpoken = "见录音"

// Report registers what a member found. The same case gives the same hazard,
// however often it is submitted. What an inspector reports is registered at
// once; what anybody else reports waits for the community safety officer.
func (s *Service) Report(ctx context.Context, caseID, who string, in Report) (h *Hazard, err error) {
	defer wrap(&err, "report case %s", caseID)
	switch h, err = s.Store.Hazard(ctx, caseID); {
	case err == nil:
		return h, nil
	case !errors.Is(err, ErrNotFound):
		return nil, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	h = &Hazard{
		ID: caseID, Severity: in.Severity, Category: in.Category, Place: in.Place, What: in.What, NoPhoto: in.NoPhoto,
		Source: in.Source, Item: in.Item, Subject: in.Subject, Reporter: who, ReportedAt: s.Now,
		RecurrenceOf: in.RecurrenceOf,
	}
	if h.Category == "" {
		h.Category = s.Policy.Suggest(in.What)
	}
	roles, err := s.Roles(ctx, h, who)
	if err != nil {
		return nil, err
	}
	if in.as != "" {
		roles = append(roles, in.as)
	}
	if slices.ContainsFunc(roles, func(r Role) bool { return r.Fact().Inspect }) && h.Severity != "" && !in.Anonymous {
		h.Finder = who
	} else {
		roles = []Role{Anyone, Reporter}
		if in.as == "" { // not on a round of his own
			h.Source = FromPublic
		}
		if h.Triage, err = s.abusive(ctx, who); err != nil {
			return nil, err
		}
	}
	if err := onlyOfficeSetsMajor(ctx, s, h, who, Given{Severity: h.Severity}); err != nil {
		return nil, err
	}
	rule := submitRule(roles)
	if err := h.needs(rule, Given{}); err != nil {
		return nil, err
	}
	if in.Anonymous {
		if who, err = s.hide(ctx, h, who, in); err != nil {
			return nil, err
		}
	}
	for _, shown := range []struct {
		stage Stage
		ids   []string
	}{{Before, in.Photos}, {Spoken, in.Voices}, {Filmed, in.Films}} {
		for _, id := range shown.ids {
			h.Evidence = append(h.Evidence, Evidence{id, shown.stage, who, s.Now})
		}
	}
	if h.Finder == "" { // not his to close: the officer sees what was done
		for _, id := range in.After {
			h.Evidence = append(h.Evidence, Evidence{id, After, who, s.Now})
		}
		in.After = nil
	}
	if len(in.After) > 0 && len(in.Photos) == 0 {
		return nil, Refuse("当场改好要有改好前的照片。没有拍就选“还没有改好”，由社区来看。")
	}
	if err := photosAreNew(ctx, s, h, who, Given{Photos: in.After}); err != nil {
		return nil, err // before anything is on file: a refusal keeps the rest of its transaction
	}
	if len(in.After) > 0 {
		if fix, err := Next(Registered, FixOnSpot, []Role{Finder}); err != nil {
			return nil, err
		} else if err := h.needs(fix, Given{Photos: in.After}); err != nil {
			return nil, err
		}
	}
	if h.No, err = s.hazardNo(ctx, r, h.Place.Grid); err != nil {
		return nil, err
	}
	if len(in.After) > 0 {
		rule.Tell = nil // it is closed in the same breath: nobody has to do anything
	}
	if err := s.move(ctx, h, rule, who, "", &Hazard{}, Ask{}); err != nil {
		return nil, err
	}
	if len(in.After) > 0 {
		return h, s.act(ctx, h, FixOnSpot, who, Given{Photos: in.After})
	}
	return h, nil
}

// submitRule is the first rule by which roles may submit; inspectors come last
// in the table and first here.
func submitRule(roles []Role) Rule {
	var found Rule
	for _, r := range Lifecycle {
		if r.From == "" && meets(r.By, roles) {
			found = r
		}
	}
	return found
}

// DueOf is when a hazard must have moved on: judged while it waits for that,
// looked at again while it is suspended, put right otherwise.
func (p *Policy) DueOf(h *Hazard) time.Time {
	switch h.State {
	case Reported, Verifying:
		return p.JudgeBy(h)
	case Suspended:
		return h.LookAt
	}
	return h.Deadline
}

// AddPhoto adds a picture to a hazard its reporter has just submitted; nil if
// there is none, or if it is no longer the reporter's to add to. The same
// picture again changes nothing.
func (s *Service) AddPhoto(ctx context.Context, ref, who, photo string) (h *Hazard, err error) {
	defer wrap(&err, "add photo to %s", ref)
	h, err = s.Store.Hazard(ctx, ref)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	as, err := s.asReporter(ctx, h, who)
	if err != nil || as == "" || !h.State.Open() {
		return nil, err
	}
	if slices.ContainsFunc(h.Evidence, func(e Evidence) bool { return e.Photo == photo }) {
		return h, nil
	}
	if IsPseudonym(as) {
		if err := s.Store.Disown(ctx, []string{photo}, as); err != nil {
			return nil, err
		}
	}
	h.Evidence = append(h.Evidence, Evidence{photo, Before, as, s.Now})
	return h, s.Store.SaveHazard(ctx, h, s.event(h.About(), as, FollowUp, string(h.State), string(h.State), ""))
}
