package flow

import (
	"encoding/json"
	"fmt"
	"strings"
)

// onText finds out what a text means. The order: emergency, words that work
// everywhere, the asked question, words that begin something, open questions
// that take it, and last a polite repeat. Two exceptions keep data right: what
// is literally an answer of the asked question is that answer, and while a free
// text is waited for, a text that is exactly a command or the title of a flow
// is not swallowed.
func (t *turn) onText(said string) error {
	said = clip(strings.TrimSpace(said), maxText)
	alarm := false
	if t.desk.Emergency != nil {
		if body, yes := t.desk.Emergency(said); yes {
			alarm, t.out.Emergency = true, true
			t.show(body)
		}
	}
	moved, err := t.closeBurst()
	if err != nil {
		return err
	}
	f, err := t.current()
	if err != nil {
		return err
	}
	w := matchWord(said)
	switch {
	case t.unseen && f != nil && w != wordCancel:
		t.touch(f)
		t.prompt(f, promptFull)
		return nil
	case f == nil:
		return t.unbound(said, w, alarm)
	case t.silent(f):
		return t.afterSilence(f, said, w, alarm)
	}
	if t.s.Wait != nil && !t.s.Wait.Submit {
		if moved, err = t.stillWaiting(f); err != nil {
			return err
		}
	}
	q, ok := f.asked()
	if !ok {
		return t.forward(f)
	}
	if done, err := t.global(f, q, said, w, moved); done || err != nil {
		return err
	}
	_, words := q.kind.(textKind)
	switch {
	case moved:
		return t.unprompted(f, said, alarm)
	case alarm && (f.Flow != t.desk.Default || !words):
		return t.elsewhere(f, q, said, "", alarm)
	case q.kind.free():
		return t.onFree(f, q, said, w, alarm)
	}
	return t.onClosed(f, q, said, w, alarm)
}

// global handles what is literally an answer, and the words that work in every
// step.
func (t *turn) global(f *frame, q Question, said string, w word, moved bool) (bool, error) {
	if w != wordCancel && !moved && q.kind.exact(said, f.Sub) {
		return true, t.answer(f, input{text: said})
	}
	switch {
	case w == wordDone && moved: // the row of photos has just been ended
		t.touch(f)
		t.prompt(f, promptFull)
		return true, t.forward(f)
	case w == wordSubmit && isConfirm(q) && !moved:
		return true, t.answer(f, input{text: said})
	case w.global():
		return true, t.obey(f, w)
	}
	to, yes := parseEdit(said, f.labels(), q.kind.free() && len(f.Sub) == 0)
	if n, number := wholeNumber(said); number && isConfirm(q) && !moved {
		to, yes = target{n: n}, true
	}
	if !yes {
		return false, nil
	}
	return true, t.edit(f, to)
}

// onFree takes a text while a question is asked that any text answers.
func (t *turn) onFree(f *frame, q Question, said string, w word, alarm bool) error {
	if done, err := t.began(f, said, true); done || err != nil {
		return err
	}
	switch {
	case w == wordNothing && q.optional:
		return t.skip(f, q)
	case w == wordGreeting, w == wordThanks:
		return t.chat(f, w)
	case w == wordNoted:
		t.touch(f)
		t.missed(f, q, "请用文字回答")
		return nil
	}
	out, err := t.give(f, q.key, input{text: said})
	if err != nil {
		return err
	}
	if out.verdict == unfit {
		return t.elsewhere(f, q, said, out.reason, alarm)
	}
	return t.react(f, q, out)
}

// onClosed takes a text while a question is asked that few texts answer.
func (t *turn) onClosed(f *frame, q Question, said string, w word, alarm bool) error {
	out, err := t.give(f, q.key, input{text: said})
	if err != nil {
		return err
	}
	if out.verdict != unfit {
		return t.react(f, q, out)
	}
	if photos, is := q.kind.(photosKind); is && (w == wordNothing || w == wordNoted) {
		switch {
		case !photos.blank():
			return t.obey(f, wordDone)
		case w == wordNothing && q.optional:
			return t.skip(f, q)
		}
	}
	if done, err := t.began(f, said, false); done || err != nil {
		return err
	}
	switch w {
	case wordGreeting, wordThanks:
		return t.chat(f, w)
	case wordNoted, wordNothing:
		t.touch(f)
		t.missed(f, q, out.reason)
		return nil
	}
	return t.elsewhere(f, q, said, out.reason, alarm)
}

// stillWaiting looks whether what was pending is there by now; if so, a question
// is asked that the member has not seen.
func (t *turn) stillWaiting(f *frame) (moved bool, err error) {
	q, ok := f.asked()
	if _, photos := q.kind.(photosKind); !ok || !photos || q.kind.lacks() != "" {
		t.s.Wait = nil
		return false, nil
	}
	done, err := t.finish(f, q.key)
	if done {
		t.s.Wait = nil
	}
	return done, err
}

