//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gridwarden/bot/wecomsim"
	"gridwarden/config"
	"gridwarden/config/roster"
	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// patience is how long a story waits for what must happen; only failures wait so long.
const patience = 40 * time.Second

// leasesOver is longer than any lease of work and shorter than the age at which
// a callback counts as stale: what a dead process held is free after it.
const leasesOver = 150 * time.Second

// binary builds the real program once, with crash points and a clock that can be
// moved. It lies beside the test's own binary and is removed with it.
var binary = sync.OnceValues(func() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	path := self + ".gridwarden"
	if out, err := exec.Command("go", "build", "-tags", "crashtest", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

// A site is an installation as an operator runs it: processes of the real
// binary beside the simulator. They know each other by HTTP only, and live at a
// moment that the story moves.
type site struct {
	t     *testing.T
	dir   string
	set   config.Settings
	sim   *wecomsim.Sim
	front *front
	ahead atomic.Int64 // of the machine's clock
	moves sync.Mutex

	mu       sync.Mutex
	children []*child // all that ever were
}

// newSite begins at a moment written "2026-09-14 08:55", with the sample street
// imported and nothing running. Change adapts settings and simulator, in this order.
func newSite(t *testing.T, at string, change ...any) *site {
	t.Helper()
	s := &site{t: t, dir: t.TempDir(), front: newFront()}
	s.setClock(time.Until(moment(t, at)))
	api := http.NewServeMux()
	server := httptest.NewServer(api)
	s.set = demoSettings(s.dir, server.URL)
	sim := wecomsim.Config{
		CorpID: s.set.WeCom.CorpID, AgentID: s.set.WeCom.AgentID, Secret: s.set.WeCom.Secret.Reveal(), Token: s.set.WeCom.Token.Reveal(),
		EncodingAESKey: s.set.WeCom.EncodingAESKey.Reveal(), Home: server.URL, Now: s.now, RetryAfter: 50 * time.Millisecond,
	}
	street := sampleStreet(t)
	sim.People = people(street, s.now())
	for _, c := range change {
		switch c := c.(type) {
		case func(*config.Settings):
			c(&s.set)
		case func(*wecomsim.Config):
			c(&sim)
		}
	}
	balancer := httptest.NewServer(s.front)
	sim.Callback = balancer.URL + "/wecom/callback"
	var err error
	if s.sim, err = wecomsim.New(sim); err != nil {
		t.Fatal(err)
	}
	api.Handle("/", s.sim.Handler())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.sim.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		s.front.close()
		if err := <-done; err != nil {
			t.Error(err)
		}
		balancer.Close()
		s.end()
		server.Close()
	})
	if err := errors.Join(writeSettings(s.settings(), s.set), s.furnish()); err != nil {
		t.Fatal(err)
	}
	return s
}

// writeSettings puts settings into a file that processes read.
func writeSettings(path string, set config.Settings) error {
	w := set.WeCom
	text := fmt.Sprintf(`listen: %q
ops: {listen: %q}
public_url: %q
wecom: {api_base: %q, corp_id: %q, agent_id: %d, secret: %q, token: %q, encoding_aes_key: %q}
database: {driver: %q, dsn: %q}
redis: {url: %q}
photos: {url: %q}
log: {level: debug}
`, set.Listen, set.Ops.Listen, set.PublicURL, w.APIBase, w.CorpID, w.AgentID, w.Secret.Reveal(), w.Token.Reveal(), w.EncodingAESKey.Reveal(),
		set.Database.Driver, set.Database.DSN.Reveal(), set.Redis.URL.Reveal(), set.Photos.URL)
	return os.WriteFile(path, []byte(text), 0o600)
}

func (s *site) settings() string         { return s.file("gridwarden.yaml") }
func (s *site) file(name string) string { return filepath.Join(s.dir, name) }

// furnished is a SQLite file with the sample street in it.
var furnished = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "gridwarden-street-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	set, settings := demoSettings(dir, "http://127.0.0.1:1"), filepath.Join(dir, "gridwarden.yaml")
	if err := errors.Join(writeSettings(settings, set), importByCommand(dir, settings)); err != nil {
		return nil, err
	}
	return os.ReadFile(set.Database.DSN.Reveal())
})

// furnish brings the sample street into the site's database.
func (s *site) furnish() error {
	if s.set.Database.Driver != store.SQLite {
		return importByCommand(s.dir, s.settings())
	}
	db, err := furnished()
	if err != nil {
		return err
	}
	return os.WriteFile(s.set.Database.DSN.Reveal(), db, 0o600)
}

