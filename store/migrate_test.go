package store

import (
	"errors"
	"io/fs"
	"regexp"
	"strings"
	"sync"
	"testing"
)

func TestMigrationsCanBeRepeatedAndKnowTheirEnd(t *testing.T) {
	eachConfig(t, func(t *testing.T, c Config) {
		d, err := Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		ready := func(want bool) {
			t.Helper()
			if got, err := d.Migrated(t.Context()); got != want || err != nil {
				t.Errorf("migrated: %v, %v; want %v", got, err, want)
			}
		}
		ready(false)
		for range 2 {
			if err := d.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			ready(true)
		}
		within(t, d, func(tx *Tx) error {
			_, err := tx.exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
			return err
		})
		if _, err := d.Migrated(t.Context()); !errors.Is(err, ErrNewer) {
			t.Errorf("Migrated with newer tables: %v", err)
		}
		if err := d.Migrate(t.Context()); !errors.Is(err, ErrNewer) {
			t.Errorf("Migrate with newer tables: %v", err)
		}
	})
}

func TestReplicasThatStartTogetherMigrateOnce(t *testing.T) {
	c := newMySQL(t)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			d, err := Open(t.Context(), c)
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close()
			if err := d.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
			if ok, err := d.Migrated(t.Context()); !ok || err != nil {
				t.Error(ok, err)
			}
		})
	}
	wg.Wait()
}

// Every migration begins by saying what it does and for which programs it is
// safe, and both databases have the same ones (style.md, rule 19).
func TestMigrationsSayWhatTheyDo(t *testing.T) {
	form := regexp.MustCompile(`^-- (\d{4}) \(safe for programs since \d{4}\): \S.*\n-- \+goose Up\n`)
	names := map[string][]string{}
	err := fs.WalkDir(migrations, "migrations", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations, path)
		if err != nil {
			return err
		}
		m := form.FindStringSubmatch(string(text))
		if m == nil || !strings.HasPrefix(e.Name(), m[1]+"_") {
			t.Errorf("%s does not begin with its number and what it does", path)
		}
		if n := strings.Count(string(text), ";\n"); n != 1 && strings.Contains(path, MySQL) {
			t.Errorf("%s has %d statements, MySQL can carry out only one as a whole", path, n)
		}
		dialect := strings.Split(path, "/")[1]
		names[dialect] = append(names[dialect], e.Name())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := strings.Join(names[SQLite], " "), strings.Join(names[MySQL], " "); a != b || a == "" {
		t.Errorf("the databases differ:\n%s\n%s", a, b)
	}
}
