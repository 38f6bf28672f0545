package flow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// current is the frame talked about, ready to be gone on with; nil if none.
// Frames whose flow is not on the desk any more are put by.
func (t *turn) current() (*frame, error) {
	for f := t.s.top(); f != nil; f = t.s.top() {
		if t.desk.flow(f.Flow) == nil {
			if _, err := t.s.park(f, t.now); err != nil {
				return nil, err
			}
			t.say("刚才没做完的那件事现在办不了，已先收起。")
			t.unseen = true
			if n := len(t.s.Held); n > 0 {
				t.s.Held = nil
				t.sayf("刚才的 %d 张照片没有留下。", n)
			}
			continue
		}
		if err := t.load(f); err != nil {
			return nil, err
		}
		if t.s.byID(f.ID) == f {
			return f, nil
		}
	}
	return nil, nil
}

// load reads a frame's draft, across versions. A draft that cannot be gone on
// with begins again; if Open refuses, the frame is gone afterwards.
func (t *turn) load(f *frame) error {
	if f.form != nil {
		return nil
	}
	if f.flow = t.desk.flow(f.Flow); f.flow == nil {
		return fmt.Errorf("flow %s is not on the desk", f.Flow)
	}
	form, err := f.flow.load(f.Version, f.Draft)
	switch {
	case errors.Is(err, errStartOver):
		return t.startOver(f)
	case err != nil:
		return fmt.Errorf("load %s: %w", f.Flow, err)
	}
	f.form = form
	if f.Version != f.flow.version {
		f.Version, f.Sub = f.flow.version, nil
	}
	return t.settle(f)
}

// startOver begins a case again with its own id.
func (t *turn) startOver(f *frame) error {
	form, err := f.flow.open(t.ctx, t.newCase(f))
	if text, no := sentence(err); no {
		t.s.remove(f)
		t.unseen = true
		t.say(text)
		return nil
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", f.Flow, err)
	}
	*f = frame{ID: f.ID, Flow: f.Flow, Version: f.flow.version, Payload: f.Payload, Seen: t.now, flow: f.flow, form: form}
	t.unseen = true
	t.sayf("程序更新了，“%s”要从头再来一遍，抱歉。", f.flow.title)
	t.prompt(f, promptFull)
	return t.given(f)
}

// begin opens a flow on top of what is open. Its frame is nil if it was refused
// or is over already.
func (t *turn) begin(name string, payload json.RawMessage) (*frame, error) {
	flow := t.desk.flow(name)
	if flow == nil {
		t.say("这件事您现在办不了。")
		return nil, t.next(promptShort)
	}
	if f := t.same(name, payload); f != nil {
		t.s.Open = append(slices.DeleteFunc(t.s.Open, func(x *frame) bool { return x == f }), f)
		if err := t.load(f); err != nil {
			return nil, err
		}
		t.touch(f)
		t.sayf("“%s”正在办，接着来。", flow.title)
		t.prompt(f, promptFull)
		return f, t.feedHeld(f)
	}
	if len(t.s.Open) >= maxOpen {
		t.sayf("手上已有 %d 件没做完的事，请先做完或取消一件，再办“%s”。", maxOpen, flow.title)
		return nil, t.next(promptShort)
	}
	f := &frame{ID: t.desk.NewID(), Flow: name, Version: flow.version, Payload: payload, Seen: t.now, flow: flow}
	form, err := flow.open(t.ctx, t.newCase(f))
	if text, no := sentence(err); no {
		t.say(text)
		return nil, t.next(promptShort)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	f.form = form
	t.s.Open = append(t.s.Open, f)
	if err := t.given(f); err != nil {
		return nil, err
	}
	if err := t.feedHeld(f); err != nil {
		return nil, err
	}
	t.prompt(f, promptFull)
	return f, t.forward(f)
}

// same is the open frame of a flow about the same payload.
func (t *turn) same(name string, payload json.RawMessage) *frame {
	for _, f := range t.s.Open {
		if f.Flow == name && bytes.Equal(compact(f.Payload), compact(payload)) {
			return f
		}
	}
	return nil
}

func compact(raw json.RawMessage) []byte {
	var b bytes.Buffer
	if len(raw) == 0 || json.Compact(&b, raw) != nil {
		return raw
	}
	return b.Bytes()
}

// given marks what Open filled in as answered.
func (t *turn) given(f *frame) error {
	for _, q := range f.form.questions() {
		if _, last := q.kind.(confirmKind); !last && !q.kind.blank() && q.kind.lacks() == "" {
			f.Given = append(f.Given, q.key)
		}
	}
	return t.settle(f)
}

// settle drops what the draft raises no longer, and finds the question to ask.
func (t *turn) settle(f *frame) error {
	f.Back = f.Back && f.Edit
	if err := f.form.fill(t.ctx, t.newCase(f)); err != nil {
		return fmt.Errorf("fill in %s: %w", f.Flow, err)
	}
	qs := f.form.questions()
	if err := audit(qs); err != nil {
		return fmt.Errorf("flow %s: %w", f.Flow, err)
	}
	gone := func(key string) bool { _, ok := find(qs, key); return !ok }
	f.Trail = slices.DeleteFunc(f.Trail, gone)
	f.Skipped = slices.DeleteFunc(f.Skipped, gone)
	f.Given = slices.DeleteFunc(f.Given, gone)
	if q, ok := find(qs, f.At); ok && (f.Edit || !f.answered(q)) {
		if _, last := q.kind.(confirmKind); !last {
			return nil
		}
	}
	was := f.At
	f.At, f.Edit, f.Back = "", false, false
	for _, q := range qs {
		if !f.answered(q) {
			f.At = q.key
			break
		}
	}
	if f.At != was {
		f.Sub, f.Misses = nil, 0
	}
	return nil
}

// answered reports whether a question needs no asking. Confirm always does.
func (f *frame) answered(q Question) bool {
	if _, last := q.kind.(confirmKind); last {
		return false
	}
	if slices.Contains(f.Skipped, q.key) {
		return q.optional
	}
	return (slices.Contains(f.Trail, q.key) || slices.Contains(f.Given, q.key)) && q.kind.lacks() == ""
}

// asked is the question the frame stands at; false when there is nothing left.
func (f *frame) asked() (Question, bool) { return find(f.form.questions(), f.At) }

// touch counts the frame's silence anew.
func (t *turn) touch(f *frame) {
	f.Seen, f.Idle, f.Nudged = t.now, false, false
	if w := t.s.Wait; w != nil && w.Submit {
		t.s.Wait = nil // what was to be submitted may be changed now
	}
}

// next goes back to what is open underneath, if anything is.
func (t *turn) next(mode promptMode) error {
	f, err := t.current()
	if err != nil || f == nil {
		return err
	}
	if mode == promptFull {
		t.sayf("继续“%s”", f.flow.title)
		t.flush()
	}
	t.touch(f)
	t.prompt(f, mode)
	return nil
}
