package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

func TestWhatWasSaidAboutAWindowIsSeenInTheRosterAtOnceAndKeptOnceOnly(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		y := safety.WindowYear{
			Key: "adhoc-1/2026", Window: "adhoc-1", Year: 2026, State: safety.WindowConfirmed, From: noon, To: noon.AddDate(0, 0, 2), By: "head", At: noon,
			Reason: "区里要求", Ordered: "区里", AdHoc: &safety.Window{
				ID: "adhoc-1", Name: "暴雨", Grid: "01", Own: []safety.ChecklistItem{{ID: "WIN-2026-1-1", Text: "沙袋", Severity: safety.General, Photo: true, Category: "other"}},
				Effects: []safety.Effect{{Do: safety.DoCheck, Name: "排查", Who: safety.CommunitySafetyOfficer}},
			},
		}
		e := safety.Event{Subject: y.About(), At: noon, By: "head", Action: safety.WindowSaid, To: string(y.State)}
		windows := func(tx *Tx) []safety.WindowYear {
			r, err := tx.Roster(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return r.Windows
		}
		within(t, d, func(tx *Tx) error {
			if n := len(windows(tx)); n != 0 {
				t.Errorf("%d windows before any was decided", n)
			}
			if err := tx.SaveWindow(ctx, &y, e); err != nil {
				return err
			}
			if diff := cmp.Diff([]safety.WindowYear{y}, windows(tx), equalSpans); diff != "" {
				t.Errorf("within the transaction (-kept +seen):\n%s", diff)
			}
			return nil
		})
		within(t, d, func(tx *Tx) error {
			if diff := cmp.Diff([]safety.WindowYear{y}, windows(tx), equalSpans); diff != "" {
				t.Errorf("afterwards (-kept +seen):\n%s", diff)
			}
			return nil
		})
		stale, again := y, y
		stale.Version, again.Version = 0, 7
		for name, y := range map[string]safety.WindowYear{"a second new one": stale, "another version": again} {
			err := d.Tx(ctx, func(tx *Tx) error { return tx.SaveWindow(ctx, &y, e) })
			if !errors.Is(err, safety.ErrStale) {
				t.Errorf("%s: %v", name, err)
			}
		}
		y.State, y.Reason = safety.WindowWithdrawn, "雨停了"
		within(t, d, func(tx *Tx) error { return tx.SaveWindow(ctx, &y, e) })
		within(t, d, func(tx *Tx) error {
			if got := windows(tx); len(got) != 1 || got[0].State != safety.WindowWithdrawn {
				t.Errorf("after it was withdrawn: %+v", got)
			}
			return nil
		})
	})
}

var equalSpans = cmp.Comparer(func(a, b safety.Span) bool { return a.String() == b.String() })

