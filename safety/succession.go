package safety

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Succession is a change of holder with the list of what is open (交接单,
// ORG-8), which both sides confirm.
type Succession struct {
	ID      string // role, grid, who leaves and his last day
	No      string // JJ-2026-0003
	Version int
	Role    Role
	Grid    string
	From    string // who leaves the role
	To      string // who takes it over
	Made    time.Time
	Lines   []Line // as they were that morning
	Gave    time.Time
	GaveBy  string // who confirmed it: who leaves, or the level above for somebody who cannot
	Took    time.Time
	TookBy  string
	Climbed int // highest level told
}

// SuccessionSubject is before the number in the subject of its events and steps.
const SuccessionSubject = "succession:"

// About is the subject under which its events and steps are kept.
func (x *Succession) About() string { return SuccessionSubject + x.No }

// SuccessionID is the id of the list with which somebody leaves an assignment.
func SuccessionID(left Assignment) string {
	return fmt.Sprintf("%s/%s/%s/%s", string(left.Role), left.Grid, left.Member, left.To.Format(time.DateOnly))
}

// Done says that both sides have confirmed.
func (x *Succession) Done() bool { return !x.Gave.IsZero() && !x.Took.IsZero() }

// SuccessionRules are whose change of holder is passed on, with what, and how it
// climbs until both have confirmed.
type SuccessionRules struct {
	Ladder string       `yaml:"ladder"`
	Roles  []Role       `yaml:"roles"`
	Things []KeptThings `yaml:"things"`
	Why    string       `yaml:"why"`
}

// KeptThings are what somebody in one of the roles has in his hands.
type KeptThings struct {
	What  string `yaml:"what"`
	Roles []Role `yaml:"roles"`
}

// ChangeHolders passes on the role of everyone who left it of late and has a
// successor, and reports to the safety office where there is none (ORG-7,
// ORG-8). It can be run again: each change is passed on once.
func (s *Service) ChangeHolders(ctx context.Context) (err error) {
	defer wrap(&err, "change of holders")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	today := Day(s.Now)
	since := today.AddDate(0, 0, -s.Policy.Daily.Holders.Back)
	for _, a := range r.Assignments {
		if a.To.IsZero() || !a.To.Before(today) || !contains(s.Policy.Succession.Roles, a.Role) {
			continue
		}
		next := r.successors(a, s.Now, s.Policy.Daily.Holders.Back)
		switch {
		case len(next) == 0 && !a.To.Before(since) && len(r.Appointed(a.Role, a.Grid, s.Now)) == 0:
			err = s.reportVacancy(ctx, r, a.Role, a.Grid, "grid:"+a.Grid)
		case len(next) > 0 && (!a.To.Before(since) || !next[0].From.Before(since)):
			err = s.passOn(ctx, r, a, next[0].Member)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// successors hold the role that somebody left: those who came after him first,
// at most so many days before
// he left, else those who held it beside him, unless he is back himself.
func (r *Roster) successors(left Assignment, at time.Time, back int) []Assignment {
	var after, beside []Assignment
	for _, a := range r.InGrid(left.Grid) {
		switch {
		case a.Role != left.Role || !a.Holds(at) || r.members[a.Member].gone():
		case a.Member == left.Member:
			return nil
		case a.From.After(left.From) && a.From.After(left.To.AddDate(0, 0, -back)):
			after = append(after, a)
		default:
			beside = append(beside, a)
		}
	}
	slices.SortStableFunc(after, func(a, b Assignment) int { return a.From.Compare(b.From) })
	return append(after, beside...)
}

func (s *Service) passOn(ctx context.Context, r *Roster, a Assignment, next string) error {
	x := &Succession{
		ID:   SuccessionID(a),
		Role: a.Role, Grid: a.Grid, From: a.Member, To: next, Made: s.Now,
	}
	switch _, err := s.Store.Succession(ctx, x.ID); {
	case err == nil:
		return nil
	case !errors.Is(err, ErrNotFound):
		return err
	}
	var err error
	if x.Lines, err = s.listOf(ctx, r, a); err != nil {
		return err
	}
	if err := s.passParty(ctx, r, x); err != nil {
		return err
	}
	year := s.Now.In(Shanghai).Year()
	n, err := s.Store.Number(ctx, fmt.Sprintf("JJ-%d", year))
	if err != nil {
		return err
	}
	x.No = fmt.Sprintf("JJ-%d-%04d", year, n)
	if err := s.Store.SaveSuccession(ctx, x, s.event(x.About(), System, PassedOn, a.Member, next, a.Role.String())); err != nil {
		return err
	}
	if err := s.planSuccession(ctx, x); err != nil {
		return err
	}
	return s.tellPassedOn(ctx, r, x)
}

// tellPassedOn gives the list to both sides, and asks them to confirm it.
func (s *Service) tellPassedOn(ctx context.Context, r *Roster, x *Succession) error {
	for _, id := range unique(append(slices.Clone(s.givers(r, x)), s.takers(r, x)...)) {
		n := s.successionNotice(r, x, "passed_on", ClassUrge, id)
		n.Key += "/" + id
		n.Lines, n.Words["side"] = x.Lines, s.SideOf(r, x, id)
		if err := s.say(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) successionNotice(r *Roster, x *Succession, kind NoticeKind, class Class, to ...string) Notice {
	return Notice{
		Kind: kind, Key: fmt.Sprintf("%s/%s/%d", x.About(), kind, x.Version), To: to, Class: class, About: x.About(),
		Words: map[string]string{
			"no": x.No, "role": x.Role.String(), "grid": r.Where(x.Grid), "from": r.Name(x.From), "to": r.Name(x.To), "n": fmt.Sprint(len(x.Lines)),
		},
	}
}

// The sides of a succession.
const (
	SideGives = "gives"
	SideTakes = "takes"
)

// givers confirm for who leaves: himself, or the level above when he cannot be
// reached any more. takers confirm for who comes.
func (s *Service) givers(r *Roster, x *Succession) []string { return s.side(r, x, x.From) }
func (s *Service) takers(r *Roster, x *Succession) []string { return s.side(r, x, x.To) }

func (s *Service) side(r *Roster, x *Succession, who string) []string {
	if id := r.Acting(who, s.Now); id != "" {
		return []string{id}
	}
	return s.overSuccession(r, x)
}

// overSuccession is the level above a role that changes hands.
func (s *Service) overSuccession(r *Roster, x *Succession) []string {
	ids := s.nextUp(r, min(TopLevel, x.Role.Fact().Rank+1), x.Grid)
	return without(without(ids, x.From), x.To)
}

// SideOf is on which side somebody has still to confirm, empty for none.
func (s *Service) SideOf(r *Roster, x *Succession, who string) string {
	switch {
	case x.Gave.IsZero() && contains(s.givers(r, x), who):
		return SideGives
	case x.Took.IsZero() && contains(s.takers(r, x), who):
		return SideTakes
	}
	return ""
}

// passParty makes the successor the responsible party of what the one who leaves
// was to put right.
func (s *Service) passParty(ctx context.Context, r *Roster, x *Succession) error {
	hs, err := s.Store.Hazards(ctx, HazardQuery{Grids: r.Under(x.Grid), Party: x.From, States: []State{Assigned, Rectifying}, Limit: 1000})
	if err != nil {
		return err
	}
	for _, h := range hs {
		h.Party, h.PartyName = x.To, r.Name(x.To)
		e := s.event(h.About(), System, PassedOn, string(h.State), string(h.State), x.Role.String()+"交接，整改责任人改为"+r.Name(x.To))
		e.Detail = map[string]string{"party": x.To, "was": x.From}
		if err := s.Store.SaveHazard(ctx, h, e); err != nil {
			return err
		}
	}
	return nil
}

// listOf is what somebody passes on: the open matters of his grid, and what he
// has in his hands.
func (s *Service) listOf(ctx context.Context, r *Roster, a Assignment) ([]Line, error) {
	lines, err := s.openItems(ctx, r, a)
	for _, t := range s.Policy.Succession.Things {
		if contains(t.Roles, a.Role) {
			lines = append(lines, Line{N: len(lines) + 1, Subject: "thing:" + t.What, Text: t.What})
		}
	}
	return lines, err
}

// openItems are the open hazards, hand-overs and orders and the owed checks of an
// assignment's grid.
func (s *Service) openItems(ctx context.Context, r *Roster, a Assignment) ([]Line, error) {
	var lines []Line
	add := func(l Line) {
		l.N = len(lines) + 1
		lines = append(lines, l)
	}
	grids := r.Under(a.Grid)
	hazards, err := s.Store.Hazards(ctx, HazardQuery{Grids: grids, States: OpenStates(), Limit: 1000})
	if err != nil {
		return nil, err
	}
	for _, h := range hazards {
		add(Line{Subject: h.About(), No: h.No, Text: fmt.Sprintf("%s %s，%s", h.Place.Label, short(h.What, 18), h.State)})
	}
	handovers, err := s.Store.Handovers(ctx, HandoverQuery{Grids: grids, States: OpenHandovers(), Limit: 1000})
	if err != nil {
		return nil, err
	}
	for _, o := range handovers {
		add(Line{Subject: o.About(), No: o.No, Text: fmt.Sprintf("移交%s，%s，%s到期", short(o.Addressee, 12), o.State, s.Policy.Calendar.Day(o.Due))})
	}
	orders, err := s.Store.Supervisions(ctx, SupervisionQuery{States: []SupervisionState{SupervisionOpen}, Limit: 1000})
	if err != nil {
		return nil, err
	}
	for _, v := range orders {
		if contains(grids, v.Grid) {
			add(Line{Subject: v.About(), No: v.No, Text: "督办单：" + short(v.Title, 24)})
		}
	}
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{Grids: grids, States: []OccurrenceState{Open, Missed}, Limit: 1000})
	owed := map[string]int{} // of daily ones there may be several
	for _, o := range occs {
		if text := r.Where(o.Grid) + " " + s.planOf(o).Name; o.Owed(s.Now) {
			if owed[text]++; owed[text] == 1 {
				add(Line{Subject: o.About(), Text: text})
			}
		}
	}
	for i, l := range lines {
		if n := owed[l.Text]; n > 1 {
			lines[i].Text = fmt.Sprintf("%s（%d 次）", l.Text, n)
		}
	}
	return lines, err
}
