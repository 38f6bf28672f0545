package flow_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/bot/flow/flowtest"
)

func say(t *testing.T, s *flowtest.Stage, said string) flow.Turn {
	t.Helper()
	turn, err := s.Send(bot.Message{Kind: bot.Text, Text: said})
	if err != nil {
		t.Fatalf("%s: %v", said, err)
	}
	return turn
}

// What is stored is small, readable and free of code.
func TestStoredSessionIsReadable(t *testing.T) {
	_, s := newWorld(t)
	say(t, s, "上报隐患")
	if _, err := s.Send(bot.Message{Kind: bot.Image, MediaID: "p"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Pass(10 * time.Second); err != nil {
		t.Fatal(err)
	}
	want := `{"open":[{"id":"c1","flow":"report","v":2,"at":"where","trail":["photos"],"draft":{"photos":[{"media":"p","at":"2026-03-05T09:00:00+08:00"}]},` +
		`"seen":"2026-03-05T09:00:00+08:00","shot":{"key":"photos","at":"2026-03-05T09:00:00+08:00"}}]}`
	if diff := cmp.Diff(want, string(s.Sessions["wang"].Body)); diff != "" {
		t.Error(diff)
	}
}

// The engine asks to be woken for the end of a row of photos, for what is
// pending, for the reminder and for the end of the draft, and for nothing else.
func TestSessionAsksToBeWoken(t *testing.T) {
	w, s := newWorld(t)
	start := s.Now
	wake := func(want time.Duration) {
		t.Helper()
		if got := s.Sessions["wang"].Wake.Sub(start); got != want {
			t.Errorf("wake after %s, want %s", got, want)
		}
	}
	say(t, s, "上报隐患")
	wake(22 * time.Hour)
	if _, err := s.Send(bot.Message{Kind: bot.Image, MediaID: "p"}); err != nil {
		t.Fatal(err)
	}
	wake(8 * time.Second)
	w.fetching = 1
	if _, err := s.Pass(8 * time.Second); err != nil {
		t.Fatal(err)
	}
	wake(11 * time.Second)
	if _, err := s.Pass(3 * time.Second); err != nil {
		t.Fatal(err)
	}
	wake(22 * time.Hour)
	turns, err := s.Pass(22 * time.Hour)
	if err != nil || len(turns) != 1 || !turns[0].Reminder {
		t.Fatalf("no reminder: %v, %v", turns, err)
	}
	wake(24 * time.Hour)
	if _, err := s.Pass(3 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if at := s.Sessions["wang"].Wake; !at.IsZero() {
		t.Errorf("nothing is open, and yet wake at %s", at)
	}
}

// An error that is no refusal reaches the caller and leaves the session as it
// was; the same message succeeds later.
func TestErrorChangesNothing(t *testing.T) {
	w, s := newWorld(t)
	for _, said := range []string{"楼道里堆满了旧家具"} {
		say(t, s, said)
	}
	if _, err := s.Send(bot.Message{Kind: bot.Image, MediaID: "p"}); err != nil {
		t.Fatal(err)
	}
	say(t, s, "和平里")
	say(t, s, "不急")
	before := string(s.Sessions["wang"].Body)
	broken := errors.New("database is gone")
	w.refuse = broken
	if _, err := s.Send(bot.Message{Kind: bot.Text, Text: "提交"}); !errors.Is(err, broken) {
		t.Fatalf("got %v, want the error of Submit", err)
	}
	if diff := cmp.Diff(before, string(s.Sessions["wang"].Body)); diff != "" {
		t.Errorf("the session changed:\n%s", diff)
	}
	if turn := say(t, s, "提交"); turn.Submitted == nil || turn.Submitted.ID != "c1" {
		t.Errorf("not submitted afterwards: %+v", turn)
	}
}

func TestUnreadableSessionBeginsAnew(t *testing.T) {
	for _, body := range []string{"{", `{"open":[null]}`, `[]`, `{"open":[{"seen":"never"}]}`} {
		_, s := newWorld(t)
		s.Sessions = flowtest.Memory{"wang": {Member: "wang", Body: []byte(body)}}
		turn := say(t, s, "上报隐患")
		if turn.Lost == nil || len(turn.Replies) == 0 || !strings.Contains(turn.Replies[0].Text, "抱歉") {
			t.Errorf("%s: %+v", body, turn)
		}
	}
}

// A draft that does not fit its type any more is treated like an older version.
func TestUnreadableDraftBeginsAgain(t *testing.T) {
	_, s := newWorld(t)
	s.Sessions = flowtest.Memory{"wang": {Member: "wang", Body: []byte(
		`{"open":[{"id":"c9","flow":"report","v":2,"at":"where","trail":["photos"],"draft":{"photos":7},"seen":"2026-03-05T08:59:00+08:00"}]}`)}}
	turn := say(t, s, "和平里")
	if turn.Lost != nil || len(turn.Replies) != 1 || !strings.Contains(turn.Replies[0].Text, "从头再来") {
		t.Errorf("got %+v", turn)
	}
}

// An early, late or repeated wake does nothing.
func TestNeedlessWakeIsSilent(t *testing.T) {
	_, s := newWorld(t)
	say(t, s, "上报隐患")
	before := string(s.Sessions["wang"].Body)
	for range 3 {
		turn, err := s.Send(bot.Message{Kind: bot.Wake})
		if err != nil || len(turn.Replies) > 0 {
			t.Errorf("got %+v, %v", turn, err)
		}
	}
	if diff := cmp.Diff(before, string(s.Sessions["wang"].Body)); diff != "" {
		t.Error(diff)
	}
}

// A member who is silent and unknown costs nothing: no session is written.
func TestMessageThatChangesNothingIsNotSaved(t *testing.T) {
	_, s := newWorld(t)
	say(t, s, "你好")
	if len(s.Sessions) != 0 {
		t.Errorf("saved %v", s.Sessions)
	}
}

func TestDeskFindsMistakesOfTheProgram(t *testing.T) {
	bare := func(name string, says ...string) flow.Registered {
		return flow.Register(flow.Flow[struct{}]{
			Name: name, Says: says, Title: "x", Ask: func(*struct{}) []flow.Question { return nil },
			Submit: func(context.Context, flow.Case, struct{}) (string, error) { return "", nil },
		})
	}
	d := flow.Desk{
		Flows:    []flow.Registered{bare("a", "甲"), bare("a", "乙"), bare("b", "取消")},
		Commands: []flow.Command{{Says: []string{"甲 。"}, Title: "t"}, {Says: []string{"菜单"}}}, Default: "c",
	}
	err := d.Check()
	for _, want := range []string{"flow a occurs twice", `"甲 。" already begins flow a`, `"取消" means something everywhere`, `default flow "c" does not exist`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if err != nil && strings.Contains(err.Error(), "菜单") {
		t.Errorf("a command may say 菜单: %v", err)
	}
}

// A list of questions that breaks the rules is an error, not a strange talk.
func TestListsThatBreakTheRulesAreErrors(t *testing.T) {
	var s string
	text := func(key string) flow.Question { return flow.Text(key, "?", &s, 1, 9) }
	for name, qs := range map[string][]flow.Question{
		"a key twice":        {text("a"), text("a")},
		"a key with a colon": {text("a:b")},
		"Confirm not last":   {flow.Confirm("c", ""), text("a")},
	} {
		d := flow.Desk{Sessions: flowtest.Memory{}, NewID: func() string { return "c" }, Flows: []flow.Registered{flow.Register(flow.Flow[struct{}]{
			Name: "f", Says: []string{"开始办"}, Ask: func(*struct{}) []flow.Question { return qs },
			Submit: func(context.Context, flow.Case, struct{}) (string, error) { return "", nil },
		})}}
		if _, err := d.Handle(context.Background(), bot.Message{Member: "w", Kind: bot.Text, Text: "开始办", At: time.Now()}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// What Open fills in is not asked, but can be changed.
func TestWhatOpenFillsInIsNotAsked(t *testing.T) {
	w, s := newWorld(t)
	type d struct{ Who, Why string }
	var got d
	s.Desk = func() *flow.Desk {
		desk := w.desk()
		desk.Flows = append(desk.Flows, flow.Register(flow.Flow[d]{
			Name: "leave", Says: []string{"请假"},
			Open: func(_ context.Context, c flow.Case) (d, error) { return d{Who: c.Who}, nil },
			Ask: func(x *d) []flow.Question {
				return []flow.Question{flow.Text("who", "谁？", &x.Who, 2, 9).Label("谁"), flow.Text("why", "为什么？", &x.Why, 2, 9).Label("原因"), flow.Confirm("ok", "请假")}
			},
			Submit: func(_ context.Context, _ flow.Case, x d) (string, error) { got = x; return "好", nil },
		}))
		return desk
	}
	if turn := say(t, s, "请假"); turn.Replies[0].Text != "（2/2）为什么？" {
		t.Errorf("asked %+v", turn.Replies[0])
	}
	say(t, s, "上一步") // there is nothing before it
	say(t, s, "看病")
	say(t, s, "改1")
	say(t, s, "李四")
	say(t, s, "提交")
	if got != (d{"李四", "看病"}) {
		t.Errorf("submitted %+v", got)
	}
}

func TestKeysOfButtonsCarryAnyPayload(t *testing.T) {
	w, s := newWorld(t)
	name := `幸福"超市":1/2`
	key := flow.BeginKey("rename", name)
	turn, err := s.Send(bot.Message{Kind: bot.Tapped, Tap: &bot.Tap{Key: key}})
	if err != nil || !strings.HasPrefix(turn.Replies[0].Text, name) {
		t.Fatalf("got %+v, %v", turn, err)
	}
	// The same button again goes on with the same case.
	if _, err := s.Send(bot.Message{Kind: bot.Tapped, Tap: &bot.Tap{Key: key}}); err != nil {
		t.Fatal(err)
	}
	say(t, s, "新超市")
	if len(w.order) != 1 {
		t.Errorf("submitted %v", w.order)
	}
	var open struct{ Open []json.RawMessage }
	if err := json.Unmarshal(s.Sessions["wang"].Body, &open); err != nil || len(open.Open) != 0 {
		t.Errorf("still open: %s, %v", s.Sessions["wang"].Body, err)
	}
}
