package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"go.uber.org/goleak"
	"gorm.io/gorm/logger"

	"gridwarden/safety"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// noon is the moment at which most tests begin: a working day.
var noon = time.Date(2026, time.September, 14, 12, 0, 0, 0, safety.Shanghai)

// A statementCounter counts the statements that gorm runs.
type statementCounter struct {
	logger.Interface
	n atomic.Int64
}

func newCounter() *statementCounter { return &statementCounter{Interface: logger.Discard} }

func (c *statementCounter) LogMode(logger.LogLevel) logger.Interface { return c }

func (c *statementCounter) Trace(context.Context, time.Time, func() (string, int64), error) {
	c.n.Add(1)
}

// since is how many statements ran since the last call.
func (c *statementCounter) since() int { return int(c.n.Swap(0)) }

// each runs a test on every database that is there.
func each(t *testing.T, test func(t *testing.T, d *DB)) {
	t.Helper()
	eachConfig(t, func(t *testing.T, c Config) { test(t, openTest(t, c)) })
}

// eachConfig runs a test with an empty database of every kind that is there.
// The tests wait for disks more than for anything else, so they run side by side.
func eachConfig(t *testing.T, test func(t *testing.T, c Config)) {
	t.Helper()
	t.Parallel()
	for driver, config := range map[string]func(testing.TB) Config{SQLite: newSQLite, MySQL: newMySQL} {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			test(t, config(t))
		})
	}
}

func newSQLite(t testing.TB) Config {
	t.Helper()
	return Config{Driver: SQLite, DSN: filepath.Join(t.TempDir(), "gridwarden.db"), Now: func() time.Time { return noon }}
}

// newMySQL makes a database of its own for the test, or skips it.
func newMySQL(t testing.TB) Config {
	t.Helper()
	dsn := os.Getenv("GRIDWARDEN_TEST_MYSQL")
	if dsn == "" {
		t.Skip("no MySQL to test with: set GRIDWARDEN_TEST_MYSQL, or source scripts/servers.sh")
	}
	c, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal("GRIDWARDEN_TEST_MYSQL is not a DSN")
	}
	server, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	c.DBName = fmt.Sprintf("gridwarden_%x", rand.Uint64())
	if _, err := server.Exec("CREATE DATABASE " + c.DBName); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := server.Exec("DROP DATABASE " + c.DBName); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return Config{Driver: MySQL, DSN: c.FormatDSN(), Now: func() time.Time { return noon }}
}

func openTest(t testing.TB, c Config) *DB {
	t.Helper()
	d, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// within runs fn in a transaction that must succeed.
func within(t testing.TB, d *DB, fn func(tx *Tx) error) {
	t.Helper()
	if err := d.Tx(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}
