package safety

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// CalendarSubject is the kind of subject under which is kept what was known of
// the days off of a year.
const CalendarSubject = "calendar:"

// provisionalTable stands in the history of a year while its table is missing;
// afterwards the table's fingerprint does.
const provisionalTable = "provisional"

// everPlanned is later than any step.
var everPlanned = time.Date(2100, time.January, 1, 0, 0, 0, 0, Shanghai)

// WatchCalendar notes what is known of this year's and next year's days off.
// When a table has arrived, reminders and escalations that count in working days
// and have not been told yet move to the days they should have had; nothing that
// was told changes (T-6, promises.md F34). It can be run again.
func (s *Service) WatchCalendar(ctx context.Context) (moved int, err error) {
	defer wrap(&err, "watch calendar")
	year := s.Now.In(Shanghai).Year()
	for _, y := range []int{year, year + 1} {
		n, err := s.watchYear(ctx, y)
		if err != nil {
			return moved, err
		}
		moved += n
	}
	return moved, nil
}

func (s *Service) watchYear(ctx context.Context, year int) (moved int, err error) {
	subject := CalendarSubject + fmt.Sprint(year)
	now := s.Policy.Calendar.Fingerprint(year)
	if now == "" {
		now = provisionalTable
	}
	events, err := s.Store.History(ctx, subject)
	if err != nil {
		return 0, err
	}
	before := ""
	if len(events) > 0 {
		before = events[len(events)-1].To
	}
	if before == now {
		return 0, nil
	}
	if before == provisionalTable {
		if moved, err = s.moveGuessed(ctx, year); err != nil {
			return 0, err
		}
		if err := s.reopenGuessed(ctx, year); err != nil {
			return 0, err
		}
	}
	e := s.event(subject, System, Replanned, before, now, "")
	e.Detail = map[string]string{"moved": fmt.Sprint(moved)}
	if err := s.Store.Append(ctx, e); err != nil || before != provisionalTable {
		return moved, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return moved, err
	}
	return moved, s.say(ctx, Notice{
		Kind: "calendar_arrived", Key: subject + "/" + now, To: s.office(r), Class: ClassNews, About: subject,
		Words: map[string]string{"year": fmt.Sprint(year), "moved": fmt.Sprint(moved)},
	})
}

// moveGuessed moves the planned steps that a year's missing table had put on other days.
func (s *Service) moveGuessed(ctx context.Context, year int) (moved int, err error) {
	steps, err := s.Store.DueSteps(ctx, everPlanned, 100_000)
	if err != nil {
		return 0, err
	}
	guessed := s.Policy.Calendar.Without(year)
	if moved, err = s.moveDeadlines(ctx, year, guessed); err != nil {
		return moved, err
	}
	for _, st := range steps {
		rung, ok := s.Policy.Rung(st.Ladder, st.Rung)
		if !ok || rung.After.unit != workdays && !rung.Roll {
			continue
		}
		from, err := s.markedAt(ctx, st)
		if err != nil {
			return moved, err
		}
		due := later(rung.due(from, s.Policy.Calendar), s.Now)
		if from.IsZero() || !rung.due(from, guessed).Equal(st.Due) || due.Equal(st.Due) {
			continue // not where the missing table had put it: it stays as it was frozen (E-1)
		}
		if err := s.Store.MoveStep(ctx, st.Key, due); err != nil {
			return moved, err
		}
		e := s.event(st.Subject, System, Replanned, "", "", fmt.Sprintf("%d年的放假安排到了", year))
		e.Detail = map[string]string{"step": st.Key, "from": st.Due.In(Shanghai).Format(time.DateTime), "to": due.In(Shanghai).Format(time.DateTime)}
		if err := s.Store.Append(ctx, e); err != nil {
			return moved, err
		}
		moved++
	}
	return moved, nil
}

