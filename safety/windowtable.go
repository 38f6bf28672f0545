package safety

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// WindowTable draws all windows of a policy as Markdown sections, each with what
// it does, for docs and for `gridwarden policy show`.
func WindowTable(p *Policy) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## 节点\n\n提前 %d 天预告，日期最多挪 %d 天。%s\n", p.Intensify.Ahead, p.Intensify.Shift, p.Intensify.Why)
	for _, w := range p.Intensify.Windows {
		fmt.Fprintf(&b, "\n### %s `%s`\n\n%s。%s（%s）\n\n%s", w.Name, w.ID, w.scope(), w.Why, w.Source, w.effectTable())
	}
	b.WriteString("\n## 临时节点\n\n安监办发“临时节点”，当场填日期、范围和谁要求的，马上生效；发“撤回 名字”取消。\n")
	for _, w := range p.Intensify.AdHoc {
		fmt.Fprintf(&b, "\n### %s `%s`\n\n%s（%s）\n\n%s", w.Name, w.ID, w.Why, w.Source, w.effectTable())
	}
	return b.String()
}

func (w Window) scope() string {
	text := "`" + w.Dates.String() + "`"
	switch {
	case w.Within == Village:
		text += "，只在村"
	case w.Within == Neighbourhood:
		text += "，只在社区"
	}
	if w.Off {
		text += "，安监办同意才执行"
	}
	return text
}

// effectTable lists what a window does.
func (w Window) effectTable() string {
	var b strings.Builder
	b.WriteString("| 做什么 | 名称 | 何时 | 谁 | 对象 | 检查表 |\n|---|---|---|---|---|---|\n")
	for _, e := range w.Effects {
		when := "整个节点"
		if len(e.Dates) > 0 {
			var spans []string
			for _, s := range e.Dates {
				spans = append(spans, "`"+s.String()+"`")
			}
			when = strings.Join(spans, "、")
		}
		if e.Until != "" {
			when += "，" + e.Until + " 前"
		}
		who, object := e.Who.String(), "—"
		if e.Do.Visits() || e.Do == DoItems || e.Do == DoFocus || e.Do == DoPublicity {
			object = e.Objects.String()
		}
		if who == "" {
			who = "—"
		}
		lists := strings.Join(e.Lists, "、")
		if e.Only {
			lists = "只问 " + lists
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", e.Do, e.named(), when, who, object, lists)
	}
	return b.String()
}

// named is an effect's name with its measure.
func (e Effect) named() string {
	switch e.Do {
	case DoCadence:
		return fmt.Sprintf("%s，每季 %d 次", e.Name, e.Times)
	case DoLimits:
		return fmt.Sprintf("%s，缩短到 %d%%", e.Name, e.Percent)
	case DoUnmute:
		var roles []string
		for _, r := range e.Roles {
			roles = append(roles, r.String())
		}
		return e.Name + "：" + strings.Join(roles, "、")
	}
	return e.Name
}

// WindowYearTable is the calendar of a year: every window that begins in it, with
// its days, as the policy has them.
func WindowYearTable(p *Policy, year int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %d 年\n\n| 开始 | 结束 | 节点 | 要做的 |\n|---|---|---|---|\n", year)
	for _, o := range p.yearOf(year) {
		var does []string
		for _, e := range o.Effects {
			if e.Do.Tasks() {
				does = append(does, e.Name)
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", o.From.Format("01-02"), o.To.Format("2006-01-02"), marked(o.Name, o.Provisional()), strings.Join(unique(does), "、"))
	}
	return b.String()
}

// yearOf are the windows that begin in a year, in order.
func (p *Policy) yearOf(year int) []Occasion {
	first := time.Date(year, time.January, 1, 0, 0, 0, 0, Shanghai)
	all := p.Occasions(nil, first, first.AddDate(1, 0, -1))
	return slices.DeleteFunc(all, func(o Occasion) bool { return o.From.Year() != year })
}

// WindowGantt draws the windows of a year as a Mermaid gantt chart.
func WindowGantt(p *Policy, year int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "gantt\n    title %d 年节点\n    dateFormat YYYY-MM-DD\n    axisFormat %%m-%%d\n", year)
	for _, o := range p.yearOf(year) {
		fmt.Fprintf(&b, "    %s :%s, %s\n", o.Name, o.From.Format(time.DateOnly), o.To.AddDate(0, 0, 1).Format(time.DateOnly))
	}
	return b.String()
}
