package safety

import (
	"context"
	"fmt"
	"time"
)

// LeavesDue tells of leaves that begin and end today, and asks again who has not
// answered whether he stands in. It can be run again: everything is told once,
// and who was asked is reminded once a working day.
func (s *Service) LeavesDue(ctx context.Context) (err error) {
	defer wrap(&err, "leaves due")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	for _, l := range r.Leaves {
		if !l.Closed.IsZero() {
			continue
		}
		if err := s.leaveDue(ctx, r, &l); err != nil {
			return fmt.Errorf("leave %s: %w", l.ID, err)
		}
	}
	return nil
}

func (s *Service) leaveDue(ctx context.Context, r *Roster, l *Leave) error {
	if !s.Now.Before(l.Until()) {
		l.Closed = s.Now
		if err := s.Store.SaveLeave(ctx, l, s.event(l.About(), System, EndedLeave, "", "", "")); err != nil {
			return err
		}
		return s.tellOver(ctx, r, l, ClassNews)
	}
	if l.Holds(s.Now) && l.Begun.IsZero() {
		l.Begun = s.Now
		if err := s.Store.SaveLeave(ctx, l, s.event(l.About(), System, BeganLeave, "", l.StandIn, "")); err != nil {
			return err
		}
		if l.StandIn != "" {
			return s.tellBegun(ctx, l)
		}
		if err := s.tellLeave(ctx, r, l); err != nil {
			return err
		}
	}
	if l.Asked == "" || !s.Policy.Calendar.IsWorkday(s.Now) {
		return nil
	}
	n := s.leaveNotice(r, l, "leave_asked", ClassRemind, l.Asked)
	n.Key = fmt.Sprintf("%s/asked/%s", l.About(), s.Now.In(Shanghai).Format(time.DateOnly))
	return s.say(ctx, n)
}

// tellBegun tells who stands in what is now his to do.
func (s *Service) tellBegun(ctx context.Context, l *Leave) error {
	r, err := s.Store.Roster(ctx) // with the leave as it is now
	if err != nil {
		return err
	}
	n := s.leaveNotice(r, l, "leave_begun", ClassUrge, l.StandIn)
	if n.Lines, err = s.openMatters(ctx, r, l.Member); err != nil {
		return err
	}
	return s.say(ctx, n)
}

// tellOver tells who was away what happened meanwhile, and who stood in that it
// is over.
func (s *Service) tellOver(ctx context.Context, r *Roster, l *Leave, class Class) (err error) {
	if err := s.say(ctx, s.leaveNotice(r, l, "leave_done", ClassNews, nonEmpty(l.StandIn)...)); err != nil {
		return err
	}
	n := s.leaveNotice(r, l, "leave_over", class, l.Member)
	if n.Lines, err = s.openMatters(ctx, r, l.Member); err != nil {
		return err
	}
	m, err := s.meanwhile(ctx, r, l)
	if err != nil {
		return err
	}
	n.Words["reported"], n.Words["closed"] = fmt.Sprint(m.reported), fmt.Sprint(m.closed)
	n.Words["done"], n.Words["missed"] = fmt.Sprint(m.done), fmt.Sprint(m.missed)
	return s.say(ctx, n)
}

// openMatters are the open items of all roles a member is told about.
func (s *Service) openMatters(ctx context.Context, r *Roster, member string) ([]Line, error) {
	var lines []Line
	seen := map[string]bool{}
	for _, a := range r.Own(member, s.Now) {
		if !contains(s.Policy.Leave.Tell, a.Role) {
			continue
		}
		found, err := s.openItems(ctx, r, a)
		if err != nil {
			return nil, err
		}
		for _, l := range found {
			if !seen[l.Subject] {
				seen[l.Subject] = true
				l.N = len(lines) + 1
				lines = append(lines, l)
			}
		}
	}
	return lines, nil
}

// happened counts what was done while somebody was away.
type happened struct{ reported, closed, done, missed int }

func (s *Service) meanwhile(ctx context.Context, r *Roster, l *Leave) (m happened, err error) {
	var grids []string
	for _, a := range r.Own(l.Member, s.Now) {
		if contains(s.Policy.Leave.Tell, a.Role) {
			grids = append(grids, r.Under(a.Grid)...)
		}
	}
	if len(grids) == 0 {
		return m, nil
	}
	from, grids := s.awaySince(r, l), unique(grids)
	if m.reported, err = s.Store.CountHazards(ctx, HazardQuery{Grids: grids, Reported: from}); err != nil {
		return m, err
	}
	if m.closed, err = s.Store.CountHazards(ctx, HazardQuery{Grids: grids, States: []State{Closed}, Closed: from}); err != nil {
		return m, err
	}
	occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{Grids: grids, DueSince: from, Limit: 100_000})
	for _, o := range occs {
		switch {
		case !o.DoneAt.IsZero() && !o.DoneAt.Before(from):
			m.done++
		case o.State == Missed && !o.Missed.Before(from):
			m.missed++
		}
	}
	return m, err
}

// awaySince is when the member went: a leave that was divided goes on from the
// one before it.
func (s *Service) awaySince(r *Roster, l *Leave) time.Time {
	from := l.From
	leaves := r.LeavesOf(l.Member)
	for i := len(leaves) - 1; i >= 0; i-- {
		if leaves[i].Until().Equal(from) && leaves[i].From.Before(from) {
			from = leaves[i].From
		}
	}
	return from
}
