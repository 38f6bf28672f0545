package store

import "context"

// ReadPlain keeps whether a member reads text instead of cards; again changes
// nothing. The roster gets a new version, so that all replicas read it anew.
func (t *Tx) ReadPlain(ctx context.Context, member string, plain bool) (err error) {
	defer wrap(&err, "keep how %s reads", member)
	if err := t.lockRoster(ctx); err != nil {
		return err
	}
	n, err := t.exec(ctx, "UPDATE members SET plain = ? WHERE id = ? AND plain <> ?", plain, member, plain)
	if err != nil || n == 0 {
		return err
	}
	_, err = t.exec(ctx, "UPDATE roster_state SET version = version + 1 WHERE id = 1")
	return err
}
