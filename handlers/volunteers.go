package handlers

import (
	"context"
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
)

// volunteers lists who reported how much that was accepted in a quarter, for the
// safety office (domain.md 10.6).
func (v *visit) volunteers(ctx context.Context, c flow.Case, rest string) (bot.Body, error) {
	back := 0
	if strings.Contains(rest, "上") {
		back = 1
	}
	rec, err := v.Recognize(ctx, c.Who, back)
	if err != nil {
		return bot.Body{}, err
	}
	if len(rec.Counts) == 0 {
		return plain("%s还没有受理过群众的上报。看上一季发“志愿者 上季”。", rec.Quarter.Name())
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s群众上报并受理 %d 条，%d 人（匿名的不计）：", rec.Quarter.Name(), rec.All, len(rec.Counts))
	for i, one := range rec.Counts[:min(most, len(rec.Counts))] {
		fmt.Fprintf(&b, "\n%d. %s %d 条", i+1, v.person(one.Member), one.N)
	}
	if more := len(rec.Counts) - most; more > 0 {
		fmt.Fprintf(&b, "\n…… 还有 %d 人", more)
	}
	return bot.Body{Text: b.String()}, nil
}

// person names a member with where he belongs.
func (v *visit) person(id string) string {
	name := v.roster.Name(id)
	if of := v.roster.Of(id, v.Now); len(of) > 0 {
		name += "（" + v.roster.Where(of[0].Grid) + " " + of[0].Role.String() + "）"
	}
	return name
}
