package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

func weekly(grid string) safety.Occurrence {
	return safety.Occurrence{
		ID: "weekly/2026-W38/" + grid, Plan: "weekly", Period: "2026-W38", Grid: grid, State: safety.Open,
		Opens: noon, Due: noon.AddDate(0, 0, 5), Missed: noon.AddDate(0, 0, 6), Late: noon.AddDate(0, 0, 9),
	}
}

func TestOccurrencesAreAddedOnceAndSavedByVersion(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		add := func(os ...safety.Occurrence) (n int) {
			within(t, d, func(tx *Tx) error {
				var err error
				n, err = tx.AddOccurrences(ctx, os)
				return err
			})
			return n
		}
		if n := add(weekly("0101"), weekly("0102")); n != 2 {
			t.Errorf("added %d, want 2", n)
		}
		if n := add(weekly("0102"), weekly("0103")); n != 1 {
			t.Errorf("added %d, want 1", n)
		}
		if n := add(); n != 0 {
			t.Errorf("added %d of nothing", n)
		}
		within(t, d, func(tx *Tx) error {
			o, err := tx.Occurrence(ctx, "weekly/2026-W38/0101")
			if err != nil {
				return err
			}
			want := weekly("0101")
			want.Version = 1
			if diff := cmp.Diff(&want, o); diff != "" {
				t.Error(diff)
			}
			o.State, o.Started, o.DoneAt, o.DoneBy, o.Misses, o.Climbed, o.Reason = safety.Done, noon, noon.Add(time.Hour), "m1", 1, 2, "r"
			stale := *o
			if err := tx.SaveOccurrence(ctx, o, safety.Event{Subject: o.About(), At: noon, Action: safety.Inspected}); err != nil {
				return err
			}
			if err := tx.SaveOccurrence(ctx, &stale, safety.Event{Subject: o.About(), At: noon, Action: safety.Inspected}); !errors.Is(err, safety.ErrStale) {
				t.Errorf("an old version was saved: %v", err)
			}
			got, err := tx.Occurrence(ctx, o.ID)
			if diff := cmp.Diff(o, got); diff != "" || o.Version != 2 {
				t.Error(o.Version, diff)
			}
			return err
		})
	})
}

func TestOccurrenceQueries(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		missed := weekly("0103")
		missed.State, missed.Climbed, missed.Due = safety.Missed, 2, noon
		other := weekly("0104")
		other.ID, other.Plan, other.Period, other.Missed = "monthly/2026-09/0104", "monthly", "2026-09", noon.AddDate(0, 0, 20)
		within(t, d, func(tx *Tx) error {
			_, err := tx.AddOccurrences(ctx, []safety.Occurrence{weekly("0102"), weekly("0101"), missed, other})
			return err
		})
		for name, c := range map[string]struct {
			q    safety.OccurrenceQuery
			want []string
		}{
			"all":          {safety.OccurrenceQuery{}, []string{"0103", "0104", "0101", "0102"}},
			"limit":        {safety.OccurrenceQuery{Limit: 2}, []string{"0103", "0104"}},
			"plan":         {safety.OccurrenceQuery{Plan: "weekly", Period: "2026-W38"}, []string{"0103", "0101", "0102"}},
			"grids":        {safety.OccurrenceQuery{Grids: []string{"0101", "0103"}, States: []safety.OccurrenceState{safety.Open, safety.Missed}}, []string{"0103", "0101"}},
			"missed until": {safety.OccurrenceQuery{States: []safety.OccurrenceState{safety.Open}, MissedUntil: noon.AddDate(0, 0, 6)}, []string{"0101", "0102"}},
			"not yet":      {safety.OccurrenceQuery{States: []safety.OccurrenceState{safety.Open}, MissedUntil: noon.AddDate(0, 0, 6).Add(-time.Millisecond)}, nil},
			"climbed":      {safety.OccurrenceQuery{States: []safety.OccurrenceState{safety.Missed}, Climbed: 2}, []string{"0103"}},
		} {
			within(t, d, func(tx *Tx) error {
				os, err := tx.Occurrences(ctx, c.q)
				var got []string
				for _, o := range os {
					got = append(got, o.Grid)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
				return err
			})
		}
	})
}

func TestInspectionIsKeptOnce(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		i := safety.Inspection{
			ID: "case", Occurrence: "weekly/2026-W38/0101", Plan: "weekly", Grid: "0101", Site: "s", By: "m1", At: noon, Photos: []string{"p"}, Paper: true,
			Findings: []safety.Finding{{Item: "exit", Text: "通道", Answer: safety.Fail, Note: "堵", Remedy: safety.NewHazard, Before: []string{"p"}, Hazard: "YH-1"}},
		}
		second := i
		second.By = "m2"
		for _, v := range []safety.Inspection{i, second} {
			within(t, d, func(tx *Tx) error { return tx.SaveInspection(ctx, v) })
		}
		within(t, d, func(tx *Tx) error {
			got, err := tx.Inspection(ctx, "case")
			if diff := cmp.Diff(i, got); diff != "" {
				t.Error(diff)
			}
			if err != nil {
				return err
			}
			in, err := tx.Inspections(ctx, []string{"0101"}, noon, noon.Add(time.Second), 10)
			out, err2 := tx.Inspections(ctx, nil, noon.Add(-time.Hour), noon, 10)
			if len(in) != 1 || len(out) != 0 {
				t.Errorf("found %d within and %d outside", len(in), len(out))
			}
			return errors.Join(err, err2)
		})
	})
}
