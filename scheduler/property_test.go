package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gridwarden/bot"
	"gridwarden/safety"
)

// mortal is an outbox as a process sees it that is killed at a step: the step
// happens or does not, and nothing works afterwards.
type mortal struct {
	Outbox
	mu    sync.Mutex
	steps int  // left to live
	last  bool // the last step still reaches the database
}

func (m *mortal) alive() (before, after error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.steps--
	switch {
	case m.steps > 0:
		return nil, nil
	case m.steps == 0 && m.last:
		return nil, errCrash
	}
	return errCrash, errCrash
}

func step[T any](m *mortal, do func() (T, error)) (T, error) {
	var none T
	before, after := m.alive()
	if before != nil {
		return none, before
	}
	v, err := do()
	if after != nil {
		return none, after
	}
	return v, err
}

func (m *mortal) ClaimDeliveries(ctx context.Context, c bot.Claim) ([]bot.Delivery, error) {
	return step(m, func() ([]bot.Delivery, error) { return m.Outbox.ClaimDeliveries(ctx, c) })
}

func (m *mortal) ClaimCalls(ctx context.Context, c bot.Claim) ([]bot.StoredCall, error) {
	return step(m, func() ([]bot.StoredCall, error) { return m.Outbox.ClaimCalls(ctx, c) })
}

func (m *mortal) SettleDeliveries(ctx context.Context, os []bot.Outcome) error {
	_, err := step(m, func() (int, error) { return 0, m.Outbox.SettleDeliveries(ctx, os) })
	return err
}

func (m *mortal) SaveCalls(ctx context.Context, w string, now time.Time, lease time.Duration, cs []bot.StoredCall) error {
	_, err := step(m, func() (int, error) { return 0, m.Outbox.SaveCalls(ctx, w, now, lease, cs) })
	return err
}

func (m *mortal) EndCall(ctx context.Context, e bot.CallEnd) error {
	_, err := step(m, func() (int, error) { return 0, m.Outbox.EndCall(ctx, e) })
	return err
}

func (m *mortal) Charge(ctx context.Context, now time.Time, cs []bot.Charge) (bot.Tally, error) {
	return step(m, func() (bot.Tally, error) { return m.Outbox.Charge(ctx, now, cs) })
}

func (m *mortal) Refund(ctx context.Context, now time.Time, cs []bot.Charge) error {
	_, err := step(m, func() (int, error) { return 0, m.Outbox.Refund(ctx, now, cs) })
	return err
}

// sendOrDie: a dead process sends nothing.
type sendOrDie struct {
	bot.Sender
	m *mortal
}

func (s sendOrDie) Send(ctx context.Context, c bot.Call) (bot.Receipt, error) {
	return step(s.m, func() (bot.Receipt, error) { return s.Sender.Send(ctx, c) })
}

var faults = []*bot.Fault{
	{Remedy: bot.Unsure, Err: errors.New("timeout")},
	{Remedy: bot.Retry, Err: errors.New("cannot connect")},
	{Remedy: bot.Retry, Code: -1, Err: errors.New("busy")},
	{Remedy: bot.Hold, Code: 45009, Wait: time.Hour, Err: errors.New("limit")},
	{Remedy: bot.Alert, Code: 60020, Err: errors.New("address")},
}

// matter is what everything in the random tests is about.
const matter = "hazard:1"

var everyClass = []bot.Class{
	bot.Answer, bot.Alarm, bot.Escalate, bot.Urge, bot.Remind, bot.Opening, bot.News, bot.Digest,
}

// TestEveryDeliveryEndsOnceWhateverCrashes posts at random through random days
// while deliverers are killed at random steps and the platform fails in every
// way it knows, and then looks at what the phones showed.
func TestEveryDeliveryEndsOnceWhateverCrashes(t *testing.T) {
	everyDeliveryEndsOnce(t, func(*rapid.T, func() time.Time) outbox { return newModel() })
}

// An outbox is what the random tests fill, drain and look into.
type outbox interface {
	Outbox
	post(now time.Time, p bot.Post)
	all() []bot.Delivery
}

