package flow

import (
	"slices"
	"strings"
)

// onVoice takes a voice note. Its words, if the platform recognised any, are
// taken like written ones; where a question keeps voice notes, the note itself is
// kept too, and counts as the answer when there are no words.
func (t *turn) onVoice() error {
	note := Photo{Media: t.m.MediaID, At: t.m.At}
	if t.m.Text == "" {
		return t.onMedia(note, keepsVoices, "录音", "语音没听清，请打字说一下")
	}
	if err := t.onText(t.m.Text); err != nil {
		return err
	}
	f := t.s.top()
	if f == nil || f.form == nil || note.Media == "" {
		return nil
	}
	for _, q := range f.form.questions() {
		k, words := q.kind.(textKind)
		if words && k.voices != nil && *k.to != "" && *k.to == clip(strings.TrimSpace(printable(t.m.Text)), maxText) {
			_, err := t.give(f, q.key, input{media: &note})
			return err
		}
	}
	return nil
}

// onFilm takes a video where a question keeps videos.
func (t *turn) onFilm() error {
	return t.onMedia(Photo{Media: t.m.MediaID, At: t.m.At}, keepsFilms, "视频", "视频收不了，请拍照片发来")
}

func keepsVoices(q Question) bool { k, ok := q.kind.(textKind); return ok && k.voices != nil }
func keepsFilms(q Question) bool  { k, ok := q.kind.(photosKind); return ok && k.films != nil }

// onMedia gives a voice note or video to the first question that keeps such: the
// one asked, one without an answer yet, any; with nothing open it begins the
// default flow.
func (t *turn) onMedia(m Photo, keeps func(Question) bool, name, otherwise string) error {
	if _, err := t.closeBurst(); err != nil {
		return err
	}
	f, err := t.current()
	switch {
	case err != nil:
		return err
	case f == nil && m.Media != "" && t.begunBy(keeps):
		if f, err = t.begin(t.desk.Default, nil); err != nil || f == nil || t.s.byID(f.ID) != f {
			return err
		}
	case f == nil || m.Media == "" || t.silent(f):
		return t.onOther(otherwise)
	}
	q, found := f.keeper(keeps)
	if !found {
		return t.onOther(otherwise)
	}
	t.touch(f)
	asked := q.key == f.At
	out, err := t.give(f, q.key, input{media: &m})
	if err != nil {
		return err
	}
	if out.verdict == unfit {
		t.say(out.reason)
	} else {
		t.sayf("%s收到了，记在“%s”里。", name, q.name())
	}
	mode := promptShort
	if out.verdict == complete && asked {
		mode = promptFull
	}
	t.prompt(f, mode)
	return t.forward(f)
}

// begunBy says that the default flow keeps a sort of media, so that it can begin
// with one.
func (t *turn) begunBy(keeps func(Question) bool) bool {
	r := t.desk.flow(t.desk.Default)
	if r == nil {
		return false
	}
	form, err := r.open(t.ctx, Case{Who: t.m.Member, When: t.m.At})
	return err == nil && slices.ContainsFunc(form.questions(), keeps)
}

// keeper is the question of a frame that keeps a sort of media.
func (f *frame) keeper(keeps func(Question) bool) (Question, bool) {
	var open, any *Question
	for _, q := range f.form.questions() {
		switch {
		case !keeps(q):
		case q.key == f.At:
			return q, true
		case open == nil && !f.answered(q):
			open = &q
		case any == nil:
			any = &q
		}
	}
	if open == nil {
		open = any
	}
	if open == nil {
		return Question{}, false
	}
	return *open, true
}
