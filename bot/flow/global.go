package flow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gridwarden/bot"
)

// obey does what a word says that works in every step.
func (t *turn) obey(f *frame, w word) error {
	t.touch(f)
	q, ok := f.asked()
	if !ok && w != wordCancel {
		return t.forward(f)
	}
	switch w {
	case wordCancel:
		return t.cancel(f)
	case wordBack:
		return t.back(f, q)
	case wordSkip:
		return t.skip(f, q)
	case wordDone:
		return t.finished(f, q)
	case wordGoOn:
		return t.goOn(f)
	case wordSubmit:
		return t.submit(f)
	case wordEdit:
		t.say("要改第几项？回“改1”这样：")
		t.summary(f)
	case wordHelp:
		t.help(f, q)
	case wordStatus:
		t.status()
	case wordMenu:
		if err := t.menu(); err != nil {
			return err
		}
	case wordRestore:
		return t.restore()
	}
	t.prompt(f, promptShort)
	return nil
}

// obeyIdle does what the same words say while nothing is open.
func (t *turn) obeyIdle(w word) error {
	switch w {
	case wordGoOn, wordRestore:
		return t.restore()
	case wordSubmit:
		if done := t.s.lastDone(t.now, draftLife); done != nil {
			t.sayf("已经提交过了，不用再交。%s", done.Said)
			return nil
		}
	case wordHelp, wordStatus, wordMenu:
		if c, _ := t.desk.command(words[w][0], true); c != nil {
			return t.run(c, "")
		}
		if w == wordStatus {
			t.status()
			return nil
		}
		return t.menu()
	}
	t.say("现在没有进行中的事。")
	return t.menu()
}

// cancel ends the case. Its draft can be had back for a week, so that a slip of
// the finger loses no photos.
func (t *turn) cancel(f *frame) error {
	held := t.s.Held
	t.s.Held = nil
	title := f.flow.title
	kept, err := t.s.park(f, t.now)
	if err != nil {
		return err
	}
	if kept {
		t.sayf("已取消“%s”，反悔可回“恢复”", title)
	} else {
		t.sayf("已取消“%s”", title)
	}
	if len(held) > 0 {
		return t.rehome(held)
	}
	return t.next(promptFull)
}

// back empties the last answer and asks for it again.
func (t *turn) back(f *frame, q Question) error {
	t.prompt(f, promptFull)
	if f.Edit {
		f.Edit, f.At = false, ""
		return t.settle(f)
	}
	if items, ok := q.kind.(itemsKind); ok && !items.blank() {
		before := f.form.questions()
		f.Sub = items.back(f.Sub)
		if err := prune(f.form, before); err != nil {
			return fmt.Errorf("flow %s: %w", f.Flow, err)
		}
		return t.settle(f)
	}
	if len(f.Sub) > 0 {
		f.Sub = nil
		return nil
	}
	if _, photos := q.kind.(photosKind); photos && !q.kind.blank() {
		t.say("照片已清空，请重新发。")
		return t.empty(f, q.key)
	}
	if len(f.Trail) == 0 {
		t.say("已经是第一步了。")
		return nil
	}
	return t.stepBack(f)
}

func (t *turn) stepBack(f *frame) error {
	key := f.Trail[len(f.Trail)-1]
	if q, ok := find(f.form.questions(), key); ok && !q.kind.blank() {
		if _, photos := q.kind.(photosKind); photos {
			t.say("照片已清空，请重新发。")
		}
	}
	if err := t.empty(f, key); err != nil {
		return err
	}
	if _, still := find(f.form.questions(), key); still {
		f.At = key
	}
	return nil
}

// skip leaves an optional question without an answer.
func (t *turn) skip(f *frame, q Question) error {
	t.prompt(f, promptFull)
	switch photos, is := q.kind.(photosKind); {
	case f.Edit && !q.optional:
		f.Edit, f.At = false, ""
		return t.settle(f)
	case is && !photos.blank() && photos.lacks() == "":
		return t.finished(f, q)
	case !q.optional:
		t.missed(f, q, "这一步不能跳过")
		t.ask = promptShort
		return nil
	}
	if err := t.empty(f, q.key); err != nil {
		return err
	}
	f.Trail = append(f.Trail, q.key)
	f.Skipped = append(f.Skipped, q.key)
	f.At = ""
	if err := t.settle(f); err != nil {
		return err
	}
	return t.forward(f)
}

// finished ends a question that takes several messages.
func (t *turn) finished(f *frame, q Question) error {
	if f.Edit {
		f.Edit, f.At = false, ""
		t.prompt(f, promptFull)
		return t.settle(f)
	}
	switch q.kind.(type) {
	case photosKind, itemsKind:
		ok, err := t.finish(f, q.key)
		if err != nil {
			return err
		}
		if !ok {
			if t.s.Wait == nil {
				t.prompt(f, promptShort)
			}
			return nil
		}
		t.prompt(f, promptFull)
		return t.forward(f)
	case confirmKind:
		t.say("都填好了，回“提交”才会报上去。")
	default:
		if f.lastWasPhotos() {
			t.say("照片收好了。")
		}
	}
	t.prompt(f, promptShort)
	return nil
}

