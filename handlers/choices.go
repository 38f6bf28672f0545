package handlers

import (
	"context"
	"fmt"
	"strconv"
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
	safety.Accept:           {flow: flowAccept, label: "受理", style: bot.Primary},
	safety.Reject:           {flow: flowReject, label: "不受理", style: bot.Plain},
	safety.Appeal:           {flow: flowAppeal, label: "申诉", style: bot.Plain},
	safety.SendOn:           {word: wordSendOn, label: "转社区", style: bot.Plain},
	safety.SendVerify:       {word: wordVerify, label: "转现场核实", style: bot.Plain},
	safety.LookedAt:         {flow: flowLook, label: "现场核实", style: bot.Primary},
	safety.Assign:           {flow: flowAssign, label: "派发", style: bot.Primary},
	safety.Acknowledge:      {word: wordAcknowledge, label: "收到", style: bot.Primary},
	safety.ReturnAssignment: {flow: flowReturn, label: "退回", style: bot.Plain},
	safety.ClaimFixed:       {flow: flowClaim, label: "改好了", style: bot.Primary},
	safety.ReviewPass:       {flow: flowPass, label: "复查通过", style: bot.Primary},
	safety.ReviewFail:       {flow: flowFail, label: "没改好", style: bot.Danger},
	safety.AskExtension:     {flow: flowExtend, label: "申请延期", style: bot.Plain},
	safety.Extend:           {flow: flowGrantExtension, label: "同意延期", style: bot.Primary},
	safety.RefuseExtension:  {flow: flowRefuseExtension, label: "不同意延期", style: bot.Plain},
	safety.AskSuspension:    {flow: flowSuspend, label: "申请挂账", style: bot.Plain},
	safety.Suspend:          {flow: flowGrantSuspension, label: "批准挂账", style: bot.Primary},
	safety.RefuseSuspension: {flow: flowRefuseSuspension, label: "不批准挂账", style: bot.Plain},
	safety.Resume:           {word: wordResume, label: "恢复整改", style: bot.Primary},
	safety.SetInterim:       {flow: flowInterim, label: "临时措施", style: bot.Plain},
	safety.ChangeSeverity:   {flow: flowSeverity, label: "调整等级", style: bot.Plain},
	safety.AskSeverity:      {flow: flowSeverity, label: "建议调级", style: bot.Plain},
	safety.RefuseSeverity:   {flow: flowRefuseSeverity, label: "不同意调级", style: bot.Plain},
	safety.Merge:            {flow: flowMerge, label: "并案", style: bot.Plain},
	safety.Unmerge:          {word: wordUnmerge, label: "撤销并案", style: bot.Plain},
	safety.Reassign:         {word: wordReassign, label: "换人", style: bot.Plain},
	safety.ProposeHandover:  {flow: flowPropose, label: "移交", style: bot.Plain},
	safety.HandOver:         {flow: flowSend, label: "记送出", style: bot.Primary},
	safety.TakeBack:         {flow: flowReturned, label: "移交被退回", style: bot.Danger},
	safety.AuthorityResult:  {flow: flowResult, label: "移交有结果", style: bot.Primary},
	safety.VisitFailed:      {flow: flowVisited, label: "上门未果", style: bot.Plain},
	safety.Void:             {flow: flowVoid, label: "作废", style: bot.Danger},
}

// choices are the buttons of all that a member may do to a hazard now, what
// waits for an answer first.
func (v *visit) choices(ctx context.Context, h *safety.Hazard, who string) ([]bot.Button, error) {
	rules, err := v.Choices(ctx, h, who)
	if err != nil {
		return nil, err
	}
	var first, rest []bot.Button
	direct := false // may set the severity without asking
	for _, rule := range rules {
		b, ok := flowOf[rule.Do]
		switch {
		case !ok || rule.Do == safety.AskSeverity && direct:
			continue
		case rule.Do == safety.Acknowledge && !v.roster.ActsFor(who, h.Party, v.Now):
			b.word, b.flow, b.label = "", flowSign, "代签收"
		case rule.Do == safety.Assign && h.State == safety.Assigned:
			b.label, b.style = "改派", bot.Plain
		case rule.Do == safety.AskSuspension && h.State == safety.Suspended:
			b.label = "继续挂账"
		case rule.Do == safety.ChangeSeverity:
			direct = true
		}
		key := flow.DoKey(b.word, h.No)
		if b.flow != "" {
			key = flow.BeginKey(b.flow, h.No)
		}
		button := bot.Button{Text: b.label, Key: key, Style: b.style}
		if rule.Do == safety.Extend || rule.Do == safety.RefuseExtension || rule.Do == safety.Suspend || rule.Do == safety.RefuseSuspension {
			first = append(first, button)
			continue
		}
		if rule.Do == safety.RefuseSeverity {
			first = append(first, bot.Button{Text: "同意调级", Key: flow.BeginKey(flowGrantSeverity, h.No), Style: bot.Primary}, button)
			continue
		}
		rest = append(rest, button)
	}
	waits, err := v.Waits(ctx, h, who)
	if err != nil {
		return nil, err
	}
	if h.State == safety.Closed && waits {
		rest = append(rest, bot.Button{Text: "没改好", Key: flow.DoKey(wordFeedback, h.No+" "+safety.SaysNotFixed), Style: bot.Danger})
	}
	switch o, err := v.OpenHandover(ctx, h.ID); {
	case err != nil:
		return nil, err
	case o != nil && v.inspects():
		first = append(first, handoverPress("移交单", wordHandovers, o, bot.Plain))
	}
	rest = append(rest, v.officeRecords(h)...)
	if n := len(h.Evidence); n > 0 {
		rest = append(rest, press(fmt.Sprintf("看照片（%d）", n), wordPhotos, h, bot.Plain))
	}
	if v.ofStreet() {
		rest = append(rest, press("催办记录", wordDispatches, h, bot.Plain))
	}
	return append(first, rest...), nil
}

// onCard is how many buttons a card has room for.
const onCard = 6

// page is the n-th card's share of the buttons, with one that leads to the next.
func page(h *safety.Hazard, buttons []bot.Button, n int) []bot.Button {
	for before := n - 1; before > 0 && len(buttons) > onCard; before-- {
		buttons = buttons[onCard-1:]
	}
	if len(buttons) <= onCard {
		return buttons
	}
	return append(buttons[:onCard-1:onCard-1], bot.Button{Text: "更多", Key: flow.DoKey(wordMore, fmt.Sprintf("%s %d", h.No, n+1)), Style: bot.Plain})
}

// more shows what else a member may do to a hazard, beyond its first card.
func (v *visit) more(ctx context.Context, c flow.Case, rest string) (bot.Body, error) {
	no, which, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, err := strconv.Atoi(which)
	if err != nil || n < 2 {
		n = 2
	}
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	buttons, err := v.choices(ctx, h, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	card := &bot.Card{
		Source: v.roster.Where(h.Place.Grid), Title: "还可以做什么？", Desc: h.No + " " + what(h), Buttons: page(h, buttons, n),
	}
	if len(buttons) <= onCard {
		card.Title = "现在可以做什么？"
	}
	if len(card.Buttons) == 0 {
		return plain("%s 现在没有您要做的。", h.No)
	}
	return bot.Body{Card: card}, nil
}
