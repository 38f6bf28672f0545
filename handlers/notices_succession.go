package handlers

import (
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// settleButtons confirm a list, or say what is wrong with it.
func (w words) settleButtons(label string) []bot.Button {
	no := w.Words["no"]
	return []bot.Button{
		{Text: label, Key: flow.DoKey(wordSettle, no), Style: bot.Primary},
		{Text: "有出入", Key: flow.BeginKey(flowDispute, no), Style: bot.Danger},
		{Text: "看交接单", Key: flow.DoKey(wordSuccession, no), Style: bot.Plain},
	}
}

func passedOn(w words) saying {
	label, how := "已接清", "对着单子一件件接过来，都清楚了点“已接清”；少了什么点“有出入”。"
	if w.Words["side"] == safety.SideGives {
		label, how = "已交清", "请把单子上的事和物件交给"+w.Words["to"]+"，交完了点“已交清”。"
	}
	c := bot.Card{
		Source: w.Words["grid"], Title: clip("交接单："+w.Words["role"]+"，"+w.Words["from"]+" → "+w.Words["to"], 36), Desc: how + "从今天起，提醒都发给" + w.Words["to"] + "。",
		Quote:   firstLines(w.Lines),
		Fields:  []bot.Field{{Name: "编号", Value: w.Words["no"]}, {Name: "事项", Value: w.Words["n"] + " 件"}},
		Buttons: w.settleButtons(label),
	}
	return card(c, fmt.Sprintf("交接单 %s（%s %s，%s → %s）：发“%s”看有什么，交接清楚了发“%s”", w.Words["no"], w.Words["grid"], w.Words["role"],
		w.Words["from"], w.Words["to"], wordSuccession, wordSettle))
}

// quoteRoom is how many characters a card's quotation shows, with room for what
// is left out (wecom-api.md 4.6).
const quoteRoom = 145

// firstLines is as much of a list as a card has room for.
func firstLines(lines []safety.Line) string {
	if len(lines) == 0 {
		return "没有未办完的事项。"
	}
	var b strings.Builder
	room := quoteRoom
	for i, l := range lines {
		line := fmt.Sprintf("%d. %s%s\n", l.N, clip(l.Text, 40), number(l))
		if room -= len([]rune(line)); room < 0 {
			fmt.Fprintf(&b, "…… 还有 %d 件", len(lines)-i)
			break
		}
		b.WriteString(line)
	}
	return strings.TrimSpace(b.String())
}

func successionWaiting(w words) saying {
	c := bot.Card{
		Source: w.Words["grid"], Title: "交接单还没有确认", Desc: w.Words["role"] + "换人的交接单还等您确认。交清、接清了点一下就行。",
		Fields:  []bot.Field{{Name: "交接单", Value: w.Words["no"]}, {Name: "交", Value: w.Words["from"]}, {Name: "接", Value: w.Words["to"]}},
		Buttons: w.settleButtons("已交清接清"),
	}
	if w.Step != nil && w.Step.Level > 0 {
		c.Alert, c.Buttons[0].Text = true, "代为确认"
		c.Desc = fmt.Sprintf("%s换人的交接单一直没有确认，还差%s。请过问一下；确实交清了，可以代为确认。", w.Words["role"], w.Words["missing"])
	}
	return card(c, fmt.Sprintf("交接单 %s（%s %s）还没有确认", w.Words["no"], w.Words["grid"], w.Words["role"]))
}

func successionDone(w words) saying {
	return text("交接单 %s（%s %s，%s → %s）双方都已确认，交接完成。", w.Words["no"], w.Words["grid"], w.Words["role"], w.Words["from"], w.Words["to"])
}

func successionDisputed(w words) saying {
	return text("%s说交接单 %s（%s %s）有出入：%s\n请双方当面核对清楚，再各自确认。", w.Words["who"], w.Words["no"], w.Words["grid"], w.Words["role"], clip(w.Words["text"], 200))
}
