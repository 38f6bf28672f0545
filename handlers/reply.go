package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type replyDraft struct {
	No      string            `json:"no,omitempty"`
	Choices []string          `json:"choices,omitempty"`
	Labels  map[string]string `json:"labels,omitempty"`
	Answer  string            `json:"answer,omitempty"`
	Photos  []flow.Photo      `json:"photos,omitempty"`
}

// replyToOrder replies to a supervision order, in words and with pictures if there are
// any (督办回复).
func (v *visit) replyToOrder() flow.Flow[replyDraft] {
	return flow.Flow[replyDraft]{
		Name: flowReply, Version: 1, Says: []string{"督办回复", "回复督办", "回督办"}, Idle: 2 * time.Hour,
		Open: v.openReply,
		Ask: func(d *replyDraft) []flow.Question {
			var qs []flow.Question
			if len(d.Choices) > 1 {
				options := make([]flow.Option, len(d.Choices))
				for i, no := range d.Choices {
					options[i] = flow.Option{ID: no, Label: d.Labels[no]}
				}
				qs = append(qs, flow.Pick("no", "回复哪一张督办单？", &d.No, options...).Label("督办单"))
			}
			return append(qs,
				flow.Text("answer", "办得怎么样了？写一两句，领导会看到。"+quoted(d.No, d.Labels[d.No]), &d.Answer, 2, 500).Label("回复").Hint("已清空楼道，装了门禁"),
				flow.Photos("photos", "有照片就发来，拍完发“完成”；没有就发“跳过”。", &d.Photos, 1, 9).OrSkip().Label("照片"),
				flow.Confirm("send", "回复督办 "+d.No))
		},
		Submit: func(ctx context.Context, c flow.Case, d replyDraft) (string, error) {
			order, err := v.AnswerSupervision(ctx, d.No, c.Who, d.Answer, media(d.Photos))
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("督办单 %s 已回复，会转告%s。事情办完照常报改好。", order.No, v.roster.Name(order.Leader)), nil
		},
	}
}

// openReply begins about the order of a card's button, or about those the member
// still has to answer.
func (v *visit) openReply(ctx context.Context, c flow.Case) (replyDraft, error) {
	d := replyDraft{Labels: map[string]string{}}
	var no string
	if len(c.Payload) > 0 && json.Unmarshal(c.Payload, &no) == nil {
		order, err := v.MayAnswer(ctx, no, c.Who)
		if errors.Is(err, safety.ErrNotFound) {
			return d, safety.Refuse("没有找到督办单 %s。", no)
		}
		if err != nil {
			return d, err
		}
		if order.State == safety.SupervisionAnswered {
			return d, safety.Refuse("督办单 %s 您已经回复过了，不用再回。", order.No)
		}
		d.No, d.Labels[order.No] = order.No, order.Title
		return d, nil
	}
	t, err := v.Todo(ctx, c.Who)
	if err != nil {
		return d, err
	}
	if len(t.Orders) == 0 {
		return d, safety.Refuse("您现在没有要回复的督办单。")
	}
	for _, order := range t.Orders[:min(8, len(t.Orders))] {
		d.Choices = append(d.Choices, order.No)
		d.Labels[order.No] = clip(order.Title, 20)
	}
	if len(d.Choices) == 1 {
		d.No = d.Choices[0]
	}
	return d, nil
}