func isConfirm(q Question) bool { _, ok := q.kind.(confirmKind); return ok }

// elsewhere gives a text the asked question cannot use to an open question that
// takes texts at any time, or says why it does not fit.
func (t *turn) elsewhere(f *frame, q Question, said, why string, alarm bool) error {
	taken, err := t.early(f, said, false)
	if err != nil {
		return err
	}
	t.touch(f)
	switch {
	case taken:
		t.prompt(f, promptFull)
		return t.forward(f)
	case alarm, t.s.Wait != nil: // help first; and who waits has not erred
		t.prompt(f, promptShort)
	default:
		t.missed(f, q, why)
	}
	return nil
}

// early gives a text to the first open question for words that is not the one
// asked: one marked Anytime, or with first any question for words.
func (t *turn) early(f *frame, said string, first bool) (taken bool, err error) {
	for _, always := range []bool{true, false} {
		if !always && !first {
			break
		}
		for _, q := range f.form.questions() {
			if _, words := q.kind.(textKind); !words || f.answered(q) || always && !q.anytime {
				continue
			}
			out, err := t.give(f, q.key, input{text: said})
			if err != nil {
				return false, err
			}
			if out.verdict != unfit {
				t.sayf("记下了（%s）：%s", q.name(), clip(oneLine(said), 40))
				return true, nil
			}
		}
	}
	return false, nil
}

// unprompted takes a text that followed photos so closely that the member has
// not seen the next question yet: it cannot be the answer to it.
func (t *turn) unprompted(f *frame, said string, alarm bool) error {
	q, ok := f.asked()
	if !ok {
		return t.forward(f)
	}
	if done, err := t.began(f, said, true); done || err != nil {
		return err
	}
	t.touch(f)
	if w := matchWord(said); w.smallTalk() {
		t.prompt(f, promptFull)
		return nil
	}
	if known, err := t.knownPlace(f, q, said); known || err != nil {
		if err != nil {
			return err
		}
		return t.answer(f, input{text: said})
	}
	taken, err := t.early(f, said, false)
	if err != nil {
		return err
	}
	if _, words := q.kind.(textKind); !taken && words {
		out, err := t.give(f, q.key, input{text: said})
		if err != nil {
			return err
		}
		taken = out.verdict != unfit
		t.say(out.reason)
	} else if !taken && !alarm {
		t.sayf("“%s”先没记，请看下面这一步：", clip(oneLine(said), 12))
	}
	t.prompt(f, promptFull)
	return t.forward(f)
}

// knownPlace reports whether a text names a place for the asked question: that
// is an answer even before the question was seen.
func (t *turn) knownPlace(f *frame, q Question, said string) (bool, error) {
	k, ok := q.kind.(placeKind)
	if !ok || k.find == nil {
		return false, nil
	}
	found, err := k.find(t.ctx, t.newCase(f), Location{Name: oneLine(said)})
	if _, no := sentence(err); no {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look up place: %w", err)
	}
	return len(found) > 0, nil
}

// began begins the flow or runs the command a text names.
func (t *turn) began(f *frame, said string, strict bool) (bool, error) {
	if c, rest := t.desk.command(said, strict); c != nil {
		if err := t.run(c, rest); err != nil {
			return true, err
		}
		if f != nil {
			t.touch(f)
			t.prompt(f, promptShort)
		}
		return true, nil
	}
	if r := t.desk.begins(said, strict); r != nil {
		if f != nil {
			t.touch(f)
		}
		_, err := t.begin(r.name, nil)
		return true, err
	}
	return false, nil
}

// chat answers small talk and repeats the question.
func (t *turn) chat(f *frame, w word) error {
	t.say(map[word]string{wordGreeting: "您好！", wordThanks: "不客气。"}[w])
	t.touch(f)
	t.prompt(f, promptShort)
	return nil
}

// unbound takes a text while nothing is open.
func (t *turn) unbound(said string, w word, alarm bool) error {
	if w.global() {
		return t.obeyIdle(w)
	}
	if done, err := t.began(nil, said, false); done || err != nil {
		return err
	}
	if t.desk.Default != "" && (alarm || isSentence(said)) {
		f, err := t.begin(t.desk.Default, nil)
		if err != nil || f == nil || t.s.byID(f.ID) != f {
			return err
		}
		t.sayf("开始“%s”。", f.flow.title)
		if _, err := t.early(f, said, true); err != nil {
			return err
		}
		return t.forward(f)
	}
	n, number := wholeNumber(said)
	switch {
	case t.unseen:
		return nil
	case number && n >= 1 && n <= len(t.s.Menu):
		key := t.s.Menu[n-1]
		if strings.HasPrefix(key, beginPrefix) || strings.HasPrefix(key, doPrefix) {
			return t.onKey(key)
		}
		t.say("请到原来的消息里办理这一项。")
		return nil
	case number:
		t.say("现在没有等您选择的问题。")
	case w == wordGreeting:
		t.say("您好！")
	case w == wordThanks:
		t.say("不客气。")
		return nil
	case w == wordNoted, w == wordNothing:
		t.say("好的。")
		return nil
	default:
		t.say("没看懂您的意思。")
	}
	return t.menu()
}

