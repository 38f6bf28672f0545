package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// A pen is the one connection that writes to a SQLite file. Its statements are
// prepared once and kept: preparing them anew in every transaction, as
// database/sql does, costs as much as running them. Whoever wants to write
// waits for the one who writes, as long as his context lasts.
type pen struct {
	conn    *sql.Conn
	turn    chan struct{} // holds a token while nobody writes
	shut    chan struct{} // closed with the pen
	stmts   map[string]*sql.Stmt
	relaxed bool
}

// keptStatements bounds the memory of prepared statements; beyond it they are
// all let go, which queries with lists of many lengths may bring about.
const keptStatements = 300

func newPen(ctx context.Context, db *sql.DB) (*pen, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	p := &pen{conn: conn, turn: make(chan struct{}, 1), shut: make(chan struct{}), stmts: map[string]*sql.Stmt{}}
	p.turn <- struct{}{}
	return p, nil
}

var _ interface {
	gorm.ConnPool
	gorm.ConnPoolBeginner
} = (*pen)(nil)

// lightly are the options of a transaction that need not be on disk when it
// ends: a power cut may take it back, which is right for leases, because it
// takes their holders, too. The next transaction that is on disk takes this one
// along, and the file stays whole in any case.
var lightly = &sql.TxOptions{Isolation: sql.LevelReadUncommitted}

// BeginTx waits for the pen and begins a transaction that writes.
func (p *pen) BeginTx(ctx context.Context, o *sql.TxOptions) (gorm.ConnPool, error) {
	select {
	case <-p.turn:
	case <-p.shut:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := p.begin(ctx, o == lightly); err != nil {
		p.turn <- struct{}{}
		return nil, err
	}
	return &stroke{pen: p}, nil
}

func (p *pen) begin(ctx context.Context, relaxed bool) error {
	if relaxed != p.relaxed {
		mode := "PRAGMA synchronous = FULL"
		if relaxed {
			mode = "PRAGMA synchronous = NORMAL"
		}
		if _, err := p.run(ctx, mode); err != nil {
			return err
		}
		p.relaxed = relaxed
	}
	_, err := p.run(ctx, "BEGIN IMMEDIATE")
	return err
}

// stmt is the prepared statement of a query. The caller has the turn.
func (p *pen) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s := p.stmts[query]; s != nil {
		return s, nil
	}
	if len(p.stmts) >= keptStatements {
		if err := p.forget(); err != nil {
			return nil, err
		}
	}
	s, err := p.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.stmts[query] = s
	return s, nil
}

func (p *pen) forget() error {
	var errs []error
	for _, s := range p.stmts {
		errs = append(errs, s.Close())
	}
	clear(p.stmts)
	return errors.Join(errs...)
}

func (p *pen) run(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := p.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// close waits for who writes and gives the connection back. It is called once.
func (p *pen) close() error {
	<-p.turn
	close(p.shut)
	return errors.Join(p.forget(), p.conn.Close())
}

var errNoStroke = errors.New("nothing is written outside a transaction")

// PrepareContext is refused: see errNoStroke.
func (p *pen) PrepareContext(context.Context, string) (*sql.Stmt, error) { return nil, errNoStroke }

// ExecContext is refused: see errNoStroke.
func (p *pen) ExecContext(context.Context, string, ...any) (sql.Result, error) {
	return nil, errNoStroke
}

// QueryContext reads beside transactions.
func (p *pen) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return p.conn.QueryContext(ctx, query, args...)
}

// QueryRowContext reads beside transactions.
func (p *pen) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return p.conn.QueryRowContext(ctx, query, args...)
}

// A stroke is one transaction of the pen.
type stroke struct {
	*pen
	ended bool
}

var _ gorm.TxCommitter = (*stroke)(nil)

// PrepareContext gives a kept statement; it must not be closed.
func (s *stroke) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return s.stmt(ctx, query)
}

// ExecContext runs a statement within the transaction.
func (s *stroke) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return s.run(ctx, query, args...)
}

// QueryContext reads within the transaction.
func (s *stroke) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := s.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// QueryRowContext reads within the transaction.
func (s *stroke) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := s.stmt(ctx, query)
	if err != nil {
		return s.conn.QueryRowContext(ctx, query, args...) // which reports the same mistake
	}
	return stmt.QueryRowContext(ctx, args...)
}

// Commit keeps what was written; until then it can be rolled back.
func (s *stroke) Commit() error {
	if s.ended {
		return sql.ErrTxDone
	}
	if _, err := s.run(context.Background(), "COMMIT"); err != nil {
		return err
	}
	s.ended = true
	s.turn <- struct{}{}
	return nil
}

// Rollback leaves nothing of the transaction.
func (s *stroke) Rollback() error {
	if s.ended {
		return sql.ErrTxDone
	}
	s.ended = true
	_, err := s.run(context.Background(), "ROLLBACK")
	if err != nil {
		// SQLite has rolled back by itself, or the connection is of no use any
		// more: then BEGIN will say so.
		err = fmt.Errorf("roll back: %w", err)
	}
	s.turn <- struct{}{}
	return err
}
