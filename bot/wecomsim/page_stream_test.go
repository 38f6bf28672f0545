package wecomsim

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// An event as it comes over the stream.
type event struct {
	name string
	data string
}

// listen opens the stream and returns a function that waits for the next event of a name.
func listen(t *testing.T, srv *httptest.Server, users string) func(name string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/sim/page/events?"+users, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := srv.Client().Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 4<<20)
	return func(name string) string {
		t.Helper()
		var e event
		for lines.Scan() {
			switch key, value, _ := strings.Cut(lines.Text(), ": "); key {
			case "event":
				e.name = value
			case "data":
				e.data = value
			}
			if lines.Text() == "" && e.name == name {
				return e.data
			}
		}
		t.Fatalf("the stream ended before %q: %v", name, lines.Err())
		return ""
	}
}

type phoneEvent struct {
	User  string      `json:"user"`
	Reset bool        `json:"reset"`
	Shown []pageShown `json:"shown"`
}

func TestTheStreamTellsAllAtFirstAndThenOnlyWhatChanged(t *testing.T) {
	srv, sim := openPage(t, Hooks{})
	appSays(sim, "wang", Shown{Kind: KindText, Text: hostile})
	card := appSays(sim, "wang", Shown{Kind: KindCard, Card: &Card{Type: CardMultiple, TaskID: "m", Submit: &CardSubmit{Key: "ok"},
		Selects: []CardSelect{{QuestionKey: "q", SelectedID: "x", Options: []CardOption{{ID: "x", Text: "X"}, {ID: "y", Text: "Y"}}}}}})
	next := listen(t, srv, "user=wang&user=nobody")
	read := func() (e phoneEvent) {
		t.Helper()
		if err := json.Unmarshal([]byte(next("phone")), &e); err != nil {
			t.Fatal(err)
		}
		return e
	}
	if first := read(); !first.Reset || len(first.Shown) != 2 || first.Shown[0].Text != hostile {
		t.Errorf("first: %+v", first)
	}
	if status, sentence := post(t, srv, "tap", map[string]any{"user": "wang", "show": card, "key": "ok", "selected": map[string][]string{"q": {"y"}}}); status != http.StatusOK {
		t.Fatal(status, sentence)
	}
	if second := read(); second.Reset || len(second.Shown) != 1 || second.Shown[0].Card.Selects[0].SelectedID != "y" {
		t.Errorf("second: %+v", second)
	}
	if status, sentence := post(t, srv, "say", map[string]string{"user": "wang", "text": "在"}); status != http.StatusOK {
		t.Fatal(status, sentence)
	}
	if third := read(); len(third.Shown) != 1 || third.Shown[0].Text != "在" || third.Shown[0].From != FromMe {
		t.Errorf("third: %+v", third)
	}
}

func TestTheClockMovesOnceAtATimeAndTheLogFollows(t *testing.T) {
	w := newHandClock()
	srv, _ := openPage(t, w.hooks())
	next := listen(t, srv, "user=wang")
	next("clock")
	answered := make(chan int)
	go func() {
		status, _ := post(t, srv, "clock", map[string]string{"by": "next"})
		answered <- status
	}()
	<-w.moving
	if status, _ := post(t, srv, "clock", map[string]string{"by": "day"}); status != http.StatusConflict {
		t.Errorf("a second move at once: %d", status)
	}
	var during pageClock
	for !during.Moving {
		if err := json.Unmarshal([]byte(next("clock")), &during); err != nil {
			t.Fatal(err)
		}
	}
	close(w.arrive)
	if status := <-answered; status != http.StatusOK {
		t.Errorf("the move: %d", status)
	}
	var lines []pageLine
	if err := json.Unmarshal([]byte(next("log")), &lines); err != nil {
		t.Fatal(err)
	}
	want := []pageLine{{ID: 1, At: pageNow.Add(time.Hour).UnixMilli(), Subject: "H-1", Text: hostile, Why: "due"}}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCameDueWhileNextWasPressedHappensNow(t *testing.T) {
	w := newHandClock()
	close(w.arrive)
	hooks := w.hooks()
	hooks.Clock = func() time.Time { // goes on, as a real one does
		w.mu.Lock()
		defer w.mu.Unlock()
		w.now = w.now.Add(time.Millisecond)
		return w.now
	}
	hooks.Next = func(context.Context) (time.Time, string, bool) { return pageNow.Add(-time.Second), "提醒", true }
	srv, _ := openPage(t, hooks)
	if status, sentence := post(t, srv, "clock", map[string]string{"by": "next"}); status != http.StatusOK {
		t.Errorf("%d %s", status, sentence)
	}
	if now := hooks.Clock(); now.Before(pageNow) || now.After(pageNow.Add(time.Second)) {
		t.Errorf("the clock is at %s, want %s", now, pageNow)
	}
}

func TestTheClockGoesToAMomentAndNeverBack(t *testing.T) {
	w := newHandClock()
	close(w.arrive)
	srv, _ := openPage(t, w.hooks())
	if status, sentence := post(t, srv, "clock", map[string]int64{"to": pageNow.Add(-time.Minute).UnixMilli()}); status != http.StatusConflict || !strings.Contains(sentence, "passed") {
		t.Errorf("back: %d %s", status, sentence)
	}
	to := pageNow.Add(90 * time.Minute)
	if status, sentence := post(t, srv, "clock", map[string]int64{"to": to.UnixMilli()}); status != http.StatusOK {
		t.Errorf("on: %d %s", status, sentence)
	}
	if now := w.hooks().Clock(); !now.Equal(to) {
		t.Errorf("the clock is at %s, want %s", now, to)
	}
}
