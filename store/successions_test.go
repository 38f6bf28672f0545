package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

func TestSuccessionsAreOpenUntilBothSidesHaveConfirmed(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		x := &safety.Succession{
			ID: "courtyard_lead/0101/a/2026-09-15", No: "JJ-2026-0001", Role: safety.CourtyardLead, Grid: "0101", From: "a", To: "b", Made: noon,
			Lines: []safety.Line{{N: 1, Subject: "hazard:h1", No: "YH-2026-01-0001", Text: "楼道堆物"}},
		}
		save := func() {
			within(t, d, func(tx *Tx) error {
				return tx.SaveSuccession(ctx, x, safety.Event{Subject: x.About(), At: noon, By: safety.System, Action: safety.PassedOn})
			})
		}
		open := func() (n int) {
			within(t, d, func(tx *Tx) error {
				xs, err := tx.OpenSuccessions(ctx)
				n = len(xs)
				return err
			})
			return n
		}
		save()
		x.Took, x.TookBy = noon.Add(time.Hour), "b"
		save()
		if open() != 1 {
			t.Error("it is closed by one side")
		}
		x.Gave, x.GaveBy, x.Climbed = noon.Add(2*time.Hour), "a", 1
		save()
		if open() != 0 {
			t.Error("it is open after both sides")
		}
		within(t, d, func(tx *Tx) error {
			for _, ref := range []string{x.ID, x.No} {
				got, err := tx.Succession(ctx, ref)
				if err != nil {
					return err
				}
				if diff := cmp.Diff(x, got); diff != "" {
					t.Error(diff)
				}
			}
			if _, err := tx.Succession(ctx, "JJ-2026-0002"); !errors.Is(err, safety.ErrNotFound) {
				t.Errorf("a list that is not there: %v", err)
			}
			return nil
		})
	})
}
