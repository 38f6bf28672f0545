//go:build unix

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
	"gridwarden/bot/crash"
	"gridwarden/bot/wecomsim"
	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

var (
	crashes   = flag.Int("crashes", 3, "crashes at each place; the nightly run makes 100 and more (promises.md B3)")
	crashSeed = flag.Uint64("crash-seed", rand.Uint64(), "chooses at which passing of its place a process dies")
)

// A crashPlace is a place of package crash, with the passings of it at which a
// story may die: the first is not always on the way of a message.
type crashPlace struct {
	name        string
	from, until int  // passings to choose from
	ambiguous   bool // nobody can know whether the member saw it: without the platform's duplicate check it may come twice (F8, F9)
}

// reportPlaces are those that a report in chat passes: four messages, three
// answers and a notice to the officers.
var reportPlaces = []crashPlace{
	{name: crash.IntakeVerified, from: 1, until: 4},
	{name: crash.IntakeKept, from: 1, until: 4},
	{name: crash.TurnClaimed, from: 1, until: 3},
	{name: crash.TurnInside, from: 1, until: 4},
	{name: crash.TurnCommitted, from: 1, until: 4},
	{name: crash.FanoutChunk, from: 1, until: 3},
	{name: crash.OutboxClaimed, from: 1, until: 3},
	{name: crash.CallKept, from: 1, until: 3},
	{name: crash.CallWritten, from: 1, until: 4, ambiguous: true}, // the menu is the first call with a body
	{name: crash.CallSent, from: 1, until: 3, ambiguous: true},
	{name: crash.PhotoWritten, from: 1, until: 1},
}

// openingPlaces are those that the mass reminder of a Monday passes.
var openingPlaces = []crashPlace{
	{name: crash.FanoutChunk, from: 1, until: 1},
	{name: crash.OutboxClaimed, from: 1, until: 1},
	{name: crash.CallKept, from: 1, until: 1},
	{name: crash.CallWritten, from: 2, until: 2, ambiguous: true},
	{name: crash.CallSent, from: 1, until: 1, ambiguous: true},
}

func TestEveryCrashPointIsExercised(t *testing.T) {
	exercised := map[string]bool{}
	for _, p := range append(reportPlaces, openingPlaces...) {
		exercised[p.name] = true
	}
	for _, name := range crash.Names {
		if !exercised[name] {
			t.Errorf("no process ever dies at %s", name)
		}
		delete(exercised, name)
	}
	for name := range exercised {
		t.Errorf("no place is called %s", name)
	}
}

// aCrash is the n-th passing of a place.
type aCrash struct {
	crashPlace
	n int
}

func (c aCrash) String() string { return fmt.Sprintf("%s:%d", c.name, c.n) }

// eachCrash runs a story for every place, as often as asked for, side by side.
func eachCrash(t *testing.T, places []crashPlace, story func(t *testing.T, at aCrash)) {
	t.Logf("crash-seed %d", *crashSeed)
	for _, p := range places {
		dice := rand.New(rand.NewPCG(*crashSeed, uint64(len(p.name))))
		for i := range *crashes {
			n := p.from + (i+dice.IntN(p.until-p.from+1))%(p.until-p.from+1)
			t.Run(fmt.Sprintf("%s/%d", p.name, i+1), func(t *testing.T) {
				t.Parallel()
				story(t, aCrash{p, n})
			})
		}
	}
}

// A life is a process that is started again when it has died of its crash.
type life struct {
	s      *site
	deaths int
	now    *child
	err    error
	over   chan struct{}
	done   chan struct{}
}

// live starts a process that will die once, and goes on for it: time passes until
// its leases are over, then the next begins.
func (s *site) live(at *aCrash, gap time.Duration) *life {
	s.t.Helper()
	var env []string
	if at != nil {
		env = []string{"GRIDWARDEN_CRASH_AT=" + at.String()}
	}
	l := &life{s: s, over: make(chan struct{}), done: make(chan struct{})}
	first, err := s.launch(env...)
	if err != nil {
		s.t.Fatal(err)
	}
	l.now = first
	go func() {
		defer close(l.done)
		l.err = l.keep(gap)
	}()
	return l
}

func (l *life) keep(gap time.Duration) error {
	for {
		if _, err := l.now.await(); err != nil {
			return err
		}
		select {
		case <-l.over:
			return nil
		case <-l.now.exited:
		}
		if !l.now.killed() {
			return errors.New("the process ended, but not of its crash")
		}
		l.deaths++
		l.s.move(gap)
		var err error
		if l.now, err = l.s.launch(); err != nil {
			return err
		}
	}
}

