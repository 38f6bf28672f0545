package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"gridwarden/bot"
)

type sessionRow struct {
	Member string `gorm:"primaryKey"`
	Body   []byte
	WakeAt *int64
}

func (sessionRow) TableName() string { return "sessions" }

// LoadSession is the member's conversation; one that never was is empty.
func (t *Tx) LoadSession(ctx context.Context, member string) (s bot.Session, err error) {
	defer wrap(&err, "load session")
	var rows []sessionRow
	if err := t.load(ctx, &rows, "SELECT * FROM sessions WHERE member = ?", member); err != nil {
		return s, err
	}
	s.Member = member
	for _, r := range rows {
		s.Body = r.Body
		if r.WakeAt != nil {
			s.Wake = moment(*r.WakeAt)
		}
	}
	return s, nil
}

// SaveSession keeps a conversation as it is now.
func (t *Tx) SaveSession(ctx context.Context, s bot.Session) (err error) {
	defer wrap(&err, "save session")
	row := sessionRow{Member: s.Member, Body: s.Body}
	if row.Body == nil {
		row.Body = []byte{}
	}
	if !s.Wake.IsZero() {
		at := ms(s.Wake)
		row.WakeAt = &at
	}
	return t.g.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

// wakes is how many sessions are woken in one transaction.
const wakes = 500

// WakeDue puts a message of the kind [bot.Wake] into the inbox of every session
// that asked to be woken by now, and clears its wish. Its key is
// "wake:member:milliseconds", its moment the one asked for. It returns how many
// there were.
func (d *DB) WakeDue(ctx context.Context, now time.Time) (n int, err error) {
	defer wrap(&err, "wake sessions")
	for {
		some := 0
		err := d.Tx(ctx, func(t *Tx) error {
			some, err = t.wake(ctx, now)
			return err
		})
		if err != nil {
			return n, err
		}
		if n += some; some < wakes {
			return n, nil
		}
	}
}

func (t *Tx) wake(ctx context.Context, now time.Time) (int, error) {
	var due []struct {
		Member string
		WakeAt int64
	}
	if err := t.load(ctx, &due, t.d.hot.wakesDue, ms(now), wakes); err != nil || len(due) == 0 {
		return 0, err
	}
	messages := make([]keptMessage, len(due))
	members := make([]string, len(due))
	for i, s := range due {
		m := bot.Message{
			Key: fmt.Sprintf("wake:%s:%d", s.Member, s.WakeAt), Member: s.Member, At: moment(s.WakeAt), Kind: bot.Wake,
		}
		messages[i] = keptMessage{Key: m.Key, Member: m.Member, Kind: string(m.Kind), At: s.WakeAt, Body: encode(m), KeptAt: ms(t.d.now())}
		members[i] = s.Member
	}
	if _, err := t.exec(ctx, t.d.hot.inboxAdd, encode(messages)); err != nil {
		return 0, err
	}
	_, err := t.exec(ctx, "UPDATE sessions SET wake_at = NULL WHERE member IN ? AND wake_at <= ?", members, ms(now))
	return len(due), err
}
