package main

import (
	"fmt"

	"gridwarden/safety"
	"gridwarden/store"
)

// walk lets a member see objects of a sweep, in the order suggested to him, until
// so many are settled; 0 means all. It goes past the chat.
func (w *world) walk(occurrence, who string, until int) {
	w.t.Helper()
	for {
		var done bool
		err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
			o, err := s.Store.Occurrence(w.ctx, occurrence)
			if err != nil {
				return err
			}
			p, err := s.Progress(w.ctx, o)
			left := p.Left(who)
			if done = err != nil || len(left) == 0 || until > 0 && p.Settled() >= until; done {
				return err
			}
			t, err := s.TaskAt(w.ctx, occurrence, left[0].Key())
			if err != nil {
				return err
			}
			_, err = s.Finish(w.ctx, fmt.Sprintf("walk/%s/%s", occurrence, left[0].Key()), who, allFine(t))
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
		if done {
			return
		}
	}
}

// allFine is a visit that finds everything in order.
func allFine(t safety.Task) safety.Inspection {
	v := safety.Inspection{Occurrence: t.Occurrence.ID, Grid: t.Object.Grid, Site: t.Object.Site, Photos: []string{"place"}}
	for _, item := range t.Items {
		v.Findings = append(v.Findings, safety.Finding{Item: item.ID, Text: item.Text, Answer: safety.Pass})
	}
	return v
}

// everybodySweeps lets all sweeps of a period be done by their officers.
func (w *world) everybodySweeps(period string) {
	w.t.Helper()
	var os []*safety.Occurrence
	officers := map[string]string{}
	w.read(func(tx *store.Tx) error {
		r, err := tx.Roster(w.ctx)
		if err != nil {
			return err
		}
		os, err = tx.Occurrences(w.ctx, safety.OccurrenceQuery{Plan: "monthly", Period: period})
		for _, o := range os {
			officers[o.Grid] = r.Holders(safety.CommunitySafetyOfficer, o.Grid, w.clock.Now())[0]
		}
		return err
	})
	for _, o := range os {
		w.walk(o.ID, officers[o.Grid], 0)
	}
}

// occurrence reads one.
func (w *world) occurrence(id string) (o *safety.Occurrence) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		o, err = tx.Occurrence(w.ctx, id)
		return err
	})
	return o
}
