package safety

import (
	"context"
	"fmt"
	"time"
)

// VisitOutcome is what came of a visit to a party that did not put a hazard right.
// The words are stored in the hazard's history.
type VisitOutcome string

const (
	PartyRefused VisitOutcome = "refused"
	PartyAbsent  VisitOutcome = "absent"
)

var visitNames = map[VisitOutcome]string{PartyRefused: "当面拒绝整改", PartyAbsent: "上门没找到人"}

func (v VisitOutcome) String() string { return visitNames[v] }

// A Visited is what came of recording a visit.
type Visited struct {
	Hazard   *Hazard
	Days     int       // different days on which nobody was found
	Handover *Handover // drafted by it; nil: not yet
}

// RecordVisit records that the party refused, or could not be found. A refusal,
// or visits in vain on enough different days, drafts the hand-over (domain.md 6.6
// criterion 2). A visit recorded by the same message counts once.
func (s *Service) RecordVisit(ctx context.Context, ref, who string, outcome VisitOutcome, note string, photos []string) (v Visited, err error) {
	defer wrap(&err, "record visit about %s", ref)
	if outcome.String() == "" {
		return v, Refuse("请选上门的结果：当面拒绝整改，还是没找到人。")
	}
	if v.Hazard, err = s.Store.Hazard(ctx, ref); err != nil {
		return v, err
	}
	h := v.Hazard
	roles, err := s.Roles(ctx, h, who)
	if err != nil {
		return v, err
	}
	rule, err := Next(h.State, VisitFailed, roles)
	if err != nil {
		return v, err
	}
	for _, id := range photos {
		h.Evidence = append(h.Evidence, Evidence{id, evidenceStage[rule.Do], who, s.Now})
	}
	e := s.event(h.About(), who, rule.Do, string(rule.From), string(rule.To), outcome.String()+"。"+note)
	e.Detail = map[string]string{"outcome": string(outcome)}
	if err := s.Store.SaveHazard(ctx, h, e); err != nil {
		return v, err
	}
	refused, days, err := s.triedVisits(ctx, h)
	if v.Days = days; err != nil || !refused && days < s.Policy.Handing.Visits.Most {
		return v, err
	}
	if v.Handover, err = s.OpenHandover(ctx, h.ID); err != nil || v.Handover != nil {
		return v, err
	}
	v.Handover, err = s.draft(ctx, h, System, proposal{criterion: ByRefused, reason: fmt.Sprintf("%s。%s", outcome, note)})
	return v, err
}

// triedVisits says whether the party refused, and on how many different days nobody
// was found, since the hazard was assigned last.
func (s *Service) triedVisits(ctx context.Context, h *Hazard) (refused bool, days int, err error) {
	events, err := s.Store.History(ctx, h.About())
	seen := map[time.Time]bool{}
	for _, e := range events {
		switch {
		case e.Action == Assign:
			refused, seen = false, map[time.Time]bool{}
		case e.Action == VisitFailed && VisitOutcome(e.Detail["outcome"]) == PartyRefused:
			refused = true
		case e.Action == VisitFailed:
			seen[Day(e.At)] = true
		}
	}
	return refused, len(seen), err
}

// criterion is the one that a proposal rests on: the given one, if it holds, else
// the first that the facts show. A reason in words stands for the street's lack
// of powers where nothing else holds.
func (s *Service) criterion(ctx context.Context, h *Hazard, c Criterion, reason string) (Criterion, error) {
	refused, days, err := s.triedVisits(ctx, h)
	if err != nil {
		return "", err
	}
	holds := map[Criterion]bool{
		ByMajor: h.Severity.Rank() >= Major.Rank(), ByFailed: h.FailCount >= 2,
		ByRefused: refused || days >= s.Policy.Handing.Visits.Most,
		ByOverdue: h.State != Suspended && !h.Deadline.IsZero() && s.Now.After(h.Deadline),
		ByPowers:  reason != "", ByMeans: reason != "",
	}
	os, err := s.Store.Handovers(ctx, HandoverQuery{Hazard: h.ID})
	if err != nil {
		return "", err
	}
	if n := len(os); n > 0 && os[n-1].State == HandoverReturned {
		holds[os[n-1].Criterion] = true // a return does not make it easier to rectify
	}
	rule, known := s.Policy.Criterion(c)
	switch {
	case c == "":
		for _, c := range []Criterion{ByMajor, ByFailed, ByRefused, ByOverdue, ByPowers} {
			if holds[c] {
				return c, nil
			}
		}
		return "", Refuse("这条还没有超期，也没有两次复查不合格。要移交请写明理由，比如“需要查封”“责任人没有能力整改”。")
	case !known:
		return "", Refuse("请从列出的移交理由里选一条。")
	case holds[c]:
		return c, nil
	}
	return "", Refuse("“%s”这条理由现在还不成立：%s。", rule.Name, s.whyNot(h, c, days))
}

func (s *Service) whyNot(h *Hazard, c Criterion, days int) string {
	switch c {
	case ByOverdue:
		return "期限是" + s.Policy.By(h, s.Now)
	case ByFailed:
		return fmt.Sprintf("复查不通过 %d 次", h.FailCount)
	case ByRefused:
		return fmt.Sprintf("上门没找到人的记录有 %d 天，要 %d 天；先记一次上门", days, s.Policy.Handing.Visits.Most)
	case ByMajor:
		return "等级是" + h.Severity.String()
	}
	return "请写明理由"
}
