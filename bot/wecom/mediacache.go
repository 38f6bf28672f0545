package wecom

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"gridwarden/bot"
)

const (
	mediaLife = 60 * time.Hour // of the three days an upload lives
	cacheSize = 10_000
)

// mediaCache remembers what was uploaded, so that a photo shown to many is
// uploaded once.
type mediaCache struct {
	flight singleflight.Group
	mu     sync.Mutex
	ids    map[string]uploaded
}

type uploaded struct {
	id    string
	until time.Time
}

func newMediaCache() *mediaCache { return &mediaCache{ids: map[string]uploaded{}} }

func (m *mediaCache) get(key string, now time.Time) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	u, ok := m.ids[key]
	return u.id, ok && now.Before(u.until)
}

func (m *mediaCache) put(key, id string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.ids) >= cacheSize {
		clear(m.ids)
	}
	m.ids[key] = uploaded{id: id, until: now.Add(mediaLife)}
}

func (m *mediaCache) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.ids)
}

// mediaOf is the media id of a stored photo or file, uploading it if need be.
func (c *Client) mediaOf(ctx context.Context, kind, sha, name string) (string, error) {
	if c.cfg.Photos == nil {
		return "", &LimitError{Field: kind, Rule: "there is no store of photos to take it from"}
	}
	key := kind + "\n" + sha + "\n" + name
	now := c.cfg.Now()
	if id, ok := c.media.get(key, now); ok {
		return id, nil
	}
	id, err, _ := c.media.flight.Do(key, func() (any, error) {
		id, err := c.uploadStored(ctx, kind, sha, name)
		if err == nil {
			c.media.put(key, id, now)
		}
		return id, err
	})
	if err != nil {
		return "", err
	}
	return id.(string), nil
}

func (c *Client) uploadStored(ctx context.Context, kind, sha, name string) (string, error) {
	open := func() (io.ReadCloser, error) {
		file, err := c.cfg.Photos.Open(ctx, sha)
		if err != nil || kind != mediaImage {
			return file, err
		}
		defer file.Close()
		data, err := io.ReadAll(io.LimitReader(file, maxFetch+1))
		if err != nil {
			return nil, fmt.Errorf("read stored picture: %w", err)
		}
		return io.NopCloser(bytes.NewReader(bare(data))), nil
	}
	size, open, err := measure(open, maxMedia[kind])
	if err != nil {
		return "", &bot.Fault{Remedy: bot.Retry, Err: err}
	}
	if name == "" {
		name = sha[:min(12, len(sha))] + ".jpg"
	}
	return c.Upload(ctx, Media{Kind: kind, Name: name, Size: size, Open: open})
}

// measure finds the length of a stored file: by seeking where that is possible,
// else by reading it into memory, not much beyond the limit.
func measure(open func() (io.ReadCloser, error), limit int64) (int64, func() (io.ReadCloser, error), error) {
	file, err := open()
	if err != nil {
		return 0, nil, fmt.Errorf("open stored file: %w", err)
	}
	defer file.Close()
	if seeker, ok := file.(io.Seeker); ok {
		size, err := seeker.Seek(0, io.SeekEnd)
		if err != nil {
			return 0, nil, fmt.Errorf("measure stored file: %w", err)
		}
		return size, open, nil
	}
	all, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return 0, nil, fmt.Errorf("read stored file: %w", err)
	}
	return int64(len(all)), func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(all)), nil }, nil
}
