package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type severityDraft struct {
	No       string          `json:"no"`
	What     string          `json:"what"`
	Now      safety.Severity `json:"now"`
	Late     bool            `json:"late"` // somebody puts it right already
	Held     bool            `json:"held"` // there is an interim measure
	Severity safety.Severity `json:"severity,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	Interim  string          `json:"interim,omitempty"`
}

// regrade changes a hazard's severity, or proposes it where somebody else has
// to agree (domain.md 6.1).
func (v *visit) regrade() flow.Flow[severityDraft] {
	return flow.Flow[severityDraft]{
		Name: flowSeverity, Version: 1, Title: "调整等级", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (severityDraft, error) {
			h, err := v.about(ctx, c, safety.ChangeSeverity)
			if err != nil {
				if h, err = v.about(ctx, c, safety.AskSeverity); err != nil {
					return severityDraft{}, err
				}
			}
			late := h.State != safety.Reported && h.State != safety.Verifying && h.State != safety.Registered
			return severityDraft{No: h.No, What: h.What, Now: h.Severity, Late: late, Held: h.Interim != ""}, nil
		},
		Ask: func(d *severityDraft) []flow.Question {
			var others []safety.Severity
			for _, s := range []safety.Severity{safety.General, safety.Serious, safety.Major} {
				if s != d.Now {
					others = append(others, s)
				}
			}
			now := "还没有定级"
			if d.Now != "" {
				now = "现在是“" + d.Now.String() + "”"
			}
			qs := []flow.Question{
				flow.Choose("severity", now+"，应该是哪一级？"+quoted(d.No, d.What), &d.Severity, others...).Label("等级"),
				flow.Text("reason", "为什么要调？", &d.Reason, 2, 200).Label("原因").Hint("通道完全堵死，比原来看到的严重"),
			}
			if d.Late && !d.Held && v.Policy.Limits[d.Severity].Interim {
				qs = append(qs, flow.Text("interim", "整改完成前采取什么临时防范措施？", &d.Interim, 2, 200).Label("临时措施").Hint("专人看守，停止充电"))
			}
			return append(qs, flow.Confirm("send", "调整等级 "+d.No))
		},
		Submit: func(ctx context.Context, c flow.Case, d severityDraft) (string, error) {
			h, did, err := v.Grade(ctx, d.No, c.Who, safety.Given{Severity: d.Severity, Reason: d.Reason, Interim: d.Interim})
			if err != nil {
				return "", done(err)
			}
			if did == safety.AskSeverity {
				return fmt.Sprintf("%s 调为“%s”的建议已交上去，%s。", h.No, d.Severity, v.answered(h, safety.ChangeSeverity)), nil
			}
			if h.Deadline.IsZero() {
				return fmt.Sprintf("%s 已调为“%s”，%s前要决定是否受理。", h.No, h.Severity, safety.Moment(v.Policy.JudgeBy(h), v.Now)), nil
			}
			return fmt.Sprintf("%s 已调为“%s”，新期限%s，已通知有关的人。", h.No, h.Severity, v.Policy.By(h, v.Now)), nil
		},
	}
}
