package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot/wecomsim"
	"gridwarden/handlers"
	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// A walk is a worked example of a ladder: what people do and when, and what every
// rung must have come to. It is lived on a real database with the real service,
// from one due moment to the next, and once more for each hour in which a rung is
// due, with the program down for that hour.
type walk struct {
	name   string
	begin  string // "2026-09-18 10:00"
	acts   []act
	until  string
	about  func(l *walker) []string // the subjects; nil: the hazard
	open   string                   // checks of plans whose names begin so are opened and missed too
	ladder string                   // only its rungs are looked at
	want   string                   // a line for each rung that was due: when, which, level, state, whom
}

// An act is what somebody does at a moment.
type act struct {
	at string
	do func(l *walker)
}

// A walker lives one walk through a worked example. All of it happens in one
// transaction that is taken back at the end.
type walker struct {
	*world
	tx       *store.Tx
	now      time.Time
	from, to time.Time // the program is down
	open     bool
	policy   *safety.Policy
	opened   time.Time
	told     map[string]int // notices, by key and member
	h        *safety.Hazard
	photos   []string
}

// walks lives all examples of a ladder in one world.
func walks(t *testing.T, at string, examples ...walk) {
	newWorld(t, at).walks(examples...)
}

func (w *world) walks(examples ...walk) {
	photos := w.pictures()
	for _, table := range []string{"steps", "occurrences", "soft_duties"} { // of when the world began
		if len(w.rows("SELECT 1 FROM "+table+" LIMIT 1")) > 0 {
			w.tamper("DELETE FROM " + table)
		}
	}
	for _, x := range examples {
		w.t.Run(x.name, func(t *testing.T) {
			quiet := *w
			quiet.t = t
			steps := quiet.live(x, photos, time.Time{})
			if diff := cmp.Diff(strings.Split(strings.TrimSpace(x.want), "\n"), quiet.lines(steps)); diff != "" {
				t.Fatalf("the rungs are not as written (-want +got):\n%s", diff)
			}
			hours := map[time.Time]bool{}
			for _, st := range steps {
				hours[st.Ended.Truncate(time.Hour)] = true
			}
			for hour := range hours {
				quiet.late(steps, quiet.live(x, photos, hour), hour)
			}
		})
	}
}

// pictures puts every sample on file and gives the ids.
func (w *world) pictures() (ids []string) {
	w.t.Helper()
	v := w.member(testdata.Volunteer)
	for _, s := range wecomsim.Samples() {
		v.phone().SendPhoto(s.JPEG())
		w.settle()
	}
	v.says("取消")
	for _, row := range w.rows("SELECT id FROM photos WHERE sha256 <> '' ORDER BY id") {
		ids = append(ids, row[0])
	}
	return ids
}

// planning is the program's policy with the plans whose names begin
// so, and the windows if special checks are meant.
func (w *world) planning(prefix string) *safety.Policy {
	p := *w.program.policy
	p.Plans = slices.DeleteFunc(slices.Clone(p.Plans), func(plan safety.Plan) bool { return !strings.HasPrefix(plan.ID, prefix) })
	if prefix != safety.SpecialPlan {
		p.Intensify.Windows = nil
	}
	return &p
}

var errTakenBack = errors.New("taken back")

// live lives an example, down for an hour, and gives the steps that ended by
// themselves, in the order they did.
func (w *world) live(x walk, photos []string, down time.Time) (steps []safety.Step) {
	w.t.Helper()
	err := w.program.db.Tx(w.ctx, func(tx *store.Tx) error {
		l := &walker{world: w, tx: tx, now: moment(w.t, x.begin), from: down, to: down.Add(time.Hour), open: x.open != "", policy: w.planning(x.open), told: map[string]int{}, photos: photos}
		for _, a := range x.acts {
			l.runTo(moment(w.t, a.at))
			a.do(l)
		}
		l.runTo(moment(w.t, x.until))
		for _, subject := range l.subjects(x) {
			found, err := tx.Steps(w.ctx, subject)
			l.no(err)
			for _, st := range found {
				if st.State == safety.StepPlanned && !st.Due.After(l.now) {
					w.t.Errorf("%s was due %s and is lost", st.Key, st.Due)
				}
				if st.State != safety.StepPlanned && st.State != safety.StepDropped && (x.ladder == "" || st.Ladder == x.ladder) {
					steps = append(steps, st)
				}
			}
		}
		for key, n := range l.told {
			if n > 1 && !strings.HasPrefix(key, "vacancy:") { // which the outbox keeps once a week
				w.t.Errorf("%s was told %d times", key, n)
			}
		}
		return errTakenBack
	})
	if !errors.Is(err, errTakenBack) {
		w.t.Fatal(err)
	}
	slices.SortStableFunc(steps, func(a, b safety.Step) int {
		return cmpOr(a.Ended.Compare(b.Ended), a.Due.Compare(b.Due), a.Level-b.Level, strings.Compare(a.Key, b.Key))
	})
	return steps
}

func cmpOr(ns ...int) int {
	for _, n := range ns {
		if n != 0 {
			return n
		}
	}
	return 0
}

func (l *walker) subjects(x walk) []string {
	if x.about != nil {
		return x.about(l)
	}
	return []string{l.h.About()}
}

// no fails the story on an error.
func (l *walker) no(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatalf("%s: %v", l.now.Format("01-02 15:04"), err)
	}
}

// service is the domain at this moment. What it tells is counted on the way.
func (l *walker) service() *safety.Service {
	s := handlers.Service(l.tx, l.policy, l.now, "")
	s.Tell = teed{l, s.Tell}
	return s
}

type teed struct {
	l    *walker
	real safety.Teller
}

