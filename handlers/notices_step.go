package handlers

import (
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/safety"
)

// levels is who a step speaks to, as those below hear it (E-6).
var levels = map[int]string{1: "社区", 2: "街道安监办", 3: "街道主要负责人"}

// waiting is what a hazard waits for in each state, to whoever must act and to
// those above.
var waiting = map[safety.State]struct{ act, watch string }{
	safety.Reported:       {"有一条反映等您受理", "还没有受理"},
	safety.Verifying:      {"有一条反映请到现场核实", "还没有核实清楚"},
	safety.Suspended:      {"挂账的隐患要再看一次", "挂账，等待再看"},
	safety.Registered:     {"有一条隐患等您派发", "还没有派发"},
	safety.Assigned:       {"请确认收到整改通知", "责任人还没有签收"},
	safety.Rectifying:     {"请按期整改", "还没有改好"},
	safety.AwaitingReview: {"有一条隐患等您复查", "还没有复查"},
	safety.Transferred:    {"请跟进移交的结果", "已移交，等结果"},
}

// asking is what a request waits for, to those who answer it and to those above,
// and how it is answered.
var asking = map[safety.Action]struct{ act, watch, yes, grant, no, refuse string }{
	safety.Extend:         {"请答复延期申请", "延期申请还没有答复", "同意延期", flowGrantExtension, "不同意延期", flowRefuseExtension},
	safety.Suspend:        {"请决定是否挂账", "挂账申请还没有决定", "批准挂账", flowGrantSuspension, "不批准挂账", flowRefuseSuspension},
	safety.ChangeSeverity: {"请答复调级建议", "调级建议还没有答复", "同意调级", flowGrantSeverity, "不同意调级", flowRefuseSeverity},
}

// answerButtons are both answers to the request of a notice.
func (w words) answerButtons() []bot.Button {
	a := asking[w.Ask.Do]
	return []bot.Button{button(a.yes, a.grant, w.Hazard, bot.Primary), button(a.no, a.refuse, w.Hazard, bot.Plain), look(w.Hazard)}
}

// todo are the buttons that do what a hazard waits for. A party who cannot press
// them is acted for by the officer.
func (w words) todo() []bot.Button {
	h := w.Hazard
	switch onPaper := w.onPaper(); {
	case w.Ask.Do != "":
		return w.answerButtons()
	case h.State == safety.Verifying:
		return []bot.Button{button("现场核实", flowLook, h, bot.Primary), button("受理", flowAccept, h, bot.Plain), button("不受理", flowReject, h, bot.Plain), look(h)}
	case h.State == safety.Suspended:
		return []bot.Button{press("恢复整改", wordResume, h, bot.Primary), button("继续挂账", flowSuspend, h, bot.Plain), look(h)}
	case h.State == safety.Reported:
		return []bot.Button{button("受理", flowAccept, h, bot.Primary), button("不受理", flowReject, h, bot.Plain), look(h)}
	case h.State == safety.Registered:
		return []bot.Button{button("派发", flowAssign, h, bot.Primary), look(h)}
	case h.State == safety.Assigned && onPaper:
		return []bot.Button{button("代签收", flowSign, h, bot.Primary), button("改派", flowAssign, h, bot.Plain), look(h)}
	case h.State == safety.Assigned:
		return []bot.Button{press("收到", wordAcknowledge, h, bot.Primary), button("改好了", flowClaim, h, bot.Plain), look(h)}
	case h.State == safety.Rectifying:
		return []bot.Button{button("改好了", flowClaim, h, bot.Primary), look(h)}
	case h.State == safety.AwaitingReview:
		return []bot.Button{button("复查通过", flowPass, h, bot.Primary), button("没改好", flowFail, h, bot.Danger), look(h)}
	}
	return []bot.Button{look(h)}
}

// onPaper says that the responsible party cannot be reached in chat.
func (w words) onPaper() bool {
	m, known := w.roster.Member(w.Hazard.Party)
	return !known || m.Ended
}

// stepFired words a step about one hazard or one missed check.
func stepFired(w words) saying {
	if w.Hazard == nil {
		return missedStep(w)
	}
	h, state := w.Hazard, waiting[w.Hazard.State]
	if h.State == safety.Assigned && w.Step.Level == 0 && w.onPaper() {
		state.act = "请把整改通知书送到并签收"
	}
	if a, asked := asking[w.Ask.Do]; asked {
		state.act, state.watch = a.act, a.watch
	}
	rung, _ := w.policy.Rung(w.Step.Ladder, w.Step.Rung)
	line := fmt.Sprintf("%s %s：%s %s，%s", h.No, state.watch, place(h), what(h), left(w.policy.DueOf(h), w.now))
	c := bot.Card{Source: w.where(), Quote: h.What, Fields: append(w.facts(), bot.Field{Name: "责任人", Value: party(w.roster, h)})}
	switch {
	case w.Step.Level == 0:
		c.Title, c.Desc, c.Buttons = state.act, urge(w), w.todo()
	case rung.Do == safety.DoInform:
		c.Title, c.Desc, c.Buttons = "请知悉："+what(h), urge(w), []bot.Button{look(h)}
	default:
		c.Alert, c.Title, c.Desc = true, "请督促："+state.watch, urge(w)+concern(h)
		c.Buttons = w.orders()
	}
	return card(c, line)
}

