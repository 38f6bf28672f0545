package store

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gridwarden/safety"
)

// whole is a hazard with every field set.
func whole() *safety.Hazard {
	limit, err := safety.ParseDelay("7d")
	if err != nil {
		panic(err)
	}
	return &safety.Hazard{
		ID: "case-1", No: "YH-2026-01-0001", State: safety.Rectifying, Severity: safety.Serious, Category: "fire_exit",
		Place: safety.Place{Grid: "0101", Site: "0101-01", Label: "3 号楼", Lat: 31.5, Lon: 121.25},
		What:  "通道堆放杂物 🔥", NoPhoto: "太黑", Source: safety.FromWeekly, Item: "exit", Subject: "weekly/2026-W38/0101",
		Reporter: "m1", Finder: "m2", Party: "m3", PartyName: "来福小炒", Officer: "m4", FixedBy: "m5", ClaimedBy: "m6", Reviewers: []string{"m7", "m8"},
		Requirement: "清理", Interim: "派人看守", Limit: limit, Deadline: noon.AddDate(0, 0, 7), LimitFrom: noon.Add(-time.Hour), LimitEnd: noon.AddDate(0, 0, 6), NoticeNo: "TZ-2026-0001",
		Evidence:   []safety.Evidence{{Photo: "p1", Stage: safety.Before, By: "m1", At: noon}, {Photo: "p2", Stage: safety.After, By: "m3", At: noon.Add(time.Hour)}},
		ReportedAt: noon, RegisteredAt: noon.Add(time.Minute), Since: noon.Add(2 * time.Minute), ClosedAt: noon.Add(3 * time.Minute),
		LookAt: noon.AddDate(0, 0, 9), Paused: 90 * time.Minute, Chronic: true,
		Asks:  []safety.Ask{{Do: safety.Extend, By: "m3", At: noon, Reason: "缺件", Interim: "看守", Until: noon.AddDate(0, 0, 8), Severity: safety.General}},
		Round: 1, Climbed: 2, FailCount: 3, ReopenCount: 4, ReturnCount: 5, ExtendCount: 6,
		Ordered: "m9", RecurrenceOf: "YH-2025-01-0009", MergedInto: "YH-2026-01-0002", Reason: "没有拍到全景",
		RejectedAs: "untrue", Triage: true, Appealed: true, Private: true, HeardAt: noon.Add(4 * time.Minute),
	}
}

func event(h *safety.Hazard, message string, do safety.Action) safety.Event {
	return safety.Event{Subject: h.About(), At: noon, By: "m1", Message: message, Action: do, From: "a", To: "b", Reason: "因为", Detail: map[string]string{"x": "y"}}
}

