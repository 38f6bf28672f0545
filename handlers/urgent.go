package handlers

import (
	"context"

	"gridwarden/bot"
	"gridwarden/bot/flow"
)

// alarm is the button for imminent danger: the advice first, and everybody above
// is told with what is known, without a single question (domain.md 6.9). Who
// pressed it by mistake can say so.
func (v *visit) alarm(ctx context.Context, c flow.Case, _ string) (bot.Body, error) {
	if err := v.Alarm(ctx, v.key, c.Who, "按了“紧急”按钮，还没有说情况"); err != nil {
		return bot.Body{}, err
	}
	return bot.Body{Card: &bot.Card{
		Title: "请先离开危险的地方，马上打 119", Desc: v.Policy.Emergency.Advice,
		Buttons: []bot.Button{{Text: "按错了", Key: flow.DoKey(wordCalledOff, v.key), Style: bot.Plain}},
	}}, nil
}

// callOff tells those who were alarmed that the button was pressed by mistake.
func (v *visit) callOff(ctx context.Context, c flow.Case, alarm string) (bot.Body, error) {
	if err := v.CallOff(ctx, alarm, c.Who); err != nil {
		return bot.Body{}, err
	}
	v.done = "已说明"
	return plain("好的，已告诉大家是按错了。真有危险，请先打 119。")
}
