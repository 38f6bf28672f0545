package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// phrases reads what leaders type as orders: "2 督办 3天", "1、3知悉". Only those
// who may give some order are listened to in this way.
func (v *visit) phrases(ctx context.Context, c flow.Case, text string, strict bool) (bot.Body, bool, error) {
	if !v.Orderer(v.roster, c.Who) {
		return bot.Body{}, false, nil
	}
	os, err := v.Policy.Escalation.ReadOrders(text, v.Now, v.isMember)
	if strict && err != nil || len(os) == 0 && err == nil {
		return bot.Body{}, false, nil // a sentence; in the middle of a free text, no question about it either
	}
	if err != nil {
		return bot.Body{}, false, err
	}
	for _, o := range os {
		if strict && (!o.Pointed() || o.Words != "") {
			return bot.Body{}, false, nil
		}
	}
	var done []safety.Ordered
	for _, o := range os {
		some, err := v.Order(ctx, c.Who, o)
		var no *safety.Refusal
		switch {
		case errors.As(err, &no) && len(os) > 1: // the others are carried out
			some = []safety.Ordered{{Do: o.Do, Name: o.Do.String(), Refused: no.Sentence()}}
		case err != nil:
			return bot.Body{}, false, err
		}
		done = append(done, some...)
	}
	body, err := v.ordered(ctx, done)
	return body, true, err
}

func (v *visit) isMember(name string) bool {
	for _, m := range v.roster.Members {
		if m.Name == name && !m.Ended {
			return true
		}
	}
	return false
}

// order is a leader's order by a card's button, or by the bare word. The key
// holds the subject or number, and behind a space what else was chosen.
func (v *visit) order(do safety.Order) func(context.Context, flow.Case, string) (bot.Body, error) {
	return func(ctx context.Context, c flow.Case, rest string) (bot.Body, error) {
		if !v.Orderer(v.roster, c.Who) {
			return bot.Body{}, safety.Refuse("%s由领导和安监办来做。有事要反映，直接发一句话或照片就行。", do)
		}
		o := safety.OrderText{Do: do}
		about, chosen, _ := strings.Cut(strings.TrimSpace(rest), " ")
		switch do {
		case safety.OrderReassign:
			o.Name = chosen
		case safety.OrderExtend:
			if d, err := safety.ParseDelay(chosen); err == nil {
				o.Term.Delay = d
			}
		}
		if about == "" {
			done, err := v.Order(ctx, c.Who, o)
			if err != nil {
				return bot.Body{}, err
			}
			return v.ordered(ctx, done)
		}
		subject := about
		if !strings.Contains(about, ":") {
			h, err := v.hazard(ctx, about)
			if err != nil {
				return bot.Body{}, err
			}
			subject = h.About()
		}
		done, err := v.OrderAbout(ctx, c.Who, subject, o)
		if err != nil {
			return bot.Body{}, err
		}
		if done.Missing == "" {
			v.done = "已" + do.String()
		}
		return v.ordered(ctx, []safety.Ordered{done})
	}
}

// ordered words what came of orders.
func (v *visit) ordered(ctx context.Context, done []safety.Ordered) (bot.Body, error) {
	switch {
	case len(done) == 1 && done[0].Missing != "":
		return v.askMore(ctx, done[0])
	case len(done) == 1 && done[0].Handover != nil:
		return v.proposed(ctx, done[0])
	}
	var lines []string
	var noted []safety.Ordered
	for _, d := range done {
		if d.Do == safety.OrderNoted && d.Refused == "" {
			noted = append(noted, d)
			continue
		}
		lines = append(lines, v.orderLine(d))
	}
	switch len(noted) {
	case 0:
	case 1:
		lines = append(lines, v.orderLine(noted[0]))
	default:
		lines = append(lines, fmt.Sprintf("%d 件已记为知悉，没办完之前仍列在早报里，过期没动静再提醒您。", len(noted)))
	}
	return plain("%s", strings.Join(lines, "\n"))
}

