package handlers

import (
	"fmt"

	"gridwarden/bot"
	"gridwarden/safety"
)

// The notices of the ways off the main line of a hazard's life (domain.md 6.3).

func hazardToVerify(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Title: "请到现场核实：" + clip(what(h), 16), Desc: "看一眼、拍一张，说说看到了什么。是否受理由社区安全员决定。", Quote: h.What,
		Fields:  append(w.facts(), bot.Field{Name: "请在", Value: safety.Moment(w.policy.JudgeBy(h), w.now) + "前"}),
		Buttons: []bot.Button{button("现场核实", flowLook, h, bot.Primary), look(h)},
	}, fmt.Sprintf("%s 请到现场核实：%s %s", h.No, place(h), what(h)))
}

func hazardLookedAt(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Title: "已到现场看过，请决定是否受理", Desc: w.Words["who"] + "到现场看过了，" + w.before(w.policy.JudgeBy(h)) + "决定。", Quote: h.Reason,
		Fields:  append(w.facts(), bot.Field{Name: "照片", Value: photos(len(h.Photos(safety.AtReview)))}),
		Buttons: []bot.Button{button("受理", flowAccept, h, bot.Primary), button("不受理", flowReject, h, bot.Plain), look(h)},
	}, fmt.Sprintf("%s 已核实，待受理：%s %s", h.No, place(h), what(h)))
}

func hazardReturned(w words) saying {
	h := w.Hazard
	c := bot.Card{
		Source: w.where(), Alert: true, Title: fmt.Sprintf("第 %d 次退回，请重新派发", h.ReturnCount), Desc: w.Words["who"] + "退回了派发，" + w.before(w.policy.AssignBy(h)) + "重新派发。", Quote: h.Reason,
		Fields: w.facts(), Buttons: []bot.Button{button("派发", flowAssign, h, bot.Primary), look(h)},
	}
	if h.ReturnCount >= w.policy.Handling.Returns.Most {
		c.Desc = fmt.Sprintf("已经退回过 %d 次，现在由安监办来定。%s定下责任人；定了以后不能再退。", h.ReturnCount, w.before(w.policy.AssignBy(h)))
	}
	return card(c, fmt.Sprintf("%s 被退回（%s），待重新派发", h.No, clip(h.Reason, 20)))
}

func hazardInterim(w words) saying {
	return text("%s 有了新的临时防范措施：%s（%s）", w.Hazard.No, clip(w.Hazard.Interim, 60), w.Words["who"])
}

// requestAsked puts a request before those who answer it.
func requestAsked(w words) saying {
	h, title := w.Hazard, asking[w.Ask.Do].act
	c := bot.Card{
		Source: w.where(), Title: title + "：" + clip(what(h), 16), Desc: w.answerBy() + w.asker() + request(w.Ask, w.now),
		Fields: append(w.facts(), bot.Field{Name: "责任人", Value: party(w.roster, h)}), Buttons: w.answerButtons(),
	}
	if w.Ask.Interim != "" {
		c.Quote = "临时防范措施：" + w.Ask.Interim
	}
	return card(c, fmt.Sprintf("%s %s：%s", h.No, title, request(w.Ask, w.now)))
}

// answerBy says by when a request is to be answered, and what happens then.
func (w words) answerBy() string {
	by := w.policy.AnswerBy(w.Hazard, w.Ask)
	if by.IsZero() {
		return "请答复。"
	}
	return w.before(by) + "答复，过时会报给上一级。"
}

// asker is who made the request; the public has no names (domain.md 2.5).
func (w words) asker() string {
	return w.roster.NameTo(w.Hazard, w.Ask.By, w.now)
}

func extensionGranted(w words) saying {
	return text("%s 的延期申请已同意，新期限%s。这段时间请落实临时防范措施。", w.Hazard.No, w.by())
}

func extensionRefused(w words) saying {
	return text("%s 的延期申请没有同意：%s。期限仍是%s，请抓紧整改，有困难请和社区安全员联系。", w.Hazard.No, w.Hazard.Reason, w.by())
}

