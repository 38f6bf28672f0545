package wecomsim_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot/wecomsim"
)

func TestFaultsOfCalls(t *testing.T) {
	send := func(w *world) (answer, error) {
		return w.do(http.MethodPost, "message/send", w.withToken(), "application/json", strings.NewReader(message(`{}`)))
	}
	for _, c := range []struct {
		name  string
		fault wecomsim.Fault
		shown int
		check func(t *testing.T, a answer, err error)
	}{
		{"code", wecomsim.Fault{Code: 45009}, 0, func(t *testing.T, a answer, err error) { wantCode(t, a, 45009) }},
		{"code though handled", wecomsim.Fault{Code: -1, Handled: true}, 1, func(t *testing.T, a answer, err error) { wantCode(t, a, -1) }},
		{"bad gateway", wecomsim.Fault{HTTPStatus: 502}, 0, func(t *testing.T, a answer, err error) {
			if a.status != 502 || !strings.Contains(string(a.body), "502 Bad Gateway") {
				t.Errorf("status %d, %q", a.status, a.body)
			}
		}},
		{"html", wecomsim.Fault{HTML: true}, 0, func(t *testing.T, a answer, err error) {
			if a.status != 200 || a.header.Get("Content-Type") != "text/html" {
				t.Errorf("status %d, %v", a.status, a.header)
			}
		}},
		{"half an answer", wecomsim.Fault{HalfJSON: true}, 1, func(t *testing.T, a answer, err error) {
			var syntax *json.SyntaxError
			if !errors.As(err, &syntax) {
				t.Errorf("error %v for %q", err, a.body)
			}
		}},
		{"cut in the middle", wecomsim.Fault{CutHalf: true}, 1, func(t *testing.T, a answer, err error) {
			if !errors.Is(err, io.ErrUnexpectedEOF) || len(a.body) == 0 {
				t.Errorf("error %v after %q", err, a.body)
			}
		}},
		{"cut before", wecomsim.Fault{CutBefore: true}, 0, func(t *testing.T, a answer, err error) {
			if err == nil {
				t.Errorf("answered %d", a.status)
			}
		}},
		{"cut after", wecomsim.Fault{CutAfter: true}, 1, func(t *testing.T, a answer, err error) {
			if err == nil {
				t.Errorf("answered %d", a.status)
			}
		}},
		{"dead token", wecomsim.Fault{DeadToken: true}, 0, func(t *testing.T, a answer, err error) { wantCode(t, a, 40014) }},
		{"old token", wecomsim.Fault{OldToken: true}, 0, func(t *testing.T, a answer, err error) { wantCode(t, a, 42001) }},
		{"silent drop", wecomsim.Fault{DropSilently: true}, 0, func(t *testing.T, a answer, err error) {
			if a.code != 0 || a.str("msgid") == "" || a.text != "ok" {
				t.Errorf("answer %v", a.fields)
			}
		}},
		{"wrong format", wecomsim.Fault{WrongFormat: true}, 0, func(t *testing.T, a answer, err error) {
			if a.code != 0 || !strings.Contains(a.text, "Warning: wrong json format.") {
				t.Errorf("answer %v", a.fields)
			}
		}},
		{"slow", wecomsim.Fault{Slow: 20 * time.Millisecond}, 1, func(t *testing.T, a answer, err error) { wantCode(t, a, 0) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.withToken()
			c.fault.API, c.fault.Times = "message/send", 1
			w.sim.Faults().Add(c.fault)
			started := time.Now()
			a, err := send(w)
			if took := time.Since(started); took < c.fault.Slow {
				t.Errorf("answered after %s", took)
			}
			c.check(t, a, err)
			if got := len(w.texts("grid_li")); got != c.shown {
				t.Errorf("%d shown, want %d", got, c.shown)
			}
			if n := w.sim.Tally()[wecomsim.EntryFault]; n != 1 {
				t.Errorf("%d faults in the ledger", n)
			}
			w.token = "" // the fault is used up
			if a, err := send(w); err != nil || a.code != 0 {
				t.Errorf("afterwards: %d, %v", a.code, err)
			}
		})
	}
}

