package wecomsim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gridwarden/bot/wecomsim"
)

const (
	corp   = "wwdemo0123456789ab"
	agent  = 1000002
	secret = "corp-secret-of-the-demo"
	token  = "demoToken2026"
	aesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)

var people = []wecomsim.Person{
	{UserID: "Grid_Zhang", Name: "张格", Mobile: "13900000001", Departments: []int{2}},
	{UserID: "grid_li", Name: "李网", Departments: []int{3}},
	{UserID: "out_wang", Name: "王外", NotVisible: true},
	{UserID: "free_zhao", Name: "赵免", Unlicensed: true, Departments: []int{1}},
}

var departments = []wecomsim.Department{{ID: 1, Name: "街道"}, {ID: 2, Name: "社区", ParentID: 1}, {ID: 3, Name: "楼院", ParentID: 2}}

// clock is the time of a test's world.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a simulator behind real HTTP, and its client.
type world struct {
	t      *testing.T
	sim    *wecomsim.Sim
	server *httptest.Server
	clock  *clock
	token  string
}

func newWorld(t *testing.T, change ...func(*wecomsim.Config)) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 8*3600))}}
	cfg := wecomsim.Config{
		CorpID: corp, AgentID: agent, Secret: secret, Token: token, EncodingAESKey: aesKey,
		Now: w.clock.Now, Seed: 1, People: people, Departments: departments,
	}
	for _, f := range change {
		f(&cfg)
	}
	var err error
	if w.sim, err = wecomsim.New(cfg); err != nil {
		t.Fatal(err)
	}
	w.server = httptest.NewServer(w.sim.API())
	t.Cleanup(w.server.Close)
	return w
}

// run lets the simulator deliver callbacks until the test ends.
func (w *world) run() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.sim.Run(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Errorf("run: %v", err)
		}
	})
}

// patience is how long a test waits for what must come.
func patience(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func (w *world) idle() {
	w.t.Helper()
	if err := w.sim.Idle(patience(w.t)); err != nil {
		w.t.Fatal(err)
	}
}

// answer is what a call came to.
type answer struct {
	code   int
	text   string
	fields map[string]any
	header http.Header
	status int
	body   []byte
}

func (a answer) str(name string) string {
	s, _ := a.fields[name].(string)
	return s
}

// do makes a call as it is.
func (w *world) do(method, api string, query url.Values, contentType string, body io.Reader) (answer, error) {
	req, err := http.NewRequest(method, w.server.URL+"/cgi-bin/"+api+"?"+query.Encode(), body)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := w.server.Client().Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	a := answer{header: resp.Header, status: resp.StatusCode}
	if a.body, err = io.ReadAll(resp.Body); err != nil {
		return a, err
	}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(a.body, &a.fields); err != nil {
			return a, err
		}
		a.code, a.text = int(a.fields["errcode"].(float64)), a.str("errmsg")
	}
	return a, nil
}

// withToken adds a token, fetched when there is none.
func (w *world) withToken(pairs ...string) url.Values {
	w.t.Helper()
	if w.token == "" {
		a, err := w.do(http.MethodGet, "gettoken", url.Values{"corpid": {corp}, "corpsecret": {secret}}, "", nil)
		if err != nil || a.code != 0 {
			w.t.Fatalf("gettoken: %d %s, %v", a.code, a.text, err)
		}
		w.token = a.str("access_token")
	}
	query := url.Values{"access_token": {w.token}}
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	return query
}

// get and post make calls that must be answered.
func (w *world) get(api string, pairs ...string) answer {
	w.t.Helper()
	a, err := w.do(http.MethodGet, api, w.withToken(pairs...), "", nil)
	if err != nil {
		w.t.Fatalf("%s: %v", api, err)
	}
	return a
}

func (w *world) post(api, body string, pairs ...string) answer {
	w.t.Helper()
	a, err := w.do(http.MethodPost, api, w.withToken(pairs...), "application/json", strings.NewReader(body))
	if err != nil {
		w.t.Fatalf("%s: %v", api, err)
	}
	return a
}

// later moves the clock, past the life of the token perhaps.
func (w *world) later(d time.Duration) {
	w.clock.advance(d)
	w.token = ""
}

// tell sends a text that must be accepted.
func (w *world) tell(to, text string) answer {
	w.t.Helper()
	a := w.post("message/send", textTo(to, text))
	if a.code != 0 {
		w.t.Fatalf("send: %d %s", a.code, a.text)
	}
	return a
}

func textTo(to, text string) string {
	return fmt.Sprintf(`{"touser":%q,"msgtype":"text","agentid":%d,"text":{"content":%q}}`, to, agent, text)
}

// upload posts a file as the field "media".
func (w *world) upload(api, kind, filename string, data []byte) answer {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf(`form-data; name="media"; filename="%s"; filelength=%d`, filename, len(data))},
		"Content-Type":        {"application/octet-stream"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	part.Write(data)
	form.Close()
	a, err := w.do(http.MethodPost, api, w.withToken("type", kind), form.FormDataContentType(), &body)
	if err != nil {
		w.t.Fatalf("%s: %v", api, err)
	}
	return a
}

// picture is a PNG of so many pixels a side.
func picture(side int) []byte {
	var buf bytes.Buffer
	if err := png.Encode(&buf, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

// texts are what a phone shows.
func (w *world) texts(userid string) []string {
	list := []string{}
	for _, m := range w.sim.Phone(userid).Shown() {
		list = append(list, m.Text)
	}
	return list
}

// entries are the ledger's entries of a kind.
func (w *world) entries(kind wecomsim.EntryKind) []wecomsim.Entry {
	var list []wecomsim.Entry
	for _, e := range w.sim.Ledger() {
		if e.Kind == kind {
			list = append(list, e)
		}
	}
	return list
}

func wantCode(t *testing.T, a answer, code int) {
	t.Helper()
	if a.code != code {
		t.Errorf("errcode %d (%s), want %d", a.code, a.text, code)
	}
	if got := a.header.Get("Error-Code"); got != strconv.Itoa(code) {
		t.Errorf("header Error-Code %q, want %d", got, code)
	}
}