func (c teed) Tell(ctx context.Context, n safety.Notice) error {
	for _, id := range n.To {
		c.l.told[n.Key+" to "+id]++
	}
	return c.real.Tell(ctx, n)
}

// runTo lets the clock climb until a moment, at every moment something is due.
func (l *walker) runTo(to time.Time) {
	l.t.Helper()
	for {
		next := l.next()
		if next.Before(l.now) {
			next = l.now
		}
		if !next.Before(l.from) && next.Before(l.to) {
			next = l.to
		}
		if next.After(to) {
			l.now = to
			return
		}
		l.now = next
		l.duties(next)
	}
}

// next is when something is due, in whole minutes as the plan of the program.
func (l *walker) next() time.Time {
	l.t.Helper()
	next := farOff
	steps, err := l.tx.DueSteps(l.ctx, farOff, 1)
	l.no(err)
	if len(steps) > 0 {
		next = steps[0].Due
	}
	if !l.open {
		return whole(next)
	}
	occs, err := l.tx.Occurrences(l.ctx, safety.OccurrenceQuery{States: []safety.OccurrenceState{safety.Open}, MissedUntil: farOff, Limit: 1})
	l.no(err)
	if len(occs) > 0 && occs[0].Missed.Before(next) {
		next = occs[0].Missed
	}
	if l.opened.IsZero() {
		return l.now
	}
	if day := safety.Day(l.opened).AddDate(0, 0, 1).Add(2 * time.Minute); day.Before(next) {
		next = day
	}
	return whole(next)
}

func whole(t time.Time) time.Time {
	if m := t.Truncate(time.Minute); m.Before(t) {
		return m.Add(time.Minute)
	}
	return t
}

// duties does what is due, as the plan of the program does.
func (l *walker) duties(now time.Time) {
	l.t.Helper()
	if l.open && (l.opened.IsZero() || safety.Day(l.opened).Before(safety.Day(now))) {
		_, err := l.service().OpenOccurrences(l.ctx)
		l.no(err)
		l.opened = now
	}
	for n := 1; l.open && n > 0; {
		var err error
		n, err = l.service().MissOverdue(l.ctx, chunk)
		l.no(err)
	}
	for n := 1; n > 0; {
		var err error
		n, err = l.service().ClimbDue(l.ctx, chunk)
		l.no(err)
	}
}

// lines are steps as the examples write them.
func (w *world) lines(steps []safety.Step) (lines []string) {
	for _, st := range steps {
		line := fmt.Sprintf("%s %s/%s L%d %s", st.Ended.In(safety.Shanghai).Format("01-02 15:04"), st.Ladder, st.Rung, st.Level, st.State)
		lines = append(lines, strings.TrimSpace(line+" "+w.whom(st.To)))
	}
	return lines
}

// callings are roles as the examples write them.
var callings = map[safety.Role]string{
	safety.CourtyardLead: "lead", safety.CommunitySafetyOfficer: "officer", safety.CommunityHead: "head", safety.SafetyOfficeHead: "office",
	safety.SafetyOfficeStaff: "office", safety.StreetDeputyLead: "deputy", safety.StreetPrincipal: "principal",
}

// whom are those who were told, by the first role they hold, once each; the
// shop's owner by name.
func (w *world) whom(ids []string) string {
	var names []string
	w.read(func(tx *store.Tx) error {
		r, err := tx.Roster(w.ctx)
		for _, id := range ids {
			name := id
			if as := r.Of(id, moment(w.t, "2026-09-14 10:00")); len(as) > 0 {
				if name = callings[as[0].Role]; name == "" {
					name = string(as[0].Role)
				}
			}
			if id == testdata.ShopOwner {
				name = "owner"
			}
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		return err
	})
	slices.Sort(names)
	return strings.Join(names, "+")
}

// late compares a life in which the program was down for an hour with the quiet
// one: nothing is lost, nothing comes besides, nobody hears twice or out of turn,
// and what was due in the hour comes when it is over.
func (w *world) late(quiet, got []safety.Step, hour time.Time) {
	w.t.Helper()
	when := hour.In(safety.Shanghai).Format("down from 01-02 15:04")
	end := hour.Add(time.Hour)
	by := map[string]safety.Step{}
	for i, st := range got {
		by[st.Key] = st
		if i > 0 && st.Due.Before(got[i-1].Due) && st.Ended.After(got[i-1].Ended) {
			w.t.Errorf("%s: %s was told after %s", when, st.Key, got[i-1].Key)
		}
	}
	for _, was := range quiet {
		st, there := by[was.Key]
		delete(by, was.Key)
		in := !was.Ended.Before(hour) && was.Ended.Before(end)
		switch {
		case !there:
			w.t.Errorf("%s: %s is lost", when, was.Key)
		case in && st.State == safety.StepSkipped && was.State == safety.StepTold && was.Level == 0 && strings.HasPrefix(st.Reason, "停机"):
			// a later reminder of the same hour says it, or it is of no use any more
		case st.State != was.State || w.whom(st.To) != w.whom(was.To) || st.Level != was.Level:
			w.t.Errorf("%s: %s is %s (%s) to %s, undisturbed it is %s to %s", when, was.Key, st.State, st.Reason, w.whom(st.To), was.State, w.whom(was.To))
		case in && !st.Ended.Equal(end) && !st.Ended.Equal(was.Ended): // with an act of the same moment it may still have gone
			w.t.Errorf("%s: %s came %s, want when the program is up again", when, was.Key, st.Ended.In(safety.Shanghai))
		case !in && !st.Ended.Equal(was.Ended):
			w.t.Errorf("%s: %s came %s, undisturbed %s", when, was.Key, st.Ended.In(safety.Shanghai), was.Ended.In(safety.Shanghai))
		}
	}
	for key := range by {
		w.t.Errorf("%s: %s came besides", when, key)
	}
}
