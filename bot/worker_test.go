package bot_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gridwarden/bot"
)

// A box is an inbox in memory that obeys the contract and notes what it is told.
type box struct {
	mu       sync.Mutex
	now      func() time.Time
	messages []*kept
	lanes    map[string]*held
}

type kept struct {
	bot.Message
	done     bool
	aside    string
	failures int
}

type held struct {
	bot.Lane
	until time.Time
}

func newBox(now func() time.Time) *box { return &box{now: now, lanes: map[string]*held{}} }

func (b *box) Keep(_ context.Context, m bot.Message) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, k := range b.messages {
		if k.Key == m.Key {
			return false, nil
		}
	}
	b.messages = append(b.messages, &kept{Message: m})
	return true, nil
}

func (b *box) open(member string) []*kept {
	var open []*kept
	for _, k := range b.messages {
		if !k.done && k.aside == "" && (member == "" || k.Member == member) {
			open = append(open, k)
		}
	}
	slices.SortStableFunc(open, func(a, b *kept) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key)) })
	return open
}

func (b *box) Claim(_ context.Context, worker string, now time.Time, lease time.Duration) (bot.Lane, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, k := range b.open("") {
		h := b.lanes[k.Member]
		if h == nil {
			h = &held{Lane: bot.Lane{Member: k.Member}}
			b.lanes[k.Member] = h
		}
		if h.until.After(now) {
			continue
		}
		h.Worker, h.until = worker, now.Add(lease)
		h.Fence++
		return h.Lane, true, nil
	}
	return bot.Lane{}, false, nil
}

func (b *box) fenced(l bot.Lane) error {
	if b.lanes[l.Member].Fence != l.Fence {
		return bot.ErrFenced
	}
	return nil
}

func (b *box) Next(_ context.Context, l bot.Lane) (bot.Message, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	open := b.open(l.Member)
	if err := b.fenced(l); err != nil || len(open) == 0 {
		return bot.Message{}, false, err
	}
	return open[0].Message, true, nil
}

func (b *box) find(key string) *kept {
	return b.messages[slices.IndexFunc(b.messages, func(k *kept) bool { return k.Key == key })]
}

func (b *box) done(l bot.Lane, key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.fenced(l); err != nil {
		return err
	}
	b.find(key).done = true
	return nil
}

func (b *box) SetAside(_ context.Context, l bot.Lane, key, reason string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.find(key).aside = reason
	return b.fenced(l)
}

func (b *box) Failed(_ context.Context, l bot.Lane, key, _ string) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.find(key).failures++
	return b.find(key).failures, b.fenced(l)
}

func (b *box) Release(_ context.Context, l bot.Lane) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fenced(l) == nil {
		b.lanes[l.Member].until = time.Time{}
	}
	return nil
}

var noon = time.Date(2026, 9, 21, 12, 0, 0, 0, time.UTC)

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

func keep(t *testing.T, b *box, key, member string, after time.Duration) {
	t.Helper()
	if _, err := b.Keep(t.Context(), bot.Message{Key: key, Member: member, At: noon.Add(after), Kind: bot.Text, Text: "秘密 " + key}); err != nil {
		t.Fatal(err)
	}
}

