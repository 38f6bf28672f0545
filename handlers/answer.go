package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type answerDraft struct {
	No     string `json:"no"`
	Asked  string `json:"asked"` // what is asked for, in words
	Record bool   `json:"record"`
	Reason string `json:"reason,omitempty"`
}

// An answer is one way to answer a request about a hazard.
type answer struct {
	flow, title string
	do          safety.Action
	wants       safety.Action // what the request is for
}

// answers are both answers to each request.
var answers = []answer{
	{flow: flowGrantExtension, title: "同意延期", do: safety.Extend, wants: safety.Extend},
	{flow: flowRefuseExtension, title: "不同意延期", do: safety.RefuseExtension, wants: safety.Extend},
	{flow: flowGrantSuspension, title: "批准挂账", do: safety.Suspend, wants: safety.Suspend},
	{flow: flowRefuseSuspension, title: "不批准挂账", do: safety.RefuseSuspension, wants: safety.Suspend},
	{flow: flowGrantSeverity, title: "同意调级", do: safety.ChangeSeverity, wants: safety.ChangeSeverity},
	{flow: flowRefuseSeverity, title: "不同意调级", do: safety.RefuseSeverity, wants: safety.ChangeSeverity},
}

// answer grants or refuses what was asked for. A no has its reason; a yes has
// one where it is the decision of an authority above.
func (v *visit) answer(a answer) flow.Flow[answerDraft] {
	return flow.Flow[answerDraft]{
		Name: a.flow, Version: 1, Title: a.title, Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (answerDraft, error) {
			h, err := v.about(ctx, c, a.do)
			if err != nil {
				return answerDraft{}, err
			}
			ask, ok := h.Asked(a.wants)
			if !ok {
				return answerDraft{}, safety.Refuse("%s 现在没有等您答复的申请，可能已经有人答复过了。", h.No)
			}
			return answerDraft{No: h.No, Asked: request(ask, v.Now), Record: a.do == safety.Extend && v.Policy.Limits[h.Severity].ExtendRecord}, nil
		},
		Ask: func(d *answerDraft) []flow.Question {
			var qs []flow.Question
			switch {
			case d.Record:
				qs = append(qs, flow.Text("record", "重大隐患的延期由上级部门决定。请写批复的单位、文号和内容。\n"+d.Asked, &d.Reason, 4, 200).Label("批复").Hint("市应急局 2026 第 12 号批复，同意延到 10 月底"))
			case a.do != a.wants:
				qs = append(qs, flow.Text("reason", "为什么不同意？会原样转告申请人。\n"+d.Asked, &d.Reason, 2, 200).Label("原因").Hint("材料已经到了，按期能改好"))
			}
			return append(qs, flow.Confirm("send", a.title+" "+d.No+"（"+d.Asked+"）"))
		},
		Submit: func(ctx context.Context, c flow.Case, d answerDraft) (string, error) {
			h, err := v.Do(ctx, d.No, a.do, c.Who, safety.Given{Reason: d.Reason})
			if err != nil {
				return "", done(err)
			}
			switch a.do {
			case safety.Extend:
				return fmt.Sprintf("%s 已延期，新期限%s，已通知责任人。", h.No, v.Policy.By(h, v.Now)), nil
			case safety.Suspend:
				return fmt.Sprintf("%s 已挂账，%s。到日子没有继续挂账就自动恢复整改。", h.No, held(h, v.Now)), nil
			case safety.ChangeSeverity:
				return fmt.Sprintf("%s 已调为“%s”，已通知有关的人。", h.No, h.Severity), nil
			}
			return fmt.Sprintf("好的，已把不同意的原因告诉申请人。%s 照原来的办。", h.No), nil
		},
	}
}

// request is what is asked for, in words.
func request(a safety.Ask, now time.Time) string {
	var s string
	switch a.Do {
	case safety.Extend:
		s = "申请延到" + safety.Moment(a.Until, now)
	case safety.Suspend:
		s = "申请挂账，" + safety.Moment(a.Until, now) + "再看"
	case safety.ChangeSeverity:
		s = "建议调为“" + a.Severity.String() + "”"
	}
	return s + "，原因：" + clip(a.Reason, 60)
}
