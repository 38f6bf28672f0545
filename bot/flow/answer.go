package flow

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// give tries an input on a question of a frame. It works on a copy of the
// draft: what does not fit leaves no trace. Branches that the answer closes are
// emptied.
func (t *turn) give(f *frame, key string, in input) (outcome, error) {
	if key == f.At {
		in.sub, in.edit = f.Sub, f.Edit
	}
	trial, err := f.form.clone()
	if err != nil {
		return outcome{}, err
	}
	before := trial.questions()
	q, ok := find(before, key)
	if !ok {
		return outcome{reason: "这一步已经过了"}, nil
	}
	out, err := q.kind.take(t.ctx, t.newCase(f), in)
	if text, no := sentence(err); no {
		return outcome{reason: text, sub: in.sub}, nil
	}
	if err != nil {
		return outcome{}, fmt.Errorf("answer %s: %w", key, err)
	}
	switch out.verdict {
	case unfit:
		return out, nil
	case submit:
		f.form = trial // how it was submitted is part of the answer
		return out, nil
	case complete:
		if why, err := t.wrong(f, q); why != "" || err != nil {
			return outcome{reason: why}, err
		}
	}
	if err := prune(trial, before); err != nil {
		return outcome{}, fmt.Errorf("flow %s: %w", f.Flow, err)
	}
	f.form = trial
	if key == f.At {
		f.Sub, f.Misses = out.sub, 0
	}
	if out.verdict == complete {
		f.mark(key)
		if f.Shot != nil && f.Shot.Key != key {
			f.Shot.At = time.Time{} // the row of photos is over for good
		}
	}
	return out, t.settle(f)
}

// wrong asks the question's own test.
func (t *turn) wrong(f *frame, q Question) (why string, err error) {
	if q.check == nil {
		return "", nil
	}
	err = q.check(t.ctx, t.newCase(f))
	if text, no := sentence(err); no {
		return text, nil
	}
	if err != nil {
		return "", fmt.Errorf("check %s: %w", q.key, err)
	}
	return "", nil
}

// mark notes that a question was answered.
func (f *frame) mark(key string) {
	f.Skipped = slices.DeleteFunc(f.Skipped, func(k string) bool { return k == key })
	if key == f.At && f.Edit { // answered anew: it is the last answer now
		f.Edit = false
		f.Trail = slices.DeleteFunc(f.Trail, func(k string) bool { return k == key })
	}
	if !slices.Contains(f.Trail, key) {
		f.Trail = append(f.Trail, key)
	}
}

// prune empties the questions that are raised no longer, until none closes
// another.
func prune(f form, before []Question) error {
	for range 100 {
		after := f.questions()
		closed := false
		for _, q := range before {
			if _, still := find(after, q.key); !still {
				q.kind.clear()
				closed = true
			}
		}
		if !closed {
			return nil
		}
		before = after
	}
	return errors.New("the questions never settle")
}

// empty takes an answer back, with the branches it opened.
func (t *turn) empty(f *frame, key string) error {
	before := f.form.questions()
	if q, ok := find(before, key); ok {
		q.kind.clear()
	}
	drop := func(k string) bool { return k == key }
	f.Trail = slices.DeleteFunc(f.Trail, drop)
	f.Skipped = slices.DeleteFunc(f.Skipped, drop)
	f.Given = slices.DeleteFunc(f.Given, drop)
	if err := prune(f.form, before); err != nil {
		return fmt.Errorf("flow %s: %w", f.Flow, err)
	}
	f.At, f.Sub, f.Edit, f.Back, f.Misses = "", nil, false, false, 0
	return t.settle(f)
}

// answer gives an input to the asked question and says what came of it.
func (t *turn) answer(f *frame, in input) error {
	q, ok := f.asked()
	if !ok {
		return t.forward(f)
	}
	out, err := t.give(f, q.key, in)
	if err != nil {
		return err
	}
	return t.react(f, q, out)
}

// react goes on from the outcome of the asked question.
func (t *turn) react(f *frame, q Question, out outcome) error {
	t.touch(f)
	switch out.verdict {
	case submit:
		return t.submit(f)
	case unfit:
		t.missed(f, q, out.reason)
		return nil
	}
	t.say(out.note)
	t.prompt(f, promptFull)
	return t.forward(f)
}

// missed explains why something did not fit: the reason, then an example, then
// a way out (peers.md 5.4 rule 9).
func (t *turn) missed(f *frame, q Question, why string) {
	f.Misses++
	t.say(why)
	if f.Misses == 2 {
		t.example(f, q)
	}
	if f.Misses >= 3 {
		t.say(t.wayOut(q))
	}
	t.prompt(f, promptShort)
}

// example shows how the question is answered: an example, or in words.
func (t *turn) example(f *frame, q Question) {
	if q.hint != "" {
		t.sayf("例如：%s", q.hint)
		return
	}
	if q.kind != nil {
		t.say(q.kind.view(f.Sub, f.Edit).how)
	}
}

func (t *turn) wayOut(q Question) string {
	ways := []string{}
	if q.optional {
		ways = append(ways, "回“跳过”")
	}
	if t.desk.Person != "" {
		ways = append(ways, "请"+t.desk.Person+"帮忙")
	}
	ways = append(ways, "回“取消”以后再办")
	return "答不上来没关系，可以" + strings.Join(ways, "，或") + "。"
}

// finish leaves a question that takes several messages. It reports whether the
// question is answered now; if not, it has said why.
func (t *turn) finish(f *frame, key string) (bool, error) {
	q, ok := find(f.form.questions(), key)
	if !ok {
		return false, nil
	}
	if why := q.kind.lacks(); why != "" {
		t.say(why)
		return false, nil
	}
	if q.pending != nil && q.pending() {
		t.await(f, false)
		return false, nil
	}
	why, err := t.wrong(f, q)
	if err != nil {
		return false, err
	}
	if why != "" {
		t.say(why)
		if _, photos := q.kind.(photosKind); photos {
			t.refused = true
			t.say("这些照片没有留下。")
		}
		at := f.At
		if err := t.empty(f, key); err != nil {
			return false, err
		}
		if at != key { // it was not even asked: it is now
			f.At = key
		}
		return false, nil
	}
	if w := t.s.Wait; w != nil && w.Case == f.ID && !w.Submit {
		t.s.Wait = nil
	}
	f.mark(key)
	return true, t.settle(f)
}
