package store

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/crash"
	"gridwarden/safety"
)

type photoRow struct {
	ID       string `gorm:"primaryKey"`
	ByMember string
	At       int64
	State    string
	Sha256   string
	Look     int64
	Size     int64
	Mime     string
	Name     string
	NextAt   int64
	LookAt   *int64
	Tries    int
	Alarmed  bool
	Reason   string
	EndedAt  int64
	Fence    int64
	Worker   string
}

func (photoRow) TableName() string { return "photos" }

// What became of a picture, as it is stored.
const (
	photoPending = "pending"
	photoStored  = "stored"
	photoLost    = "lost"
	photoRefused = "refused"
)

// AddPhoto notes a picture whose bytes are still to be fetched. The same id
// again changes nothing.
func (t *Tx) AddPhoto(ctx context.Context, id, by string, at time.Time) (err error) {
	defer wrap(&err, "add photo")
	due := ms(at)
	_, err = t.insert(ctx, &photoRow{ID: id, ByMember: by, At: due, State: photoPending, NextAt: due, LookAt: &due})
	return err
}

// Photo finds a picture by its id; [safety.ErrNotFound].
func (t *Tx) Photo(ctx context.Context, id string) (p safety.Photo, err error) {
	defer wrap(&err, "load photo")
	var rows []photoRow
	if err := t.load(ctx, &rows, "SELECT * FROM photos WHERE id = ?", id); err != nil {
		return p, err
	}
	if len(rows) == 0 {
		return p, safety.ErrNotFound
	}
	return rows[0].photo(), nil
}

func (r photoRow) photo() safety.Photo {
	p := safety.Photo{ID: r.ID, By: r.ByMember, At: moment(r.At), SHA256: r.Sha256, Look: uint64(r.Look), Mime: r.Mime, Lost: r.State == photoLost}
	if r.State == photoRefused {
		p.Refused = r.Reason
	}
	return p
}

// PhotosOf are those of several pictures that are known, in no order.
func (t *Tx) PhotosOf(ctx context.Context, ids []string) (ps []safety.Photo, err error) {
	defer wrap(&err, "load photos")
	for part := range slices.Chunk(ids, batch) {
		var rows []photoRow
		if err := t.table(ctx, &photoRow{}).Where("id IN ?", part).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			ps = append(ps, r.photo())
		}
	}
	return ps, nil
}

// Photos brings in pictures: the queue of those still to be fetched, and the
// files their bytes are kept in.
type Photos struct {
	DB    *DB
	Files Files

	judge judge
}

// NewPhotos keeps pictures in files and what is known of them in the database.
func NewPhotos(db *DB, files Files) *Photos {
	return &Photos{DB: db, Files: files, judge: newJudge()}
}

// ClaimFetches gives pictures that are due and that nobody holds, the oldest
// first. Classes and With of the claim mean nothing here.
func (p *Photos) ClaimFetches(ctx context.Context, c bot.Claim) (fs []bot.Fetch, err error) {
	defer wrap(&err, "claim photos")
	err = p.DB.lease(ctx, func(t *Tx) error {
		var rows []photoRow
		if err := t.load(ctx, &rows, t.d.hot.photosDue, ms(c.Now), c.Limit); err != nil || len(rows) == 0 {
			fs = nil
			return err
		}
		ids := make([]string, len(rows))
		fs = make([]bot.Fetch, len(rows))
		for i, r := range rows {
			ids[i] = r.ID
			fs[i] = bot.Fetch{
				MediaID: r.ID, By: r.ByMember, At: moment(r.At), Next: moment(r.NextAt), Tries: r.Tries, Alarmed: r.Alarmed, Fence: r.Fence + 1,
			}
		}
		_, err := t.exec(ctx, t.d.hot.photosClaim, encode(ids), c.Worker, ms(c.Now.Add(c.Lease)))
		return err
	})
	return fs, err
}

// KeepPhoto stores the bytes under their SHA-256, then the row, and ends the
// fetch. What must not be kept ends it too; refused then says why, in words for
// the member. A stale fence is bot.ErrFenced.
func (p *Photos) KeepPhoto(ctx context.Context, f bot.Fetch, body io.Reader, _, name string, now time.Time) (refused string, err error) {
	defer wrap(&err, "keep photo")
	data, err := io.ReadAll(io.LimitReader(body, maxPhoto+1))
	if err != nil {
		return "", fmt.Errorf("read: %w", err)
	}
	pic, refused, err := p.judge.look(ctx, data)
	if err != nil {
		return "", err
	}
	if refused != "" {
		return refused, p.end(ctx, f, map[string]any{"state": photoRefused, "reason": refused, "ended_at": ms(now)})
	}
	sha, size, err := p.Files.Put(ctx, bytes.NewReader(data), maxPhoto)
	if err != nil {
		return "", err
	}
	crash.At(crash.PhotoWritten)
	return "", p.end(ctx, f, map[string]any{
		"state": photoStored, "sha256": sha, "look": int64(pic.look), "size": size, "mime": pic.mime, "name": cut(name, 250), "ended_at": ms(now),
	})
}

// DelayFetch gives a picture back until f.Next, with its new Tries and Alarmed.
func (p *Photos) DelayFetch(ctx context.Context, f bot.Fetch) (err error) {
	defer wrap(&err, "delay photo")
	return p.set(ctx, f, map[string]any{"next_at": ms(f.Next), "look_at": ms(f.Next), "tries": f.Tries, "alarmed": f.Alarmed, "worker": ""})
}

// LosePhoto ends a fetch that cannot succeed any more.
func (p *Photos) LosePhoto(ctx context.Context, f bot.Fetch, reason string, now time.Time) (err error) {
	defer wrap(&err, "give up photo")
	return p.end(ctx, f, map[string]any{"state": photoLost, "reason": cut(reason, 250), "tries": f.Tries, "ended_at": ms(now)})
}

func (p *Photos) end(ctx context.Context, f bot.Fetch, values map[string]any) error {
	values["look_at"], values["worker"] = nil, ""
	return p.set(ctx, f, values)
}

// set changes a picture that is still pending and still the worker's.
func (p *Photos) set(ctx context.Context, f bot.Fetch, values map[string]any) error {
	return p.DB.Tx(ctx, func(t *Tx) error {
		r := t.table(ctx, &photoRow{}).Where("id = ? AND fence = ? AND state = ?", f.MediaID, f.Fence, photoPending).Updates(values)
		if r.Error == nil && r.RowsAffected == 0 {
			return bot.ErrFenced
		}
		return r.Error
	})
}
