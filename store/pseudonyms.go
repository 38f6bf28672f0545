package store

import (
	"context"
	"crypto/rand"
	"slices"

	"gridwarden/safety"
)

type pseudonymRow struct {
	Token  string `gorm:"primaryKey"`
	Member string
}

func (pseudonymRow) TableName() string { return "pseudonyms" }

// Pseudonym draws a new pseudonym for a member: random, so that neither the
// member nor another of his pseudonyms can be told from it.
func (t *Tx) Pseudonym(ctx context.Context, member string) (token string, err error) {
	defer wrap(&err, "draw pseudonym")
	token = safety.PseudonymPrefix + rand.Text()
	_, err = t.insert(ctx, &pseudonymRow{Token: token, Member: member})
	return token, err
}

// Pseudonyms are those a member has drawn.
func (t *Tx) Pseudonyms(ctx context.Context, member string) (tokens []string, err error) {
	defer wrap(&err, "load pseudonyms")
	err = t.load(ctx, &tokens, "SELECT token FROM pseudonyms WHERE member = ? ORDER BY token", member)
	return tokens, err
}

// Disown makes pictures those of a pseudonym.
func (t *Tx) Disown(ctx context.Context, photos []string, token string) (err error) {
	defer wrap(&err, "disown photos")
	if len(photos) == 0 {
		return nil
	}
	return t.table(ctx, &photoRow{}).Where("id IN ?", photos).Update("by_member", token).Error
}

// unveil finds who is behind the pseudonyms among recipients. The deliverer is
// the only one who asks.
func (t *Tx) unveil(ctx context.Context, to []deliveryRow) (map[string]string, error) {
	var tokens []string
	for _, r := range to {
		if safety.IsPseudonym(r.Member) {
			tokens = append(tokens, r.Member)
		}
	}
	if len(tokens) == 0 {
		return nil, nil
	}
	slices.Sort(tokens)
	members := make(map[string]string, len(tokens))
	for part := range slices.Chunk(slices.Compact(tokens), batch) {
		var rows []pseudonymRow
		if err := t.table(ctx, &pseudonymRow{}).Where("token IN ?", part).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			members[r.Token] = r.Member
		}
	}
	return members, nil
}
