package handlers

import (
	"context"

	"gridwarden/bot"
	"gridwarden/bot/flow"
)

// What concerns the people themselves: leave, standing in, passing on.

// The words and names that stand in the keys of buttons and in sessions: each
// means one thing for ever.
const (
	wordLeave   = "请假单"
	wordAgree   = "同意代班"
	wordDecline = "不代班"

	wordSuccession = "交接单"
	wordSettle     = "交接确认"

	flowLeave   = "leave"
	flowStandIn = "stand-in"
	flowDispute = "dispute-succession"
)

func (v *visit) peopleFlows() []flow.Registered {
	return []flow.Registered{flow.Register(v.leave()), flow.Register(v.askAnother()), flow.Register(v.dispute())}
}

func (v *visit) peopleCommands() []flow.Command {
	return []flow.Command{
		{Says: []string{wordLeave}, Takes: "日期和账号", Do: v.takeLeave},
		{Says: []string{wordAgree, "我来代班", "可以代班"}, Takes: "姓名", Do: v.agree},
		{Says: []string{wordDecline, "不方便代班", "代不了班"}, Takes: "姓名", Do: v.decline},
		{Says: []string{wordSettle, "交清", "接清", "已交清", "已接清", "确认交接"}, Takes: "编号", Do: v.confirmed},
		{Says: []string{wordSuccession, "交接", "交接清单"}, Takes: "编号", Do: v.successions},
		{Says: []string{"盲区", "盲区清单", "全覆盖"}, Title: v.ifAbove("盲区"), Do: v.blindSpots},
		{Says: []string{"销假", "提前回来", "我回来了", "回来上班"}, Do: v.back},
	}
}

// spoken reads what stands for more than a word: a leave, or a leader's orders.
func (v *visit) spoken(ctx context.Context, c flow.Case, text string, strict bool) (bot.Body, bool, error) {
	if !strict {
		if body, ok, err := v.leavePhrases(ctx, c, text); ok || err != nil {
			return body, ok, err
		}
	}
	return v.phrases(ctx, c, text, strict)
}

// ifAbove lists a command in help only for those of the communities and the street.
func (v *visit) ifAbove(title string) string {
	for _, a := range v.roster.Of(v.who, v.Now) {
		if a.Role.Fact().Rank >= 1 {
			return title
		}
	}
	return ""
}