// concern says what the levels above are asked for.
func concern(h *safety.Hazard) string {
	if h.Party == "" && h.PartyName == "" && h.State == safety.Registered {
		return "该派发的，点“看详情”派发；其他人请催社区安全员今天派出去。"
	}
	return "职责仍在责任人，请您过问一下。"
}

// urge says how a hazard stands with its deadline.
func urge(w words) string {
	h := w.Hazard
	switch {
	case w.Ask.Do != "":
		return w.asker() + request(w.Ask, w.now) + "。"
	case h.State == safety.Suspended:
		return held(h, w.now) + "。没有批准继续挂账，到时自动恢复整改。"
	}
	if h.State == safety.Reported || h.State == safety.Verifying {
		return fmt.Sprintf("%s前要给上报人答复。", safety.Moment(w.policy.JudgeBy(h), w.now))
	}
	return fmt.Sprintf("期限%s，%s。", w.policy.By(h, w.now), left(w.policy.DueOf(h), w.now))
}

func steppedUp(w words) saying {
	if w.Handover != nil {
		return text("%s %s，已上报%s。办完会自动停止催办。", w.Handover.No, handoverWaits[w.Handover.State].watch, above(w.Step.Level))
	}
	if w.Hazard != nil {
		watch := waiting[w.Hazard.State].watch
		if w.Ask.Do != "" {
			watch = asking[w.Ask.Do].watch
		}
		return text("%s %s，已上报%s。现在去办还来得及，办完会自动停止催办。", w.Hazard.No, watch, w.upTo())
	}
	o := w.Occurrence
	plan, _ := w.policy.Plan(o.Plan)
	switch {
	case plan.Joint:
		return text("%s的联合检查，已报给%s，请他们帮着协调。发“%s”接着办。", period(o), above(w.Step.Level), wordJoint)
	case o.State == safety.Open:
		return text("%s的%s才走了 %s，已告诉%s，请他们帮着安排。%s前走完还算按时。", w.where(), plan.Name, w.Words["progress"], levels[w.Step.Level], w.policy.DueBy(o, w.now))
	case !o.Late.After(w.now):
		return text("%s的%s连着没有记，已上报%s。有难处就说一声，今天起接着做。", w.where(), plan.Name, levels[w.Step.Level])
	}
	return text("%s的检查还没补上，已上报%s。发“检查”就能补，最晚%s。", w.where(), levels[w.Step.Level], w.policy.LateBy(o, w.now))
}

// upTo is whom a matter has reached; the safety office itself reads who is above it.
func (w words) upTo() string {
	street, _ := w.roster.Street()
	for _, who := range w.To {
		if w.roster.Has(who, street.Code, w.now, safety.SafetyOfficeHead, safety.SafetyOfficeStaff) {
			return above(w.Step.Level)
		}
	}
	return levels[w.Step.Level]
}

func vacancy(w words) saying {
	if away := w.Words["away"]; away != "" {
		return text("%s的%s%s请假，没有代班的人，相关消息已转给其他负责人。请安排一个人代班。", w.Words["grid"], w.Words["role"], away)
	}
	return text("%s的%s空缺，相关消息已转给其他负责人。请尽快补人，补好后消息自动转给新人。", w.Words["grid"], w.Words["role"])
}

func digest(w words) saying {
	var b strings.Builder
	fmt.Fprintf(&b, "早报 %s：%d 件事要您知道，急的在前。\n", w.now.In(safety.Shanghai).Format("1月2日"), len(w.Lines))
	listLines(&b, w.Lines)
	b.WriteString("回“1 督办 3天”“2 换人 姓名”“全部知悉”就行。")
	return saying{bot.Body{Text: b.String()}, fmt.Sprintf("早报：%d 件事要您知道", len(w.Lines))}
}

// listed keeps a list within one message, with room for what stands around it
// (wecom-api.md 4.3: 2048 bytes).
const listed = 1600

// listLines writes the first lines of a list, and how many there are besides.
func listLines(b *strings.Builder, lines []safety.Line) {
	for i, l := range lines {
		line := fmt.Sprintf("%d. %s%s\n", l.N, l.Text, number(l))
		if b.Len()+len(line) > listed {
			fmt.Fprintf(b, "…… 还有 %d 件\n", len(lines)-i)
			return
		}
		b.WriteString(line)
	}
}

func number(l safety.Line) string {
	if l.No == "" {
		return ""
	}
	return "（" + l.No + "）"
}

func emergency(w words) saying {
	mobile, where := w.Words["mobile"], w.Words["where"]
	if mobile == "" {
		mobile = "没有登记"
	}
	if where == "" {
		where = "没有登记网格"
	}
	return text("【紧急】%s（%s）报告：%s\n电话：%s\n是否已拨打 119 还不清楚，请马上联系本人并到现场。", w.Words["who"], where, clip(w.Words["text"], 200), mobile)
}
