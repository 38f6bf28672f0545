package flow

// A Spelling knows how members write the words of commands and flows: typing
// errors, homophones, everyday phrases. It is built once and never changed.
type Spelling struct{ meant map[string]string }

// NewSpelling takes the word that is meant for each way of writing it.
func NewSpelling(meant map[string]string) *Spelling {
	s := &Spelling{meant: make(map[string]string, len(meant))}
	for written, word := range meant {
		s.meant[squeeze(written)] = word
	}
	return s
}

// word is the word a whole text means, or the text itself. Polite words around
// it are only taken away where no sentence is waited for.
func (s *Spelling) word(text string, strict bool) string {
	if s == nil {
		return text
	}
	if word, ok := s.meant[squeeze(text)]; ok {
		return word
	}
	if word, ok := s.meant[bare(text)]; ok && !strict {
		return word
	}
	return text
}

// heard is what a text means where the conversation stands: what is literally an
// answer of the asked question stays as it is.
func (t *turn) heard(f *frame, said string) string {
	if f == nil {
		return t.desk.Spelled.word(said, false)
	}
	q, asked := f.asked()
	switch {
	case !asked:
		return t.desk.Spelled.word(said, false)
	case q.kind.exact(said, f.Sub):
		return said
	}
	return t.desk.Spelled.word(said, q.kind.free())
}

// Means is the word a whole text means while nothing is open: the engine's, a
// command's or a flow's first, or a flow's title; empty for a sentence.
func (d *Desk) Means(text string) string {
	said := d.Spelled.word(text, false)
	if w := matchWord(said); w.global() {
		return words[w][0]
	}
	if c, _ := d.command(said, false); c != nil {
		return c.Says[0]
	}
	if r := d.begins(said, false); r != nil {
		return r.says[0]
	}
	if r, _ := d.beginsAbout(said); r != nil {
		return r.title
	}
	return ""
}