// importByCommand brings the sample street in as an operator does.
func importByCommand(dir, settings string) error {
	bin, err := binary()
	if err != nil {
		return err
	}
	book := filepath.Join(dir, "street.xlsx")
	if err := os.WriteFile(book, testdata.Street, 0o600); err != nil {
		return err
	}
	if out, err := exec.Command(bin, "import", book, "--config", settings).CombinedOutput(); err != nil {
		return fmt.Errorf("import: %w\n%s", err, out)
	}
	return nil
}

// now is the moment of the site: of its processes and of the simulator.
func (s *site) now() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }

// setClock sets how far the site is ahead of the machine's clock.
func (s *site) setClock(ahead time.Duration) {
	temp := s.file("clock.new")
	if err := errors.Join(os.WriteFile(temp, []byte(ahead.String()), 0o600), os.Rename(temp, s.file("clock"))); err != nil {
		s.t.Error(err)
	}
	s.ahead.Store(int64(ahead))
}

// move lets time pass at once.
func (s *site) move(d time.Duration) {
	s.moves.Lock()
	defer s.moves.Unlock()
	s.setClock(time.Duration(s.ahead.Load()) + d)
}

// command is the binary with arguments and the site's settings and clock.
func (s *site) command(env []string, args ...string) (*exec.Cmd, error) {
	bin, err := binary()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(bin, append(args, "--config", s.settings())...)
	cmd.Env = append(append(os.Environ(), "GRIDWARDEN_CLOCK="+s.file("clock")), env...)
	return cmd, nil
}

// end kills what still runs and, after a failure, shows what the processes said.
func (s *site) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, c := range s.children {
		c.kill()
		if s.t.Failed() {
			s.t.Logf("process %d said:\n%s", i+1, c.said())
		}
	}
}

// A child is a process that serves.
type child struct {
	s           *site
	cmd         *exec.Cmd
	public, ops string // addresses, once ready
	ready       chan struct{}
	exited      chan struct{}

	mu     sync.Mutex
	output bytes.Buffer
}

var servesOn = regexp.MustCompile(`serves on (\S+); metrics and readiness on (\S+)\n`)

// Write takes what the process says, and finds out where it listens.
func (c *child) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.output.Write(p)
	if m := servesOn.FindStringSubmatch(c.output.String()); m != nil && c.public == "" {
		c.public, c.ops = m[1], m[2]
		close(c.ready)
	}
	return len(p), nil
}

func (c *child) said() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.output.String()
}

// launch starts a process and does not wait for anything.
func (s *site) launch(env ...string) (*child, error) {
	cmd, err := s.command(env, "serve")
	if err != nil {
		return nil, err
	}
	c := &child{s: s, cmd: cmd, ready: make(chan struct{}), exited: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = c, c
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.children = append(s.children, c)
	s.mu.Unlock()
	go func() {
		_ = cmd.Wait() // how it ended is asked of ProcessState
		s.front.remove(c)
		close(c.exited)
	}()
	return c, nil
}

// await returns when a process is ready and gets callbacks, or has died.
func (c *child) await() (ready bool, err error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-c.ready:
	case <-c.exited:
		return false, nil
	case <-timer.C:
		return false, errors.New("the process did not become ready")
	}
	status, body, err := c.ask(c.ops, "/readyz")
	if err != nil {
		select {
		case <-c.exited:
			return false, nil
		case <-timer.C:
			return false, err
		}
	}
	if status != http.StatusOK {
		return false, fmt.Errorf("not ready: %d %s", status, body)
	}
	c.s.front.add(c)
	return true, nil
}

// start starts a process that must become ready.
func (s *site) start(env ...string) *child {
	s.t.Helper()
	c, err := s.launch(env...)
	if err != nil {
		s.t.Fatal(err)
	}
	if ready, err := c.await(); err != nil || !ready {
		s.t.Fatalf("the process is not ready (error %v); it said:\n%s", err, c.said())
	}
	return c
}

// ask gets a page of one of the process's listeners.
func (c *child) ask(address, path string) (status int, body string, err error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	resp, err := client.Get("http://" + address + path)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), err
}

// kill is kill -9.
func (c *child) kill() {
	_ = c.cmd.Process.Kill() // it may be dead
	<-c.exited
}

// killed says that the process was ended by SIGKILL.
func (c *child) killed() bool {
	<-c.exited
	status, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// stop is SIGTERM; the process must end in good order within ten seconds
// (promises.md R16). It returns how long that took.
func (c *child) stop() time.Duration {
	c.s.t.Helper()
	begun := time.Now()
	c.s.front.remove(c)
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		c.s.t.Errorf("stop: %v", err)
	}
	timer := time.NewTimer(10 * time.Second)
	defer timer.Stop()
	select {
	case <-c.exited:
	case <-timer.C:
		c.s.t.Errorf("the process did not end within ten seconds of SIGTERM")
		c.kill()
	}
	if code := c.cmd.ProcessState.ExitCode(); code != 0 {
		c.s.t.Errorf("the process ended with exit code %d", code)
	}
	return time.Since(begun)
}

