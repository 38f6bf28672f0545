package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// sendVerify has a report looked at on the spot before it is judged.
func (v *visit) sendVerify(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	if h, err = v.Do(ctx, h.No, safety.SendVerify, c.Who, safety.Given{}); err != nil {
		return bot.Body{}, err
	}
	v.done = "已转核实"
	return plain("%s 已请楼院长到现场核实，%s前要有结论。核实清楚后再受理或不受理。", h.No, safety.Moment(v.Policy.JudgeBy(h), v.Now))
}

type lookDraft struct {
	No     string       `json:"no"`
	What   string       `json:"what"`
	Saw    string       `json:"saw,omitempty"`
	Photos []flow.Photo `json:"photos,omitempty"`
}

// lookAt tells what somebody found on the spot about a report.
func (v *visit) lookAt() flow.Flow[lookDraft] {
	return flow.Flow[lookDraft]{
		Name: flowLook, Version: 1, Title: "现场核实", Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (lookDraft, error) {
			h, err := v.about(ctx, c, safety.LookedAt)
			if err != nil {
				return lookDraft{}, err
			}
			return lookDraft{No: h.No, What: h.What}, nil
		},
		Ask: func(d *lookDraft) []flow.Question {
			return []flow.Question{
				flow.Photos("photos", "请到现场拍一张照片，拍完发“完成”。"+quoted(d.No, d.What), &d.Photos, 1, 9).Anytime().Label("现场照片").Pending(v.fetching(&d.Photos)),
				flow.Text("saw", "现场看到了什么？", &d.Saw, 2, 200).Label("情况").Hint("确实堆了纸箱，占了一半通道"),
				flow.Confirm("send", d.No+" 现场核实"),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d lookDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.LookedAt, c.Who, safety.Given{Reason: d.Saw, Photos: media(d.Photos)})
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 的核实情况已记下，由社区安全员决定是否受理。辛苦了！", h.No), nil
		},
	}
}
