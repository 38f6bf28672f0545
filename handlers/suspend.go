package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type suspendDraft struct {
	No      string            `json:"no"`
	What    string            `json:"what"`
	Party   string            `json:"party,omitempty"`
	Name    string            `json:"name,omitempty"`
	Choices []string          `json:"choices,omitempty"` // userids, when nobody is named yet
	Labels  map[string]string `json:"labels,omitempty"`
	Held    bool              `json:"held"` // there is an interim measure
	Until   []time.Time       `json:"until"`
	Which   string            `json:"which,omitempty"`
	Reason  string            `json:"reason,omitempty"`
	Interim string            `json:"interim,omitempty"`
}

// suspend asks the deputy lead to put up with a hazard for a time (挂账), or with
// a suspended one for longer (domain.md 6.3 suspend).
func (v *visit) suspend() flow.Flow[suspendDraft] {
	return flow.Flow[suspendDraft]{
		Name: flowSuspend, Version: 1, Title: "申请挂账", Idle: 30 * time.Minute,
		Open: v.openSuspend,
		Ask: func(d *suspendDraft) []flow.Question {
			var qs []flow.Question
			if len(d.Choices) > 0 {
				qs = append(qs, v.askParty(d.No, d.What, d.Choices, d.Labels, &d.Party))
			}
			if d.Party == someoneElse {
				qs = append(qs, flow.Text("name", "请写责任人或单位的名字。", &d.Name, 2, 40).Label("责任人姓名"))
			}
			qs = append(qs,
				flow.Text("reason", "因为什么外部原因现在改不了？"+quoted(d.No, d.What), &d.Reason, 4, 200).Label("原因").Hint("要等老旧小区改造，列在下季度计划里"),
				flow.Pick("until", "最迟哪天再看一次？", &d.Which, days(d.Until)...).Label("下次查看"))
			if !d.Held {
				qs = append(qs, flow.Text("interim", "挂账期间采取什么临时防范措施？", &d.Interim, 2, 200).Label("临时措施").Hint("围挡隔离，每天巡查"))
			}
			return append(qs, flow.Confirm("send", "申请挂账 "+d.No))
		},
		Submit: func(ctx context.Context, c flow.Case, d suspendDraft) (string, error) {
			g := safety.Given{Until: chosen(d.Until, d.Which), Reason: d.Reason, Interim: d.Interim}
			if len(d.Choices) > 0 {
				g.Party, g.PartyName = v.partyOf(d.Party, d.Name)
			}
			h, err := v.Do(ctx, d.No, safety.AskSuspension, c.Who, g)
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 的挂账申请已请街道分管负责人批准，%s。批准以前照常整改。", h.No, v.answered(h, safety.Suspend)), nil
		},
	}
}

func (v *visit) openSuspend(ctx context.Context, c flow.Case) (suspendDraft, error) {
	h, err := v.about(ctx, c, safety.AskSuspension)
	if err != nil {
		return suspendDraft{}, err
	}
	d := suspendDraft{No: h.No, What: h.What, Held: h.Interim != ""}
	for _, delay := range v.Policy.Handling.Suspension.Offer {
		d.Until = append(d.Until, delay.From(v.Now, v.Policy.Calendar))
	}
	if h.Party == "" && h.PartyName == "" {
		d.Choices, d.Labels, err = v.partyChoices(ctx, h)
	}
	return d, err
}

// resume takes a suspended hazard up again.
func (v *visit) resume(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	if h, err = v.Do(ctx, h.No, safety.Resume, c.Who, safety.Given{Reason: "可以整改了"}); err != nil {
		return bot.Body{}, err
	}
	v.done = "已恢复整改"
	return plain("%s 已恢复整改，新期限%s，已通知%s。", h.No, v.Policy.By(h, v.Now), party(v.roster, h))
}

// held says how long a suspension is.
func held(h *safety.Hazard, now time.Time) string {
	return fmt.Sprintf("下次查看%s", safety.Moment(h.LookAt, now))
}
