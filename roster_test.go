package main

import (
	"slices"

	"gridwarden/safety"
	"gridwarden/store"
)

// changeRoster changes the street as a new import would.
func (w *world) changeRoster(change func(r *safety.Roster)) {
	w.t.Helper()
	var r safety.Roster
	w.read(func(tx *store.Tx) error {
		now, err := tx.Roster(w.ctx)
		if err == nil {
			r = safety.Roster{
				Grids: slices.Clone(now.Grids), Members: slices.Clone(now.Members), Assignments: slices.Clone(now.Assignments),
				Sites: slices.Clone(now.Sites), Bodies: slices.Clone(now.Bodies),
			}
		}
		return err
	})
	change(&r)
	if _, err := w.program.db.ReplaceRoster(w.ctx, r, store.ReplaceOptions{EndMissing: true, At: w.clock.Now()}); err != nil {
		w.t.Fatal(err)
	}
}
