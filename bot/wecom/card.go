package wecom

import (
	"strings"

	"gridwarden/bot"
)

// The platform's card types (wecom-api.md 4.5).
const (
	textNotice  = "text_notice"
	newsNotice  = "news_notice"
	buttonCard  = "button_interaction"
	voteCard    = "vote_interaction"
	selectCard  = "multiple_interaction"
	defaultSend = "提交"
)

// cardType follows from what is filled in, as bot.Card promises. Rows need a
// picture above them; without one they become lines of a notice.
func cardType(c *bot.Card) string {
	switch {
	case len(c.Buttons) > 0:
		return buttonCard
	case c.Vote != nil:
		return voteCard
	case len(c.Picks) > 0:
		return selectCard
	case c.Picture != "":
		return newsNotice
	}
	return textNotice
}

// parts are the areas a type has beside title and source. What a card says in an
// area its type lacks is folded into lines of text; what cannot be text is
// refused.
type parts struct {
	quote, figure, note, fields, rows, jumps, action bool
}

var partsOf = map[string]parts{
	textNotice: {quote: true, figure: true, note: true, fields: true, jumps: true, action: true},
	newsNotice: {quote: true, fields: true, rows: true, jumps: true, action: true},
	buttonCard: {quote: true, note: true, fields: true, action: true},
	voteCard:   {},
	selectCard: {},
}

// template renders a card and checks the hard limits of wecom-api.md 4.5 and 4.6
// into the audit. A card's URL is left out where the type has no tap of its own
// (vote and select); a notice without one opens home.
func template(a *audit, c *bot.Card, task, home string) *templateCard {
	kind := cardType(c)
	has := partsOf[kind]
	a.task(task, kind != textNotice && kind != newsNotice)
	a.required("main_title.title", c.Title)
	conflicts(a, c, kind)

	desc, note := fold(c, has)
	t := &templateCard{
		CardType:  kind,
		TaskID:    task,
		MainTitle: titleDesc{Title: soft("main_title.title", c.Title), Desc: soft("main_title.desc", desc)},
		SubTitle:  soft("sub_title_text", note),
	}
	if c.Source != "" {
		t.Source = &source{Desc: soft("source.desc", c.Source)}
		if c.Alert {
			t.Source.Color = 2
		}
	}
	if has.quote && c.Quote != "" {
		t.Quote = &quoteArea{Text: soft("quote_text", c.Quote)}
	}
	if has.figure && c.Figure != nil {
		t.Emphasis = &titleDesc{Title: soft("emphasis.title", c.Figure.Number), Desc: soft("emphasis.desc", c.Figure.Desc)}
	}
	if has.fields {
		t.Horizontal = horizontal(a, c.Fields)
	}
	if has.rows {
		t.Vertical = vertical(a, c.Rows)
	}
	if kind == newsNotice {
		a.link("card_image.url", c.Picture)
		t.Image = &cardImage{URL: c.Picture}
	}
	t.Jumps = jumps(a, c.Links)
	t.Action = action(a, c.URL, home, has, kind)
	t.Selection = asked(a, "button_selection", c.Pick)
	t.Buttons = buttons(a, c.Buttons)
	t.Checkbox = ticks(a, c.Vote)
	a.atMost("select_list", len(c.Picks), maxSelects, "lists")
	for i := range c.Picks {
		t.Selects = append(t.Selects, *asked(a, "select_list", &c.Picks[i]))
	}
	questions(a, c)
	if kind == voteCard || kind == selectCard {
		a.key("submit_button.key", c.Submit.Key, maxKey)
		t.Submit = &submit{Text: soft("submit.text", c.Submit.Text), Key: c.Submit.Key}
		if t.Submit.Text == "" {
			t.Submit.Text = defaultSend
		}
	}
	return t
}