// reopenGuessed cancels what windows made on days that have turned out otherwise
// and nobody has begun, and opens what is due on the right ones.
func (s *Service) reopenGuessed(ctx context.Context, year int) error {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	guessed := *s.Policy
	guessed.Calendar = s.Policy.Calendar.Without(year)
	for _, o := range guessed.Occasions(r.Windows, s.Now, s.Now) {
		if !o.Provisional() || !o.On(s.Now) {
			continue
		}
		if _, _, err := s.reconcile(ctx, o.Key(), fmt.Sprintf("%d年的放假安排到了，日子变了", year)); err != nil {
			return err
		}
	}
	_, err = s.OpenOccurrences(ctx)
	return err
}

// markedAt is the moment a planned step counts from; zero if that is not known.
func (s *Service) markedAt(ctx context.Context, st Step) (time.Time, error) {
	kind, id, _ := strings.Cut(st.Subject, ":")
	switch kind + ":" {
	case HazardSubject:
		h, err := s.Store.Hazard(ctx, id)
		if err != nil {
			return time.Time{}, err
		}
		return h.markedAt(st.Mark), nil
	case OccurrenceSubject:
		o, err := s.Store.Occurrence(ctx, id)
		if err != nil {
			return time.Time{}, err
		}
		return o.markedAt(st.Mark), nil
	case PeriodSubject:
		plan, rest, _ := strings.Cut(id, "/")
		period, _, _ := strings.Cut(rest, "/")
		occs, err := s.Store.Occurrences(ctx, OccurrenceQuery{Plan: plan, Period: period, Limit: 1})
		if err != nil || len(occs) == 0 {
			return time.Time{}, err
		}
		return occs[0].markedAt(st.Mark), nil
	case SoftDutySubject:
		d, err := s.Store.SoftDuty(ctx, id)
		if err != nil {
			return time.Time{}, err
		}
		return map[Mark]time.Time{MarkOpened: d.Opens, MarkDue: d.Due}[st.Mark], nil
	}
	return time.Time{}, nil
}

func (h *Hazard) markedAt(m Mark) time.Time {
	switch m {
	case MarkDue:
		return h.Deadline
	case MarkRegistered:
		return h.RegisteredAt
	case MarkReported:
		return h.ReportedAt
	}
	return h.Since
}

func (o *Occurrence) markedAt(m Mark) time.Time {
	return map[Mark]time.Time{MarkOpened: o.Opens, MarkDue: o.Due, MarkMissed: o.Missed}[m]
}

// RemindCalendar reminds the safety office once a week, on a working day, while
// next year's days off are missing. It can be run again.
func (s *Service) RemindCalendar(ctx context.Context) (err error) {
	defer wrap(&err, "remind of the calendar")
	c, year := s.Policy.Calendar, s.Now.In(Shanghai).Year()
	missing := slices.DeleteFunc([]int{year, year + 1}, func(y int) bool {
		return c.Fingerprint(y) != "" || y > year && s.Now.Before(dayIn(year, s.Policy.Daily.Calendar.Expected))
	})
	if len(missing) == 0 || !c.IsWorkday(s.Now) {
		return nil
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	subject := CalendarSubject + fmt.Sprint(missing[0])
	return s.say(ctx, Notice{
		Kind: "calendar_missing", Key: subject + "/" + Week(s.Now).Format(time.DateOnly), To: s.office(r), Class: ClassNews, About: subject,
		Words: map[string]string{"year": fmt.Sprint(missing[0])},
	})
}

// Without is the calendar as it would be if the table of a year were missing.
func (c *Calendar) Without(year int) *Calendar {
	if c == nil || !c.years[year] {
		return c
	}
	others := slices.DeleteFunc(slices.Clone(c.tables), func(y CalendarYear) bool { return y.Year == year })
	without, err := NewCalendar(others, c.festivals)
	if err != nil {
		return c // the tables were checked when c was built
	}
	without.closes = c.closes
	return without
}