// lastWasPhotos reports whether the last answer was photos.
func (f *frame) lastWasPhotos() bool {
	if len(f.Trail) == 0 {
		return false
	}
	q, _ := find(f.form.questions(), f.Trail[len(f.Trail)-1])
	_, photos := q.kind.(photosKind)
	return photos
}

// labels are the names of the questions, in order, Confirm left out.
func (f *frame) labels() []string {
	var names []string
	for _, q := range f.form.questions() {
		if !isConfirm(q) {
			names = append(names, q.name())
		}
	}
	return names
}

// number is a question's place in the summary.
func (f *frame) number(key string) int {
	for i, q := range f.form.questions() {
		if q.key == key {
			return i + 1
		}
	}
	return 0
}

// edit asks a question again; the old answer stands until a new one is given.
func (t *turn) edit(f *frame, to target) error {
	t.touch(f)
	qs := f.form.questions()
	var q Question
	for i, x := range qs {
		if !isConfirm(x) && (to.n == i+1 || to.n == 0 && strings.TrimSpace(fold(x.name())) == to.name) {
			q = x
			break
		}
	}
	switch {
	case q.kind == nil:
		t.sayf("没有第 %d 项。", to.n)
		t.prompt(f, promptShort)
		return nil
	case q.key == f.At:
	case !f.answered(q):
		t.sayf("“%s”还没问到。", q.name())
		t.prompt(f, promptShort)
		return nil
	default:
		f.At, f.Sub, f.Misses = q.key, nil, 0
		f.Edit = !slices.Contains(f.Skipped, q.key)
		if !f.Edit { // skipped before: simply ask it
			f.Skipped = slices.DeleteFunc(f.Skipped, func(k string) bool { return k == q.key })
			f.Trail = slices.DeleteFunc(f.Trail, func(k string) bool { return k == q.key })
		}
	}
	if to.rest != "" {
		return t.answer(f, input{text: to.rest})
	}
	t.prompt(f, promptFull)
	return nil
}

// goOn continues after silence, or simply repeats the question.
func (t *turn) goOn(f *frame) error {
	t.touch(f)
	t.prompt(f, promptFull)
	if err := t.feedHeld(f); err != nil {
		return err
	}
	return t.forward(f)
}

// silent reports whether the member was away for so long that he is asked first
// whether to go on.
func (t *turn) silent(f *frame) bool {
	return f.Idle || f.flow.idle > 0 && t.now.Sub(f.Seen) > f.flow.idle
}

// askWhether asks whether to go on.
func (t *turn) askWhether(f *frame) error {
	f.Idle = true
	f.Seen = t.now
	t.prompt(f, promptFull)
	return nil
}

// afterSilence takes a text that comes after a long silence, or in answer to the
// question whether to go on.
func (t *turn) afterSilence(f *frame, said string, w word, alarm bool) error {
	asked := f.Idle
	n, _ := wholeNumber(said)
	switch {
	case w == wordCancel, asked && (says(said, sayNo) || n == 2):
		t.touch(f)
		return t.cancel(f)
	case w == wordGoOn, asked && (says(said, sayYes) || n == 1):
		return t.goOn(f)
	case w.global():
		if err := t.feedHeld(f); err != nil {
			return err
		}
		return t.obey(f, w)
	}
	if done, err := t.began(nil, said, false); done || err != nil {
		if t.s.top() == f && err == nil && t.ask == promptNone {
			return t.askWhether(f)
		}
		return err
	}
	if asked && !alarm {
		if q, ok := f.asked(); ok && q.kind.exact(said, f.Sub) {
			if err := t.feedHeld(f); err != nil {
				return err
			}
			return t.answer(f, input{text: said})
		}
	}
	return t.askWhether(f)
}

// restore takes the newest draft that was put by.
func (t *turn) restore() error {
	s := t.s
	for len(s.Parked) > 0 && len(s.Open) < maxOpen {
		f := s.Parked[len(s.Parked)-1].Frame
		if t.desk.flow(f.Flow) == nil {
			break
		}
		s.Parked = s.Parked[:len(s.Parked)-1]
		s.Open = append(s.Open, f)
		t.touch(f)
		if err := t.load(f); err != nil {
			return err
		}
		if s.byID(f.ID) != f {
			continue
		}
		t.sayf("接着办“%s”。", f.flow.title)
		if n := len(s.Parked); n > 0 {
			t.sayf("还收着 %d 份，做完再回“恢复”。", n)
		}
		t.prompt(f, promptFull)
		return t.forward(f)
	}
	switch {
	case len(s.Open) >= maxOpen && len(s.Parked) > 0:
		t.sayf("手上已有 %d 件没做完的事，请先做完或取消一件。", maxOpen)
	case len(s.Parked) > 0:
		t.say("收起来的那件事现在办不了。")
	default:
		t.say("没有可以恢复的草稿。")
	}
	return t.next(promptShort)
}

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
	if done := t.s.lastDone(t.now, draftLife); done != nil {
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
	if t.desk.Default != "" {
		t.sayf("发照片或写一句话，就能开始“%s”。", t.desk.flow(t.desk.Default).title)
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
