package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gridwarden/safety"
)

func TestSecondProcessIsRefused(t *testing.T) {
	c := newSQLite(t)
	d, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), c); !errors.Is(err, ErrInUse) {
		t.Errorf("a file that is open was opened again: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), c)
	if err != nil {
		t.Fatalf("a file that was closed cannot be opened: %v", err)
	}
	again.Close()
}

func TestClosedDatabaseRefusesToWriteAndMayBeClosedAgain(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Errorf("closed again: %v", err)
		}
		if err := d.Tx(context.Background(), func(*Tx) error { return nil }); err == nil {
			t.Error("a closed database took a transaction")
		}
	})
}

func TestPathMayHoldAnyCharacter(t *testing.T) {
	c := newSQLite(t)
	c.DSN = filepath.Join(filepath.Dir(c.DSN), "网格 100%?a=b#c.db")
	openTest(t, c)
	if _, err := os.Stat(c.DSN); err != nil {
		t.Error(err)
	}
}

func TestOpenFailsClearlyWithoutSecrets(t *testing.T) {
	for name, c := range map[string]Config{
		"no driver":      {Driver: "postgres", DSN: "x"},
		"memory":         {Driver: SQLite, DSN: ":memory:"},
		"no folder":      {Driver: SQLite, DSN: filepath.Join(t.TempDir(), "none", "x.db")},
		"bad dsn":        {Driver: MySQL, DSN: "user:geheim@tcp(127.0.0.1:1)"},
		"no database":    {Driver: MySQL, DSN: "user:geheim@tcp(127.0.0.1:1)/"},
		"nobody answers": {Driver: MySQL, DSN: "user:geheim@tcp(127.0.0.1:1)/x"},
	} {
		d, err := Open(t.Context(), c)
		if err == nil {
			d.Close()
			t.Errorf("%s: opened", name)
			continue
		}
		if strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: the error holds the password", name)
		}
	}
}

func TestWrongPasswordIsNotRepeated(t *testing.T) {
	c := newMySQL(t)
	c.DSN = regexp.MustCompile(`^[^@]*@`).ReplaceAllString(c.DSN, "nobody:geheim@")
	_, err := Open(t.Context(), c)
	if err == nil || strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "nobody") {
		t.Errorf("got %v", err)
	}
}

func TestTransactionIsKeptWholeOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		add := func(tx *Tx, name string) error { _, err := tx.Number(ctx, name); return err }
		drawn := func(name string) (n int) {
			within(t, d, func(tx *Tx) error {
				return tx.load(ctx, &n, "SELECT COUNT(*) FROM numbers WHERE series = ?", name)
			})
			return n
		}
		broken := errors.New("broken")
		runs := 0
		err := d.Tx(ctx, func(tx *Tx) error { runs++; return errors.Join(add(tx, "a"), broken) })
		if !errors.Is(err, broken) || runs != 1 || drawn("a") != 0 {
			t.Errorf("a broken transaction: %v after %d runs, left %d rows", err, runs, drawn("a"))
		}
		func() {
			defer func() { recover() }()
			d.Tx(ctx, func(tx *Tx) error { add(tx, "b"); panic("poison") })
		}()
		if drawn("b") != 0 {
			t.Error("a transaction that panicked left rows")
		}
		ended, cancel := context.WithCancel(ctx)
		err = d.Tx(ended, func(tx *Tx) error {
			if err := add(tx, "c"); err != nil {
				return err
			}
			cancel()
			return add(tx, "c")
		})
		if err == nil || drawn("c") != 0 {
			t.Errorf("a transaction whose context ended: %v, left %d rows", err, drawn("c"))
		}
	})
}

func TestStaleTransactionRunsAgainUpToFiveTimes(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		for _, staleFor := range []int{0, 1, 4, 9} {
			runs := 0
			err := d.Tx(t.Context(), func(tx *Tx) error {
				runs++
				if runs <= staleFor {
					return fmt.Errorf("save: %w", safety.ErrStale)
				}
				return nil
			})
			want, fails := min(staleFor+1, attempts), staleFor >= attempts
			if runs != want || errors.Is(err, safety.ErrStale) != fails {
				t.Errorf("stale for %d runs: ran %d times and ended with %v", staleFor, runs, err)
			}
		}
	})
}

func TestReadCannotWrite(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		err := d.Read(t.Context(), func(tx *Tx) error { _, err := tx.Number(t.Context(), "a"); return err })
		if err == nil {
			t.Error("Read wrote")
		}
	})
}

// Two transactions that take the same rows in opposite order block each other;
// the database ends one, which is run again. SQLite lets one write at a time, so
// only the other database is made to meet the deadlock.
func TestDeadlockIsTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		for _, series := range []string{"a", "b"} {
			within(t, d, func(tx *Tx) error { _, err := tx.Number(ctx, series); return err })
		}
		var hold, wg sync.WaitGroup
		if d.pen == nil {
			hold.Add(2)
		}
		var runs atomic.Int32
		for _, order := range [][]string{{"a", "b"}, {"b", "a"}} {
			wg.Go(func() {
				meet := sync.OnceFunc(func() {
					if d.pen == nil {
						hold.Done()
						hold.Wait()
					}
				})
				within(t, d, func(tx *Tx) error {
					runs.Add(1)
					for _, series := range order {
						if _, err := tx.Number(ctx, series); err != nil {
							return err
						}
						meet()
					}
					return nil
				})
			})
		}
		wg.Wait()
		if d.pen == nil && runs.Load() != 3 {
			t.Errorf("two transactions that block each other ran %d times, want 3", runs.Load())
		}
		within(t, d, func(tx *Tx) error {
			n, err := tx.Number(ctx, "a")
			if n != 4 {
				t.Errorf("drew %d, want 4: numbers have no gaps", n)
			}
			return err
		})
	})
}

// Moments in any zone and with any fraction are found when they are due, to the
// millisecond (promises.md F23b).
func TestMomentsAreComparedAsMoments(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			run++
			zone := time.FixedZone("", rapid.IntRange(-12, 14).Draw(rt, "zone")*3600)
			at := noon.Add(time.Duration(rapid.Int64Range(-2000, 2000).Draw(rt, "ms")) * time.Millisecond).In(zone)
			early := rapid.Int64Range(-2, 2).Draw(rt, "early")
			now := at.Add(time.Duration(early) * time.Millisecond).In(time.FixedZone("", rapid.IntRange(-12, 14).Draw(rt, "other zone")*3600))
			key := fmt.Sprint("hazard:", run, "/l/0/r")
			var due []safety.Step
			within(t, d, func(tx *Tx) error {
				err := tx.PlanSteps(ctx, []safety.Step{{Key: key, Subject: "hazard:" + fmt.Sprint(run), Due: at, State: safety.StepPlanned}})
				if err != nil {
					return err
				}
				if due, err = tx.DueSteps(ctx, now, 10); err != nil {
					return err
				}
				_, err = tx.exec(ctx, "DELETE FROM steps")
				return err
			})
			if want := early >= 0; (len(due) == 1) != want {
				rt.Fatalf("a step due at %v was due at %v: %v", at, now, !want)
			}
			if len(due) == 1 && !due[0].Due.Equal(at) {
				rt.Fatalf("%v came back as %v", at, due[0].Due)
			}
		})
	})
}

func TestTextsAreComparedToTheByte(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		for _, key := range []string{"key", "Key", "kéy", "钥匙", "鑰匙"} {
			if !keep(t, d, text(key, "wt_lin", noon)) {
				t.Errorf("%q was taken for another key", key)
			}
		}
	})
}