// conflicts refuses what no card type can show together.
func conflicts(a *audit, c *bot.Card, kind string) {
	if kind != buttonCard && c.Pick != nil {
		a.refuse("button_selection", "needs buttons beside it")
	}
	if kind != voteCard && c.Vote != nil {
		a.refuse("checkbox", "cannot stand on a "+kind)
	}
	if kind != selectCard && len(c.Picks) > 0 {
		a.refuse("select_list", "cannot stand on a "+kind)
	}
	if kind != newsNotice && c.Picture != "" {
		a.refuse("card_image", "cannot stand on a "+kind)
	}
	if !partsOf[kind].jumps && len(c.Links) > 0 {
		a.refuse("jump_list", "cannot stand on a "+kind)
	}
	if partsOf[kind].figure && c.Figure != nil && c.Quote != "" {
		a.refuse("emphasis_content", "cannot stand beside quote_area")
	}
}

// fold turns what the type has no area for into lines, below the note where
// there is one and below the description elsewhere.
func fold(c *bot.Card, has parts) (desc, note string) {
	var lines []string
	add := func(s string) {
		if s != "" {
			lines = append(lines, s)
		}
	}
	if !has.figure && c.Figure != nil {
		add(strings.TrimSpace(c.Figure.Number + " " + c.Figure.Desc))
	}
	if !has.quote && c.Quote != "" {
		add("“" + c.Quote + "”")
	}
	if !has.fields {
		add(fieldLines(c.Fields))
	}
	if !has.rows {
		add(fieldLines(c.Rows))
	}
	if has.note {
		return c.Desc, joinLines(append([]string{c.Note}, lines...))
	}
	return joinLines(append(append([]string{c.Desc}, lines...), c.Note)), ""
}

func fieldLines(fields []bot.Field) string {
	lines := make([]string, len(fields))
	for i, f := range fields {
		lines[i] = f.Name + "：" + f.Value
	}
	return strings.Join(lines, "\n")
}

func joinLines(lines []string) string {
	kept := lines[:0]
	for _, l := range lines {
		if l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}

func horizontal(a *audit, fields []bot.Field) []keyValue {
	a.atMost("horizontal_content_list", len(fields), maxFields, "fields")
	var list []keyValue
	for _, f := range fields {
		a.required("horizontal_content_list.keyname", f.Name)
		kv := keyValue{Key: soft("horizontal.key", f.Name), Value: soft("horizontal.value", f.Value)}
		if f.URL != "" {
			a.link("horizontal_content_list.url", f.URL)
			kv.Type, kv.URL = 1, f.URL
		}
		list = append(list, kv)
	}
	return list
}

func vertical(a *audit, rows []bot.Field) []titleDesc {
	a.atMost("vertical_content_list", len(rows), maxRows, "rows")
	var list []titleDesc
	for _, r := range rows {
		a.required("vertical_content_list.title", r.Name)
		list = append(list, titleDesc{Title: soft("vertical.title", r.Name), Desc: soft("vertical.desc", r.Value)})
	}
	return list
}

func jumps(a *audit, links []bot.Jump) []jump {
	a.atMost("jump_list", len(links), maxJumps, "links")
	var list []jump
	for _, l := range links {
		a.required("jump_list.title", l.Title)
		a.link("jump_list.url", l.URL)
		list = append(list, jump{Type: 1, Title: soft("jump.title", l.Title), URL: l.URL})
	}
	return list
}

// action is what a tap on the card opens; notices must have one (42045).
func action(a *audit, url, home string, has parts, kind string) *jump {
	if !has.action {
		return nil
	}
	if url == "" && (kind == textNotice || kind == newsNotice) {
		url = home
		a.required("card_action", url)
	}
	if url == "" {
		return nil
	}
	a.link("card_action.url", url)
	return &jump{Type: 1, URL: url}
}

func buttons(a *audit, all []bot.Button) []button {
	a.atMost("button_list", len(all), maxButtons, "buttons")
	var list []button
	var keys []string
	for _, b := range all {
		a.required("button_list.text", b.Text)
		out := button{Text: soft("button.text", b.Text), Style: max(1, int(b.Style))}
		switch {
		case b.Key != "":
			a.key("button_list.key", b.Key, maxKey)
			keys = append(keys, b.Key)
			out.Key = b.Key
		case b.URL != "":
			a.link("button_list.url", b.URL)
			out.Type, out.URL = 1, b.URL
		default:
			a.refuse("button_list.key", "is required")
		}
		list = append(list, out)
	}
	a.unique("button_list.key", keys)
	return list
}
