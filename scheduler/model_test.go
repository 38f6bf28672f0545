package scheduler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"gridwarden/bot"
	"gridwarden/safety"
)

// errCrash is what every step answers once the process of a deliverer is dead.
var errCrash = errors.New("process was killed")

// A model is an outbox that obeys the contract of Outbox to the letter, and
// that says so when a deliverer does not: the yardstick of the random tests,
// which need a hundred thousand steps.
type model struct {
	mu     sync.Mutex
	posts  map[int64]bot.Post
	rows   []*row
	calls  []*callRow
	counts map[slot]int
}

// A slot is a minute of a member, or a day; the member "" is the app.
type slot struct {
	member string
	from   int64
	day    bool
}

type row struct {
	bot.Delivery
	until time.Time // of the claim
}

type callRow struct {
	bot.StoredCall
	state bot.CallState
	ids   []int64
	until time.Time
}

func newModel() *model { return &model{posts: map[int64]bot.Post{}, counts: map[slot]int{}} }

func (m *model) post(now time.Time, p bot.Post) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := int64(len(m.posts) + 1)
	m.posts[id] = p
	due := p.Due
	if due.IsZero() {
		due = now
	}
	for _, to := range p.To {
		m.rows = append(m.rows, &row{Delivery: bot.Delivery{
			ID: int64(len(m.rows) + 1), Post: id, Key: p.Key, To: to, Class: p.Class, About: p.About,
			Sum: p.Body.Text, Due: due, Until: p.Until, State: bot.Waiting, Next: due,
		}})
	}
}

func (m *model) row(id int64) *row { return m.rows[id-1] }

func (r *row) free(now time.Time) bool {
	return (r.State == bot.Waiting || r.State == bot.Held) && !r.Next.After(now) && !r.until.After(now)
}

func (m *model) ClaimDeliveries(_ context.Context, c bot.Claim) ([]bot.Delivery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var lead []*row
	for _, r := range m.rows {
		if r.free(c.Now) && slices.Contains(c.Classes, r.Class) && !m.behind(r, c.Now) {
			lead = append(lead, r)
		}
	}
	slices.SortStableFunc(lead, func(a, b *row) int { return a.Next.Compare(b.Next) })
	lead = lead[:min(len(lead), c.Limit)]
	if slices.Contains(c.Classes, bot.Answer) {
		slices.SortFunc(lead, func(a, b *row) int { return cmp.Compare(a.ID, b.ID) })
	}
	with := map[string]bool{}
	for _, r := range lead {
		with[r.To] = true
	}
	for _, r := range m.rows {
		if r.free(c.Now) && with[r.To] && slices.Contains(c.With, r.Class) && !slices.Contains(lead, r) {
			lead = append(lead, r)
		}
	}
	ds := make([]bot.Delivery, len(lead))
	for i, r := range lead {
		r.until = c.Now.Add(c.Lease)
		r.Fence++
		ds[i] = r.Delivery
	}
	return ds, nil
}

// behind says that an earlier answer to the member is in somebody's hands or waits longer.
func (m *model) behind(r *row, now time.Time) bool {
	if r.Class != bot.Answer {
		return false
	}
	for _, e := range m.rows[:r.ID-1] {
		if e.To == r.To && e.Class == bot.Answer && !e.State.Ended() && !e.free(now) {
			return true
		}
	}
	return false
}

func (m *model) Posts(_ context.Context, ids []int64) (map[int64]bot.Post, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	posts := map[int64]bot.Post{}
	for _, id := range ids {
		posts[id] = m.posts[id]
	}
	return posts, nil
}

func (m *model) Gather(_ context.Context, member, why string, at time.Time) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var held []*row
	for _, r := range m.rows {
		if r.To == member && r.State == bot.Held && r.Why == why && r.until.IsZero() {
			held = append(held, r)
			if r.Next.Before(at) {
				at = r.Next
			}
		}
	}
	for _, r := range held {
		r.Next = at
	}
	return at, nil
}

func (m *model) SettleDeliveries(_ context.Context, outcomes []bot.Outcome) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, o := range outcomes {
		m.settle(o, false)
	}
	return nil
}

func (m *model) settle(o bot.Outcome, called bool) {
	r := m.row(o.ID)
	if r.Fence != o.Fence || (r.State == bot.Calling) != called {
		return
	}
	if r.State.Ended() {
		panic(fmt.Sprintf("delivery %s to %s ended as %s and is settled again as %s", r.Key, r.To, r.State, o.State))
	}
	r.State, r.Next, r.Why, r.Reason, r.Tries, r.Repeat = o.State, o.Next, o.Why, o.Reason, o.Tries, o.Repeat
	r.until = time.Time{}
	if o.State.Ended() {
		r.Ended = o.At
	}
}

