package handlers

import (
	"context"
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// flowOf is the flow or command behind an action's button.
var flowOf = map[safety.Action]struct {
	flow, word, label string
	style             bot.Style
}{
	safety.Accept:      {flow: flowAccept, label: "受理", style: bot.Primary},
	safety.Reject:      {flow: flowReject, label: "不受理", style: bot.Plain},
	safety.Assign:      {flow: flowAssign, label: "派发", style: bot.Primary},
	safety.Acknowledge: {word: wordAcknowledge, label: "收到", style: bot.Primary},
	safety.ClaimFixed:  {flow: flowClaim, label: "改好了", style: bot.Primary},
	safety.ReviewPass:  {flow: flowPass, label: "复查通过", style: bot.Primary},
	safety.ReviewFail:  {flow: flowFail, label: "没改好", style: bot.Danger},
}

// lookup shows a hazard with its history and what the member may do to it.
func (v *visit) lookup(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	if strings.TrimSpace(no) == "" {
		return plain("要查哪一条？发“查 编号”，比如“查 YH-2026-03-0142”。")
	}
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	roles, err := v.Roles(ctx, h, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	events, err := v.tx.History(ctx, h.About())
	if err != nil {
		return bot.Body{}, err
	}
	w := words{Notice: safety.Notice{Hazard: h}, now: v.Now, roster: v.roster, policy: v.Policy}
	card := &bot.Card{
		Source: w.where(), Alert: h.Light(v.Now) == safety.Red, Title: h.State.String() + "：" + what(h), Desc: v.past(events),
		Fields: append(w.facts(), bot.Field{Name: "责任人", Value: party(v.roster, h)}, bot.Field{Name: "照片", Value: photos(len(h.Evidence))}),
	}
	for _, rule := range safety.Allowed(h.State, roles) {
		b, ok := flowOf[rule.Do]
		if rule.Do == safety.Acknowledge && h.Party != c.Who {
			b.flow, b.label = flowSign, "代签收"
		}
		if rule.Do == safety.Assign && h.State == safety.Assigned {
			b.label, b.style = "改派", bot.Plain
		}
		switch {
		case !ok:
		case b.flow != "":
			card.Buttons = append(card.Buttons, button(b.label, b.flow, h, b.style))
		default:
			card.Buttons = append(card.Buttons, press(b.label, b.word, h, b.style))
		}
	}
	if h.State == safety.Closed && h.Reporter == c.Who && h.Finder == "" {
		card.Buttons = append(card.Buttons, bot.Button{Text: "没改好", Key: flow.DoKey(wordFeedback, h.No+" "+safety.SaysNotFixed), Style: bot.Danger})
	}
	if len(h.Evidence) > 0 {
		card.Buttons = append(card.Buttons, press("看照片", wordPhotos, h, bot.Plain))
	}
	if len(card.Buttons) == 0 {
		return plain("%s", bot.PlainText(*card))
	}
	return bot.Body{Card: card}, nil
}

// past is the last of a hazard's history in lines, without the reporter's name.
func (v *visit) past(events []safety.Event) string {
	const most = 4
	var lines []string
	for _, e := range events[max(0, len(events)-most):] {
		line := e.At.In(safety.Shanghai).Format("1月2日 15:04 ") + e.Action.String()
		if e.Reason != "" {
			line += "（" + clip(e.Reason, 20) + "）"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// show sends a hazard's pictures, the earliest first, at most nine.
func (v *visit) show(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	const most = 9
	sent, missing := 0, 0
	for i, e := range h.Evidence[:min(most, len(h.Evidence))] {
		photo, err := v.tx.Photo(ctx, e.Photo)
		if err != nil || photo.SHA256 == "" {
			missing++
			continue
		}
		sent++
		err = v.tx.Post(ctx, bot.Post{
			Key: fmt.Sprintf("photo:%s/%d", v.key, i), To: []string{c.Who}, Class: bot.Answer, About: h.About(), Body: bot.Body{Image: photo.SHA256},
		})
		if err != nil {
			return bot.Body{}, err
		}
	}
	switch {
	case sent == 0:
		return plain("%s 现在没有可以看的照片。", h.No)
	case missing > 0:
		return plain("%s 的 %d 张照片发给您了，还有 %d 张没有收全。", h.No, sent, missing)
	}
	return plain("%s 的 %d 张照片发给您了，先整改前、后整改后。", h.No, sent)
}
