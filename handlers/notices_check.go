package handlers

import (
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// missedStep words a step about one occurrence: a sweep that is behind, a check
// that was missed.
func missedStep(w words) saying {
	o := w.Occurrence
	plan := w.policy.PlanOf(o)
	if plan.Joint {
		return jointStep(w)
	}
	title, desc := plan.Name+"还没有补上", "请了解原因，人手不够可以安排代理人代查。"
	switch progress := w.Words["progress"]; {
	case o.State == safety.Open && progress != "":
		title, desc = fmt.Sprintf("%s才查了 %s", plan.Name, progress), "快到期了，靠安全员可能走不完，请安排人手。"
	case progress != "":
		title = fmt.Sprintf("%s没走完：%s", plan.Name, progress)
	case o.Misses > 1:
		title = fmt.Sprintf("%s连续漏查 %d 次", plan.Name, o.Misses)
	}
	fields := []bot.Field{{Name: "周期", Value: period(o)}, {Name: "应查", Value: w.policy.DueBy(o, w.now) + "前"}}
	if o.Late.After(w.now) {
		fields = append(fields, bot.Field{Name: "可补到", Value: w.policy.LateBy(o, w.now)})
	}
	if n := w.Words["shut"]; n != "" && n != "0" {
		fields = append(fields, bot.Field{Name: "没进去", Value: n + " 处"})
	}
	return card(bot.Card{
		Source: w.where(), Alert: true, Title: title, Desc: desc, Fields: fields,
		Buttons: []bot.Button{
			{Text: "知悉", Key: flow.DoKey(wordNoted, o.About()), Style: bot.Primary},
			{Text: "准予免查", Key: flow.BeginKey(flowExcuse, o.ID), Style: bot.Plain},
		},
	}, w.where()+" "+title)
}

// period names an occurrence's period for people.
func period(o *safety.Occurrence) string {
	if o.Special != nil {
		return strings.Join(o.Special.Reasons, "、")
	}
	p, err := safety.ParsePeriod(o.Period)
	if err != nil {
		return o.Period
	}
	return p.Name()
}

// periodReminder words the uniform reminders of a period, by what is left of it.
func periodReminder(w words) saying {
	o, plan := w.Occurrence, w.Words["plan"]
	due := w.policy.DueBy(o, w.now)
	rule, _ := w.policy.Plan(o.Plan)
	if rule.Joint {
		return jointReminder(w)
	}
	c := bot.Card{
		Source: period(o), Title: "新一轮" + plan + "开始了",
		Desc:    "点“开始检查”，全部没问题只要回一句“全部正常”。",
		Fields:  []bot.Field{{Name: "完成期限", Value: due}, {Name: "提醒时间", Value: w.Step.Due.In(safety.Shanghai).Format("1月2日 15:04")}},
		Buttons: []bot.Button{{Text: "开始检查", Key: flow.BeginKey(flowCheck, wish{Plan: o.Plan}), Style: bot.Primary}},
	}
	started := w.now.Sub(o.Opens).Hours() >= 24 && w.Step.Rung != "open"
	if started {
		c.Title, c.Desc = "还没做完"+plan, "几分钟就能做完，点“开始检查”就行。"
	}
	if o.Special != nil {
		return specialReminder(w, c)
	}
	if len(rule.Covers) > 0 {
		c.Desc = "一处一处走，查一处记一处，随时可以接着来。"
		c.Buttons = append(c.Buttons, bot.Button{Text: "看进度", Key: flow.DoKey("月查", ""), Style: bot.Plain})
	}
	if o.Due.Sub(w.now).Hours() < 24 {
		c.Title, c.Desc, c.Alert = plan+"今天截止", "现在做还算按时完成，点“开始检查”就行。", true
	}
	if rule.Every == safety.Daily {
		c.Title, c.Desc = "今天的巡查还没记", "挨个看一眼，打勾就完。"
	}
	if instead := w.Words["instead"]; instead != "" {
		c.Desc = clip("请代为检查："+instead, 120)
	}
	return card(c, fmt.Sprintf("%s：%s前完成，发“检查”开始", c.Title, due))
}

// specialReminder words the reminders of what a window asks for.
func specialReminder(w words, c bot.Card) saying {
	o, plan := w.Occurrence, w.Words["plan"]
	due := w.policy.DueBy(o, w.now)
	c.Title, c.Desc = plan, "过了期限不能补，人手不够请早说。"
	if w.Words["places"] != "" {
		c.Desc = "要查：" + some(strings.Split(w.Words["places"], "、"), 3) + "。" + c.Desc
	}
	c.Fields = []bot.Field{{Name: "完成期限", Value: due}}
	c.Buttons[0].Key = flow.BeginKey(flowCheck, wish{Task: roundOf(o)})
	if w.Step.Due.After(safety.At(o.Opens, 9, 0)) && w.Step.Rung != "open" {
		c.Title, c.Alert = "还没做完"+plan, true
	}
	if instead := w.Words["instead"]; instead != "" {
		c.Desc += "请代为检查：" + some(strings.Split(instead, "、"), 3) + "。"
	}
	return card(c, fmt.Sprintf("%s（%s）：%s前做完，发“检查”开始", plan, period(o), due))
}

// some names the first of many, and how many there are.
func some(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, "、")
	}
	return fmt.Sprintf("%s等 %d 处", strings.Join(names[:n], "、"), len(names))
}

