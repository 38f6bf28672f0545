package safety

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// move applies a rule: the new state, what follows from it, the event, the
// ladders and the news, all in this transaction. Due is the deadline before the
// action, whose steps are planned anew when it has moved.
func (s *Service) move(ctx context.Context, h *Hazard, rule Rule, who, reason string, due time.Time) error {
	from := h.State
	if rule.Do == ReviewPass {
		if enough, err := s.reviewed(ctx, h); err != nil || !enough {
			return errors.Join(err, s.firstReview(ctx, h, who))
		}
	}
	h.State, h.Since = rule.To, s.Now
	s.settle(h, rule)
	if h.State == Assigned && h.NoticeNo == "" {
		n, err := s.Store.Number(ctx, fmt.Sprintf("TZ-%d", s.Now.In(Shanghai).Year()))
		if err != nil {
			return err
		}
		h.NoticeNo = fmt.Sprintf("〔%d〕第%d号", s.Now.In(Shanghai).Year(), n)
	}
	drop, marks := rule.Drop, rule.Marks
	if rule.Do == Assign && !h.Deadline.Equal(due) {
		drop, marks = append([]Mark{MarkDue}, drop...), append([]Mark{MarkDue}, marks...)
	}
	if !h.State.Open() {
		drop = nil // nothing is left to climb for
	}
	if from != "" && (len(drop) > 0 || !h.State.Open()) {
		if err := s.Store.DropSteps(ctx, h.About(), "已"+rule.Do.String(), s.Now, drop...); err != nil {
			return err
		}
	}
	if err := s.plan(ctx, h, marks); err != nil {
		return err
	}
	if err := s.Store.SaveHazard(ctx, h, s.event(h.About(), who, rule.Do, string(from), string(rule.To), reason)); err != nil {
		return err
	}
	if err := s.tellOrderer(ctx, h, who); err != nil {
		return err
	}
	return s.news(ctx, h, rule, who)
}

// settle sets the moments and limits that a transition brings.
func (s *Service) settle(h *Hazard, rule Rule) {
	limit, c := s.Policy.Limits[h.Severity], s.Policy.Calendar
	switch {
	case rule.To == Registered:
		h.RegisteredAt, h.Limit = s.Now, limit.Rectify
		h.Deadline = limit.Deadline(limit.Rectify, s.Now, c)
	case rule.To == Closed:
		h.ClosedAt = s.Now
	case rule.Do == ReviewFail || rule.Do == Reopen:
		h.Limit = h.Limit.Half()
		h.Deadline = limit.Deadline(h.Limit, s.Now, c)
		h.ClaimedBy, h.FixedBy = "", ""
		h.Round++
	case rule.Do == Assign:
		h.Round++
	}
	if rule.Do == Reopen {
		h.ClosedAt = time.Time{}
		h.Climbed = max(h.Climbed, min(TopLevel, h.ReopenCount))
		h.Ordered = ""
	}
}

// reviewed says whether enough have passed a hazard: a major one needs two, one
// of them of the safety office (domain.md 6.3 review_pass).
func (s *Service) reviewed(ctx context.Context, h *Hazard) (bool, error) {
	need := s.Policy.Limits[h.Severity].Reviewers
	if need <= 1 || len(h.Reviewers) < need {
		return len(h.Reviewers) >= need, nil
	}
	for _, id := range h.Reviewers {
		if office, err := s.ofOffice(ctx, h, id); office || err != nil {
			return office, err
		}
	}
	return false, nil
}

// ofOffice says whether a member speaks for the safety office.
func (s *Service) ofOffice(ctx context.Context, h *Hazard, who string) (bool, error) {
	roles, err := s.Roles(ctx, h, who)
	return contains(roles, SafetyOfficeHead) || contains(roles, SafetyOfficeStaff), err
}

// firstReview records a review that needs another (a major hazard needs two).
func (s *Service) firstReview(ctx context.Context, h *Hazard, who string) error {
	return s.Store.SaveHazard(ctx, h, s.event(h.About(), who, ReviewPass, string(h.State), string(h.State), "还需一人复查"))
}

// plan adds the steps of a hazard's ladders that count from the marks. Each
// reopening begins one level higher (domain.md 6.3 reopen).
func (s *Service) plan(ctx context.Context, h *Hazard, marks []Mark) error {
	var steps []Step
	for _, mark := range marks {
		ladder := s.ladder(h, mark)
		at := s.Now
		if mark == MarkDue {
			at = h.Deadline
		}
		for _, p := range ladder.Plan(mark, at, s.Policy.Calendar) {
			if mark == MarkDue && p.Due.Before(s.Now) {
				continue // "three days before" of a shorter limit
			}
			steps = append(steps, Step{
				Key:     fmt.Sprintf("%s/%s/%d/%s", h.About(), ladder.Name, h.Round, p.Rung.ID),
				Subject: h.About(), Ladder: ladder.Name, Rung: p.Rung.ID, Round: h.ReopenCount, Mark: mark,
				Level: climb(p.Rung, h.ReopenCount), Due: p.Due, State: StepPlanned,
			})
		}
	}
	if len(steps) == 0 {
		return nil
	}
	return s.Store.PlanSteps(ctx, steps)
}

