package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"time"
)

// Files keep bytes under their SHA-256, in lower-case hexadecimal. The same
// bytes are kept once.
type Files interface {
	// Put keeps what r gives, durably before it returns. More than most bytes
	// are [ErrTooLarge], and nothing is kept.
	Put(ctx context.Context, r io.Reader, most int64) (sha string, size int64, err error)
	// Open gives the bytes; fs.ErrNotExist if there are none. The caller closes them.
	Open(ctx context.Context, sha string) (io.ReadCloser, error)
	Has(ctx context.Context, sha string) (bool, error)
}

// ErrTooLarge says that there were more bytes than may be kept.
var ErrTooLarge = errors.New("more bytes than may be kept")

// A Folder keeps files in a folder, spread over two levels of folders named
// after the beginning of the hash. Nothing from outside becomes part of a name,
// and nothing outside the folder is ever reached.
type Folder struct{ root *os.Root }

var _ Files = (*Folder)(nil)

// OpenFolder opens the folder at a path and makes it if there is none.
func OpenFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("make folder for files: %w", err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("open folder for files: %w", err)
	}
	return &Folder{root}, nil
}

// Close gives the folder back.
func (f *Folder) Close() error { return f.root.Close() }

// Put keeps bytes. See [Files].
func (f *Folder) Put(ctx context.Context, r io.Reader, most int64) (sha string, size int64, err error) {
	defer wrap(&err, "keep file")
	temp := "new-" + rand.Text()
	out, err := f.root.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", 0, err
	}
	defer func() {
		if err != nil {
			f.root.Remove(temp)
		}
	}()
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(out, hash), io.LimitReader(withContext{ctx, r}, most+1))
	if err == nil && size > most {
		err = ErrTooLarge
	}
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return "", 0, err
	}
	sha = hex.EncodeToString(hash.Sum(nil))
	return sha, size, f.settle(temp, sha)
}

// settle gives a complete file its name, so that no half file is ever seen.
func (f *Folder) settle(temp, sha string) error {
	name := place(sha)
	if err := f.root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	if err := f.root.Rename(temp, name); err != nil {
		return err
	}
	for dir := path.Dir(name); ; dir = path.Dir(dir) { // the names themselves must be on disk, too
		if err := f.sync(dir); err != nil || dir == "." {
			return err
		}
	}
}

// Open gives the bytes. See [Files].
func (f *Folder) Open(_ context.Context, sha string) (io.ReadCloser, error) {
	if !isHash(sha) {
		return nil, fmt.Errorf("open file: %w", fs.ErrNotExist)
	}
	in, err := f.root.Open(place(sha))
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	return in, nil
}

// Has says whether the bytes are there. See [Files].
func (f *Folder) Has(_ context.Context, sha string) (bool, error) {
	if !isHash(sha) {
		return false, nil
	}
	_, err := f.root.Stat(place(sha))
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	}
	return false, fmt.Errorf("look for file: %w", err)
}

// Sweep removes what a crash left half written and, if known is given, files
// that nothing knows (promises.md F10): both only if they are older than before.
// It returns how many.
func (f *Folder) Sweep(ctx context.Context, before time.Time, known func(ctx context.Context, sha string) (bool, error)) (n int, err error) {
	defer wrap(&err, "sweep files")
	err = fs.WalkDir(f.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil || !info.ModTime().Before(before) {
			return err
		}
		if sha := path.Base(name); isHash(sha) {
			if known == nil {
				return nil
			}
			if used, err := known(ctx, sha); err != nil || used {
				return err
			}
		}
		n++
		return f.root.Remove(name)
	})
	return n, err
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func isHash(sha string) bool { return hashForm.MatchString(sha) }

func place(sha string) string { return sha[:2] + "/" + sha[2:4] + "/" + sha }

// withContext stops reading when the context ends.
type withContext struct {
	ctx context.Context
	r   io.Reader
}

func (w withContext) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}
