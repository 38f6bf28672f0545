package store

import (
	"cmp"
	"errors"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"gridwarden/bot"
)

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
