package safety

import (
	"context"
	"maps"
	"slices"
)

// recall reads what is on file about subjects, each once: one by one they would
// be most of an audit.
func (a *Audit) recall(ctx context.Context, subjects []string) error {
	missing := slices.DeleteFunc(unique(subjects), func(s string) bool { return a.read[s] })
	if len(missing) == 0 {
		return nil
	}
	events, steps, err := a.Book.Recall(ctx, missing)
	if err != nil {
		return err
	}
	for _, s := range missing {
		a.read[s] = true
	}
	maps.Copy(a.events, events)
	maps.Copy(a.taken, steps)
	return nil
}

// history is all events of a subject, oldest first.
func (a *Audit) history(ctx context.Context, subject string) ([]Event, error) {
	err := a.recall(ctx, []string{subject})
	return a.events[subject], err
}

// stepsOf are all steps of a subject, in order of their instants.
func (a *Audit) stepsOf(ctx context.Context, subject string) ([]Step, error) {
	err := a.recall(ctx, []string{subject})
	return a.taken[subject], err
}

// abouts are the subjects of matters.
func abouts[M interface{ About() string }](all []M) []string {
	subjects := make([]string, len(all))
	for i, m := range all {
		subjects[i] = m.About()
	}
	return subjects
}
