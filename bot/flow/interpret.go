package flow

import (
	"encoding/json"
	"strings"
)

// onText finds out what a text means. The order: emergency, words that work
// everywhere, the asked question, words that begin something, open questions
// that take it, and last a polite repeat. Two exceptions keep data right: what
// is literally an answer of the asked question is that answer, and while a free
// text is waited for, a text that is exactly a command or the title of a flow
// is not swallowed.
func (t *turn) onText(said string) error {
	said = clip(strings.TrimSpace(printable(said)), maxText)
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
	said = t.heard(f, said)
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
	case w == wordDone && (moved || t.refused): // the row of photos has just been ended
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
	if _, list := listOf(q.kind); !yes || list && to.n > 0 && to.rest != "" { // 改7合格 is about item 7
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

// began begins the flow or runs the command a text names.
func (t *turn) began(f *frame, said string, strict bool) (bool, error) {
	phrased, err := t.phrase(said, strict)
	if err != nil {
		return true, err
	}
	if c, rest := t.desk.command(said, strict); phrased || c != nil {
		if !phrased {
			if err := t.run(c, rest); err != nil {
				return true, err
			}
		}
		if f != nil {
			t.touch(f)
			t.prompt(f, promptShort)
		}
		return true, nil
	}
	r, payload := t.desk.begins(said, strict), json.RawMessage(nil)
	if r == nil {
		r, payload = t.desk.beginsAbout(said)
	}
	if r == nil {
		return false, nil
	}
	if f != nil {
		t.touch(f)
	}
	_, err = t.begin(r.name, payload)
	return true, err
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
	if alarm {
		return nil // nobody in danger is asked for a form
	}
	if t.desk.flow(t.desk.Default) != nil && isSentence(said) {
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
