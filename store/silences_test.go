package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

func TestSilencesHoldUntilTheirEndOrUntilTheyAreCancelled(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		x := &safety.Silence{
			ID: "case-1", No: "JM-2026-0001", Scope: safety.SilenceGrid, Ref: "0101", Title: "梧桐里一号院", Author: "head", Reason: "拆迁",
			From: noon, Until: noon.AddDate(0, 0, 7),
		}
		e := safety.Event{Subject: x.About(), At: noon, By: "head", Action: safety.Silenced}
		within(t, d, func(tx *Tx) error { return tx.SaveSilence(ctx, x, e) })
		active := func(at time.Time) (n int) {
			within(t, d, func(tx *Tx) error {
				xs, err := tx.Silences(ctx, at)
				n = len(xs)
				return err
			})
			return n
		}
		if active(noon) != 1 || active(x.Until) != 0 {
			t.Error("it holds from its beginning until its end")
		}
		within(t, d, func(tx *Tx) error {
			got, err := tx.Silence(ctx, "case-1")
			if diff := cmp.Diff(x, got); diff != "" {
				t.Error(diff)
			}
			if _, missing := tx.Silence(ctx, "case-2"); !errors.Is(missing, safety.ErrNotFound) {
				t.Errorf("a silence that is not there: %v", missing)
			}
			return err
		})
		x.EndedAt, x.EndedBy = noon.Add(time.Hour), "head"
		within(t, d, func(tx *Tx) error { return tx.SaveSilence(ctx, x, e) })
		if active(noon.Add(2*time.Hour)) != 0 {
			t.Error("a cancelled silence holds")
		}
	})
}