// orderLine says what came of one order.
func (v *visit) orderLine(d safety.Ordered) string {
	if d.Refused != "" {
		return d.Name + "：" + d.Refused
	}
	switch d.Do {
	case safety.OrderSupervise:
		return fmt.Sprintf("已督办 %s（督办单 %s），要求%s前回复，已通知经办人和社区安全员。有回复或到期都会告诉您。", d.Name, d.Order.No, safety.Moment(d.Due, v.Now))
	case safety.OrderReassign:
		if d.Missing != "" {
			return d.Name + "：要换成谁？请写姓名，比如“3 换人 樊冬青”。"
		}
		return fmt.Sprintf("%s 已换成%s，期限不变，已告诉两边的人。", d.Name, v.roster.Name(d.Whom))
	case safety.OrderExtend:
		if d.Missing != "" {
			return d.Name + "：要延到什么时候？比如“2 延期 5天”。"
		}
		return fmt.Sprintf("%s 已准予延期到%s，已通知责任人。", d.Name, safety.Moment(d.Due, v.Now))
	case safety.OrderHandOver:
		if d.Missing != "" {
			return d.Name + "：为什么要移交？请写一句理由，比如“2 移交 消防 需要查封”。"
		}
		return v.handoverLine(d)
	}
	return fmt.Sprintf("好的，%s 已记为知悉，%s前不再重复提醒您。没办完之前仍会列在早报里。", d.Name, safety.Moment(d.Until, v.Now))
}

// proposed answers who asked for a hand-over: with the draft itself if he may
// approve it, else with what comes next.
func (v *visit) proposed(ctx context.Context, d safety.Ordered) (bot.Body, error) {
	roles, err := v.HandoverRoles(ctx, d.Hazard, d.Handover, v.who)
	if err != nil {
		return bot.Body{}, err
	}
	if _, err := safety.NextHandover(d.Handover.State, safety.ApproveHandover, roles); err != nil {
		return plain("%s", v.orderLine(d))
	}
	return v.handoverCard(ctx, d.Handover.No)
}

// handoverLine says how far the hand-over is that a leader asked for.
func (v *visit) handoverLine(d safety.Ordered) string {
	o := d.Handover
	if o.State != safety.HandoverDrafted {
		return fmt.Sprintf("%s 已有移交 %s（送%s），%s。发“查 %s”看。", d.Name, o.No, o.Addressee, o.State, o.No)
	}
	return fmt.Sprintf("%s 的移交已拟稿（%s，送%s），请安监办主任在%s前批准。送出以前，整改照样催。", d.Name, o.No, o.Addressee, safety.Moment(o.Due, v.Now))
}

// askMore asks for what an order still needs, with the likely answers as buttons.
func (v *visit) askMore(ctx context.Context, d safety.Ordered) (bot.Body, error) {
	if d.Hazard == nil {
		return plain("%s", v.orderLine(d))
	}
	c := &bot.Card{Title: d.Do.String() + " " + d.Name, Quote: d.Hazard.What}
	switch d.Missing {
	case safety.PartName:
		ids, err := v.Successors(ctx, d.Hazard, 5)
		if err != nil {
			return bot.Body{}, err
		}
		c.Desc, c.List = fmt.Sprintf("换成谁？点一个，回序号，或回“换人 %s 姓名”。", d.Hazard.No), true
		for _, id := range ids {
			c.Buttons = append(c.Buttons, bot.Button{Text: clip(v.roster.Name(id), 10), Key: flow.DoKey(wordReassign, d.Hazard.No+" "+v.roster.Name(id)), Style: bot.Primary})
		}
	case safety.PartWords:
		c.Desc = fmt.Sprintf("还没有超期，也没有两次复查不合格。为什么要移交？点“写理由”，或回“移交 %s 需要查封”。", d.Hazard.No)
		c.Buttons = []bot.Button{button("写理由", flowPropose, d.Hazard, bot.Primary)}
	case safety.PartTerm:
		c.Desc = fmt.Sprintf("延到什么时候？点一个，或回“延期 %s 5天”。", d.Hazard.No)
		for _, days := range []string{"3", "5", "7"} {
			c.Buttons = append(c.Buttons, bot.Button{Text: days + " 天", Key: flow.DoKey(wordExtend, d.Hazard.No+" "+days+"d"), Style: bot.Primary})
		}
	}
	if len(c.Buttons) == 0 {
		return plain("%s\n%s", c.Title, c.Desc)
	}
	return bot.Body{Card: c}, nil
}
