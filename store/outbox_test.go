package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gridwarden/bot"
)

func post(t testing.TB, d *DB, p bot.Post) {
	t.Helper()
	within(t, d, func(tx *Tx) error { return tx.Post(t.Context(), p) })
}

func reminder(key string, to ...string) bot.Post {
	return bot.Post{Key: key, To: to, Class: bot.Remind, About: "hazard:h1", Due: noon, Line: "整改还剩一天", Body: bot.Body{Text: "提醒 " + key}}
}

func claimAll(t testing.TB, d *DB, worker string, now time.Time, classes ...bot.Class) []bot.Delivery {
	t.Helper()
	ds, err := d.ClaimDeliveries(t.Context(), bot.Claim{Worker: worker, Now: now, Lease: time.Minute, Limit: 1000, Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

func settle(t testing.TB, d *DB, os ...bot.Outcome) {
	t.Helper()
	if err := d.SettleDeliveries(t.Context(), os); err != nil {
		t.Fatal(err)
	}
}

func sent(one bot.Delivery, at time.Time) bot.Outcome {
	return bot.Outcome{ID: one.ID, Fence: one.Fence, State: bot.Sent, Why: "send", Reason: "已发送", At: at}
}

func counts(t testing.TB, d *DB) map[bot.DeliveryState]int {
	t.Helper()
	n, err := d.CountDeliveries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func keysOf(ds []bot.Delivery) []string {
	var keys []string
	for _, one := range ds {
		keys = append(keys, one.Key+">"+one.To)
	}
	return keys
}

func TestPostIsReadBackWhole(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		p := bot.Post{
			Key: "k", To: []string{"wt_lin"}, Class: bot.Urge, About: "hazard:h1", Due: noon.Add(-time.Minute), Until: noon.Add(time.Hour), Line: "一行",
			Body: bot.Body{Card: &bot.Card{Title: "隐患🔥", Buttons: []bot.Button{{Text: "签收", Key: "ack:1"}}}},
		}
		post(t, d, p)
		ds := claimAll(t, d, "w", noon, bot.Urge)
		if len(ds) != 1 {
			t.Fatalf("%d deliveries", len(ds))
		}
		want := bot.Delivery{
			ID: ds[0].ID, Post: ds[0].Post, Sum: ds[0].Sum, Key: "k", To: "wt_lin", Class: bot.Urge, About: "hazard:h1",
			Due: p.Due, Until: p.Until, State: bot.Waiting, Next: p.Due, Fence: 1,
		}
		if diff := gocmp.Diff(want, ds[0]); diff != "" {
			t.Error(diff)
		}
		posts, err := d.Posts(t.Context(), []int64{ds[0].Post})
		if err != nil {
			t.Fatal(err)
		}
		p.To = nil
		if diff := gocmp.Diff(p, posts[ds[0].Post]); diff != "" {
			t.Error(diff)
		}
	})
}

// The same keys in any order, in any portions, posted again and again: one
// delivery for each key and member.
func TestPostingAgainAddsNothing(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			run++
			want := map[string]bool{}
			for i := range rapid.IntRange(1, 6).Draw(rt, "posts") {
				key := fmt.Sprintf("%d/%s", run, rapid.SampledFrom([]string{"a", "b", "A"}).Draw(rt, "key"))
				to := rapid.SliceOfN(rapid.SampledFrom([]string{"m1", "m2", "m3", "m4"}), 0, 5).Draw(rt, "to")
				p := reminder(key, to...)
				p.About = fmt.Sprint("run:", run)
				p.Body.Text = fmt.Sprint(key, i)
				post(t, d, p)
				for _, m := range to {
					want[key+">"+m] = true
				}
			}
			ds, err := d.DeliveriesAbout(t.Context(), fmt.Sprint("run:", run), 1000)
			if err != nil {
				rt.Fatal(err)
			}
			got := keysOf(ds)
			if slices.Sort(got); len(slices.Compact(got)) != len(ds) || len(ds) != len(want) {
				rt.Fatalf("got %v, want %v", got, want)
			}
		})
	})
}

func TestPostWithoutInstantIsDueAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		p := reminder("k", "wt_lin")
		p.Due = time.Time{}
		post(t, d, p)
		if at, ok, err := d.NextDue(t.Context(), []bot.Class{bot.Remind}); err != nil || !ok || !at.Equal(noon) {
			t.Errorf("due at %v (%v, %v), want the moment of posting", at, ok, err)
		}
	})
}

