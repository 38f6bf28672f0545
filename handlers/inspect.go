package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// checkDraft is a weekly check so far.
type checkDraft struct {
	Tasks  []taskDraft           `json:"tasks"`           // what the member owes, when the check began
	Which  string                `json:"which,omitempty"` // id of the chosen task
	Found  []flow.ItemAnswer     `json:"found,omitempty"`
	More   map[string]*itemDraft `json:"more,omitempty"` // by item: what is asked about one that is not in order
	Photos []flow.Photo          `json:"photos,omitempty"`
}

// taskDraft is one occurrence as the conversation needs it.
type taskDraft struct {
	ID    string                 `json:"id"`
	Plan  string                 `json:"plan"`
	Where string                 `json:"where"`
	Items []safety.ChecklistItem `json:"items,omitempty"` // as they were when the check began
	Known map[string]string      `json:"known,omitempty"` // item → number of the hazard that is open
	Apart map[string]string      `json:"apart,omitempty"` // item → why it does not apply here
}

// itemDraft is what is asked about an item that failed or does not apply.
type itemDraft struct {
	Note   string       `json:"note,omitempty"`
	Before []flow.Photo `json:"before,omitempty"`
	Remedy string       `json:"remedy,omitempty"`
	After  []flow.Photo `json:"after,omitempty"`
	Safe   string       `json:"safe,omitempty"`
}

// weekly leads through the checklist of what the member owes (OB-20): all in one
// line, or item by item; what failed is put right on the spot, registered, or
// joined to the hazard that is already open.
func (v *visit) weekly() flow.Flow[checkDraft] {
	return flow.Flow[checkDraft]{
		Name: flowWeekly, Version: 1, Says: []string{"检查", "本周检查", "开始检查", "周检查"}, Idle: 2 * time.Hour,
		Open: v.openCheck, Ask: v.askCheck, Submit: v.submitCheck,
	}
}

func (v *visit) openCheck(ctx context.Context, c flow.Case) (checkDraft, error) {
	tasks, err := v.Owed(ctx, c.Who)
	if err != nil {
		return checkDraft{}, err
	}
	var wanted string
	if len(c.Payload) > 0 && json.Unmarshal(c.Payload, &wanted) != nil {
		wanted = ""
	}
	d := checkDraft{More: map[string]*itemDraft{}}
	for _, t := range tasks {
		td := taskDraft{ID: t.Occurrence.ID, Plan: t.Plan.Name, Where: t.Where, Items: t.Items, Known: map[string]string{}, Apart: t.Apart}
		for item, h := range t.Known {
			td.Known[item] = h.No
		}
		if t.Occurrence.ID == wanted {
			d.Tasks = []taskDraft{td}
			break
		}
		d.Tasks = append(d.Tasks, td)
	}
	if len(d.Tasks) == 0 {
		return d, safety.Refuse("您现在没有要做的检查。发现隐患可以直接发照片。")
	}
	if len(d.Tasks) > 8 {
		d.Tasks = d.Tasks[:8] // the most urgent; the rest when these are done
	}
	if len(d.Tasks) == 1 {
		d.Which = d.Tasks[0].ID
		return d, v.Begin(ctx, d.Which, c.Who)
	}
	return d, nil
}

// task is the chosen one.
func (d *checkDraft) task() (taskDraft, bool) {
	for _, t := range d.Tasks {
		if t.ID == d.Which {
			return t, true
		}
	}
	return taskDraft{}, false
}

func (v *visit) askCheck(d *checkDraft) []flow.Question {
	var qs []flow.Question
	if len(d.Tasks) > 1 {
		options := make([]flow.Option, 0, len(d.Tasks))
		for _, t := range d.Tasks {
			options = append(options, flow.Option{ID: t.ID, Label: clip(t.Where, 16)})
		}
		qs = append(qs, flow.Pick("which", "您有几处要检查，先查哪里？", &d.Which, options...).Label("地点"))
	}
	t, ok := d.task()
	if !ok {
		return qs
	}
	items := v.items(t)
	lines := make([]flow.Item, len(items))
	for i, item := range items {
		lines[i] = flow.Item{ID: item.ID, Text: item.Text + t.remark(item.ID)}
	}
	prompt := fmt.Sprintf("%s %s，共 %d 项。都没问题回“全部正常”；个别有问题回“除3、7外正常”。", t.Where, t.Plan, len(items))
	qs = append(qs, flow.Items("items", prompt, &d.Found, lines).Label("检查项"))
	for i, a := range d.Found {
		if i < len(items) {
			qs = append(qs, v.askItem(d, t, i+1, items[i], a.Found)...)
		}
	}
	return append(qs,
		flow.Photos("presence", "最后拍一张"+t.Where+"的现场照片，拍完发“完成”。", &d.Photos, 1, 9).Label("现场照片").Pending(v.fetching(&d.Photos)),
		flow.Confirm("send", t.Where+"："+d.tally()))
}

// remark is what is known of an item in this place.
func (t taskDraft) remark(item string) string {
	if no := t.Known[item]; no != "" {
		return "（" + no + " 整改中）"
	}
	if t.Apart[item] != "" {
		return "（上次说不适用）"
	}
	return ""
}