func TestASoftDutyIsAddedOnceAndEndsWithItsRecord(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		duty := safety.SoftDuty{
			ID: "publicity/fire-month-26-1101-1130p/01", Kind: safety.Publicity, Name: "消防宣传月", Grid: "01", Who: safety.CommunitySafetyOfficer,
			State: safety.SoftDutyOpen, Opens: noon, Due: noon.AddDate(0, 0, 29), Windows: []string{"fire-month/2026"}, Reasons: []string{"消防宣传月"},
		}
		within(t, d, func(tx *Tx) error {
			for _, want := range []bool{true, false} {
				added, err := tx.AddSoftDuty(ctx, duty)
				if err != nil || added != want {
					t.Errorf("added %v, want %v: %v", added, want, err)
				}
			}
			return nil
		})
		duty.Version = 1
		within(t, d, func(tx *Tx) error {
			got, err := tx.SoftDuty(ctx, duty.ID)
			if diff := cmp.Diff(&duty, got); diff != "" {
				t.Error(diff)
			}
			if _, missing := tx.SoftDuty(ctx, "publicity/other"); !errors.Is(missing, safety.ErrNotFound) {
				t.Errorf("one that is not there: %v", missing)
			}
			return err
		})
		done := duty
		done.State, done.DoneAt, done.DoneBy = safety.SoftDutyDone, noon.Add(time.Hour), "officer"
		done.Record = &safety.PublicityEvent{Theme: "不烧纸", Place: "广场", Form: "讲座", Headcount: 35, Photos: []string{"p"}, Organiser: "officer", By: "officer", At: noon}
		e := safety.Event{Subject: duty.About(), At: noon, By: "officer", Action: safety.Recorded}
		within(t, d, func(tx *Tx) error { return tx.SaveSoftDuty(ctx, &done, e) })
		if err := d.Tx(ctx, func(tx *Tx) error { return tx.SaveSoftDuty(ctx, &duty, e) }); !errors.Is(err, safety.ErrStale) {
			t.Errorf("an older one was kept: %v", err)
		}
		within(t, d, func(tx *Tx) error {
			for name, c := range map[string]struct {
				q safety.SoftDutyQuery
				n int
			}{
				"all":         {safety.SoftDutyQuery{}, 1},
				"open":        {safety.SoftDutyQuery{States: []safety.SoftDutyState{safety.SoftDutyOpen}}, 0},
				"of the grid": {safety.SoftDutyQuery{Grids: []string{"01", "02"}}, 1},
				"elsewhere":   {safety.SoftDutyQuery{Grids: []string{"02"}}, 0},
				"due later":   {safety.SoftDutyQuery{DueSince: duty.Due.Add(time.Hour)}, 0},
			} {
				got, err := tx.SoftDuties(ctx, c.q)
				if err != nil || len(got) != c.n {
					t.Errorf("%s: %d, want %d: %v", name, len(got), c.n, err)
				}
			}
			got, err := tx.SoftDuty(ctx, duty.ID)
			if diff := cmp.Diff(&done, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestASpecialOccurrenceKeepsWhatItsWindowAsksAndAPlannedStepMoves(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		special := safety.Occurrence{
			ID: "special/national-day-26-0928-0930c/0101-01", Plan: safety.SpecialPlan, Period: "national-day-26-0928-0930c", Grid: "0101", State: safety.Open,
			Opens: noon, Due: noon.AddDate(0, 0, 2), Missed: noon.AddDate(0, 0, 2), Late: noon.AddDate(0, 0, 2),
			Special: &safety.Special{Kind: safety.DoCheck, Name: "节前联合检查", Who: safety.SafetyOfficeHead, Site: "0101-01", Lists: []string{"WIN-HOLIDAY"}, Windows: []string{"national-day/2026"}, Reasons: []string{"国庆节"}},
		}
		weekly := safety.Occurrence{ID: "weekly/2026-W38/0101", Plan: "weekly", Period: "2026-W38", Grid: "0101", State: safety.Open, Opens: noon, Due: noon, Missed: noon, Late: noon}
		step := safety.Step{Key: "period:special/x/S/0/open", Subject: "period:special/x", Ladder: "S", Rung: "open", Due: noon, State: safety.StepPlanned}
		within(t, d, func(tx *Tx) error {
			if _, err := tx.AddOccurrences(ctx, []safety.Occurrence{special, weekly}); err != nil {
				return err
			}
			return tx.PlanSteps(ctx, []safety.Step{step})
		})
		special.Version = 1
		within(t, d, func(tx *Tx) error {
			got, err := tx.Occurrence(ctx, special.ID)
			if diff := cmp.Diff(&special, got); diff != "" {
				t.Error(diff)
			}
			if err != nil {
				return err
			}
			planned, err := tx.Occurrences(ctx, safety.OccurrenceQuery{Planned: true})
			if len(planned) != 1 || planned[0].ID != weekly.ID {
				t.Errorf("without special ones: %v", planned)
			}
			return err
		})
		later := noon.Add(time.Hour)
		within(t, d, func(tx *Tx) error { return tx.MoveStep(ctx, step.Key, later) })
		within(t, d, func(tx *Tx) error {
			steps, err := tx.Steps(ctx, step.Subject)
			if len(steps) != 1 || !steps[0].Due.Equal(later) {
				t.Errorf("the step is %+v", steps)
			}
			steps[0].State, steps[0].Ended = safety.StepTold, later
			if err := tx.EndStep(ctx, steps[0]); err != nil {
				return err
			}
			if err := tx.MoveStep(ctx, step.Key, noon); !errors.Is(err, safety.ErrStale) {
				t.Errorf("a step that has ended was moved: %v", err)
			}
			return err
		})
	})
}
