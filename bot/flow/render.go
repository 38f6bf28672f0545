package flow

import (
	"fmt"
	"slices"
	"strings"

	"gridwarden/bot"
)

// What fits on a card without being cut in display (wecom-api.md 4.6).
const (
	maxTitle      = 36
	maxDesc       = 160
	maxButtons    = 6
	maxButtonText = 10
	maxVote       = 20
	maxVoteText   = 17
	maxFields     = 6
	maxFieldName  = 5
	maxFieldValue = 30
	maxKey        = 1024 // bytes
)

// maxBody is the size of one text message in bytes, with a margin to the
// platform's 2048 (wecom-api.md 4.3).
const maxBody = 1900

// A sheet is a question as it is put: the same for card and text.
type sheet struct {
	title    string
	list     []string // part of the question, too long for a card
	fields   []bot.Field
	note     string
	options  []Option
	extra    []Option // 跳过 and such: chosen by word, not by number
	numbered bool
	multi    bool
	how      string
	after    string
	key      tapKey
}

// put appends the question of a frame to the turn, behind what was said.
func (t *turn) put(f *frame, short bool) {
	if f.Idle {
		t.lay(sheet{
			title:    fmt.Sprintf("“%s”还没做完，要继续吗？", f.flow.title),
			options:  []Option{{ID: tapGoOn, Label: "继续"}, {ID: tapCancel, Label: "取消"}},
			numbered: true,
			key:      tapKey{id: f.ID},
		})
		return
	}
	q, ok := f.asked()
	if !ok {
		t.flush()
		return
	}
	v := q.kind.view(f.Sub, f.Edit)
	s := sheet{
		title: f.numbering(q) + firstOf(v.prompt, q.prompt), list: v.list, options: v.options,
		numbered: v.numbered, multi: v.multi, how: v.how, after: v.after,
		key: tapKey{id: f.ID, key: q.key, step: v.sub},
	}
	if short {
		s.title, s.list = f.numbering(q)+firstOf(v.prompt, q.brief()), nil
	} else if f.Edit && v.prompt == "" && len(v.list) == 0 {
		s.note = "原来是：" + clip(q.kind.show(), 60)
	}
	if q.optional {
		s.extra = append(s.extra, Option{ID: tapSkip, Label: "跳过"})
	}
	if isConfirm(q) {
		t.confirm(f, &s, short)
		if way := otherWay(q); way != "" {
			s.how += "；" + way
		}
	}
	if !v.numbered {
		s.options, s.extra = nil, append(slices.Clone(s.options), s.extra...)
	}
	t.lay(s)
}

// confirm lays out the summary: fields on a card if they fit, else a list.
func (t *turn) confirm(f *frame, s *sheet, short bool) {
	if short {
		s.title, s.how = "提交还是修改？", "回“提交”，或“改1”这样"
		return
	}
	rows := f.rows()
	fit := !t.desk.Plain && len(rows) <= maxFields
	for _, r := range rows {
		fit = fit && length(r.name) <= maxFieldName-2 && length(r.value) <= maxFieldValue
	}
	for _, r := range rows {
		if fit {
			s.fields = append(s.fields, bot.Field{Name: fmt.Sprintf("%d.%s", r.n, r.name), Value: r.value})
		} else {
			s.list = append(s.list, fmt.Sprintf("%d. %s：%s", r.n, r.name, r.value))
		}
	}
	s.how = "核对无误回“提交”；要改回“改”加序号，如“改1”"
	if !t.desk.Plain {
		s.how = "要改就回“改”加序号，如“改1”"
	}
}

// A row is an answer in the summary.
type row struct {
	n           int
	name, value string
}

func (f *frame) rows() (rows []row) {
	for i, q := range f.form.questions() {
		if isConfirm(q) || !f.answered(q) {
			continue
		}
		value := clip(q.kind.show(), 80)
		if slices.Contains(f.Skipped, q.key) {
			value = "跳过"
		}
		rows = append(rows, row{i + 1, q.name(), value})
	}
	return rows
}

// progress is the asked question's place and the number of questions, Confirm
// not counted.
func (f *frame) progress() (at, of int) {
	for i, q := range f.form.questions() {
		if isConfirm(q) {
			continue
		}
		of++
		if q.key == f.At {
			at = i + 1
		}
	}
	if at == 0 {
		at = of
	}
	return at, of
}

// numbering is the （3/24） before a prompt.
func (f *frame) numbering(q Question) string {
	at, of := f.progress()
	if isConfirm(q) || of < 2 {
		return ""
	}
	return fmt.Sprintf("（%d/%d）", at, of)
}