func TestClaimsAreDueInOrderAndExclusive(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		for i, minutes := range []int{3, 1, 2, -1} {
			p := reminder(fmt.Sprint("k", minutes), "wt_lin")
			p.Due = noon.Add(time.Duration(minutes) * time.Minute)
			if i == 3 {
				p.Class = bot.News
			}
			post(t, d, p)
		}
		now := noon.Add(150 * time.Second)
		first := claimAll(t, d, "a", now, bot.Remind)
		if diff := gocmp.Diff([]string{"k1>wt_lin", "k2>wt_lin"}, keysOf(first)); diff != "" {
			t.Error(diff)
		}
		if again := claimAll(t, d, "b", now.Add(59*time.Second), bot.Remind); len(again) != 1 || again[0].Key != "k3" {
			t.Errorf("within the lease another worker got %v, want k3", keysOf(again))
		}
		at, _, err := d.NextDue(t.Context(), []bot.Class{bot.Remind})
		if err != nil || !at.Equal(now.Add(time.Minute)) {
			t.Errorf("what is claimed is due at %v, want the end of its lease: %v", at, err)
		}
		late := claimAll(t, d, "b", now.Add(time.Minute), bot.Remind)
		if diff := gocmp.Diff([]string{"k1>wt_lin", "k2>wt_lin"}, keysOf(late)); diff != "" {
			t.Error(diff)
		}
		settle(t, d, sent(first[0], now), sent(late[1], now))
		if n := counts(t, d); n[bot.Sent] != 1 || n[bot.Waiting] != 3 {
			t.Errorf("a stale outcome changed something: %v", n)
		}
	})
}

func TestHeldDeliveryComesBackAndEndedNever(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		post(t, d, reminder("k", "m1", "m2", "m3"))
		ds := claimAll(t, d, "w", noon, bot.Remind)
		slices.SortFunc(ds, func(a, b bot.Delivery) int { return cmp.Compare(a.To, b.To) })
		morning := noon.Add(19 * time.Hour)
		settle(t, d,
			bot.Outcome{ID: ds[0].ID, Fence: ds[0].Fence, State: bot.Held, Next: morning, Why: "quiet", Reason: "夜间", Tries: 2, Repeat: true, At: noon},
			bot.Outcome{ID: ds[1].ID, Fence: ds[1].Fence, State: bot.Skipped, Why: "settled", Reason: "已完成", At: noon},
			bot.Outcome{ID: ds[2].ID, Fence: ds[2].Fence, State: bot.Failed, Why: "rejected", Reason: "不接受", At: noon},
		)
		if got := claimAll(t, d, "w", morning.Add(-time.Millisecond), bot.Remind); len(got) != 0 {
			t.Errorf("claimed %v too early", keysOf(got))
		}
		got := claimAll(t, d, "w", morning, bot.Remind)
		want := ds[0]
		want.State, want.Next, want.Why, want.Reason, want.Tries, want.Repeat, want.Fence = bot.Held, morning, "quiet", "夜间", 2, true, 2
		if diff := gocmp.Diff([]bot.Delivery{want}, got); diff != "" {
			t.Error(diff)
		}
		about, err := d.DeliveriesAbout(t.Context(), "hazard:h1", 10)
		if err != nil || len(about) != 3 || about[1].State != bot.Skipped || about[1].Reason != "已完成" || !about[1].Ended.Equal(noon) {
			t.Errorf("ledger: %+v, %v", about, err)
		}
	})
}

func TestAnswersNeverOvertakeEachOther(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		for i := range 3 {
			p := bot.Post{Key: fmt.Sprint("a", i), To: []string{"m1"}, Class: bot.Answer, Due: noon.Add(-time.Duration(i) * time.Second), Body: bot.Body{Text: fmt.Sprint(i)}}
			post(t, d, p) // the later ones are due earlier
		}
		ds := claimAll(t, d, "w", noon, bot.Answer)
		if diff := gocmp.Diff([]string{"a0>m1", "a1>m1", "a2>m1"}, keysOf(ds)); diff != "" {
			t.Fatal(diff)
		}
		back := func(one bot.Delivery, next time.Time) bot.Outcome {
			return bot.Outcome{ID: one.ID, Fence: one.Fence, State: bot.Waiting, Next: next, Why: "retrying", At: noon}
		}
		settle(t, d, back(ds[0], noon.Add(time.Minute)), back(ds[1], noon), back(ds[2], noon))
		if got := claimAll(t, d, "w", noon.Add(time.Second), bot.Answer); len(got) != 0 {
			t.Errorf("claimed %v before the first answer", keysOf(got))
		}
		now := noon.Add(2 * time.Minute)
		one, err := d.ClaimDeliveries(t.Context(), bot.Claim{Worker: "w", Now: now, Lease: time.Hour, Limit: 1, Classes: []bot.Class{bot.Answer}})
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range one {
			if got.Key != "a0" {
				t.Errorf("a limit of one gave %v", keysOf(one))
			}
		}
		first := claimAll(t, d, "w", now.Add(2*time.Hour), bot.Answer)
		if len(first) != 3 {
			t.Fatalf("claimed %v", keysOf(first))
		}
		call := bot.StoredCall{ID: "c", Call: bot.Call{API: "message/send", To: []string{"m1"}, JSON: []byte("{}")}, Class: bot.Answer, Frozen: now, Next: now, Fence: 1, Deliveries: first[:1]}
		if err := d.SaveCalls(t.Context(), "w", now, time.Minute, []bot.StoredCall{call}); err != nil {
			t.Fatal(err)
		}
		settle(t, d, back(first[1], now), back(first[2], now))
		if got := claimAll(t, d, "x", now.Add(3*time.Hour), bot.Answer); len(got) != 0 {
			t.Errorf("claimed %v while the first answer is in a call", keysOf(got))
		}
		if err := d.EndCall(t.Context(), bot.CallEnd{ID: "c", Fence: 1, State: bot.CallDone, At: now, Rest: bot.Outcome{State: bot.Sent, At: now}}); err != nil {
			t.Fatal(err)
		}
		if got := claimAll(t, d, "x", now.Add(3*time.Hour), bot.Answer); len(got) != 2 || got[0].Key != "a1" {
			t.Errorf("after the first answer was sent, claimed %v", keysOf(got))
		}
	})
}