func hazardSuspended(w words) saying {
	h := w.Hazard
	return text("%s（%s）已批准挂账：%s。%s；期间请落实临时防范措施：%s。", h.No, what(h), clip(w.Ask.Reason, 60), held(h, w.now), clip(h.Interim, 60))
}

func hazardSuspendedNews(w words) saying {
	h := w.Hazard
	return text("%s 因外部原因暂时改不了（%s），已采取临时防范措施，%s。有进展会告诉您。", h.No, clip(w.Ask.Reason, 60), held(h, w.now))
}

func suspensionRefused(w words) saying {
	return text("%s 的挂账申请没有批准：%s。%s请照常督促整改；一时改不好的，可以申请延期，或者提出移交。", w.Hazard.No, w.Hazard.Reason, w.asBefore())
}

func hazardResumed(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Title: "恢复整改：" + what(h), Desc: "挂账结束了。看到后点“收到”；改好后点“改好了”，拍一张照片。", Quote: h.Requirement,
		Fields: w.facts(), Buttons: []bot.Button{press("收到", wordAcknowledge, h, bot.Primary), button("改好了", flowClaim, h, bot.Plain), look(h)},
	}, fmt.Sprintf("%s 恢复整改：%s，%s前改好", h.No, what(h), w.by()))
}

func hazardResumedWatch(w words) saying {
	return text("%s（%s）挂账结束，已恢复整改，责任人%s，新期限%s。", w.Hazard.No, what(w.Hazard), party(w.roster, w.Hazard), w.by())
}

func hazardResumedNews(w words) saying {
	return text("%s 已恢复整改，要求%s前改好，有结果会告诉您。", w.Hazard.No, w.by())
}

func severityChanged(w words) saying {
	h := w.Hazard
	if h.Deadline.IsZero() {
		return text("%s（%s）的等级已调为“%s”：%s。", h.No, what(h), h.Severity, clip(h.Reason, 60))
	}
	return text("%s（%s）的等级已调为“%s”：%s。新期限%s。", h.No, what(h), h.Severity, clip(h.Reason, 60), w.by())
}

func severityRefused(w words) saying {
	return text("%s 调级的建议没有采纳：%s。等级仍是“%s”。%s情况有变化，可以再提。", w.Hazard.No, w.Hazard.Reason, graded(w.Hazard), w.asBefore())
}

// asBefore says that a deadline has not changed, if there is one.
func (w words) asBefore() string {
	if w.Hazard.Deadline.IsZero() {
		return ""
	}
	return "期限仍是" + w.by() + "。"
}

// graded is a severity in words, also while nobody has decided on it.
func graded(h *safety.Hazard) string {
	if h.Severity == "" {
		return "还没有定级"
	}
	return h.Severity.String()
}

func hazardMerged(w words) saying {
	h := w.Hazard
	return text("%s（%s）已并入 %s，通知书%s不用再单独办，以那一条为准。", h.No, what(h), h.MergedInto, h.NoticeNo)
}

func hazardMergedNews(w words) saying {
	h := w.Hazard
	return text("您反映的“%s”（%s）和 %s 是同一件事，已并在一起办，您会收到它的进展。", what(h), h.No, h.MergedInto)
}

func hazardUnmerged(w words) saying {
	h := w.Hazard
	return text("%s（%s）的并案已撤销，恢复为“%s”，请照原来的期限%s办。", h.No, what(h), h.State, w.by())
}

func hazardUnmergedNews(w words) saying {
	h := w.Hazard
	return text("您反映的“%s”（%s）不再并案，恢复单独办理，现在是“%s”。", what(h), h.No, h.State)
}

func hazardChronic(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Alert: true, Title: "顽疾：" + what(h), Desc: w.Words["why"] + "。从街道一级催办，建议列入联合检查、考虑移交。", Quote: h.What,
		Fields: append(w.facts(), bot.Field{Name: "责任人", Value: party(w.roster, h)}), Buttons: w.orders(),
	}, fmt.Sprintf("%s 顽疾：%s %s", h.No, place(h), what(h)))
}
