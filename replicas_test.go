//go:build unix

package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"gridwarden/bot/wecomsim"
	"gridwarden/config"
	"gridwarden/safety"
	"gridwarden/store"
)

// servers are the database of a test's own and the Redis that replicas share,
// each at the end of a wire that can be cut.
type servers struct{ mysql, redis *wire }

// newServers skips the test when there are none.
func newServers(t *testing.T) (*servers, func(*config.Settings)) {
	t.Helper()
	dsn, redis := os.Getenv("GRIDWARDEN_TEST_MYSQL"), os.Getenv("GRIDWARDEN_TEST_REDIS")
	if dsn == "" || redis == "" {
		t.Skip("no MySQL and Redis for two replicas: set GRIDWARDEN_TEST_MYSQL and GRIDWARDEN_TEST_REDIS, or source scripts/servers.sh")
	}
	c, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal("GRIDWARDEN_TEST_MYSQL is not a DSN")
	}
	u, err := url.Parse(redis)
	if err != nil {
		t.Fatal("GRIDWARDEN_TEST_REDIS is not a URL")
	}
	server, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	c.DBName = fmt.Sprintf("gridwarden_%x", rand.Uint64())
	if _, err := server.Exec("CREATE DATABASE " + c.DBName); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := server.Exec("DROP DATABASE " + c.DBName); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	s := &servers{mysql: newWire(t, c.Addr), redis: newWire(t, u.Host)}
	c.Addr, u.Host = s.mysql.address(), s.redis.address()
	return s, func(set *config.Settings) {
		set.Database.Driver, set.Database.DSN = store.MySQL, config.Secret(c.FormatDSN())
		set.Redis.URL = config.Secret(u.String())
	}
}

// startTwo starts two replicas at the same moment.
func (s *site) startTwo() (a, b *child) {
	s.t.Helper()
	var both [2]*child
	for i := range both {
		var err error
		if both[i], err = s.launch(); err != nil {
			s.t.Fatal(err)
		}
	}
	for _, c := range both {
		if ready, err := c.await(); err != nil || !ready {
			s.t.Fatalf("a replica is not ready (error %v); it said:\n%s", err, c.said())
		}
	}
	return both[0], both[1]
}

