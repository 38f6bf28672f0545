package flow

import (
	"encoding/json"
	"strings"

	"gridwarden/bot"
)

// Answers of a tap that are no options of the question.
const (
	tapDone   = "!done"
	tapSkip   = "!skip"
	tapSubmit = "!submit"
	tapCancel = "!cancel"
	tapGoOn   = "!go"
	tapOther  = "!other" // submits in the other way that [ConfirmOr] offers
)

var tapWords = map[string]word{
	tapDone: wordDone, tapSkip: wordSkip, tapCancel: wordCancel, tapGoOn: wordGoOn, tapSubmit: wordSubmit,
}

// A tapKey is what a button of a question carries:
// flow:<case>:<question>[.<step>]:<answer>.
type tapKey struct {
	id, key, step, answer string
}

func (k tapKey) String() string {
	at := k.key
	if k.step != "" {
		at += "." + k.step
	}
	return flowPrefix + k.id + ":" + at + ":" + k.answer
}

func parseTap(s string) (tapKey, bool) {
	rest, ok := strings.CutPrefix(s, flowPrefix)
	if !ok {
		return tapKey{}, false
	}
	id, rest, ok := strings.Cut(rest, ":")
	if !ok {
		return tapKey{}, false
	}
	at, answer, ok := strings.Cut(rest, ":")
	if !ok {
		return tapKey{}, false
	}
	key, step, _ := strings.Cut(at, ".")
	return tapKey{id, key, step, answer}, true
}

// onTap takes a press on a card. A card of another case, or of a question that
// is over, is answered kindly and changes nothing.
func (t *turn) onTap(tap bot.Tap) error {
	if strings.HasPrefix(tap.Key, beginPrefix) || strings.HasPrefix(tap.Key, doPrefix) {
		return t.onKey(tap.Key)
	}
	k, ok := parseTap(tap.Key)
	if !ok {
		t.out.Foreign = true
		return nil
	}
	if _, err := t.closeBurst(); err != nil {
		return err
	}
	picked := tap.Selected[k.key]
	if k.answer != "" {
		picked = []string{k.answer}
	}
	f, err := t.current()
	if err != nil {
		return err
	}
	if f == nil || f.ID != k.id {
		return t.oldTap(k, f)
	}
	idle := f.Idle
	t.touch(f)
	if t.unseen && k.answer != tapCancel {
		return t.passed(f, k)
	}
	if k.answer == tapCancel {
		t.done("已取消")
		return t.obey(f, wordCancel)
	}
	if k.answer == tapGoOn {
		t.done("继续")
		return t.goOn(f)
	}
	q, ok := f.asked()
	if !ok {
		return t.forward(f)
	}
	if idle {
		if err := t.feedHeld(f); err != nil {
			return err
		}
	}
	if k.key != f.At || k.step != q.kind.view(f.Sub, f.Edit).sub {
		return t.passed(f, k)
	}
	if len(picked) == 0 {
		t.missed(f, q, "请先选一个再点确定")
		return nil
	}
	if isConfirm(q) && (picked[0] == tapSubmit || picked[0] == tapOther) {
		t.done("已收到")
		if _, err := t.give(f, q.key, input{picked: picked}); err != nil {
			return err
		}
		if err := t.submit(f); err != nil {
			return err
		}
		if t.out.Submitted != nil {
			t.done("已提交")
		}
		return nil
	}
	if w, is := tapWords[picked[0]]; is && w != wordSubmit {
		t.done("已" + words[w][0])
		return t.obey(f, w)
	}
	options := q.kind.view(f.Sub, f.Edit).options
	out, err := t.give(f, q.key, input{picked: picked})
	if err != nil {
		return err
	}
	if out.verdict == unfit {
		t.done("已处理")
	} else {
		t.done("已选")
		if len(picked) == 1 {
			t.done("已选 " + label(options, picked[0]))
		}
	}
	return t.react(f, q, out)
}

// passed answers a tap on a question of the open case that is not asked now.
func (t *turn) passed(f *frame, k tapKey) error {
	t.done("已处理")
	q, _ := find(f.form.questions(), k.key)
	switch {
	case q.kind == nil:
		t.say("这一步已经过了。")
	case isConfirm(q):
		t.say("还没到提交这一步。")
	case f.answered(q) && k.step == "":
		shown := q.kind.show()
		if shown == "" {
			shown = "跳过"
		}
		t.sayf("这一步已经过了（%s：%s）。要改就回“改%d”。", q.name(), clip(shown, 30), f.number(k.key))
	default:
		t.say("这一步已经过了。")
	}
	t.prompt(f, promptShort)
	return nil
}

// oldTap answers a tap on a card of a case that is not the one talked about.
func (t *turn) oldTap(k tapKey, now *frame) error {
	for _, done := range t.s.Done {
		if done.ID != k.id {
			continue
		}
		t.done("已处理")
		if k.answer == tapSubmit {
			t.sayf("已经提交过了，不用再点。%s", done.Said)
		} else {
			t.sayf("这件事已经办完了。%s", done.Said)
		}
		return t.aside(now)
	}
	if f := t.s.byID(k.id); f != nil && now != nil {
		title := f.Flow
		if r := t.desk.flow(f.Flow); r != nil {
			title = r.title
		}
		t.sayf("“%s”还留着，办完“%s”就接着来。", title, now.flow.title)
		return t.aside(now)
	}
	t.done("已处理")
	for _, p := range t.s.Parked {
		if p.Frame.ID == k.id {
			t.say("这件事先收起来了，回“恢复”可以接着办。")
			return t.aside(now)
		}
	}
	t.say("这张卡片已经处理过了。")
	return t.aside(now)
}

// aside repeats the question after something that was not about it.
func (t *turn) aside(f *frame) error {
	if f != nil && !t.silent(f) {
		t.prompt(f, promptShort)
	}
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