func (m *model) NextDue(_ context.Context, classes []bot.Class) (first time.Time, ok bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	consider := func(next, until time.Time) {
		if until.After(next) {
			next = until
		}
		if !ok || next.Before(first) {
			first, ok = next, true
		}
	}
	for _, r := range m.rows {
		if slices.Contains(classes, r.Class) && (r.State == bot.Waiting || r.State == bot.Held) {
			consider(r.Next, r.until)
		}
	}
	for _, c := range m.calls {
		if slices.Contains(classes, c.Class) && c.state == bot.CallOpen {
			consider(c.Next, c.until)
		}
	}
	return first, ok, nil
}

func (m *model) SaveCalls(_ context.Context, _ string, now time.Time, lease time.Duration, calls []bot.StoredCall) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range calls {
		for _, d := range c.Deliveries {
			if m.row(d.ID).Fence != d.Fence || m.row(d.ID).State.Ended() {
				return bot.ErrFenced
			}
		}
	}
	for _, c := range calls {
		kept := &callRow{StoredCall: c, state: bot.CallOpen, until: now.Add(lease)}
		for _, d := range c.Deliveries {
			r := m.row(d.ID)
			r.State, r.Call, r.until = bot.Calling, c.ID, time.Time{}
			kept.ids = append(kept.ids, d.ID)
		}
		kept.Deliveries = nil
		m.calls = append(m.calls, kept)
	}
	return nil
}

func (m *model) ClaimCalls(_ context.Context, c bot.Claim) ([]bot.StoredCall, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var claimed []bot.StoredCall
	for _, k := range m.calls {
		if k.state != bot.CallOpen || k.Next.After(c.Now) || k.until.After(c.Now) || !slices.Contains(c.Classes, k.Class) {
			continue
		}
		k.Fence++
		k.until = c.Now.Add(c.Lease)
		one := k.StoredCall
		for _, id := range k.ids {
			one.Deliveries = append(one.Deliveries, m.row(id).Delivery)
		}
		claimed = append(claimed, one)
	}
	return claimed, nil
}

func (m *model) EndCall(_ context.Context, e bot.CallEnd) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.calls[slices.IndexFunc(m.calls, func(k *callRow) bool { return k.ID == e.ID })]
	if k.Fence != e.Fence || k.state != bot.CallOpen {
		return bot.ErrFenced
	}
	k.state, k.Next, k.Tries, k.until = e.State, e.Next, e.Tries, time.Time{}
	if e.State == bot.CallOpen {
		return nil
	}
	except := map[int64]bot.Outcome{}
	for _, o := range e.Except {
		except[o.ID] = o
	}
	for _, id := range k.ids {
		o, is := except[id]
		if !is {
			o = e.Rest
			o.ID, o.Fence = id, m.row(id).Fence
		}
		m.settle(o, true)
	}
	return nil
}

func minuteOf(member string, t time.Time) slot { return slot{member, t.Unix() / 60, false} }

func dayOf(member string, t time.Time) slot { return slot{member, safety.Day(t).Unix(), true} }

func (m *model) Charge(_ context.Context, now time.Time, charges []bot.Charge) (bot.Tally, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.charge(now, charges, 1)
	t := bot.Tally{Members: map[string]bot.Count{}, App: m.counts[dayOf("", now)]}
	for _, c := range charges {
		n := bot.Count{Capped: m.counts[dayOf(c.Member, now)]}
		for i := range 61 {
			at := m.counts[minuteOf(c.Member, now.Add(-time.Duration(i)*time.Minute))]
			n.Hour += at
			if i < 2 {
				n.Minute += at
			}
		}
		t.Members[c.Member] = n
	}
	return t, nil
}

func (m *model) charge(now time.Time, charges []bot.Charge, sign int) {
	for _, c := range charges {
		m.counts[minuteOf(c.Member, now)] += sign * c.N
		m.counts[dayOf(c.Member, now)] += sign * c.Capped
		m.counts[dayOf("", now)] += sign * c.N
	}
}

func (m *model) Refund(_ context.Context, at time.Time, charges []bot.Charge) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.charge(at, charges, -1)
	return nil
}

func (m *model) Told(_ context.Context, ds []bot.Delivery, since time.Time) (map[int64]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	told := map[int64]bool{}
	for _, d := range ds {
		told[d.ID] = slices.ContainsFunc(m.rows, func(r *row) bool {
			return r.ID != d.ID && r.To == d.To && r.Sum == d.Sum && !r.Ended.Before(since) &&
				(r.State == bot.Sent || r.State == bot.Bundled)
		})
	}
	return told, nil
}

func (m *model) all() []bot.Delivery {
	m.mu.Lock()
	defer m.mu.Unlock()
	ds := make([]bot.Delivery, len(m.rows))
	for i, r := range m.rows {
		ds[i] = r.Delivery
	}
	return ds
}

// states counts deliveries by state.
func (m *model) states() map[bot.DeliveryState]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := map[bot.DeliveryState]int{}
	for _, r := range m.rows {
		n[r.State]++
	}
	return n
}
