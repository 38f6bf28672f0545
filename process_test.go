//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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

func (s *site) settings() string        { return s.file("gridwarden.yaml") }
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
		for i, secret := range []config.Secret{s.set.WeCom.Secret, s.set.WeCom.Token, s.set.WeCom.EncodingAESKey} {
			if strings.Contains(c.said(), secret.Reveal()) { // promises.md S16
				s.t.Errorf("secret %d was printed", i+1)
			}
		}
		if s.t.Failed() {
			s.t.Logf("process %d said:\n%s", i+1, c.said())
		}
	}
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

// begun lets what some jobs, or all, say at a first start be said: the story
// begins after it.
func (s *site) begun(jobs ...string) *site {
	s.t.Helper()
	s.inside(func(ctx context.Context, p *program) {
		for _, job := range p.duties() {
			if len(jobs) > 0 && !slices.Contains(jobs, job.Name) {
				continue
			}
			if err := job.Run(ctx, s.now()); err != nil {
				s.t.Fatal(err)
			}
		}
		if err := p.settle(ctx, s.now().Add(10*time.Minute)); err != nil {
			s.t.Fatal(err)
		}
	})
	return s
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
