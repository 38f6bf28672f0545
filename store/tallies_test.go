package store

import (
	"fmt"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"gridwarden/bot"
)

func TestToldKnowsTheSameWordsWithinTheWindow(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		var hidden string
		within(t, d, func(tx *Tx) (err error) {
			hidden, err = tx.Pseudonym(ctx, "m3")
			return err
		})
		old := reminder("old", "m1", "m2", hidden)
		old.Body.Text = "同样的话"
		post(t, d, old)
		for _, one := range claimAll(t, d, "w", noon, bot.Remind) {
			if one.To != "m2" {
				settle(t, d, sent(one, noon))
				continue
			}
			settle(t, d, bot.Outcome{ID: one.ID, Fence: one.Fence, State: bot.Skipped, At: noon})
		}
		again := reminder("again", "m1", "m2", hidden)
		again.Body.Text = old.Body.Text
		other := reminder("other", "m1")
		other.Body.Text = "别的话"
		post(t, d, again)
		post(t, d, other)
		ds := claimAll(t, d, "w", noon.Add(time.Minute), bot.Remind)
		for since, want := range map[time.Time][]string{noon: {"again>m1", "again>m3"}, noon.Add(time.Millisecond): nil} {
			told, err := d.Told(ctx, ds, since)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, one := range ds {
				if told[one.ID] {
					got = append(got, one.Key+">"+one.To)
				}
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("since %v: %s", since, diff)
			}
		}
	})
}

func TestChargesAreCountedByMinuteHourAndDay(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		charge := func(at time.Time, cs ...bot.Charge) bot.Tally {
			t.Helper()
			tally, err := d.Charge(ctx, at, cs)
			if err != nil {
				t.Fatal(err)
			}
			return tally
		}
		midnight := time.Date(2026, 9, 15, 0, 0, 0, 0, noon.Location())
		charge(midnight.Add(-61*time.Minute), bot.Charge{Member: "m1", N: 100, Capped: 1})
		charge(midnight.Add(-60*time.Minute), bot.Charge{Member: "m1", N: 1, Capped: 1})
		charge(midnight.Add(-2*time.Minute), bot.Charge{Member: "m1", N: 2, Capped: 1})
		charge(midnight.Add(-time.Second), bot.Charge{Member: "m1", N: 4, Capped: 1}, bot.Charge{Member: "m2", N: 50})
		got := charge(midnight, bot.Charge{Member: "m1", N: 8, Capped: 3}, bot.Charge{Member: "m3", N: 1})
		want := bot.Tally{App: 9, Members: map[string]bot.Count{"m1": {Minute: 12, Hour: 15, Capped: 3}, "m3": {Minute: 1, Hour: 1}}}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if err := d.Refund(ctx, midnight, []bot.Charge{{Member: "m1", N: 8, Capped: 3}}); err != nil {
			t.Fatal(err)
		}
		if err := d.Sweep(ctx, midnight); err != nil {
			t.Fatal(err)
		}
		got = charge(midnight, bot.Charge{Member: "m1", N: 1, Capped: 1})
		want = bot.Tally{App: 2, Members: map[string]bot.Count{"m1": {Minute: 5, Hour: 8, Capped: 1}}}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTwoDeliverersThatChargeAtOnceSeeDifferentCounts(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		const n = 20
		seen := make(chan int, 2*n)
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				for range n {
					tally, err := d.Charge(t.Context(), noon, []bot.Charge{{Member: "m2", N: 1}, {Member: "m1", N: 1}})
					if err != nil {
						t.Error(err)
					}
					seen <- tally.Members["m1"].Minute
				}
			})
		}
		wg.Wait()
		close(seen)
		all := map[int]bool{}
		for m := range seen {
			all[m] = true
		}
		if len(all) != 2*n {
			t.Errorf("%d different counts, want %d", len(all), 2*n)
		}
	})
}

// Two deliverers and three hundred deliveries: each is claimed by one.
func TestDeliverersNeverShareADelivery(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		for i := range 6 {
			post(t, d, reminder(fmt.Sprint("k", i), people(50)...))
		}
		var mu sync.Mutex
		seen := map[int64]string{}
		var wg sync.WaitGroup
		for w := range 2 {
			wg.Go(func() {
				worker := fmt.Sprint("w", w)
				for {
					ds, err := d.ClaimDeliveries(t.Context(), bot.Claim{
						Worker: worker, Now: noon, Lease: time.Minute, Limit: 17, Classes: []bot.Class{bot.Remind}, With: []bot.Class{bot.Remind},
					})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, one := range ds {
						if other, twice := seen[one.ID]; twice {
							t.Errorf("delivery %d was claimed by %s and %s", one.ID, other, worker)
						}
						seen[one.ID] = worker
					}
					all := len(seen)
					mu.Unlock()
					if len(ds) == 0 && all == 300 {
						return
					}
				}
			})
		}
		wg.Wait()
	})
}

// At most 6 statements for 1000 rows of the outbox (performance.md A5), limits
// and all other questions included.
func TestDrainTakesFewStatements(t *testing.T) {
	eachConfig(t, func(t *testing.T, c Config) {
		counter := newCounter()
		c.trace = counter
		d := openTest(t, c)
		counter.since()
		const rows = 3000
		post(t, d, reminder("k", people(rows)...))
		if n := counter.since(); n > 6 {
			t.Errorf("posting %d rows took %d statements", rows, n)
		}
		if n := drainOnce(t, d, rows, noon); n != rows {
			t.Fatalf("drained %d rows", n)
		}
		if n := counter.since(); n > 6*rows/1000 {
			t.Errorf("draining %d rows took %d statements", rows, n)
		}
	})
}

func TestSumOfStatesIsWhatWasPosted(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		post(t, d, reminder("a", people(30)...))
		post(t, d, reminder("b", people(20)...))
		drainOnce(t, d, 25, noon)
		sum := 0
		for state, n := range counts(t, d) {
			if state != bot.Sent && state != bot.Waiting {
				t.Errorf("%d are %s", n, state)
			}
			sum += n
		}
		if sum != 50 {
			t.Errorf("the states add up to %d, want 50", sum)
		}
	})
}
