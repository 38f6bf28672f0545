package handlers

import (
	"context"
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// coverage is the weekly word about blind spots (OB-01).
func coverage(w words) saying {
	if len(w.Lines) == 0 {
		return text("全覆盖核对（%s）：%s 个网格、%s 处场所都有网格、有责任人，没有盲区。", w.Words["week"], w.Words["grids"], w.Words["sites"])
	}
	var b strings.Builder
	fmt.Fprintf(&b, "盲区清单（%s）：%s 处没有人管，请补上。\n", w.Words["week"], w.Words["n"])
	listLines(&b, w.Lines)
	b.WriteString("补好以后下周就不再列；随时发“盲区”可看。")
	return saying{bot.Body{Text: b.String()}, fmt.Sprintf("盲区清单：%s 处没有人管，发“盲区”看", w.Words["n"])}
}

// blindSpots lists what nobody answers for in the member's grids.
func (v *visit) blindSpots(ctx context.Context, c flow.Case, _ string) (bot.Body, error) {
	lines, n, err := v.BlindSpots(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if n == 0 {
		return plain("您负责的网格里没有盲区：每一处都有网格、有责任人。")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "您负责的网格里有 %d 处盲区：\n", n)
	listLines(&b, lines)
	return bot.Body{Text: strings.TrimSpace(b.String())}, nil
}

// body shows the bodies that somebody means by any of their names, with their
// people for those who may see them.
func (v *visit) body(name string) (bot.Body, bool) {
	found, kind := v.Policy.Bodies.BodiesNamed(v.roster, name)
	if len(found) == 0 && kind == "" {
		return bot.Body{}, false
	}
	var b strings.Builder
	if kind != "" {
		b.WriteString(titled(v.Policy.Bodies.Body(kind)))
	}
	for _, one := range found {
		title := one.Name
		if kind == "" {
			title += "（" + v.Policy.Bodies.Display(one.Kind) + "）"
		}
		fmt.Fprintf(&b, "\n%s：%s", title, v.staff(one))
	}
	if len(found) == 0 {
		b.WriteString("\n花名册里还没有登记这个机构。")
	}
	return bot.Body{Text: strings.TrimSpace(b.String())}, true
}

// titled is a body's name with the ones it had.
func titled(n safety.BodyName) string {
	var other []string
	for _, name := range []string{n.Current, n.Legacy} {
		if name != n.Display && (len(other) == 0 || other[0] != name) {
			other = append(other, name)
		}
	}
	if len(other) == 0 {
		return n.Display
	}
	return n.Display + "（也叫" + strings.Join(other, "、") + "）"
}

// staff are the people of a body; the first is its head.
func (v *visit) staff(b safety.Body) string {
	if !v.SeesAnywhere(v.roster, v.who, safety.FieldStaff) {
		return "人员由社区以上的工作人员查看"
	}
	var people []string
	for _, id := range b.Members {
		m, known := v.roster.Member(id)
		if known && !m.Ended {
			people = append(people, strings.TrimSpace(m.Name+" "+m.Mobile))
		}
	}
	if len(people) == 0 {
		return "没有登记在任的人员"
	}
	return strings.Join(people, "，")
}
