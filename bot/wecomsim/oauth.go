package wecomsim

import (
	"html/template"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"time"
)

const loginLife = 5 * time.Minute

// A login is what an OAuth code stands for (wecom-api.md 8.1).
type login struct {
	userID string // empty for somebody who is no member
	openID string
	until  time.Time
	used   bool
}

// LoginCode is a code as the member's client hands it to a page: once, five minutes.
func (p *Phone) LoginCode() string {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.sim.newLogin(login{userID: p.owner.UserID})
}

// OutsiderCode is a code of somebody who is no member of the corp.
func (s *Sim) OutsiderCode() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newLogin(login{openID: "o" + s.newID("openid", 20)})
}

func (s *Sim) newLogin(l login) string {
	l.until = s.cfg.Now().Add(loginLife)
	code := s.newID("login", 32)
	s.logins[code] = &l
	return code
}

// userOfCode is auth/getuserinfo.
func (s *Sim) userOfCode(call *apiCall) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.logins[call.query.Get("code")]
	switch {
	case l == nil:
		return nil, refuse(40029)
	case l.used:
		return nil, refuse(42022)
	case !call.now.Before(l.until):
		return nil, refuse(42003)
	}
	l.used = true
	return struct {
		UserID string `json:"userid,omitempty"`
		OpenID string `json:"openid,omitempty"`
	}{l.userID, l.openID}, nil
}

var stateShape = regexp.MustCompile(`^[A-Za-z0-9]{0,128}$`)

// authorize is the page that the platform's client answers by itself, because it
// knows its member. A browser is asked who it is, unless &userid= tells.
func (s *Sim) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	target, err := url.Parse(q.Get("redirect_uri"))
	switch {
	case q.Get("appid") != s.cfg.CorpID || q.Get("response_type") != "code":
		http.Error(w, "40013 invalid corpid or response_type", http.StatusBadRequest)
		return
	case err != nil || !s.trustsHost(target):
		http.Error(w, "50001 redirect_url is not a trusted host", http.StatusBadRequest)
		return
	case !stateShape.MatchString(q.Get("state")):
		http.Error(w, "40035 invalid state", http.StatusBadRequest)
		return
	}
	phone := s.Phone(q.Get("userid"))
	if phone == nil {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
		q.Del("userid")
		// The browser may be gone.
		_ = chooser.Execute(w, map[string]any{"People": s.People(), "Query": template.URL(q.Encode()), "App": s.cfg.AppName})
		return
	}
	back := target.Query()
	back.Set("code", phone.LoginCode())
	back.Set("state", q.Get("state"))
	target.RawQuery = back.Encode()
	http.Redirect(w, r, target.String(), http.StatusFound)
}

// trustsHost compares host and port exactly.
func (s *Sim) trustsHost(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	if len(s.cfg.TrustedHosts) > 0 {
		return slices.Contains(s.cfg.TrustedHosts, u.Host)
	}
	if u.Hostname() == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return err == nil && addr.IsLoopback()
}

var chooser = template.Must(template.New("login").Parse(`<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{.App}}</title>
<style>body{font:16px/1.6 sans-serif;max-width:24rem;margin:3rem auto;padding:0 1rem}a{display:block;padding:.7rem 0;border-bottom:1px solid #ddd;color:inherit}small{color:#666}</style>
<h1>您是谁？</h1>
<p>真实的企业微信知道您的身份，这里请选择。</p>
{{range .People}}{{if not .NotVisible}}<a href="?{{$.Query}}&amp;userid={{.UserID}}">{{.Name}} <small>{{.Position}}</small></a>
{{end}}{{end}}</html>
`))
