package safety

import (
	"context"
	"fmt"
	"time"
)

// SupervisionState is where a supervision order stands.
type SupervisionState string

const (
	SupervisionOpen     SupervisionState = "open"
	SupervisionAnswered SupervisionState = "answered" // those charged with it have replied
	SupervisionDone     SupervisionState = "done"     // the matter has come to its end
)

var supervisionNames = map[SupervisionState]string{SupervisionOpen: "待回复", SupervisionAnswered: "已回复", SupervisionDone: "已办结"}

func (s SupervisionState) String() string { return supervisionNames[s] }

// A Supervision is a leader's order about a matter with a deadline of its own
// (督办单). It is answered by a reply or by the end of the matter; until then it
// stands in the digest and in the lists of those charged with it.
type Supervision struct {
	No      string // DB-2026-01-0003
	Version int
	Subject string // "hazard:…", "occurrence:…"
	Title   string // the matter in a few words, as it was when ordered
	Grid    string
	Leader  string // userid
	Rank    int    // of the leader's role: the level an overdue order comes back to
	Words   string // what the leader asked for, empty if nothing but the word
	Due     time.Time
	State   SupervisionState
	Round   int // grows when the leader sets another deadline
	Climbed int // 1: it came back to the leader, 2: the level above was told too

	OrderedAt  time.Time
	AnsweredAt time.Time
	AnsweredBy string
	Answer     string
	Photos     []string
	EndedAt    time.Time
	Outcome    string // how the matter ended
}

// SupervisionSubject begins the subjects of supervision orders.
const SupervisionSubject = "supervision:"

// About is the subject under which its steps, events and notices are kept.
func (v *Supervision) About() string { return SupervisionSubject + v.No }

// A SupervisionQuery selects supervision orders; empty fields do not restrict.
// The result is ordered by due moment, then number.
type SupervisionQuery struct {
	Subject string
	Leader  string
	States  []SupervisionState
	// ChangedSince selects those answered or ended after a moment.
	ChangedSince time.Time
	Limit        int // 0 means 200
}

// supervise orders supervision of a matter. The same leader's open order about
// the same matter is changed by a new deadline or new words, and else left.
func (s *Service) supervise(ctx context.Context, r *Roster, who string, m matter, o OrderText) (*Supervision, error) {
	due, err := s.superviseUntil(m, o.Term)
	if err != nil {
		return nil, err
	}
	old, err := s.Store.Supervisions(ctx, SupervisionQuery{Subject: m.subject, Leader: who, States: []SupervisionState{SupervisionOpen}})
	if err != nil {
		return nil, err
	}
	if len(old) > 0 {
		v := old[0]
		if !o.Term.Given() && (o.Words == "" || o.Words == v.Words) || v.Due.Equal(due) && (o.Words == "" || o.Words == v.Words) {
			return v, nil
		}
		if o.Term.Given() {
			v.Due = due
		}
		set(&v.Words, o.Words)
		v.Round++
		return v, s.issue(ctx, r, v, m)
	}
	no, err := s.draw(ctx, r, "DB", m.grid)
	if err != nil {
		return nil, err
	}
	v := &Supervision{
		No: no, Subject: m.subject, Title: m.title, Grid: m.grid, Leader: who, Rank: rankOver(r, who, m.grid, s.Now),
		Words: o.Words, Due: due, State: SupervisionOpen, OrderedAt: s.Now,
	}
	return v, s.issue(ctx, r, v, m)
}

// superviseUntil is when an order must be answered.
func (s *Service) superviseUntil(m matter, t Term) (time.Time, error) {
	rule, c := s.Policy.Escalation.Supervision, s.Policy.Calendar
	if !t.Given() {
		return rule.Due.From(s.Now, c), nil
	}
	due := t.From(s.Now, m.severity.Rank() < Serious.Rank(), c)
	switch first, last := rule.Min.From(s.Now, c), rule.Max.From(s.Now, c); {
	case due.Before(first):
		return due, Refuse("督办期限太短，最早到%s。", Moment(first, s.Now))
	case due.After(last):
		return due, Refuse("督办期限太长，最晚到%s。", Moment(last, s.Now))
	}
	return due, nil
}

// issue keeps an order that is new or has changed, plans its ladder and tells
// those charged with it.
func (s *Service) issue(ctx context.Context, r *Roster, v *Supervision, m matter) error {
	if v.Round > 0 {
		if err := s.Store.DropSteps(ctx, v.About(), "领导另定了期限", s.Now); err != nil {
			return err
		}
	}
	if err := s.planSupervision(ctx, v, m.severity); err != nil {
		return err
	}
	e := s.event(v.About(), v.Leader, Supervise, "", string(v.State), v.Words)
	e.Detail = map[string]string{"due": v.Due.In(Shanghai).Format(time.RFC3339), "subject": v.Subject}
	if err := s.Store.SaveSupervision(ctx, v, e); err != nil {
		return err
	}
	on := s.event(v.Subject, v.Leader, Supervise, m.state, m.state, v.Words)
	on.Detail = map[string]string{"no": v.No, "due": e.Detail["due"]}
	if m.hazard != nil {
		m.hazard.Ordered = v.Leader
		if err := s.Store.SaveHazard(ctx, m.hazard, on); err != nil {
			return err
		}
	} else if err := s.Store.Append(ctx, on); err != nil {
		return err
	}
	n := s.supervisionNotice(v, m)
	n.Kind, n.Key, n.To = "supervised", fmt.Sprintf("%s/ordered/%d", v.About(), v.Round), without(s.charged(r, m), v.Leader)
	n.Words["leader"] = r.Name(v.Leader)
	return s.say(ctx, n)
}

// supervisionNotice is a notice about an order, urgent as its matter is.
func (s *Service) supervisionNotice(v *Supervision, m matter) Notice {
	n := Notice{
		Class: ClassUrge, About: v.Subject, Hazard: m.hazard, Occurrence: m.occ,
		Words: map[string]string{
			"no": v.No, "by": Moment(v.Due, s.Now), "words": v.Words, "title": v.Title, "answer": v.Answer, "overdue": s.overdue(v.Due), "outcome": v.Outcome,
		},
	}
	if m.severity.Rank() >= Major.Rank() {
		n.Class = ClassAlarm
	}
	return n
}

// charged are those an order is for: who is at work on the matter, and the
// community's officers.
func (s *Service) charged(r *Roster, m matter) []string {
	p := People{}
	switch {
	case m.hazard != nil:
		p.add(s.atWork(r, m.hazard)...)
	case m.occ != nil:
		p.add(s.Responsible(r, s.planOf(m.occ).Who, m.occ.Grid).IDs...)
	}
	p.add(s.Officers(r, m.grid)...)
	if p.None() {
		p.add(s.office(r)...)
	}
	return p.IDs
}

// rankOver is the highest level that a member's roles answer for over a grid.
func rankOver(r *Roster, who, grid string, at time.Time) int {
	rank := 0
	for _, g := range r.Path(grid) {
		for _, a := range r.InGrid(g.Code) {
			if a.Holds(at) && r.ActsFor(who, a.Member, at) {
				rank = max(rank, a.Role.Fact().Rank)
			}
		}
	}
	return rank
}