func missedList(w words) saying {
	var b strings.Builder
	if special := w.Words["special"]; special != "" {
		fmt.Fprintf(&b, "%s（%s）%s 处里有 %s 处没按时做%s。\n", w.Words["grid"], special, w.Words["all"], w.Words["missed"], w.Words["plan"])
		listLines(&b, w.Lines)
		b.WriteString("这次不能补查，请马上另派人去看，发现的隐患直接发照片上报。")
		return saying{bot.Body{Text: b.String()}, fmt.Sprintf("%s %s有 %s 处没有做", w.Words["grid"], w.Words["plan"], w.Words["missed"])}
	}
	fmt.Fprintf(&b, "%s %s 个楼院里有 %s 个没按时做%s。\n", w.Words["grid"], w.Words["all"], w.Words["missed"], w.Words["plan"])
	listLines(&b, w.Lines)
	if late := w.Words["late"]; late != "" {
		fmt.Fprintf(&b, "最晚%s还能补查，请提醒一下。", late)
	}
	b.WriteString("确实不用查的，发“准予免查”。")
	return saying{bot.Body{Text: b.String()}, fmt.Sprintf("%s有 %s 个楼院漏查", w.Words["grid"], w.Words["missed"])}
}

// weekList tells of the beats that were patrolled too seldom.
func weekList(w words) saying {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s的每日巡查，这 %d 处查得少：\n", w.Words["grid"], w.Words["week"], len(w.Lines))
	listLines(&b, w.Lines)
	b.WriteString("请了解原因：没有人了就补人，忙不过来就调一调班。")
	return saying{bot.Body{Text: b.String()}, fmt.Sprintf("%s有 %d 处巡查查得少", w.Words["grid"], len(w.Lines))}
}

func excuseAsked(w words) saying {
	o := w.Occurrence
	return card(bot.Card{
		Source: w.where(), Title: w.Words["who"] + "请予免查", Desc: w.Words["plan"] + "，" + period(o) + "。" + w.excuseBy(),
		Quote: w.Words["reason"], Fields: []bot.Field{{Name: "应查", Value: w.policy.DueBy(o, w.now) + "前"}},
		Buttons: []bot.Button{
			{Text: "准予免查", Key: flow.BeginKey(flowExcuse, o.ID), Style: bot.Primary},
			{Text: "不准", Key: flow.BeginKey(flowDenyExcuse, o.ID), Style: bot.Plain},
		},
	}, fmt.Sprintf("%s请%s免查：%s", w.Words["who"], w.Words["plan"], clip(w.Words["reason"], 30)))
}

// excuseBy says by when an excuse is to be answered, and what happens till then.
func (w words) excuseBy() string {
	o, by := w.Occurrence, "请尽快"
	switch {
	case o.Due.After(w.now):
		by = "请在" + w.policy.DueBy(o, w.now) + "前"
	case o.Late.After(w.now):
		by = "请在" + w.policy.LateBy(o, w.now) + "前"
	}
	return by + "答复，答复以前照常催办；准了就不再催，统计里单独列出。"
}

func excused(w words) saying {
	return text("%s %s（%s）已由%s准予免查：%s。这次不用再查。", w.where(), w.Words["plan"], period(w.Occurrence), w.Words["who"], w.Words["reason"])
}

func excuseDenied(w words) saying {
	return text("%s %s（%s）没有准予免查：%s。请在%s前做完，发“检查”开始。", w.where(), w.Words["plan"], period(w.Occurrence), w.Words["reason"], w.policy.DueBy(w.Occurrence, w.now))
}

func spotCheck(w words) saying {
	return text("%s连续 %s 次%s什么都没查出来，同一时间群众却反映了 %s 件事。建议您去看一眼，看看实际情况。",
		w.where(), w.Words["clean"], w.Words["plan"], w.Words["reports"])
}

func majorProposed(w words) saying {
	return card(bot.Card{
		Source: w.where(), Alert: true, Title: "请认定：" + what(w.Hazard), Quote: w.Hazard.What, Fields: w.facts(),
		Desc:    "检查表把这一项列为重大隐患，先按突出隐患登记、催办。是不是重大，由安监办认定：是就点“调整等级”，不是就不用动。",
		Buttons: []bot.Button{button("调整等级", flowSeverity, w.Hazard, bot.Primary), look(w.Hazard)},
	}, fmt.Sprintf("%s 请认定是否重大：%s %s", w.Hazard.No, place(w.Hazard), what(w.Hazard)))
}