// onLocation gives a location to the asked question, to one that takes it at any
// time, or to the next open one for places.
func (t *turn) onLocation(place Location) error {
	if _, err := t.closeBurst(); err != nil {
		return err
	}
	f, err := t.current()
	switch {
	case err != nil:
		return err
	case t.unseen && f != nil:
		t.touch(f)
		t.prompt(f, promptFull)
		return nil
	case f == nil:
		t.say("收到位置。要办什么事？")
		return t.menu()
	case t.silent(f):
		return t.askWhether(f)
	}
	q, ok := f.asked()
	if !ok {
		return t.forward(f)
	}
	if _, here := q.kind.(placeKind); here {
		return t.answer(f, input{place: &place})
	}
	for _, open := range []bool{true, false} {
		for _, p := range f.form.questions() {
			if _, is := p.kind.(placeKind); !is || f.answered(p) == open || !open && !p.anytime {
				continue
			}
			return t.pinned(f, p, place)
		}
	}
	t.touch(f)
	t.missed(f, q, "这一步用不上位置")
	return nil
}

// pinned gives a location to a question that was not asked; if it leaves a
// choice, that question is asked now.
func (t *turn) pinned(f *frame, p Question, place Location) error {
	t.touch(f)
	out, err := t.give(f, p.key, input{place: &place})
	if err != nil {
		return err
	}
	switch out.verdict {
	case unfit:
		t.say(out.reason)
	case more:
		f.At, f.Sub, f.Edit, f.Misses = p.key, out.sub, f.answered(p), 0
	default:
		t.sayf("记下了（%s）：%s", p.name(), f.shown(p.key))
	}
	t.prompt(f, promptFull)
	return t.forward(f)
}

// shown is the answer of a question as a summary shows it.
func (f *frame) shown(key string) string {
	q, ok := find(f.form.questions(), key)
	if !ok {
		return ""
	}
	return q.kind.show()
}

// onOther takes what no question can use.
func (t *turn) onOther(why string) error {
	if _, err := t.closeBurst(); err != nil {
		return err
	}
	f, err := t.current()
	switch {
	case err != nil:
		return err
	case f == nil:
		t.say(why)
		return t.menu()
	case t.silent(f):
		t.say(why)
		return t.askWhether(f)
	}
	t.touch(f)
	q, _ := f.asked()
	t.missed(f, q, why)
	return nil
}

// onMenu takes an entry of the app's menu: a button's key, or words.
func (t *turn) onMenu(key string) error {
	if strings.HasPrefix(key, beginPrefix) || strings.HasPrefix(key, doPrefix) {
		return t.onKey(key)
	}
	if _, err := t.closeBurst(); err != nil {
		return err
	}
	f, err := t.current()
	if err != nil {
		return err
	}
	if w := matchWord(key); w.global() {
		switch {
		case t.unseen && f != nil:
			t.touch(f)
			t.prompt(f, promptFull)
			return nil
		case f == nil:
			return t.obeyIdle(w)
		case t.silent(f):
			return t.afterSilence(f, key, w, false)
		}
		return t.obey(f, w)
	}
	done, err := t.began(f, key, false)
	if !done && err == nil {
		t.out.Foreign = true
	}
	return err
}

// onKey obeys a button that begins a flow or runs a command.
func (t *turn) onKey(key string) error {
	if _, err := t.closeBurst(); err != nil {
		return err
	}
	if rest, ok := strings.CutPrefix(key, beginPrefix); ok {
		name, payload, _ := strings.Cut(rest, ":")
		if payload != "" && !json.Valid([]byte(payload)) {
			t.say("这个按钮已经不能用了。")
			return t.next(promptShort)
		}
		_, err := t.begin(name, json.RawMessage(payload))
		return err
	}
	word, rest, _ := strings.Cut(strings.TrimPrefix(key, doPrefix), ":")
	f, err := t.current()
	if err != nil {
		return err
	}
	for i := range t.desk.Commands {
		c := &t.desk.Commands[i]
		if len(c.Says) == 0 || c.Says[0] != word {
			continue
		}
		if err := t.run(c, rest); err != nil {
			return err
		}
		if f != nil && !t.silent(f) {
			t.touch(f)
			t.prompt(f, promptShort)
		}
		return nil
	}
	t.say("这个按钮已经不能用了。")
	return t.next(promptShort)
}
