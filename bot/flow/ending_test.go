package flow_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/bot/flow/flowtest"
)

// note is a draft that is filled in from elsewhere and submitted in two ways.
type note struct {
	What   string       `json:"what,omitempty"`
	Voices []flow.Photo `json:"voices,omitempty"`
	Known  string       `json:"known,omitempty"`
	Same   string       `json:"same,omitempty"`
	Hidden bool         `json:"hidden,omitempty"`
}

// notes is a desk for notes that remembers how each was submitted.
func notes(handed *[]note) *flow.Desk {
	return &flow.Desk{
		Sessions: flowtest.Memory{}, NewID: func() string { return "c" }, Default: "note",
		Flows: []flow.Registered{flow.Register(flow.Flow[note]{
			Name: "note", Version: 1, Says: []string{"记一笔"},
			Fill: func(_ context.Context, _ flow.Case, d *note) error {
				if known := map[bool]string{true: "A-1"}[strings.Contains(d.What, "纸箱")]; known != d.Known {
					d.Known, d.Same = known, ""
				}
				return nil
			},
			Ask: func(d *note) []flow.Question {
				qs := []flow.Question{flow.Text("what", "什么事？", &d.What, 2, 50).Spoken(&d.Voices, "见录音").Label("事情")}
				if d.Known != "" {
					qs = append(qs, flow.Pick("same", "是 "+d.Known+" 吗？", &d.Same, flow.Option{ID: "yes", Label: "是"}, flow.Option{ID: "no", Label: "不是"}))
				}
				return append(qs, flow.ConfirmOr("send", d.What, flow.Option{Label: "匿名提交", Also: []string{"不留名"}}, "不想留名就选“匿名提交”", &d.Hidden))
			},
			Submit: func(_ context.Context, _ flow.Case, d note) (string, error) {
				*handed = append(*handed, d)
				return "记下了。\n谢谢。", nil
			},
			After: func(context.Context, flow.Case, note) ([]bot.Button, error) {
				return []bot.Button{{Text: "撤回", Key: flow.DoKey("撤回", "c")}}, nil
			},
		})},
	}
}

// tells sends messages one after the other and gives the last turn.
func tells(t *testing.T, d *flow.Desk, ms ...bot.Message) (last flow.Turn) {
	t.Helper()
	at := time.Date(2026, 9, 14, 9, 0, 0, 0, time.UTC)
	for i, m := range ms {
		m.Member, m.At = "wang", at.Add(time.Duration(i)*time.Minute)
		turn, err := d.Handle(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		last = turn
	}
	return last
}

func text(said string) bot.Message { return bot.Message{Kind: bot.Text, Text: said} }

func TestASecondWayToSubmitIsPartOfWhatIsSubmitted(t *testing.T) {
	tap := func(answer string) bot.Message {
		return bot.Message{Kind: bot.Tapped, Tap: &bot.Tap{Key: "flow:c:send:" + answer, ResponseCode: "r"}}
	}
	for _, c := range []struct {
		name   string
		ends   bot.Message
		hidden bool
	}{
		{"in words", text("匿名提交"), true},
		{"in other words", text("不留名"), true},
		{"by its button", tap("!other"), true},
		{"the usual way in words", text("提交"), false},
		{"the usual button", tap("!submit"), false},
		{"yes", text("好的"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var handed []note
			turn := tells(t, notes(&handed), text("记一笔"), text("楼道里很黑"), c.ends)
			if len(handed) != 1 || handed[0].Hidden != c.hidden {
				t.Fatalf("submitted %+v, want hidden %v", handed, c.hidden)
			}
			card := turn.Replies[0].Card
			if card == nil || card.Title != "记下了。" || card.Desc != "谢谢。" || len(card.Buttons) != 1 {
				t.Errorf("the answer is %+v, want a card with the button to take it back", turn.Replies[0])
			}
		})
	}
}

func TestWhatIsKnownElsewhereRaisesItsQuestionAndFollowsChanges(t *testing.T) {
	var handed []note
	d := notes(&handed)
	turn := tells(t, d, text("记一笔"), text("楼道堆了纸箱"))
	if said := flowtest.Show(turn); !strings.Contains(said, "是 A-1 吗") {
		t.Fatalf("nothing is asked about what is known: %s", said)
	}
	turn = tells(t, d, text("是"), text("改1"), text("楼道里很黑"))
	if said := flowtest.Show(turn); strings.Contains(said, "A-1") {
		t.Errorf("what is not known any more is still there: %s", said)
	}
	tells(t, d, text("提交"))
	if len(handed) != 1 || handed[0].Same != "" {
		t.Errorf("submitted %+v, want no stale answer", handed)
	}
}

func TestVoiceNotesBeginAnswerAndAreKeptBesideWords(t *testing.T) {
	voice := func(id, words string) bot.Message { return bot.Message{Kind: bot.Voice, MediaID: id, Text: words} }
	for _, c := range []struct {
		name  string
		said  []bot.Message
		what  string
		notes int
	}{
		{"alone", []bot.Message{voice("v1", "")}, "见录音", 1},
		{"with recognised words", []bot.Message{text("记一笔"), voice("v1", "楼道里很黑")}, "楼道里很黑", 1},
		{"after the words", []bot.Message{text("记一笔"), text("楼道里很黑"), voice("v1", "")}, "楼道里很黑", 1},
		{"two of them", []bot.Message{voice("v1", ""), voice("v2", "")}, "见录音", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			var handed []note
			tells(t, notes(&handed), append(c.said, text("提交"))...)
			if len(handed) != 1 || handed[0].What != c.what || len(handed[0].Voices) != c.notes {
				t.Errorf("submitted %+v, want %q with %d notes", handed, c.what, c.notes)
			}
		})
	}
}
