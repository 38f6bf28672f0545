package safety

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// sources is how what a plan's visits find came to be known. Special ones have no
// cadence; the ledger (domain.md 14) counts them among patrols.
var sources = map[Cadence]Source{Weekly: FromWeekly, Monthly: FromMonthly, Quarterly: FromQuarterly, Daily: FromPatrol, "": FromPatrol}

// follow turns one finding into what it means. A finding without an item is what
// the visitor saw besides the list.
func (s *Service) follow(ctx context.Context, caseID, who string, f *Finished, g *Finding) error {
	o, at := f.Task.Occurrence, f.Task.Object
	if g.Answer == NotApplicable && f.Task.Apart[g.Item] == "" {
		return s.Store.RememberNotApplicable(ctx, at.Key(), g.Item, g.Note, who, s.Now)
	}
	if g.Answer != Fail {
		return nil
	}
	if known := f.Task.Known[g.Item]; known != nil {
		g.Remedy, g.Hazard = LinkedOpen, known.No
		f.Linked = append(f.Linked, known)
		return s.followUp(ctx, known, who, *g)
	}
	item := f.Task.item(g.Item)
	in := Report{
		Place: f.Task.place(), What: item.said(*g), Photos: g.Before, After: g.After, Severity: item.Severity, Category: item.Category,
		Source: sources[f.Task.Plan.Every], Item: g.Item, Subject: o.ID, as: f.Task.Plan.Who,
	}
	proposed, err := s.propose(ctx, &in, who)
	if err != nil {
		return err
	}
	h, err := s.Report(ctx, caseID+"/"+g.Item, who, in)
	if err != nil {
		return err
	}
	g.Hazard = h.No
	if h.State == Closed {
		g.Remedy = FixedOnSpot
		f.Fixed = append(f.Fixed, h)
		return nil
	}
	g.Remedy = NewHazard
	f.New = append(f.New, h)
	if !proposed {
		return nil
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	return s.say(ctx, Notice{
		Kind: "major_proposed", Key: h.About() + "/major_proposed", To: without(s.office(r), who), Class: ClassAlarm, About: h.About(), Hazard: h,
	})
}

// propose turns what a list calls major into a proposal, unless the finder may
// set it (domain.md 6.1): it is serious until the safety office decides.
func (s *Service) propose(ctx context.Context, in *Report, who string) (bool, error) {
	if in.Severity != Major {
		return false, nil
	}
	if office, err := s.ofOffice(ctx, &Hazard{Place: in.Place}, who); err != nil || office {
		return false, err
	}
	in.Severity = Serious
	return true, nil
}

// place is what is visited, as a hazard's place.
func (t Task) place() Place {
	if t.Object.Site == "" {
		return Place{Grid: t.Object.Grid, Label: t.Where}
	}
	return t.Object.Place()
}

func (t Task) item(id string) ChecklistItem {
	if i := slices.IndexFunc(t.Items, func(i ChecklistItem) bool { return i.ID == id }); i >= 0 {
		return t.Items[i]
	}
	return ChecklistItem{ID: id, Text: id, Severity: General}
}

// said is a failed item with what the visitor said about it: a hazard's words.
func (i ChecklistItem) said(g Finding) string {
	said := strings.Trim(i.Text+"："+g.Note, "：")
	var more []string
	for _, m := range g.More {
		more = append(more, m.Ask+m.Answer)
	}
	if len(more) > 0 {
		said += "（" + strings.Join(more, "；") + "）"
	}
	return said
}

// followUp adds what a later visit saw to a hazard that is still open.
func (s *Service) followUp(ctx context.Context, h *Hazard, who string, g Finding) error {
	for _, id := range g.Before {
		h.Evidence = append(h.Evidence, Evidence{id, FollowedUp, who, s.Now})
	}
	set(&h.Interim, g.Safe) // "still open, made safe meanwhile?" (domain.md 5.3)
	e := s.event(h.About(), who, FollowUp, string(h.State), string(h.State), g.Note)
	e.Detail = map[string]string{"photos": fmt.Sprint(len(g.Before)), "safe": g.Safe}
	return s.Store.SaveHazard(ctx, h, e)
}
