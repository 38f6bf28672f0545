package handlers

import (
	"fmt"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// Buttons that every card about a hazard may carry. Their keys name the hazard,
// so that a card works however old it is.
func button(label, flowName string, h *safety.Hazard, style bot.Style) bot.Button {
	return bot.Button{Text: label, Key: flow.BeginKey(flowName, h.No), Style: style}
}

func press(label, word string, h *safety.Hazard, style bot.Style) bot.Button {
	return bot.Button{Text: label, Key: flow.DoKey(word, h.No), Style: style}
}

func look(h *safety.Hazard) bot.Button { return press("看详情", wordFind, h, bot.Plain) }

func hazardWaiting(w words) saying {
	h := w.Hazard
	c := bot.Card{
		Source: w.where(), Title: "群众反映一条隐患，请受理", Desc: "看过照片就能判断的，直接点按钮。", Quote: h.What,
		Fields: append(w.facts(), bot.Field{Name: "照片", Value: evidence(h)},
			bot.Field{Name: "请在", Value: safety.Moment(w.policy.JudgeBy(h), w.now) + "前"}),
		Buttons: []bot.Button{button("受理", flowAccept, h, bot.Primary), button("不受理", flowReject, h, bot.Plain), look(h)},
	}
	if len(h.Photos(safety.Spoken)) > 0 {
		c.Buttons = append(c.Buttons, press("听录音", wordPhotos, h, bot.Plain))
	}
	if h.Triage {
		c.Title, c.Desc = "请安监办先看：群众反映一条隐患", w.unlike()+"您可以直接定，也可以转社区安全员。"
		c.Buttons = append(c.Buttons, press("转社区", wordSendOn, h, bot.Plain))
	}
	return card(c, fmt.Sprintf("%s 待受理：%s %s", h.No, place(h), what(h)))
}

func hazardRegistered(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Title: "新登记一条隐患，请派发", Desc: w.found() + w.before(w.policy.AssignBy(h)) + "派发。", Quote: h.What,
		Fields:  append(w.facts(), bot.Field{Name: "照片", Value: photos(len(h.Photos(safety.Before)))}),
		Buttons: []bot.Button{button("派发", flowAssign, h, bot.Primary), look(h)},
	}, fmt.Sprintf("%s 待派发：%s %s", h.No, place(h), what(h)))
}

// unlike says why the safety office looks first, without judging the reporter.
func (w words) unlike() string {
	abuse := w.policy.Reporting.Abuse
	return fmt.Sprintf("这位上报人近 %d 天有 %d 条核实的情况和反映的不一致。", abuse.Days, abuse.Rejected)
}

// found says how a hazard came to be known, without the reporter's name.
func (w words) found() string {
	if w.Hazard.Finder == "" {
		return "群众反映，已受理。"
	}
	return w.roster.Name(w.Hazard.Finder) + "在检查中发现。"
}

func hazardAccepted(w words) saying {
	h := w.Hazard
	return text("您反映的“%s”已受理，编号 %s，定为%s。\n下一步安排责任人，%s前改好；每一步都会告诉您。", what(h), h.No, h.Severity, w.by())
}

func hazardAssigned(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Alert: h.Severity.Rank() >= safety.Serious.Rank(), Title: "请整改：" + what(h),
		Desc:    "看到后点“收到”；改好后点“改好了”，拍一张整改后的照片。",
		Quote:   h.Requirement,
		Fields:  append(w.facts(), bot.Field{Name: "通知书", Value: h.NoticeNo}),
		Buttons: []bot.Button{press("收到", wordAcknowledge, h, bot.Primary), button("改好了", flowClaim, h, bot.Plain), look(h)},
	}, fmt.Sprintf("%s 请整改：%s，%s前改好", h.No, what(h), w.by()))
}

func hazardAssignedNews(w words) saying {
	return text("%s 已派给责任人整改，要求%s前改好。", w.Hazard.No, w.by())
}

