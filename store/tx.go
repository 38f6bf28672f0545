package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/ncruces/go-sqlite3"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"gridwarden/bot"
	"gridwarden/bot/crash"
	"gridwarden/safety"
)

// A Tx is one transaction: the [safety.Store] of a use case, its conversation
// and what it has to say. It is used by one goroutine and not after its end.
type Tx struct {
	d *DB
	g *gorm.DB

	ownLeaves bool           // leaves were changed here, and are not kept yet
	moved     bool           // this transaction has changed what the roster shows: nobody else may see it yet
	roster    *safety.Roster // as this transaction sees it, once it has moved
}

var _ safety.Store = (*Tx)(nil)

// attempts is how often a transaction is tried (promises.md F16).
const attempts = 5

// Tx runs fn in one transaction: all of it is kept, or nothing. When it cannot
// be kept because of others (a deadlock, a busy database, [safety.ErrStale]) fn
// is run again from the start, up to five times, so fn must not leave anything
// behind outside the transaction, and must not begin another one: on SQLite it
// would wait for itself. If the outcome of the commit is unknown the
// error says so; what is repeated then must be idempotent by its keys.
func (d *DB) Tx(ctx context.Context, fn func(*Tx) error) error { return d.persist(ctx, nil, fn) }

// lease is Tx for what a power cut may take back.
func (d *DB) lease(ctx context.Context, fn func(*Tx) error) error {
	if d.pen == nil {
		return d.persist(ctx, nil, fn)
	}
	return d.persist(ctx, lightly, fn)
}

func (d *DB) persist(ctx context.Context, o *sql.TxOptions, fn func(*Tx) error) error {
	for n := 1; ; n++ {
		err := d.once(ctx, d.write, o, fn)
		if err == nil || n == attempts || !again(err) {
			return err
		}
		if err := rest(ctx, n); err != nil {
			return err
		}
	}
}

// Read runs fn on one consistent state of the database. What fn changes is an error.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	return d.once(ctx, d.read, &sql.TxOptions{ReadOnly: true, Isolation: d.hot.readIsolation}, fn)
}

// peek is for a single statement that reads: it needs no transaction.
func (d *DB) peek() *Tx { return &Tx{d: d, g: d.read} }

// Turn handles one message: like Tx, and in the same transaction it makes sure
// that the lane is still the worker's (else bot.ErrFenced) and marks the message
// done. If it was done before, fn is not run.
func (d *DB) Turn(ctx context.Context, lane bot.Lane, key string, fn func(*Tx) error) error {
	return d.Tx(ctx, func(t *Tx) error {
		fresh, err := t.markDone(ctx, lane, key)
		if err != nil || !fresh {
			return err
		}
		if err := fn(t); err != nil {
			return err
		}
		crash.At(crash.TurnInside)
		return nil
	})
}

func (d *DB) once(ctx context.Context, g *gorm.DB, o *sql.TxOptions, fn func(*Tx) error) (err error) {
	var options []*sql.TxOptions
	if o != nil {
		options = append(options, o)
	}
	tx := g.WithContext(ctx).Begin(options...)
	if tx.Error != nil {
		return fmt.Errorf("begin transaction: %w", redact(tx.Error))
	}
	done := false
	defer func() {
		if !done { // also when fn panics
			tx.Rollback()
		}
	}()
	if err := fn(&Tx{d: d, g: tx}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	done = true
	if err := tx.Commit().Error; err != nil {
		tx.Rollback() // a commit that SQLite refused leaves the transaction open
		return fmt.Errorf("commit transaction: %w", redact(err))
	}
	return nil
}

// again says that the transaction failed because of others and may succeed the
// next time.
func again(err error) bool {
	if errors.Is(err, safety.ErrStale) {
		return true
	}
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		switch my.Number {
		case 1213, 1205, 1020: // deadlock, lock wait timeout, record has changed since last read
			return true
		}
		return false
	}
	return errors.Is(err, sqlite3.BUSY) || errors.Is(err, sqlite3.LOCKED)
}

// rest waits between two tries, longer each time and never as long as the others.
func rest(ctx context.Context, n int) error {
	timer := time.NewTimer(time.Duration(n*n) * (2*time.Millisecond + rand.N(10*time.Millisecond)))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// exec runs a statement and returns how many rows it changed.
func (t *Tx) exec(ctx context.Context, sql string, args ...any) (int64, error) {
	r := t.g.WithContext(ctx).Exec(sql, args...)
	return r.RowsAffected, r.Error
}

// load runs a query and scans its rows into dest, a slice or one value.
func (t *Tx) load(ctx context.Context, dest any, sql string, args ...any) error {
	return t.g.WithContext(ctx).Raw(sql, args...).Scan(dest).Error
}

// one reads the row that a query gives; [safety.ErrNotFound].
func one[R any](ctx context.Context, t *Tx, sql string, args ...any) (row R, err error) {
	var rows []R
	if err := t.load(ctx, &rows, sql, args...); err != nil {
		return row, err
	}
	if len(rows) == 0 {
		return row, safety.ErrNotFound
	}
	return rows[0], nil
}

// insert adds a row, or a slice of rows, and returns how many were not there
// yet; those that were stay as they are.
func (t *Tx) insert(ctx context.Context, rows any) (int64, error) {
	r := t.g.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, batch)
	return r.RowsAffected, r.Error
}

// batch is how many rows one insert of gorm holds: it suits both databases.
const batch = 500

// table begins a query that gorm builds.
func (t *Tx) table(ctx context.Context, row any) *gorm.DB { return t.g.WithContext(ctx).Model(row) }

// wrap adds what was attempted to an error.
func wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf(format+": %w", append(args, *err)...)
	}
}
