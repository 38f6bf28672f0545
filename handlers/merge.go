package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type mergeDraft struct {
	No      string            `json:"no"`
	What    string            `json:"what"`
	Choices []string          `json:"choices"` // numbers
	Labels  map[string]string `json:"labels"`
	Master  string            `json:"master,omitempty"`
}

// merge joins a hazard to another one that is the same matter (domain.md 6.3 merge).
func (v *visit) merge() flow.Flow[mergeDraft] {
	return flow.Flow[mergeDraft]{
		Name: flowMerge, Version: 1, Title: "并案", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (mergeDraft, error) {
			h, err := v.about(ctx, c, safety.Merge)
			if err != nil {
				return mergeDraft{}, err
			}
			d := mergeDraft{No: h.No, What: h.What, Labels: map[string]string{}}
			masters, err := v.MergeChoices(ctx, h, c.Who)
			if err != nil {
				return d, err
			}
			for _, m := range masters[:min(8, len(masters))] {
				d.Choices = append(d.Choices, m.No)
				d.Labels[m.No] = clip(tail(m.No)+" "+what(m), 16)
			}
			if len(d.Choices) == 0 {
				return d, safety.Refuse("这个地方没有别的同类隐患还在办理，不用并案。")
			}
			return d, nil
		},
		Ask: func(d *mergeDraft) []flow.Question {
			options := make([]flow.Option, 0, len(d.Choices))
			for _, no := range d.Choices {
				options = append(options, flow.Option{ID: no, Label: d.Labels[no], Also: []string{no}})
			}
			return []flow.Question{
				flow.Pick("master", "和哪一条是同一件事？"+quoted(d.No, d.What), &d.Master, options...).Label("并入"),
				flow.Confirm("send", d.No+" 并入 "+d.Master),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d mergeDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.Merge, c.Who, safety.Given{Master: d.Master})
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 已并入 %s，上报人会收到那一条的进展。%s内可以撤销：发“撤销并案 %s”。",
				h.No, h.MergedInto, v.Policy.Handling.Merge.Undo.Words(), h.No), nil
		},
	}
}

// tail is the last part of a number, enough to tell hazards of one community apart.
func tail(no string) string {
	if len(no) < 4 {
		return no
	}
	return no[len(no)-4:]
}

// unmerge undoes a merging.
func (v *visit) unmerge(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	master := h.MergedInto
	if h, err = v.Do(ctx, h.No, safety.Unmerge, c.Who, safety.Given{Reason: "不是同一件事"}); err != nil {
		return bot.Body{}, err
	}
	v.done = "已撤销并案"
	return plain("已撤销并案：%s 恢复为“%s”，%s 也恢复原样。", h.No, h.State, master)
}
