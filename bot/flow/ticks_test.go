package flow_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/bot/flow/flowtest"
)

// A round is a short patrol at one of some suggested places.
type round struct {
	Where flow.Location     `json:"where,omitzero"`
	Found []flow.ItemAnswer `json:"found,omitempty"`
}

func roundDesk(plain bool, done *[]round) func() *flow.Desk {
	items := []flow.Item{{ID: "a", Text: "通道畅通"}, {ID: "b", Text: "设施在位", Hint: "都在原来的地方"}, {ID: "c", Text: "没有别的问题", Tick: "发现别的问题"}}
	f := flow.Flow[round]{
		Name: "round", Says: []string{"巡查"},
		Ask: func(r *round) []flow.Question {
			return []flow.Question{
				flow.Place("where", "巡哪里？", &r.Where, findPlace).Suggest(places...), flow.Ticks("found", "看一遍", &r.Found, items),
			}
		},
		Submit: func(_ context.Context, _ flow.Case, r round) (string, error) {
			*done = append(*done, r)
			return fmt.Sprintf("%s：%v", r.Where.Name, r.Found), nil
		},
	}
	return func() *flow.Desk {
		return &flow.Desk{Flows: []flow.Registered{flow.Register(f)}, Plain: plain, Next: func(context.Context, flow.Finished) (bot.Body, bool) {
			return bot.Body{Card: &bot.Card{Title: "接着巡？", Buttons: []bot.Button{{Text: "再巡一处", Key: flow.BeginKey("round", nil)}}}}, true
		}}
	}
}

func TestAShortListIsTickedOnOneCard(t *testing.T) {
	for _, tc := range []struct {
		name  string
		plain bool
		says  []string
		want  string
	}{
		{"all ticked", false, []string{"巡查", "[点 和平里 1 号院]", "[点 通道畅通、设施在位]"}, "和平里 1 号院 pass pass pass"},
		{"one left out", false, []string{"巡查", "[点 幸福小区 3 号楼]", "[点 设施在位]"}, "幸福小区 3 号楼 fail pass pass"},
		{"something else found", false, []string{"巡查", "和平里", "[点 通道畅通、设施在位、发现别的问题]"}, "和平里 1 号院 pass pass fail"},
		{"in words", true, []string{"巡查", "3", "2不合格", "其余正常"}, "和平里 1 号院 pass fail pass"},
		{"all in one word", true, []string{"巡查", "2", "全部正常"}, "幸福小区 5 号楼 pass pass pass"},
		{"the next one by its number", true, []string{"巡查", "2", "全部正常", "1", "1", "全部正常"}, "幸福小区 3 号楼 pass pass pass"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var done []round
			s := &flowtest.Stage{Desk: roundDesk(tc.plain, &done), Member: "wang", Now: time.Date(2026, 3, 5, 9, 0, 0, 0, time.FixedZone("", 8*3600))}
			script := ""
			for _, said := range tc.says {
				script += "王院长> " + said + "\n"
			}
			played := flowtest.Play(t, s, script)
			if len(done) == 0 {
				t.Fatalf("nothing was submitted:\n%s", played)
			}
			got := done[len(done)-1].Where.Name
			for _, a := range done[len(done)-1].Found {
				got += " " + string(a.Found)
			}
			if got != tc.want {
				t.Errorf("submitted %q, want %q:\n%s", got, tc.want, played)
			}
		})
	}
}
