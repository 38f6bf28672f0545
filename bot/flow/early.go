package flow

import (
	"fmt"
)

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
