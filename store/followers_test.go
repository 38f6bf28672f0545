package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gridwarden/safety"
)

func TestWhoFollowsAHazardIsKeptOnce(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		h := whole()
		within(t, d, func(tx *Tx) error { return tx.SaveHazard(ctx, h, event(h, "m", safety.Submit)) })
		within(t, d, func(tx *Tx) error {
			return errors.Join(
				tx.Follow(ctx, h.ID, "z1", noon), tx.Follow(ctx, h.ID, "a2", noon.Add(time.Hour)),
				tx.Follow(ctx, h.ID, "z1", noon.Add(2*time.Hour)), tx.Follow(ctx, "another", "z1", noon),
			)
		})
		follow := func(want ...string) {
			t.Helper()
			within(t, d, func(tx *Tx) error {
				got, err := tx.Followers(ctx, h.ID)
				if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
					t.Error(diff)
				}
				return err
			})
		}
		follow("z1", "a2")
		within(t, d, func(tx *Tx) error {
			hs, err := tx.Hazards(ctx, safety.HazardQuery{Follower: "z1"})
			if len(hs) != 1 || hs[0].ID != h.ID {
				t.Errorf("z1 follows %v, want the one hazard", hs)
			}
			return err
		})
		for range 2 {
			within(t, d, func(tx *Tx) error { return tx.Unfollow(ctx, h.ID, "z1") })
		}
		follow("a2")
	})
}
