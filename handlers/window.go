package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// windows lists the windows ahead, or shows one by its name or key.
func (v *visit) windows(ctx context.Context, c flow.Case, ref string) (bot.Body, error) {
	coming, err := v.Coming(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if ref = strings.TrimSpace(ref); ref != "" {
		return v.window(ctx, c, ref)
	}
	if len(coming) == 0 {
		return plain("一个月内没有节点。要临时加强检查，发“临时节点”。")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "正在进行和一个月内的节点：")
	for i, p := range coming[:min(len(coming), most)] {
		o := p.Occasion
		fmt.Fprintf(&b, "\n%d. %s %s，%s，任务 %d 件", i+1, o.Name, o.When(), v.standing(o), p.Sum())
	}
	if len(coming) > most {
		fmt.Fprintf(&b, "\n…… 还有 %d 个", len(coming)-most)
	}
	fmt.Fprintf(&b, "\n发“节点 %s”看明细、改日期；发“临时节点”另设一个。", coming[0].Occasion.Name)
	return bot.Body{Text: b.String()}, nil
}

// standing says how a window stands today.
func (v *visit) standing(o safety.Occasion) string {
	switch {
	case o.InForce(v.Now):
		return "进行中"
	case o.Said.State == "" && o.Off:
		return "要您同意才执行"
	case o.Said.State == "":
		return "到日子自动开始"
	}
	return o.Said.State.String()
}

func (v *visit) window(ctx context.Context, c flow.Case, ref string) (bot.Body, error) {
	p, err := v.PreviewOf(ctx, c.Who, ref)
	if err != nil {
		return bot.Body{}, err
	}
	o := p.Occasion
	card := windowCard(&p)
	card.Source, card.Title, card.Desc = "节点", o.Name, v.standing(o)+"。"
	if o.Said.Reason != "" {
		card.Desc += o.Said.Reason + "。"
	}
	if card.Buttons = windowButtons(o); len(card.Buttons) == 0 {
		return plain("%s", bot.PlainText(card))
	}
	return bot.Body{Card: &card}, nil
}

// agreeWindow confirms a window as it was shown.
func (v *visit) agreeWindow(ctx context.Context, c flow.Case, key string) (bot.Body, error) {
	p, err := v.ConfirmWindow(ctx, c.Who, strings.TrimSpace(key), time.Time{}, time.Time{})
	if err != nil {
		return bot.Body{}, err
	}
	v.done = "已同意"
	return plain("%s", v.agreed(p))
}

// agreed says what a confirmed window does next.
func (v *visit) agreed(p safety.Preview) string {
	o := p.Occasion
	return fmt.Sprintf("好的，“%s”（%s）已确认，共 %d 件任务，到日子自动发给要做的人。要取消，发“撤回 %s”。", o.Name, o.When(), p.Sum(), o.Name)
}

// windowWord stands in front of a window's key where a number could stand too.
const windowWord = "节点"

// takeBack withdraws a window by its name or key; not ok if the words name none.
func (v *visit) takeBack(ctx context.Context, c flow.Case, rest string) (body bot.Body, ok bool, err error) {
	ref, named := strings.CutPrefix(strings.TrimSpace(rest), windowWord)
	if ref = strings.TrimSpace(ref); !named && !strings.ContainsFunc(ref, isHan) {
		return body, false, nil
	}
	w, err := v.WithdrawWindow(ctx, c.Who, ref)
	if err != nil {
		return body, true, err
	}
	v.done = "已撤回"
	if w.Already {
		body, err = plain("“%s”已经撤回过了。", w.Occasion.Name)
		return body, true, err
	}
	body, err = plain("“%s”已撤回：取消了 %d 件没有开始的任务，%d 件已经开始的照常做完。", w.Occasion.Name, w.Ended, w.Kept)
	return body, true, err
}

func isHan(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }

// keyOf is the key of the window a flow was begun about.
func keyOf(c flow.Case) (string, error) {
	var key string
	if err := json.Unmarshal(c.Payload, &key); err != nil || key == "" {
		return "", safety.Refuse("请先发“节点”，从卡片上的按钮进入。")
	}
	return key, nil
}

type windowNoDraft struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	Why  string `json:"why,omitempty"`
}

// windowNo leaves a window out this year, with the reason.
func (v *visit) windowNo() flow.Flow[windowNoDraft] {
	return flow.Flow[windowNoDraft]{
		Name: flowWindowNo, Version: 1, Title: "这次不搞", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (windowNoDraft, error) {
			key, err := keyOf(c)
			if err != nil {
				return windowNoDraft{}, err
			}
			o, err := v.Occasion(ctx, c.Who, key)
			return windowNoDraft{Key: o.Key(), Name: o.Name}, err
		},
		Ask: func(d *windowNoDraft) []flow.Question {
			return []flow.Question{
				flow.Text("why", "“"+d.Name+"”这次为什么不搞？写一句，会记下来。", &d.Why, 2, 100).Label("原因").Hint("今年庙会停办"),
				flow.Confirm("send", d.Name+"这次不搞"),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d windowNoDraft) (string, error) {
			if _, err := v.DeclineWindow(ctx, c.Who, d.Key, d.Why); err != nil {
				return "", err
			}
			return fmt.Sprintf("已记下：“%s”今年不搞。改主意了，发“节点 %s”。", d.Name, d.Name), nil
		},
	}
}

type windowDaysDraft struct {
	Key  string    `json:"key"`
	Name string    `json:"name"`
	Is   string    `json:"is"` // the days that hold
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

// windowDays moves the beginning and end of a window.
func (v *visit) windowDays() flow.Flow[windowDaysDraft] {
	return flow.Flow[windowDaysDraft]{
		Name: flowWindowDays, Version: 1, Title: "改节点日期", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (windowDaysDraft, error) {
			key, err := keyOf(c)
			if err != nil {
				return windowDaysDraft{}, err
			}
			o, err := v.Occasion(ctx, c.Who, key)
			return windowDaysDraft{Key: o.Key(), Name: o.Name, Is: o.When()}, err
		},
		Ask: func(d *windowDaysDraft) []flow.Question {
			fits := func(ctx context.Context, c flow.Case) error { return v.WindowFits(ctx, c.Who, d.Key, d.From, d.To) }
			return []flow.Question{
				flow.Date("from", "“"+d.Name+"”现在是"+d.Is+"。从哪天开始？不改就发“跳过”。", &d.From).OrSkip().Label("开始").Hint("9月25日").Check(fits),
				flow.Date("to", "到哪天结束？不改就发“跳过”。", &d.To).OrSkip().Label("结束").Hint("10月9日").Check(fits),
				flow.Confirm("send", "改“"+d.Name+"”的日期"),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d windowDaysDraft) (string, error) {
			p, err := v.ConfirmWindow(ctx, c.Who, d.Key, d.From, d.To)
			if err != nil {
				return "", err
			}
			return v.agreed(p), nil
		},
	}
}
