package flow

import (
	"slices"
	"strings"
)

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
		f.At, f.Sub, f.Back, f.Misses = q.key, nil, false, 0
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
