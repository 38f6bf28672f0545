package main

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

var previewSeed = flag.Uint64("preview-seed", 0, "repeat the decisions about windows that a seed gives; 0 draws one")

// A planned is what a preview promises of one task, or what was made of it.
type planned struct {
	Name   string
	Who    safety.Role
	Object string
	Opens  time.Time
	Due    time.Time
}

func plannedOf(p safety.Preview) map[string]planned {
	all := map[string]planned{}
	for _, o := range p.Visits {
		all[o.ID] = planned{o.Special.Name, o.Special.Who, o.Grid + o.Special.Site, o.Opens, o.Due}
	}
	for _, d := range p.Duties {
		all[d.ID] = planned{d.Name, d.Who, d.Grid, d.Opens, d.Due}
	}
	return all
}

// TestThePreviewOfAWindowIsWhatIsCreated lives through a year of windows. The
// safety office moves some, leaves some out and agrees to others; on the eve of
// each the preview is written down, and again whenever something is decided; when
// it is over the same tasks, on the same days, for the same people must have been
// made.
func TestThePreviewOfAWindowIsWhatIsCreated(t *testing.T) {
	seed := seedOf(*previewSeed)
	t.Logf("preview-seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	w := newWorld(t, "2026-01-12 08:30")
	y := &previews{world: w, r: r, shown: map[string]map[string]planned{}, over: map[string]bool{}}
	for day := safety.Day(w.clock.Now()); day.Before(moment(t, "2027-01-20 00:00")); day = day.AddDate(0, 0, 1) {
		y.live(day)
	}
	if len(y.over) < 12 {
		t.Errorf("only %d windows were lived through", len(y.over))
	}
}

type previews struct {
	*world
	r     *rand.Rand
	shown map[string]map[string]planned // by window: what its preview promised
	over  map[string]bool
}

// live opens what is due on a day as the clock does, and lets the office decide
// about what begins three weeks later.
func (y *previews) live(day time.Time) {
	y.t.Helper()
	y.clock.Set(day.Add(2 * time.Minute))
	if err := y.program.within(y.ctx, y.clock.Now(), func(s *safety.Service) error {
		_, err := s.OpenOccurrences(y.ctx)
		return err
	}); err != nil {
		y.t.Fatal(err)
	}
	y.clock.Set(day.Add(10 * time.Hour))
	for _, o := range y.occasions(day) {
		switch key := o.Key(); {
		case o.Said.State == "" && o.From.Equal(day.AddDate(0, 0, 21)):
			y.decides(o)
		case o.From.Equal(day.AddDate(0, 0, 1)) && o.Said.State != safety.WindowDeclined:
			y.shown[key] = plannedOf(y.previewed(key))
		case o.To.Equal(day.AddDate(0, 0, -1)) && y.shown[key] != nil:
			y.compare(key)
		}
	}
}

func (y *previews) occasions(day time.Time) (os []safety.Occasion) {
	y.read(func(tx *store.Tx) error {
		r, err := tx.Roster(y.ctx)
		if err == nil {
			os = y.program.policy.Occasions(r.Windows, day.AddDate(0, 0, -2), day.AddDate(0, 0, 22))
		}
		return err
	})
	return os
}

func (y *previews) decides(o safety.Occasion) {
	y.t.Helper()
	err := y.program.within(y.ctx, y.clock.Now(), func(s *safety.Service) (err error) {
		switch y.r.IntN(6) {
		case 0:
			_, err = s.DeclineWindow(y.ctx, testdata.SafetyOfficeHead, o.Key(), "今年另有安排")
		case 1:
			later := y.r.IntN(5)
			_, err = s.ConfirmWindow(y.ctx, testdata.SafetyOfficeHead, o.Key(), o.From.AddDate(0, 0, later-y.r.IntN(4)), o.To.AddDate(0, 0, later))
		case 2, 3:
			_, err = s.ConfirmWindow(y.ctx, testdata.SafetyOfficeHead, o.Key(), time.Time{}, time.Time{})
		}
		return err
	})
	if err != nil {
		y.t.Fatalf("%s: %v", o.Key(), err)
	}
	for key := range y.shown { // what is decided about one window may change what it has in common with another
		if y.over[key] {
			continue
		}
		if p := y.previewed(key); p.Occasion.To.Before(o.From) {
			y.shown[key] = plannedOf(p)
			continue
		}
		delete(y.shown, key) // under way: part of it was made before the decision
	}
}

// compare looks what was made for a window that is over.
func (y *previews) compare(key string) {
	y.t.Helper()
	made := map[string]planned{}
	y.read(func(tx *store.Tx) error {
		occs, err := tx.Occurrences(y.ctx, safety.OccurrenceQuery{Plan: safety.SpecialPlan, DueSince: y.clock.Now().AddDate(0, -8, 0), Limit: 100_000})
		if err != nil {
			return err
		}
		duties, err := tx.SoftDuties(y.ctx, safety.SoftDutyQuery{Limit: 100_000})
		var p safety.Preview
		for _, o := range occs {
			if slices.Contains(o.Special.Windows, key) && o.State != safety.Cancelled {
				p.Visits = append(p.Visits, *o)
			}
		}
		for _, d := range duties {
			if slices.Contains(d.Windows, key) && d.State != safety.SoftDutyCancelled {
				p.Duties = append(p.Duties, *d)
			}
		}
		made = plannedOf(p)
		return err
	})
	if diff := cmp.Diff(y.shown[key], made); diff != "" {
		y.t.Errorf("%s (-shown +made):\n%s", key, diff)
	}
	y.over[key] = true
}