func TestWhatIsDueToTheSameMembersComesAlong(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		post(t, d, reminder("lead", "m1"))
		for key, class := range map[string]bot.Class{"news": bot.News, "opening": bot.Opening} {
			p := reminder(key, "m1", "m2")
			p.Class = class
			post(t, d, p)
		}
		late := reminder("later", "m1")
		late.Due = noon.Add(time.Hour)
		post(t, d, late)
		ds, err := d.ClaimDeliveries(t.Context(), bot.Claim{
			Worker: "w", Now: noon, Lease: time.Minute, Limit: 1, Classes: []bot.Class{bot.Remind}, With: []bot.Class{bot.News, bot.Remind},
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff([]string{"lead>m1", "news>m1"}, keysOf(ds)); diff != "" {
			t.Error(diff)
		}
		for _, one := range ds {
			if one.Fence != 1 {
				t.Errorf("%s has fence %d", one.Key, one.Fence)
			}
		}
		if rest := claimAll(t, d, "x", noon); len(rest) != 3 {
			t.Errorf("others could claim %v, want news>m2 and the openings", keysOf(rest))
		}
	})
}

func saved(t *testing.T, d *DB, now time.Time) (bot.StoredCall, []bot.Delivery) {
	t.Helper()
	post(t, d, reminder("k", "m1", "m2", "m3"))
	ds := claimAll(t, d, "w", now, bot.Remind)
	slices.SortFunc(ds, func(a, b bot.Delivery) int { return cmp.Compare(a.ID, b.ID) })
	c := bot.StoredCall{
		ID: "call-1", Call: bot.Call{API: "message/send", To: []string{"m3", "m1", "m2"}, JSON: []byte("{\"touser\":\"m3|m1|m2\"}\x00\xff")},
		Class: bot.Remind, Bundle: true, Deliveries: ds, Frozen: now, Next: now, Tries: 1, Fence: 7,
	}
	if err := d.SaveCalls(t.Context(), "w", now, time.Minute, []bot.StoredCall{c}); err != nil {
		t.Fatal(err)
	}
	return c, ds
}

func claimCalls(t *testing.T, d *DB, worker string, now time.Time) []bot.StoredCall {
	t.Helper()
	calls, err := d.ClaimCalls(t.Context(), bot.Claim{Worker: worker, Now: now, Lease: time.Minute, Limit: 10, Classes: []bot.Class{bot.Remind}})
	if err != nil {
		t.Fatal(err)
	}
	return calls
}

func TestCallIsRepeatedWithTheSameBytes(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		c, ds := saved(t, d, noon)
		if got := claimCalls(t, d, "x", noon.Add(59*time.Second)); len(got) != 0 {
			t.Error("a call was claimed within its lease")
		}
		if at, _, _ := d.NextDue(t.Context(), []bot.Class{bot.Remind}); !at.Equal(noon.Add(time.Minute)) {
			t.Errorf("the call is due at %v", at)
		}
		if got := claimAll(t, d, "x", noon.AddDate(1, 0, 0)); len(got) != 0 {
			t.Errorf("deliveries in a call were claimed: %v", keysOf(got))
		}
		got := claimCalls(t, d, "x", noon.Add(time.Minute))
		want := c
		want.Fence = 8
		want.Deliveries = slices.Clone(ds)
		for i := range want.Deliveries {
			want.Deliveries[i].State, want.Deliveries[i].Call = bot.Calling, "call-1"
		}
		if diff := gocmp.Diff([]bot.StoredCall{want}, got); diff != "" {
			t.Error(diff)
		}
		err := d.EndCall(t.Context(), bot.CallEnd{ID: c.ID, Fence: 7, State: bot.CallDone, At: noon, Rest: bot.Outcome{State: bot.Sent, At: noon}})
		if !errors.Is(err, bot.ErrFenced) {
			t.Errorf("the overtaken worker ended the call: %v", err)
		}
		if n := counts(t, d); n[bot.Calling] != 3 {
			t.Errorf("the overtaken worker settled deliveries: %v", n)
		}
	})
}

