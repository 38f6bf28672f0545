package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// about reads which hazard a flow was begun about and whether the member may do
// this to it; a no ends the flow before its first question.
func (v *visit) about(ctx context.Context, c flow.Case, do safety.Action) (*safety.Hazard, error) {
	var no string
	if err := json.Unmarshal(c.Payload, &no); err != nil || no == "" {
		return nil, safety.Refuse("请从卡片上的按钮进入，或先发“查 编号”。")
	}
	no, err := v.numbered(ctx, no)
	if err != nil {
		return nil, err
	}
	h, err := v.May(ctx, no, do, c.Who)
	var refused *safety.Refusal
	switch {
	case errors.Is(err, safety.ErrNotFound):
		return nil, safety.Refuse("没有找到编号 %s。", no)
	case errors.As(err, &refused): // an old card of who has passed it on is answered kindly
		if h, err := v.hazard(ctx, no); err != nil {
			return h, err
		}
	}
	return h, err
}

// done words a flow's refusal as final when the hazard has moved on.
func done(err error) error {
	var no *safety.Refusal
	if errors.As(err, &no) && no.Over() {
		return flow.Stop(err)
	}
	return err
}

type acceptDraft struct {
	No       string          `json:"no"`
	What     string          `json:"what"`
	Label    string          `json:"label,omitempty"` // the place in the reporter's words
	Where    flow.Location   `json:"where,omitzero"`
	Known    bool            `json:"known"` // the place is known to the roster
	Severity safety.Severity `json:"severity,omitempty"`
	Category safety.Category `json:"category,omitempty"`
}

// accept registers a report: severity, category and place are fixed (domain.md 6.3).
func (v *visit) accept() flow.Flow[acceptDraft] {
	return flow.Flow[acceptDraft]{
		Name: flowAccept, Version: 1, Title: "受理", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (acceptDraft, error) {
			h, err := v.about(ctx, c, safety.Accept)
			if err != nil {
				return acceptDraft{}, err
			}
			known, err := v.Knows(ctx, h.Place, c.Who)
			if err != nil {
				return acceptDraft{}, err
			}
			return acceptDraft{No: h.No, What: h.What, Known: known, Category: h.Category,
				Label: h.Place.Label}, nil
		},
		Ask: func(d *acceptDraft) []flow.Question {
			qs := []flow.Question{
				flow.Choose("severity", "定为哪一级？"+quoted(d.No, d.What), &d.Severity, safety.General, safety.Serious, safety.Major).Label("等级"),
				flow.Pick("category", "属于哪一类？", &d.Category, v.categories()...).Label("类别"),
			}
			if !d.Known {
				qs = append(qs, flow.Place("where", "“"+clip(d.Label, 12)+"”在哪个楼院或单位？", &d.Where, v.find).Label("地点").Hint("梧桐里一号院").Check(func(context.Context, flow.Case) error {
					if d.Where.Code == "" {
						return safety.Refuse("没有找到这个楼院或单位，请换个写法，比如楼院名或店名。")
					}
					return nil
				}))
			}
			return append(qs, flow.Confirm("send", "受理 "+d.No))
		},
		Submit: func(ctx context.Context, c flow.Case, d acceptDraft) (string, error) {
			g := safety.Given{Severity: d.Severity, Category: d.Category}
			if !d.Known {
				place := v.placeOf(d.Where)
				place.Label = fmt.Sprintf("%s（%s）", place.Label, clip(d.Label, 40)) // what the reporter called it leads there
				g.Place = &place
			}
			h, err := v.Do(ctx, d.No, safety.Accept, c.Who, g)
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("已受理 %s（%s）\n整改期限%s，已告诉上报人。下一步请在%s前派发。", h.No, h.Severity, v.Policy.By(h, v.Now), safety.Moment(v.Policy.AssignBy(h), v.Now)), nil
		},
		After: func(ctx context.Context, c flow.Case, d acceptDraft) ([]bot.Button, error) {
			h, err := v.tx.Hazard(ctx, d.No)
			if err != nil {
				return nil, err
			}
			return []bot.Button{button("派发", flowAssign, h, bot.Primary), look(h)}, nil
		},
	}
}

func (v *visit) categories() []flow.Option {
	options := make([]flow.Option, 0, len(v.Policy.Categories))
	for _, c := range v.Policy.Categories {
		options = append(options, flow.Option{ID: string(c.ID), Label: c.Name, Also: c.Words})
	}
	return options
}