func TestMessagesOfOneMemberAreHandledInOrder(t *testing.T) {
	b := newBox(func() time.Time { return noon })
	for i, key := range []string{"c", "a", "b"} {
		keep(t, b, "zhang-"+key, "zhang", time.Duration(2-i)*time.Second)
	}
	keep(t, b, "zhang-0", "zhang", 0)
	keep(t, b, "li-1", "li", 0)
	var got []string
	w := &bot.Worker{Inbox: b, Name: "w", Log: quietLog(), Handle: func(_ context.Context, l bot.Lane, m bot.Message) error {
		got = append(got, m.Key)
		return b.done(l, m.Key)
	}}
	if err := w.Drain(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	zhang := slices.DeleteFunc(slices.Clone(got), func(k string) bool { return !strings.HasPrefix(k, "zhang") })
	if diff := gocmp.Diff([]string{"zhang-0", "zhang-b", "zhang-a", "zhang-c"}, zhang); diff != "" || len(got) != 5 {
		t.Errorf("handled %v:\n%s", got, diff)
	}
}

func TestPoisonIsSetAsideAfterThreeTriesAndTheMemberIsTold(t *testing.T) {
	for name, poison := range map[string]func() error{
		"an error": func() error { return errors.New("no such grid") },
		"a panic":  func() error { panic("no such grid") },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(func() time.Time { return noon })
			keep(t, b, "poison", "zhang", 0)
			keep(t, b, "next", "zhang", time.Second)
			var log strings.Builder
			var tried, told []string
			w := &bot.Worker{
				Inbox: b, Name: "w", Log: slog.New(slog.NewTextHandler(&log, nil)),
				Handle: func(_ context.Context, l bot.Lane, m bot.Message) error {
					tried = append(tried, m.Key)
					if m.Key == "poison" {
						return poison()
					}
					return b.done(l, m.Key)
				},
				Say: func(_ context.Context, _ bot.Lane, m bot.Message, ref string, err error) error {
					told = append(told, m.Key+" "+ref)
					if !strings.Contains(err.Error(), "no such grid") {
						t.Errorf("told with %v", err)
					}
					return nil
				},
			}
			if err := w.Drain(t.Context(), noon); err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff([]string{"poison", "poison", "poison", "next"}, tried); diff != "" {
				t.Error(diff)
			}
			ref := bot.Ref("poison")
			if diff := gocmp.Diff([]string{"poison " + ref}, told); diff != "" || len(ref) != 4 {
				t.Error(diff)
			}
			if k := b.find("poison"); !strings.HasPrefix(k.aside, ref) {
				t.Errorf("set aside with %q, want the reference %s first", k.aside, ref)
			}
			if !strings.Contains(log.String(), "ref="+ref) || strings.Contains(log.String(), "秘密") {
				t.Errorf("the log must have %s and nothing that was written:\n%s", ref, log.String())
			}
		})
	}
}

func TestHandlerThatForgetsToFinishIsAFailure(t *testing.T) {
	b := newBox(func() time.Time { return noon })
	keep(t, b, "k", "zhang", 0)
	w := &bot.Worker{Inbox: b, Name: "w", Log: quietLog(), Handle: func(context.Context, bot.Lane, bot.Message) error { return nil }}
	if err := w.Drain(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	if k := b.find("k"); k.aside == "" {
		t.Error("the message is handled for ever")
	}
}

func TestPrefetchThatFailsOrHangsDoesNotHoldUpTheMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(time.Now)
		keep(t, b, "k", "zhang", 0)
		w := &bot.Worker{
			Inbox: b, Name: "w", Log: quietLog(),
			Before: func(ctx context.Context, _ bot.Message) error { <-ctx.Done(); return ctx.Err() },
			Handle: func(ctx context.Context, l bot.Lane, m bot.Message) error {
				if ctx.Err() != nil {
					t.Error("the handler's context ended with the prefetch")
				}
				return b.done(l, m.Key)
			},
		}
		begun := time.Now()
		if err := w.Drain(t.Context(), begun); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != 3*time.Second || !b.find("k").done {
			t.Errorf("done %v after %s, want after the three seconds of the prefetch", b.find("k").done, took)
		}
	})
}

func TestStoppingFinishesTheMessageUnderWayAndGivesTheMemberBack(t *testing.T) {
	b := newBox(time.Now)
	keep(t, b, "k1", "zhang", 0)
	keep(t, b, "k2", "zhang", time.Second)
	begun, finish := make(chan struct{}), make(chan struct{})
	w := &bot.Worker{Inbox: b, Name: "w", Log: quietLog(), Handle: func(ctx context.Context, l bot.Lane, m bot.Message) error {
		close(begun)
		<-finish
		if err := ctx.Err(); err != nil {
			return err
		}
		return b.done(l, m.Key)
	}}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	<-begun
	stop()
	close(finish)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if !b.find("k1").done || b.find("k2").done || !b.lanes["zhang"].until.IsZero() {
		t.Errorf("first done %v, second done %v, member held until %s", b.find("k1").done, b.find("k2").done, b.lanes["zhang"].until)
	}
}

