package store

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"sync"

	"gridwarden/bot"
	"gridwarden/bot/crash"
)

type postRow struct {
	ID       int64
	Pkey     string
	Class    string
	About    string
	Due      int64
	UntilAt  int64
	Line     string
	Body     string
	Sum      string
	PostedAt int64
}

func (postRow) TableName() string { return "posts" }

// chunk is how many deliveries one statement adds.
const chunk = 5000

// Post puts a post into the outbox, for every recipient a delivery. It is
// idempotent by key and member: who has a delivery of this key already gets no
// second one, and the words of the first post stay.
func (t *Tx) Post(ctx context.Context, p bot.Post) (err error) {
	defer wrap(&err, "post %s", p.Key)
	if len(p.To) == 0 {
		return nil
	}
	if p.Key == "" {
		return errors.New("a post needs a key")
	}
	now := ms(t.d.now())
	row := postRow{
		Pkey: p.Key, Class: string(p.Class), About: p.About, Due: ms(p.Due), UntilAt: ms(p.Until), Line: p.Line,
		Body: encode(p.Body), PostedAt: now,
	}
	if row.Due == 0 {
		row.Due = now
	}
	sum := sha256.Sum256([]byte(row.Body))
	row.Sum = base64.RawURLEncoding.EncodeToString(sum[:])
	added, err := t.insert(ctx, &row)
	if err != nil {
		return err
	}
	if added == 0 || row.ID == 0 {
		var old []postRow
		if err := t.load(ctx, &old, "SELECT * FROM posts WHERE pkey = ?", p.Key); err != nil {
			return err
		}
		if len(old) == 0 {
			return errors.New("its row is gone")
		}
		row = old[0]
	}
	for part := range slices.Chunk(p.To, chunk) {
		_, err := t.exec(ctx, t.d.hot.deliveriesAdd,
			row.Class, bot.Waiting, row.Due, row.Due, row.Due, row.Class == string(bot.Answer), row.ID, encode(part))
		if err != nil {
			return err
		}
		crash.At(crash.FanoutChunk)
	}
	return nil
}

func (r postRow) post() (bot.Post, error) {
	p := bot.Post{
		Key: r.Pkey, Class: bot.Class(r.Class), About: r.About, Due: moment(r.Due), Until: moment(r.UntilAt), Line: r.Line,
	}
	return p, decode(r.Body, &p.Body)
}

// A postCache holds posts that were read: a post never changes, and a mass
// reminder has one post for thousands of deliveries.
type postCache struct {
	mu   sync.Mutex
	rows map[int64]postRow
}

const cachedPosts = 512

func (c *postCache) get(id int64) (postRow, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.rows[id]
	return r, ok
}

func (c *postCache) put(rows []postRow) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows == nil || len(c.rows)+len(rows) > cachedPosts {
		c.rows = make(map[int64]postRow, len(rows))
	}
	for _, r := range rows {
		c.rows[r.ID] = r
	}
}

// postRows loads posts by id, from the cache or the database.
func (t *Tx) postRows(ctx context.Context, ids []int64) (map[int64]postRow, error) {
	found := make(map[int64]postRow, len(ids))
	var missing []int64
	for _, id := range ids {
		if _, twice := found[id]; twice {
			continue
		}
		r, ok := t.d.posts.get(id)
		if !ok {
			missing = append(missing, id)
		}
		found[id] = r
	}
	if len(missing) == 0 {
		return found, nil
	}
	var rows []postRow
	if err := t.load(ctx, &rows, t.d.hot.postsMeta, encode(missing)); err != nil {
		return nil, err
	}
	for _, r := range rows {
		found[r.ID] = r
	}
	t.d.posts.put(rows)
	return found, nil
}
