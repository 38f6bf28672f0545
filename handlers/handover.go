package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// handoverNos begins the numbers of hand-overs.
const handoverNos = "YJ-"

// handover finds a hand-over by its own number, or by its hazard's; those who may
// not see the hazard, and are not addressed, find nothing (promises.md S12).
func (v *visit) handover(ctx context.Context, no string) (*safety.Handover, *safety.Hazard, error) {
	if no = strings.ToUpper(strings.TrimSpace(no)); no == "" {
		return nil, nil, safety.Refuse("是哪一份移交？发“%s”看编号。", wordHandovers)
	}
	o, h, err := v.HandoverOf(ctx, no)
	missing := safety.Refuse("没有找到移交“%s”。编号像 YJ-2026-03-0007，请再核对一下。", clip(no, 24))
	if errors.Is(err, safety.ErrNotFound) {
		return nil, nil, missing
	}
	if err != nil {
		return nil, nil, err
	}
	roles, err := v.HandoverRoles(ctx, h, o, v.who)
	if err != nil {
		return nil, nil, err
	}
	switch sees, err := v.Sees(ctx, h, v.who); {
	case err != nil:
		return nil, nil, err
	case !sees && !slices.Contains(roles, safety.Addressee):
		return nil, nil, missing
	}
	return o, h, nil
}

// handoverWords are the words of a hand-over for a card.
func (v *visit) handoverWords(o *safety.Handover, h *safety.Hazard) words {
	return words{Notice: safety.Notice{Hazard: h, Handover: o}, now: v.Now, roster: v.roster, policy: v.Policy}
}

// handoverCard shows a hand-over with its history and what the member may do.
func (v *visit) handoverCard(ctx context.Context, no string) (bot.Body, error) {
	o, h, err := v.handover(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	events, err := v.tx.History(ctx, o.About())
	if err != nil {
		return bot.Body{}, err
	}
	roles, err := v.HandoverRoles(ctx, h, o, v.who)
	if err != nil {
		return bot.Body{}, err
	}
	owed, err := v.WatchOwed(ctx, v.who)
	if err != nil {
		return bot.Body{}, err
	}
	buttons := append(handoverButtons(o, roles...), letterButton(o))
	if slices.ContainsFunc(owed, func(d *safety.WatchDay) bool { return d.Handover == o.No }) {
		buttons = append(watchActs(o), buttons...)
	}
	watched, err := v.watched(ctx, o)
	if err != nil {
		return bot.Body{}, err
	}
	sight, err := v.sightOf(ctx, h, v.who)
	if err != nil {
		return bot.Body{}, err
	}
	w := v.handoverWords(o, h)
	return bot.Body{Card: &bot.Card{
		Source: w.where(), Title: clip("移交"+o.State.String()+"："+what(h), 30), Desc: clip("理由："+w.why()+"。\n"+join("\n", watched, sight.past(actsOn(events))), 160), Quote: clip(o.Result, 100),
		Fields: w.handoverFacts(), Buttons: buttons[:min(onCard, len(buttons))],
	}}, nil
}

// actsOn leaves the days of the watch out of a hand-over's history: they are counted.
func actsOn(events []safety.Event) []safety.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e safety.Event) bool {
		return e.Action == safety.LookedAfter || e.Action == safety.NotLookedAfter
	})
}

// watched counts the days on which what was handed over was looked after.
func (v *visit) watched(ctx context.Context, o *safety.Handover) (string, error) {
	days, err := v.tx.WatchDays(ctx, safety.WatchQuery{Handover: o.No, Limit: 1000})
	if err != nil || len(days) == 0 {
		return "", err
	}
	done, missed := 0, 0
	for _, d := range days {
		switch d.State {
		case safety.WatchDone, safety.WatchLate:
			done++
		case safety.WatchMissed:
			missed++
		}
	}
	if missed == 0 {
		return fmt.Sprintf("看护了 %d 天。", done), nil
	}
	return fmt.Sprintf("看护了 %d 天，漏了 %d 天。", done, missed), nil
}

// under says which hand-over of a hazard is under way and what it waits for.
func under(o *safety.Handover, now time.Time) string {
	if o == nil {
		return ""
	}
	return fmt.Sprintf("移交 %s 送%s，%s，%s", o.No, o.Addressee, o.State, left(o.Due, now))
}

// stands says where an open hazard is and until when, with its light: by its own
// deadline, or, of what an authority has, by the hand-over's.
func (v *visit) stands(ctx context.Context, h *safety.Hazard) (light, words string, err error) {
	if h.State != safety.Transferred {
		return v.light(h), fmt.Sprintf("%s，%s", h.State, left(v.Policy.DueOf(h), v.Now)), nil
	}
	o, err := v.OpenHandover(ctx, h.ID)
	if err != nil || o == nil {
		return v.light(h), h.State.String(), err
	}
	return lights[o.Light(v.Now)], fmt.Sprintf("已移交%s（%s），%s，%s", o.Addressee, o.No, awaits[o.State], left(o.Due, v.Now)), nil
}

// awaits is what a hand-over that was sent waits for, in two words.
var awaits = map[safety.HandoverState]string{safety.HandoverSent: "等回执", safety.HandoverReceived: "等结果"}

// handovers lists the open hand-overs of the member's grids, those with the
// earliest date first.
func (v *visit) handovers(ctx context.Context, c flow.Case, rest string) (bot.Body, error) {
	if rest = strings.TrimSpace(rest); rest != "" {
		return v.handoverCard(ctx, rest)
	}
	os, err := v.HandoverLedger(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if len(os) == 0 {
		return plain("您负责的网格里没有正在办的移交。")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "正在办的移交 %d 件，急的在前：", len(os))
	for i, o := range os[:min(most, len(os))] {
		fmt.Fprintf(&b, "\n%d. %s 送%s，%s，%s", i+1, o.No, o.Addressee, o.State, left(o.Due, v.Now))
	}
	if len(os) > most {
		fmt.Fprintf(&b, "\n…… 还有 %d 件", len(os)-most)
	}
	fmt.Fprintf(&b, "\n发“查 %s”办理。", os[0].No)
	return bot.Body{Text: b.String()}, nil
}

// approveHandover lets a draft go out, by one tap.
func (v *visit) approveHandover(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	o, _, err := v.handover(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	if o, err = v.HandoverDo(ctx, o.No, safety.ApproveHandover, c.Who, safety.HandoverGiven{}); err != nil {
		return bot.Body{}, err
	}
	v.done = "已批准"
	return plain("%s 已批准，请安监办在%s前送到%s，送出后点“记送出”。", o.No, safety.Moment(o.Due, v.Now), o.Addressee)
}

// handoverNamed reads which hand-over a flow was begun about.
func (v *visit) handoverNamed(ctx context.Context, c flow.Case) (*safety.Handover, *safety.Hazard, error) {
	var no string
	if err := json.Unmarshal(c.Payload, &no); err != nil || no == "" {
		return nil, nil, safety.Refuse("请从移交单上的按钮进入，或先发“移交单”。")
	}
	return v.handover(ctx, no)
}

// handoverAbout is handoverNamed with a look whether the member may do this to it;
// a no ends the flow before its first question.
func (v *visit) handoverAbout(ctx context.Context, c flow.Case, do safety.Action) (*safety.Handover, *safety.Hazard, error) {
	o, h, err := v.handoverNamed(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	roles, err := v.HandoverRoles(ctx, h, o, c.Who)
	if err != nil {
		return nil, nil, err
	}
	_, err = safety.NextHandover(o.State, do, roles)
	return o, h, err
}
