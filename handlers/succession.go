package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// confirmed is a side's word that what a list names has changed hands.
func (v *visit) confirmed(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	no, err := v.successionNo(ctx, c.Who, no)
	if err != nil {
		return bot.Body{}, err
	}
	x, err := v.ConfirmSuccession(ctx, no, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	v.done = "已确认"
	if x.Done() {
		return plain("交接单 %s 双方都已确认，交接完成。谢谢您！", x.No)
	}
	other := x.To
	if x.Gave.IsZero() {
		other = x.From
	}
	return plain("已记下您的确认。等%s也确认，交接单 %s 就办完了，会告诉您。", v.roster.Name(other), x.No)
}

// successionNo is the number that was given, or that of the only list that waits
// for the member.
func (v *visit) successionNo(ctx context.Context, who, no string) (string, error) {
	if no = strings.TrimSpace(no); no != "" {
		return no, nil
	}
	mine, err := v.OpenSuccessions(ctx, who)
	switch {
	case err != nil:
		return "", err
	case len(mine) == 0:
		return "", safety.Refuse("您现在没有要确认的交接单；确认过的不用再点。")
	case len(mine) > 1:
		return "", safety.Refuse("您有 %d 张交接单要确认，请写上编号，比如“%s %s”。", len(mine), wordSettle, mine[0].No)
	}
	return mine[0].No, nil
}

// successions shows a list, or those that wait for the member.
func (v *visit) successions(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	mine, err := v.OpenSuccessions(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if strings.TrimSpace(no) == "" && len(mine) > 1 {
		var b strings.Builder
		fmt.Fprintf(&b, "您有 %d 张交接单要确认：", len(mine))
		for i, x := range mine[:min(most, len(mine))] {
			fmt.Fprintf(&b, "\n%d. %s %s%s，%s → %s", i+1, x.No, v.roster.Where(x.Grid), x.Role, v.roster.Name(x.From), v.roster.Name(x.To))
		}
		fmt.Fprintf(&b, "\n发“%s 编号”看里面有什么。", wordSuccession)
		return bot.Body{Text: b.String()}, nil
	}
	if no, err = v.successionNo(ctx, c.Who, no); err != nil {
		return bot.Body{}, err
	}
	x, r, err := v.MaySettle(ctx, no, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "交接单 %s：%s %s，%s → %s\n", x.No, r.Where(x.Grid), x.Role, r.Name(x.From), r.Name(x.To))
	if len(x.Lines) == 0 {
		b.WriteString("没有未办完的事项。\n")
	}
	listLines(&b, x.Lines)
	fmt.Fprintf(&b, "交方：%s；接方：%s。", settled(x.Gave, v.Now), settled(x.Took, v.Now))
	if v.SideOf(r, x, c.Who) != "" {
		fmt.Fprintf(&b, "\n交接清楚了，发“%s %s”。", wordSettle, x.No)
	}
	return bot.Body{Text: b.String()}, nil
}

func settled(at, now time.Time) string {
	if at.IsZero() {
		return "还没有确认"
	}
	return safety.Moment(at, now) + "已确认"
}

type disputeDraft struct {
	No   string `json:"no"`
	Text string `json:"text,omitempty"`
}

// dispute says what is wrong with a list, or missing from it.
func (v *visit) dispute() flow.Flow[disputeDraft] {
	return flow.Flow[disputeDraft]{
		Name: flowDispute, Version: 1, Title: "交接有出入", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (d disputeDraft, err error) {
			if err := json.Unmarshal(c.Payload, &d.No); err != nil {
				return d, safety.Refuse("请从交接单的按钮进入。")
			}
			_, _, err = v.MaySettle(ctx, d.No, c.Who)
			return d, err
		},
		Ask: func(d *disputeDraft) []flow.Question {
			return []flow.Question{flow.Text("text", "哪里有出入？会告诉对方和上一级。", &d.Text, 2, 200).Label("出入").Hint("天台钥匙没有交")}
		},
		Submit: func(ctx context.Context, c flow.Case, d disputeDraft) (string, error) {
			x, err := v.DisputeSuccession(ctx, d.No, c.Who, d.Text)
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("已告诉对方和上一级。弄清楚以后，再点“已接清”或“已交清”，或发“%s %s”。", wordSettle, x.No), nil
		},
	}
}
