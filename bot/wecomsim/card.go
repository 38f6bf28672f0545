package wecomsim

import (
	"slices"
	"strings"
)

// Types of cards (wecom-api.md 4.5).
const (
	CardTextNotice = "text_notice"
	CardNewsNotice = "news_notice"
	CardButtons    = "button_interaction"
	CardVote       = "vote_interaction"
	CardMultiple   = "multiple_interaction"
)

// A Card is a template_card as a phone shows it: as it was sent, with what the
// member selected so far and what updates made of it. Its JSON is the platform's.
// A card is never changed once shown; what changes is which card is shown.
type Card struct {
	Type       string         `json:"card_type"`
	TaskID     string         `json:"task_id,omitempty"`
	Source     *CardSource    `json:"source,omitempty"`
	ActionMenu *CardMenu      `json:"action_menu,omitempty"`
	MainTitle  *CardText      `json:"main_title,omitempty"`
	Quote      *CardQuote     `json:"quote_area,omitempty"`
	Emphasis   *CardText      `json:"emphasis_content,omitempty"`
	SubTitle   string         `json:"sub_title_text,omitempty"`
	Image      *CardImage     `json:"card_image,omitempty"`
	ImageText  *CardImageText `json:"image_text_area,omitempty"`
	Vertical   []CardText     `json:"vertical_content_list,omitempty"`
	Horizontal []CardRow      `json:"horizontal_content_list,omitempty"`
	Jumps      []CardLink     `json:"jump_list,omitempty"`
	Action     *CardLink      `json:"card_action,omitempty"`
	Selection  *CardSelect    `json:"button_selection,omitempty"`
	Buttons    []CardButton   `json:"button_list,omitempty"`
	Checkbox   *CardCheckbox  `json:"checkbox,omitempty"`
	Selects    []CardSelect   `json:"select_list,omitempty"`
	Submit     *CardSubmit    `json:"submit_button,omitempty"`

	// Replaced stands in place of the buttons, which can then no longer be tapped.
	Replaced string `json:"replace_text,omitempty"`
}

// The parts of a card; the limits are those of wecom-api.md 4.6.
type (
	// CardSource is the line above the card.
	CardSource struct {
		IconURL string `json:"icon_url,omitempty"`
		Desc    string `json:"desc,omitempty"`
		Color   int    `json:"desc_color,omitempty"` // 0 grey, 1 black, 2 red, 3 green
	}
	// CardMenu is the menu in the card's top right corner.
	CardMenu struct {
		Desc    string       `json:"desc,omitempty"`
		Actions []CardOption `json:"action_list"`
	}
	// CardText is a title with a description.
	CardText struct {
		Title string `json:"title,omitempty"`
		Desc  string `json:"desc,omitempty"`
	}
	// CardLink is an area that opens something: Type 1 a URL, 2 a mini-program.
	CardLink struct {
		Type     int    `json:"type,omitempty"`
		Title    string `json:"title,omitempty"`
		URL      string `json:"url,omitempty"`
		AppID    string `json:"appid,omitempty"`
		PagePath string `json:"pagepath,omitempty"`
	}
	// CardQuote is quoted text, perhaps a link as in CardLink.
	CardQuote struct {
		CardLink
		Text string `json:"quote_text,omitempty"`
	}
	// CardImage is the large picture.
	CardImage struct {
		URL         string  `json:"url"`
		AspectRatio float64 `json:"aspect_ratio,omitempty"`
	}
	// CardImageText is a picture with text beside it, perhaps a link as in CardLink.
	CardImageText struct {
		CardLink
		Desc     string `json:"desc,omitempty"`
		ImageURL string `json:"image_url,omitempty"`
	}
	// CardRow is a line of a table: Type 0 text, 1 URL, 2 file, 3 member.
	CardRow struct {
		Key     string `json:"keyname"`
		Value   string `json:"value,omitempty"`
		Type    int    `json:"type,omitempty"`
		URL     string `json:"url,omitempty"`
		MediaID string `json:"media_id,omitempty"`
		UserID  string `json:"userid,omitempty"`
	}
	// CardButton calls back with its Key, or opens its URL if Type is 1.
	CardButton struct {
		Type  int    `json:"type,omitempty"`
		Text  string `json:"text"`
		Style int    `json:"style,omitempty"`
		Key   string `json:"key,omitempty"`
		URL   string `json:"url,omitempty"`
	}
	// CardOption is a choice. Entries of a CardMenu have a Key instead of an ID.
	CardOption struct {
		ID      string `json:"id,omitempty"`
		Key     string `json:"key,omitempty"`
		Text    string `json:"text"`
		Checked bool   `json:"is_checked,omitempty"`
	}
	// CardSelect is a list of which one option is selected.
	CardSelect struct {
		QuestionKey string       `json:"question_key"`
		Title       string       `json:"title,omitempty"`
		SelectedID  string       `json:"selected_id,omitempty"`
		Options     []CardOption `json:"option_list"`
		Disabled    bool         `json:"disable,omitempty"`
	}
	// CardCheckbox is a vote: Mode 0 for one option, 1 for several.
	CardCheckbox struct {
		QuestionKey string       `json:"question_key"`
		Mode        int          `json:"mode,omitempty"`
		Options     []CardOption `json:"option_list"`
		Disabled    bool         `json:"disable,omitempty"`
	}
	// CardSubmit sends what was selected.
	CardSubmit struct {
		Text string `json:"text,omitempty"`
		Key  string `json:"key"`
	}
)