func everyDeliveryEndsOnce(t *testing.T, open func(*rapid.T, func() time.Time) outbox) {
	rapid.Check(t, func(t *rapid.T) {
		now := at("2026-09-28 06:00").Add(time.Duration(rapid.IntRange(0, 14*24*60).Draw(t, "start")) * time.Minute)
		box := open(t, func() time.Time { return now })
		ph := newPhones(func() time.Time { return now })
		p := testPolicy()
		p.Delivery.PerMinute, p.Delivery.PerHour = 5, 20
		trouble := rapid.IntRange(0, 3).Draw(t, "trouble")
		// Calls are made in other goroutines, where rapid must not be asked.
		dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "faults"), 1))
		ph.fail = func(bot.Call) (error, bool) {
			if dice.IntN(10) >= trouble {
				return nil, false
			}
			f := faults[dice.IntN(len(faults))]
			return f, f.Remedy == bot.Unsure && dice.IntN(2) == 0
		}
		worker := 0
		start := func() (*Deliverer, *mortal) {
			worker++
			m := &mortal{Outbox: box, steps: 1 << 30, last: rapid.Bool().Draw(t, "last")}
			if rapid.IntRange(0, 2).Draw(t, "mortal") > 0 {
				m.steps = rapid.IntRange(1, 30).Draw(t, "steps")
			}
			d, err := NewDeliverer(Options{
				Outbox: m, Sender: sendOrDie{ph, m}, Policy: p, Worker: fmt.Sprint("w", worker),
				Log: slog.New(slog.DiscardHandler), InFlight: 1,
			})
			if err != nil {
				t.Fatal(err)
			}
			return d, m
		}
		d, m := start()
		drain := func() {
			if err := d.Drain(t.Context(), now); err != nil {
				if !errors.Is(err, errCrash) {
					t.Fatal(err)
				}
				d, m = start()
			}
		}
		posts := map[string]bot.Post{}
		for range rapid.IntRange(1, 25).Draw(t, "rounds") {
			for range rapid.IntRange(0, 6).Draw(t, "posts") {
				class := rapid.SampledFrom(everyClass).Draw(t, "class")
				key := fmt.Sprintf("<%d %s>", len(posts), class)
				to := slices.Compact(slices.Sorted(slices.Values(rapid.SliceOfN(rapid.SampledFrom([]string{"zhang", "li", "wang"}), 1, 3).Draw(t, "to"))))
				if class == bot.Answer {
					to = to[:1]
				}
				post := bot.Post{Key: key, To: to, Class: class, About: matter, Line: key, Body: bot.Body{Text: key}}
				box.post(now, post)
				posts[key] = post
			}
			drain()
			now = now.Add(time.Duration(rapid.SampledFrom([]int{1, 1, 20, 60, 130, 3600, 6 * 3600}).Draw(t, "pass")) * time.Second)
		}
		ph.fail = func(bot.Call) (error, bool) { return nil, false }
		m.steps = 1 << 30
		finish(box, &now, drain)
		checkOutbox(t, box)
		checkPhones(t, box, ph, p)
	})
}

// finish lets time pass, from one moment at which something is due to the next,
// for at most a month.
func finish(box Outbox, now *time.Time, drain func()) {
	for end := now.AddDate(0, 1, 0); now.Before(end); *now = now.Add(time.Minute) {
		drain()
		next, waiting, _ := box.NextDue(context.Background(), everyClass)
		if !waiting {
			return
		}
		if next.After(*now) {
			*now = next.Add(-time.Minute)
		}
	}
}

func checkOutbox(t *rapid.T, box outbox) {
	for _, r := range box.all() {
		if !r.State.Ended() || r.Why == "" || r.Reason == "" {
			t.Fatalf("%s to %s is left as %s (%s, %s) until %s", r.Key, r.To, r.State, r.Why, r.Reason, r.Next)
		}
	}
}

