package handlers

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type extendDraft struct {
	No      string      `json:"no"`
	What    string      `json:"what"`
	Held    bool        `json:"held"`  // there is an interim measure
	Until   []time.Time `json:"until"` // what can be chosen
	Which   string      `json:"which,omitempty"`
	Reason  string      `json:"reason,omitempty"`
	Interim string      `json:"interim,omitempty"`
}

// extend asks for a later deadline (domain.md 6.3 extend).
func (v *visit) extend() flow.Flow[extendDraft] {
	return flow.Flow[extendDraft]{
		Name: flowExtend, Version: 1, Title: "申请延期", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (extendDraft, error) {
			h, err := v.about(ctx, c, safety.AskExtension)
			if err != nil {
				return extendDraft{}, err
			}
			d := extendDraft{No: h.No, What: h.What, Held: h.Interim != "", Until: v.Later(h, v.Policy.Handling.Extension.Offer...)}
			if len(d.Until) == 0 {
				return d, safety.Refuse("延期的总时间已经用得差不多了，没有可以再延的整天。请在%s前改好。", v.Policy.By(h, v.Now))
			}
			return d, nil
		},
		Ask: func(d *extendDraft) []flow.Question {
			qs := []flow.Question{
				flow.Pick("until", "想延到什么时候？"+quoted(d.No, d.What), &d.Which, days(d.Until)...).Label("延到"),
				flow.Text("reason", "为什么按期改不好？", &d.Reason, 4, 200).Label("原因").Hint("配件要从外地发货，周五才到"),
			}
			if !d.Held {
				qs = append(qs, flow.Text("interim", "改好之前采取什么临时防范措施？", &d.Interim, 2, 200).Label("临时措施").Hint("专人看守，停止充电"))
			}
			return append(qs, flow.Confirm("send", "申请延期 "+d.No))
		},
		Submit: func(ctx context.Context, c flow.Case, d extendDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.AskExtension, c.Who, safety.Given{Until: chosen(d.Until, d.Which), Reason: d.Reason, Interim: d.Interim})
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 的延期申请已交上去，%s。答复以前，期限仍是%s。", h.No, v.answered(h, safety.Extend), v.Policy.By(h, v.Now)), nil
		},
	}
}

// answered says by when a request is answered.
func (v *visit) answered(h *safety.Hazard, grant safety.Action) string {
	a, _ := h.Asked(grant)
	by := v.Policy.AnswerBy(h, a)
	if by.IsZero() {
		return "有答复就告诉您"
	}
	return safety.Moment(by, v.Now) + "前答复您"
}

// days are moments to choose from; an option's id is its position.
func days(moments []time.Time) []flow.Option {
	options := make([]flow.Option, 0, len(moments))
	for i, at := range moments {
		options = append(options, flow.Option{ID: strconv.Itoa(i), Label: day(at)})
	}
	return options
}

// chosen is the moment of an option, zero if there is none.
func chosen(moments []time.Time, id string) time.Time {
	if i, err := strconv.Atoi(id); err == nil && i >= 0 && i < len(moments) {
		return moments[i]
	}
	return time.Time{}
}
