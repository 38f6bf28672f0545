package handlers

import (
	"context"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type callOutDraft struct {
	Kind    string    `json:"kind,omitempty"`
	Name    string    `json:"name,omitempty"`
	From    time.Time `json:"from,omitzero"`
	To      time.Time `json:"to,omitzero"`
	Grid    string    `json:"grid,omitempty"`
	Item    string    `json:"item,omitempty"`
	Ordered string    `json:"ordered,omitempty"`
}

// wholeStreet is the scope of a window that leaves nothing out.
const wholeStreet = "street"

// callOut orders a window at once: bad weather, exams, large events, after an
// accident elsewhere (domain.md 8.4).
func (v *visit) callOut() flow.Flow[callOutDraft] {
	return flow.Flow[callOutDraft]{
		Name: flowCallOut, Version: 1, Says: []string{"临时节点", "加强检查", "举一反三"}, Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (callOutDraft, error) {
			_, err := v.Coming(ctx, c.Who) // refuses who may not
			return callOutDraft{}, err
		},
		Ask:    v.askCallOut,
		Submit: v.submitCallOut,
	}
}

func (v *visit) askCallOut(d *callOutDraft) []flow.Question {
	var kinds []flow.Option
	for _, w := range v.Policy.Intensify.AdHoc {
		kinds = append(kinds, flow.Option{ID: w.ID, Label: clip(w.Name, 16)})
	}
	scope := []flow.Option{{ID: wholeStreet, Label: "全街道"}}
	for _, g := range v.roster.GridsAt(safety.Community) {
		scope = append(scope, flow.Option{ID: g.Code, Label: clip(g.Name, 16)})
	}
	return []flow.Question{
		flow.Pick("kind", "哪一类临时节点？确认后马上生效。", &d.Kind, kinds...).Label("类别"),
		flow.Text("name", "叫什么名字？大家收到的任务会写这个名字，不写就发“跳过”。", &d.Name, 2, 16).OrSkip().Label("名字").Hint("7月20日暴雨"),
		flow.Date("from", "从哪天开始？", &d.From).Label("开始").Hint("今天").Check(func(context.Context, flow.Case) error {
			if d.From.Before(safety.Day(v.Now)) {
				return safety.Refuse("开始日期最早是今天。")
			}
			return nil
		}),
		flow.Date("to", "到哪天结束？", &d.To).Label("结束").Hint("后天").Check(func(context.Context, flow.Case) error {
			if d.To.Before(d.From) {
				return safety.Refuse("结束日期在开始日期之前，请再看一下。")
			}
			return nil
		}),
		flow.Pick("grid", "查哪些地方？", &d.Grid, scope...).Label("范围"),
		flow.Text("item", "要特别看什么？写一句，会加进检查表；没有就发“跳过”。", &d.Item, 4, 60).OrSkip().Label("加看一项").Hint("厨房有没有违规使用醇基燃料"),
		flow.Text("ordered", "是谁要求的？", &d.Ordered, 2, 40).Label("谁要求的").Hint("区安委办通知"),
		flow.Confirm("send", "设临时节点"),
	}
}

func (v *visit) submitCallOut(ctx context.Context, c flow.Case, d callOutDraft) (string, error) {
	out := safety.CallOut{Kind: d.Kind, Name: d.Name, From: d.From, To: d.To, Ordered: d.Ordered}
	if d.Grid != wholeStreet {
		out.Grid = d.Grid
	}
	if d.Item != "" {
		out.Items = []string{d.Item}
	}
	p, err := v.CallOut(ctx, c.ID, c.Who, out)
	if err != nil {
		return "", err
	}
	return v.agreed(p), nil
}
