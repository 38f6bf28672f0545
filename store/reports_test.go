package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
	"gridwarden/safety"
)

func TestPseudonymsAreNewEveryTimeAndOnlyTheDelivererKnowsWhoIsBehindThem(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		var first, second string
		within(t, d, func(tx *Tx) (err error) {
			if first, err = tx.Pseudonym(ctx, "z1"); err != nil {
				return err
			}
			second, err = tx.Pseudonym(ctx, "z1")
			return err
		})
		if first == second || !safety.IsPseudonym(first) || strings.Contains(first, "z1") {
			t.Errorf("pseudonyms %q and %q", first, second)
		}
		within(t, d, func(tx *Tx) error {
			mine, err := tx.Pseudonyms(ctx, "z1")
			others, err2 := tx.Pseudonyms(ctx, "a2")
			if len(mine) != 2 || len(others) != 0 {
				t.Errorf("z1 has %v, a2 has %v", mine, others)
			}
			return errors.Join(err, err2)
		})
		within(t, d, func(tx *Tx) error {
			return tx.Post(ctx, bot.Post{Key: "k", To: []string{first, "a2"}, Class: bot.News, Body: bot.Body{Text: "已受理"}})
		})
		ds, err := d.ClaimDeliveries(ctx, bot.Claim{Worker: "w", Now: d.now().Add(time.Second), Lease: time.Minute, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, one := range ds {
			got[one.To] = one.Alias
		}
		if diff := cmp.Diff(map[string]string{"z1": first, "a2": ""}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPicturesOfAnAnonymousReportAreNobodys(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		within(t, d, func(tx *Tx) error {
			return errors.Join(tx.AddPhoto(ctx, "m1", "z1", noon), tx.AddPhoto(ctx, "m2", "z1", noon), tx.Disown(ctx, []string{"m1"}, "anon:x"))
		})
		within(t, d, func(tx *Tx) error {
			ps, err := tx.PhotosOf(ctx, []string{"m1", "m2", "unknown"})
			by := map[string]string{}
			for _, p := range ps {
				by[p.ID] = p.By
			}
			if diff := cmp.Diff(map[string]string{"m1": "anon:x", "m2": "z1"}, by); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestLearntNamesComeBackTheNewestFirst(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		within(t, d, func(tx *Tx) error {
			return errors.Join(
				tx.LearnAlias(ctx, "老槐树", "grid:0101", "o1", noon), tx.LearnAlias(ctx, "老槐树", "grid:0102", "o1", noon.Add(time.Hour)),
				tx.LearnAlias(ctx, "老槐树", "grid:0101", "o2", noon.Add(2*time.Hour)),
			)
		})
		within(t, d, func(tx *Tx) error {
			codes, err := tx.Aliases(ctx, "老槐树")
			if diff := cmp.Diff([]string{"grid:0102", "grid:0101"}, codes); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestReportsAreSelectedByWhatWaitsForThem(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		save := func(id string, change func(*safety.Hazard)) {
			h := whole()
			h.ID, h.No, h.Finder, h.RejectedAs = id, "YH-2026-09-"+id, "", ""
			change(h)
			within(t, d, func(tx *Tx) error { return tx.SaveHazard(ctx, h, event(h, "m"+id, safety.Submit)) })
		}
		save("0001", func(h *safety.Hazard) {
			h.Reporter, h.State, h.RegisteredAt, h.HeardAt = "z1", safety.Assigned, noon, noon
		})
		save("0002", func(h *safety.Hazard) {
			h.Reporter, h.State, h.RejectedAs, h.Since, h.RegisteredAt = "z1", safety.Rejected, "malicious", noon, time.Time{}
		})
		save("0003", func(h *safety.Hazard) { h.Reporter, h.State, h.RegisteredAt = "anon:x", safety.Registered, noon })
		save("0004", func(h *safety.Hazard) { h.Reporter, h.State, h.RegisteredAt = "a2", safety.Voided, noon })
		within(t, d, func(tx *Tx) error { return tx.Follow(ctx, "0004", "anon:x", noon) })
		for _, c := range []struct {
			name string
			q    safety.HazardQuery
			want int
		}{
			{"reported or followed under any name", safety.HazardQuery{Names: []string{"z1", "anon:x"}}, 4},
			{"turned down for a reason", safety.HazardQuery{Names: []string{"z1"}, Rejected: []string{"malicious"}, Since: noon}, 1},
			{"turned down later", safety.HazardQuery{Rejected: []string{"malicious"}, Since: noon.Add(time.Hour)}, 0},
			{"valid", safety.HazardQuery{Reporter: "z1", Valid: true}, 1},
			{"heard long ago", safety.HazardQuery{HeardTo: noon}, 1},
			{"heard before", safety.HazardQuery{HeardTo: noon.Add(-time.Hour)}, 0},
		} {
			within(t, d, func(tx *Tx) error {
				n, err := tx.CountHazards(ctx, c.q)
				if n != c.want {
					t.Errorf("%s: %d, want %d", c.name, n, c.want)
				}
				return err
			})
		}
		within(t, d, func(tx *Tx) error {
			counts, err := tx.ValidReports(ctx, noon.Add(-time.Hour), noon.Add(time.Hour))
			if diff := cmp.Diff([]safety.ReportCount{{Member: "z1", N: 1}}, counts); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}
