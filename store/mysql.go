package store

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"
	gormmysql "gorm.io/driver/mysql"
	"gorm.io/gorm"
)

// connections is how many connections one process holds to a MySQL server.
const connections = 24

// openMySQL opens one pool for reading and writing. Settings that correctness
// depends on are not the user's: isolation, zone, character set.
func (d *DB) openMySQL(c Config) error {
	cfg, err := driver.ParseDSN(c.DSN)
	if err != nil {
		return errors.New("open database: the dsn is not of the form user:pass@tcp(host:3306)/name") // the driver's text may hold the password
	}
	if cfg.DBName == "" {
		return errors.New("open database: the dsn names no database")
	}
	cfg.ParseTime, cfg.Loc = true, time.UTC
	cfg.InterpolateParams = true
	cfg.ClientFoundRows = false // an insert that was there already counts as no row
	cfg.MultiStatements = false
	cfg.Logger = &driver.NopLogger{} // errors are returned
	cfg.Collation = "utf8mb4_bin"
	cfg.Timeout = orDefault(cfg.Timeout, 3*time.Second)
	cfg.ReadTimeout = orDefault(cfg.ReadTimeout, 30*time.Second)
	cfg.WriteTimeout = orDefault(cfg.WriteTimeout, 30*time.Second)
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["innodb_lock_wait_timeout"] = "5"
	cfg.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'"
	connector, err := driver.NewConnector(cfg)
	if err != nil {
		return fmt.Errorf("open database: %w", redact(err))
	}
	db := sql.OpenDB(readCommitted{connector})
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	db.SetConnMaxLifetime(time.Hour)
	d.pools = append(d.pools, db)
	g, err := gorm.Open(gormmysql.New(gormmysql.Config{
		Conn:                      db,
		SkipInitializeWithVersion: true, // opening must work while the server is away
		DisableWithReturning:      true,
	}), gormConfig(c))
	if err != nil {
		return fmt.Errorf("open database: %w", redact(err))
	}
	d.write, d.read = g, g
	return nil
}

// readCommitted sets the isolation of every new connection, in the words that
// MySQL and MariaDB share.
type readCommitted struct{ sqldriver.Connector }

func (c readCommitted) Connect(ctx context.Context) (sqldriver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	_, err = conn.(sqldriver.ExecerContext).ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", nil)
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

func orDefault(d, usual time.Duration) time.Duration {
	if d == 0 {
		return usual
	}
	return d
}

// redact takes account names out of the server's refusals: "Access denied for
// user 'x'@'y'" is for the log of the server.
func redact(err error) error {
	var e *driver.MySQLError
	if errors.As(err, &e) && strings.Contains(e.Message, "Access denied") {
		return fmt.Errorf("access denied (error %d)", e.Number)
	}
	return err
}
