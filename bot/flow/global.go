package flow

import (
	"fmt"
	"slices"
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
		if done := t.s.lastDone(t.now, t.s.patience.Draft); done != nil {
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

// back empties the last answer and asks for it again. Answers that took several
// messages are shown first and emptied by the next 上一步.
func (t *turn) back(f *frame, q Question) error {
	t.prompt(f, promptFull)
	switch {
	case f.Back:
		if err := t.empty(f, q.key); err != nil {
			return err
		}
		if len(f.Trail) == 0 {
			f.At = q.key
			return nil
		}
		return t.stepBack(f)
	case f.Edit:
		f.Edit, f.At = false, ""
		return t.settle(f)
	}
	if items, ok := listOf(q.kind); ok && !items.blank() {
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
	q, _ := find(f.form.questions(), key)
	switch q.kind.(type) {
	case photosKind, itemsKind:
		if f.answered(q) && !slices.Contains(f.Skipped, key) {
			f.At, f.Sub, f.Misses = key, nil, 0
			f.Edit, f.Back = true, true
			return nil
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
