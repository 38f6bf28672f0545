package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gridwarden/config"
)

func TestTheDoctorAsksTheRunningProgramAboutTheDatabaseItHolds(t *testing.T) {
	s := serve(t)
	set := s.settings
	set.Ops.Listen = s.ops.Addr().String()
	d := &doctor{set: set, now: time.Now, log: quietLog}
	if f := d.lookAtDatabase(t.Context()); f.mark != markFine || !strings.Contains(f.text, "which is ready") {
		t.Errorf("while it serves: %v", f)
	}
	if f := d.lookAtRoster(t.Context()); f.mark != markSkipped {
		t.Errorf("roster: %v", f)
	}
	s.stop()
	if err := <-s.done; err != nil {
		t.Fatal(err)
	}
	if f := d.lookAtDatabase(t.Context()); f.mark != markBroken || !strings.Contains(f.text, "nobody answers at ops.listen") {
		t.Errorf("when it serves no more and holds the file: %v", f)
	}
}

func TestAClockThatIsOffIsFoundByThePlatformsDate(t *testing.T) {
	for _, test := range []struct {
		name string
		date string
		want mark
	}{
		{"right", time.Now().UTC().Format(http.TimeFormat), markFine},
		{"an hour behind", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat), markBroken},
		{"a minute ahead", time.Now().Add(-time.Minute).UTC().Format(http.TimeFormat), markBroken},
		{"nobody says", "tomorrow", markNotice},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Date", test.date) }))
			defer server.Close()
			d := &doctor{set: config.Settings{WeCom: config.WeCom{APIBase: server.URL}}, now: time.Now}
			if f := d.lookAtClock(t.Context()); f.mark != test.want {
				t.Errorf("%v", f)
			}
		})
	}
}

func TestPeopleSeenByNameOnlyAreNotReportedAsMissing(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	set := w.program.settings
	d := &doctor{set: set, now: w.clock.Now, log: quietLog, outcomes: map[string]string{}}
	defer d.close()
	var err error
	if d.roster, err = readRosterOf(w.ctx, w.program.db); err != nil {
		t.Fatal(err)
	}
	if f := d.lookAtToken(w.ctx); f.mark != markFine {
		t.Fatalf("%v", f)
	}
	d.departments = nil // as if no department were in the visible range
	d.roster.Members = d.roster.Members[:5]
	if f := d.lookAtRange(w.ctx); f.mark != markFine {
		t.Errorf("all are there: %v", f)
	}
	hidden := w.sim.Phone(d.roster.Members[3].ID).Owner()
	hidden.NotVisible = true
	w.sim.AddPerson(hidden)
	if f := d.lookAtRange(w.ctx); f.mark != markBroken || len(f.lines) != 1 || !strings.Contains(f.lines[0], hidden.UserID) {
		t.Errorf("one is hidden: %v", f)
	}
}

// The settings that the simulator prints are all that a bot needs.
func TestABotWithTheSettingsThatTheSimulatorPrintsReachesIt(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out := &firstWrite{written: make(chan struct{})}
	done := make(chan int, 1)
	var complaints bytes.Buffer
	go func() {
		done <- run(ctx, []string{"simulator", "--listen", "127.0.0.1:0"}, func(string) string { return "" }, out, &complaints)
	}()
	defer func() {
		stop()
		if code := <-done; code != 0 {
			t.Errorf("exit code %d: %s", code, &complaints)
		}
	}()
	<-out.written
	dir := t.TempDir()
	file := filepath.Join(dir, "gridwarden.yaml")
	settings := out.text + "database: {dsn: " + filepath.Join(dir, "gridwarden.db") + "}\nphotos: {url: 'file://" + dir + "'}\n"
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}

	var said bytes.Buffer
	run(t.Context(), []string{"doctor", "--config", file}, func(string) string { return "" }, &said, &complaints)
	for _, want := range []string{"✓ settings", "✓ callback", "✓ wecom token", "✓ wecom address"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("no %q in\n%s", want, &said)
		}
	}
}

// A firstWrite keeps what was first written to it.
type firstWrite struct {
	text    string
	written chan struct{} // closed then
}

func (f *firstWrite) Write(p []byte) (int, error) {
	if f.text == "" {
		f.text = string(p)
		close(f.written)
	}
	return len(p), nil
}
