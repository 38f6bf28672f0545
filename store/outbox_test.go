package store

import (
	"cmp"
	"fmt"
	"slices"
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

func TestWhatIsHeldForOneReasonWaitsForOneMoment(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		for _, key := range []string{"noon", "evening", "night", "claimed"} {
			post(t, d, reminder(key, "m1"))
		}
		post(t, d, reminder("other", "m2"))
		until := map[string]time.Time{"noon": noon, "evening": noon.Add(8 * time.Hour), "night": noon.Add(10 * time.Hour), "claimed": noon, "other": noon.Add(8 * time.Hour)}
		for _, one := range claimAll(t, d, "w", noon, bot.Remind) {
			why := "capped"
			if one.Key == "night" {
				why = "quiet"
			}
			settle(t, d, bot.Outcome{ID: one.ID, Fence: one.Fence, State: bot.Held, Why: why, Next: until[one.Key], At: noon})
		}
		claimAll(t, d, "w", noon, bot.Remind) // takes noon and claimed
		gather := func(at, want time.Time) {
			t.Helper()
			if got, err := d.Gather(t.Context(), "m1", "capped", at); err != nil || !got.Equal(want) {
				t.Errorf("gathers for %s, want %s (error %v)", got, want, err)
			}
		}
		gather(noon.Add(9*time.Hour), noon.Add(8*time.Hour))
		gather(noon.Add(5*time.Hour), noon.Add(5*time.Hour))
		if got, want := keysOf(claimAll(t, d, "w2", noon.Add(5*time.Hour), bot.Remind)), []string{"claimed>m1", "evening>m1", "noon>m1"}; !slices.Equal(slices.Sorted(slices.Values(got)), want) {
			t.Errorf("due at the moment: %v", got)
		}
		if got, want := keysOf(claimAll(t, d, "w3", noon.Add(8*time.Hour), bot.Remind)), []string{"other>m2"}; !slices.Contains(got, want[0]) || slices.Contains(got, "night>m1") {
			t.Errorf("due in the evening: %v, want %v", got, want)
		}
	})
}
