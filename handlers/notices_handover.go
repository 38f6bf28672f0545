package handlers

import (
	"fmt"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// Buttons that cards about a hand-over carry. Their keys name the hand-over.
func handoverButton(label, flowName string, o *safety.Handover, style bot.Style) bot.Button {
	return bot.Button{Text: label, Key: flow.BeginKey(flowName, o.No), Style: style}
}

func handoverPress(label, word string, o *safety.Handover, style bot.Style) bot.Button {
	return bot.Button{Text: label, Key: flow.DoKey(word, o.No), Style: style}
}

func letterButton(o *safety.Handover) bot.Button {
	return handoverPress("看移交函", wordLetter, o, bot.Plain)
}

// handoverActs are the buttons behind the acts on a hand-over.
var handoverActs = map[safety.Action]struct {
	flow, word, label string
	style             bot.Style
}{
	safety.ApproveHandover:  {word: wordApprove, label: "批准", style: bot.Primary},
	safety.DeclineHandover:  {flow: flowDecline, label: "不批准", style: bot.Danger},
	safety.RedirectHandover: {flow: flowRedirect, label: "改送别处", style: bot.Plain},
	safety.SendHandover:     {flow: flowSend, label: "记送出", style: bot.Primary},
	safety.ReceiveHandover:  {flow: flowReceipt, label: "记回执", style: bot.Primary},
	safety.InquireHandover:  {flow: flowInquiry, label: "记询问", style: bot.Plain},
	safety.ReturnHandover:   {flow: flowReturned, label: "被退回", style: bot.Danger},
	safety.ResultHandover:   {flow: flowResult, label: "有结果", style: bot.Primary},
}

// handoverButtons are the acts that one of the roles may do now.
func handoverButtons(o *safety.Handover, roles ...safety.Role) []bot.Button {
	var buttons []bot.Button
	for _, r := range safety.AllowedHandover(o.State, roles) {
		switch act, ok := handoverActs[r.Do]; {
		case !ok:
		case act.flow != "":
			buttons = append(buttons, handoverButton(act.label, act.flow, o, act.style))
		default:
			buttons = append(buttons, handoverPress(act.label, act.word, o, act.style))
		}
	}
	return buttons
}

// ofOffice are the buttons on cards that the whole safety office gets; who may
// press them is seen when they are pressed.
func (w words) ofOffice() []bot.Button {
	return append(handoverButtons(w.Handover, safety.SafetyOfficeHead), letterButton(w.Handover))
}

// handoverFacts are the fields that every card about a hand-over shows.
func (w words) handoverFacts() []bot.Field {
	o, h := w.Handover, w.Hazard
	fields := []bot.Field{
		{Name: "移交", Value: o.No}, {Name: "隐患", Value: h.No}, {Name: "地点", Value: place(h)}, {Name: "接收单位", Value: o.Addressee},
	}
	if !o.Due.IsZero() {
		fields = append(fields, bot.Field{Name: "期限", Value: safety.Moment(o.Due, w.now)})
	}
	return fields
}

func (w words) why() string {
	c, _ := w.policy.Criterion(w.Handover.Criterion)
	return c.Name
}

func handoverDrafted(w words) saying {
	o, h := w.Handover, w.Hazard
	return card(bot.Card{
		Source: w.where(), Alert: h.Severity.Rank() >= safety.Serious.Rank(), Title: "建议移交：" + what(h),
		Desc:  fmt.Sprintf("理由：%s。移交函已拟好，送%s。请先看移交函，%s前批准；批准以前照样催整改。", w.why(), o.Addressee, safety.Moment(o.Due, w.now)),
		Quote: clip(o.Reason, 60), Fields: w.handoverFacts(), Buttons: w.ofOffice(),
	}, fmt.Sprintf("%s 建议移交：%s %s，请批准 %s", h.No, place(h), what(h), o.No))
}

func handoverApproved(w words) saying {
	o := w.Handover
	return card(bot.Card{
		Source: w.where(), Title: "移交已批准，请送出", Desc: fmt.Sprintf("请在%s前送到%s，送出后点“记送出”，写上文号。", safety.Moment(o.Due, w.now), o.Addressee),
		Fields: w.handoverFacts(), Buttons: w.ofOffice(),
	}, fmt.Sprintf("%s 移交已批准，请送%s", o.No, o.Addressee))
}

func handoverDeclined(w words) saying {
	return text("移交 %s（送%s）没有批准：%s\n%s 继续由街道督促整改。", w.Handover.No, w.Handover.Addressee, w.Handover.Result, w.Hazard.No)
}

func handoverLapsed(w words) saying {
	next := "编号保留可查。"
	if w.Hazard.State == safety.AwaitingReview {
		next = "复查没有通过会重新拟稿。"
	}
	return text("%s（%s）的移交 %s 不用办了：%s。%s", w.Hazard.No, what(w.Hazard), w.Handover.No, w.Handover.Result, next)
}

func handoverLetter(w words) saying {
	o := w.Handover
	return card(bot.Card{
		Source: w.where(), Title: "收到一件隐患移交", Desc: fmt.Sprintf("街道安监办送来移交函，请在%s前签收，%s前回复处理结果。", safety.Moment(o.Due, w.now), safety.Moment(o.ReplyBy, w.now)),
		Quote: w.Hazard.What, Fields: w.handoverFacts(),
		Buttons: []bot.Button{handoverButton("签收", flowReceipt, o, bot.Primary), letterButton(o)},
	}, fmt.Sprintf("%s 收到隐患移交，请签收：%s", o.No, what(w.Hazard)))
}

func handoverSentParty(w words) saying {
	return text("%s（%s）已移交%s依法处理。处理期间请保持防范措施在位：%s。", w.Hazard.No, what(w.Hazard), w.Handover.Addressee, interim(w.Handover))
}

func handoverSent(w words) saying {
	o, h := w.Handover, w.Hazard
	next := "还在台账里，有结果会告诉您。"
	if w.watched() {
		next = "有结果以前请每天去看一眼防范措施在不在位，早上会提醒。"
	}
	return text("%s（%s）已移交%s，移交编号 %s。%s", h.No, what(h), o.Addressee, o.No, next)
}

// watched says whether a hazard is looked after while it is handed over.
func (w words) watched() bool {
	for _, s := range w.policy.Handing.Watch.Severities {
		if s == w.Hazard.Severity {
			return true
		}
	}
	return false
}

func interim(o *safety.Handover) string {
	if o.Interim == "" {
		return "注意看护"
	}
	return clip(o.Interim, 60)
}

func handoverSentNews(w words) saying {
	return text("您反映的“%s”（%s）街道自己难以解决，已移交%s依法处理，有结果会告诉您。", what(w.Hazard), w.Hazard.No, w.Handover.Addressee)
}

func handoverReceived(w words) saying {
	o := w.Handover
	return text("%s %s已签收（%s，%s），请他们在%s前回复。", o.No, o.Addressee, o.Receiver, safety.Moment(o.ReceivedAt, w.now), safety.Moment(o.ReplyBy, w.now))
}

func handoverReturned(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Alert: true, Title: w.Handover.Addressee + "退回了移交",
		Desc: fmt.Sprintf("隐患回到“已派发”，责任人%s，新期限%s。要改送别的单位，请再拟移交。", party(w.roster, h), w.by()), Quote: w.Handover.Result,
		Fields: append(w.facts(), bot.Field{Name: "移交", Value: w.Handover.No}), Buttons: []bot.Button{look(h), button("再拟移交", flowPropose, h, bot.Plain)},
	}, fmt.Sprintf("%s 移交被%s退回：%s", h.No, w.Handover.Addressee, clip(w.Handover.Result, 30)))
}

