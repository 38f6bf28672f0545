package store

import (
	"context"
	"time"

	"gridwarden/safety"
)

type naItemRow struct {
	Object   string `gorm:"primaryKey"`
	Item     string `gorm:"primaryKey"`
	Reason   string
	ByMember string
	At       int64
}

func (naItemRow) TableName() string { return "na_items" }

// NotApplicable are the items remembered as not applying to a grid or site, with
// their reasons.
func (t *Tx) NotApplicable(ctx context.Context, object string) (reasons map[string]string, err error) {
	defer wrap(&err, "load items that do not apply to %s", object)
	var rows []naItemRow
	if err := t.load(ctx, &rows, "SELECT * FROM na_items WHERE object = ?", object); err != nil {
		return nil, err
	}
	reasons = make(map[string]string, len(rows))
	for _, r := range rows {
		reasons[r.Item] = r.Reason
	}
	return reasons, nil
}

// RememberNotApplicable keeps that an item does not apply; the first reason stays.
func (t *Tx) RememberNotApplicable(ctx context.Context, object, item, reason, by string, at time.Time) (err error) {
	defer wrap(&err, "remember item %s of %s", item, object)
	_, err = t.insert(ctx, &naItemRow{Object: object, Item: item, Reason: reason, ByMember: by, At: ms(at)})
	return err
}

type digestRow struct {
	Member string `gorm:"primaryKey"`
	Dkey   string `gorm:"primaryKey"`
	At     int64
	Shown  string
}

func (digestRow) TableName() string { return "digests" }

// KeepDigest keeps what a member was shown; the same key again changes nothing.
func (t *Tx) KeepDigest(ctx context.Context, d safety.Digest) (err error) {
	defer wrap(&err, "keep digest %s", d.Key)
	_, err = t.insert(ctx, &digestRow{Member: d.Member, Dkey: d.Key, At: ms(d.At), Shown: encode(d.Lines)})
	return err
}

// LastDigest is what the member was shown last; [safety.ErrNotFound].
func (t *Tx) LastDigest(ctx context.Context, member string) (d safety.Digest, err error) {
	defer wrap(&err, "load last digest")
	var rows []digestRow
	if err := t.load(ctx, &rows, "SELECT * FROM digests WHERE member = ? ORDER BY at DESC LIMIT 1", member); err != nil {
		return d, err
	}
	if len(rows) == 0 {
		return d, safety.ErrNotFound
	}
	d = safety.Digest{Member: rows[0].Member, Key: rows[0].Dkey, At: moment(rows[0].At)}
	return d, decode(rows[0].Shown, &d.Lines)
}
