package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

func TestAnObjectStandsInOneWayAndTheLatestCounts(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		shut := safety.Look{Occurrence: "monthly/2026-09/01", Object: "0101-01", Grid: "0101", State: safety.Shut, By: "m1", At: noon, Reason: "关门"}
		seen := shut
		seen.State, seen.By, seen.At, seen.Inspection, seen.Reason = safety.Seen, "m2", noon.Add(time.Hour), "c1", ""
		yard, other := seen, seen
		yard.Object, other.Occurrence = "0101", "monthly/2026-09/02"
		for _, l := range []safety.Look{shut, yard, other, seen, seen} {
			within(t, d, func(tx *Tx) error { return tx.SaveLook(ctx, l) })
		}
		within(t, d, func(tx *Tx) error {
			got, err := tx.Looks(ctx, shut.Occurrence)
			if diff := cmp.Diff([]safety.Look{yard, seen}, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestTheLatestVisitsOfAnObjectComeFirst(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		within(t, d, func(tx *Tx) error {
			for i, site := range []string{"", "0101-01", "", ""} {
				v := safety.Inspection{
					ID: fmt.Sprint("c", i), Plan: "weekly", Grid: "0101", Site: site, By: "m1", At: noon.AddDate(0, 0, 7*i),
					Paper: i == 3, Signed: i == 3,
				}
				if v.Paper {
					v.Dated = noon
				}
				if err := tx.SaveInspection(ctx, v); err != nil {
					return err
				}
			}
			got, err := tx.Visits(ctx, "weekly", "0101", "", 2)
			if err != nil {
				return err
			}
			if len(got) != 2 || got[0].ID != "c3" || got[1].ID != "c2" {
				t.Errorf("got %v", got)
			}
			if v := got[0]; !v.Paper || !v.Signed || !v.Dated.Equal(noon) {
				t.Errorf("the paper is not remembered: %+v", v)
			}
			return nil
		})
	})
}

func TestOccurrencesOfSeveralDaysAreSelectedTogether(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		within(t, d, func(tx *Tx) error {
			for day := 29; day < 34; day++ {
				at := time.Date(2026, 9, day, 0, 0, 0, 0, safety.Shanghai)
				o := safety.Occurrence{Plan: "patrol", Period: at.Format(time.DateOnly), Grid: "0101", State: safety.Open, Opens: at, Due: at, Missed: at, Late: at}
				o.ID = o.Plan + "/" + o.Period + "/" + o.Grid
				if _, err := tx.AddOccurrences(ctx, []safety.Occurrence{o}); err != nil {
					return err
				}
			}
			for name, q := range map[string]safety.OccurrenceQuery{
				"by period":  {Plan: "patrol", Period: "2026-09-30", Through: "2026-10-02"},
				"by due day": {Plan: "patrol", DueSince: time.Date(2026, 10, 1, 0, 0, 0, 0, safety.Shanghai)},
			} {
				os, err := tx.Occurrences(ctx, q)
				if err != nil {
					return err
				}
				if len(os) == 0 || os[len(os)-1].Period < "2026-10-02" || len(os) != 3 && len(os) != 2 {
					t.Errorf("%s: %d occurrences", name, len(os))
				}
			}
			return nil
		})
	})
}