// climb is the level of a rung in a round: reminders stay with the responsible
// person, the rest begins one level higher for each reopening.
func climb(r Rung, round int) int {
	if r.Level == 0 {
		return 0
	}
	return min(TopLevel, r.Level+round)
}

// ladder is the ladder a mark starts on a hazard: V while it waits to be judged,
// R while it waits for review, else the ladder of its severity. A ladder named
// after the severity too ("R-serious") goes before the common one.
func (s *Service) ladder(h *Hazard, mark Mark) Ladder {
	name := s.Policy.Limits[h.Severity].Ladder
	switch mark {
	case MarkReported:
		name = "V"
	case MarkClaimed:
		name = "R"
	}
	if own, ok := s.Policy.Ladders[name+"-"+string(h.Severity)]; ok {
		return own
	}
	return s.Policy.Ladders[name]
}

// newsKinds are the notices that transitions bring, by who hears them.
var newsKinds = map[Action]map[Role]NoticeKind{
	Submit:      {CommunitySafetyOfficer: "hazard_waiting"},
	Accept:      {Reporter: "hazard_accepted", CommunitySafetyOfficer: "hazard_registered"},
	Reject:      {Reporter: "hazard_rejected"},
	Assign:      {Party: "hazard_assigned", Reporter: "hazard_assigned_news"},
	Acknowledge: {Reporter: "hazard_acknowledged_news"},
	ClaimFixed:  {Reviewer: "hazard_to_review", Reporter: "hazard_claimed_news"},
	ReviewPass:  {Party: "hazard_closed", Reporter: "hazard_closed_news"},
	ReviewFail:  {Party: "review_failed"},
	Reopen:      {Party: "hazard_reopened", Reviewer: "hazard_reopened_above", Reporter: "hazard_reopened_news"},
	Void:        {CommunitySafetyOfficer: "hazard_void", Reporter: "hazard_void"},
}

// news tells those whom a rule names. Who did it is not told of it again, and
// nobody hears twice.
func (s *Service) news(ctx context.Context, h *Hazard, rule Rule, who string) error {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	told := []string{who}
	for _, role := range rule.Tell {
		if role == CommunitySafetyOfficer {
			officers, _ := s.holders(r, role, h.Place.Grid)
			if len(officers) == 0 {
				if err := s.reportVacancy(ctx, r, role, h.Place.Grid, h.About()); err != nil {
					return err
				}
			}
			if rule.Do == Accept && contains(s.Officers(r, h.Place.Grid), who) {
				continue // who accepted it goes on to assign it
			}
		}
		var to []string
		for _, id := range s.toward(r, h, role) {
			if !contains(told, id) && !r.away(id) {
				to = append(to, id)
			}
		}
		if rule.Do == Reopen && role == Reviewer {
			to = s.Level(r, min(TopLevel, h.ReopenCount), h.Place.Grid).IDs
		}
		told = append(told, to...)
		kind := newsKinds[rule.Do][role]
		if rule.To == Registered && rule.Do == Submit {
			kind = "hazard_registered"
		}
		n := Notice{
			Kind: kind, Key: fmt.Sprintf("%s/%d/%s", h.About(), h.Version, kind), To: to,
			Class: classOf(h, ClassNews), About: h.About(), Hazard: h,
		}
		if err := s.say(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// tellOrderer tells the leader who had ordered supervision that it is done.
func (s *Service) tellOrderer(ctx context.Context, h *Hazard, who string) error {
	if h.State != Closed || h.Ordered == "" || h.Ordered == who {
		return nil
	}
	return s.say(ctx, Notice{
		Kind: "supervised_closed", Key: fmt.Sprintf("%s/%d/supervised_closed", h.About(), h.Version), To: []string{h.Ordered},
		Class: ClassNews, About: h.About(), Hazard: h,
	})
}

// toward are the members who hold a role towards a hazard.
func (s *Service) toward(r *Roster, h *Hazard, role Role) []string {
	switch role {
	case Reporter:
		if h.Finder != "" {
			return nil // an inspector follows the ledger, not the news for the public
		}
		return nonEmpty(h.Reporter)
	case Finder:
		return nonEmpty(h.Finder)
	case Party:
		return nonEmpty(h.Party)
	case Reviewer:
		return s.reviewersOf(r, h)
	case CommunitySafetyOfficer:
		return s.Officers(r, h.Place.Grid)
	}
	ids, _ := s.holders(r, role, h.Place.Grid)
	return ids
}

func nonEmpty(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}
