package wecomsim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

const (
	maxTries    = 4 // the first and three repeats (wecom-api.md 1.6)
	reorderWait = time.Second
	// copyTries begins the numbers of a Duplicate fault's copies in the ledger.
	copyTries = 100
)

// The postOffice delivers callbacks: those of one phone one after another, those
// of different phones at the same time. Sim.mu guards it.
type postOffice struct {
	ctx     context.Context // of Run; nil while it does not run
	workers *sync.WaitGroup
	waiting int // deliveries not finished
	all     map[string]*delivery
}

// A delivery is one message or event on its way to the app.
type delivery struct {
	id       string
	phone    *Phone
	created  time.Time // in the simulated world
	elements []element
	nth      int64
	tries    int64
	fault    Fault // of the message as a whole
	done     bool
}

func (o *postOffice) forget(before time.Time) {
	for id, d := range o.all {
		if d.done && d.created.Before(before) {
			delete(o.all, id)
		}
	}
}

// open lets the post office work until the context ends.
func (s *Sim) open(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.post.ctx != nil {
		return errors.New("run simulator: it is running already")
	}
	s.post.ctx, s.post.workers = ctx, &sync.WaitGroup{}
	for _, p := range s.order {
		p.phone.work()
	}
	return nil
}

// close waits for the deliveries under way.
func (s *Sim) close() {
	s.mu.Lock()
	workers := s.post.workers
	s.post.ctx = nil
	s.mu.Unlock()
	workers.Wait()
}

// hand queues a callback. Sim.mu is held.
func (p *Phone) hand(id string, body []element) {
	s := p.sim
	now := s.cfg.Now()
	d := &delivery{id: id, phone: p, created: now, nth: s.count("delivery"), elements: append(body,
		leaf("ToUserName", s.cfg.CorpID), leaf("FromUserName", p.owner.UserID),
		number("CreateTime", strconv.FormatInt(now.Unix(), 10)), number("AgentID", strconv.Itoa(s.cfg.AgentID)))}
	if fault, struck := s.faults.take(Callbacks, ofMessage); struck {
		d.fault = fault
		s.note(Entry{Kind: EntryFault, API: Callbacks, MsgID: id, Person: p.owner.UserID})
	}
	if s.post.all == nil {
		s.post.all = map[string]*delivery{}
	}
	s.post.all[id] = d
	p.enqueue(d)
}

func (p *Phone) enqueue(d *delivery) {
	d.done = false
	p.sim.post.waiting++
	p.queue = append(p.queue, d)
	p.sim.notify()
	p.work()
}

// Redeliver sends a callback again, by the id that its act returned, after those
// of its phone that are waiting. It stands for a repeat that comes late.
func (s *Sim) Redeliver(callbackID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.post.all[callbackID]
	switch {
	case d == nil:
		return fmt.Errorf("redeliver: no callback has the id %q", callbackID)
	case !d.done:
		return fmt.Errorf("redeliver: callback %s is still under way", callbackID)
	}
	d.fault = Fault{}
	d.phone.enqueue(d)
	return nil
}

// work starts the phone's worker if it has something to do. Sim.mu is held.
func (p *Phone) work() {
	o := &p.sim.post
	if p.busy || len(p.queue) == 0 || o.ctx == nil || o.ctx.Err() != nil {
		return
	}
	p.busy = true
	ctx := o.ctx
	o.workers.Go(func() { p.deliverAll(ctx) })
}

func (p *Phone) deliverAll(ctx context.Context) {
	for {
		d := p.head(ctx)
		if d == nil {
			return
		}
		finished := p.sim.deliverOne(ctx, d)
		p.sim.mu.Lock()
		if finished {
			p.queue = slices.DeleteFunc(p.queue, func(q *delivery) bool { return q == d })
			d.done = true
			p.sim.post.waiting--
			p.sim.notify()
		}
		p.sim.mu.Unlock()
	}
}

// head is the next delivery; nil, and the worker gone, if there is none or the
// context ended. One that the next is to overtake waits for it.
func (p *Phone) head(ctx context.Context) *delivery {
	s := p.sim
	var late <-chan time.Time
	for {
		change := s.nextChange()
		s.mu.Lock()
		if ctx.Err() != nil || len(p.queue) == 0 {
			p.busy = false
			s.mu.Unlock()
			return nil
		}
		d := p.queue[0]
		if d.fault.Reorder && len(p.queue) > 1 {
			d.fault.Reorder = false
			p.queue[0], p.queue[1] = p.queue[1], d
			d = p.queue[0]
		}
		held := d.fault.Reorder
		s.mu.Unlock()
		if !held {
			return d
		}
		if late == nil {
			timer := time.NewTimer(reorderWait)
			defer timer.Stop()
			late = timer.C
		}
		select {
		case <-ctx.Done():
		case <-change:
		case <-late: // nothing came to overtake it
			s.mu.Lock()
			d.fault.Reorder = false
			s.mu.Unlock()
		}
	}
}

// deliverOne tries until the app takes the callback or the tries are used up. It
// is false if the context ended before that.
func (s *Sim) deliverOne(ctx context.Context, d *delivery) bool {
	if d.fault.Delay > 0 && !pause(ctx, d.fault.Delay) {
		return false
	}
	d.fault.Delay = 0
	var copies sync.WaitGroup
	defer copies.Wait()
	for i := range d.fault.Duplicate {
		copies.Go(func() { s.attempt(ctx, d, copyTries+1+i) })
	}
	for try := 1; try <= maxTries; try++ {
		if try > 1 && s.cfg.RetryAfter > 0 && !pause(ctx, s.cfg.RetryAfter) {
			return false
		}
		taken := s.attempt(ctx, d, try)
		if taken {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(Entry{Kind: EntryLost, Person: d.phone.owner.UserID, MsgID: d.id})
	return true
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// attempt posts a callback once, encrypted anew, and tells whether the app took it.
func (s *Sim) attempt(ctx context.Context, d *delivery, try int) bool {
	fault, struck := s.faults.take(Callbacks, ofAttempt)
	s.mu.Lock()
	address := s.callback
	d.tries++
	dice := s.dice("callback", d.nth<<20|d.tries)
	if struck {
		s.note(Entry{Kind: EntryFault, API: Callbacks, MsgID: d.id, Person: d.phone.owner.UserID, Try: try})
	}
	s.mu.Unlock()
	started := time.Now()
	status, reply, err := s.postCallback(ctx, address, dice, d.elements, fault)
	entry := Entry{Kind: EntryCallback, Person: d.phone.owner.UserID, MsgID: d.id, Code: status, Try: try, Took: time.Since(started)}
	if err != nil {
		entry.Detail = err.Error()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(entry)
	if status != http.StatusOK {
		return false
	}
	s.hearReply(d, reply)
	return true
}
