package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type voidDraft struct {
	No     string `json:"no"`
	What   string `json:"what"`
	Reason string `json:"reason,omitempty"`
}

// void takes back an entry that was a mistake; its number stays.
func (v *visit) void() flow.Flow[voidDraft] {
	return flow.Flow[voidDraft]{
		Name: flowVoid, Version: 1, Title: "作废", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (voidDraft, error) {
			h, err := v.about(ctx, c, safety.Void)
			if err != nil {
				return voidDraft{}, err
			}
			return voidDraft{No: h.No, What: h.What}, nil
		},
		Ask: func(d *voidDraft) []flow.Question {
			return []flow.Question{
				flow.Text("reason", "为什么作废？会告诉有关的人。"+quoted(d.No, d.What), &d.Reason, 2, 200).Label("原因").Hint("选错了楼院，已重新上报"),
				flow.Confirm("send", "作废 "+d.No),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d voidDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.Void, c.Who, safety.Given{Reason: d.Reason})
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 已作废，编号保留可查。", h.No), nil
		},
	}
}
