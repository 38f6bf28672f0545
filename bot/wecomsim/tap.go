package wecomsim

import (
	"fmt"
	"slices"
)

// Tap taps a button, or an entry of the menu, of a displayed card and returns the
// callback's id. Lists keep what they show as selected. The error says why a
// finger could not do it.
func (p *Phone) Tap(showID, buttonKey string) (callbackID string, err error) {
	return p.TapWith(showID, buttonKey, nil)
}

// Submit selects options by question_key and taps the card's submit button.
func (p *Phone) Submit(showID string, selected map[string][]string) (callbackID string, err error) {
	p.sim.mu.Lock()
	card, err := p.card(showID)
	p.sim.mu.Unlock()
	if err != nil {
		return "", err
	}
	if card.Submit == nil {
		return "", fmt.Errorf("card %s has no submit button", showID)
	}
	return p.TapWith(showID, card.Submit.Key, selected)
}

// TapWith is Tap after selecting options by question_key. Each tap brings the app
// a fresh ResponseCode (wecom-api.md 2.4).
func (p *Phone) TapWith(showID, key string, selected map[string][]string) (callbackID string, err error) {
	s := p.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	card, err := p.card(showID)
	if err != nil {
		return "", err
	}
	if !slices.Contains(card.Keys(), key) {
		return "", fmt.Errorf("card %s has no button %q to tap", showID, key)
	}
	next, err := card.choose(selected)
	if err != nil {
		return "", fmt.Errorf("card %s: %w", showID, err)
	}
	show := p.find(func(sh *Shown) bool { return sh.ID == showID })
	show.Card = next
	body := []element{
		leaf("EventKey", key), leaf("TaskId", card.TaskID), leaf("CardType", card.Type), leaf("ResponseCode", s.newCardCode(show.MsgID, s.cfg.Now())),
	}
	if card.inMenu(key) {
		return p.emit("template_card_menu_event", body...), nil
	}
	if answers := next.answers(); len(answers) > 0 {
		items := make([]element, len(answers))
		for i, a := range answers {
			items[i] = a.element()
		}
		body = append(body, branch("SelectedItems", items...))
	}
	return p.emit("template_card_event", body...), nil
}

// card is a displayed card a finger can reach. Sim.mu is held.
func (p *Phone) card(showID string) (*Card, error) {
	show := p.find(func(sh *Shown) bool { return sh.ID == showID })
	switch {
	case show == nil:
		return nil, fmt.Errorf("nothing shown has the id %q", showID)
	case show.Card == nil:
		return nil, fmt.Errorf("message %s is no card", showID)
	case show.Recalled:
		return nil, fmt.Errorf("card %s was recalled", showID)
	case p.owner.NotVisible:
		return nil, fmt.Errorf("%s is outside the app's visible range", p.owner.UserID)
	}
	return show.Card, nil
}

// answered is what a tap tells about a question.
type answered struct {
	question string
	options  []string
}

func (a answered) element() element {
	ids := make([]element, len(a.options))
	for i, id := range a.options {
		ids[i] = leaf("OptionId", id)
	}
	return branch("SelectedItem", leaf("QuestionKey", a.question), branch("OptionIds", ids...))
}

// answers are the selected options of every question on the card.
func (c *Card) answers() []answered {
	var list []answered
	if c.Selection != nil {
		list = append(list, answered{c.Selection.QuestionKey, []string{c.Selection.SelectedID}})
	}
	if c.Checkbox != nil {
		a := answered{question: c.Checkbox.QuestionKey}
		for _, o := range c.Checkbox.Options {
			if o.Checked {
				a.options = append(a.options, o.ID)
			}
		}
		list = append(list, a)
	}
	for _, q := range c.Selects {
		list = append(list, answered{q.QuestionKey, []string{q.SelectedID}})
	}
	return list
}

// settle fills in what a phone shows where the app left it open: the first
// option, the plain button.
func (c *Card) settle() {
	if c.Selection != nil {
		c.Selection.settle()
	}
	for i := range c.Selects {
		c.Selects[i].settle()
	}
	for i := range c.Buttons {
		if outside(c.Buttons[i].Style, 1, 4) {
			c.Buttons[i].Style = 1
		}
	}
	if c.Submit != nil && c.Submit.Text == "" {
		c.Submit.Text = "提交"
	}
}

func (q *CardSelect) settle() {
	if !hasOption(q.Options, q.SelectedID) && len(q.Options) > 0 {
		q.SelectedID = q.Options[0].ID
	}
}

func hasOption(options []CardOption, id string) bool {
	return slices.ContainsFunc(options, func(o CardOption) bool { return o.ID == id })
}

// choose is the card with other options selected; the card itself stays.
func (c *Card) choose(selected map[string][]string) (*Card, error) {
	next := *c
	next.Selects = slices.Clone(c.Selects)
	for key, ids := range selected {
		if err := next.chooseOne(key, ids); err != nil {
			return nil, err
		}
	}
	return &next, nil
}

func (c *Card) chooseOne(key string, ids []string) error {
	if c.Selection != nil && c.Selection.QuestionKey == key {
		q, err := c.Selection.choose(ids)
		c.Selection = &q
		return err
	}
	for i := range c.Selects {
		if c.Selects[i].QuestionKey == key {
			q, err := c.Selects[i].choose(ids)
			c.Selects[i] = q
			return err
		}
	}
	if c.Checkbox != nil && c.Checkbox.QuestionKey == key {
		box, err := c.Checkbox.choose(ids)
		c.Checkbox = &box
		return err
	}
	return fmt.Errorf("no question has the key %q", key)
}

func (q CardSelect) choose(ids []string) (CardSelect, error) {
	if len(ids) != 1 || !hasOption(q.Options, ids[0]) || q.Disabled {
		return q, fmt.Errorf("question %q cannot be answered with %q", q.QuestionKey, ids)
	}
	q.SelectedID = ids[0]
	return q, nil
}

func (b CardCheckbox) choose(ids []string) (CardCheckbox, error) {
	if b.Disabled || b.Mode != manyVotes && len(ids) > 1 {
		return b, fmt.Errorf("vote %q does not take %q", b.QuestionKey, ids)
	}
	for _, id := range ids {
		if !hasOption(b.Options, id) {
			return b, fmt.Errorf("vote %q has no option %q", b.QuestionKey, id)
		}
	}
	b.Options = slices.Clone(b.Options)
	for i := range b.Options {
		b.Options[i].Checked = slices.Contains(ids, b.Options[i].ID)
	}
	return b, nil
}
