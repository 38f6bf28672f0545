package wecomsim

// Views of a card's parts that the tables of its limits are written in.

// A question is a part of a card with options.
type question struct {
	key     string
	options []CardOption
	max     int // options
}

func (c *Card) questions() []question {
	var list []question
	if c.Selection != nil {
		list = append(list, question{c.Selection.QuestionKey, c.Selection.Options, maxChoices})
	}
	if c.Checkbox != nil {
		list = append(list, question{c.Checkbox.QuestionKey, c.Checkbox.Options, maxVotes})
	}
	for _, q := range c.Selects {
		list = append(list, question{q.QuestionKey, q.Options, maxChoices})
	}
	return list
}

func (c *Card) actions() []CardOption {
	if c.ActionMenu == nil {
		return nil
	}
	return c.ActionMenu.Actions
}

func (c *Card) callbackButtons() []CardButton {
	var list []CardButton
	for _, b := range c.Buttons {
		if b.Type != linkURL {
			list = append(list, b)
		}
	}
	return list
}

// links are all areas that open something.
func (c *Card) links() []CardLink {
	list := append([]CardLink(nil), c.Jumps...)
	if c.Action != nil {
		list = append(list, *c.Action)
	}
	if c.Quote != nil {
		list = append(list, c.Quote.CardLink)
	}
	if c.ImageText != nil {
		list = append(list, c.ImageText.CardLink)
	}
	return list
}

func (c *Card) someRow(is func(CardRow) bool) bool {
	for _, row := range c.Horizontal {
		if is(row) {
			return true
		}
	}
	return false
}

func (c *Card) someOption(is func(CardOption) bool) bool {
	for _, q := range c.questions() {
		for _, o := range q.options {
			if is(o) {
				return true
			}
		}
	}
	return false
}

func (t CardText) title() string { return t.Title }
func (t CardText) desc() string  { return t.Desc }

func (q CardSelect) title() string { return q.Title }

func optionText(o CardOption) string { return o.Text }

// of is a text of a part that may be missing.
func of[T any](part *T, text func(T) string) []string {
	if part == nil {
		return nil
	}
	return []string{text(*part)}
}

// optionsOf are the options of a question that may be missing.
func optionsOf(q *CardSelect) []CardOption {
	if q == nil {
		return nil
	}
	return q.Options
}

func each[T any](list []T, text func(T) string) []string {
	out := make([]string, len(list))
	for i, item := range list {
		out[i] = text(item)
	}
	return out
}

func repeated[T any](list []T, key func(T) string) bool {
	seen := map[string]bool{}
	for _, item := range list {
		if seen[key(item)] {
			return true
		}
		seen[key(item)] = true
	}
	return false
}

func outside(n, low, high int) bool { return n < low || n > high }