func TestAFaultStrikesTheCallsItNames(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault wecomsim.Fault
		want  string // x for each struck call
	}{
		{"all", wecomsim.Fault{API: "getcallbackip"}, "xxxxxxxx"},
		{"two", wecomsim.Fault{API: "getcallbackip", Times: 2}, "xx......"},
		{"every third", wecomsim.Fault{API: "getcallbackip", Every: 3}, "..x..x.."},
		{"after five", wecomsim.Fault{API: "getcallbackip", After: 5, Times: 1}, ".....x.."},
		{"any api", wecomsim.Fault{API: wecomsim.AnyAPI, Every: 2}, ".x.x.x.x"},
		{"another api", wecomsim.Fault{API: "message/send"}, "........"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.fault.Code = -1
			w.sim.Faults().Add(c.fault)
			got := ""
			for range c.want {
				if w.get("getcallbackip").code == 0 {
					got += "."
				} else {
					got += "x"
				}
			}
			if got != c.want {
				t.Errorf("struck %s, want %s", got, c.want)
			}
		})
	}
}

func TestHalfAMediaFileIsNoticedByItsLength(t *testing.T) {
	w := newWorld(t)
	id := w.upload("media/upload", "file", "a", []byte(strings.Repeat("x", 1000))).str("media_id")
	w.sim.Faults().Add(wecomsim.Fault{API: "media/get", CutHalf: true})
	a, err := w.do(http.MethodGet, "media/get", w.withToken("media_id", id), "", nil)
	if !errors.Is(err, io.ErrUnexpectedEOF) || len(a.body) != 500 {
		t.Errorf("%d bytes, %v", len(a.body), err)
	}
}

func TestSpoiledCallbacksAreRepeatedClean(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault wecomsim.Fault
		want  func(a arrival, w *world) bool // of the spoiled one
	}{
		{"signature", wecomsim.Fault{BadSignature: true}, func(a arrival, _ *world) bool { return a.refused == "signature" }},
		{"corp", wecomsim.Fault{WrongCorp: true}, func(a arrival, _ *world) bool { return a.refused == "corp" }},
		{"stale", wecomsim.Fault{Stale: time.Hour}, func(a arrival, w *world) bool {
			return a.timestamp == stamp(w.clock.Now().Add(-time.Hour))
		}},
		{"oversized", wecomsim.Fault{Oversized: 1 << 20}, func(a arrival, _ *world) bool { return len(a.message.Padding) == 1<<20 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			app := listenTo(w)
			app.answer = func(n int, a arrival) (int, string) {
				if n == 1 {
					return http.StatusForbidden, ""
				}
				return http.StatusOK, ""
			}
			c.fault.API, c.fault.Times = wecomsim.Callbacks, 1
			w.sim.Faults().Add(c.fault)
			w.sim.Phone("grid_li").Say("真")
			w.idle()
			got := app.all()
			if len(got) != 2 || !c.want(got[0], w) {
				t.Fatalf("%d deliveries, the first refused by %q", len(got), got[0].refused)
			}
			if clean := got[1]; clean.refused != "" || clean.message.Content != "真" || clean.timestamp != stamp(w.clock.Now()) {
				t.Errorf("the repeat: %q", clean.refused)
			}
		})
	}
}

func stamp(t time.Time) string { return json.Number(jsonInt(t.Unix())).String() }

