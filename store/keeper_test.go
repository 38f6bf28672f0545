package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
)

func TestMessageIsFreshOnce(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		m := text("m1", "wt_lin", noon)
		m.Tap = &bot.Tap{Key: "accept:1", Selected: map[string][]string{"q": {"a", "b"}}}
		if !keep(t, d, m) {
			t.Error("the first copy is not fresh")
		}
		other := m
		other.Text = "别的话"
		if keep(t, d, other) {
			t.Error("the second copy is fresh")
		}
		lane, ok := claim(t, d, "w", noon)
		if !ok {
			t.Fatal("nothing to claim")
		}
		got, ok, err := d.Next(t.Context(), lane)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if diff := cmp.Diff(m, got); diff != "" {
			t.Error(diff)
		}
		if err := d.Turn(t.Context(), lane, m.Key, func(*Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if keep(t, d, m) {
			t.Error("a copy is fresh after the message was handled")
		}
	})
}

func TestFiftyCopiesAtOnceAreOneMessage(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		var fresh atomic.Int32
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if keep(t, d, text("m1", "wt_lin", noon)) {
					fresh.Add(1)
				}
			})
		}
		wg.Wait()
		if n := fresh.Load(); n != 1 {
			t.Errorf("%d copies were fresh, want 1", n)
		}
	})
}

// A hundred callbacks at once must not cost a hundred commits
// (performance.md A5: at most 10 fsyncs).
func TestHundredMessagesAreKeptInFewCommits(t *testing.T) {
	eachConfig(t, func(t *testing.T, c Config) {
		counter := newCounter()
		c.trace = counter
		d := openTest(t, c)
		var wg sync.WaitGroup
		arrives := func(key string) {
			waits := &waiting{Context: t.Context(), begun: make(chan struct{})}
			wg.Go(func() {
				if fresh, err := d.Keep(waits, text(key, "wt_lin", noon)); !fresh || err != nil {
					t.Errorf("%s: fresh %t, %v", key, fresh, err)
				}
			})
			<-waits.begun
		}
		// While this transaction is open, all hundred arrive: the first group waits
		// for its lock on the first message.
		unwanted := errors.New("unwanted")
		err := d.Tx(t.Context(), func(tx *Tx) error {
			if _, err := tx.addMessages(t.Context(), []keptMessage{{Key: "m0", Member: "wt_lin", Body: "{}"}}); err != nil {
				return err
			}
			counter.since()
			for i := range 100 {
				arrives(fmt.Sprintf("m%d", i))
			}
			return unwanted
		})
		if !errors.Is(err, unwanted) {
			t.Fatal(err)
		}
		wg.Wait()
		const perCommit = 2
		if n := counter.since(); n > 10*perCommit {
			t.Errorf("100 messages took %d statements, want at most 10 commits of %d", n, perCommit)
		}
	})
}

// waiting is the context of a callback that tells when it begins to wait: its
// message is in the line then.
type waiting struct {
	context.Context
	once  sync.Once
	begun chan struct{}
}

func (w *waiting) Done() <-chan struct{} {
	w.once.Do(func() { close(w.begun) })
	return w.Context.Done()
}

func TestKeepGivesUpWithItsContextAndAfterClose(t *testing.T) {
	d, err := Open(t.Context(), newSQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Keep(ctx, text("m1", "wt_lin", noon)); !errors.Is(err, context.Canceled) {
		t.Errorf("Keep with an ended context: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Keep(t.Context(), text("m2", "wt_lin", noon)); err == nil {
		t.Error("Keep after Close succeeded")
	}
}

// While the database is away callbacks hear so in time to be told to the
// platform, and go on when it is back (promises.md F15, R15).
func TestKeepSaysInTimeThatTheDatabaseIsAway(t *testing.T) {
	c := newMySQL(t)
	dsn, err := mysql.ParseDSN(c.DSN)
	if err != nil {
		t.Fatal(err)
	}
	p := newProxy(t, dsn.Addr)
	dsn.Addr = p.addr()
	c.DSN = dsn.FormatDSN()
	d := openTest(t, c)
	keep(t, d, text("m1", "wt_lin", noon))
	p.cut(true)
	begun := time.Now()
	if _, err := d.Keep(t.Context(), text("m2", "wt_lin", noon)); err == nil {
		t.Error("a message was kept without a database")
	}
	if took := time.Since(begun); took > 3500*time.Millisecond {
		t.Errorf("it took %v to say so", took)
	}
	p.cut(false)
	if !keep(t, d, text("m2", "wt_lin", noon)) {
		t.Error("the repeated message is not fresh")
	}
	if keep(t, d, text("m1", "wt_lin", noon)) {
		t.Error("a message that was kept before is fresh")
	}
}
