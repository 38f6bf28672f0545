package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gridwarden/bot/wecomsim"
	"gridwarden/scheduler"
	"gridwarden/testdata"
)

// A served is a program that serves until the test ends.
type served struct {
	*program
	stop context.CancelFunc
	done chan error // what serveHTTP returned
}

func serve(t *testing.T) *served {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	p, err := open(ctx, demoSettings(t.TempDir(), "http://127.0.0.1:1"), time.Now, quietLog)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.listen(ctx); err != nil {
		t.Fatal(err)
	}
	s := &served{program: p, stop: stop, done: make(chan error, 1)}
	go func() {
		s.done <- p.serveHTTP(ctx)
		close(s.done)
	}()
	t.Cleanup(func() {
		stop()
		if err := <-s.done; err != nil {
			t.Error(err)
		}
		p.close()
	})
	return s
}

// get asks one of the listeners.
func get(t *testing.T, l net.Listener, path string) (status int, body string) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get("http://" + l.Addr().String() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestReadinessFollowsTheDatabaseAndLifeDoesNot(t *testing.T) {
	s := serve(t)
	if status, body := get(t, s.ops, "/readyz"); status != http.StatusOK || body != "database: ok\nphotos: ok\n" {
		t.Errorf("at first: %d %q", status, body)
	}
	if err := s.db.Close(); err != nil {
		t.Fatal(err)
	}
	if status, body := get(t, s.ops, "/readyz"); status != http.StatusServiceUnavailable || !strings.HasPrefix(body, "database: reach database") {
		t.Errorf("without database: %d %q", status, body)
	}
	if status, _ := get(t, s.public, "/healthz"); status != http.StatusOK {
		t.Errorf("healthz without database: %d", status)
	}
	if status, body := get(t, s.ops, "/metrics"); status != http.StatusOK || !strings.Contains(body, "go_goroutines") || strings.Contains(body, "gridwarden_deliveries{") {
		t.Errorf("metrics without database: %d", status)
	}
}

func TestPhotosThatCannotBeWrittenAreReportedAndStopNothing(t *testing.T) {
	s := serve(t)
	folder := s.settings.Photos.Folder()
	if err := os.Rename(folder, folder+"-away"); err != nil {
		t.Fatal(err)
	}
	if status, body := get(t, s.ops, "/readyz"); status != http.StatusOK || !strings.Contains(body, "photos: write a file") {
		t.Errorf("%d %q", status, body)
	}
}

func TestTheProbeOfTheFolderLeavesNothingBehind(t *testing.T) {
	folder := t.TempDir()
	if err := probeFolder(folder); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(folder, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestEachListenerAnswersItsOwnRoutesOnly(t *testing.T) {
	s := serve(t)
	for _, test := range []struct {
		path        string
		public, ops int
	}{
		{"/healthz", 200, 404},
		{"/wecom/callback", 403, 404}, // nothing is signed
		{"/readyz", 404, 200},
		{"/metrics", 404, 200},
		{"/debug/pprof/", 404, 200},
		{"/debug/pprof/goroutine?debug=1", 404, 200},
		{"/debug/pprof/cmdline", 404, 404},
		{"/", 404, 404},
		{"/wecom/", 404, 404},
		{"/wecom/callback/more", 404, 404},
		{"/h/", 404, 404},
		{"/cgi-bin/gettoken", 404, 404},
	} {
		if status, _ := get(t, s.public, test.path); status != test.public {
			t.Errorf("public %s: %d, want %d", test.path, status, test.public)
		}
		if status, _ := get(t, s.ops, test.path); status != test.ops {
			t.Errorf("ops %s: %d, want %d", test.path, status, test.ops)
		}
	}
}

func TestAnAddressThatIsTakenIsNamedByItsSetting(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	p := &program{settings: demoSettings(t.TempDir(), "http://127.0.0.1:1")}
	p.settings.Listen = taken.Addr().String()
	if err := p.listen(t.Context()); err == nil || !strings.Contains(err.Error(), "setting listen") {
		t.Errorf("got %v", err)
	}
	p.settings.Listen, p.settings.Ops.Listen = "127.0.0.1:0", taken.Addr().String()
	if err := p.listen(t.Context()); err == nil || !strings.Contains(err.Error(), "setting ops.listen") {
		t.Errorf("got %v", err)
	}
	if _, err := p.public.Accept(); err == nil {
		t.Error("the public listener stays open though the other failed")
	}
}

// The server says "100 Continue" when the handler begins to read: from then on
// the request is under way.
func TestAStopLetsTheRequestUnderWayFinish(t *testing.T) {
	s := serve(t)
	conn, err := net.Dial("tcp", s.public.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const body = "<xml></xml>"
	fmt.Fprintf(conn, "POST /wecom/callback HTTP/1.1\r\nHost: bot\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", len(body))
	in := bufio.NewReader(conn)
	if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("%q, %v", line, err)
	}
	if _, err := in.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	s.stop()
	fmt.Fprint(conn, body)
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", resp.StatusCode)
	}
	if err := <-s.done; err != nil {
		t.Error(err)
	}
}

func TestMetricsAnswerTheQuestionsOfAnOperatorAndNameNobody(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	w.member(testdata.Volunteer).says("帮助").says("待办")
	w.until("2026-09-14 09:12")
	ctx, stop := context.WithCancel(w.ctx)
	runs := make(chan string, 100)
	runner := scheduler.Runner{
		Plan: w.program.duties(), Duties: w.program.db, Worker: "test", Now: w.clock.Now, Log: quietLog,
		Ran: func(job string, at time.Time, took time.Duration, err error) {
			w.program.meters.ran(job, at, took, err)
			runs <- job
		},
	}
	done := make(chan error, 1)
	go func() { done <- runner.Run(ctx) }()
	for _, job := range w.program.duties() {
		if job.Late == 0 { // the others missed nothing before the first start
			<-runs
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}

	_, metrics := get(t, w.program.ops, "/metrics")
	for question, line := range map[string]string{
		"callbacks answered in time":    `gridwarden_callback_duration_seconds_bucket{code="200",le="0.05"}`,
		"callbacks refused, and why":    `gridwarden_callbacks_total{outcome="accepted"}`,
		"members' messages handled":     `gridwarden_message_duration_seconds_count{kind="text"} 2`,
		"deliveries by state":           `gridwarden_deliveries{state="failed"} 0`,
		"oldest undelivered":            `gridwarden_outbox_overdue_seconds 0`,
		"why things are sent or wait":   `gridwarden_delivery_verdicts_total{class="answer",verdict="send"}`,
		"calls that deliver":            `gridwarden_delivery_call_duration_seconds_count{outcome=`,
		"what the platform says":        `gridwarden_wecom_calls_total{api="message/send",outcome="ok"}`,
		"last success of the climbing":  `gridwarden_job_last_success_timestamp_seconds{job="climb"} 1.78`,
		"last success of the reminders": `gridwarden_job_last_success_timestamp_seconds{job="open-occurrences"}`,
		"which version":                 `gridwarden_build_info{version="` + version + `"} 1`,
	} {
		if !strings.Contains(metrics, line) {
			t.Errorf("%s: no line %s", question, line)
		}
	}

	r, err := readRosterOf(w.ctx, w.program.db)
	if err != nil {
		t.Fatal(err)
	}
	_, ready := get(t, w.program.ops, "/readyz")
	_, stacks := get(t, w.program.ops, "/debug/pprof/goroutine?debug=2")
	for _, m := range r.Members {
		for _, page := range []string{metrics, ready, stacks} {
			if strings.Contains(page, m.ID) || strings.Contains(page, m.Name) {
				t.Errorf("an ops page names %s", m.ID)
			}
		}
	}
}

func TestTheMenuIsSetOnceAndEveryEntryMeansItsWord(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	for range 2 {
		if err := w.program.setMenu(w.ctx); err != nil {
			t.Fatal(err)
		}
	}
	created := 0
	for _, e := range w.sim.Ledger() {
		if e.Kind == wecomsim.EntryRequest && e.API == "menu/create" {
			created++
		}
	}
	if created != 1 || len(w.sim.Menu()) != len(appMenu) {
		t.Errorf("menu set %d times, %d entries", created, len(w.sim.Menu()))
	}
	w.until("2026-09-14 09:12")
	entries := slices.Clone(appMenu)
	for _, e := range appMenu {
		entries = append(entries, e.Sub...)
	}
	for _, e := range entries {
		if e.Key == "" {
			continue
		}
		answer := func(ask func(p *talker)) string {
			p := w.member(testdata.SafetyOfficer)
			ask(p)
			var heard []string
			for _, s := range p.phone().Shown()[p.from:] {
				if s.From == "bot" {
					heard = append(heard, textOf(s))
				}
			}
			p.says("取消")
			return strings.Join(heard, "\n")
		}
		tapped := answer(func(p *talker) { p.phone().ClickMenu(e.Key); w.settle() })
		said := answer(func(p *talker) { p.says(e.Name) })
		if tapped == "" || tapped != said {
			t.Errorf("menu entry %s answers\n%s\nthe word answers\n%s", e.Key, tapped, said)
		}
		w.pass(2 * time.Minute) // nobody is sent so much in one minute
	}
}