func TestStaleDeliveryKeepsTheWholeBatchOfCallsOut(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		post(t, d, reminder("k", "m1", "m2"))
		ds := claimAll(t, d, "w", noon, bot.Remind)
		ds[1].Fence--
		calls := []bot.StoredCall{{ID: "a", Deliveries: ds[:1], Fence: 1, Class: bot.Remind}, {ID: "b", Deliveries: ds[1:], Fence: 1, Class: bot.Remind}}
		if err := d.SaveCalls(t.Context(), "w", noon, time.Minute, calls); !errors.Is(err, bot.ErrFenced) {
			t.Errorf("SaveCalls: %v", err)
		}
		if n := counts(t, d); n[bot.Waiting] != 2 {
			t.Errorf("after a refused SaveCalls: %v", n)
		}
		if got := claimCalls(t, d, "w", noon.AddDate(1, 0, 0)); len(got) != 0 {
			t.Errorf("after a refused SaveCalls there are %d calls", len(got))
		}
	})
}

func TestEndOfACallSettlesItsDeliveries(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		c, ds := saved(t, d, noon)
		open := bot.CallEnd{ID: c.ID, Fence: 7, State: bot.CallOpen, Next: noon.Add(10 * time.Second), Tries: 2, At: noon}
		if err := d.EndCall(ctx, open); err != nil {
			t.Fatal(err)
		}
		got := claimCalls(t, d, "w", noon.Add(10*time.Second))
		if len(got) != 1 || got[0].Tries != 2 || got[0].Fence != 8 {
			t.Fatalf("an open call came back as %+v", got)
		}
		end := bot.CallEnd{
			ID: c.ID, Fence: 8, State: bot.CallDone, At: noon, MsgID: "msg", Tries: 2,
			Rest: bot.Outcome{State: bot.Bundled, Why: "bundle", Reason: "已合成", At: noon},
			Except: []bot.Outcome{
				{ID: ds[1].ID, State: bot.Failed, Why: "unreachable", Reason: "不在可见范围", At: noon},
				{ID: ds[2].ID, State: bot.Waiting, Why: "retrying", Next: noon.Add(time.Hour), Tries: 3, Repeat: true, At: noon},
			},
		}
		if err := d.EndCall(ctx, end); err != nil {
			t.Fatal(err)
		}
		want := map[bot.DeliveryState]int{bot.Bundled: 1, bot.Failed: 1, bot.Waiting: 1}
		if diff := gocmp.Diff(want, counts(t, d)); diff != "" {
			t.Error(diff)
		}
		if err := d.EndCall(ctx, end); !errors.Is(err, bot.ErrFenced) {
			t.Errorf("a call ended twice: %v", err)
		}
		again := claimAll(t, d, "w", noon.Add(time.Hour), bot.Remind)
		if len(again) != 1 || again[0].ID != ds[2].ID || again[0].Tries != 3 || !again[0].Repeat || again[0].Call != c.ID {
			t.Errorf("the freed delivery came back as %+v", again)
		}
	})
}

func TestToldKnowsTheSameWordsWithinTheWindow(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		old := reminder("old", "m1", "m2")
		old.Body.Text = "同样的话"
		post(t, d, old)
		for _, one := range claimAll(t, d, "w", noon, bot.Remind) {
			if one.To == "m1" {
				settle(t, d, sent(one, noon))
				continue
			}
			settle(t, d, bot.Outcome{ID: one.ID, Fence: one.Fence, State: bot.Skipped, At: noon})
		}
		again := reminder("again", "m1", "m2")
		again.Body.Text = old.Body.Text
		other := reminder("other", "m1")
		other.Body.Text = "别的话"
		post(t, d, again)
		post(t, d, other)
		ds := claimAll(t, d, "w", noon.Add(time.Minute), bot.Remind)
		for since, want := range map[time.Time][]string{noon: {"again>m1"}, noon.Add(time.Millisecond): nil} {
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
	for name, config := range map[string]func(testing.TB) Config{SQLite: newSQLite, MySQL: newMySQL} {
		t.Run(name, func(t *testing.T) {
			counter := newCounter()
			c := config(t)
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
