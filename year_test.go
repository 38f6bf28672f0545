package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"gridwarden/safety"
	"gridwarden/store"
)

var (
	yearSeed   = flag.Uint64("year-seed", 1795629952473300649, "live the year that a seed gives; 0 draws one")
	yearMonths = flag.Int("year-months", 0, "how many months of the year are lived; 0: all, or one under the race detector")
)

// TestScenario20EveryOccurrenceOfAYearIsDoneDoneLateMissedExcusedOrCancelledAndEveryPlannedMessageIsAccountedFor lets the
// whole street live from July to June among diligent, late and absent people:
// holders change, posts fall vacant, the program is away for two days, and the
// holiday table of the second half never comes. Every run lives the same year, in
// which a report takes over an earlier one in the moment it is accepted.
func TestScenario20EveryOccurrenceOfAYearIsDoneDoneLateMissedExcusedOrCancelledAndEveryPlannedMessageIsAccountedFor(t *testing.T) {
	seed := seedOf(*yearSeed)
	months := *yearMonths
	switch {
	case months > 0:
	case underRace:
		months = 1
	default:
		months = 12
	}
	t.Logf("seed %d: repeat with go test . -run %s -year-seed %[1]d -year-months %[3]d", seed, t.Name(), months)
	y := newYear(t, "2026-07-01 07:00", months, seed)
	if months == 12 && (y.program.policy.Calendar.Provisional(y.began) || !y.program.policy.Calendar.Provisional(y.end)) {
		t.Error("the year has no part whose holiday table is missing")
	}
	for day := safety.Day(y.began); day.Before(y.end); day = safety.Day(y.clock.Now()).AddDate(0, 0, 1) {
		y.live(day)
		if t.Failed() {
			return
		}
	}
	y.runTo(y.end)
	t.Logf("the street did: %v", y.did)
	if months == 12 {
		y.livedWhole()
	}
	rep := accounted(t, y.world, y.began)
	if rep.MadeUp == 0 {
		t.Error("nothing was made up after the days without the program")
	}
	y.everyCheckEnded()
	for _, no := range y.nos {
		y.sound(no)
	}
	for _, line := range y.journal.failures() {
		t.Errorf("logged: %s", line)
	}
	y.faultsAreNamed()
}

// faultsAreNamed puts one fault of each kind into the year and expects that the
// audit of the last month names it.
func (y *year) faultsAreNamed() {
	y.t.Helper()
	for _, fault := range []struct {
		name, tables, inject string
		want                 safety.GapKind
	}{
		{"a dropped job", "steps", "DELETE FROM steps WHERE skey = " + someStep, safety.GapStepMissing},
		{"a doubled job", "steps", "INSERT INTO steps SELECT skey || '-again', subject, ladder, rung, round, mark, level, due, state, reason, ended, '' FROM steps WHERE skey = " + someStep, safety.GapStepDoubled},
		{"an empty role of which nobody heard", "posts", "DELETE FROM posts WHERE pkey LIKE 'vacancy:%'", safety.GapVacancyUntold},
		{"a lost outbox row", "deliveries", "DELETE FROM deliveries WHERE post = " + somePost, safety.GapPostLost},
	} {
		y.withFault(fault.tables, fault.inject, func() {
			if found := y.gaps(y.end.AddDate(0, -1, 0)); found[fault.want] == "" {
				y.t.Errorf("%s is not named as %s; found %v", fault.name, fault.want, found)
			}
		})
	}
}

// A temper is how somebody does his work.
type temper int

const (
	diligent temper = iota // does it when told
	late                   // does it when it was missed
	absent                 // does nothing
)

// A year is the street with people of all tempers, drawn from a seed.
type year struct {
	*randomLives
	began   time.Time
	end     time.Time // of the last day
	tempers map[string]temper
	roster  *safety.Roster
	did     map[string]int
}

func newYear(t *testing.T, at string, months int, seed uint64) *year {
	lives := newLives(t, at, rand.New(rand.NewPCG(seed, 2)))
	lives.shelf()
	began := lives.clock.Now()
	return &year{randomLives: lives, began: began, end: safety.Day(began).AddDate(0, months, 0), tempers: map[string]temper{}, did: map[string]int{}}
}

// temper draws how somebody is, once and for all.
func (y *year) temper(who string) temper {
	if _, known := y.tempers[who]; !known {
		y.tempers[who] = [...]temper{diligent, diligent, diligent, diligent, diligent, late, late, absent}[y.r.IntN(8)]
	}
	return y.tempers[who]
}