func jsonInt(n int64) string {
	b, err := json.Marshal(n)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestCopiesOfACallbackCarryTheSameMessage(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	w.sim.Faults().Add(wecomsim.Fault{API: wecomsim.Callbacks, Duplicate: 49, Times: 1})
	id := w.sim.Phone("grid_li").Say("一")
	w.sim.Phone("grid_li").Say("二")
	w.idle()
	got := app.all()
	if len(got) != 51 {
		t.Fatalf("%d deliveries, want 51", len(got))
	}
	nonces := map[string]bool{}
	for _, a := range got[:50] {
		nonces[a.nonce] = true
		if a.message.MsgID != id {
			t.Errorf("a copy of %s", a.message.MsgID)
		}
	}
	if len(nonces) != 50 {
		t.Errorf("%d nonces", len(nonces))
	}
}

func TestPhonesKeepTheirOrderUnlessTheFaultIsOn(t *testing.T) {
	say := func(w *world) []string {
		app := listenTo(w)
		var want []string
		for _, text := range []string{"一", "二", "三", "四"} {
			w.sim.Phone("grid_li").Say(text)
			want = append(want, text)
		}
		w.idle()
		got := app.contents()
		if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
			t.Errorf("heard %q", got)
		}
		return got
	}
	if diff := cmp.Diff([]string{"一", "二", "三", "四"}, say(newWorld(t))); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	w := newWorld(t)
	w.sim.Faults().Add(wecomsim.Fault{API: wecomsim.Callbacks, Reorder: true, Times: 1})
	if diff := cmp.Diff([]string{"二", "一", "三", "四"}, say(w)); diff != "" {
		t.Errorf("order with the fault (-want +got):\n%s", diff)
	}
	alone := newWorld(t)
	app := listenTo(alone)
	alone.sim.Faults().Add(wecomsim.Fault{API: wecomsim.Callbacks, Reorder: true})
	alone.sim.Phone("grid_li").Say("独")
	alone.idle()
	if got := app.contents(); len(got) != 1 {
		t.Errorf("a message that nothing overtakes: %q", got)
	}
}

func TestADelayedCallbackHoldsBackItsPhoneOnly(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	w.sim.Faults().Add(wecomsim.Fault{API: wecomsim.Callbacks, Delay: 200 * time.Millisecond, Times: 1})
	w.sim.Phone("grid_li").Say("慢")
	w.sim.Phone("grid_zhang").Say("快")
	w.idle()
	if diff := cmp.Diff([]string{"快", "慢"}, app.contents()); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestFaultsAreOrderedOverHTTP(t *testing.T) {
	w := newWorld(t)
	site := httptest.NewServer(w.sim.Handler())
	defer site.Close()
	call := func(method, query, body string) (int, string) {
		req, err := http.NewRequest(method, site.URL+"/sim/faults"+query, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := site.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, strings.TrimSpace(string(data))
	}
	if status, body := call("POST", "", `[{"api":"/cgi-bin/message/send","code":45009,"times":1},{"api":"callback","duplicate":2,"delay":"1ms"}]`); status != 200 || body != `{"ids":[1,2]}` {
		t.Errorf("order: %d %s", status, body)
	}
	wantCode(t, w.post("message/send", message(`{}`)), 45009)
	want := `[{"id":1,"seen":1,"strikes":1,"api":"message/send","times":1,"code":45009},{"id":2,"api":"callback","duplicate":2,"delay":"1ms"}]`
	if _, body := call("GET", "", ""); !sameJSON(t, body, want) {
		t.Errorf("table %s", body)
	}
	if status, _ := call("DELETE", "?id=1", ""); status != http.StatusNoContent {
		t.Errorf("clear one: %d", status)
	}
	if _, body := call("GET", "", ""); strings.Contains(body, "45009") || !strings.Contains(body, "callback") {
		t.Errorf("table %s", body)
	}
	for name, body := range map[string]string{
		"no json": `{`, "unknown api": `{"api":"message/sendd"}`, "unknown field": `{"api":"callback","boom":1}`,
		"bad duration": `{"api":"callback","delay":"soon"}`, "negative": `{"api":"callback","times":-1}`, "both kinds": `{"api":"callback","duplicate":1,"wrong_corp":true}`,
		"two values": `{"api":"callback"}{}`,
	} {
		if status, text := call("POST", "", body); status != http.StatusBadRequest || !strings.Contains(text, "error") {
			t.Errorf("%s: %d %s", name, status, text)
		}
	}
	if status, _ := call("PUT", "", ""); status != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d", status)
	}
	call("DELETE", "", "")
	if _, body := call("GET", "", ""); body != "[]" {
		t.Errorf("table after clearing %s", body)
	}
}

// sameJSON compares but for durations that are nothing.
func sameJSON(t *testing.T, got, want string) bool {
	t.Helper()
	var a, b []map[string]any
	if json.Unmarshal([]byte(got), &a) != nil || json.Unmarshal([]byte(want), &b) != nil {
		return false
	}
	return cmp.Equal(a, b)
}
