package bot

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// plainLimit is what a text message may hold, in bytes (wecom-api.md 4.3).
const plainLimit = 2048

// PlainText is a card as numbered text, for those who cannot see cards: title, text,
// fields, and everything that can be chosen numbered from 1 in the order of the
// card: the options of Pick, of Vote, of each of Picks, then the buttons that
// send a key. At most 2048 bytes; what must go, goes from the text and never
// from the choices, as long as these fit alone.
func PlainText(c Card) string { return fit(said(c), offered(c)) }

// WrittenText is a card as text whose buttons are told by the words that do the
// same, for those who cannot see cards and may answer much later, when a number
// would be taken for something else. Write gives the words for a button's key,
// empty for a button to leave out. At most 2048 bytes, as PlainText.
func WrittenText(c Card, write func(key string) string) string {
	var lines []string
	for _, b := range c.Buttons {
		switch written := write(b.Key); written {
		case "":
		case b.Text:
			lines = append(lines, "回“"+written+"”")
		default:
			lines = append(lines, b.Text+"：回“"+written+"”")
		}
	}
	return fit(said(c), lines)
}

// fit joins what is read and what is chosen; what must go, goes from the first.
func fit(read, chosen []string) string {
	said, offered := strings.Join(read, "\n"), strings.Join(chosen, "\n")
	switch {
	case offered == "":
		return Cut(said, plainLimit, utf8.RuneLen)
	case said == "":
		return Cut(offered, plainLimit, utf8.RuneLen)
	}
	room := plainLimit - len(offered) - len("\n\n")
	if room < 0 || len(read) > 0 && room < len(read[0]) {
		return Cut(said+"\n\n"+offered, plainLimit, utf8.RuneLen)
	}
	return Cut(said, room, utf8.RuneLen) + "\n\n" + offered
}

// said are the lines to read.
func said(c Card) []string {
	var lines []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			lines = append(lines, s)
		}
	}
	if c.Source != "" {
		add("【" + c.Source + "】")
	}
	add(c.Title)
	add(c.Desc)
	if c.Figure != nil {
		add(c.Figure.Number + " " + c.Figure.Desc)
	}
	if c.Quote != "" {
		add("“" + c.Quote + "”")
	}
	for _, f := range append(append([]Field{}, c.Fields...), c.Rows...) {
		add(f.Name + "：" + f.Value)
		add(f.URL)
	}
	add(c.Note)
	for _, l := range c.Links {
		add(l.Title + "：" + l.URL)
	}
	for _, b := range c.Buttons {
		if b.Key == "" && b.URL != "" {
			add(b.Text + "：" + b.URL)
		}
	}
	if c.URL != "" {
		add("详情：" + c.URL)
	}
	return lines
}

// offered are the numbered lines, and how to answer.
func offered(c Card) []string {
	var lines []string
	n := 0
	number := func(text string) {
		n++
		lines = append(lines, strconv.Itoa(n)+". "+text)
	}
	choice := func(q *Choice) {
		if q == nil {
			return
		}
		if q.Title != "" {
			lines = append(lines, q.Title)
		}
		for _, o := range q.Options {
			number(o.Text)
		}
	}
	choice(c.Pick)
	choice(c.Vote)
	for i := range c.Picks {
		choice(&c.Picks[i])
	}
	for _, b := range c.Buttons {
		if b.Key != "" {
			number(b.Text)
		}
	}
	switch {
	case n == 0:
	case len(c.Picks) > 1 || c.Vote != nil && c.Vote.Multi:
		lines = append(lines, "请回复序号，可多选，如“1、3”")
	default:
		lines = append(lines, "请回复序号")
	}
	return lines
}

// Cut shortens text to limit on a rune boundary, ending it with “…” if anything
// went. Width is what a rune counts: utf8.RuneLen for limits in bytes, 1 for
// limits in characters.
func Cut(s string, limit int, width func(rune) int) string {
	size, fits := 0, 0 // fits: where to cut so that the ellipsis has room
	room := limit - width('…')
	for i, r := range s {
		if size <= room {
			fits = i
		}
		if size += width(r); size > limit {
			if room < 0 {
				return ""
			}
			return s[:fits] + "…"
		}
	}
	return s
}
