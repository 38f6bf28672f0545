package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// successor is who takes over from the second officer in the demo.
const successor = "wt_weizhiqiu" // 卫知秋

// staffDay is the day of the demo, counted from its first, on which he begins.
const staffDay = 2

// A streetChange alters the sample street before a demo that begins at a moment.
type streetChange func(r *safety.Roster, start time.Time)

// changeStaff lets the second officer of the community leave soon after a demo
// begins, and a successor begin: the roster is imported once, and the tour shows
// a change of holder (ORG-8).
func changeStaff(r *safety.Roster, start time.Time) {
	from := safety.Day(start).AddDate(0, 0, staffDay)
	r.Members = append(r.Members, safety.Member{ID: successor, Name: "卫知秋", Mobile: "13900009001"})
	for i := range r.Assignments {
		a := &r.Assignments[i]
		if a.Deputy == testdata.SecondOfficer {
			a.Deputy = successor
		}
	}
	i := slices.IndexFunc(r.Assignments, func(a safety.Assignment) bool { return a.Member == testdata.SecondOfficer })
	next := r.Assignments[i]
	next.Member, next.From = successor, from
	r.Assignments[i].To = from.AddDate(0, 0, -1)
	r.Assignments = append(r.Assignments, next)
}

// staffChanged looks whether both sides have confirmed the list.
func staffChanged(ctx context.Context, tx *store.Tx) (bool, error) {
	r, err := tx.Roster(ctx)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(r.Assignments, func(a safety.Assignment) bool { return a.Member == testdata.SecondOfficer })
	if i < 0 {
		return false, nil
	}
	x, err := tx.Succession(ctx, safety.SuccessionID(r.Assignments[i]))
	if errors.Is(err, safety.ErrNotFound) {
		return false, nil
	}
	return err == nil && x.Done(), err
}
