package flow

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gridwarden/bot"
)

// forward submits when nothing is left to ask.
func (t *turn) forward(f *frame) error {
	if f.At == "" && t.s.byID(f.ID) == f {
		return t.submit(f)
	}
	return nil
}

// await asks to be called again soon because something is pending.
func (t *turn) await(f *frame, submit bool) {
	w := t.s.Wait
	if w == nil || w.Case != f.ID {
		w = &wait{Case: f.ID}
	}
	if w.Tries == 0 || t.m.Kind != bot.Wake {
		t.say("照片正在保存，马上好。")
	}
	w.Submit = w.Submit || submit
	w.Tries++
	w.Next = t.now.Add(min(time.Duration(w.Tries)*3*time.Second, 30*time.Second))
	t.s.Wait = w
	if w.Tries > 20 {
		t.s.Wait = nil
		t.say("照片一直没存上，请重新发一次，或者稍后再回“继续”。")
	}
}

// submit hands the draft in, once everything is answered and holds.
func (t *turn) submit(f *frame) error {
	ready, err := t.ready(f)
	if err != nil {
		return err
	}
	if !ready {
		return nil
	}
	t.s.Wait = nil
	form := f.form
	said, err := form.submit(t.ctx, t.newCase(f))
	if text, no := sentence(err); no {
		t.say(text)
		var last *final
		if errors.As(err, &last) {
			t.s.remove(f)
			return t.next(promptFull)
		}
		t.prompt(f, promptShort)
		if f.At == "" { // without Confirm there would be no question to go back to
			return t.reopen(f)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("submit %s: %w", f.Flow, err)
	}
	done := Finished{ID: f.ID, Flow: f.Flow, At: t.now, Said: clip(said, 200)}
	t.s.remove(f)
	t.s.finish(done)
	t.out.Submitted = &done
	said = firstOf(said, "已提交。")
	buttons, err := form.after(t.ctx, t.newCase(f))
	if err != nil {
		return fmt.Errorf("after %s: %w", f.Flow, err)
	}
	if len(buttons) > 0 {
		title, desc, _ := strings.Cut(said, "\n")
		t.show(bot.Body{Card: &bot.Card{Title: title, Desc: desc, Buttons: buttons}})
	} else {
		t.say(said)
	}
	if t.desk.Next != nil && len(t.s.Open) == 0 {
		if body, offers := t.desk.Next(t.ctx, done); offers {
			t.show(body)
		}
	}
	return t.next(promptFull)
}

// reopen asks the last question again.
func (t *turn) reopen(f *frame) error {
	if len(f.Trail) == 0 {
		t.s.remove(f)
		return t.next(promptFull)
	}
	return t.empty(f, f.Trail[len(f.Trail)-1])
}

// ready reports whether all answers are there and still hold; if not, the
// question in the way is asked.
func (t *turn) ready(f *frame) (bool, error) {
	f.Edit = false
	if q, ok := f.asked(); ok {
		if _, last := q.kind.(confirmKind); !last {
			f.At = ""
		}
	}
	if err := t.settle(f); err != nil {
		return false, err
	}
	qs := f.form.questions()
	for _, q := range qs {
		if _, last := q.kind.(confirmKind); last {
			continue
		}
		if !f.answered(q) {
			t.sayf("还差：%s", q.name())
			t.prompt(f, promptFull)
			return false, nil
		}
		if slices.Contains(f.Skipped, q.key) {
			continue
		}
		if q.pending != nil && q.pending() {
			t.await(f, true)
			return false, nil
		}
		why, err := t.wrong(f, q)
		if err != nil {
			return false, err
		}
		if why != "" {
			t.say(why)
			f.At, f.Sub, f.Edit, f.Back, f.Misses = q.key, nil, true, false, 0
			t.prompt(f, promptFull)
			return false, nil
		}
	}
	return true, nil
}
