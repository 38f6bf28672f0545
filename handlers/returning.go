package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type returnDraft struct {
	No     string `json:"no"`
	What   string `json:"what"`
	Left   int    `json:"left"` // returns that are left after this one
	Reason string `json:"reason,omitempty"`
	Note   string `json:"note,omitempty"`
}

// returns are the reasons an assignment can be sent back with.
var returns = []flow.Option{
	{ID: "not_mine", Label: "不归我管", Also: []string{"不是我的"}},
	{ID: "wrong_place", Label: "地点不对"},
}

// sendBack returns an assignment that went to the wrong party (domain.md 6.3).
func (v *visit) sendBack() flow.Flow[returnDraft] {
	return flow.Flow[returnDraft]{
		Name: flowReturn, Version: 1, Title: "退回派发", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (returnDraft, error) {
			h, err := v.about(ctx, c, safety.ReturnAssignment)
			if err != nil {
				return returnDraft{}, err
			}
			return returnDraft{No: h.No, What: h.What, Left: v.Policy.Handling.Returns.Most - h.ReturnCount - 1}, nil
		},
		Ask: func(d *returnDraft) []flow.Question {
			return []flow.Question{
				flow.Pick("reason", "为什么退回？"+quoted(d.No, d.What), &d.Reason, returns...).Label("原因"),
				flow.Text("note", "请说明一下应该由谁办，或者正确的地点。", &d.Note, 2, 200).Label("说明").Hint("这段楼道归物业管"),
				flow.Confirm("send", "退回 "+d.No),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d returnDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.ReturnAssignment, c.Who, safety.Given{Reason: label(returns, d.Reason) + "：" + d.Note})
			if err != nil {
				return "", done(err)
			}
			if d.Left <= 0 {
				return fmt.Sprintf("%s 已退回。这是第 %d 次，改由街道安监办定责任人，定了以后不能再退。", h.No, h.ReturnCount), nil
			}
			return fmt.Sprintf("%s 已退回社区安全员，会重新派发。", h.No), nil
		},
	}
}

// label is how a chosen option is shown.
func label(options []flow.Option, id string) string {
	for _, o := range options {
		if o.ID == id {
			return o.Label
		}
	}
	return id
}
