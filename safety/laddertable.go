package safety

import (
	"fmt"
	"strings"
)

var markNames = map[Mark]string{
	MarkOpened: "检查开始", MarkDue: "到期", MarkMissed: "漏查", MarkReported: "上报", MarkRegistered: "登记",
	MarkSent: "送出移交函", MarkUnanswered: "提醒询问", MarkWatch: "看护当天", MarkProgress: "上次进展",
	MarkAssigned: "派发", MarkAcked: "签收", MarkClaimed: "报告改好", MarkFailed: "复查不通过",
	MarkWeek: "一周结束", MarkCase: "立案", MarkReturned: "退回派发", MarkExtension: "申请延期", MarkSuspension: "申请挂账", MarkSeverity: "建议调级", MarkLook: "挂账查看日",
	MarkEve: "周期前一天", MarkDated: "定好的日期", MarkPassedOn: "交接",
}

var levelOfLadder = []string{"0 责任人", "1 社区", "2 街道安监办、分管负责人", "3 街道主要负责人"}

var stepKindNames = map[StepKind]string{DoRemind: "提醒", DoInform: "告知", DoAsk: "请拿主意", DoDraft: "拟移交稿", DoInquire: "请去问结果", DoAgenda: "列入联席会议", DoWatch: "开始当天看护", DoVerify: "自动转现场核实", DoGeneral: "自动转为一般隐患", DoResume: "自动恢复整改"}

var scopeNames = map[Scope]string{PerPeriod: "整期统一一条", PerCommunity: "每个社区一条"}

// LadderTable draws a ladder as a Markdown section with a table, for docs and
// for `gridwarden policy show`.
func LadderTable(l Ladder) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s %s (%s)\n\n%s\n\n", l.Name, l.Title, l.About, l.Why)
	b.WriteString("| 级 | 从 | 何时 | 谁 | 做什么 | 到点仍要成立 | 晚多久仍有用 | 为什么 |\n|---|---|---|---|---|---|---|---|\n")
	levels := levelOfLadder
	if len(l.Levels) > 0 {
		levels = l.Levels
	}
	for _, r := range l.Rungs {
		var ifs []string
		for _, c := range r.If {
			ifs = append(ifs, c.String())
		}
		when, do, grace := r.After.Words(), stepKindNames[r.Do], r.Grace.Words()
		if r.Roll {
			when += "，遇休息日顺延"
		}
		if !r.Every.IsZero() {
			when += "，以后每" + r.Every.every()
		}
		if s := scopeNames[r.Scope]; s != "" {
			do += "，" + s
		}
		if grace == "" {
			grace = "一直"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s | %s |\n",
			r.ID, markNames[r.Mark], when, levels[min(max(r.Level, 0), len(levels)-1)], do, strings.Join(ifs, "；"), grace, r.Why)
	}
	return b.String()
}