// live lets the street live through one day.
func (y *year) live(day time.Time) {
	y.t.Helper()
	switch elapsed := int(day.Sub(y.began).Hours() / 24); {
	case elapsed == 15:
		y.downTo(day.AddDate(0, 0, 2).Add(11 * time.Hour))
	case elapsed%60 == 20:
		y.staffChanges(day)
	}
	y.runTo(later(y.clock.Now(), day.Add(10*time.Hour+40*time.Minute)))
	y.read(func(tx *store.Tx) (err error) {
		y.roster, err = tx.Roster(y.ctx)
		return err
	})
	y.checks()
	if y.program.policy.Calendar.IsWorkday(day) || y.r.IntN(4) == 0 {
		y.reported()
		y.handled()
		y.ordered()
		y.away(day)
		y.hushed(day)
		y.decides(day)
	}
	y.handsOver()
	y.settle()
	y.runTo(safety.Day(y.clock.Now()).Add(23 * time.Hour))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// checks lets those who owe a check do it, put it off or forget it.
func (y *year) checks() {
	var open []*safety.Occurrence
	y.read(func(tx *store.Tx) (err error) {
		open, err = tx.Occurrences(y.ctx, safety.OccurrenceQuery{States: []safety.OccurrenceState{safety.Open, safety.Missed}, DueSince: y.clock.Now().AddDate(0, 0, -20), Limit: 10_000})
		return err
	})
	for _, o := range open {
		plan := y.program.policy.PlanOf(o)
		who := y.roster.Holders(plan.Who, o.Grid, y.clock.Now())
		if len(who) == 0 || !o.Owed(y.clock.Now()) {
			continue
		}
		switch temper := y.temper(who[0]); {
		case plan.Joint:
			y.joins(o, who[0])
		case temper == diligent && y.r.IntN(2) == 0, temper == late && o.State == safety.Missed && y.r.IntN(3) > 0:
			y.inspects(o, plan, who[0])
		case temper == absent && y.r.IntN(60) == 0:
			y.excused(o, who[0])
		}
	}
}

// inspects is one check, or some objects of a sweep.
func (y *year) inspects(o *safety.Occurrence, plan safety.Plan, who string) {
	if len(plan.Covers) == 0 {
		y.visits(o.ID, "", who)
		return
	}
	var left []safety.Object
	y.within(func(s *safety.Service) error {
		p, err := s.Progress(y.ctx, o)
		left = p.Left(who)
		return err
	})
	for _, at := range left[:min(len(left), 8)] {
		y.visits(o.ID, at.Key(), who)
	}
}

// visits is one visit: mostly all is well.
func (y *year) visits(occurrence, object, who string) {
	y.cases++
	y.within(func(s *safety.Service) error {
		task, err := s.TaskAt(y.ctx, occurrence, object)
		if err != nil {
			return err
		}
		v := allFine(task)
		v.Photos = []string{pick(y.r, y.photos)}
		if y.r.IntN(12) == 0 && len(v.Findings) > 0 {
			f := &v.Findings[y.r.IntN(len(v.Findings))]
			f.Answer, f.Note, f.Before = safety.Fail, "有一处不合格", []string{pick(y.r, y.photos)}
			if y.r.IntN(3) == 0 {
				f.After = []string{pick(y.r, y.photos)}
			}
		}
		done, err := s.Finish(y.ctx, fmt.Sprintf("year-visit-%d", y.cases), who, v)
		if err == nil {
			y.did["visits"]++
		}
		for _, h := range append(done.New, done.Fixed...) {
			y.nos = append(y.nos, h.No)
		}
		return err
	})
}

// excused asks for a check to be let off, which is granted or not.
func (y *year) excused(o *safety.Occurrence, who string) {
	var above []string
	y.within(func(s *safety.Service) (err error) {
		above, err = s.AskExcuse(y.ctx, o.ID, who, "出差在外，这一次请免查")
		return err
	})
	if len(above) == 0 || y.r.IntN(3) == 0 {
		return
	}
	y.within(func(s *safety.Service) error {
		if y.r.IntN(3) == 0 {
			_, err := s.DenyExcuse(y.ctx, o.ID, above[0], "请找人代查")
			return err
		}
		_, err := s.Excuse(y.ctx, o.ID, above[0], "同意，下次补上")
		if err == nil {
			y.did["excuses"]++
		}
		return err
	})
}
