package flow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gridwarden/bot"
)

// status says what is open.
func (t *turn) status() {
	for i := len(t.s.Open) - 1; i >= 0; i-- {
		f := t.s.Open[i]
		r := t.desk.flow(f.Flow)
		if r == nil {
			continue
		}
		if f.form != nil {
			at, of := f.progress()
			t.sayf("正在办“%s”，第 %d 步，共 %d 步。", r.title, at, of)
		} else {
			t.sayf("等着的还有“%s”。", r.title)
		}
	}
	if len(t.s.Open) == 0 {
		t.say("现在没有进行中的事。")
	}
	if n := len(t.s.Parked); n > 0 {
		t.sayf("收着 %d 份草稿，回“恢复”可以接着办。", n)
	}
	if done := t.s.lastDone(t.now, t.s.patience.Draft); done != nil {
		t.sayf("上一件：%s", firstOf(done.Said, "已提交"))
	}
}

// help explains the asked question and the words that work.
func (t *turn) help(f *frame, q Question) {
	if how := q.kind.view(f.Sub, f.Edit).how; how != "" {
		t.say(how)
	}
	if q.hint != "" {
		t.sayf("例如：%s", q.hint)
	}
	ways := []string{"上一步", "改1（改第 1 项）", "取消", "状态", "菜单"}
	if q.optional {
		ways = slices.Insert(ways, 0, "跳过")
	}
	t.sayf("可以回：%s", strings.Join(ways, "、"))
	if t.desk.Person != "" {
		t.sayf("也可以找%s帮忙。", t.desk.Person)
	}
}

// menu shows what can be begun; a command that says 菜单 does it better.
func (t *turn) menu() error {
	for i := range t.desk.Commands {
		if c := &t.desk.Commands[i]; slices.Contains(c.Says, "菜单") {
			return t.run(c, "")
		}
	}
	var titles []string
	card := &bot.Card{Title: "可以办这些事"}
	for _, r := range t.desk.Flows {
		if len(r.says) == 0 {
			continue
		}
		titles = append(titles, r.title)
		card.Buttons = append(card.Buttons, bot.Button{Text: clip(r.title, 10), Key: BeginKey(r.name, nil), Style: bot.Plain})
	}
	for _, c := range t.desk.Commands {
		if c.Title == "" || len(c.Says) == 0 {
			continue
		}
		word := c.Says[0]
		if c.Takes != "" {
			word += " " + c.Takes
		} else {
			card.Buttons = append(card.Buttons, bot.Button{Text: clip(c.Title, 10), Key: DoKey(c.Says[0], ""), Style: bot.Plain})
		}
		titles = append(titles, word)
	}
	t.flush()
	if n := len(t.s.Parked); n > 0 && len(t.s.Open) == 0 {
		t.sayf("收着 %d 份没做完的，回“恢复”可以接着办。", n)
	}
	if r := t.desk.flow(t.desk.Default); r != nil {
		t.sayf("发照片或写一句话，就能开始“%s”。", r.title)
	}
	if len(card.Buttons) == 0 || len(card.Buttons) > maxButtons {
		t.sayf("可以回：%s", strings.Join(titles, "、"))
		return nil
	}
	card.Desc = clip(strings.Join(t.lines, "\n"), maxDesc)
	t.lines = nil
	t.show(bot.Body{Card: card})
	return nil
}

// summary lists the numbered answers.
func (t *turn) summary(f *frame) {
	for _, r := range f.rows() {
		t.sayf("%d. %s：%s", r.n, r.name, r.value)
	}
}

// left is a span in words.
func left(d time.Duration) string { return fmt.Sprintf("%d 小时", int(d.Round(time.Hour).Hours())) }
