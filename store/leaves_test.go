package store

import (
	"errors"
	"testing"
	"time"

	"gridwarden/safety"
)

func TestLeavesArePartOfTheRosterAtOnceAndOnlyWhenKept(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		at := time.Date(2026, 9, 17, 10, 0, 0, 0, safety.Shanghai)
		d.now = func() time.Time { return at }
		_, err := d.ReplaceRoster(t.Context(), safety.Roster{
			Grids:       []safety.Grid{{Code: "WT", Level: safety.Street}},
			Members:     []safety.Member{{ID: "a", Name: "甲"}, {ID: "b", Name: "乙"}},
			Assignments: []safety.Assignment{{Member: "a", Role: safety.SafetyOfficeHead, Grid: "WT"}},
		}, ReplaceOptions{At: at})
		if err != nil {
			t.Fatal(err)
		}
		l := safety.Leave{ID: "l1", Member: "a", From: safety.Day(at), To: safety.Day(at), StandIn: "b", Agreed: safety.Day(at)}
		acting := func(tx *Tx) string {
			r, err := tx.Roster(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return r.Acting("a", at)
		}
		save := func(tx *Tx, l *safety.Leave) error {
			return tx.SaveLeave(t.Context(), l, safety.Event{Subject: l.About(), Action: safety.TookLeave, At: at})
		}
		undone := errors.New("undone")
		err = d.Tx(t.Context(), func(tx *Tx) error {
			if acting(tx) != "a" {
				t.Error("away before anybody said so")
			}
			tried := l
			if err := save(tx, &tried); err != nil {
				return err
			}
			if acting(tx) != "b" {
				t.Error("the transaction does not know its own leave")
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		within(t, d, func(tx *Tx) error {
			if acting(tx) != "a" {
				t.Error("a leave that was not kept is in force")
			}
			return save(tx, &l)
		})
		within(t, d, func(tx *Tx) error {
			if acting(tx) != "b" {
				t.Error("a leave that was kept is not in force")
			}
			got, err := tx.Leave(t.Context(), "l1")
			if err != nil || got.Version != 1 || !got.From.Equal(l.From) || !got.To.Equal(l.To) || got.StandIn != "b" {
				t.Errorf("read %+v, %v", got, err)
			}
			stale := l
			stale.Version = 7
			if err := save(tx, &stale); !errors.Is(err, safety.ErrStale) {
				t.Errorf("a stale leave: %v", err)
			}
			if _, err := tx.Leave(t.Context(), "none"); !errors.Is(err, safety.ErrNotFound) {
				t.Errorf("no leave: %v", err)
			}
			got.Ended = at
			return save(tx, got)
		})
		within(t, d, func(tx *Tx) error {
			if acting(tx) != "a" {
				t.Error("who is back is away")
			}
			return nil
		})
	})
}
