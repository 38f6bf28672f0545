//go:build unix

package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/ncruces/go-sqlite3/driver"
	"github.com/pressly/goose/v3"

	"gridwarden/bot/wecomsim"
	"gridwarden/testdata"
)

func TestServeOpensThePresentPeriodSetsTheMenuAndTellsItsHealth(t *testing.T) {
	s := newSite(t, "2026-09-16 10:00")
	c := s.start()
	s.waitFor("the menu is set", func() bool { return s.sim.Menu() != nil })
	lead := s.caller(testdata.CourtyardLead)
	if lead.says("检查").hears("共 24 项"); lead.err != nil {
		t.Error(lead.err)
	}
	for _, page := range []struct {
		address, path string
		status        int
		has           string
	}{
		{c.public, "/healthz", http.StatusOK, "ok"},
		{c.ops, "/readyz", http.StatusOK, "database: ok"},
		{c.ops, "/metrics", http.StatusOK, `gridwarden_callbacks_total{outcome="accepted"} 1`},
		{c.public, "/metrics", http.StatusNotFound, ""},
		{c.public, "/readyz", http.StatusNotFound, ""},
		{c.public, "/debug/pprof/", http.StatusNotFound, ""},
	} {
		status, body, err := c.ask(page.address, page.path)
		if err != nil || status != page.status || !strings.Contains(body, page.has) {
			t.Errorf("%s: %d, error %v, want %d and %q in it:\n%s", page.path, status, err, page.status, page.has, body)
		}
	}
	c.stop()
}

func TestStopUnderLoadIsGentleAndGivesEverythingBack(t *testing.T) {
	s := newSite(t, "2026-09-16 10:00").begun()
	c := s.start()
	members := residents(t, 25, s.now())
	s.sim.Faults().Add(wecomsim.Fault{API: "message/send", Slow: 300 * time.Millisecond}) // calls are under way at the stop
	for i, id := range members {
		s.caller(id).sends(reportPhoto).says(fmt.Sprintf("%d单元楼道里堆了纸箱和旧家具", i+1))
	}
	s.waitFor("the first answers", func() bool { return s.sim.Tally()[wecomsim.EntryShown] >= 3 })
	t.Logf("stopped within %s", c.stop())
	s.sim.Faults().Clear()

	// Callbacks that found nobody wait for the next process. No time passes until
	// it is there: what the first one held must be free at once.
	next := s.start()
	for _, id := range members {
		v := s.caller(id)
		v.hears("在哪里")
		v.says("梧桐里一号院").hears("提交")
		if v.err != nil {
			t.Fatal(v.err)
		}
	}
	next.stop()
	s.inside(func(ctx context.Context, p *program) { allEnded(ctx, t, p) })
	s.onceEach()
}

// refused runs the program until it ends by itself, which it must do with exit
// code 1 and one sentence that holds the words.
func (s *site) refused(words string) {
	s.t.Helper()
	c, err := s.launch()
	if err != nil {
		s.t.Fatal(err)
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-c.exited:
	case <-timer.C:
		s.t.Fatal("the program goes on")
	}
	said := strings.TrimSpace(c.said())
	if code := c.cmd.ProcessState.ExitCode(); code != 1 || strings.Contains(said, "\n") || !strings.Contains(said, words) {
		s.t.Errorf("exit code %d and %q, want 1 and one sentence with %q", code, said, words)
	}
}

func TestSecondProcessOnTheSameSQLiteFileIsRefusedAndTheFirstGoesOn(t *testing.T) {
	s := newSite(t, "2026-09-16 10:00")
	first := s.start()
	s.refused("is used by another process")
	v := s.caller(testdata.Volunteer)
	if v.says("帮助").hears("网格安全员小助手"); v.err != nil {
		t.Error(v.err)
	}
	first.stop()
}

func TestOlderProgramRefusesTablesOfANewerOne(t *testing.T) {
	s := newSite(t, "2026-09-16 10:00")
	s.raw(func(ctx context.Context, db *sql.Conn) error {
		_, err := db.ExecContext(ctx, "INSERT INTO "+goose.DefaultTablename+" (version_id, is_applied) VALUES (9999, 1)")
		return err
	})
	before, err := os.ReadFile(s.set.Database.DSN.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	s.refused("newer version")
	after, err := os.ReadFile(s.set.Database.DSN.Reveal())
	if err != nil || len(after) != len(before) {
		t.Errorf("the file had %d bytes and has %d now (error %v)", len(before), len(after), err)
	}
}

// raw does something to the SQLite file past the program.
func (s *site) raw(do func(ctx context.Context, db *sql.Conn) error) {
	s.t.Helper()
	ctx := s.t.Context()
	db, err := sql.Open("sqlite3", "file:"+s.set.Database.DSN.Reveal())
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	if err := do(ctx, conn); err != nil {
		s.t.Fatal(err)
	}
}

func TestCallbackGets503WhileTheFileCannotBeWrittenAndIsAnsweredAfterwards(t *testing.T) {
	s := newSite(t, "2026-09-16 10:00").begun()
	c := s.start()
	v := s.caller(testdata.Volunteer)
	s.raw(func(ctx context.Context, db *sql.Conn) error {
		if _, err := db.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		v.says("帮助")
		if e := s.refusal(0); e.Code != http.StatusServiceUnavailable || e.Took > 4*time.Second {
			t.Errorf("the callback was answered %d after %s, want 503 within 3.5 s", e.Code, e.Took)
		}
		_, err := db.ExecContext(ctx, "ROLLBACK")
		return err
	})
	if v.hears("网格安全员小助手"); v.err != nil {
		t.Error(v.err)
	}
	c.stop()
	s.inside(func(ctx context.Context, p *program) { allEnded(ctx, t, p) })
}

func TestSecretsAreNotInTheLogWhenWeComRefusesThem(t *testing.T) {
	s := newSite(t, "2026-09-16 10:00")
	s.sim.Faults().Add(wecomsim.Fault{API: "gettoken", Times: 2, CutAfter: true})
	s.sim.Faults().Add(wecomsim.Fault{API: wecomsim.AnyAPI, Times: 2, DeadToken: true})
	s.sim.Faults().Add(wecomsim.Fault{API: "message/send", Times: 2, CutAfter: true})
	s.sim.Faults().Add(wecomsim.Fault{API: wecomsim.Callbacks, Times: 1, BadSignature: true})
	c := s.start()
	v := s.caller(testdata.Volunteer)
	v.says("帮助")
	for range 3 {
		s.move(time.Minute)
	}
	if v.hears("网格安全员小助手"); v.err != nil {
		t.Error(v.err)
	}
	c.stop()
	if c.said() == "" {
		t.Error("the process said nothing at all")
	}
	// That no secret is among it is checked for every process when a site ends.
}