// items are what a task asks; drafts of before the task knew them itself have
// those of its plan.
func (v *visit) items(t taskDraft) []safety.ChecklistItem {
	if len(t.Items) > 0 {
		return t.Items
	}
	planID, _, _ := strings.Cut(t.ID, "/")
	plan, _ := v.Policy.Plan(planID)
	var items []safety.ChecklistItem
	for _, id := range plan.Checklists {
		items = append(items, v.Policy.Checklists[id].Items...)
	}
	return items
}

// askItem asks what has to be known of an item that is not in order.
func (v *visit) askItem(d *checkDraft, t taskDraft, n int, item safety.ChecklistItem, found flow.Found) []flow.Question {
	m := d.More[item.ID]
	if m == nil {
		m = &itemDraft{}
		if d.More == nil {
			d.More = map[string]*itemDraft{}
		}
		d.More[item.ID] = m
	}
	title := fmt.Sprintf("第 %d 项“%s”", n, item.Text)
	switch {
	case found == flow.NotApplicable && t.Apart[item.ID] == "":
		return []flow.Question{flow.Text("why-"+item.ID, title+"为什么不适用？说一次，以后会记住。", &m.Note, 2, 200).Label(fmt.Sprintf("第%d项不适用", n)).Hint("本院没有地下室")}
	case found != flow.Fail:
		return nil
	case t.Known[item.ID] != "":
		return []flow.Question{
			flow.Photos("photos-"+item.ID, title+"的隐患 "+t.Known[item.ID]+" 还在整改，不重复登记。请补拍一张现在的照片。", &m.Before, 1, 9).Label(fmt.Sprintf("第%d项照片", n)).Pending(v.fetching(&m.Before)),
			flow.Text("safe-"+item.ID, "整改完成前，有没有做临时防范？没有就发“跳过”。", &m.Safe, 2, 200).OrSkip().Label(fmt.Sprintf("第%d项防范", n)).Hint("拉了警戒线，有人看守"),
		}
	}
	photo := flow.Photos("photos-"+item.ID, title+"请拍一张照片。", &m.Before, 1, 9).Label(fmt.Sprintf("第%d项照片", n)).Pending(v.fetching(&m.Before))
	if !item.Photo {
		photo = photo.OrSkip()
	}
	qs := []flow.Question{
		flow.Text("note-"+item.ID, title+"哪里不合格？", &m.Note, 2, 200).Label(fmt.Sprintf("第%d项情况", n)).Hint("2单元3楼堆了纸箱"),
		photo,
		flow.Pick("remedy-"+item.ID, "现在能当场改好吗？", &m.Remedy,
			flow.Option{ID: string(safety.FixedOnSpot), Label: "当场改好了"}, flow.Option{ID: string(safety.NewHazard), Label: "改不了，登记隐患"}).Label(fmt.Sprintf("第%d项处理", n)),
	}
	if m.Remedy == string(safety.FixedOnSpot) {
		qs = append(qs, flow.Photos("after-"+item.ID, "请拍改好以后的照片。", &m.After, 1, 9).Label(fmt.Sprintf("第%d项改好后", n)).
			Pending(v.fetching(&m.After)).Check(v.newPhotos(&m.Before, &m.After)))
	}
	return qs
}

// tally counts the findings.
func (d *checkDraft) tally() string {
	counts := map[flow.Found]int{}
	for _, a := range d.Found {
		counts[a.Found]++
	}
	s := fmt.Sprintf("%d 项，合格 %d、不合格 %d", len(d.Found), counts[flow.Pass], counts[flow.Fail])
	if n := counts[flow.NotApplicable]; n > 0 {
		s += fmt.Sprintf("、不适用 %d", n)
	}
	return s
}

func (v *visit) submitCheck(ctx context.Context, c flow.Case, d checkDraft) (string, error) {
	t, _ := d.task()
	in := safety.Inspection{Occurrence: d.Which, Photos: media(d.Photos), Asked: t.Items}
	for _, a := range d.Found {
		f := safety.Finding{Item: a.Item, Answer: safety.Answer(a.Found)}
		if m := d.More[a.Item]; m != nil && a.Found != flow.Pass {
			f.Note, f.Remedy, f.Safe = m.Note, safety.Remedy(m.Remedy), m.Safe
			f.Before, f.After = media(m.Before), media(m.After)
		}
		in.Findings = append(in.Findings, f)
	}
	got, err := v.Finish(ctx, c.ID, c.Who, in)
	if err != nil {
		return "", err
	}
	return finished(got, d.tally(), v.Now), nil
}

// finished tells what came of a visit.
func finished(f safety.Finished, tally string, now time.Time) string {
	if f.Already {
		return f.Task.Where + "这次的检查已经有人提交过了，不用再做。"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s检查完成：%s。", f.Task.Where, tally)
	if f.Late {
		b.WriteString("（补查）")
	}
	for _, h := range f.Fixed {
		fmt.Fprintf(&b, "\n当场改好并销号：%s", h.No)
	}
	for _, h := range f.New {
		fmt.Fprintf(&b, "\n登记隐患：%s（%s），期限%s", h.No, h.Severity, safety.Moment(h.Deadline, now))
	}
	for _, h := range f.Linked {
		fmt.Fprintf(&b, "\n补充照片：%s", h.No)
	}
	b.WriteString("\n辛苦了！")
	if len(f.New) > 0 {
		b.WriteString("登记的隐患已请社区安全员派发。")
	}
	return b.String()
}
