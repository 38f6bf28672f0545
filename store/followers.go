package store

import (
	"context"
	"time"
)

type followerRow struct {
	Hazard string `gorm:"primaryKey"`
	Member string `gorm:"primaryKey"`
	Since  int64
}

func (followerRow) TableName() string { return "followers" }

// Follow keeps that a member follows a hazard; again changes nothing.
func (t *Tx) Follow(ctx context.Context, hazard, member string, at time.Time) (err error) {
	defer wrap(&err, "follow hazard %s", hazard)
	_, err = t.insert(ctx, &followerRow{Hazard: hazard, Member: member, Since: ms(at)})
	return err
}

// Unfollow ends that a member follows a hazard; again changes nothing.
func (t *Tx) Unfollow(ctx context.Context, hazard, member string) (err error) {
	defer wrap(&err, "unfollow hazard %s", hazard)
	_, err = t.exec(ctx, "DELETE FROM followers WHERE hazard = ? AND member = ?", hazard, member)
	return err
}

// Followers are the members who follow a hazard, who has done so longest first.
func (t *Tx) Followers(ctx context.Context, hazard string) (members []string, err error) {
	defer wrap(&err, "load followers of hazard %s", hazard)
	err = t.load(ctx, &members, "SELECT member FROM followers WHERE hazard = ? ORDER BY since, member", hazard)
	return members, err
}
