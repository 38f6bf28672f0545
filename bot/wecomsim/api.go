package wecomsim

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

const (
	apiPrefix = "/cgi-bin/"
	apiToken  = "gettoken"
	apiSend   = "message/send"
	apiMedia  = "media/get"

	maxRequest = 64 << 20
)

// An endpoint is one path below /cgi-bin/.
type endpoint struct {
	method string
	open   bool // needs no token
	do     func(*Sim, *apiCall) (any, *refusal)
}

// endpoints are filled in by init: a handler may look at the table.
var endpoints map[string]endpoint

func init() {
	const get, post = http.MethodGet, http.MethodPost
	endpoints = map[string]endpoint{
		apiToken:                       {get, true, (*Sim).getToken},
		apiSend:                        {post, false, (*Sim).send},
		"message/update_template_card": {post, false, (*Sim).updateCard},
		"message/recall":               {post, false, (*Sim).recall},
		"message/get_statistics":       {post, false, (*Sim).statistics},
		"media/upload":                 {post, false, (*Sim).upload},
		apiMedia:                       {get, false, (*Sim).fetchMedia},
		"media/uploadimg":              {post, false, (*Sim).uploadPicture},
		"menu/create":                  {post, false, (*Sim).createMenu},
		"menu/get":                     {get, false, (*Sim).getMenu},
		"menu/delete":                  {get, false, (*Sim).deleteMenu},
		"user/get":                     {get, false, (*Sim).getUser},
		"user/simplelist":              {get, false, (*Sim).listUsers},
		"user/list":                    {get, false, (*Sim).listUsers},
		"user/getuserid":               {post, false, (*Sim).userOfMobile},
		"department/list":              {get, false, (*Sim).listDepartments},
		"department/simplelist":        {get, false, (*Sim).listDepartmentIDs},
		"auth/getuserinfo":             {get, false, (*Sim).userOfCode},
		"getcallbackip":                {get, false, (*Sim).ownAddresses},
		"get_api_domain_ip":            {get, false, (*Sim).ownAddresses},
	}
}

// An apiCall is one request while it is handled.
type apiCall struct {
	api    string // path below /cgi-bin/
	query  url.Values
	header http.Header
	body   []byte
	ip     string
	now    time.Time
	fault  Fault
	struck bool // by fault
	warned bool // part of the body had a wrong JSON type and was ignored
	msgID  string

	resources []string // whose concurrent use is counted
}

// A refusal is an answer with an errcode.
type refusal struct {
	code   int
	detail string // after the text of the code; may be empty
	fields any    // beside errcode and errmsg; may be nil
}

func refuse(code int) *refusal { return &refusal{code: code} }

func refusef(code int, format string, args ...any) *refusal {
	return &refusal{code: code, detail: fmt.Sprintf(format, args...)}
}

// API serves the paths under /cgi-bin/.
func (s *Sim) API() http.Handler { return http.HandlerFunc(s.serveAPI) }

func (s *Sim) serveAPI(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	w.Header().Set("Server", "nginx")
	api := strings.TrimPrefix(r.URL.Path, apiPrefix)
	end, ok := endpoints[api]
	if !ok {
		// The platform's answer to an unknown path is not documented.
		writePage(w, http.StatusNotFound)
		return
	}
	call := &apiCall{api: api, query: r.URL.Query(), header: r.Header, ip: addressOf(r), now: s.cfg.Now()}
	call.fault, call.struck = s.faults.take(api, anyFault)
	if call.fault.CutBefore {
		s.logCall(call, 0, started)
		reset(w)
		return
	}
	defer s.begin(call)()
	var err error
	if call.body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest)); err != nil {
		s.logCall(call, 40035, started)
		reset(w) // the client stopped in the middle, or sends without end
		return
	}
	var fields any
	var no *refusal
	if !call.fault.replaces() || call.fault.Handled {
		fields, no = s.carryOut(end, call, r.Method)
	}
	if call.fault.Code != 0 {
		fields, no = nil, refuse(call.fault.Code)
	}
	code := 0
	if no != nil {
		code = no.code
	}
	s.logCall(call, code, started)
	if call.fault.Slow > 0 {
		pause(r.Context(), call.fault.Slow)
	}
	s.answer(w, r, call, fields, no)
}

// begin counts a call as running until the returned function is called.
func (s *Sim) begin(call *apiCall) (end func()) {
	call.resources = []string{call.api}
	if id := call.query.Get("media_id"); call.api == apiMedia && id != "" {
		call.resources = append(call.resources, "media_id "+id)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range call.resources {
		s.inFlight[name]++
	}
	s.peak[call.api] = max(s.peak[call.api], s.inFlight[call.api])
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, name := range call.resources {
			if s.inFlight[name]--; s.inFlight[name] == 0 {
				delete(s.inFlight, name)
			}
		}
	}
}

// carryOut does what a call asks for, after the checks that all share.
func (s *Sim) carryOut(end endpoint, call *apiCall, method string) (any, *refusal) {
	if no := s.admit(end, call); no != nil {
		return nil, no
	}
	if method != end.method {
		return nil, refusef(40058, "method %s", method)
	}
	if end.method == http.MethodPost && hasUnicodeEscape(call) {
		return nil, refuse(40033)
	}
	return end.do(s, call)
}

// admit checks token, address, frequency and concurrency.
func (s *Sim) admit(end endpoint, call *apiCall) *refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !end.open {
		if call.fault.DeadToken || call.fault.OldToken {
			s.tokens.end(call.query.Get("access_token"), call.fault.OldToken)
		}
		if no := s.tokens.check(call.query, call.now); no != nil {
			return no
		}
		if !s.trusts(call.ip) {
			return refuse(60020)
		}
	}
	// The platform exempts auth/getuserinfo with a valid code (wecom-api.md 4.11);
	// here all of its calls are.
	if call.api != "auth/getuserinfo" && !s.quotas.call(call.api, call.ip, call.now) {
		return refuse(45009)
	}
	for _, name := range call.resources {
		if s.cfg.MaxInFlight > 0 && s.inFlight[name] > s.cfg.MaxInFlight {
			return refuse(45033)
		}
	}
	return nil
}

func (s *Sim) trusts(ip string) bool {
	if len(s.cfg.TrustedIPs) == 0 {
		return true
	}
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return false
	}
	for _, net := range s.cfg.TrustedIPs {
		if net.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func (s *Sim) logCall(call *apiCall, code int, started time.Time) {
	e := Entry{Kind: EntryRequest, API: call.api, Code: code, MsgID: call.msgID, Took: time.Since(started), Query: maskedQuery(call.query)}
	if !isForm(call) {
		e.Body = string(call.body[:min(len(call.body), maxLoggedBody)])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if call.struck {
		s.note(Entry{Kind: EntryFault, API: call.api, MsgID: call.msgID, Code: call.fault.Code})
	}
	s.note(e)
}
