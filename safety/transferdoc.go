package safety

import (
	"fmt"
	"strings"
)

// HandoverMermaid draws the rules of hand-overs as a state diagram.
func HandoverMermaid(rules []HandoverRule) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, f := range HandoverStates {
		fmt.Fprintf(&b, "    %s: %s\n", string(f.State), f.Name)
	}
	for _, r := range rules {
		from := string(r.From)
		if from == "" {
			from = "[*]"
		}
		fmt.Fprintf(&b, "    %s --> %s: %s\n", from, string(r.To), r.Do)
	}
	for _, f := range HandoverStates {
		if f.Final {
			fmt.Fprintf(&b, "    %s --> [*]\n", string(f.State))
		}
	}
	return b.String()
}

// inChat says how members work with hand-overs.
const inChat = `## In chat

| who | says or presses | what happens |
|---|---|---|
| community officer, safety office, leaders | ［移交］ on a hazard, or "2 移交 消防" | the letter is drafted to the authority of the routing table, or to the one that was named; without a reason to be seen the bot asks for one |
| nobody | a deadline passed, two failed reviews, a major hazard, two visits in vain (［上门未果］) | the draft comes by itself |
| head of the safety office | ［看移交函］, ［批准］, ［不批准］, ［改送别处］ | approved drafts go to be sent; until then everything is chased as before |
| safety office | ［记送出］, ［记回执］, ［记询问］, ［被退回］, ［有结果］ | the hazard is with the authority, comes back, or waits for review by somebody else |
| members of the addressee | ［签收］ on the letter that came in chat | the receipt is on file |
| community officer | ［防范措施在位］, ［不在位］, ［拍照记录］, or "在位 YJ-…" | the day's look of the watch is done; a gap is told at once |
| who inspects | "移交单", "移交单 YJ-…", "移交函 YJ-…" | the open hand-overs, one of them, its letter |
| safety office | ［记通报］ on a finding in an enterprise | the police were told; nothing moves |
| safety office | ［记治理方案］, ［记进展］, ［记挂牌督办］ on a major hazard | the plan's five elements, the week's progress, listed supervision |

`

// HandoverDoc is docs/handover.md: the diagram, every rule with its date, who is
// told, and the routing table of a policy.
func HandoverDoc(rules []HandoverRule, p *Policy) string {
	var b strings.Builder
	b.WriteString("# The life of a hand-over\n\nMade from `safety.HandoverLife` and the default `handover.yaml`; a test keeps it fresh.\n\n")
	b.WriteString("A hand-over (移交, `YJ-…`) moves the responsibility for a hazard to an authority. A notification (通报, `TB-…`) only tells\n" +
		"the police of it: the hazard stays with the street. They have records, numbers and words of their own.\n\n" +
		inChat + "## States\n\n```mermaid\n")
	b.WriteString(HandoverMermaid(rules) + "```\n\n## Rules\n\n| from | action | by | to | needs | told | the hazard |\n|---|---|---|---|---|---|---|\n")
	for _, r := range rules {
		from, hazard := r.From.String(), r.Hazard.String()
		if r.From == "" {
			from = "—"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", from, r.Do, join(r.By), r.To, join(r.Need), join(r.Tell), hazard)
	}
	b.WriteString("\nWhat is returned goes back to 已派发 with its history and half of the limit; when it goes to another authority a new draft\nis made at once, and the street is responsible until that is sent. A draft lapses when the hazard is put right, and comes\nback when the review fails.\n")
	l := p.Handing.Limits
	b.WriteString("\n## Dates\n\n| act | usually | major hazards |\n|---|---|---|\n")
	for _, d := range []struct {
		name         string
		usual, major Delay
	}{{"批准", l.Usual.Approve, l.Major.Approve}, {"送出", l.Usual.Send, l.Major.Send}, {"签收回执", l.Usual.Receipt, l.Major.Receipt}, {"回复", l.Usual.ReplyBy, l.Major.ReplyBy}} {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", d.name, d.usual.Words(), d.major.Words())
	}
	b.WriteString("\nWhat is late climbs the ladder T, a missed day of the watch TW (docs/ladders.md).\n\n## Criteria\n\n| id | 理由 | 移交函里的话 |\n|---|---|---|\n")
	for _, c := range p.Handing.Criteria {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.ID, c.Name, c.Words)
	}
	b.WriteString("\n## To whom\n\nThe first row that fits counts.\n\n| id | 事项 | 条件 | 交给 | 依据 | 为什么 |\n|---|---|---|---|---|---|\n")
	for _, r := range p.Handing.Routes {
		to, _ := p.Authority(r.To)
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", r.ID, r.Matter, p.conditionsOf(r), to.Name, r.Basis, r.Why)
	}
	return b.String()
}

var routePlaceNames = map[RoutePlace]string{AtCourtyard: "楼院", RoutePlace(SmallSite): "小场所", RoutePlace(UnitSite): "社会单位", RoutePlace(KeySite): "重点单位"}

func (p RoutePlace) String() string { return routePlaceNames[p] }

// conditionsOf says when a route fits.
func (p *Policy) conditionsOf(r Route) string {
	var all, categories []string
	for _, c := range r.Categories {
		categories = append(categories, p.CategoryName(c))
	}
	add := func(name, words string) {
		if words != "" {
			all = append(all, name+words)
		}
	}
	add("类别：", strings.Join(categories, "、"))
	add("说到：", strings.Join(r.Words, "、"))
	add("在：", join(r.At))
	add("标签：", join(r.Tags))
	if r.HighRisk {
		all = append(all, "高危单位")
	}
	if len(all) == 0 {
		return "其余"
	}
	return strings.Join(all, "；")
}
