package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migrations are numbered SQL, a folder per database, the same numbers in both.
// A file makes one table: with its indexes in the one statement that MySQL can
// carry out as a whole, or in several that SQLite carries out in a transaction.
//
//go:embed migrations
var migrations embed.FS

// ErrNewer says that the tables were made by a later version of the program.
var ErrNewer = errors.New("database was migrated by a newer version of the program")

// Migrate brings the tables to the form this program needs. Processes that
// start together do it one after the other. It returns ErrNewer and changes
// nothing when the tables are ahead of the program.
func (d *DB) Migrate(ctx context.Context) error {
	p, err := d.migrator()
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := d.migrated(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", redact(err))
	}
	return nil
}

// Migrated says whether the tables have the form this program needs; ErrNewer
// if they are ahead of it. It changes nothing.
func (d *DB) Migrated(ctx context.Context) (bool, error) {
	p, err := d.migrator()
	if err != nil {
		return false, fmt.Errorf("read migrations: %w", err)
	}
	return d.migrated(ctx, p)
}

func (d *DB) migrated(ctx context.Context, p *goose.Provider) (bool, error) {
	var now int64
	if g := d.read.WithContext(ctx); g.Migrator().HasTable(goose.DefaultTablename) {
		err := g.Table(goose.DefaultTablename).Select("COALESCE(MAX(version_id), 0)").Scan(&now).Error
		if err != nil {
			return false, fmt.Errorf("read version of tables: %w", redact(err))
		}
	}
	sources := p.ListSources()
	wanted := sources[len(sources)-1].Version
	if now > wanted {
		return false, fmt.Errorf("tables have version %d, the program knows %d: %w", now, wanted, ErrNewer)
	}
	return now == wanted, nil
}

func (d *DB) migrator() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations/"+d.driver)
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	dialect := goose.DialectSQLite3
	if d.driver == MySQL {
		dialect = goose.DialectMySQL
		// SQLite needs none: the file is locked by its process.
		one, err := lock.NewMySQLTableLocker(lock.WithTableLockTimeout(time.Second, 300))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithLocker(one))
	}
	return goose.NewProvider(dialect, d.writer(), files, options...)
}
