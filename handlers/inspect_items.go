package handlers

import (
	"fmt"
	"strings"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// besides stands for what a patrol finds besides its list.
var besides = safety.ChecklistItem{ID: "besides", Text: "没有别的问题", Photo: true}

// short says that a task's list fits on a card to tick.
func short(t safety.Task) bool {
	return (t.Plan.Every == safety.Daily || t.Occurrence.Special != nil) && len(t.Items) <= 8
}

// visitsPlaces says that a task goes from place to place, where one may be shut.
func visitsPlaces(t safety.Task) bool {
	return len(t.Plan.Covers) > 0 || t.Object.Site != "" && !t.Plan.Joint
}

// askItems puts the whole list.
func (v *visit) askItems(d *checkDraft, t safety.Task) flow.Question {
	lines := make([]flow.Item, len(t.Items))
	for i, item := range t.Items {
		lines[i] = flow.Item{ID: item.ID, Text: item.Text + remark(t, item.ID), Hint: item.Hint}
	}
	if short(t) && !d.Paper {
		lines = append(lines, flow.Item{ID: besides.ID, Text: besides.Text, Tick: "发现别的问题"})
		return flow.Ticks("items", t.Where+" "+t.Plan.Name, &d.Found, lines).Label("巡查项")
	}
	prompt := fmt.Sprintf("%s %s，共 %d 项%s。都没问题回“全部正常”；个别有问题回“除3、7外正常”。", t.Where, t.Plan.Name, len(lines), added(t))
	if visitsPlaces(t) && !d.Paper {
		prompt += "进不去就回“关门”。"
	}
	return flow.Items("items", prompt, &d.Found, lines).Label("检查项")
}

// added says which windows add items to a list.
func added(t safety.Task) string {
	if len(t.Windows) == 0 {
		return ""
	}
	return fmt.Sprintf("（含%s加看的）", strings.Join(t.Windows, "、"))
}

// remark is what is known of an item at this place.
func remark(t safety.Task, item string) string {
	if h := t.Known[item]; h != nil {
		return "（" + h.No + " 整改中）"
	}
	if t.Apart[item] != "" {
		return "（上次说不适用）"
	}
	return ""
}

// askItem asks what has to be known of an item that is not in order.
func (v *visit) askItem(d *checkDraft, t safety.Task, n int, item safety.ChecklistItem, found flow.Found) []flow.Question {
	if d.More == nil {
		d.More = map[string]*itemDraft{}
	}
	m := d.More[item.ID]
	if m == nil {
		m = &itemDraft{}
		d.More[item.ID] = m
	}
	title := fmt.Sprintf("第 %d 项“%s”", n, item.Text)
	switch {
	case found == flow.NotApplicable && t.Apart[item.ID] == "":
		return []flow.Question{flow.Text("why-"+item.ID, title+"为什么不适用？说一次，以后会记住。", &m.Note, 2, 200).Label(fmt.Sprintf("第%d项不适用", n)).Hint("本院没有地下室")}
	case found != flow.Fail:
		return nil
	case t.Known[item.ID] != nil:
		return v.askKnown(m, t.Known[item.ID].No, title, n, item)
	case item.ID == besides.ID:
		return []flow.Question{
			flow.Text("note-"+item.ID, "发现了什么？在哪里？", &m.Note, 2, 200).Label("别的问题").Hint("东门外堆了一车木板"), v.askBefore(m, "请拍一张照片。", n, item),
		}
	}
	qs := []flow.Question{
		flow.Text("note-"+item.ID, title+"哪里不合格？", &m.Note, 2, 200).Label(fmt.Sprintf("第%d项情况", n)).Hint("2单元3楼堆了纸箱"),
	}
	qs = append(qs, m.askFurther(n, item)...)
	if d.Paper {
		return qs
	}
	qs = append(qs, v.askBefore(m, title+"请拍一张照片。", n, item))
	if len(m.Before) == 0 { // nothing could show what was put right
		return qs
	}
	qs = append(qs,
		flow.Pick("remedy-"+item.ID, "现在能当场改好吗？", &m.Remedy,
			flow.Option{ID: string(safety.FixedOnSpot), Label: "当场改好了"}, flow.Option{ID: string(safety.NewHazard), Label: "改不了，登记隐患"}).Label(fmt.Sprintf("第%d项处理", n)))
	if m.Remedy == string(safety.FixedOnSpot) {
		qs = append(qs, flow.Photos("after-"+item.ID, "请拍改好以后的照片。", &m.After, 1, 9).Label(fmt.Sprintf("第%d项改好后", n)).
			Pending(v.fetching(&m.After)).Check(v.newPhotos(&m.Before, &m.After)))
	}
	return qs
}

// askFurther asks what follows from a failed item.
func (m *itemDraft) askFurther(n int, item safety.ChecklistItem) []flow.Question {
	for len(m.Answers) < len(item.AskIfFail) {
		m.Answers = append(m.Answers, "")
	}
	var qs []flow.Question
	for i, q := range item.AskIfFail {
		qs = append(qs, flow.Text("more-"+q.ID, q.Text+"不清楚就发“跳过”。", &m.Answers[i], 1, 60).OrSkip().Label(fmt.Sprintf("第%d项补充", n)).Hint(q.Hint))
	}
	return qs
}

// said are the answers to what was asked further.
func (m *itemDraft) said(item safety.ChecklistItem) []safety.Said {
	var said []safety.Said
	for i, q := range item.AskIfFail {
		if i < len(m.Answers) && m.Answers[i] != "" {
			said = append(said, safety.Said{ID: q.ID, Ask: q.Text, Answer: m.Answers[i]})
		}
	}
	return said
}

// askKnown asks how an item stands whose hazard is still open.
func (v *visit) askKnown(m *itemDraft, no, title string, n int, item safety.ChecklistItem) []flow.Question {
	return []flow.Question{
		flow.Photos("photos-"+item.ID, title+"的隐患 "+no+" 还在整改，不重复登记。请补拍一张现在的照片。", &m.Before, 1, 9).Label(fmt.Sprintf("第%d项照片", n)).Pending(v.fetching(&m.Before)),
		flow.Text("safe-"+item.ID, "整改完成前，有没有做临时防范？没有就发“跳过”。", &m.Safe, 2, 200).OrSkip().Label(fmt.Sprintf("第%d项防范", n)).Hint("拉了警戒线，有人看守"),
	}
}

func (v *visit) askBefore(m *itemDraft, prompt string, n int, item safety.ChecklistItem) flow.Question {
	q := flow.Photos("photos-"+item.ID, prompt, &m.Before, 1, 9).Label(fmt.Sprintf("第%d项照片", n)).Pending(v.fetching(&m.Before))
	if item.Photo || m.Remedy == string(safety.FixedOnSpot) { // put right is shown before and after
		return q
	}
	return q.OrSkip()
}
