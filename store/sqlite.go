package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/gormlite"
	"gorm.io/gorm"
)

// readers is how many connections read a SQLite file at once.
const readers = 8

// ErrInUse says that another process has the SQLite file open.
var ErrInUse = errors.New("database file is used by another process")

// openSQLite opens the file twice: one connection that writes, in WAL mode and
// with every commit on disk before it returns, and a pool that can only read.
func (d *DB) openSQLite(ctx context.Context, c Config) (err error) {
	path := c.DSN
	if path == "" || strings.Contains(path, ":memory:") {
		return fmt.Errorf("open database: %q is not the path of a file", path)
	}
	if d.lock, err = lockFile(path + ".lock"); err != nil {
		return fmt.Errorf("lock database %s: %w", path, err)
	}
	writer, err := d.pool(c, sqliteURI(path, "immediate"), 2) // the pen and, while it rests, migrations
	if err != nil {
		return err
	}
	if d.pen, err = newPen(ctx, writer); err != nil {
		return fmt.Errorf("open database %s: %w", path, err)
	}
	if d.write, err = gorm.Open(gormlite.OpenDB(d.pen), gormConfig(c)); err != nil {
		return fmt.Errorf("open database %s: %w", path, err)
	}
	reader, err := d.pool(c, sqliteURI(path, "deferred", "query_only(1)"), readers)
	if err != nil {
		return err
	}
	if d.read, err = gorm.Open(gormlite.OpenDB(reader), gormConfig(c)); err != nil {
		return fmt.Errorf("open database %s: %w", path, err)
	}
	return nil
}

func (d *DB) pool(c Config, uri string, connections int) (*sql.DB, error) {
	db, err := driver.Open(uri)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", c.DSN, err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	d.pools = append(d.pools, db)
	return db, nil
}

func sqliteURI(path, lock string, more ...string) string {
	q := url.Values{"_txlock": {lock}, "_pragma": append([]string{
		"busy_timeout(5000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(1)", "cache_size(-8000)", "temp_store(memory)",
	}, more...)}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// writer is the pool that migrations run on.
func (d *DB) writer() *sql.DB { return d.pools[0] }
