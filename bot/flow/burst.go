package flow

import (
	"fmt"
)

// onPhoto puts a photo where it belongs and stays silent until the row of photos
// ends: each picture is a message of its own and nothing tells them apart but
// time.
func (t *turn) onPhoto(p Photo) error {
	f, err := t.current()
	if err != nil {
		return err
	}
	if f == nil {
		return t.firstPhoto(p)
	}
	if t.silent(f) {
		return t.hold(f, p)
	}
	t.touch(f)
	return t.takePhoto(f, p)
}

// firstPhoto takes a photo while nothing is open.
func (t *turn) firstPhoto(p Photo) error {
	if last := t.s.lastDone(t.now, t.s.patience.Late); last != nil && t.desk.Late != nil {
		reply, ok, err := t.desk.Late(t.ctx, t.m, *last)
		if text, no := sentence(err); no {
			t.say(text)
			return nil
		}
		if err != nil {
			return fmt.Errorf("late photo: %w", err)
		}
		if ok {
			t.show(reply)
			return nil
		}
	}
	if t.desk.flow(t.desk.Default) == nil {
		t.say("收到照片，但现在没有要照片的事，这张没有留下。")
		return t.menu()
	}
	return t.rehome([]Photo{p})
}

// rehome begins the default flow with photos.
func (t *turn) rehome(photos []Photo) error {
	if t.desk.flow(t.desk.Default) == nil {
		t.sayf("刚才的 %d 张照片没有留下。", len(photos))
		return t.next(promptFull)
	}
	f, err := t.begin(t.desk.Default, nil)
	if err != nil || f == nil || t.s.byID(f.ID) != f {
		if f == nil && err == nil {
			t.sayf("刚才的 %d 张照片没有留下。", len(photos))
		}
		return err
	}
	t.ask, t.about = promptNone, nil // the row goes on: the question comes when it ends
	for _, p := range photos {
		if err := t.takePhoto(f, p); err != nil {
			return err
		}
	}
	if t.s.Burst != nil {
		t.s.Burst.Began = true
	}
	return nil
}

// takePhoto adds a photo to the open row, or begins one.
func (t *turn) takePhoto(f *frame, p Photo) error {
	key, room := t.photoFor(f)
	if b := t.s.Burst; b != nil && (b.Case != f.ID || b.Key != key && b.N > 0 && room > 0) {
		if _, err := t.closeBurst(); err != nil {
			return err
		}
		key, room = t.photoFor(f)
	}
	b := t.s.Burst
	if b == nil {
		b = &burst{Case: f.ID, Key: key}
		t.s.Burst = b
	}
	b.Until = t.now.Add(t.s.patience.Burst)
	if room <= 0 {
		b.Extra++
		return nil
	}
	b.Key = key
	edit := f.Edit && key == f.At
	out, err := t.give(f, key, input{photo: &p})
	if err != nil {
		return err
	}
	if out.verdict == unfit {
		b.Extra++
		return nil
	}
	b.N++
	if edit {
		f.Edit, f.Back, room = false, false, t.roomOf(f, key)+1
		f.unmark(key)
		f.At = key
	}
	f.Shot = &shot{key, t.now}
	if room > 1 {
		return nil
	}
	moved, err := t.closeBurst()
	if err != nil || t.s.Wait != nil {
		return err
	}
	mode := promptShort
	if moved {
		mode = promptFull
	}
	t.prompt(f, mode)
	return t.forward(f)
}

// unmark makes a question count as open while its photos are replaced.
func (f *frame) unmark(key string) {
	drop := func(list []string) []string {
		kept := list[:0]
		for _, k := range list {
			if k != key {
				kept = append(kept, k)
			}
		}
		return kept
	}
	f.Trail, f.Given = drop(f.Trail), drop(f.Given)
}

// roomOf is how many more photos a question takes; 0 if it takes none.
func (t *turn) roomOf(f *frame, key string) int {
	q, _ := find(f.form.questions(), key)
	k, ok := q.kind.(photosKind)
	if !ok {
		return 0
	}
	return max(k.room(), 0)
}