// checkPhones compares what was recorded with what was shown: everything sent
// was seen, nothing twice except what says that it may be, nobody was woken,
// and no window of the platform was exceeded.
func checkPhones(t *rapid.T, box outbox, ph *phones, p *safety.Policy) {
	h, _ := newHours(p)
	rows := box.all()
	seen := map[string][]shown{}
	of := map[string][]time.Time{}
	day := map[string]int{}
	for _, s := range ph.shown {
		of[s.to] = append(of[s.to], s.at)
		counts := func(r bot.Delivery) bool {
			return r.To == s.to && p.Delivery.Classes[safety.Class(r.Class)].Capped && strings.Contains(s.text, r.Key)
		}
		if slices.ContainsFunc(rows, counts) && !strings.HasPrefix(s.text, repeatMark) {
			on := s.to + s.at.In(safety.Shanghai).Format(" 01-02")
			if day[on]++; p.Delivery.Cap > 0 && day[on] > p.Delivery.Cap+1 {
				t.Fatalf("%s got %d messages that count and the cap is %d", on, day[on], p.Delivery.Cap)
			}
		}
		for _, r := range rows {
			if r.To == s.to && strings.Contains(s.text, r.Key) {
				id := fmt.Sprint(r.ID)
				seen[id] = append(seen[id], s)
			}
		}
	}
	for _, r := range rows {
		shows := seen[fmt.Sprint(r.ID)]
		said := r.State == bot.Sent || r.State == bot.Bundled
		if said && len(shows) == 0 {
			t.Fatalf("%s to %s is recorded as %s and was never shown", r.Key, r.To, r.State)
		}
		if r.State == bot.Skipped && len(shows) > 0 {
			t.Fatalf("%s to %s was shown and is recorded as skipped", r.Key, r.To)
		}
		if len(shows) > 1 && (len(shows) > 2 || !strings.HasPrefix(shows[1].text, repeatMark)) {
			t.Fatalf("%s to %s was shown %d times: %v", r.Key, r.To, len(shows), shows)
		}
		for _, s := range shows {
			rule := p.Delivery.Classes[safety.Class(r.Class)]
			if until, why := h.hold(s.at, rule); why != "" {
				t.Fatalf("%s to %s was shown at %s though held until %s (%s)", r.Key, r.To, s.at, until, why)
			}
		}
	}
	for to, times := range of {
		for i, from := range times {
			minute, hour := 0, 0
			for _, s := range times[i:] {
				if s.Sub(from) < time.Minute {
					minute++
				}
				if s.Sub(from) < time.Hour {
					hour++
				}
			}
			if minute > p.Delivery.PerMinute || hour > p.Delivery.PerHour {
				t.Fatalf("%s got %d messages in a minute and %d in an hour from %s", to, minute, hour, from)
			}
		}
	}
}

// TestLimiterNeverExceedsAnyWindow floods members from two deliverers that take
// turns at random, at every second of some minutes.
func TestLimiterNeverExceedsAnyWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := at("2026-09-21 09:00")
		box := newModel()
		ph := newPhones(func() time.Time { return now })
		p := testPolicy()
		p.Delivery.PerMinute = rapid.IntRange(1, 8).Draw(t, "per minute")
		p.Delivery.PerHour = rapid.IntRange(8, 40).Draw(t, "per hour")
		p.Delivery.Cap = rapid.IntRange(0, 3).Draw(t, "cap")
		var ds [2]*Deliverer
		for i := range ds {
			ds[i], _ = NewDeliverer(Options{Outbox: box, Sender: ph, Policy: p, Worker: fmt.Sprint(i), Log: slog.New(slog.DiscardHandler), InFlight: 1})
		}
		n := 0
		for range 50 {
			for range rapid.IntRange(0, 4).Draw(t, "posts") {
				n++
				key := fmt.Sprintf("<%d>", n)
				class := rapid.SampledFrom([]bot.Class{bot.Answer, bot.Alarm, bot.Remind, bot.Opening}).Draw(t, "class")
				box.post(now, bot.Post{Key: key, To: []string{"zhang"}, Class: class, About: matter, Line: key, Body: bot.Body{Text: key}})
			}
			if err := rapid.SampledFrom(ds[:]).Draw(t, "deliverer").Drain(t.Context(), now); err != nil {
				t.Fatal(err)
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "pass")) * time.Second)
		}
		finish(box, &now, func() {
			if err := ds[0].Drain(t.Context(), now); err != nil {
				t.Fatal(err)
			}
		})
		checkOutbox(t, box)
		checkPhones(t, box, ph, p)
	})
}

func TestTwoDeliverersShareAnOutboxWithoutADouble(t *testing.T) {
	now := at("2026-09-21 09:00")
	box := newModel()
	ph := newPhones(func() time.Time { return now })
	for i := range 3000 {
		key := fmt.Sprintf("<%d>", i)
		class := everyClass[i%3]
		box.post(now, bot.Post{Key: key, To: []string{fmt.Sprint("m", i%977)}, Class: class, Line: key, Body: bot.Body{Text: key}})
	}
	var wg sync.WaitGroup
	for i := range 2 {
		d, err := NewDeliverer(Options{Outbox: box, Sender: ph, Policy: testPolicy(), Worker: fmt.Sprint(i), Batch: 37, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			for range 200 {
				if err := d.Drain(t.Context(), now); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	times := map[string]int{}
	for _, s := range ph.shown {
		for _, key := range strings.SplitAfter(s.text, ">") {
			if i := strings.Index(key, "<"); i >= 0 {
				times[key[i:]]++
			}
		}
	}
	if len(times) != 3000 {
		t.Errorf("%d of 3000 were shown; states %v", len(times), box.states())
	}
	for key, n := range times {
		if n != 1 {
			t.Errorf("%s was shown %d times", key, n)
		}
	}
}