// end stops the process that lives and says how many died.
func (l *life) end() int {
	l.s.t.Helper()
	close(l.over)
	<-l.done
	if l.err != nil {
		l.s.t.Fatal(l.err)
	}
	l.now.stop()
	return l.deaths
}

// A told story is what a report in chat leaves behind.
type told struct {
	heard map[string][]string
	no    string
}

const reportPhoto = "corridor-cluttered"

// tellReport lets a volunteer report a hazard to a process that dies on the way,
// and looks at what is left when all has come to rest.
func tellReport(t *testing.T, at *aCrash, check func(*wecomsim.Config)) told {
	s := newSite(t, "2026-09-14 10:00", check)
	alive := s.live(at, leasesOver)
	v := s.caller(testdata.Volunteer)
	v.sends(reportPhoto).says("2单元楼道里堆了纸箱和旧家具").hears("在哪里")
	v.says("梧桐里一号院").hears("提交")
	v.says("提交")
	no := hazardNo.FindString(v.hears("收到了，谢谢您", "编号"))
	officer := s.caller(testdata.SafetyOfficer)
	officer.hears(no)
	deaths := alive.end()
	if err := errors.Join(v.err, officer.err); err != nil {
		t.Fatal(err)
	}
	if want := 0; at != nil {
		if want = 1; deaths != want {
			t.Errorf("%d processes died at %s, want %d", deaths, at, want)
		}
	}
	s.inside(func(ctx context.Context, p *program) {
		if err := p.settle(ctx, s.now().Add(10*time.Minute)); err != nil {
			t.Fatal(err)
		}
		oneReport(ctx, t, p, no)
		allEnded(ctx, t, p)
	})
	return told{s.allHeard(), no}
}

// oneReport expects one effect of the volunteer's messages in the database.
func oneReport(ctx context.Context, t *testing.T, p *program, no string) {
	t.Helper()
	picture := sha256.Sum256(wecomsim.SampleNamed(reportPhoto).JPEG())
	want := hex.EncodeToString(picture[:])
	err := p.db.Read(ctx, func(tx *store.Tx) error {
		hs, err := tx.Hazards(ctx, safety.HazardQuery{Reporter: testdata.Volunteer})
		if err != nil {
			return err
		}
		if len(hs) != 1 || hs[0].No != no || hs[0].State != safety.Reported || hs[0].Place.Grid != testdata.Courtyard {
			t.Fatalf("hazards are %+v, want %s alone, reported", hs, no)
		}
		photos := hs[0].Photos(safety.Before)
		if len(photos) != 1 {
			t.Fatalf("the hazard has %d photos, want one", len(photos))
		}
		kept, err := tx.Photo(ctx, photos[0])
		if err != nil {
			return err
		}
		if kept.SHA256 != want {
			t.Errorf("the photo's hash is %s, want %s", kept.SHA256, want)
		}
		session, err := tx.LoadSession(ctx, testdata.Volunteer)
		if strings.Contains(string(session.Body), `"what"`) {
			t.Errorf("the conversation is not over: %s", session.Body)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if has, err := p.files.Has(ctx, want); err != nil || !has {
		t.Errorf("the photo's bytes are not there (error %v)", err)
	}
}

// allEnded expects that nothing waits and nothing was set aside (promises.md R9).
func allEnded(ctx context.Context, t *testing.T, p *program) {
	t.Helper()
	waits, err := p.db.Waiting(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if !waits.Inbox.IsZero() || waits.Aside != 0 || !waits.Photo.IsZero() {
		t.Errorf("something still waits: %+v", waits)
	}
	counts, err := p.db.CountDeliveries(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for state, n := range counts {
		if !state.Ended() || state == bot.Failed {
			t.Errorf("%d deliveries are %s; all: %v", n, state, counts)
		}
	}
}


func TestReportSurvivesKillNineAtEveryPointAndIsAnsweredOnce(t *testing.T) {
	quiet := tellReport(t, nil, func(*wecomsim.Config) {})
	eachCrash(t, reportPlaces, func(t *testing.T, at aCrash) {
		got := tellReport(t, &at, func(*wecomsim.Config) {})
		if diff := cmp.Diff(quiet.heard, got.heard); diff != "" {
			t.Errorf("%s: members heard something else than without a crash (-without +with):\n%s", at, diff)
		}
	})
}
