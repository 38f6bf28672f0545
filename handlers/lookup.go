package handlers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// maxFields is how many fields the platform shows on a card (wecom-api.md 4.6).
const maxFields = 6

// lookup shows a hazard with its history and what the member may do to it.
func (v *visit) lookup(ctx context.Context, c flow.Case, no string) (body bot.Body, err error) {
	if strings.TrimSpace(no) == "" {
		return plain("要查哪一条？发“查 编号”，比如“查 YH-2026-03-0142”。")
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
		Desc: strings.TrimSpace(join("\n", join("，", v.reporter(h), recordings(h)), clocks(h, v.Now), under(o, v.Now), told, v.past(events))), Fields: append(w.facts(), bot.Field{Name: "责任人", Value: party(v.roster, h)}),
	}
	buttons, err := v.choices(ctx, h, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if card.Buttons = page(h, buttons, 1); len(card.Buttons) == 0 {
		return plain("%s", bot.PlainText(*card))
	}
	return bot.Body{Card: card}, nil
}

// clocks are how long the case and its present state have been going on
// (domain.md 6.5), and what else must be seen at first glance.
func clocks(h *safety.Hazard, now time.Time) string {
	var parts []string
	if h.Chronic {
		parts = append(parts, "【顽疾】")
	}
	if h.State.Open() {
		if !h.RegisteredAt.IsZero() {
			parts = append(parts, "立案 "+span(h.CaseClock(now)))
		}
		parts = append(parts, h.State.String()+" "+span(h.StateClock(now)))
	}
	if h.State == safety.Suspended {
		parts = append(parts, held(h, now))
	}
	if h.MergedInto != "" {
		parts = append(parts, "并入 "+h.MergedInto)
	}
	for _, a := range h.Asks {
		parts = append(parts, clip(request(a, now), 40))
	}
	return strings.Join(parts, "，")
}

// reporter says who a hazard came from: who reported it is known to the safety
// office alone, and an anonymous report comes from nobody (domain.md 2.5).
func (v *visit) reporter(h *safety.Hazard) string {
	switch {
	case h.Finder != "":
		return v.roster.Name(h.Finder) + "检查发现"
	case h.Anonymous():
		return "群众匿名反映"
	case !v.ofOffice():
		return "群众反映"
	}
	m, _ := v.roster.Member(h.Reporter)
	return strings.TrimSpace("上报人：" + v.roster.Name(h.Reporter) + " " + m.Mobile)
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
