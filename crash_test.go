//go:build unix

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
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

const reportPhoto = "corridor-cluttered"

// tellReport lets a volunteer report a hazard to a process that dies on the way,
// looks at what is left when all has come to rest, and gives what everybody heard.
func tellReport(t *testing.T, at *aCrash, change ...any) (heard map[string][]string) {
	s := newSite(t, "2026-09-16 08:40", change...).begun()
	alive := s.live(at, leasesOver)
	v := s.caller(testdata.Volunteer)
	v.sends(reportPhoto).says("2单元楼道里堆了纸箱和旧家具").hears("在哪里")
	v.says("梧桐里一号院").hears("提交")
	v.says("提交")
	no := hazardNo.FindString(v.hears("收到了，谢谢您", "编号"))
	officer := s.caller(testdata.SafetyOfficer)
	officer.hears(no)
	if err := errors.Join(v.err, officer.err); err != nil {
		t.Fatal(err)
	}
	alive.died(at)
	alive.end()
	s.inside(func(ctx context.Context, p *program) {
		if err := p.settle(ctx, s.now().Add(10*time.Minute)); err != nil {
			t.Fatal(err)
		}
		oneReport(ctx, t, p, no)
		allEnded(ctx, t, p)
	})
	heard = s.allHeard()
	for id, said := range heard {
		if id != testdata.Volunteer {
			slices.Sort(said) // what has nothing to do with each other may come in any order
		}
	}
	return heard
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

func TestReportSurvivesKillNineAtEveryPlaceAndIsAnsweredOnce(t *testing.T) {
	quiet := tellReport(t, nil)
	eachCrash(t, reportPlaces, func(t *testing.T, at aCrash) {
		want, got := quiet, tellReport(t, &at)
		if pictureCameLater(got) {
			want, got = lastHeard(want), lastHeard(got)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: members heard something else than without a crash (-without +with):\n%s", at, diff)
		}
	})
}

func TestWithoutThePlatformsDuplicateCheckACrashRepeatsAtMostOneAnswer(t *testing.T) {
	quiet := tellReport(t, nil)
	eachCrash(t, ambiguous(reportPlaces), func(t *testing.T, at aCrash) {
		want, got := quiet, tellReport(t, &at, withoutDuplicateCheck)
		if pictureCameLater(got) {
			want = once(got)
		}
		if extra := repeated(t, want, got); extra > 1 {
			t.Errorf("%s: %d messages were shown twice, want one at most", at, extra)
		}
	})
}

func TestMondaysOpeningSurvivesKillNineAndReachesEverybodyOnce(t *testing.T) {
	quiet := openMonday(t, nil)
	eachCrash(t, openingPlaces, func(t *testing.T, at aCrash) {
		if diff := cmp.Diff(quiet, openMonday(t, &at)); diff != "" {
			t.Errorf("%s: members heard something else than without a crash (-without +with):\n%s", at, diff)
		}
	})
}

func TestWithoutThePlatformsDuplicateCheckACrashRepeatsOneCallAtMost(t *testing.T) {
	quiet := openMonday(t, nil)
	eachCrash(t, ambiguous(openingPlaces), func(t *testing.T, at aCrash) {
		got := openMonday(t, &at, withoutDuplicateCheck)
		repeated(t, quiet, got)
		for id, said := range got {
			if len(said) > len(quiet[id])+1 {
				t.Errorf("%s heard %q, want one message twice at most", id, said)
			}
		}
	})
}

// pictureCameLater says that the bot had to ask for a little patience with the
// volunteer's picture: what it says on the way differs then, the end does not.
func pictureCameLater(heard map[string][]string) bool {
	return strings.Contains(strings.Join(heard[testdata.Volunteer], " "), "照片正在保存")
}

// once is what was heard without what was heard again.
func once(heard map[string][]string) map[string][]string {
	all := map[string][]string{}
	for id, said := range heard {
		all[id] = slices.Sorted(maps.Keys(counted(said)))
	}
	return all
}

func withoutDuplicateCheck(c *wecomsim.Config) { c.IgnoreDuplicateCheck = true }

func ambiguous(places []crashPlace) (some []crashPlace) {
	for _, p := range places {
		if p.ambiguous {
			some = append(some, p)
		}
	}
	return some
}

// repeated counts what was heard once more than without a crash, and expects
// that nothing else differs.
func repeated(t *testing.T, quiet, got map[string][]string) (extra int) {
	t.Helper()
	for id := range got {
		want := counted(quiet[id])
		for text, n := range counted(got[id]) {
			if want[text] == 0 || n > want[text]+1 {
				t.Errorf("%s heard %d times %q, without a crash %d times", id, n, text, want[text])
			}
			extra += n - want[text]
		}
	}
	for id, said := range quiet {
		for text := range counted(said) {
			if counted(got[id])[text] == 0 {
				t.Errorf("%s did not hear %q", id, text)
			}
		}
	}
	return extra
}

func lastHeard(heard map[string][]string) map[string][]string {
	last := map[string][]string{}
	for id, said := range heard {
		last[id] = said[len(said)-1:]
	}
	return last
}

// dutyOver is longer than a job that nobody ends is kept from others.
const dutyOver = 11 * time.Minute

// openMonday lets a process that dies on the way tell the street that a new week
// begins, and gives what everybody heard of it.
func openMonday(t *testing.T, at *aCrash, change ...any) map[string][]string {
	s := newSite(t, "2026-09-14 09:12", change...).begun("preview-windows") // the office's news come at any moment of a start
	alive := s.live(at, dutyOver)
	lead := s.caller(testdata.CourtyardLead)
	lead.hears("每周楼院检查")
	if lead.err != nil {
		t.Fatal(lead.err)
	}
	alive.died(at)
	alive.end()
	s.inside(func(ctx context.Context, p *program) {
		if err := p.settle(ctx, s.now().Add(10*time.Minute)); err != nil {
			t.Fatal(err)
		}
		allEnded(ctx, t, p)
	})
	heard := map[string][]string{}
	for id, said := range s.allHeard() { // what else a Monday brings may be bundled in any order
		opening := slices.DeleteFunc(said, func(text string) bool { return !strings.Contains(text, "每周楼院检查开始了") })
		if len(opening) > 0 {
			heard[id] = opening
		}
	}
	return heard
}
