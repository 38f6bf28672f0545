package store

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

func TestEventOfOneMessageIsAppendedOnce(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		e := safety.Event{Subject: "member:m1", At: noon, By: "m1", Message: "msg", Action: safety.Feedback}
		other, system := e, e
		other.Action, system.Message = safety.FollowUp, ""
		for _, e := range []safety.Event{e, e, other, system, system} {
			within(t, d, func(tx *Tx) error { return tx.Append(ctx, e) })
		}
		within(t, d, func(tx *Tx) error {
			es, err := tx.History(ctx, "member:m1")
			for i, e := range es {
				if e.Seq != i+1 {
					t.Errorf("event %d has number %d", i, e.Seq)
				}
			}
			if len(es) != 4 {
				t.Errorf("%d events, want 4: what no message caused is always kept", len(es))
			}
			return err
		})
	})
}

func TestSeriesHaveNoGaps(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		drawn := make(chan int, 40)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for i := range 10 {
					err := d.Tx(ctx, func(tx *Tx) error {
						n, err := tx.Number(ctx, "YH-2026-01")
						if err != nil {
							return err
						}
						if i%2 == 0 {
							return errors.New("changed my mind")
						}
						drawn <- n
						return nil
					})
					if err != nil && i%2 == 1 {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		close(drawn)
		seen := map[int]bool{}
		for n := range drawn {
			seen[n] = true
		}
		for n := 1; n <= 20; n++ {
			if !seen[n] {
				t.Errorf("number %d is missing", n)
			}
		}
	})
}

func TestStepFiresOnce(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		step := func(key string, mark safety.Mark, after time.Duration) safety.Step {
			return safety.Step{
				Key: key, Subject: "hazard:1", Ladder: "general", Rung: key, Round: 1, Mark: mark, Level: 2, Due: noon.Add(after), State: safety.StepPlanned,
			}
		}
		a, b, c := step("a", safety.MarkDue, 2*time.Hour), step("b", safety.MarkDue, time.Hour), step("c", safety.MarkAssigned, time.Hour)
		later := a
		later.Due = noon
		within(t, d, func(tx *Tx) error { return tx.PlanSteps(ctx, []safety.Step{a, b, c}) })
		within(t, d, func(tx *Tx) error { return tx.PlanSteps(ctx, []safety.Step{later}) }) // the key is taken
		due := func(now time.Time, limit int) (keys []string) {
			within(t, d, func(tx *Tx) error {
				steps, err := tx.DueSteps(ctx, now, limit)
				keys = nil
				for _, s := range steps {
					keys = append(keys, s.Key)
				}
				return err
			})
			return keys
		}
		for name, c := range map[string]struct{ got, want []string }{
			"early": {due(noon.Add(time.Hour-time.Millisecond), 9), nil},
			"some":  {due(noon.Add(time.Hour), 9), []string{"b", "c"}},
			"limit": {due(noon.Add(3*time.Hour), 2), []string{"b", "c"}},
			"all":   {due(noon.Add(3*time.Hour), 9), []string{"b", "c", "a"}},
		} {
			if diff := cmp.Diff(c.want, c.got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		b.State, b.Reason, b.Ended, b.To = safety.StepTold, "r", noon.Add(time.Hour), []string{"m1", "m2"}
		end := func() error { return d.Tx(ctx, func(tx *Tx) error { return tx.EndStep(ctx, b) }) }
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if err := end(); !errors.Is(err, safety.ErrStale) {
			t.Errorf("a step ended twice: %v", err)
		}
		within(t, d, func(tx *Tx) error { return tx.DropSteps(ctx, "hazard:1", "已整改", noon, safety.MarkAssigned) })
		c.State, c.Reason, c.Ended = safety.StepDropped, "已整改", noon
		within(t, d, func(tx *Tx) error {
			got, err := tx.Steps(ctx, "hazard:1")
			if diff := cmp.Diff([]safety.Step{b, c, a}, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
		within(t, d, func(tx *Tx) error { return tx.DropSteps(ctx, "hazard:1", "已销号", noon) })
		if left := due(noon.AddDate(1, 0, 0), 9); len(left) != 0 {
			t.Errorf("after all were dropped, %v are due", left)
		}
	})
}

func TestWhatIsRememberedComesBack(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		within(t, d, func(tx *Tx) error {
			return errors.Join(
				tx.RememberNotApplicable(ctx, "0101", "gas", "没有燃气", "m1", noon),
				tx.RememberNotApplicable(ctx, "0101", "gas", "别的原因", "m1", noon),
				tx.RememberNotApplicable(ctx, "0102", "lift", "没有电梯", "m1", noon),
			)
		})
		first := safety.Digest{Member: "m1", Key: "digest:1", At: noon, Lines: []safety.Line{{N: 1, Subject: "hazard:1", No: "YH-1", Text: "堵"}}}
		last := safety.Digest{Member: "m1", Key: "digest:2", At: noon.Add(time.Hour)}
		again := first
		again.At = noon.Add(2 * time.Hour)
		for _, g := range []safety.Digest{first, last, again} {
			within(t, d, func(tx *Tx) error { return tx.KeepDigest(ctx, g) })
		}
		err := d.Read(ctx, func(tx *Tx) error {
			na, err := tx.NotApplicable(ctx, "0101")
			if diff := cmp.Diff(map[string]string{"gas": "没有燃气"}, na); diff != "" {
				t.Error(diff)
			}
			if err != nil {
				return err
			}
			got, err := tx.LastDigest(ctx, "m1")
			if diff := cmp.Diff(last, got); diff != "" {
				t.Error(diff)
			}
			if err != nil {
				return err
			}
			if _, err := tx.LastDigest(ctx, "m2"); !errors.Is(err, safety.ErrNotFound) {
				t.Errorf("a digest that never was: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// The store serves the domain's use cases: a turn that reads, decides and saves
// stays within the statements a turn may take (performance.md A5: at most 8).
func TestPlainTurnTakesFewStatements(t *testing.T) {
	eachConfig(t, func(t *testing.T, c Config) {
		counter := newCounter()
		c.trace = counter
		d := openTest(t, c)
		m := text("m1", "wt_lin", noon)
		keep(t, d, m)
		lane, _ := claim(t, d, "w", noon)
		if err := d.Read(t.Context(), func(tx *Tx) error { _, err := tx.Roster(t.Context()); return err }); err != nil {
			t.Fatal(err)
		}
		counter.since()
		if err := d.Turn(t.Context(), lane, m.Key, func(tx *Tx) error { return answer(context.WithoutCancel(t.Context()), tx, m) }); err != nil {
			t.Fatal(err)
		}
		if n := counter.since(); n > 8 {
			t.Errorf("a plain turn took %d statements, want at most 8", n)
		}
	})
}
