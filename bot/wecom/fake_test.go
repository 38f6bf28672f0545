package wecom

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"gridwarden/bot"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	testCorp   = "wwdemo0123456789ab"
	testAgent  = 1000002
	testSecret = "SECRET-of-the-app-4711"
)

// A platform is the protocol's other end: it hands out tokens, checks them and
// keeps what was asked. Answers beyond ok are given by on.
type platform struct {
	*httptest.Server
	mu     sync.Mutex
	serial int
	token  string
	asked  []seen
	on     map[string]func(n int, w http.ResponseWriter, r *http.Request)
	counts map[string]int
}

type seen struct {
	api   string
	query url.Values
	body  string
	kind  string
}

func newPlatform(t *testing.T) *platform {
	t.Helper()
	p := &platform{on: map[string]func(int, http.ResponseWriter, *http.Request){}, counts: map[string]int{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	api := strings.TrimPrefix(r.URL.Path, "/cgi-bin/")
	p.mu.Lock()
	p.asked = append(p.asked, seen{api, r.URL.Query(), string(body), r.Header.Get("Content-Type")})
	p.counts[api]++
	n := p.counts[api]
	on := p.on[api]
	if api == "gettoken" && on == nil {
		p.serial++
		p.token = fmt.Sprintf("TOKEN-%04d", p.serial)
		fmt.Fprintf(w, `{"errcode":0,"errmsg":"ok","access_token":%q,"expires_in":7200}`, p.token)
		p.mu.Unlock()
		return
	}
	valid := r.URL.Query().Get("access_token") == p.token
	p.mu.Unlock()
	switch {
	case api != "gettoken" && !valid:
		io.WriteString(w, refusal(40014, "invalid access_token"))
	case on != nil:
		on(n, w, r)
	default:
		io.WriteString(w, `{"errcode":0,"errmsg":"ok","msgid":"mDemo-0001"}`)
	}
}

func refusal(code int, text string) string {
	return fmt.Sprintf(`{"errcode":%d,"errmsg":"%s, hint: [1767226400], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=%d"}`, code, text, code)
}

// answer makes an API give fixed answers, the last one for ever.
func (p *platform) answer(api string, bodies ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	start := p.counts[api]
	p.on[api] = func(n int, w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, bodies[min(n-start, len(bodies))-1])
	}
}

// reply makes an API answer by a function; nil: ok again.
func (p *platform) reply(api string, with func(n int, w http.ResponseWriter, r *http.Request)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.on[api] = with
}

// revoke makes the token now in use invalid.
func (p *platform) revoke() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.token = "none"
}

func (p *platform) calls(api string) []seen {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []seen
	for _, a := range p.asked {
		if a.api == api {
			list = append(list, a)
		}
	}
	return list
}

// A clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 1, 1, 8, 0, 0, 0, china)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

func newTestClient(t *testing.T, p *platform, change func(*Config)) *Client {
	t.Helper()
	cfg := Config{
		APIBase: p.URL, CorpID: testCorp, AgentID: testAgent, Secret: testSecret,
		HomeURL: "https://grid.example.gov.cn/", Networks: loopback, Now: newClock().Now,
	}
	if change != nil {
		change(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func mustRender(t *testing.T, c *Client, body bot.Body, to ...string) bot.Call {
	t.Helper()
	call, err := c.Render(t.Context(), body, to, "task-0001")
	if err != nil {
		t.Fatal(err)
	}
	return call
}

func wantFault(t *testing.T, err error, remedy bot.Remedy, code int) *bot.Fault {
	t.Helper()
	var f *bot.Fault
	if !errors.As(err, &f) {
		t.Fatalf("error %v is no fault", err)
	}
	if f.Remedy != remedy || f.Code != code {
		t.Fatalf("fault %v has remedy %q and code %d, want %q and %d", f, f.Remedy, f.Code, remedy, code)
	}
	return f
}

// golden compares indented JSON with a file in testdata.
func golden(t *testing.T, name string, raw []byte) {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Error(diff)
	}
}