// photoFor finds the question a photo belongs to: the one asked; the one the
// last photo went to a moment ago; one that takes photos at any time; the next
// one; the last one. room is 0 if all are full or there is none.
func (t *turn) photoFor(f *frame) (key string, room int) {
	qs := f.form.questions()
	var order []Question
	add := func(fits func(int, Question) bool) {
		for i, q := range qs {
			if _, photos := q.kind.(photosKind); photos && fits(i, q) {
				order = append(order, q)
			}
		}
	}
	at := f.number(f.At)
	add(func(_ int, q Question) bool { return q.key == f.At })
	add(func(_ int, q Question) bool {
		return f.Shot != nil && q.key == f.Shot.Key && t.now.Sub(f.Shot.At) <= sameBurst
	})
	add(func(_ int, q Question) bool { return q.anytime })
	add(func(i int, q Question) bool { return i+1 > at && !f.answered(q) })
	for n := len(f.Trail) - 1; n >= 0; n-- {
		add(func(_ int, q Question) bool { return q.key == f.Trail[n] })
	}
	for _, q := range order {
		if q.key == f.At && f.Edit {
			return q.key, q.kind.(photosKind).max
		}
		if room := q.kind.(photosKind).room(); room > 0 {
			return q.key, room
		}
	}
	if len(order) > 0 {
		return order[0].key, 0
	}
	return "", 0
}

// closeBurst ends the row of photos, says what became of it, and leaves the
// question they answered. moved reports that a question is asked now which the
// member has not seen.
func (t *turn) closeBurst() (moved bool, err error) {
	b := t.s.Burst
	if b == nil {
		return false, nil
	}
	t.s.Burst = nil
	f := t.s.byID(b.Case)
	if f == nil || t.desk.flow(f.Flow) == nil {
		return false, nil
	}
	if err := t.load(f); err != nil || t.s.byID(b.Case) != f {
		return false, err
	}
	t.tellBurst(f, b)
	if b.N == 0 {
		return b.Began, nil
	}
	asked := f.At == b.Key
	q, ok := find(f.form.questions(), b.Key)
	if !ok {
		return b.Began, nil
	}
	if !asked && q.kind.lacks() != "" {
		return b.Began, nil
	}
	done, err := t.finish(f, b.Key)
	if err != nil {
		return false, err
	}
	return b.Began || asked && done && f.At != b.Key, nil
}

// tellBurst says how many photos were taken, and where they went.
func (t *turn) tellBurst(f *frame, b *burst) {
	q, _ := find(f.form.questions(), b.Key)
	k, ok := q.kind.(photosKind)
	if !ok {
		t.sayf("“%s”用不上照片，这 %d 张没有留下。", f.flow.title, b.Extra+b.N)
		return
	}
	line := ""
	if b.N > 0 {
		line = fmt.Sprintf("收到 %d 张照片", b.N)
		switch total := len(*k.to); {
		case f.At != b.Key:
			line += fmt.Sprintf("，放进“%s”，共 %d 张", q.name(), total)
		case total > b.N:
			line += fmt.Sprintf("，共 %d 张", total)
		}
	}
	if b.Extra > 0 {
		if line != "" {
			line += "；"
		}
		line += fmt.Sprintf("最多 %d 张，多出的 %d 张没有留下", k.max, b.Extra)
	}
	if b.Began {
		line += fmt.Sprintf("，开始“%s”", f.flow.title)
	}
	if line != "" {
		t.say(line + "。")
	}
}

// hold keeps a photo until the member has said whether to go on.
func (t *turn) hold(f *frame, p Photo) error {
	if len(t.s.Held) >= maxPhotos {
		t.say("照片太多了，这张没有留下。")
		return t.askWhether(f)
	}
	t.s.Held = append(t.s.Held, p)
	if f.Idle && len(t.s.Held) > 1 {
		f.Seen = t.now // asked already: a row of photos gets one reply
		return nil
	}
	return t.askWhether(f)
}

// feedHeld hands the photos that were held to a frame.
func (t *turn) feedHeld(f *frame) error {
	held := t.s.Held
	t.s.Held = nil
	if len(held) == 0 {
		return nil
	}
	if t.desk.flow(f.Flow) == nil {
		return nil
	}
	if err := t.load(f); err != nil || t.s.byID(f.ID) != f {
		return err
	}
	for _, p := range held {
		if err := t.takePhoto(f, p); err != nil {
			return err
		}
		if t.s.byID(f.ID) != f {
			return nil
		}
	}
	_, err := t.closeBurst()
	return err
}
