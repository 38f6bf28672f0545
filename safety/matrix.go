package safety

import (
	"fmt"
	"slices"
	"strings"
)

// conditions tells, for those who sign the matrix, what has to hold besides state
// and role, with the numbers of the policy.
func (p *Policy) conditions() map[Action]string {
	h := p.Handling
	return map[Action]string{
		Accept:           "重大隐患由安监办认定；安监办先看的、申诉的，由安监办定",
		Reject:           "有理由代码；安监办先看的、申诉的，由安监办定",
		SendVerify:       "安监办先看的、申诉的，由安监办定",
		SendOn:           "只有安监办先看的",
		Appeal:           "不受理后" + p.Reporting.Appeal.Within.Words() + "内；只有一次，由安监办主任定",
		FixOnSpot:        "登记后" + p.Limits[OnSpot].Rectify.Words() + "以内，过时要派发、复查；整改后的照片不能和整改前的一样",
		Assign:           "期限在该等级允许的范围内；突出、重大隐患先有临时防范措施；退回" + times(h.Returns.Most) + "以后由安监办派",
		ReturnAssignment: "最多退" + times(h.Returns.Most),
		ClaimFixed:       "整改后的照片不能和整改前的一样",
		Reassign:         "复查人、经办人要在这里有办理的职责，复查人不能是整改人；期限不变",
		ReviewPass:       "不是整改人，也不是报告改好的人；突出、重大隐患和没有整改后照片的，要有复查现场照片；重大隐患要两人，其中有安监办",
		ReviewFail:       "不是整改人，也不是报告改好的人",
		Reopen:           fmt.Sprintf("销号后 %d 天内；再晚作为新隐患登记", h.Reopen.Days),
		AskExtension:     "到期以前提出；最多" + times(h.Extension.Most) + "；加起来不超过原来的期限",
		Extend:           "一般隐患由社区主任、突出隐患由安监办答复；重大隐患要有上级主管部门的批复；申请人不能自己答复",
		RefuseExtension:  "与同意延期的人相同",
		AskSuspension:    "有外部原因，有责任人；" + h.Suspension.Look.Words() + "内再看一次",
		Suspend:          "街道分管负责人批准；空缺时由主要负责人批准",
		RefuseSuspension: "与批准挂账的人相同",
		SetInterim:       "要写新的措施，不能改成空的",
		AskSeverity:      "与现在的等级不同",
		ChangeSeverity:   "重大隐患只由安监办定或调低；调低要先有另一个人的建议；调高到突出、重大要有临时防范措施",
		RefuseSeverity:   "不能答复自己的建议；涉及重大隐患的由安监办答复",
		Merge:            "安监办先看的、申诉的，由安监办定；同一地点、同一类别；主案还在办理，而且不比这条慢",
		Unmerge:          "并案后" + h.Merge.Undo.Words() + "内",
		ProposeHandover:  "符合移交条件之一；没有正在办的移交",
		HandOver:         "移交已经批准，随送出一起办（docs/handover.md）",
		TakeBack:         "随记退回一起办",
		AuthorityResult:  "随记结果一起办；记的人不能复查",
		VisitFailed:      "随上门记录一起办",
		Void:             "报的人" + h.Void.Own.Words() + "内，以后由安监办；有别的隐患并入时不能作废",
		NotOnSpot:        "当场整改的期限已过",
	}
}

func times(n int) string { return fmt.Sprintf(" %d 次", n) }

// MatrixDoc is docs/matrix.md: for every state who may do what, for a safety
// officer to read and sign.
func MatrixDoc(rules []Rule, p *Policy) string {
	conditions := p.conditions()
	var b strings.Builder
	b.WriteString("# 隐患办理权限表\n\n由程序里的同一张表（`safety.Lifecycle`）生成，条件里的数字是默认办法（`config/policy`）的，程序只按这张表放行；测试保证两者一致。\n" +
		"● 表示可以做。角色按隐患所在网格认定；空缺时由代理人或上一级代行。\n")
	for _, f := range States {
		of := slices.DeleteFunc(slices.Clone(rules), func(r Rule) bool { return r.From != f.State })
		if len(of) > 0 {
			writeState(&b, f.Name, of, conditions)
		}
	}
	b.WriteString("\n## 确认\n\n| 岗位 | 姓名 | 日期 | 签字 |\n|---|---|---|---|\n| 安监办主任 | | | |\n| 街道分管负责人 | | | |\n")
	return b.String()
}

// writeState tells of one state which role may do which action.
func writeState(b *strings.Builder, name string, rules []Rule, conditions map[Action]string) {
	var roles []Role
	for _, r := range rules {
		for _, role := range r.By {
			if !contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	fmt.Fprintf(b, "\n## %s\n\n| 做什么 | 之后 |", name)
	for _, role := range roles {
		fmt.Fprintf(b, " %s |", role)
	}
	b.WriteString(" 要有 | 条件 |\n|---|---|" + strings.Repeat("---|", len(roles)+2) + "\n")
	for _, r := range rules {
		to := r.To.String()
		if r.From == r.To {
			to = "不变"
		}
		fmt.Fprintf(b, "| %s | %s |", r.Do, to)
		for _, role := range roles {
			mark := ""
			if contains(r.By, role) {
				mark = "●"
			}
			fmt.Fprintf(b, " %s |", mark)
		}
		fmt.Fprintf(b, " %s | %s |\n", join(r.Need), conditions[r.Do])
	}
}
