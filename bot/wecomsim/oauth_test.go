package wecomsim_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestTheLoginPageSendsTheMemberBackWithACode(t *testing.T) {
	w := newWorld(t)
	site := httptest.NewServer(w.sim.Handler())
	defer site.Close()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	visit := func(changes ...string) (*http.Response, string) {
		q := url.Values{"appid": {corp}, "redirect_uri": {"http://127.0.0.1:8080/h/login?a=b"}, "response_type": {"code"}, "scope": {"snsapi_base"}, "state": {"abc123"}}
		for i := 0; i < len(changes); i += 2 {
			q.Set(changes[i], changes[i+1])
		}
		resp, err := client.Get(site.URL + "/connect/oauth2/authorize?" + q.Encode())
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, string(body)
	}
	if resp, body := visit(); resp.StatusCode != http.StatusOK || !strings.Contains(body, "张格") || strings.Contains(body, "王外") {
		t.Errorf("choice: %d\n%s", resp.StatusCode, body)
	}
	resp, _ := visit("userid", "grid_li")
	back, err := resp.Location()
	if err != nil || back.Host != "127.0.0.1:8080" || back.Query().Get("state") != "abc123" || back.Query().Get("a") != "b" {
		t.Fatalf("sent back to %v, %v", back, err)
	}
	if got := w.get("auth/getuserinfo", "code", back.Query().Get("code")).str("userid"); got != "grid_li" {
		t.Errorf("code of %q", got)
	}
	for name, change := range map[string][]string{
		"foreign host": {"redirect_uri", "https://evil.invalid/"}, "script": {"redirect_uri", "javascript:alert(1)"},
		"other corp": {"appid", "wwother"}, "odd state": {"state", "a b"},
	} {
		if resp, _ := visit(append(change, "userid", "grid_li")...); resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
}
