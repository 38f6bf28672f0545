package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
)

func text(key, member string, at time.Time) bot.Message {
	return bot.Message{Key: key, Member: member, At: at.Truncate(time.Second), Kind: bot.Text, Text: "楼道有杂物"}
}

func keep(t *testing.T, d *DB, m bot.Message) bool {
	t.Helper()
	fresh, err := d.Keep(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return fresh
}

func claim(t *testing.T, d *DB, worker string, now time.Time) (bot.Lane, bool) {
	t.Helper()
	lane, ok, err := d.Claim(t.Context(), worker, now, 30*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return lane, ok
}

func TestMessagesOfOneMemberComeInOrder(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		for _, m := range []bot.Message{
			text("m3", "wt_lin", noon.Add(time.Second)), text("m2", "wt_lin", noon), text("m1", "wt_lin", noon),
			text("m0", "wt_lin", noon.Add(2*time.Second)),
		} {
			keep(t, d, m)
		}
		lane, _ := claim(t, d, "w", noon)
		var order []string
		for {
			m, ok, err := d.Next(t.Context(), lane)
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			order = append(order, m.Key)
			if err := d.Turn(t.Context(), lane, m.Key, func(*Tx) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]string{"m1", "m2", "m3", "m0"}, order); diff != "" {
			t.Error(diff)
		}
	})
}

func TestLongestWaitingMemberIsClaimedFirst(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		keep(t, d, text("m2", "wt_late", noon.Add(time.Minute)))
		keep(t, d, text("m1", "wt_early", noon))
		first, _ := claim(t, d, "a", noon)
		second, _ := claim(t, d, "b", noon)
		_, third := claim(t, d, "c", noon)
		if first.Member != "wt_early" || second.Member != "wt_late" || third {
			t.Errorf("claimed %q, %q, %v; want wt_early, wt_late and nothing", first.Member, second.Member, third)
		}
	})
}

func TestWorkerThatWasOvertakenCannotWrite(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		keep(t, d, text("m1", "wt_lin", noon))
		old, _ := claim(t, d, "slow", noon)
		if _, ok := claim(t, d, "other", noon.Add(29*time.Second)); ok {
			t.Fatal("a lane was claimed within its lease")
		}
		lane, ok := claim(t, d, "other", noon.Add(31*time.Second))
		if !ok || lane.Fence <= old.Fence {
			t.Fatalf("claimed %v with fence %d after %d", ok, lane.Fence, old.Fence)
		}
		ran := false
		err := d.Turn(ctx, old, "m1", func(*Tx) error { ran = true; return nil })
		if !errors.Is(err, bot.ErrFenced) || ran {
			t.Errorf("the turn of an overtaken worker: %v, ran %v", err, ran)
		}
		if _, _, err := d.Next(ctx, old); !errors.Is(err, bot.ErrFenced) {
			t.Errorf("Next of an overtaken worker: %v", err)
		}
		if _, err := d.Failed(ctx, old, "m1", "x"); !errors.Is(err, bot.ErrFenced) {
			t.Errorf("Failed of an overtaken worker: %v", err)
		}
		if err := d.SetAside(ctx, old, "m1", "x"); !errors.Is(err, bot.ErrFenced) {
			t.Errorf("SetAside of an overtaken worker: %v", err)
		}
		if err := d.Release(ctx, old); err != nil {
			t.Errorf("Release of an overtaken worker: %v", err)
		}
		if _, ok := claim(t, d, "third", noon.Add(32*time.Second)); ok {
			t.Error("the overtaken worker's release freed the lane of the other")
		}
		if err := d.Turn(ctx, lane, "m1", func(*Tx) error { ran = true; return nil }); err != nil || !ran {
			t.Errorf("the turn of the worker that holds the lane: %v, ran %v", err, ran)
		}
	})
}

func TestTurnIsAllOrNothingAndRunsOnce(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		keep(t, d, text("m1", "wt_lin", noon))
		lane, _ := claim(t, d, "w", noon)
		turn := func(fail error) (runs int, err error) {
			err = d.Turn(ctx, lane, "m1", func(tx *Tx) error {
				runs++
				if err := tx.SaveSession(ctx, bot.Session{Member: "wt_lin", Body: []byte("{}")}); err != nil {
					return err
				}
				return fail
			})
			return runs, err
		}
		broken := errors.New("broken")
		if _, err := turn(broken); !errors.Is(err, broken) {
			t.Fatal(err)
		}
		within(t, d, func(tx *Tx) error {
			s, err := tx.LoadSession(ctx, "wt_lin")
			if s.Body != nil {
				t.Error("a turn that failed left its session behind")
			}
			return err
		})
		if runs, err := turn(nil); err != nil || runs != 1 {
			t.Errorf("ran %d times: %v", runs, err)
		}
		if runs, err := turn(nil); err != nil || runs != 0 {
			t.Errorf("a turn that was done ran %d times again: %v", runs, err)
		}
	})
}

