package store

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"gridwarden/safety"
)

// Whatever is changed in an event, taken out or put in, the first event that is
// no longer what was written is named.
func TestTamperedHistoryIsNamedByItsFirstBrokenEvent(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	each(t, func(t *testing.T, d *DB) {
		ctx, r := t.Context(), rand.New(rand.NewPCG(seed, 0))
		change := func(query string, args ...any) {
			t.Helper()
			within(t, d, func(tx *Tx) error { _, err := tx.exec(ctx, query, args...); return err })
		}
		for _, subject := range []string{"hazard:a", "hazard:b", "hazard:c"} {
			for i := range 8 {
				within(t, d, func(tx *Tx) error {
					return tx.Append(ctx, safety.Event{
						Subject: subject, At: noon, By: "li", Action: safety.FollowUp, From: "open", To: "open", Reason: fmt.Sprint("看了第", i, "遍"), Detail: map[string]string{"photos": "1"},
					})
				})
			}
		}
		verify := func() []BrokenLink {
			t.Helper()
			broken, read, err := d.VerifyEvents(ctx)
			if err != nil || read < 20 {
				t.Fatalf("read %d events: %v", read, err)
			}
			return broken
		}
		if broken := verify(); len(broken) > 0 {
			t.Fatalf("untouched, and broken at %v", broken)
		}
		for _, tampered := range []string{
			"UPDATE events SET reason = 'x'", "UPDATE events SET by_member = 'wang'", "UPDATE events SET at = at + 1", "UPDATE events SET to_state = 'closed'",
			"UPDATE events SET detail = '{}'", "UPDATE events SET link = ''", "DELETE FROM events",
		} {
			at := 1 + r.IntN(7) // the last can be taken out and nobody sees it but the matter itself
			var was []eventRow
			within(t, d, func(tx *Tx) error { return tx.load(ctx, &was, "SELECT * FROM events WHERE subject = 'hazard:b'") })
			change(tampered+" WHERE subject = 'hazard:b' AND seq = ?", at)
			want := BrokenLink{"hazard:b", at}
			if tampered == "DELETE FROM events" || at == 1 && tampered == "UPDATE events SET link = ''" {
				want.Seq++ // a first event without a link may be of before there were links
			}
			if broken := verify(); len(broken) != 1 || broken[0] != want {
				t.Errorf("%s at %d: broken %v, want %v", tampered, at, broken, want)
			}
			change("DELETE FROM events WHERE subject = 'hazard:b'")
			within(t, d, func(tx *Tx) error { return tx.g.Create(&was).Error })
		}
	})
}

func TestEventsOfBeforeThereWereLinksAreTakenAsTheyAre(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		old := eventRow{Subject: "hazard:old", Seq: 1, At: ms(noon), Action: string(safety.Submit)}
		within(t, d, func(tx *Tx) error { return tx.g.Create(&old).Error })
		within(t, d, func(tx *Tx) error {
			return tx.Append(ctx, safety.Event{Subject: "hazard:old", At: noon, Action: safety.FollowUp})
		})
		if broken, _, err := d.VerifyEvents(ctx); err != nil || len(broken) > 0 {
			t.Errorf("broken %v, error %v", broken, err)
		}
		within(t, d, func(tx *Tx) error { _, err := tx.exec(ctx, "UPDATE events SET reason = 'x' WHERE seq = 2"); return err })
		if broken, _, err := d.VerifyEvents(ctx); err != nil || len(broken) != 1 || broken[0].Seq != 2 {
			t.Errorf("broken %v, error %v", broken, err)
		}
	})
}
