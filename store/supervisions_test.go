package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

func supervision(no, subject, leader string) *safety.Supervision {
	return &safety.Supervision{
		No: no, Subject: subject, Title: "梧桐里一号院 楼道堆物", Grid: "0101", Leader: leader, Rank: 2, Words: "三天内清空",
		Due: noon.AddDate(0, 0, 3), State: safety.SupervisionOpen, Round: 1, Climbed: 1, OrderedAt: noon,
	}
}

func TestSupervisionOrdersAreReadBackWholeAndSelected(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		e := safety.Event{At: noon, By: "lead", Action: safety.Supervise}
		first, second := supervision("DB-2026-01-0001", "hazard:1", "lead"), supervision("DB-2026-01-0002", "hazard:2", "other")
		second.Due = noon
		for _, v := range []*safety.Supervision{first, second} {
			e.Subject = v.About()
			within(t, d, func(tx *Tx) error { return tx.SaveSupervision(ctx, v, e) })
		}
		stale := *first
		first.State, first.AnsweredAt, first.AnsweredBy, first.Answer, first.Photos = safety.SupervisionAnswered, noon.Add(time.Hour), "m1", "清空了", []string{"p1"}
		e.Subject = first.About()
		within(t, d, func(tx *Tx) error { return tx.SaveSupervision(ctx, first, e) })
		if err := d.Tx(ctx, func(tx *Tx) error { return tx.SaveSupervision(ctx, &stale, e) }); !errors.Is(err, safety.ErrStale) {
			t.Errorf("an order that changed meanwhile was saved: %v", err)
		}
		err := d.Read(ctx, func(tx *Tx) error {
			got, err := tx.Supervision(ctx, first.No)
			if diff := cmp.Diff(first, got); diff != "" {
				t.Error(diff)
			}
			if _, missing := tx.Supervision(ctx, "DB-2026-01-0009"); !errors.Is(missing, safety.ErrNotFound) {
				t.Errorf("an order that is not there: %v", missing)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, row := range map[string]struct {
			q    safety.SupervisionQuery
			want []string
		}{
			"all, by due":      {safety.SupervisionQuery{}, []string{second.No, first.No}},
			"of a leader":      {safety.SupervisionQuery{Leader: "lead"}, []string{first.No}},
			"about a matter":   {safety.SupervisionQuery{Subject: "hazard:2"}, []string{second.No}},
			"that are open":    {safety.SupervisionQuery{States: []safety.SupervisionState{safety.SupervisionOpen}}, []string{second.No}},
			"that changed":     {safety.SupervisionQuery{ChangedSince: noon}, []string{first.No}},
			"that changed not": {safety.SupervisionQuery{ChangedSince: noon.Add(time.Hour)}, nil},
		} {
			within(t, d, func(tx *Tx) error {
				vs, err := tx.Supervisions(ctx, row.q)
				var got []string
				for _, v := range vs {
					got = append(got, v.No)
				}
				if diff := cmp.Diff(row.want, got); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
				return err
			})
		}
	})
}