// A front is the load balancer before the replicas: each callback goes to the
// next that lives, and waits while none does.
type front struct {
	mu      sync.Mutex
	live    []*child
	turn    int
	changed chan struct{}
	closed  bool
	client  *http.Client
}

func newFront() *front {
	return &front{changed: make(chan struct{}), client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
}

func (f *front) change(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *front) add(c *child) { f.change(func() { f.live = append(f.live, c) }) }

func (f *front) remove(c *child) {
	f.change(func() { f.live = slices.DeleteFunc(f.live, func(l *child) bool { return l == c }) })
}

func (f *front) close() { f.change(func() { f.closed = true }) }

// next is where the next callback goes; nil when the story is over.
func (f *front) next(ctx context.Context) *child {
	for {
		f.mu.Lock()
		f.turn++
		live, closed, changed := f.live, f.closed, f.changed
		turn := f.turn
		f.mu.Unlock()
		switch {
		case closed:
			return nil
		case len(live) > 0:
			return live[turn%len(live)]
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
	}
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := f.next(r.Context())
	if c == nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	req := r.Clone(r.Context())
	req.RequestURI, req.URL.Scheme, req.URL.Host = "", "http", c.public
	resp, err := f.client.Do(req)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway) // it died with the callback in its hands
		return
	}
	defer resp.Body.Close()
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body) // the platform may have hung up
}

// A caller is a member who talks to the site. After the first disappointment all
// the rest is left out; err says what it was.
type caller struct {
	s    *site
	id   string
	from int // what has been listened to already
	err  error
}

func (s *site) caller(id string) *caller { return &caller{s: s, id: id} }

func (c *caller) phone() *wecomsim.Phone { return c.s.sim.Phone(c.id) }

func (c *caller) says(text string) *caller {
	if c.err == nil {
		c.phone().Say(text)
	}
	return c
}

func (c *caller) sends(sample string) *caller {
	if c.err == nil {
		c.phone().SendPhoto(wecomsim.SampleNamed(sample).JPEG())
	}
	return c
}

// hears waits for a message that holds all the words and goes on behind it.
func (c *caller) hears(words ...string) (text string) {
	if c.err != nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := c.s.sim.Wait(ctx, func() bool {
		shown := c.phone().Shown()
		for i := c.from; i < len(shown); i++ {
			if said := textOf(shown[i]); shown[i].From == wecomsim.FromBot && holds(said, words) {
				c.from, text = i+1, said
				return true
			}
		}
		return false
	})
	if err != nil {
		c.err = fmt.Errorf("%s did not hear %q; the phone shows\n%s", c.id, words, transcript(c.phone().Shown()))
	}
	return text
}

var timeOfDay = regexp.MustCompile(`\d{1,2}:\d{2}`)

// heard is what the bot said to a member, message by message; times of the day
// are left out, because stories take different times.
func (s *site) heard(id string) (said []string) {
	for _, m := range s.sim.Phone(id).Shown() {
		if m.From == wecomsim.FromBot {
			said = append(said, timeOfDay.ReplaceAllString(textOf(m), "hh:mm"))
		}
	}
	return said
}

// allHeard is what the bot said to everybody who heard anything.
func (s *site) allHeard() map[string][]string {
	all := map[string][]string{}
	for _, p := range s.sim.People() {
		if said := s.heard(p.UserID); len(said) > 0 {
			all[p.UserID] = said
		}
	}
	return all
}

// waitFor waits for something about the simulator.
func (s *site) waitFor(what string, cond func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.sim.Wait(ctx, cond); err != nil {
		s.t.Fatalf("%s: did not happen", what)
	}
}

// inside opens the database of a site whose processes have ended, with a program
// that does at once all that is still to be done a while later.
func (s *site) inside(look func(ctx context.Context, p *program)) {
	s.t.Helper()
	ctx := s.t.Context()
	p, err := open(ctx, s.set, s.now, quietLog)
	if err != nil {
		s.t.Fatal(err)
	}
	defer p.close()
	look(ctx, p)
}

// sampleStreet is the roster that the sites have.
func sampleStreet(t *testing.T) *safety.Roster {
	t.Helper()
	r, mistakes, _, err := roster.Read(bytes.NewReader(testdata.Street))
	if err != nil || len(mistakes) > 0 {
		t.Fatal(err, mistakes)
	}
	return &r
}

// counted says how often each text was heard.
func counted(said []string) map[string]int {
	n := map[string]int{}
	for _, text := range said {
		n[text]++
	}
	return n
}

// quote lists what was heard, a line each.
func quote(said []string) string { return strings.Join(said, "\n") }
