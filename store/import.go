package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"gridwarden/safety"
)

// ReplaceOptions say how a roster takes the place of the present one.
type ReplaceOptions struct {
	// EndMissing ends what the new roster does not hold; otherwise it stays.
	EndMissing bool
	// At is the moment of the import: roles that end, end the day before.
	At time.Time
	// DryRun finds the differences and changes nothing.
	DryRun bool
}

// A Change is what an import changed, or would change.
type Change struct {
	Version     int64 // of the roster now in force
	Differences []Difference
}

// ReplaceRoster brings a roster in, all or nothing. The same roster again
// changes nothing. What the new one does not hold is reported as missing, and
// ended when the options say so; nothing is ever deleted. References between the
// parts are the importer's to check (architecture.md 10).
func (d *DB) ReplaceRoster(ctx context.Context, r safety.Roster, o ReplaceOptions) (c Change, err error) {
	defer wrap(&err, "replace roster")
	err = d.Tx(ctx, func(t *Tx) error {
		c, err = t.replaceRoster(ctx, r, o)
		return err
	})
	return c, err
}

func (t *Tx) replaceRoster(ctx context.Context, r safety.Roster, o ReplaceOptions) (Change, error) {
	if err := t.lockRoster(ctx); err != nil {
		return Change{}, err
	}
	present, err := t.rosterVersion(ctx)
	if err != nil {
		return Change{}, err
	}
	old, err := t.rosterRows(ctx)
	if err != nil {
		return Change{}, err
	}
	merged, differences, moved := mergeRoster(old, r, o)
	c := Change{Version: present.Version, Differences: differences}
	if o.DryRun || !moved && !Changes(differences) {
		return c, nil
	}
	if err := t.writeRoster(ctx, merged); err != nil {
		return Change{}, err
	}
	c.Version++
	_, err = t.exec(ctx, "UPDATE roster_state SET version = ? WHERE id = 1", c.Version)
	return c, err
}

// lockRoster makes imports wait for each other.
func (t *Tx) lockRoster(ctx context.Context) error {
	type state struct {
		ID      int `gorm:"primaryKey;autoIncrement:false"`
		Version int64
	}
	r := t.g.WithContext(ctx).Table("roster_state")
	if err := r.Clauses(clause.OnConflict{DoNothing: true}).Create(&state{ID: 1}).Error; err != nil {
		return err
	}
	var version int64
	return t.g.WithContext(ctx).Table("roster_state").Clauses(clause.Locking{Strength: "UPDATE"}).
		Where("id = 1").Select("version").Scan(&version).Error
}

func (t *Tx) writeRoster(ctx context.Context, rows rosterRows) error {
	for _, part := range []struct {
		clear string
		rows  any
		n     int
	}{
		{"DELETE FROM grids", rows.grids, len(rows.grids)},
		{"DELETE FROM members", rows.members, len(rows.members)},
		{"DELETE FROM assignments", rows.assignments, len(rows.assignments)},
		{"DELETE FROM sites", rows.sites, len(rows.sites)},
		{"DELETE FROM bodies", rows.bodies, len(rows.bodies)},
	} {
		if _, err := t.exec(ctx, part.clear); err != nil {
			return err
		}
		if part.n == 0 {
			continue
		}
		if err := t.g.WithContext(ctx).CreateInBatches(part.rows, batch).Error; err != nil {
			return fmt.Errorf("write roster: %w", err)
		}
	}
	return nil
}
