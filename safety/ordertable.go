package safety

import (
	"fmt"
	"strings"
)

var partNames = map[Part]string{PartTerm: "期限", PartName: "人名", PartBody: "单位", PartWords: "要求或原因"}

// OrderTable draws what leaders can order as a Markdown table, for docs: how it
// is said, who may, and what it does.
func (e Escalation) OrderTable() string {
	var b strings.Builder
	b.WriteString("| 指令 | 怎么说 | 带序号才算 | 后面可以跟 | 谁可以 | 做什么 | 比如 |\n|---|---|---|---|---|---|---|\n")
	for _, f := range Orders {
		r := e.Rule(f.Order)
		var takes []string
		for _, p := range r.Takes {
			takes = append(takes, partNames[p])
		}
		by := roleList(r.By)
		for _, s := range Severities {
			if own, ok := r.BySeverity[s.Severity]; ok && len(own) == 0 {
				by += "；" + s.Name + "：街道无权"
			} else if ok {
				by += "；" + s.Name + "：" + roleList(own)
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | `%s` |\n",
			f.Name, strings.Join(r.Words, "、"), strings.Join(r.Weak, "、"), strings.Join(takes, "、"), by, f.Does, f.Example)
	}
	return b.String()
}

func roleList(roles []Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.String()
	}
	return strings.Join(names, "、")
}

// GapTable draws what the nightly self-audit looks for.
func GapTable() string {
	var b strings.Builder
	b.WriteString("| kind | 说法 |\n|---|---|\n")
	for _, f := range GapKinds {
		fmt.Fprintf(&b, "| `%s` | %s |\n", string(f.Kind), f.Name)
	}
	return b.String()
}
