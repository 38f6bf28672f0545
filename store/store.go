package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"gridwarden/safety"
)

// The databases a DB can stand on.
const (
	SQLite = "sqlite"
	MySQL  = "mysql" // MySQL 8 or MariaDB 10.6 and later
)

// Config says which database.
type Config struct {
	Driver string // SQLite or MySQL
	// DSN is the path of the file for SQLite, user:pass@tcp(host:3306)/name for MySQL.
	DSN string
	// Now gives the moment that is stored where the caller gives none: when
	// something was posted or kept. Nil: time.Now.
	Now func() time.Time

	trace logger.Interface // tests count statements
}

// A DB is an open database. It is safe for concurrent use.
type DB struct {
	driver string
	hot    *statements
	now    func() time.Time
	write  *gorm.DB // SQLite: the one connection that writes
	read   *gorm.DB
	pools  []*sql.DB
	pen    *pen      // SQLite
	lock   io.Closer // of the SQLite file

	keeper *keeper
	posts  postCache
	closed func() error // what closing came to, done once

	mu       sync.Mutex
	roster   *safety.Roster
	rosterOf rosterVersion
}

// Open opens a database; it does not create tables, see [DB.Migrate]. A SQLite
// file is locked: a second process that opens it gets [ErrInUse].
func Open(ctx context.Context, c Config) (*DB, error) {
	d := &DB{driver: c.Driver, now: c.Now}
	d.closed = sync.OnceValue(d.close)
	if d.now == nil {
		d.now = time.Now
	}
	if c.trace == nil {
		c.trace = logger.Discard // gorm logs nothing: errors are returned, values stay out of logs
	}
	var err error
	switch c.Driver {
	case SQLite:
		d.hot, err = &hotSQLite, d.openSQLite(ctx, c)
	case MySQL:
		d.hot, err = &hotMySQL, d.openMySQL(c)
	default:
		return nil, fmt.Errorf("open database: driver %q is neither %s nor %s", c.Driver, SQLite, MySQL)
	}
	if err == nil {
		err = d.Ping(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, d.closePools())
	}
	d.keeper = newKeeper(d)
	return d, nil
}

// Ping says whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	for _, p := range d.pools {
		if err := p.PingContext(ctx); err != nil {
			return fmt.Errorf("reach database: %w", redact(err))
		}
	}
	return nil
}

// Close finishes what is being kept and closes the database. Again it does
// nothing and returns the same.
func (d *DB) Close() error { return d.closed() }

func (d *DB) close() error {
	d.keeper.stop()
	if err := d.closePools(); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

func (d *DB) closePools() error {
	var errs []error
	if d.pen != nil {
		errs = append(errs, d.pen.close())
	}
	for _, p := range d.pools {
		errs = append(errs, p.Close())
	}
	if d.lock != nil {
		errs = append(errs, d.lock.Close())
	}
	return errors.Join(errs...)
}

func gormConfig(c Config) *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		TranslateError:         true,
		DisableAutomaticPing:   true,
		Logger:                 c.trace,
	}
}
