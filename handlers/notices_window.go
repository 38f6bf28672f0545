package handlers

import (
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// windowPreview shows the safety office a window before it begins: what it will
// bring, and the three things that can be said to it.
func windowPreview(w words) saying {
	p := w.Preview
	o := p.Occasion
	c := windowCard(p)
	c.Source, c.Title = "节点预告", o.Name+"快到了，请安排"
	c.Desc = fmt.Sprintf("%s开始。同意就点“同意”；不答复，到日子按办法执行。", w.policy.Calendar.Day(o.From))
	if o.Off {
		c.Desc = "这个节点要您同意才执行。同意就点“同意”。"
	}
	if w.Words["again"] != "" {
		c.Alert, c.Title = true, "还没答复："+o.Name
	}
	c.Buttons = windowButtons(o)
	return card(c, fmt.Sprintf("节点预告：%s %s，将产生 %d 件任务，发“节点”答复", o.Name, o.When(), p.Sum()))
}

// windowCard is what a window brings, without what can be said to it.
func windowCard(p *safety.Preview) bot.Card {
	c := bot.Card{Quote: clip(tasksOf(p), 160), Fields: []bot.Field{
		{Name: "日期", Value: p.Occasion.When()}, {Name: "任务", Value: fmt.Sprintf("%d 件", p.Sum())},
	}}
	if len(p.Effects) > 0 {
		c.Fields = append(c.Fields, bot.Field{Name: "另外", Value: clip(strings.Join(p.Effects, "；"), 30)})
	}
	return c
}

// tasksOf lists the tasks of a window by kind.
func tasksOf(p *safety.Preview) string {
	if len(p.Tasks) == 0 {
		return "不产生单独的任务。"
	}
	lines := []string{"这些任务将产生："}
	for _, t := range p.Tasks {
		lines = append(lines, t.String())
	}
	return strings.Join(lines, "\n")
}

// windowButtons are what can be said to a window as it stands.
func windowButtons(o safety.Occasion) []bot.Button {
	key := o.Key()
	days := bot.Button{Text: "改日期", Key: flow.BeginKey(flowWindowDays, key), Style: bot.Plain}
	switch o.Said.State {
	case safety.WindowConfirmed:
		return []bot.Button{days, {Text: "撤回", Key: flow.DoKey(wordWithdraw, windowWord+" "+key), Style: bot.Danger}}
	case safety.WindowDeclined:
		return []bot.Button{{Text: "还是要搞", Key: flow.DoKey(wordWindowYes, key), Style: bot.Primary}}
	case safety.WindowWithdrawn:
		return nil
	}
	return []bot.Button{
		{Text: "同意", Key: flow.DoKey(wordWindowYes, key), Style: bot.Primary}, days,
		{Text: "这次不搞", Key: flow.BeginKey(flowWindowNo, key), Style: bot.Danger},
	}
}

// softDuty words a step about something that must be organised and recorded.
func softDuty(w words) saying {
	d := w.SoftDuty
	due := w.policy.Calendar.Moment(d.Due, w.now)
	c := bot.Card{
		Source: w.where(), Title: "请办一次" + d.Kind.String() + "：" + clip(d.Name, 16), Desc: "办完点“登记”，写主题、地点、人数，拍一张照片就算完成。",
		Fields:  []bot.Field{{Name: "截止", Value: due}, {Name: "节点", Value: clip(strings.Join(d.Reasons, "、"), 30)}},
		Buttons: []bot.Button{{Text: "登记", Key: flow.BeginKey(flowPublicity, d.ID), Style: bot.Primary}},
	}
	line := fmt.Sprintf("%s %s“%s”，%s前办完", w.where(), d.Kind, d.Name, due)
	if w.Step.Level > 0 {
		c.Alert, c.Title = true, fmt.Sprintf("%s没有办：%s", d.Kind, clip(d.Name, 16))
		c.Desc = fmt.Sprintf("原定%s前办完，还没有登记。请过问一下，补办了也要登记。", due)
		line = fmt.Sprintf("%s %s“%s”过期没有登记", w.where(), d.Kind, d.Name)
	}
	return card(c, line)
}

func calendarMissing(w words) saying {
	return text("%s年的放假安排还没有装进系统。现在按法定节假日推算，靠它算出的日期都标“暂定”，可能会变。\n国务院办公厅的通知公布后，请管理员把日期表放进办法目录的 calendar 文件夹，重启即可；在那之前每周提醒一次。", w.Words["year"])
}

func calendarArrived(w words) saying {
	said := "%s年的放假安排已装好，“暂定”的日期定下来了。发“节点”看最新的安排。"
	if w.Words["moved"] == "0" {
		return text(said, w.Words["year"])
	}
	return text(said+"期限和还没发出的催办里有 %s 处跟着改了日子，已经发出的不变。", w.Words["year"], w.Words["moved"])
}

// deadlineMoved tells who has to put a hazard right that days off give more time.
func deadlineMoved(w words) saying {
	return text("%s（%s）的期限原来是暂定的，%s年放假安排公布后顺延到%s。", w.Hazard.No, place(w.Hazard), w.Words["year"], w.by())
}
