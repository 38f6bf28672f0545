package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gridwarden/bot"
	"gridwarden/safety"
)

var _ bot.Inbox = (*DB)(nil)

// candidates is how many members a claim looks at before it gives up: others
// may take the first ones at the same moment.
const candidates = 16

// Claim gives the worker the member with the oldest waiting message whom no
// other worker holds. See [bot.Inbox].
func (d *DB) Claim(ctx context.Context, worker string, now time.Time, lease time.Duration) (lane bot.Lane, ok bool, err error) {
	defer wrap(&err, "claim member")
	var members []string
	if err := d.peek().load(ctx, &members, d.hot.laneCandidates, ms(now), candidates); err != nil {
		return lane, false, err
	}
	for _, member := range members {
		lane = bot.Lane{Member: member, Worker: worker}
		err := d.lease(ctx, func(t *Tx) error { return t.take(ctx, &lane, now, lease) })
		switch {
		case err == nil:
			return lane, true, nil
		case !errors.Is(err, bot.ErrFenced):
			return bot.Lane{}, false, err
		}
	}
	return bot.Lane{}, false, nil
}

// take makes the lane the worker's, or returns ErrFenced because it is another's.
func (t *Tx) take(ctx context.Context, lane *bot.Lane, now time.Time, lease time.Duration) error {
	const free = "UPDATE lanes SET worker = ?, until_at = ?, fence = fence + 1 WHERE member = ? AND until_at <= ?"
	n, err := t.exec(ctx, free, lane.Worker, ms(now.Add(lease)), lane.Member, ms(now))
	if err != nil {
		return err
	}
	if n == 0 {
		added, err := t.insert(ctx, &laneRow{Member: lane.Member, Worker: lane.Worker, UntilAt: ms(now.Add(lease)), Fence: 1})
		if err != nil {
			return err
		}
		if added == 0 {
			return bot.ErrFenced
		}
	}
	return t.load(ctx, &lane.Fence, "SELECT fence FROM lanes WHERE member = ?", lane.Member)
}

type laneRow struct {
	Member  string `gorm:"primaryKey"`
	Worker  string
	UntilAt int64
	Fence   int64
}

func (laneRow) TableName() string { return "lanes" }

// Next is the member's oldest waiting message. See [bot.Inbox].
func (d *DB) Next(ctx context.Context, lane bot.Lane) (m bot.Message, ok bool, err error) {
	defer wrap(&err, "read next message")
	var rows []struct{ Body, Mkey string }
	t := d.peek()
	if err := t.holds(ctx, lane); err != nil {
		return m, false, err
	}
	if err := t.load(ctx, &rows, d.hot.laneNext, lane.Member); err != nil || len(rows) == 0 {
		return m, false, err
	}
	if err := decode(rows[0].Body, &m); err != nil {
		return m, false, err
	}
	m.At = m.At.In(safety.Shanghai)
	return m, true, nil
}

// holds is ErrFenced if the lane is another worker's.
func (t *Tx) holds(ctx context.Context, lane bot.Lane) error {
	var fences []int64
	err := t.load(ctx, &fences, "SELECT fence FROM lanes WHERE member = ? AND worker = ?", lane.Member, lane.Worker)
	if err == nil && (len(fences) == 0 || fences[0] != lane.Fence) {
		return bot.ErrFenced
	}
	return err
}

// markDone marks a message done if it waits and the lane is still the worker's.
// A message that was done before is not fresh.
func (t *Tx) markDone(ctx context.Context, lane bot.Lane, key string) (fresh bool, err error) {
	defer wrap(&err, "mark message %s done", key)
	n, err := t.exec(ctx, t.d.hot.messageDone, ms(t.d.now()), key, lane.Member, lane.Worker, lane.Fence)
	if err != nil || n == 1 {
		return n == 1, err
	}
	return false, t.holds(ctx, lane)
}

// SetAside takes a message that failed too often out of the way. See [bot.Inbox].
func (d *DB) SetAside(ctx context.Context, lane bot.Lane, key, reason string) (err error) {
	defer wrap(&err, "set message %s aside", key)
	_, err = d.failed(ctx, lane, key, reason, "aside", false)
	return err
}

// Failed counts one more failed attempt and returns their number. See [bot.Inbox].
func (d *DB) Failed(ctx context.Context, lane bot.Lane, key, reason string) (tries int, err error) {
	defer wrap(&err, "count failure of message %s", key)
	return d.failed(ctx, lane, key, reason, "waiting", true)
}

func (d *DB) failed(ctx context.Context, lane bot.Lane, key, reason, state string, waits bool) (tries int, err error) {
	err = d.Tx(ctx, func(t *Tx) error {
		counted, ended := 1, int64(0)
		if !waits {
			counted, ended = 0, ms(d.now())
		}
		n, err := t.exec(ctx, d.hot.messageSet, counted, state, cut(reason, 4000), waits, ended, key, lane.Member, lane.Worker, lane.Fence)
		if err != nil {
			return err
		}
		if n == 0 {
			if err := t.holds(ctx, lane); err != nil {
				return err
			}
		}
		return t.load(ctx, &tries, "SELECT tries FROM inbox WHERE mkey = ?", key)
	})
	return tries, err
}

// Release gives the member back. See [bot.Inbox].
func (d *DB) Release(ctx context.Context, lane bot.Lane) (err error) {
	defer wrap(&err, "release member")
	return d.lease(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "UPDATE lanes SET until_at = 0 WHERE member = ? AND worker = ? AND fence = ?",
			lane.Member, lane.Worker, lane.Fence)
		return err
	})
}

// cut shortens text to at most n bytes on a rune boundary.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// A keptMessage is a message on its way into the inbox.
type keptMessage struct {
	Key    string `json:"key"`
	Member string `json:"member"`
	Kind   string `json:"kind"`
	At     int64  `json:"at"`
	Body   string `json:"body"`
	Kept   int64  `json:"kept"`
	KeptAt int64  `json:"kept_at"`
}

// addMessages stores messages and returns the tokens that the inbox has under
// their keys: one's own token says that the message is fresh.
func (t *Tx) addMessages(ctx context.Context, ms []keptMessage) (map[string]int64, error) {
	if _, err := t.exec(ctx, t.d.hot.inboxAdd, encode(ms)); err != nil {
		return nil, fmt.Errorf("add messages: %w", err)
	}
	keys := make([]string, len(ms))
	for i, m := range ms {
		keys[i] = m.Key
	}
	var rows []struct {
		Mkey string
		Kept int64
	}
	if err := t.load(ctx, &rows, t.d.hot.inboxKept, encode(keys)); err != nil {
		return nil, fmt.Errorf("read tokens of messages: %w", err)
	}
	tokens := make(map[string]int64, len(rows))
	for _, r := range rows {
		tokens[r.Mkey] = r.Kept
	}
	return tokens, nil
}
