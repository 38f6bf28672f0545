package wecomsim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"gridwarden/bot/wecomsim"
)

func TestManyPhonesAndCallsAtOnceLoseNothing(t *testing.T) {
	const phones, each = 20, 25
	w := newWorld(t)
	for i := range phones {
		w.sim.AddPerson(wecomsim.Person{UserID: fmt.Sprintf("u%02d", i), Name: "某"})
	}
	app := listenTo(w)
	query := w.withToken()
	var wg sync.WaitGroup
	for i := range phones {
		user := fmt.Sprintf("u%02d", i)
		wg.Go(func() {
			for n := range each {
				w.sim.Phone(user).Say(fmt.Sprint(n))
			}
		})
		wg.Go(func() {
			for n := range each {
				a, err := w.do(http.MethodPost, "message/send", query, "application/json", strings.NewReader(textTo(user, fmt.Sprint("re ", n))))
				if err != nil || a.code != 0 {
					t.Errorf("send: %d, %v", a.code, err)
				}
			}
		})
	}
	wg.Wait()
	w.idle()
	next := map[string]int{}
	ids := map[string]bool{}
	for _, a := range app.all() {
		if got := a.message.Content; got != fmt.Sprint(next[a.message.From]) {
			t.Fatalf("%s: heard %s, want %d", a.message.From, got, next[a.message.From])
		}
		next[a.message.From]++
		ids[a.message.MsgID] = true
	}
	if len(ids) != phones*each {
		t.Errorf("%d messages heard", len(ids))
	}
	if n := w.sim.Tally()[wecomsim.EntryShown]; n != phones*each {
		t.Errorf("%d messages shown", n)
	}
	entries := w.sim.Ledger()
	for i, e := range entries {
		if e.Seq != int64(i+1) {
			t.Fatalf("entry %d has number %d", i, e.Seq)
		}
	}
	if got := w.sim.LedgerAfter(int64(len(entries) - 3)); len(got) != 3 {
		t.Errorf("the last three entries are %d", len(got))
	}
	if n := w.sim.MostInFlight("message/send"); n < 2 || n > phones {
		t.Errorf("at most %d sends at once", n)
	}
}

func TestTooManyCallsAtOnceAreRefused(t *testing.T) {
	w := newWorld(t, func(c *wecomsim.Config) { c.MaxInFlight = 1 })
	query := w.withToken()
	w.sim.Faults().Add(wecomsim.Fault{API: "message/send", Slow: 10 * time.Second, Times: 1})
	ctx, cancel := context.WithCancel(patience(t))
	slow := make(chan struct{})
	go func() {
		defer close(slow)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.server.URL+"/cgi-bin/message/send?"+query.Encode(), strings.NewReader(message(`{}`)))
		if err != nil {
			t.Error(err)
			return
		}
		if resp, err := w.server.Client().Do(req); err == nil {
			resp.Body.Close()
		}
	}()
	if _, err := w.sim.Phone("grid_li").Next(ctx, 0); err != nil {
		t.Fatal(err)
	}
	wantCode(t, w.post("message/send", message(`{}`)), 45033)
	wantCode(t, w.get("getcallbackip"), 0)
	cancel()
	<-slow
}

func TestWaitingEndsWithTheEventOrTheContext(t *testing.T) {
	w := newWorld(t)
	got := make(chan []wecomsim.Shown, 1)
	go func() {
		list, err := w.sim.Phone("grid_li").Next(patience(t), 0)
		if err != nil {
			t.Error(err)
		}
		got <- list
	}()
	w.tell("grid_li", "来了")
	if list := <-got; len(list) != 1 || list[0].Text != "来了" {
		t.Errorf("next: %v", list)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := w.sim.Wait(ctx, func() bool { return false }); err == nil {
		t.Error("waited for nothing without an error")
	}
}

func TestForgettingKeepsCountsAndTaskIDs(t *testing.T) {
	w := newWorld(t)
	listenTo(w)
	sendCard(w, "grid_li", cards["vote_interaction"])
	id := w.sim.Phone("grid_li").Say("旧")
	w.idle()
	w.clock.advance(time.Hour)
	w.tell("grid_li", "新")
	w.sim.Forget(w.clock.Now())
	if got := w.texts("grid_li"); len(got) != 1 || got[0] != "新" {
		t.Errorf("shown %q", got)
	}
	for _, e := range w.sim.Ledger() {
		if e.At.Before(w.clock.Now()) {
			t.Errorf("entry %d of %s is kept", e.Seq, e.At)
		}
	}
	if n := w.sim.Tally()[wecomsim.EntryShown]; n != 2 {
		t.Errorf("%d shown in all", n)
	}
	if err := w.sim.Redeliver(id); err == nil {
		t.Error("a forgotten callback was redelivered")
	}
	wantCode(t, sendCard(w, "grid_li", cards["vote_interaction"]), 42014)
}

func TestTheLedgerIsToldOverHTTP(t *testing.T) {
	w := newWorld(t)
	site := httptest.NewServer(w.sim.Handler())
	defer site.Close()
	w.tell("grid_li", "一")
	last := w.sim.Ledger()[len(w.sim.Ledger())-1]
	ask := func(query string) (status int, entries []wecomsim.Entry) {
		resp, err := site.Client().Get(site.URL + "/sim/ledger" + query)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			if err := json.NewDecoder(resp.Body).Decode(&entries); err != nil {
				t.Fatal(err)
			}
		}
		return resp.StatusCode, entries
	}
	if _, all := ask(""); len(all) != len(w.sim.Ledger()) {
		t.Errorf("%d entries", len(all))
	}
	if _, rest := ask(fmt.Sprintf("?after=%d", last.Seq-1)); len(rest) != 1 || rest[0].API != "message/send" || !rest[0].At.Equal(last.At) {
		t.Errorf("the last entry: %v", rest)
	}
	if status, _ := ask("?after=soon"); status != http.StatusBadRequest {
		t.Errorf("status %d", status)
	}
}
