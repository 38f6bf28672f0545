//go:build unix

package main

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"gridwarden/bot/wecomsim"
	"gridwarden/testdata"
)

func TestCallbacksGet503WhileTheDatabaseHangsOrIsAwayAndNothingIsLost(t *testing.T) {
	wires, withServers := newServers(t)
	s := newSite(t, "2026-09-16 10:00", withServers).begun()
	c := s.start()
	v := s.caller(testdata.Volunteer)
	for _, trouble := range []struct {
		name       string
		begin, end func()
	}{
		{"hangs", func() { wires.mysql.hang(true) }, func() { wires.mysql.hang(false) }},
		{"is away", func() { wires.mysql.setCut(true) }, func() { wires.mysql.setCut(false) }},
	} {
		trouble.begin()
		from := lastEntry(s)
		v.says("帮助")
		refused := s.refusal(from)
		trouble.end()
		if refused.Code != 503 || refused.Took > 4*time.Second {
			t.Errorf("while the database %s a callback was answered %d after %s, want 503 within 3.5 s", trouble.name, refused.Code, refused.Took)
		}
		if err := s.redeliverLost(from); err != nil {
			t.Fatal(err)
		}
		if v.hears("我是网格安全员小助手"); v.err != nil {
			t.Fatal(v.err)
		}
	}
	c.stop()
	s.inside(func(ctx context.Context, p *program) { allEnded(ctx, t, p) })
}

// lastEntry is where the simulator's ledger ends.
func lastEntry(s *site) int64 {
	if all := s.sim.Ledger(); len(all) > 0 {
		return all[len(all)-1].Seq
	}
	return 0
}

// refusal waits for the first attempt to deliver a callback after an entry.
func (s *site) refusal(from int64) (e wecomsim.Entry) {
	s.t.Helper()
	s.waitFor("a callback is tried", func() bool {
		i := slices.IndexFunc(s.sim.LedgerAfter(from), func(e wecomsim.Entry) bool { return e.Kind == wecomsim.EntryCallback })
		if i >= 0 {
			e = s.sim.LedgerAfter(from)[i]
		}
		return i >= 0
	})
	return e
}

// redeliverLost waits until the platform has delivered or given up, and lets it
// try again what it gave up: the member sends no second message.
func (s *site) redeliverLost(from int64) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := s.sim.Idle(ctx)
	for _, e := range s.sim.LedgerAfter(from) {
		if e.Kind == wecomsim.EntryLost {
			err = errors.Join(err, s.sim.Redeliver(e.MsgID))
		}
	}
	return err
}