const (
	linkURL   = 1 // CardLink.Type, CardButton.Type, CardRow.Type
	linkApp   = 2 // CardLink.Type
	rowFile   = 2 // CardRow.Type
	rowMember = 3 // CardRow.Type
	manyVotes = 1 // CardCheckbox.Mode
)

// interactive tells whether the card is one of the types that answer.
func (c *Card) interactive() bool {
	return c.Type == CardButtons || c.Type == CardVote || c.Type == CardMultiple
}

// Keys are those a member can tap now: buttons, submit button and menu entries.
func (c *Card) Keys() []string {
	var keys []string
	if c.Replaced == "" {
		for _, b := range c.Buttons {
			if b.Type != linkURL {
				keys = append(keys, b.Key)
			}
		}
		if c.Submit != nil && !c.disabled() {
			keys = append(keys, c.Submit.Key)
		}
	}
	if c.ActionMenu != nil {
		for _, a := range c.ActionMenu.Actions {
			keys = append(keys, a.Key)
		}
	}
	return keys
}

// disabled tells whether an update closed every question.
func (c *Card) disabled() bool {
	if c.Checkbox != nil {
		return c.Checkbox.Disabled
	}
	return len(c.Selects) > 0 && !slices.ContainsFunc(c.Selects, func(q CardSelect) bool { return !q.Disabled })
}

func (c *Card) inMenu(key string) bool {
	return c.ActionMenu != nil && slices.ContainsFunc(c.ActionMenu.Actions, func(a CardOption) bool { return a.Key == key })
}

// Text is all that can be read on the card, a line for each piece.
func (c *Card) Text() string {
	var lines []string
	add := func(pieces ...string) {
		pieces = slices.DeleteFunc(pieces, func(p string) bool { return p == "" })
		if len(pieces) > 0 {
			lines = append(lines, strings.Join(pieces, "："))
		}
	}
	if c.Source != nil {
		add(c.Source.Desc)
	}
	for _, t := range []*CardText{c.MainTitle, c.Emphasis} {
		if t != nil {
			add(t.Title)
			add(t.Desc)
		}
	}
	if c.Quote != nil {
		add(c.Quote.Title, c.Quote.Text)
	}
	if c.ImageText != nil {
		add(c.ImageText.Title, c.ImageText.Desc)
	}
	for _, v := range c.Vertical {
		add(v.Title, v.Desc)
	}
	add(c.SubTitle)
	for _, row := range c.Horizontal {
		value := row.Value
		if value == "" {
			value = row.UserID
		}
		add(row.Key, value)
	}
	for _, q := range c.Selects {
		add(q.Title)
	}
	for _, j := range c.Jumps {
		add(j.Title)
	}
	add(c.Replaced)
	return strings.Join(lines, "\n")
}
