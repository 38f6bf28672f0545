package store

import (
	"context"
	"time"
)

type aliasRow struct {
	Name     string `gorm:"primaryKey"`
	Code     string `gorm:"primaryKey"`
	ByMember string
	At       int64
}

func (aliasRow) TableName() string { return "aliases" }

// Aliases are the codes of the places that a name was learnt to mean, the newest
// first.
func (t *Tx) Aliases(ctx context.Context, name string) (codes []string, err error) {
	defer wrap(&err, "load aliases")
	err = t.load(ctx, &codes, "SELECT code FROM aliases WHERE name = ? ORDER BY at DESC, code", name)
	return codes, err
}

// LearnAlias keeps what a name means; again changes nothing.
func (t *Tx) LearnAlias(ctx context.Context, name, code, by string, at time.Time) (err error) {
	defer wrap(&err, "learn alias")
	_, err = t.insert(ctx, &aliasRow{Name: name, Code: code, ByMember: by, At: ms(at)})
	return err
}