func handoverReturnedParty(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Alert: true, Title: "请继续整改：" + what(h), Desc: "移交" + w.Handover.Addressee + "的这条隐患又回到街道，看到后点“收到”，改好后点“改好了”。",
		Quote: h.Requirement, Fields: w.facts(),
		Buttons: []bot.Button{press("收到", wordAcknowledge, h, bot.Primary), button("改好了", flowClaim, h, bot.Plain), look(h)},
	}, fmt.Sprintf("%s 请继续整改：%s，%s前改好", h.No, what(h), w.by()))
}

func handoverReturnedNews(w words) saying {
	return text("您反映的“%s”（%s）%s没有受理，街道继续督促整改，要求%s前改好，有结果会告诉您。", what(w.Hazard), w.Hazard.No, w.Handover.Addressee, w.by())
}

func handoverResult(w words) saying {
	o := w.Handover
	return text("%s %s回复了结果（%s）：%s\n隐患 %s 等候复查。", o.No, o.Addressee, o.ResultNo, clip(o.Result, 100), w.Hazard.No)
}

func handoverResultReview(w words) saying {
	o, h := w.Handover, w.Hazard
	return card(bot.Card{
		Source: w.where(), Title: "请复查：" + what(h), Desc: o.Addressee + "已经处理，" + w.before(w.policy.ReviewBy(h)) + "到现场看一看。", Quote: clip(o.Result, 100),
		Fields:  append(w.facts(), bot.Field{Name: "文号", Value: clip(o.ResultNo, 26)}),
		Buttons: []bot.Button{button("复查通过", flowPass, h, bot.Primary), button("没改好", flowFail, h, bot.Danger), look(h)},
	}, fmt.Sprintf("%s 待复查：%s已处理 %s", h.No, o.Addressee, what(h)))
}

func handoverResultNews(w words) saying {
	return text("您反映的“%s”（%s）%s已经回复处理结果，街道会在%s前到现场复查，改好了再告诉您。", what(w.Hazard), w.Hazard.No, w.Handover.Addressee, safety.Moment(w.policy.ReviewBy(w.Hazard), w.now))
}