// A stubborn box cannot give members back for a while.
type stubborn struct {
	*box
	refusals int
}

func (s *stubborn) Release(ctx context.Context, l bot.Lane) error {
	if s.refusals--; s.refusals >= 0 {
		return errors.New("database is away")
	}
	return s.box.Release(ctx, l)
}

func TestMemberWhoCouldNotBeGivenBackIsServedWithoutWaitingForTheLease(t *testing.T) {
	b := &stubborn{box: newBox(func() time.Time { return noon }), refusals: 2}
	keep(t, b.box, "first", "zhang", 0)
	w := &bot.Worker{Inbox: b, Name: "w", Log: quietLog(), Handle: func(_ context.Context, l bot.Lane, m bot.Message) error { return b.done(l, m.Key) }}
	for range 2 {
		if err := w.Drain(t.Context(), noon); err == nil {
			t.Fatal("nobody hears that the member was not given back")
		}
	}
	keep(t, b.box, "second", "zhang", 0)
	if err := w.Drain(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	if !b.find("second").done {
		t.Error("the member waits until the lease has passed")
	}
}

func TestRunHandlesWhatIsNudgedWithoutWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(time.Now)
		w := &bot.Worker{Inbox: b, Name: "w", Log: quietLog(), Poll: time.Hour, Handle: func(_ context.Context, l bot.Lane, m bot.Message) error {
			return b.done(l, m.Key)
		}}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- w.Run(ctx) }()
		synctest.Wait()
		begun := time.Now()
		for i := range 20 {
			keep(t, b, fmt.Sprint(i), fmt.Sprint("m", i), 0)
		}
		w.Nudge()
		synctest.Wait()
		if open := b.open(""); len(open) != 0 || time.Since(begun) != 0 {
			t.Errorf("%d messages wait after %s", len(open), time.Since(begun))
		}
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	})
}

// TestMembersAreNeverServedTwiceAtOnce runs several workers over random
// messages, failures and pauses longer than the lease, and watches that nobody
// is in two hands and everybody's messages stay in order.
func TestMembersAreNeverServedTwiceAtOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		n := rapid.IntRange(1, 60).Draw(rt, "messages")
		synctest.Test(t, func(t *testing.T) {
			dice := rand.New(rand.NewPCG(seed, 1))
			b := newBox(time.Now)
			for i := range n {
				keep(t, b, fmt.Sprintf("%03d", i), fmt.Sprint("m", dice.IntN(4)), time.Duration(dice.IntN(10))*time.Second)
			}
			var mu sync.Mutex
			last := map[string]*kept{}
			handle := func(_ context.Context, l bot.Lane, m bot.Message) error {
				mu.Lock()
				fate, rest := dice.IntN(10), time.Duration(dice.IntN(200))*time.Millisecond
				if fate == 0 {
					rest = 40 * time.Second // longer than the lease
				}
				mu.Unlock()
				time.Sleep(rest)
				if fate == 1 {
					return errors.New("deadlock")
				}
				if err := b.done(l, m.Key); err != nil {
					return err
				}
				mu.Lock()
				defer mu.Unlock()
				k := b.find(m.Key)
				if p := last[m.Member]; p != nil && (p.At.After(k.At) || p.At.Equal(k.At) && p.Key >= k.Key) {
					t.Errorf("seed %d: %s of %s came after %s", seed, m.Key, m.Member, p.Key)
				}
				last[m.Member] = k
				return nil
			}
			ctx, stop := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			for i := range 2 {
				w := &bot.Worker{Inbox: b, Name: fmt.Sprint("w", i), Log: quietLog(), Handle: handle, Workers: 2, Poll: 10 * time.Second}
				wg.Go(func() { _ = w.Run(ctx) })
			}
			time.Sleep(time.Hour)
			stop()
			wg.Wait()
			if open := b.open(""); len(open) != 0 {
				t.Errorf("seed %d: %d of %d messages wait for ever", seed, len(open), n)
			}
		})
	})
}
