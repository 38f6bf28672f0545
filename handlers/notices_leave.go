package handlers

import (
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
)

func leaveAsked(w words) saying {
	c := bot.Card{
		Title: clip(w.Words["who"]+"想请您代班", 36),
		Desc:  fmt.Sprintf("%s请假。您答应以后，这期间%s的提醒和要办的事都发给您，办理时和本人一样。", w.Words["days"], w.Words["who"]),
		Quote: "岗位：" + clip(w.Words["posts"], 120),
		Buttons: []bot.Button{
			{Text: "同意", Key: flow.DoKey(wordAgree, w.Words["leave"]), Style: bot.Primary},
			{Text: "不方便", Key: flow.DoKey(wordDecline, w.Words["leave"]), Style: bot.Plain},
		},
	}
	return card(c, fmt.Sprintf("%s %s请假，想请您代班：回“%s”或“%s”", w.Words["who"], w.Words["days"], wordAgree, wordDecline))
}

func leaveAgreed(w words) saying {
	return text("%s答应在%s替您代班，您放心休息。提前回来，发“销假”。", w.Words["stand_in"], w.Words["days"])
}

func leaveDeclined(w words) saying {
	return text("%s不方便在%s替您代班。请另找一位：发“代班 姓名”。找不到也照样准假，事情由上一级接着管。", w.Words["asked"], w.Words["days"])
}

func leaveTold(w words) saying {
	who := fmt.Sprintf("%s（%s）%s请假", w.Words["who"], clip(w.Words["posts"], 60), w.Words["days"])
	if w.Words["stand_in"] != "" {
		return text("%s，由%s代班，提醒和要办的事都发给%s。", who, w.Words["stand_in"], w.Words["stand_in"])
	}
	if w.Words["asked"] != "" {
		return text("%s，请了%s代班，还没有答复。答复以前，要办的事由代理人或上一级接着管。", who, w.Words["asked"])
	}
	return text("%s，没有人代班。这期间要办的事由代理人或上一级接着管，请您留意。", who)
}

func leaveBegun(w words) saying {
	var b strings.Builder
	fmt.Fprintf(&b, "从现在起替%s代班（%s），到%s为止。\n", w.Words["who"], clip(w.Words["posts"], 60), w.Words["last"])
	listOr(&b, w, "手上要办的事：\n", "手上现在没有未办完的事。\n")
	b.WriteString("发“待办”随时可看；不方便了，发“" + wordDecline + " " + w.Words["who"] + "”。")
	return saying{bot.Body{Text: b.String()}, fmt.Sprintf("您开始替%s代班，到%s为止", w.Words["who"], w.Words["last"])}
}

func leaveDone(w words) saying {
	return text("%s回来了，您的代班到此为止，以后的提醒发给本人。辛苦了，谢谢您！", w.Words["who"])
}

func leaveOff(w words) saying {
	return text("%s不请%s的假了，您不用代班。谢谢您！", w.Words["who"], w.Words["days"])
}

func leaveOver(w words) saying {
	var b strings.Builder
	stood := "没有人代班，由上一级接着管"
	if w.Words["stand_in"] != "" {
		stood = w.Words["stand_in"] + "替您代班"
	}
	fmt.Fprintf(&b, "欢迎回来！%s您请假期间，%s。\n", w.Words["days"], stood)
	fmt.Fprintf(&b, "新报隐患 %s 条，销号 %s 条；完成检查 %s 次，漏查 %s 次。\n", w.Words["reported"], w.Words["closed"], w.Words["done"], w.Words["missed"])
	listOr(&b, w, "现在没办完的：\n", "现在没有未办完的事。\n")
	b.WriteString("从今天起，提醒照常发给您。发“待办”办理。")
	return saying{bot.Body{Text: b.String()}, "您请假期间的情况：" + w.Words["days"]}
}

// listOr lists what is open under a heading, or says that nothing is.
func listOr(b *strings.Builder, w words, heading, none string) {
	if len(w.Lines) == 0 {
		b.WriteString(none)
		return
	}
	b.WriteString(heading)
	listLines(b, w.Lines)
}
