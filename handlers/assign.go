package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type assignDraft struct {
	No       string            `json:"no"`
	What     string            `json:"what"`
	Severity safety.Severity   `json:"severity"`
	Choices  []string          `json:"choices"` // userids
	Labels   map[string]string `json:"labels"`
	Party    string            `json:"party,omitempty"`
	Name     string            `json:"name,omitempty"` // of a party who is no member
	Limit    string            `json:"limit,omitempty"`
	Require  string            `json:"require,omitempty"`
	Interim  string            `json:"interim,omitempty"`
}

// someoneElse is the choice of a party the roster does not know.
const someoneElse = "other"

// usualLimit leaves the deadline as the severity gives it.
const usualLimit = "usual"

// assign names who puts a hazard right, by when and how (domain.md 6.3).
func (v *visit) assign() flow.Flow[assignDraft] {
	return flow.Flow[assignDraft]{
		Name: flowAssign, Version: 1, Title: "派发", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (assignDraft, error) {
			h, err := v.about(ctx, c, safety.Assign)
			if err != nil {
				return assignDraft{}, err
			}
			d := assignDraft{No: h.No, What: h.What, Severity: h.Severity}
			d.Choices, d.Labels, err = v.partyChoices(ctx, h)
			return d, err
		},
		Ask: func(d *assignDraft) []flow.Question {
			qs := []flow.Question{v.askParty(d.No, d.What, d.Choices, d.Labels, &d.Party)}
			if d.Party == someoneElse {
				qs = append(qs, flow.Text("name", "请写责任人或单位的名字。对方不在企业微信里，通知书要打印送达。", &d.Name, 2, 40).Label("责任人姓名"))
			}
			qs = append(qs,
				flow.Pick("limit", "几天内改好？", &d.Limit, v.limits(d.Severity)...).Label("期限"),
				flow.Text("require", "整改要求（一句话）。跳过就写“按规范整改到位”。", &d.Require, 2, 200).OrSkip().Label("要求").Hint("清空楼道纸箱，保持畅通"))
			if v.Policy.Limits[d.Severity].Interim {
				qs = append(qs, flow.Text("interim", "整改完成前采取什么临时防范措施？", &d.Interim, 2, 200).Label("临时措施").Hint("专人看守，停止充电"))
			}
			return append(qs, flow.Confirm("send", "派发 "+d.No))
		},
		Submit: v.submitAssign,
	}
}

// partyChoices are those a hazard may be assigned to, at most eight, with how
// they are shown.
func (v *visit) partyChoices(ctx context.Context, h *safety.Hazard) (ids []string, labels map[string]string, err error) {
	ids, why, err := v.PartyChoices(ctx, h)
	ids = ids[:min(8, len(ids))]
	labels = map[string]string{}
	for _, id := range ids {
		labels[id] = clip(v.roster.Name(id)+" "+why[id], 16)
	}
	return ids, labels, err
}

// askParty asks who puts a hazard right.
func (v *visit) askParty(no, what string, ids []string, labels map[string]string, party *string) flow.Question {
	options := make([]flow.Option, 0, len(ids)+1)
	for _, id := range ids {
		options = append(options, flow.Option{ID: id, Label: labels[id]})
	}
	options = append(options, flow.Option{ID: someoneElse, Label: "其他人（写名字）"})
	return flow.Pick("party", "派给谁整改？"+quoted(no, what), party, options...).Label("责任人")
}

// partyOf is who was chosen: a member, or a name that the roster does not know.
func (v *visit) partyOf(choice, name string) (id, shown string) {
	if choice == someoneElse {
		return "", name
	}
	return choice, v.roster.Name(choice)
}

// limits are the deadlines offered: the usual one of the severity, and shorter
// or longer ones within its bounds.
func (v *visit) limits(sev safety.Severity) []flow.Option {
	limit, c := v.Policy.Limits[sev], v.Policy.Calendar
	usual := limit.Deadline(limit.Rectify, v.Now, c)
	options := []flow.Option{{ID: usualLimit, Label: "通常：" + day(usual)}}
	for _, text := range []string{"4h", "24h", "3d", "5d", "10d", "15d", "30d"} {
		d, err := safety.ParseDelay(text)
		if err != nil {
			continue
		}
		due := limit.Deadline(d, v.Now, c)
		if !limit.Max.IsZero() && due.After(limit.Max.From(v.Now, c)) || !limit.Min.IsZero() && due.Before(limit.Min.From(v.Now, c)) || due.Equal(usual) {
			continue
		}
		options = append(options, flow.Option{ID: text, Label: day(due)})
	}
	return options
}

// day is an instant as short as an option's label must be.
func day(t time.Time) string { return t.In(safety.Shanghai).Format("1月2日15:04") }

func (v *visit) submitAssign(ctx context.Context, c flow.Case, d assignDraft) (string, error) {
	g := safety.Given{Requirement: d.Require, Interim: d.Interim}
	g.Party, g.PartyName = v.partyOf(d.Party, d.Name)
	if g.Requirement == "" {
		g.Requirement = "按规范整改到位"
	}
	if d.Limit != usualLimit {
		delay, err := safety.ParseDelay(d.Limit)
		if err != nil {
			return "", fmt.Errorf("stored limit: %w", err)
		}
		g.Limit = delay
		g.Deadline = v.Policy.Limits[d.Severity].Deadline(delay, v.Now, v.Policy.Calendar)
	}
	h, err := v.Do(ctx, d.No, safety.Assign, c.Who, g)
	if err != nil {
		return "", done(err)
	}
	next := "对方确认收到后会开始整改，到期前自动提醒。"
	if h.Party == "" {
		next = "对方不在企业微信里：请把通知书送到，签字后发“查 " + h.No + "”点“代签收”，拍下签收。"
	}
	return fmt.Sprintf("%s 已派给%s，通知书%s，期限%s。\n%s", h.No, party(v.roster, h), h.NoticeNo, v.Policy.By(h, v.Now), next), nil
}