func TestHazardIsReadBackWholeByIDAndNumber(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		h := whole()
		within(t, d, func(tx *Tx) error { return tx.SaveHazard(ctx, h, event(h, "m", safety.Submit)) })
		if h.Version != 1 {
			t.Errorf("a new hazard has version %d", h.Version)
		}
		for _, ref := range []string{h.ID, h.No} {
			within(t, d, func(tx *Tx) error {
				got, err := tx.Hazard(ctx, ref)
				if diff := cmp.Diff(h, got); diff != "" {
					t.Error(diff)
				}
				return err
			})
		}
		err := d.Read(ctx, func(tx *Tx) error { _, err := tx.Hazard(ctx, "none"); return err })
		if !errors.Is(err, safety.ErrNotFound) {
			t.Errorf("a hazard that is not there: %v", err)
		}
		within(t, d, func(tx *Tx) error {
			es, err := tx.History(ctx, h.About())
			want := event(h, "m", safety.Submit)
			want.Seq = 1
			if diff := cmp.Diff([]safety.Event{want}, es); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestFieldsOfAHazardCanBeEmptied(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		h := whole()
		within(t, d, func(tx *Tx) error { return tx.SaveHazard(ctx, h, event(h, "m", safety.Submit)) })
		empty := &safety.Hazard{ID: h.ID, Version: h.Version, State: safety.Draft}
		within(t, d, func(tx *Tx) error { return tx.SaveHazard(ctx, empty, event(h, "m", safety.Accept)) })
		within(t, d, func(tx *Tx) error {
			got, err := tx.Hazard(ctx, h.ID)
			if diff := cmp.Diff(empty, got, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			return err
		})
		other := &safety.Hazard{ID: "draft-2", State: safety.Draft} // two drafts without a number
		within(t, d, func(tx *Tx) error { return tx.SaveHazard(ctx, other, event(other, "m", safety.Submit)) })
	})
}

func TestHazardThatChangedMeanwhileIsStale(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		h := whole()
		within(t, d, func(tx *Tx) error { return tx.SaveHazard(ctx, h, event(h, "m", safety.Submit)) })
		save := func(h *safety.Hazard) error {
			return d.Tx(ctx, func(tx *Tx) error { return tx.SaveHazard(ctx, h, event(h, "n", safety.Accept)) })
		}
		old := *h
		if err := save(h); err != nil {
			t.Fatal(err)
		}
		if err := save(&old); !errors.Is(err, safety.ErrStale) {
			t.Errorf("an old version was saved: %v", err)
		}
		twin := whole()
		if err := save(twin); !errors.Is(err, safety.ErrStale) || twin.Version != 0 {
			t.Errorf("a hazard was added twice: %v, version %d", err, twin.Version)
		}
		if err := d.Read(ctx, func(tx *Tx) error {
			es, err := tx.History(ctx, h.About())
			if len(es) != 2 {
				t.Errorf("%d events, want 2: what was refused left none", len(es))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// Ten members change one hazard at once; each reads it anew until it succeeds.
func TestConcurrentChangesAllCount(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		h := whole()
		within(t, d, func(tx *Tx) error { return tx.SaveHazard(ctx, h, event(h, "m", safety.Submit)) })
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				change := func(tx *Tx) error {
					h, err := tx.Hazard(ctx, "case-1")
					if err != nil {
						return err
					}
					h.ExtendCount++
					return tx.SaveHazard(ctx, h, event(h, fmt.Sprint("n", i), safety.FollowUp))
				}
				for {
					err := d.Tx(ctx, change)
					if err == nil {
						return
					}
					if !errors.Is(err, safety.ErrStale) {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		within(t, d, func(tx *Tx) error {
			got, err := tx.Hazard(ctx, "case-1")
			if err != nil {
				return err
			}
			es, err := tx.History(ctx, h.About())
			if got.ExtendCount != 16 || got.Version != 11 || len(es) != 11 || es[10].Seq != 11 {
				t.Errorf("count %d, version %d, %d events", got.ExtendCount, got.Version, len(es))
			}
			return err
		})
	})
}

func TestHazardQueries(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		add := func(id string, change func(*safety.Hazard)) {
			h := &safety.Hazard{ID: id, No: "YH-" + id, State: safety.Assigned, Deadline: noon}
			change(h)
			within(t, d, func(tx *Tx) error { return tx.SaveHazard(ctx, h, event(h, "m", safety.Submit)) })
		}
		add("1", func(h *safety.Hazard) {
			h.Place.Grid, h.Party, h.Reporter, h.Deadline, h.Climbed = "0101", "m1", "m2", noon.Add(time.Hour), 2
		})
		add("2", func(h *safety.Hazard) {
			h.Place.Grid, h.Place.Site, h.State, h.Finder, h.Item = "0102", "s", safety.Closed, "m3", "exit"
		})
		add("3", func(h *safety.Hazard) { h.Place.Grid, h.Deadline, h.Climbed = "0103", time.Time{}, 3 })
		many := make([]string, 2000) // more grids than a list of parameters should have
		for i := range many {
			many[i] = fmt.Sprintf("x%d", i)
		}
		for name, c := range map[string]struct {
			q    safety.HazardQuery
			want []string
		}{
			"all":       {safety.HazardQuery{}, []string{"3", "2", "1"}},
			"limit":     {safety.HazardQuery{Limit: 1}, []string{"3"}},
			"grids":     {safety.HazardQuery{Grids: []string{"0101", "0103"}}, []string{"3", "1"}},
			"street":    {safety.HazardQuery{Grids: append(many, "0101", "0102")}, []string{"2", "1"}},
			"states":    {safety.HazardQuery{States: safety.OpenStates()}, []string{"3", "1"}},
			"site":      {safety.HazardQuery{Site: "s"}, []string{"2"}},
			"party":     {safety.HazardQuery{Party: "m1", States: []safety.State{safety.Assigned}}, []string{"1"}},
			"reporter":  {safety.HazardQuery{Reporter: "m2"}, []string{"1"}},
			"finder":    {safety.HazardQuery{Finder: "m3"}, []string{"2"}},
			"item":      {safety.HazardQuery{Item: "exit"}, []string{"2"}},
			"due until": {safety.HazardQuery{DueUntil: noon.Add(time.Hour)}, []string{"2", "1"}},
			"climbed":   {safety.HazardQuery{Climbed: 3}, []string{"3"}},
			"nothing":   {safety.HazardQuery{Party: "m1", States: []safety.State{safety.Closed}}, nil},
		} {
			within(t, d, func(tx *Tx) error {
				hs, err := tx.Hazards(ctx, c.q)
				var got []string
				for _, h := range hs {
					got = append(got, h.ID)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
				if err != nil || c.q.Limit > 0 {
					return err
				}
				n, err := tx.CountHazards(ctx, c.q)
				if n != len(c.want) {
					t.Errorf("%s: counted %d", name, n)
				}
				return err
			})
		}
	})
}
