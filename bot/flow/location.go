package flow

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
		f.At, f.Sub, f.Edit, f.Back, f.Misses = p.key, out.sub, f.answered(p), false, 0
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
