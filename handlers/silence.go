package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type silenceDraft struct {
	What   string `json:"what,omitempty"`
	Until  string `json:"until,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// silence holds back routine reminders for a time (静默).
func (v *visit) silence() flow.Flow[silenceDraft] {
	return flow.Flow[silenceDraft]{
		Name: flowSilence, Version: 1, Says: []string{"静默", "设置静默"}, Idle: 30 * time.Minute,
		Open: func(_ context.Context, c flow.Case) (silenceDraft, error) {
			if !v.Orderer(v.roster, c.Who) {
				return silenceDraft{}, safety.Refuse("静默由社区主任和街道负责人来办。")
			}
			return silenceDraft{}, nil
		},
		Ask: func(d *silenceDraft) []flow.Question {
			return []flow.Question{
				flow.Text("what", "静默什么？写隐患编号、楼院或社区的名字，或者检查的名字。", &d.What, 2, 60).Label("对象").Hint("YH-2026-01-0007").Check(func(ctx context.Context, c flow.Case) error {
					x, err := v.silenceOf(ctx, c.Who, d.What)
					if err != nil {
						return err
					}
					return v.MaySilence(ctx, x)
				}),
				flow.Text("until", "到什么时候为止？", &d.Until, 1, 30).Label("到").Hint("7天，或 9月30日").Check(func(context.Context, flow.Case) error {
					_, err := v.until(d.Until)
					return err
				}),
				flow.Text("reason", "为什么不用催？会写进夜间自查，大家看得到。", &d.Reason, 4, 100).Label("原因").Hint("房子在拆，住户都搬走了"),
				flow.Confirm("send", "静默 "+d.What+"，到"+d.Until),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d silenceDraft) (string, error) {
			x, err := v.silenceOf(ctx, c.Who, d.What)
			if err != nil {
				return "", done(err)
			}
			if x.Until, err = v.until(d.Until); err != nil {
				return "", done(err)
			}
			x.ID, x.Reason = c.ID, d.Reason
			made, err := v.Silence(ctx, x)
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 已静默到%s（%s）。街道以上的催办、突出以上的隐患照常。随时可发“取消静默 %s”。",
				made.Title, safety.Moment(made.Until, v.Now), made.No, made.No), nil
		},
	}
}

func (v *visit) until(text string) (time.Time, error) {
	term, err := safety.ParseTerm(text, v.Now)
	if err != nil {
		return time.Time{}, err
	}
	return term.From(v.Now, false, v.Policy.Calendar), nil
}

// silenceOf finds what a member wants to silence: a hazard by its number, a plan
// or a grid by its name.
func (v *visit) silenceOf(ctx context.Context, who, text string) (safety.Silence, error) {
	x := safety.Silence{Author: who}
	text = strings.TrimSpace(text)
	if strings.HasPrefix(strings.ToUpper(text), "YH") {
		h, err := v.hazard(ctx, text)
		if err != nil {
			return x, err
		}
		x.Scope, x.Ref, x.Title = safety.SilenceHazard, h.ID, h.No
		return x, nil
	}
	for _, plan := range v.Policy.Plans {
		if plan.Name == text || plan.ID == text {
			x.Scope, x.Ref, x.Title = safety.SilencePlan, plan.ID, plan.Name
			return x, nil
		}
	}
	var found []safety.Grid
	for _, g := range v.roster.Grids {
		if !g.Ended && (g.Name == text || g.Code == text || strings.HasSuffix(v.roster.Where(g.Code), text)) {
			found = append(found, g)
		}
	}
	if len(found) != 1 {
		return x, safety.Refuse("没有找到“%s”。请写隐患编号、楼院或社区的全名，或者检查的名字。", clip(text, 24))
	}
	x.Scope, x.Ref, x.Title = safety.SilenceGrid, found[0].Code, v.roster.Where(found[0].Code)
	return x, nil
}

// silences lists what is silenced now.
func (v *visit) silences(ctx context.Context, c flow.Case, _ string) (bot.Body, error) {
	xs, err := v.Silences(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if len(xs) == 0 {
		return plain("现在没有静默。")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "正在静默 %d 项：", len(xs))
	for i, x := range xs[:min(most, len(xs))] {
		fmt.Fprintf(&b, "\n%d. %s %s，到%s，%s：%s", i+1, x.No, x.Title, safety.Moment(x.Until, v.Now), v.roster.Name(x.Author), clip(x.Reason, 30))
	}
	b.WriteString("\n发“取消静默 编号”可以取消。")
	return bot.Body{Text: b.String()}, nil
}

// unsilence cancels a silence.
func (v *visit) unsilence(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	if strings.TrimSpace(no) == "" {
		return plain("取消哪一项？发“取消静默 编号”，“静默单”里有编号。")
	}
	x, err := v.EndSilence(ctx, no, c.Who)
	if errors.Is(err, safety.ErrNotFound) {
		return bot.Body{}, safety.Refuse("没有找到这项静默。")
	}
	if err != nil {
		return bot.Body{}, err
	}
	return plain("%s 的静默已取消，提醒照常。", x.Title)
}