func TestFailingMessageIsCountedAndSetAside(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		keep(t, d, text("bad", "wt_lin", noon))
		keep(t, d, text("good", "wt_lin", noon.Add(time.Second)))
		lane, _ := claim(t, d, "w", noon)
		for want := 1; want <= 3; want++ {
			if n, err := d.Failed(ctx, lane, "bad", "no luck"); err != nil || n != want {
				t.Errorf("failure %d: counted %d, %v", want, n, err)
			}
		}
		if m, _, _ := d.Next(ctx, lane); m.Key != "bad" {
			t.Errorf("a failed message is followed by %q before it is set aside", m.Key)
		}
		if err := d.SetAside(ctx, lane, "bad", "ref: no luck"); err != nil {
			t.Fatal(err)
		}
		if m, _, _ := d.Next(ctx, lane); m.Key != "good" {
			t.Errorf("next is %q, want good", m.Key)
		}
		w, err := d.Waiting(ctx)
		if err != nil || w.Aside != 1 || !w.Inbox.Equal(noon.Add(time.Second)) {
			t.Errorf("waiting: %+v, %v", w, err)
		}
	})
}

// Eight workers and three hundred messages of twenty members, each worker
// checking that it is alone with its member.
func TestWorkersNeverShareAMember(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		const members, messages = 20, 15
		for i := range members * messages {
			keep(t, d, text(fmt.Sprintf("m%03d", i), fmt.Sprintf("wt_%d", i%members), noon.Add(time.Duration(i)*time.Second)))
		}
		var alone [members]atomic.Int32
		var done atomic.Int32
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				for ctx.Err() == nil && done.Load() < members*messages {
					lane, ok, err := d.Claim(ctx, fmt.Sprint("w", w), noon, time.Minute)
					if err != nil {
						t.Error(err)
						return
					}
					if !ok {
						continue
					}
					var i int
					fmt.Sscanf(lane.Member, "wt_%d", &i)
					if alone[i].Add(1) != 1 {
						t.Error("two workers hold one member")
					}
					m, ok, err := d.Next(ctx, lane)
					if err == nil && ok {
						err = d.Turn(ctx, lane, m.Key, func(*Tx) error { done.Add(1); return nil })
					}
					if err != nil {
						t.Error(err)
					}
					alone[i].Add(-1)
					if err := d.Release(ctx, lane); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n := done.Load(); n != members*messages {
			t.Errorf("%d messages were handled, want %d", n, members*messages)
		}
	})
}

func TestWakeBecomesOneMessageInTheLane(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		at := noon.Add(1500 * time.Millisecond)
		within(t, d, func(tx *Tx) error {
			return errors.Join(
				tx.SaveSession(ctx, bot.Session{Member: "wt_lin", Body: []byte(`{"a":1}`), Wake: at}),
				tx.SaveSession(ctx, bot.Session{Member: "wt_other", Body: []byte("{}"), Wake: noon.Add(time.Hour)}),
				tx.SaveSession(ctx, bot.Session{Member: "wt_none", Body: []byte("{}")}),
			)
		})
		for _, step := range []struct {
			now  time.Time
			want int
		}{{at.Add(-time.Millisecond), 0}, {at, 1}, {at.Add(time.Minute), 0}} {
			if n, err := d.WakeDue(ctx, step.now); err != nil || n != step.want {
				t.Errorf("at %v: woke %d, want %d: %v", step.now, n, step.want, err)
			}
		}
		lane, _ := claim(t, d, "w", at)
		m, _, err := d.Next(ctx, lane)
		if err != nil {
			t.Fatal(err)
		}
		want := bot.Message{Key: fmt.Sprintf("wake:wt_lin:%d", at.UnixMilli()), Member: "wt_lin", At: at, Kind: bot.Wake}
		if diff := cmp.Diff(want, m); diff != "" {
			t.Error(diff)
		}
		within(t, d, func(tx *Tx) error {
			s, err := tx.LoadSession(ctx, "wt_lin")
			if !s.Wake.IsZero() || string(s.Body) != `{"a":1}` {
				t.Errorf("after waking the session is %s, wake %v", s.Body, s.Wake)
			}
			return err
		})
	})
}
