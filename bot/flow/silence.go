package flow

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

// goOn continues after silence, or simply repeats the question.
func (t *turn) goOn(f *frame) error {
	t.touch(f)
	t.prompt(f, promptFull)
	if err := t.feedHeld(f); err != nil {
		return err
	}
	return t.forward(f)
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
