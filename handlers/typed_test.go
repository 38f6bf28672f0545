package handlers

import (
	"testing"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

func TestEveryButtonOfANoticeHasWordsThatDoTheSame(t *testing.T) {
	desk, _ := deskOf(t)
	for kind, put := range wording {
		said := put(sample(kind))
		if said.body.Card == nil {
			continue
		}
		for _, b := range said.body.Card.Buttons {
			if b.Key == "" {
				continue
			}
			written := desk.Written(b.Key)
			if written == "" || desk.Means(written) == "" {
				t.Errorf("%s: the button %s has no words: %q", kind, b.Text, written)
			}
		}
	}
}

func TestWhoSeesNoCardsReadsWhatToWrite(t *testing.T) {
	n := Notices{Policy: &safety.Policy{}}
	h := &safety.Hazard{No: "YH-2026-01-0007"}
	got := n.typed(safety.NewRoster(safety.Roster{}), bot.Card{
		Source: "梧桐里社区·梧桐里一号院", Title: "群众反映一条隐患，请受理",
		Buttons: []bot.Button{
			button("受理", flowAccept, h, bot.Primary), look(h), {Text: "检查", Key: flow.BeginKey(flowCheck, nil)},
		},
	})
	want := "【梧桐里社区·梧桐里一号院】\n群众反映一条隐患，请受理\n\n受理：回“受理 YH-2026-01-0007”\n看详情：回“查 YH-2026-01-0007”\n回“检查”"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
