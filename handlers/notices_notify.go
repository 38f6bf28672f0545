package handlers

import (
	"fmt"

	"gridwarden/bot"
	"gridwarden/safety"
)

func notificationDue(w words) saying {
	t, h := w.Notification, w.Hazard
	return card(bot.Card{
		Source: w.where(), Title: "请通报" + clip(t.Addressee, 16), Desc: fmt.Sprintf("安监办在企业查到、当场改不了的，%s前要通报。责任仍在街道，整改照样催。", safety.Moment(t.Due, w.now)),
		Quote: h.What, Fields: append(w.facts(), bot.Field{Name: "通报", Value: t.No}), Buttons: []bot.Button{button("记通报", flowNotify, h, bot.Primary), look(h)},
	}, fmt.Sprintf("%s 请通报%s：%s", h.No, t.Addressee, what(h)))
}

func notificationStep(w words) saying {
	t, h := w.Notification, w.Hazard
	c := bot.Card{
		Source: w.where(), Title: "今天要通报" + clip(t.Addressee, 14), Desc: fmt.Sprintf("%s前要通报，通报以后点“记通报”。", safety.Moment(t.Due, w.now)), Quote: h.What,
		Fields: append(w.facts(), bot.Field{Name: "通报", Value: t.No}), Buttons: []bot.Button{button("记通报", flowNotify, h, bot.Primary), look(h)},
	}
	if w.Step.Level > 0 {
		c.Alert, c.Title, c.Desc = true, "请督促：还没有通报", fmt.Sprintf("应在%s前通报%s，请过问一下。", safety.Moment(t.Due, w.now), t.Addressee)
	}
	return card(c, fmt.Sprintf("%s 还没有通报%s：%s", h.No, t.Addressee, what(h)))
}

// treatmentWaits is what a treatment waits for, by the mark its step counts from.
var treatmentWaits = map[safety.Mark]string{safety.MarkDue: "治理方案还没有记", safety.MarkProgress: "治理进展还没有记"}

func treatmentStep(w words) saying {
	h, waits := w.Hazard, treatmentWaits[w.Step.Mark]
	c := bot.Card{
		Source: w.where(), Title: "重大隐患：" + waits, Desc: "请问清楚后记下来。", Quote: h.What, Fields: w.facts(), Buttons: treatmentButtons(h),
	}
	if w.Step.Level > 0 {
		c.Alert, c.Title, c.Desc = true, "请督促："+waits, "重大隐患要有治理方案，按时有进展，请过问一下。"
	}
	return card(c, fmt.Sprintf("%s %s：%s", h.No, waits, what(h)))
}

// treatmentButtons are what the safety office records of a major hazard.
func treatmentButtons(h *safety.Hazard) []bot.Button {
	return []bot.Button{
		button("记治理方案", flowTreatment, h, bot.Plain), button("记进展", flowProgress, h, bot.Primary),
		button("记挂牌督办", flowListed, h, bot.Plain), look(h),
	}
}