func hazardAcknowledgedNews(w words) saying {
	return text("%s 责任人已收到整改通知，正在整改，期限%s。", w.Hazard.No, w.by())
}

func hazardToReview(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Title: "请复查：" + what(h), Desc: w.roster.Name(h.ClaimedBy) + "说已经改好，" + w.before(w.policy.ReviewBy(h)) + "到现场看一看。",
		Fields:  append(w.facts(), bot.Field{Name: "整改后", Value: photos(len(h.Photos(safety.After)))}),
		Buttons: []bot.Button{button("复查通过", flowPass, h, bot.Primary), button("没改好", flowFail, h, bot.Danger), look(h)},
	}, fmt.Sprintf("%s 待复查：%s %s", h.No, place(h), what(h)))
}

func hazardClaimedNews(w words) saying {
	by := safety.Moment(w.policy.ReviewBy(w.Hazard), w.now)
	return text("%s 责任人说已经改好，社区会在%s前到现场复查，结果会告诉您。", w.Hazard.No, by)
}

func hazardClosed(w words) saying {
	return text("%s 复查通过，已销号。谢谢您及时整改“%s”。", w.Hazard.No, what(w.Hazard))
}

func hazardClosedNews(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Title: "您反映的隐患已改好", Desc: fmt.Sprintf("复查通过，已销号。请点一下，您看到的是哪一种？%d 天内都可以点。", w.policy.Handling.Reopen.Days), Quote: h.What,
		Fields: []bot.Field{{Name: "编号", Value: h.No}, {Name: "地点", Value: place(h)}},
		Buttons: []bot.Button{
			{Text: "已改好", Key: flow.DoKey(wordFeedback, h.No+" "+safety.SaysFixed), Style: bot.Primary},
			{Text: "没改好", Key: flow.DoKey(wordFeedback, h.No+" "+safety.SaysNotFixed), Style: bot.Danger},
			{Text: "说不清", Key: flow.DoKey(wordFeedback, h.No+" "+safety.SaysUnsure), Style: bot.Plain},
		},
	}, "") // it asks for an answer, so it is never bundled
}

func reviewFailed(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Alert: true, Title: "复查没有通过，请再整改", Desc: "改好后点“改好了”，再拍一张照片。", Quote: h.Reason,
		Fields: w.facts(), Buttons: []bot.Button{button("改好了", flowClaim, h, bot.Primary), look(h)},
	}, fmt.Sprintf("%s 复查没有通过（%s），%s前改好", h.No, h.Reason, w.by()))
}

func hazardReopened(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Alert: true, Title: "还没改好，请再整改", Desc: h.Reason + "。期限比上次短一半，看到后点“收到”。", Quote: h.What,
		Fields: w.facts(), Buttons: []bot.Button{press("收到", wordAcknowledge, h, bot.Primary), button("改好了", flowClaim, h, bot.Plain), look(h)},
	}, fmt.Sprintf("%s 重新打开：%s，%s前改好", h.No, what(h), w.by()))
}

func hazardReopenedAbove(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Alert: true, Title: fmt.Sprintf("第 %d 次重新打开，请督促", h.ReopenCount),
		Desc: h.Reason + "。期限减半，催办从高一级开始。", Quote: h.What,
		Fields: append(w.facts(), bot.Field{Name: "责任人", Value: party(w.roster, h)}), Buttons: w.orders(),
	}, fmt.Sprintf("%s 第 %d 次重新打开：%s %s", h.No, h.ReopenCount, place(h), what(h)))
}

func hazardReopenedNews(w words) saying {
	return text("%s 已重新打开，要求%s前改好，有结果会告诉您。", w.Hazard.No, w.by())
}

func hazardVoid(w words) saying {
	return text("%s（%s）已作废：%s。", w.Hazard.No, what(w.Hazard), w.Hazard.Reason)
}
