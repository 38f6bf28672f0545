package handlers

import (
	"context"
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// lookup shows a hazard with its history and what the member may do to it, or a
// body by any of its names.
func (v *visit) lookup(ctx context.Context, c flow.Case, no string) (body bot.Body, err error) {
	if strings.TrimSpace(no) == "" {
		return plain("要查哪一条？发“查 编号”，比如“查 YH-2026-03-0142”，只发末尾几位也行：“查 142”。")
	}
	if body, ok := v.body(no); ok {
		return body, nil
	}
	switch no = strings.ToUpper(strings.TrimSpace(no)); {
	case strings.HasPrefix(no, handoverNos):
		return v.handoverCard(ctx, no)
	case strings.HasPrefix(no, notificationNos):
		if no, err = v.notified(ctx, no); err != nil {
			return bot.Body{}, err
		}
	}
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	events, err := v.tx.History(ctx, h.About())
	if err != nil {
		return bot.Body{}, err
	}
	o, err := v.OpenHandover(ctx, h.ID)
	if err != nil {
		return bot.Body{}, err
	}
	told, err := v.policeKnow(ctx, h)
	if err != nil {
		return bot.Body{}, err
	}
	w := words{Notice: safety.Notice{Hazard: h, Handover: o}, now: v.Now, roster: v.roster, policy: v.Policy}
	card := &bot.Card{
		Source: w.where(), Alert: h.Light(v.Now) == safety.Red, Title: h.State.String() + "：" + what(h),
	}
	sight, err := v.sightOf(ctx, h, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	card.Desc = strings.TrimSpace(join("\n", join("，", sight.source(v, h), recordings(h)), sight.clocks(h, v.Now), under(o, v.Now), told, sight.past(events)))
	card.Fields = append(w.facts(), bot.Field{Name: "责任人", Value: sight.party(v.roster, h)})
	buttons, err := v.choices(ctx, h, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if card.Buttons = page(h, buttons, 1); len(card.Buttons) == 0 {
		return plain("%s", bot.PlainText(*card))
	}
	return bot.Body{Card: card}, nil
}

// show sends a hazard's pictures, the earliest first, at most nine.
func (v *visit) show(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	const most = 9
	sent, missing := 0, 0
	shown, err := v.Shows(ctx, h, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	for i, e := range shown[:min(most, len(shown))] {
		photo, err := v.tx.Photo(ctx, e.Photo)
		if err != nil || photo.SHA256 == "" {
			missing++
			continue
		}
		sent++
		err = v.tx.Post(ctx, bot.Post{
			Key: fmt.Sprintf("photo:%s/%d", v.key, i), To: []string{c.Who}, Class: bot.Answer, About: h.About(), Body: shownAs(photo),
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