// handoverWaits is what a hand-over waits for, and what is to be done about it.
var handoverWaits = map[safety.HandoverState]struct{ watch, act string }{
	safety.HandoverDrafted:  {"移交还没有批准", "请看过移交函，批准，或者写明为什么不批准。"},
	safety.HandoverApproved: {"移交还没有送出", "请今天送出，送出后点“记送出”。"},
	safety.HandoverSent:     {"移交还没有回执", "请联系接收单位签收，拿到回执点“记回执”。"},
	safety.HandoverReceived: {"移交还没有结果", "请问一问办得怎么样，有结果点“有结果”。"},
}

// handoverStep words a missed date: to the safety office what to do, to those
// above what to ask about.
func handoverStep(w words) saying {
	o, h, waits := w.Handover, w.Hazard, handoverWaits[w.Handover.State]
	if w.Step.Mark == safety.MarkUnanswered {
		waits.watch, waits.act = "移交的结果还没有去问", "请问一问接收单位，把问来的话用“记询问”记下来。"
	}
	title, act := waits.watch, waits.act
	if w.Step.Level > 2 {
		title, act = "请督促："+waits.watch, "请过问一下。"
	}
	return card(bot.Card{
		Source: w.where(), Alert: true, Title: title, Desc: fmt.Sprintf("送%s，%s。%s", o.Addressee, left(o.Due, w.now), act), Quote: h.What,
		Fields: w.handoverFacts(), Buttons: w.ofOffice(),
	}, fmt.Sprintf("%s %s：%s，送%s", o.No, waits.watch, what(h), o.Addressee))
}

func handoverInquire(w words) saying {
	o := w.Handover
	return card(bot.Card{
		Source: w.where(), Title: "请向" + clip(o.Addressee, 14) + "问结果",
		Desc:   fmt.Sprintf("送出 %d 天了，请问一下办得怎么样，把问来的话记下来。", daysSince(o.SentAt, w.now)),
		Fields: w.handoverFacts(), Buttons: w.ofOffice(),
	}, fmt.Sprintf("%s 请向%s问结果", o.No, o.Addressee))
}

// daysSince is how many calendar days lie between two moments.
func daysSince(from, to time.Time) int {
	return int(safety.Day(to).Sub(safety.Day(from)).Hours() / 24)
}

func handoverAgenda(w words) saying {
	o := w.Handover
	return text("移交 %s（%s）送到%s %d 天还没有结果，已列入下一次联席会议，请当面问清楚。", o.No, what(w.Hazard), o.Addressee, daysSince(o.SentAt, w.now))
}

func watchLook(w words) saying {
	o, h := w.Handover, w.Hazard
	return card(bot.Card{
		Source: w.where(), Title: "请今天去看护一次", Desc: fmt.Sprintf("已移交%s，还没有结果。看一眼防范措施在不在位。", o.Addressee), Quote: interim(o),
		Fields:  []bot.Field{{Name: "隐患", Value: h.No}, {Name: "地点", Value: place(h)}, {Name: "移交", Value: o.No}, {Name: "期限", Value: safety.Moment(w.Until, w.now)}},
		Buttons: watchButtons(o, h),
	}, fmt.Sprintf("%s 请看护：%s %s", h.No, place(h), what(h)))
}

// watchActs are how a look after what was handed over is recorded.
func watchActs(o *safety.Handover) []bot.Button {
	return []bot.Button{
		handoverPress("防范措施在位", wordInPlace, o, bot.Primary), handoverButton("不在位", flowGap, o, bot.Danger),
		handoverButton("拍照记录", flowWatch, o, bot.Plain),
	}
}

func watchButtons(o *safety.Handover, h *safety.Hazard) []bot.Button {
	return append(watchActs(o), look(h))
}

func watchStep(w words) saying {
	o, h := w.Handover, w.Hazard
	c := bot.Card{
		Source: w.where(), Alert: true, Title: "今天还没有看护", Desc: "看一眼防范措施在不在位，点一下就行。", Quote: interim(o),
		Fields: []bot.Field{{Name: "隐患", Value: h.No}, {Name: "地点", Value: place(h)}, {Name: "移交", Value: o.No}}, Buttons: watchButtons(o, h),
	}
	line := fmt.Sprintf("%s 今天还没有看护：%s %s", h.No, place(h), what(h))
	if w.Step.Level > 0 {
		c.Title, c.Desc = "请督促：今天没有人看护", fmt.Sprintf("已移交%s，还没有结果，危险还在原地。请派人去看一眼。", o.Addressee)
		line = fmt.Sprintf("%s 今天没有人看护：%s %s", h.No, place(h), what(h))
	}
	return card(c, line)
}

func watchGap(w words) saying {
	return text("%s（%s）防范措施不在位：%s\n%s刚去看过，请马上补上。移交 %s。", w.Hazard.No, place(w.Hazard), w.Words["note"], w.Words["who"], w.Handover.No)
}
