package handlers

import (
	"fmt"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// replyButton begins the reply to a supervision order.
func (w words) replyButton() bot.Button {
	return bot.Button{Text: "督办回复", Key: flow.BeginKey(flowReply, w.Words["no"]), Style: bot.Danger}
}

// order is a supervision order as a card: what it is about, what is asked for
// and by when.
func (w words) order(title, desc string, reply bool) bot.Card {
	c := bot.Card{Source: w.where(), Alert: true, Title: clip(title, 36), Desc: desc, Quote: w.Words["words"]}
	c.Fields = []bot.Field{{Name: "督办单", Value: w.Words["no"]}, {Name: "回复期限", Value: w.Words["by"]}}
	if w.Hazard != nil {
		c.Fields = append(c.Fields, w.facts()[:2]...)
	}
	switch {
	case w.Hazard != nil && reply:
		todo := w.todo()
		last := len(todo) - 1
		c.Buttons = append(append(todo[:last:last], w.replyButton()), todo[last])
	case w.Hazard != nil:
		c.Buttons = append(c.Buttons, w.orders()...)
	case w.Occurrence != nil && reply:
		c.Buttons = []bot.Button{{Text: "开始检查", Key: flow.BeginKey(flowCheck, nil), Style: bot.Primary}, w.replyButton()}
	}
	if reply && len(c.Buttons) == 0 {
		c.Buttons = []bot.Button{w.replyButton()}
	}
	return c
}

func supervised(w words) saying {
	title := clip(w.Words["leader"]+"督办："+w.Words["title"], 36)
	desc := fmt.Sprintf("请在%s前办理并回复，原来的期限不变。办完了照常报改好，督办单会一起办结。", w.Words["by"])
	return card(w.order(title, desc, true), fmt.Sprintf("%s 领导督办：%s，%s前回复", w.Words["no"], w.Words["title"], w.Words["by"]))
}

func supervisionReminder(w words) saying {
	desc := fmt.Sprintf("%s交办的事请在%s前回复，点“督办回复”写一两句就行。", w.Words["leader"], w.Words["by"])
	return card(w.order("督办单快到期："+w.Words["title"], desc, true), fmt.Sprintf("督办单 %s 快到期：%s，%s前回复", w.Words["no"], w.Words["title"], w.Words["by"]))
}

func supervisionOverdue(w words) saying {
	desc := fmt.Sprintf("%s的督办没有按期回复，%s。请您过问一下，也可以换人或另定期限。", w.Words["leader"], w.Words["overdue"])
	return card(w.order("督办没有回复："+w.Words["title"], desc, false), fmt.Sprintf("督办单 %s %s未回复：%s", w.Words["no"], w.Words["overdue"], w.Words["title"]))
}

func supervisionAnswered(w words) saying {
	return text("您督办的 %s（%s），%s回复：%s", w.orderOf(), clip(w.Words["title"], 30), w.Words["who"], clip(w.Words["answer"], 300))
}

func supervisedClosed(w words) saying {
	return text("您督办的 %s（%s）%s，督办单 %s 办结。", w.orderOf(), clip(w.Words["title"], 30), w.Words["outcome"], w.Words["no"])
}

// orderOf is the number of an order's matter, or of the order itself.
func (w words) orderOf() string {
	if w.Hazard != nil {
		return w.Hazard.No
	}
	return w.Words["no"]
}

func reassigned(w words) saying {
	h := w.Hazard
	desc := fmt.Sprintf("%s请您来办，期限不变：%s。", w.Words["leader"], w.by())
	if h.State == safety.Reported {
		desc = w.Words["leader"] + "请您来受理这条反映。"
	}
	return card(bot.Card{
		Source: w.where(), Alert: true, Title: clip("换您来办："+what(h), 36), Desc: desc, Quote: h.What, Fields: w.facts(), Buttons: w.todo(),
	}, fmt.Sprintf("%s 换您来办：%s %s", h.No, place(h), what(h)))
}

func released(w words) saying {
	return text("%s（%s）由%s改请%s来办，您不用再办了。", w.Hazard.No, what(w.Hazard), w.Words["leader"], w.Words["who"])
}
