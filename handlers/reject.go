package handlers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type rejectDraft struct {
	No     string `json:"no"`
	What   string `json:"what"`
	Reason string `json:"reason,omitempty"`
	To     string `json:"to,omitempty"` // the matter whose office is responsible
	Office string `json:"office,omitempty"`
	Note   string `json:"note,omitempty"`
}

// otherOffice is the choice of an office that the policy does not name.
const otherOffice = "other"

// reject turns a report down with a reason code and words, and with the right
// address where somebody else is responsible; the reporter is told (domain.md
// 6.3, 10.3).
func (v *visit) reject() flow.Flow[rejectDraft] {
	return flow.Flow[rejectDraft]{
		Name: flowReject, Version: 1, Title: "不受理", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (rejectDraft, error) {
			h, err := v.about(ctx, c, safety.Reject)
			if err != nil {
				return rejectDraft{}, err
			}
			return rejectDraft{No: h.No, What: h.What}, nil
		},
		Ask: func(d *rejectDraft) []flow.Question {
			qs := []flow.Question{flow.Pick("reason", "为什么不受理？"+quoted(d.No, d.What), &d.Reason, v.reasons()...).Label("原因")}
			if why, _ := v.Policy.Rejection(d.Reason); why.Address {
				qs = append(qs, flow.Pick("to", "这是哪一类的事？会把该找谁告诉上报人。", &d.To, v.matters()...).Label("归谁管"))
				if d.To == otherOffice {
					qs = append(qs, flow.Text("office", "该找哪个部门、怎么找？写给上报人看。", &d.Office, 2, 40).Label("部门").Hint("街道民政所，电话 12345 转"))
				}
			}
			return append(qs,
				flow.Text("note", "还有什么要告诉上报人？会原样转告；没有就发“跳过”。", &d.Note, 4, 200).OrSkip().Label("说明").Hint("到现场看过，通道是畅通的"),
				flow.Confirm("send", "不受理 "+d.No))
		},
		Submit: func(ctx context.Context, c flow.Case, d rejectDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.Reject, c.Who, safety.Given{Reason: v.told(d), Code: d.Reason})
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 没有受理，已把原因告诉上报人。", h.No), nil
		},
	}
}

// reasons are the reasons a report can be turned down with.
func (v *visit) reasons() []flow.Option {
	options := make([]flow.Option, 0, len(v.Policy.Reporting.Rejections))
	for _, r := range v.Policy.Reporting.Rejections {
		options = append(options, flow.Option{ID: r.ID, Label: r.Name})
	}
	return options
}

// matters are what others are responsible for.
func (v *visit) matters() []flow.Option {
	options := make([]flow.Option, 0, len(v.Policy.Reporting.Addresses)+1)
	for _, a := range v.Policy.Reporting.Addresses {
		options = append(options, flow.Option{ID: a.Matter, Label: a.Matter})
	}
	return append(options, flow.Option{ID: otherOffice, Label: "其他（写部门）"})
}

// told is what the reporter is told of a rejection.
func (v *visit) told(d rejectDraft) string {
	why, _ := v.Policy.Rejection(d.Reason)
	parts := []string{why.Text}
	if why.Address {
		office := d.Office
		for _, a := range v.Policy.Reporting.Addresses {
			if a.Matter == d.To {
				office = a.Office
			}
		}
		parts = append(parts, "请找"+office)
	}
	if d.Note != "" {
		parts = append(parts, strings.TrimRight(d.Note, "。"))
	}
	return strings.Join(parts, "；") + "。"
}

type appealDraft struct {
	No   string `json:"no"`
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
}

// appeal lets a reporter ask once for another decision about a report that was
// turned down (domain.md 6.3 reject).
func (v *visit) appeal() flow.Flow[appealDraft] {
	return flow.Flow[appealDraft]{
		Name: flowAppeal, Version: 1, Title: "申诉", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (appealDraft, error) {
			h, err := v.about(ctx, c, safety.Appeal)
			if err != nil {
				return appealDraft{}, err
			}
			return appealDraft{No: h.No, What: h.What}, nil
		},
		Ask: func(d *appealDraft) []flow.Question {
			return []flow.Question{flow.Text("why", "您为什么不同意？一句话就行，安监办主任会看到。"+quoted(d.No, d.What), &d.Why, 2, 200).Label("理由").Hint("纸箱今天还在，照片是早上拍的")}
		},
		Submit: func(ctx context.Context, c flow.Case, d appealDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.Appeal, c.Who, safety.Given{Reason: d.Why})
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 已转街道安监办主任复核，%s前给您最后的答复。", h.No, safety.Moment(v.Policy.JudgeBy(h), v.Now)), nil
		},
	}
}

// grant and uphold decide an appeal with one tap.
func (v *visit) grant(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	return v.decide(ctx, c, no, v.Grant, "已受理", "%s 已改为受理，定为%s。等级和类别不对可以再改，请派发。")
}

func (v *visit) uphold(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	return v.decide(ctx, c, no, v.Uphold, "已维持", "%s 维持不受理，已告诉上报人这是最后的答复。%.0s")
}

func (v *visit) decide(ctx context.Context, c flow.Case, no string, decide func(context.Context, string, string) (*safety.Hazard, error), done, said string) (bot.Body, error) {
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	if h, err = decide(ctx, h.No, c.Who); err != nil {
		return bot.Body{}, err
	}
	v.done = done
	return plain(said, h.No, h.Severity)
}

// sendOn lets the officers judge what the safety office has looked at first.
func (v *visit) sendOn(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	if h, err = v.Do(ctx, h.No, safety.SendOn, c.Who, safety.Given{}); err != nil {
		return bot.Body{}, err
	}
	v.done = "已转社区"
	return plain("%s 已转社区安全员，%s前答复上报人。", h.No, safety.Moment(v.Policy.JudgeBy(h), v.Now))
}