// residents are members of the sample street who report without judging, the
// first n of them.
func residents(t *testing.T, n int, at time.Time) (ids []string) {
	t.Helper()
	r := sampleStreet(t)
	for _, m := range r.Members {
		of := r.Of(m.ID, at)
		judges := slices.ContainsFunc(of, func(a safety.Assignment) bool { return a.Role.Fact().Inspect })
		if len(of) > 0 && !judges && len(ids) < n {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) < n {
		t.Fatalf("the street has %d members who report without judging, want %d", len(ids), n)
	}
	return ids
}

// reports lets a member report a hazard with a picture, and gives its number. It
// is another one than those that were reported at the place before.
func (c *caller) reports(what string) (no string) {
	const alike = "是同一件吗"
	c.sends(reportPhoto).says(what).hears("在哪里")
	c.says("梧桐里一号院")
	if strings.Contains(c.hearsOneOf(alike, "提交"), alike) {
		c.says("不是，另外报").hears("提交")
	}
	c.says("提交")
	return hazardNo.FindString(c.hears("收到了，谢谢您", "编号"))
}

// talk lets members report at the same time. Each calls told when it has the number.
func (s *site) talk(ids []string, told func()) {
	s.t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	byNo := map[string]string{}
	for i, id := range ids {
		wg.Go(func() {
			c := s.caller(id)
			c.from = len(c.phone().Shown())
			no := c.reports(fmt.Sprintf("%d单元楼道里堆了纸箱和旧家具", i+1))
			mu.Lock()
			defer mu.Unlock()
			switch other, taken := byNo[no]; {
			case c.err != nil:
				s.t.Error(c.err)
			case taken:
				s.t.Errorf("%s and %s got the same number %s", other, id, no)
			}
			byNo[no] = id
			told()
		})
	}
	wg.Wait()
}

// onceEach expects that no phone shows the same words twice.
func (s *site) onceEach() {
	s.t.Helper()
	for id, said := range s.allHeard() {
		for text, n := range counted(said) {
			if n > 1 {
				s.t.Errorf("%s heard %d times: %s", id, n, text)
			}
		}
	}
	tally := s.sim.Tally()
	if tally[wecomsim.EntryDropped] > 0 || tally[wecomsim.EntryLost] > 0 {
		s.t.Errorf("the platform dropped %d messages and gave %d callbacks up", tally[wecomsim.EntryDropped], tally[wecomsim.EntryLost])
	}
}

func TestTwoReplicasShareADayWithoutADouble(t *testing.T) {
	_, withServers := newServers(t)
	s := newSite(t, "2026-09-14 09:12", withServers)
	first, second := s.startTwo()

	leads := map[string]bool{}
	for _, a := range sampleStreet(t).Assignments {
		if a.Role == safety.CourtyardLead {
			leads[a.Member] = true
		}
	}
	opened := func(id string) int {
		return strings.Count(strings.Join(s.heard(id), "\n"), "新一轮每周楼院检查开始了")
	}
	s.waitFor("every lead hears that the week begins", func() bool {
		for id := range leads {
			if opened(id) == 0 {
				return false
			}
		}
		return true
	})

	s.sim.Faults().Add(wecomsim.Fault{API: wecomsim.Callbacks, Duplicate: 2}) // every callback three times, to both
	members := residents(t, 30, s.now())
	third := make(chan struct{}, len(members))
	killed := make(chan *child, 1)
	go func() {
		for range len(members) / 3 {
			<-third
		}
		first.kill()
		again, err := s.launch()
		if err == nil {
			_, err = again.await()
		}
		s.move(leasesOver)
		if err != nil {
			t.Error(err)
		}
		killed <- again
	}()
	s.talk(members, func() { third <- struct{}{} })
	again := <-killed
	again.stop()
	second.stop()

	s.inside(func(ctx context.Context, p *program) {
		s.evening(ctx, p)
		allEnded(ctx, t, p)
		for _, id := range members {
			reportedOnce(ctx, t, p, id)
		}
	})
	s.onceEach()
	for id := range leads {
		if n := opened(id); n != 1 {
			t.Errorf("%s heard %d times that the week begins, want once", id, n)
		}
	}
}

// evening lets a program do what is left at the end of the day: the officers had
// more than a day's messages, and the rest comes as one (T-13); in the morning if
// one was counted and not sent when a replica died.
func (s *site) evening(ctx context.Context, p *program) {
	s.t.Helper()
	for _, at := range []time.Duration{20*time.Hour + 40*time.Minute, 31*time.Hour + 31*time.Minute} {
		if err := p.settle(ctx, safety.Day(s.now()).Add(at)); err != nil {
			s.t.Fatal(err)
		}
	}
}

// reportedOnce expects one hazard of a member's, with its picture.
func reportedOnce(ctx context.Context, t *testing.T, p *program, id string) {
	t.Helper()
	err := p.db.Read(ctx, func(tx *store.Tx) error {
		hs, err := tx.Hazards(ctx, safety.HazardQuery{Reporter: id})
		if err == nil && (len(hs) != 1 || len(hs[0].Photos(safety.Before)) != 1) {
			t.Errorf("%s has the hazards %+v, want one with one photo", id, hs)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestReplicasGoOnWhileRedisIsAwayOrHangs(t *testing.T) {
	wires, withServers := newServers(t)
	s := newSite(t, "2026-09-16 10:00", withServers).begun()
	a, b := s.startTwo()
	members := residents(t, 18, s.now())
	for _, trouble := range []struct {
		name       string
		begin, end func()
	}{
		{"cut", func() { wires.redis.setCut(true) }, func() { wires.redis.setCut(false) }},
		{"hanging", func() { wires.redis.hang(true) }, func() { wires.redis.hang(false) }},
		{"back", func() {}, func() {}},
	} {
		t.Run(trouble.name, func(t *testing.T) {
			trouble.begin()
			defer trouble.end()
			some := members[:6]
			members = members[6:]
			s.talk(some, func() {})
		})
	}
	a.stop()
	b.stop()
	s.inside(func(ctx context.Context, p *program) {
		s.evening(ctx, p)
		allEnded(ctx, t, p)
	})
	s.onceEach()
	for _, c := range []*child{a, b} {
		if n := strings.Count(c.said(), "redis is away"); n == 0 || n > 6 {
			t.Errorf("a replica said %d times that redis is away, want it said when it begins and not for every call", n)
		}
	}
}

func TestSecondReplicaTakesTheTokenOfTheFirst(t *testing.T) {
	_, withServers := newServers(t)
	s := newSite(t, time.Now().In(safety.Shanghai).Format("2006-01-02 15:04"), withServers)
	a := s.start()
	s.waitFor("the first replica sets the menu", func() bool { return s.sim.Menu() != nil })
	b := s.start()
	calls := func(api string) (n int) {
		for _, e := range s.sim.Ledger() {
			if e.Kind == wecomsim.EntryRequest && e.API == api {
				n++
			}
		}
		return n
	}
	s.waitFor("the second replica looks at the menu", func() bool { return calls("menu/get") == 2 })
	if n := calls("gettoken"); n != 1 {
		t.Errorf("gettoken was called %d times, want once for both", n)
	}
	a.stop()
	b.stop()
}
