package wecom

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
)

func TestATextGoesOutWithItsFrozenBytes(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	call := mustRender(t, c, bot.Body{Text: `隐患 HB-0012 <a href="https://grid.example.gov.cn/h/1?a=1&b=2">查看</a>`}, "grid_zhang", "grid_li")
	receipt, err := c.Send(t.Context(), call)
	if err != nil {
		t.Fatal(err)
	}
	if receipt.MsgID != "mDemo-0001" || receipt.Refused != nil {
		t.Errorf("receipt %+v", receipt)
	}
	sent := p.calls(apiSend)
	if len(sent) != 1 || sent[0].body != string(call.JSON) || !strings.HasPrefix(sent[0].kind, "application/json") {
		t.Fatalf("sent %+v", sent)
	}
	if got := sent[0].query; len(got) != 1 || got.Get("access_token") != "TOKEN-0001" {
		t.Errorf("query %v", got)
	}
	if strings.Contains(sent[0].body, `\u`) {
		t.Errorf("escaped: %s", sent[0].body)
	}
	golden(t, "text", call.JSON)
}

// A repeat, also by another client and after a dead token, has the same bytes.
func TestRepeatsAreIdenticalByteForByte(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	call := mustRender(t, c, bot.Body{Text: "整改期限今天 18:00"}, "grid_zhang")
	stored, err := json.Marshal(call)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	p.revoke()
	var again bot.Call
	if err := json.Unmarshal(stored, &again); err != nil {
		t.Fatal(err)
	}
	other := newTestClient(t, p, nil)
	if _, err := other.Send(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	p.revoke()
	if _, err := other.Send(t.Context(), again); err == nil {
		t.Fatal("token was fetched twice within a second")
	}
	for _, s := range p.calls(apiSend) {
		if s.body != string(call.JSON) {
			t.Errorf("sent %s", s.body)
		}
	}
}

func TestPartialFailureNamesTheRefused(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	call := mustRender(t, c, bot.Body{Text: "今日巡查"}, "grid_zhang", "grid_li", "grid_wang")
	for _, row := range []struct {
		name, answer string
		want         bot.Receipt
	}{
		{"joined", `{"errcode":0,"errmsg":"ok","invaliduser":"grid_li|stranger","unlicenseduser":"grid_wang","msgid":"m1","response_code":"rc1"}`,
			bot.Receipt{MsgID: "m1", ResponseCode: "rc1", Refused: map[string]string{"grid_li": "invalid", "grid_wang": "unlicensed"}}},
		{"array", `{"errcode":0,"invaliduser":["GRID_LI"],"msgid":"m1"}`, bot.Receipt{MsgID: "m1", Refused: map[string]string{"grid_li": "invalid"}}},
		{"empty", `{"errcode":0,"errmsg":"","invaliduser":"","msgid":"m1"}`, bot.Receipt{MsgID: "m1"}},
		{"nobody", refusal(81013, "all invalid"), bot.Receipt{Refused: map[string]string{"grid_zhang": "invalid", "grid_li": "invalid", "grid_wang": "invalid"}}},
		{"nobody, with a msgid", `{"errcode":81013,"errmsg":"x","msgid":"m9"}`, bot.Receipt{Refused: map[string]string{"grid_zhang": "invalid", "grid_li": "invalid", "grid_wang": "invalid"}}},
	} {
		p.answer(apiSend, row.answer)
		got, err := c.Send(t.Context(), call)
		if err != nil {
			t.Fatal(row.name, err)
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestAddressesThatAreNotPublicAreNotCalled(t *testing.T) {
	hit := false
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hit = true }))
	defer srv.Close()
	port := srv.Listener.Addr().(*net.TCPAddr).Port
	// A name that resolves inside is judged after resolution.
	c, err := New(Config{APIBase: fmt.Sprintf("http://localhost:%d", port), CorpID: testCorp, AgentID: testAgent, Secret: testSecret})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Departments(t.Context())
	wantFault(t, err, bot.Alert, 0)
	if hit {
		t.Error("the server was reached")
	}
	if _, err := New(Config{APIBase: srv.URL, CorpID: testCorp, AgentID: testAgent, Secret: testSecret}); !errors.Is(err, errForbidden) {
		t.Errorf("loopback as api base: %v", err)
	}
	for addr, want := range map[string]bool{
		"10.0.0.1": false, "192.168.1.1": false, "172.16.9.9": false, "127.0.0.1": false, "169.254.169.254": false, "100.64.0.1": false,
		"0.0.0.0": false, "::1": false, "fe80::1": false, "fd00::1": false, "::ffff:10.0.0.1": false, "224.0.0.1": false, "255.255.255.255": false,
		"64:ff9b::a00:1": false, "109.244.0.1": true, "2402:4e00::1": true,
	} {
		if got := reachable(netip.MustParseAddr(addr), nil); got != want {
			t.Errorf("%s: %v", addr, got)
		}
	}
	if !reachable(netip.MustParseAddr("10.1.2.3"), []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}) {
		t.Error("a listed network is not called")
	}
}

func TestSettingsThatCannotWorkAreRefused(t *testing.T) {
	sound := Config{CorpID: testCorp, AgentID: testAgent, Secret: testSecret}
	for name, spoil := range map[string]func(*Config){
		"no corp":      func(c *Config) { c.CorpID = "" },
		"no agent":     func(c *Config) { c.AgentID = 0 },
		"no secret":    func(c *Config) { c.Secret = "" },
		"no scheme":    func(c *Config) { c.APIBase = "qyapi.weixin.qq.com" },
		"odd scheme":   func(c *Config) { c.APIBase = "file:///etc" },
		"with a query": func(c *Config) { c.APIBase = "https://a.example.invalid/?x=1" },
		"with a user":  func(c *Config) { c.APIBase = "https://u:p@a.example.invalid" },
		"odd home":     func(c *Config) { c.HomeURL = "javascript:alert(1)" },
	} {
		cfg := sound
		spoil(&cfg)
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := New(sound); err != nil {
		t.Error(err)
	}
}

func TestEveryExchangeIsObserved(t *testing.T) {
	p := newPlatform(t)
	var mu sync.Mutex
	seen := map[string]int{}
	c := newTestClient(t, p, func(cfg *Config) {
		cfg.Observe = func(api, outcome string, _ time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			seen[api+" "+outcome]++
		}
	})
	call := mustRender(t, c, bot.Body{Text: "今日巡查"}, "grid_zhang")
	p.answer(apiSend, refusal(60020, "x"), "<html>", `{"errcode":0}`)
	for range 3 {
		_, _ = c.Send(t.Context(), call)
	}
	want := map[string]int{"gettoken ok": 1, "message/send 60020": 1, "message/send unsure": 1, "message/send ok": 1}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
}
