package handlers

import (
	"context"
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// most is how many lines a list shows before it says how many are left.
const most = 10

// todo lists what waits for the member, with a button for the first.
func (v *visit) todo(ctx context.Context, c flow.Case, _ string) (bot.Body, error) {
	t, err := v.Todo(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	all := len(t.Tasks) + len(t.Watches) + len(t.Handovers) + len(t.Hazards) + len(t.Duties) + len(t.Orders)
	if all == 0 {
		return plain("您现在没有待办，都办完了。发现隐患直接发照片就行。")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "您有 %d 件待办：", all)
	n := 0
	for _, o := range t.Orders {
		n++
		fmt.Fprintf(&b, "\n%d. 督办单 %s：%s，%s（发“督办回复”）", n, o.No, clip(o.Title, 30), left(o.Due, v.Now))
	}
	for _, line := range v.specialsOf(t.Tasks) {
		n++
		fmt.Fprintf(&b, "\n%d. %s", n, line)
	}
	for _, task := range t.Tasks {
		if task.Occurrence.Special != nil {
			continue
		}
		n++
		fmt.Fprintf(&b, "\n%d. %s %s%s，%s（发“%s”）", n, task.Where, task.Plan.Name, far(task), v.by(task.Occurrence), begins(task))
	}
	for _, d := range t.Watches {
		n++
		fmt.Fprintf(&b, "\n%d. 移交期间看护 %s，%s（发“%s %s”）", n, d.Handover, left(d.Due, v.Now), wordInPlace, d.Handover)
	}
	for _, o := range t.Handovers {
		n++
		fmt.Fprintf(&b, "\n%d. %s %s（送%s），%s（发“查 %s”）", n, o.No, handoverWaits[o.State].watch, o.Addressee, left(o.Due, v.Now), o.No)
	}
	for _, d := range t.Duties {
		n++
		fmt.Fprintf(&b, "\n%d. %s %s“%s”，%s前（发“宣传”登记）", n, v.roster.Where(d.Grid), d.Kind, d.Name, v.Policy.Calendar.Moment(d.Due, v.Now))
	}
	for _, h := range t.Hazards {
		if n++; n > most {
			continue
		}
		fmt.Fprintf(&b, "\n%d. %s %s %s：%s，%s", n, v.light(h), h.No, waiting[h.State].act, place(h), left(v.Policy.DueOf(h), v.Now))
	}
	if n > most {
		fmt.Fprintf(&b, "\n…… 还有 %d 件", n-most)
	}
	if len(t.Hazards) > 0 {
		fmt.Fprintf(&b, "\n发“查 %s”办理。", t.Hazards[0].No)
	}
	return bot.Body{Text: b.String()}, nil
}

// begins is the word that begins a task.
func begins(t safety.Task) string {
	if t.Plan.Joint {
		return wordJoint
	}
	return "检查"
}

// far is how far a sweep has come.
func far(t safety.Task) string {
	if t.Progress == nil {
		return ""
	}
	return fmt.Sprintf(" %d/%d", t.Progress.Settled(), len(t.Progress.Objects))
}

// by is until when an occurrence can be done.
func (v *visit) by(o *safety.Occurrence) string {
	if v.Now.After(o.Due) {
		return "已到期，" + v.Policy.LateBy(o, v.Now) + "前还能补"
	}
	return v.Policy.DueBy(o, v.Now) + "前"
}

// specialsOf names the special checks among tasks, those of one name and day
// together: a holiday brings many.
func (v *visit) specialsOf(tasks []safety.Task) []string {
	type group struct {
		where string
		due   string
		n     int
	}
	var names []string
	groups := map[string]*group{}
	for _, t := range tasks {
		if t.Occurrence.Special == nil {
			continue
		}
		due := v.Policy.DueBy(t.Occurrence, v.Now)
		name := t.Plan.Name + "/" + due
		if groups[name] == nil {
			names, groups[name] = append(names, name), &group{where: t.Where, due: due}
		}
		groups[name].n++
	}
	lines := make([]string, len(names))
	for i, name := range names {
		g, plan := groups[name], strings.TrimSuffix(name, "/"+groups[name].due)
		lines[i] = fmt.Sprintf("%s %s，%s前（发“检查”）", g.where, plan, g.due)
		if g.n > 1 {
			lines[i] = fmt.Sprintf("%s，%s等 %d 处，%s前（发“检查”）", plan, g.where, g.n, g.due)
		}
	}
	return lines
}

// status says how the member's own reports stand.
func (v *visit) status(ctx context.Context, c flow.Case, _ string) (bot.Body, error) {
	hs, err := v.Reports(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if len(hs) == 0 {
		return plain("您还没有上报或关注过隐患。发现问题，发一张照片或一句话就行。")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "您上报和关注的隐患（最近 %d 条）：", min(most, len(hs)))
	for i := len(hs) - 1; i >= max(0, len(hs)-most); i-- {
		fmt.Fprintf(&b, "\n%s %s：%s", hs[i].No, hs[i].State, what(hs[i]))
	}
	b.WriteString("\n发“查 编号”看详情。")
	return bot.Body{Text: b.String()}, nil
}

// ledger lists the open hazards of the member's grids.
func (v *visit) ledger(ctx context.Context, c flow.Case, _ string) (bot.Body, error) {
	hs, err := v.Ledger(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if len(hs) == 0 {
		return plain("您负责的网格里没有未销号的隐患。")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "未销号隐患 %d 条，急的在前：", len(hs))
	for i, h := range hs[:min(most, len(hs))] {
		light, stands, err := v.stands(ctx, h)
		if err != nil {
			return bot.Body{}, err
		}
		fmt.Fprintf(&b, "\n%d. %s %s %s %s，%s", i+1, light, h.No, place(h), chronic(h)+what(h), stands)
	}
	if len(hs) > most {
		fmt.Fprintf(&b, "\n…… 还有 %d 条", len(hs)-most)
	}
	return bot.Body{Text: b.String()}, nil
}

// chronic stands before what is a chronic hazard.
func chronic(h *safety.Hazard) string {
	if h.Chronic {
		return "【顽疾】"
	}
	return ""
}

// figures counts checks and hazards of the member's grids.
func (v *visit) figures(ctx context.Context, c flow.Case, _ string) (bot.Body, error) {
	f, err := v.Figures(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	var b strings.Builder
	b.WriteString(f.Where)
	for _, p := range f.Plans {
		fmt.Fprintf(&b, "\n%s（%s）：应查 %d，已完成 %d，补查 %d，漏查 %d，还差 %d", p.Name, p.Period, p.Due, p.Done, p.Late, p.Missed, p.Left())
		if p.Excused > 0 {
			fmt.Fprintf(&b, "，另准予免查 %d", p.Excused)
		}
		if p.Objects > 0 {
			fmt.Fprintf(&b, "；走了 %d/%d 处", p.Settled, p.Objects)
		}
	}
	fmt.Fprintf(&b, "\n隐患：未销号 %d，超期 %d，已上报街道 %d", f.Open, f.Overdue, f.Climbing)
	if f.Away > 0 {
		fmt.Fprintf(&b, "，已移交等结果 %d", f.Away)
	}
	return bot.Body{Text: b.String()}, nil
}

func (v *visit) help(context.Context, flow.Case, string) (bot.Body, error) {
	return v.welcome(), nil
}

// welcome says what the bot is for and what this member can say.
func (v *visit) welcome() bot.Body {
	lines := []string{"我是网格安全员小助手。您可以：", "· 发现隐患：直接发照片，或写一句话", "· 不想留名：提交时选“匿名提交”", "· “状态”：看您上报和关注的进展"}
	if v.inspects() || len(v.roster.Reach(v.who, v.Now)) > 0 {
		lines = append(lines, "· “检查”：做要做的检查", "· “待办”：看要办的事", "· “查 编号”：看一条隐患")
	}
	if v.inspects() {
		lines = append(lines, "· “台账”“统计”：看您负责的网格")
	}
	if v.Orderer(v.roster, v.who) {
		lines = append(lines, "· “1 督办 3天”“2 换人 姓名”“全部知悉”：对早报或编号下指令")
	}
	if v.ofStreet() {
		lines = append(lines, "· “静默”：关一阵提醒；“自查”：看有没有漏；“账 编号”：看催办记录")
	}
	if len(v.roster.Own(v.who, v.Now)) > 0 {
		lines = append(lines, "· “请假”：不在的几天请人代班；“销假”：提前回来")
	}
	if v.ofOffice() {
		lines = append(lines, "· “节点”：看快到的节日、季节要做什么，同意、改日期或撤回；“临时节点”：马上加强检查")
	}
	lines = append(lines, "任何时候：发“取消”“上一步”“跳过”“菜单”；看不到卡片，发“文字版”。", "遇到火情请先打 119，再发“紧急”告诉社区和街道。")
	return bot.Body{Text: strings.Join(lines, "\n")}
}

// menu is the same as buttons.
func (v *visit) menu(context.Context, flow.Case, string) (bot.Body, error) {
	card := &bot.Card{Title: "您想做什么？", Desc: "也可以直接发照片或一句话。", Buttons: []bot.Button{
		{Text: "上报隐患", Key: flow.BeginKey(flowReport, nil), Style: bot.Primary},
		{Text: "检查", Key: flow.BeginKey(flowCheck, nil), Style: bot.Primary},
		{Text: "待办", Key: flow.DoKey("待办", ""), Style: bot.Plain},
		{Text: "状态", Key: flow.DoKey("状态", ""), Style: bot.Plain},
		{Text: "紧急", Key: flow.DoKey(wordEmergency, ""), Style: bot.Danger},
	}}
	if v.inspects() { // no more than six: what they reported themselves stands in the ledger
		card.Buttons[3] = bot.Button{Text: "台账", Key: flow.DoKey("台账", ""), Style: bot.Plain}
		card.Buttons = append(card.Buttons, bot.Button{Text: "统计", Key: flow.DoKey("统计", ""), Style: bot.Plain})
	}
	return bot.Body{Card: card}, nil
}
