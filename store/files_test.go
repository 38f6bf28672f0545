package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func listFiles(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

type brokenReader struct{ r io.Reader }

func (b brokenReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err == io.EOF {
		err = errors.New("connection was cut")
	}
	return n, err
}

func TestFolderKeepsTheSameBytesOnceAndNoHalfFile(t *testing.T) {
	ctx := t.Context()
	dir := filepath.Join(t.TempDir(), "photos")
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // of "abc"
	for range 2 {
		got, size, err := f.Put(ctx, strings.NewReader("abc"), 3)
		if got != sha || size != 3 || err != nil {
			t.Errorf("Put: %s, %d, %v", got, size, err)
		}
	}
	if _, _, err := f.Put(ctx, strings.NewReader("abcd"), 3); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, _, err := f.Put(ctx, brokenReader{strings.NewReader("half")}, 9); err == nil {
		t.Error("half a file was kept")
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := f.Put(ended, strings.NewReader("late"), 9); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	if diff := cmp.Diff([]string{"ba/78/" + sha}, listFiles(t, dir)); diff != "" {
		t.Error(diff)
	}
	if has, err := f.Has(ctx, sha); !has || err != nil {
		t.Error(has, err)
	}
	if has, err := f.Has(ctx, strings.Repeat("0", 64)); has || err != nil {
		t.Error(has, err)
	}
}

func TestFolderGivesNothingButHashes(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFolder(filepath.Join(dir, "photos"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, name := range []string{"", ".", "../secret", "/etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63), strings.Repeat("../", 21) + "a", strings.Repeat("a", 64) + "\x00"} {
		if in, err := f.Open(t.Context(), name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
			if err == nil {
				in.Close()
			}
		}
		if has, err := f.Has(t.Context(), name); has || err != nil {
			t.Errorf("has %q: %v, %v", name, has, err)
		}
	}
}

func TestSweepRemovesOldLeftoversOnly(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var shas []string
	for _, text := range []string{"used", "orphan"} {
		sha, _, err := f.Put(ctx, strings.NewReader(text), 10)
		if err != nil {
			t.Fatal(err)
		}
		shas = append(shas, sha)
	}
	if err := os.WriteFile(filepath.Join(dir, "new-LEFTOVER"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	known := func(_ context.Context, sha string) (bool, error) { return sha == shas[0], nil }
	if n, err := f.Sweep(ctx, time.Now().Add(-time.Hour), known); n != 0 || err != nil {
		t.Errorf("of young files swept %d, %v", n, err)
	}
	if n, err := f.Sweep(ctx, time.Now().Add(time.Hour), known); n != 2 || err != nil {
		t.Errorf("swept %d, %v; want the orphan and the leftover", n, err)
	}
	if diff := cmp.Diff([]string{place(shas[0])}, listFiles(t, dir)); diff != "" {
		t.Error(diff)
	}
}
