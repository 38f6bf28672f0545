package store

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"gridwarden/bot"
	"gridwarden/safety"
)

func TestDutyRunsInOnePlaceAndRemembers(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		claim := func(worker string, now time.Time) (time.Time, int64, bool) {
			t.Helper()
			last, fence, ok, err := d.ClaimDuty(ctx, "digest", worker, now, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			return last, fence, ok
		}
		last, old, ok := claim("a", noon)
		if !ok || !last.IsZero() {
			t.Errorf("the first claim: %v, last %v", ok, last)
		}
		if _, _, ok := claim("b", noon.Add(59*time.Second)); ok {
			t.Error("a duty was claimed twice")
		}
		_, fence, ok := claim("b", noon.Add(time.Minute))
		if !ok || fence <= old {
			t.Errorf("after the lease: %v, fence %d after %d", ok, fence, old)
		}
		if err := d.EndDuty(ctx, "digest", old, noon.Add(time.Hour)); err != nil {
			t.Error(err)
		}
		if err := d.EndDuty(ctx, "digest", fence, noon); err != nil {
			t.Error(err)
		}
		if last, _, ok := claim("c", noon.Add(time.Minute)); !ok || !last.Equal(noon) {
			t.Errorf("the duty was done up to %v (%v), want %v", last, ok, noon)
		}
		runs, err := d.LastRuns(ctx)
		if err != nil || !runs["digest"].Equal(noon) {
			t.Errorf("last runs: %v, %v", runs, err)
		}
	})
}

func TestReplicasThatTickTogetherClaimADutyOnce(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		for round := range 10 {
			now := noon.Add(time.Duration(round) * time.Hour)
			won := make(chan string, 4)
			var wg sync.WaitGroup
			for w := range 4 {
				wg.Go(func() {
					_, _, ok, err := d.ClaimDuty(t.Context(), "escalate", fmt.Sprint("w", w), now, time.Minute)
					if err != nil {
						t.Error(err)
					}
					if ok {
						won <- fmt.Sprint("w", w)
					}
				})
			}
			wg.Wait()
			if len(won) != 1 {
				t.Errorf("round %d: %d replicas won", round, len(won))
			}
		}
	})
}

func TestNextMomentIsTheEarliestOfAll(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		expect := func(want string, at time.Time) {
			t.Helper()
			got, what, ok, err := d.NextMoment(ctx)
			if err != nil || what != want || ok == (want == "") || !got.Equal(at) {
				t.Errorf("next is %q at %v (%v, %v), want %q at %v", what, got, ok, err, want, at)
			}
		}
		expect("", time.Time{})
		late := noon.Add(5 * time.Hour)
		p := reminder("k", "m1")
		p.Due = late
		post(t, d, p)
		expect(NextDelivery, late)
		late = late.Add(-time.Hour)
		within(t, d, func(tx *Tx) error { return tx.AddPhoto(ctx, "media", "m1", late) })
		expect(NextPhoto, late)
		late = late.Add(-time.Hour)
		within(t, d, func(tx *Tx) error { return tx.SaveSession(ctx, bot.Session{Member: "m1", Wake: late}) })
		expect(NextWake, late)
		at, ok, err := d.NextWake(ctx)
		if err != nil || !ok || !at.Equal(late) {
			t.Errorf("next wake: %v %v %v", at, ok, err)
		}
		late = late.Add(-time.Hour)
		within(t, d, func(tx *Tx) error {
			_, err := tx.AddOccurrences(ctx, []safety.Occurrence{{ID: "o", State: safety.Open, Opens: noon, Due: late, Missed: late, Late: late}})
			return err
		})
		expect(NextMiss, late)
		late = late.Add(-time.Hour)
		within(t, d, func(tx *Tx) error {
			return tx.PlanSteps(ctx, []safety.Step{{Key: "s", Subject: "x", Due: late, State: safety.StepPlanned}})
		})
		expect(NextStep, late)
	})
}

func TestDecisionsAreToldFromAllThreeLedgers(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		h := whole()
		step := safety.Step{Key: "s", Subject: h.About(), Level: 2, Due: noon, State: safety.StepPlanned}
		within(t, d, func(tx *Tx) error {
			return errors.Join(tx.SaveHazard(ctx, h, event(h, "m", safety.Submit)), tx.PlanSteps(ctx, []safety.Step{step}))
		})
		step.State, step.Ended, step.To = safety.StepTold, noon.Add(time.Second), []string{"m1", "m2"}
		within(t, d, func(tx *Tx) error { return tx.EndStep(ctx, step) })
		p := reminder("k", "m1")
		p.About = h.About()
		post(t, d, p)
		one := claimAll(t, d, "w", noon, bot.Remind)[0]
		settle(t, d, bot.Outcome{ID: one.ID, Fence: one.Fence, State: bot.Skipped, Reason: "已完成", At: noon.Add(time.Minute)})
		for since, want := range map[time.Time]int{noon: 3, noon.Add(time.Second): 2, noon.Add(time.Hour): 0} {
			err := d.Read(ctx, func(tx *Tx) error {
				ds, err := tx.Decided(ctx, since)
				if len(ds) != want {
					t.Errorf("since %v: %+v", since, ds)
				}
				for i, x := range ds {
					if x.No != h.No || i > 0 && x.At.Before(ds[i-1].At) || x.Kind == "step" && len(x.To) != 2 {
						t.Errorf("decision %+v", x)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
