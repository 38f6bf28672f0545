package store

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
	"gridwarden/safety"
)

func newPhotos(t *testing.T, d *DB) *Photos {
	t.Helper()
	folder, err := OpenFolder(filepath.Join(t.TempDir(), "photos"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	return NewPhotos(d, folder)
}

func fetches(t *testing.T, p *Photos, worker string, now time.Time) []bot.Fetch {
	t.Helper()
	fs, err := p.ClaimFetches(t.Context(), bot.Claim{Worker: worker, Now: now, Lease: time.Minute, Limit: 4})
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

func photo(t *testing.T, d *DB, id string) (p safety.Photo) {
	t.Helper()
	within(t, d, func(tx *Tx) (err error) { p, err = tx.Photo(t.Context(), id); return err })
	return p
}

func TestPhotoIsFetchedStoredAndFound(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		p := newPhotos(t, d)
		for range 2 {
			within(t, d, func(tx *Tx) error { return tx.AddPhoto(ctx, "media-1", "m1", noon) })
		}
		if got := photo(t, d, "media-1"); got.SHA256 != "" || got.By != "m1" || !got.At.Equal(noon) {
			t.Errorf("before its bytes came: %+v", got)
		}
		got := fetches(t, p, "w", noon)
		want := []bot.Fetch{{MediaID: "media-1", By: "m1", At: noon, Next: noon, Fence: 1}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		if others := fetches(t, p, "x", noon.Add(59*time.Second)); len(others) != 0 {
			t.Error("a picture was claimed twice")
		}
		f := got[0]
		f.Tries, f.Alarmed, f.Next = 3, true, noon.Add(time.Hour)
		if err := p.DelayFetch(ctx, f); err != nil {
			t.Fatal(err)
		}
		if early := fetches(t, p, "w", noon.Add(time.Hour-time.Millisecond)); len(early) != 0 {
			t.Error("a picture was claimed before its next attempt")
		}
		got = fetches(t, p, "w", noon.Add(time.Hour))
		f.Fence = 2
		if diff := cmp.Diff([]bot.Fetch{f}, got); diff != "" {
			t.Fatal(diff)
		}
		data := jpegOf(t, scene(7, 320, 240), 80)
		stale := got[0]
		stale.Fence = 1
		if _, err := p.KeepPhoto(ctx, stale, bytes.NewReader(data), "", "", noon); !errors.Is(err, bot.ErrFenced) {
			t.Errorf("an overtaken worker kept the picture: %v", err)
		}
		if refused, err := p.KeepPhoto(ctx, got[0], bytes.NewReader(data), "image/jpeg", "a.jpg", noon); refused != "" || err != nil {
			t.Fatal(refused, err)
		}
		stored := photo(t, d, "media-1")
		if want := photoOf(t, data); stored.Look != want.Look || stored.Lost || stored.Refused != "" {
			t.Errorf("stored as %+v", stored)
		}
		in, err := p.Files.Open(ctx, stored.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if kept, err := io.ReadAll(in); err != nil || !bytes.Equal(kept, data) {
			t.Errorf("the bytes are not those that came: %v", err)
		}
		if has, err := d.HasPhoto(ctx, stored.SHA256); !has || err != nil {
			t.Error(has, err)
		}
		if again := fetches(t, p, "w", noon.AddDate(1, 0, 0)); len(again) != 0 {
			t.Error("a stored picture was claimed again")
		}
	})
}

func TestRefusedAndLostPhotosEnd(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		p := newPhotos(t, d)
		within(t, d, func(tx *Tx) error {
			return errors.Join(tx.AddPhoto(ctx, "a", "m1", noon), tx.AddPhoto(ctx, "b", "m1", noon.Add(time.Second)))
		})
		got := fetches(t, p, "w", noon.Add(time.Minute))
		if len(got) != 2 || got[0].MediaID != "a" {
			t.Fatalf("claimed %+v", got)
		}
		refused, err := p.KeepPhoto(ctx, got[0], strings.NewReader("no picture"), "image/jpeg", "", noon)
		if refused == "" || err != nil {
			t.Errorf("kept what is no picture: %q %v", refused, err)
		}
		if err := p.LosePhoto(ctx, got[1], "media id died", noon); err != nil {
			t.Fatal(err)
		}
		if a := photo(t, d, "a"); a.Refused != refused || a.SHA256 != "" || a.Lost {
			t.Errorf("refused: %+v", a)
		}
		if b := photo(t, d, "b"); !b.Lost || b.SHA256 != "" || b.Refused != "" {
			t.Errorf("lost: %+v", b)
		}
		if err := p.LosePhoto(ctx, got[1], "again", noon); !errors.Is(err, bot.ErrFenced) {
			t.Errorf("a picture ended twice: %v", err)
		}
		if again := fetches(t, p, "w", noon.AddDate(1, 0, 0)); len(again) != 0 {
			t.Errorf("claimed again: %+v", again)
		}
		err = d.Read(ctx, func(tx *Tx) error { _, err := tx.Photo(ctx, "none"); return err })
		if !errors.Is(err, safety.ErrNotFound) {
			t.Errorf("a picture that never was: %v", err)
		}
	})
}
