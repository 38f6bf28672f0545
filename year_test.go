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
	yearSeed   = flag.Uint64("year-seed", 0, "repeat the year that a seed gives; 0 draws one")
	yearMonths = flag.Int("year-months", 0, "how many months of the year are lived; 0: all, or one under the race detector")
)

// TestScenario20EveryOccurrenceOfAYearIsDoneDoneLateMissedExcusedOrCancelledAndEveryPlannedMessageIsAccountedFor lets the
// whole street live from July to June among diligent, late and absent people:
// holders change, posts fall vacant, the program is away for two days, and the
// holiday table of the second half never comes.
func TestScenario20EveryOccurrenceOfAYearIsDoneDoneLateMissedExcusedOrCancelledAndEveryPlannedMessageIsAccountedFor(t *testing.T) {
	seed := *yearSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
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
	lives := &randomLives{world: newWorld(t, at), r: rand.New(rand.NewPCG(seed, 2)), done: map[safety.Action]int{}, last: map[string]*safety.Hazard{}}
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

// joins moves a joint inspection on: a day is fixed, they go, and sign.
func (y *year) joins(o *safety.Occurrence, head string) {
	now := y.clock.Now()
	switch day := safety.Day(now); {
	case o.State != safety.Open || !y.program.policy.Calendar.IsWorkday(now):
	case o.Planned.IsZero() && y.r.IntN(12) == 0:
		y.within(func(s *safety.Service) error {
			_, _, err := s.FixDate(y.ctx, o.ID, head, s.Policy.Calendar.AddWorkdays(day, 6), "街道院内集合", "")
			return err
		})
	case !o.Planned.IsZero() && safety.Day(o.Planned).Equal(day):
		y.goesJointly(o, head)
	}
}

// goesJointly does in one go what a team does on its day.
func (y *year) goesJointly(o *safety.Occurrence, head string) {
	step := func(do func(s *safety.Service, j *safety.JointInspection) error) {
		y.within(func(s *safety.Service) error {
			j, _, err := s.Joint(y.ctx, o.ID, head)
			if err != nil {
				return err
			}
			return do(s, j)
		})
	}
	for _, target := range y.joint(o.ID).Targets {
		y.cases++
		step(func(s *safety.Service, _ *safety.JointInspection) error {
			task, err := s.JointTask(y.ctx, o.ID, target.Key(), head)
			if err != nil {
				return err
			}
			v := allFine(task)
			v.Photos = []string{pick(y.r, y.photos)}
			_, err = s.FinishTarget(y.ctx, fmt.Sprintf("year-target-%d", y.cases), head, v, nil)
			return err
		})
	}
	step(func(s *safety.Service, j *safety.JointInspection) error {
		var came []string
		why := map[safety.BodyKind]string{}
		for _, p := range j.Participants {
			came = append(came, p.Member)
		}
		for _, kind := range s.Policy.Joint.Must {
			why[kind] = "当天另有安排"
		}
		_, err := s.RecordAttendance(y.ctx, o.ID, head, came, why)
		return err
	})
	for _, community := range y.roster.GridsAt(safety.Community) {
		step(func(s *safety.Service, _ *safety.JointInspection) error {
			var fs []safety.Finding
			for _, item := range s.CommunityItems() {
				fs = append(fs, safety.Finding{Item: item.ID, Text: item.Text, Answer: safety.Pass})
			}
			_, err := s.CheckCommunity(y.ctx, o.ID, head, community.Code, fs)
			return err
		})
	}
	step(func(s *safety.Service, _ *safety.JointInspection) error {
		list, err := s.LastFindings(y.ctx, o.ID, head)
		if err != nil {
			return err
		}
		var fs []safety.Finding
		for _, l := range list {
			fs = append(fs, safety.Finding{Item: l.Subject, Answer: safety.Pass})
		}
		_, err = s.LookBackAt(y.ctx, fmt.Sprintf("year-look-%d", y.cases), o.ID, head, fs)
		return err
	})
	step(func(s *safety.Service, _ *safety.JointInspection) error {
		_, err := s.CloseJoint(y.ctx, o.ID, head, "问题已交办，下季度回头看")
		return err
	})
	for _, p := range y.joint(o.ID).Participants {
		step(func(s *safety.Service, _ *safety.JointInspection) error {
			_, err := s.SignJoint(y.ctx, o.ID, p.Member)
			return err
		})
	}
	if y.joint(o.ID).State == safety.JointSent {
		y.did["joint inspections"]++
	}
}
