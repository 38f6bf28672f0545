package flow

// onWake does what has come due: a row of photos ends, something pending is
// looked at again, an unfinished draft is reminded of. Called too early or twice
// it does nothing.
func (t *turn) onWake() error {
	if b := t.s.Burst; b != nil && !t.now.Before(b.Until) {
		return t.burstOver()
	}
	if w := t.s.Wait; w != nil && !t.now.Before(w.Next) {
		return t.lookAgain(*w)
	}
	f := t.s.top()
	if f == nil || f.Nudged || t.now.Sub(f.Seen) < t.s.patience.Remind {
		return nil
	}
	if t.desk.flow(f.Flow) == nil {
		_, err := t.s.park(f, t.now)
		return err
	}
	if err := t.load(f); err != nil || t.s.byID(f.ID) != f {
		return err
	}
	f.Nudged, f.Idle = true, true
	t.out.Reminder = true
	t.sayf("%s内没有动静就先收起来，%d 天内回“恢复”还能接着办。", left(t.s.patience.Draft-t.now.Sub(f.Seen)), int(t.s.patience.Parked.Hours()/24))
	t.prompt(f, promptFull)
	return nil
}

func (t *turn) burstOver() error {
	moved, err := t.closeBurst()
	if err != nil {
		return err
	}
	f, err := t.current()
	if err != nil || f == nil || t.s.Wait != nil {
		return err
	}
	mode := promptShort
	if moved {
		mode = promptFull
	}
	t.prompt(f, mode)
	return t.forward(f)
}

// lookAgain goes on if what was pending is there now.
func (t *turn) lookAgain(w wait) error {
	f := t.s.byID(w.Case)
	if f == nil || t.s.top() != f || t.desk.flow(f.Flow) == nil {
		t.s.Wait = nil
		return nil
	}
	if err := t.load(f); err != nil || t.s.byID(w.Case) != f {
		return err
	}
	q, ok := f.asked()
	switch {
	case w.Submit && (!ok || isConfirm(q)):
		return t.submit(f)
	case !ok:
		return t.forward(f)
	}
	if _, photos := q.kind.(photosKind); !photos || f.Edit || q.kind.lacks() != "" {
		t.s.Wait = nil // taken back meanwhile
		return nil
	}
	done, err := t.finish(f, q.key)
	if err != nil {
		return err
	}
	if done {
		t.s.Wait = nil
		t.prompt(f, promptFull)
		return t.forward(f)
	}
	if t.s.Wait == nil {
		t.prompt(f, promptShort)
	}
	return nil
}
