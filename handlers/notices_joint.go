package handlers

import (
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// jointFacts are the fields of every card about a joint inspection.
func (w words) jointFacts() []bot.Field {
	fields := []bot.Field{{Name: "检查日期", Value: safety.Moment(w.Occurrence.Planned, w.now)}}
	if w.Joint.Assembly != "" {
		fields = append(fields, bot.Field{Name: "集合地点", Value: clip(w.Joint.Assembly, 30)})
	}
	return append(fields, bot.Field{Name: "目标", Value: fmt.Sprintf("%d 处", len(w.Joint.Targets))})
}

// invited names the departments.
func (w words) invited() string {
	var names []string
	for _, body := range w.policy.Joint.Bodies {
		names = append(names, w.policy.Bodies.Display(body))
	}
	return strings.Join(names, "、")
}

// listOfTargets is the button that shows where it goes.
func (w words) listOfTargets() bot.Button {
	return bot.Button{Text: "目标清单", Key: flow.DoKey(wordTargets, w.Occurrence.ID), Style: bot.Plain}
}

func jointInvited(w words) saying {
	return card(bot.Card{
		Source: period(w.Occurrence), Title: "邀请您参加季度联合检查", Desc: w.Words["who"] + "发起，" + w.invited() + "一起查。请答复能不能来。",
		Fields: w.jointFacts(), Buttons: append(comingButtons(w.Occurrence), w.listOfTargets()),
	}, fmt.Sprintf("邀请您%s参加联合检查，请发“%s”答复", safety.Moment(w.Occurrence.Planned, w.now), wordJoint))
}

func jointMoved(w words) saying {
	return card(bot.Card{
		Source: period(w.Occurrence), Alert: true, Title: "联合检查改期了", Desc: "原定" + w.Words["was"] + "，以前的答复不算了，请再答复一次。",
		Quote: w.Words["reason"], Fields: w.jointFacts(), Buttons: append(comingButtons(w.Occurrence), w.listOfTargets()),
	}, fmt.Sprintf("联合检查改到%s，请发“%s”再答复一次", safety.Moment(w.Occurrence.Planned, w.now), wordJoint))
}

func jointAnswered(w words) saying {
	if reason := w.Words["reason"]; reason != "" {
		return text("%s（%s）%s%s的联合检查：%s。", w.Words["who"], w.Words["body"], w.Words["coming"], safety.Moment(w.Occurrence.Planned, w.now), reason)
	}
	return text("%s（%s）%s%s的联合检查。", w.Words["who"], w.Words["body"], w.Words["coming"], safety.Moment(w.Occurrence.Planned, w.now))
}

func jointSoon(w words) saying {
	return card(bot.Card{
		Source: period(w.Occurrence), Title: "联合检查快到了，请安排好", Desc: "来不了请现在说一声，好调人。",
		Fields: w.jointFacts(), Buttons: append(comingButtons(w.Occurrence), w.listOfTargets()),
	}, fmt.Sprintf("提醒：%s联合检查", safety.Moment(w.Occurrence.Planned, w.now)))
}

func jointToSign(w words) saying {
	return card(bot.Card{
		Source: period(w.Occurrence), Title: "联合检查记录请您签字", Desc: "请先看记录。没问题点“签字确认”，有问题点“退回修改”。", Quote: w.Joint.Remarks,
		Fields: w.jointFacts(), Buttons: []bot.Button{
			{Text: "看记录", Key: flow.DoKey(wordRecord, w.Occurrence.ID), Style: bot.Plain},
			{Text: "签字确认", Key: flow.DoKey(wordSigned, w.Occurrence.ID), Style: bot.Primary},
			{Text: "退回修改", Key: flow.BeginKey(flowJointReturn, w.Occurrence.ID), Style: bot.Danger},
		},
	}, "联合检查记录请您签字，发“"+wordSigned+"”")
}

func jointReturned(w words) saying {
	return text("%s的联合检查记录被%s退回修改：%s\n改好后会再请您签字。", period(w.Occurrence), w.Words["who"], w.Words["reason"])
}

func jointDone(w words) saying {
	return card(bot.Card{
		Source: period(w.Occurrence), Title: "联合检查已全部签字完成", Desc: "记录已送下次联席会议。登记的隐患照常催办，下季度回头看。",
		Buttons: []bot.Button{{Text: "看记录", Key: flow.DoKey(wordRecord, w.Occurrence.ID), Style: bot.Primary}},
	}, period(w.Occurrence)+"的联合检查已签字完成，发“"+wordRecord+"”查看")
}

// jointReminder words what the safety office is reminded of in a quarter: to fix
// the day, or to get on with it.
func jointReminder(w words) saying {
	o := w.Occurrence
	due := w.policy.DueBy(o, w.now)
	c := bot.Card{
		Source: period(o), Title: "请定季度联合检查的日期", Desc: "目标已按数据排好，可以先看。",
		Fields: []bot.Field{{Name: "完成期限", Value: due}},
		Buttons: []bot.Button{
			{Text: "定日期", Key: flow.BeginKey(flowJointDate, o.ID), Style: bot.Primary},
			{Text: "目标清单", Key: flow.DoKey(wordTargets, o.ID), Style: bot.Plain},
		},
	}
	switch by := w.policy.FixDateBy(o, w.Step.Due); {
	case w.Step.Mark == safety.MarkDue:
		c.Desc = "还没有定日子，请马上定下来。"
	case by.After(w.now):
		c.Desc = fmt.Sprintf("请在%s前定下来。", safety.Moment(by, w.now)) + c.Desc
	}
	if !o.Planned.IsZero() {
		c.Title, c.Desc = "联合检查还没做完", "还没开始就按日期去查；查过了请收尾签字。"
		c.Fields = append(c.Fields, bot.Field{Name: "检查日期", Value: safety.Moment(o.Planned, w.now)})
		c.Buttons = []bot.Button{{Text: wordJoint, Key: flow.DoKey(wordJoint, o.ID), Style: bot.Primary}}
	}
	if w.Step.Mark == safety.MarkDue {
		c.Desc = fmt.Sprintf("%s，%s", left(o.Due, w.now), c.Desc)
	}
	return card(c, fmt.Sprintf("%s，%s前要做完", c.Title, due))
}

// jointStep words a step above the safety office.
func jointStep(w words) saying {
	o := w.Occurrence
	title, desc := "季度联合检查还没定日期", "部门约不齐的，请您出面协调一下。"
	switch {
	case o.State == safety.Missed:
		title, desc = "本季度没有做成联合检查", "方案要求每季度一次，请安排补查。"
	case !o.Planned.IsZero():
		title, desc = "季度联合检查还没做完", "定在"+safety.Moment(o.Planned, w.now)+"，请过问一下。"
	}
	fields := []bot.Field{{Name: "周期", Value: period(o)}, {Name: "应查", Value: w.policy.DueBy(o, w.now) + "前"}}
	if o.State == safety.Missed {
		fields = append(fields, bot.Field{Name: "可补到", Value: w.policy.LateBy(o, w.now)})
	}
	return card(bot.Card{
		Source: w.where(), Alert: true, Title: title, Desc: desc, Fields: fields,
		Buttons: []bot.Button{
			{Text: "知悉", Key: flow.DoKey(wordNoted, o.About()), Style: bot.Primary},
			{Text: "准予免查", Key: flow.BeginKey(flowExcuse, o.ID), Style: bot.Plain},
		},
	}, w.where()+" "+title)
}

// above is whom a matter has reached when the safety office itself has to do it.
func above(level int) string {
	if level == safety.TopLevel-1 {
		return "街道分管负责人"
	}
	return levels[level]
}
