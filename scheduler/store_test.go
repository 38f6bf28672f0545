package scheduler

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gridwarden/bot"
	"gridwarden/store"
)

var (
	_ Outbox = (*store.DB)(nil)
	_ Duties = (*store.DB)(nil)
)

// sqlite is an outbox in a real database.
type sqlite struct {
	*store.DB
	t *rapid.T
}

func (s sqlite) post(_ time.Time, p bot.Post) {
	err := s.Tx(context.Background(), func(t *store.Tx) error { return t.Post(context.Background(), p) })
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s sqlite) all() []bot.Delivery {
	ds, err := s.DeliveriesAbout(context.Background(), matter, 1e6)
	if err != nil {
		s.t.Fatal(err)
	}
	return ds
}

func TestEveryDeliveryEndsOnceInARealDatabase(t *testing.T) {
	// Opening a database takes as long as a hundred runs of the model.
	checks := flag.Lookup("rapid.checks")
	usual := checks.Value.String()
	defer func() { _ = checks.Value.Set(usual) }()
	if err := checks.Value.Set("8"); err != nil {
		t.Fatal(err)
	}
	everyDeliveryEndsOnce(t, func(rt *rapid.T, now func() time.Time) outbox {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		db, err := store.Open(rt.Context(), store.Config{Driver: store.SQLite, DSN: filepath.Join(dir, "test.db"), Now: now})
		if err != nil {
			rt.Fatal(err)
		}
		rt.Cleanup(func() {
			if err := db.Close(); err != nil {
				rt.Error(err)
			}
		})
		if err := db.Migrate(rt.Context()); err != nil {
			rt.Fatal(err)
		}
		return sqlite{db, rt}
	})
}