// lay makes bodies of a sheet and what was said before it.
func (t *turn) lay(s sheet) {
	options := append(slices.Clone(s.options), s.extra...)
	switch {
	case t.desk.Plain || len(options) == 0 || len(options) > maxVote || tooLong(options, maxVoteText):
		t.layText(s)
	case !s.multi && len(options) <= maxButtons && !tooLong(options, maxButtonText):
		t.layCard(s, func(c *bot.Card) {
			for _, o := range options {
				key := s.key
				key.answer = o.ID
				c.Buttons = append(c.Buttons, bot.Button{Text: o.Label, Key: key.String(), Style: style(o)})
			}
		})
	default:
		t.layCard(s, func(c *bot.Card) {
			c.Vote = &bot.Choice{Key: s.key.key, Multi: s.multi}
			for _, o := range options {
				c.Vote.Options = append(c.Vote.Options, bot.Option{ID: o.ID, Text: o.Label})
			}
			c.Submit = bot.Button{Text: "确定", Key: s.key.String()}
		})
	}
}

func tooLong(options []Option, n int) bool {
	return slices.ContainsFunc(options, func(o Option) bool { return length(o.Label) > n || len(o.ID) > 128 })
}

func style(o Option) bot.Style {
	switch o.ID {
	case tapCancel, tapSkip, tapOther:
		return bot.Plain
	}
	return bot.Primary
}

// layText writes everything as text, the options numbered.
func (t *turn) layText(s sheet) {
	lines := append(t.lines, s.title)
	if s.note != "" {
		lines = append(lines, s.note)
	}
	lines = append(lines, s.list...)
	for _, fld := range s.fields {
		lines = append(lines, fld.Name+"："+fld.Value)
	}
	how := s.how
	if s.numbered {
		for i, o := range s.options {
			lines = append(lines, fmt.Sprintf("%d %s", i+1, o.Label))
		}
		how = firstOf(how, "回序号或文字")
	}
	var ways []string
	for _, o := range s.extra {
		if w, ok := tapWords[o.ID]; ok && !strings.Contains(how, words[w][0]) {
			ways = append(ways, "“"+words[w][0]+"”")
		}
	}
	if len(ways) > 0 {
		if how != "" {
			how += "；"
		}
		how += "可回" + strings.Join(ways, "")
	}
	if how != "" {
		lines = append(lines, how)
	}
	t.lines = lines
	t.flush()
}

// layCard makes a card; what does not fit on it goes into a text before it.
func (t *turn) layCard(s sheet, choices func(*bot.Card)) {
	c := &bot.Card{Title: s.title, Fields: s.fields}
	said := t.lines
	t.lines = nil
	if slices.Contains(said, s.how) {
		s.how = ""
	}
	var desc []string
	if first, rest, more := strings.Cut(s.title, "\n"); more && length(first) <= maxTitle {
		c.Title, desc = first, []string{rest}
	} else if length(s.title) > maxTitle {
		c.Title, desc = clip(s.title, maxTitle), []string{s.title}
	}
	desc = append(desc, withNote(s.note)...)
	if len(s.list) > 0 || length(strings.Join(append(slices.Clone(said), desc...), "\n")) > maxDesc {
		t.lines = said
		if len(s.list) > 0 {
			t.lines = append(append(t.lines, s.title), s.list...)
			c.Title, desc = firstOf(s.after, c.Title), withNote(s.note)
		}
		t.flush()
		said = nil
	}
	c.Desc = strings.Join(append(said, desc...), "\n")
	c.Note = s.how
	choices(c)
	t.out.Replies = append(t.out.Replies, bot.Body{Card: c})
}

func withNote(note string) []string {
	if note == "" {
		return nil
	}
	return []string{note}
}

// paragraphs joins lines to as few messages as the platform's size allows.
func paragraphs(lines []string) (texts []string) {
	var b strings.Builder
	end := func() {
		if b.Len() > 0 {
			texts = append(texts, b.String())
			b.Reset()
		}
	}
	for _, line := range lines {
		for len(line) > maxBody {
			cut := maxBody
			for cut > 0 && line[cut]&0xC0 == 0x80 {
				cut--
			}
			end()
			texts = append(texts, line[:cut])
			line = line[cut:]
		}
		if b.Len() > 0 && b.Len()+1+len(line) > maxBody {
			end()
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	end()
	return texts
}
