package wecomsim_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"gridwarden/bot/wecomsim"
)

func (w *world) getToken(corpID, corpSecret string) answer {
	w.t.Helper()
	a, err := w.do(http.MethodGet, "gettoken", url.Values{"corpid": {corpID}, "corpsecret": {corpSecret}}, "", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func TestTheTokenStaysTheSameWhileItLives(t *testing.T) {
	w := newWorld(t)
	first := w.getToken(corp, secret)
	if first.fields["expires_in"] != float64(7200) {
		t.Errorf("expires_in is %v", first.fields["expires_in"])
	}
	w.clock.advance(time.Hour)
	again := w.getToken(corp, secret)
	if again.str("access_token") != first.str("access_token") || again.fields["expires_in"] != float64(3600) {
		t.Errorf("an hour later: same token %v, expires_in %v", again.str("access_token") == first.str("access_token"), again.fields["expires_in"])
	}
	w.clock.advance(time.Hour)
	if w.getToken(corp, secret).str("access_token") == first.str("access_token") {
		t.Error("the token outlived its 7200 seconds")
	}
}

func TestTokensThatEndAreRefusedByTheirKindOfEnd(t *testing.T) {
	w := newWorld(t)
	ask := func() answer { return w.get("getcallbackip") }
	wantCode(t, ask(), 0)
	w.sim.InvalidateToken()
	wantCode(t, ask(), 40014)
	w.token = ""
	wantCode(t, ask(), 0)
	w.sim.ExpireToken()
	wantCode(t, ask(), 42001)
	w.token = ""
	wantCode(t, ask(), 0)
	w.clock.advance(2 * time.Hour)
	wantCode(t, ask(), 42001)
	w.token = "made-up"
	wantCode(t, ask(), 40014)
	a, err := w.do(http.MethodGet, "getcallbackip", nil, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, a, 41001)
}

func TestGettokenRefusesWrongCredentials(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		corp, secret string
		code         int
	}{{"", secret, 41002}, {corp, "", 41004}, {"wwother", secret, 40013}, {corp, "wrong", 40001}} {
		wantCode(t, w.getToken(c.corp, c.secret), c.code)
	}
}

func TestWrongSecretsLockTheAddressForAnHour(t *testing.T) {
	w := newWorld(t, func(c *wecomsim.Config) { c.WrongSecrets = 3 })
	for range 3 {
		wantCode(t, w.getToken(corp, "wrong"), 40001)
	}
	wantCode(t, w.getToken(corp, secret), 45009)
	w.clock.advance(59 * time.Minute)
	wantCode(t, w.getToken(corp, secret), 45009)
	w.clock.advance(time.Minute)
	wantCode(t, w.getToken(corp, secret), 0)
}

func TestForeignAddressesGetATokenButNoBusiness(t *testing.T) {
	w := newWorld(t, func(c *wecomsim.Config) { c.TrustedIPs = []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")} })
	wantCode(t, w.getToken(corp, secret), 0)
	wantCode(t, w.get("department/simplelist"), 60020)
	w = newWorld(t, func(c *wecomsim.Config) { c.TrustedIPs = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	wantCode(t, w.get("department/simplelist"), 0)
}

func TestRefusalsHaveThePlatformsTail(t *testing.T) {
	w := newWorld(t)
	a := w.getToken(corp, "wrong")
	want := regexp.MustCompile(`^invalid credential, hint: \[\d+\], from ip: 127\.0\.0\.1, more info at https://open\.work\.weixin\.qq\.com/devtool/query\?e=40001$`)
	if !want.MatchString(a.text) || a.status != http.StatusOK || a.header.Get("Error-Msg") != a.text {
		t.Errorf("status %d, errmsg %q, header %q", a.status, a.text, a.header.Get("Error-Msg"))
	}
	if got := a.header.Get("Content-Type"); got != "application/json; charset=UTF-8" {
		t.Errorf("content type %q", got)
	}
}

func TestWrongMethodIsAParameterError(t *testing.T) {
	w := newWorld(t)
	wantCode(t, w.get("message/send"), 40058)
	wantCode(t, w.post("user/get", "{}", "userid", "grid_li"), 40058)
}

func TestAnUnknownPathIsNoAPI(t *testing.T) {
	w := newWorld(t)
	if a := w.get("message/sendd"); a.status != http.StatusNotFound {
		t.Errorf("status %d", a.status)
	}
}

func TestTheLedgerHoldsNoSecret(t *testing.T) {
	w := newWorld(t)
	w.tell("grid_li", "你好")
	w.get("auth/getuserinfo", "code", w.sim.Phone("grid_li").LoginCode())
	all := fmt.Sprintf("%+v", w.sim.Ledger())
	for name, hidden := range map[string]string{"secret": secret, "token": w.token} {
		if strings.Contains(all, hidden) {
			t.Errorf("the ledger tells the %s", name)
		}
	}
	if !strings.Contains(all, "access_token=%2A%2A%2A") {
		t.Error("the ledger does not tell that there was a token")
	}
}
