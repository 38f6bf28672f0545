package wecomsim

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

// Hard limits of cards (wecom-api.md 4.6), in bytes or entries.
const (
	maxTaskID     = 128
	maxKey        = 1024
	maxOptionID   = 128
	maxActions    = 3
	maxVertical   = 4
	maxHorizontal = 6
	maxJumps      = 3
	maxButtons    = 6
	maxVotes      = 20
	maxChoices    = 10
	maxSelects    = 3
)

var taskIDShape = regexp.MustCompile(`^[0-9A-Za-z_\-@]+$`)

// cardTypes name the columns of cardAreas.
var cardTypes = []string{CardTextNotice, CardNewsNotice, CardButtons, CardVote, CardMultiple}

// cardAreas say which type has which area (wecom-api.md 4.5): R required, o
// optional, - not available, which the platform ignores. Code is the refusal when
// a required one is missing.
var cardAreas = []struct {
	field string
	types string // a letter for each of cardTypes
	code  int
	given func(*Card) bool
}{
	{"source", "ooooo", 0, func(c *Card) bool { return c.Source != nil }},
	{"action_menu", "ooo--", 0, func(c *Card) bool { return c.ActionMenu != nil }},
	{"task_id", "ooRRR", 42014, func(c *Card) bool { return c.TaskID != "" }},
	{"main_title", "oRRRR", 42033, func(c *Card) bool { return c.MainTitle != nil && c.MainTitle.Title != "" }},
	{"quote_area", "ooo--", 0, func(c *Card) bool { return c.Quote != nil }},
	{"emphasis_content", "o----", 0, func(c *Card) bool { return c.Emphasis != nil }},
	{"sub_title_text", "o-o--", 0, func(c *Card) bool { return c.SubTitle != "" }},
	{"card_image", "-o---", 0, func(c *Card) bool { return c.Image != nil }},
	{"image_text_area", "-o---", 0, func(c *Card) bool { return c.ImageText != nil }},
	{"vertical_content_list", "-o---", 0, func(c *Card) bool { return len(c.Vertical) > 0 }},
	{"horizontal_content_list", "ooo--", 0, func(c *Card) bool { return len(c.Horizontal) > 0 }},
	{"jump_list", "oo---", 0, func(c *Card) bool { return len(c.Jumps) > 0 }},
	{"card_action", "RRo--", 42045, func(c *Card) bool { return c.Action != nil }},
	{"button_selection", "--o--", 0, func(c *Card) bool { return c.Selection != nil }},
	{"button_list", "--R--", 42038, func(c *Card) bool { return len(c.Buttons) > 0 }},
	{"checkbox", "---R-", 42043, func(c *Card) bool { return c.Checkbox != nil }},
	{"select_list", "----R", 42047, func(c *Card) bool { return len(c.Selects) > 0 }},
	{"submit_button", "---RR", 42046, func(c *Card) bool { return c.Submit != nil }},
}

// cardRules are the hard limits beside missing areas: whatever breaks one is
// refused with its code (wecom-api.md 10.3). Where the list has no code of its
// own for a limit, 40058 was chosen.
var cardRules = []struct {
	field  string
	code   int
	broken func(*Card) bool
}{
	{"task_id", 42014, func(c *Card) bool {
		return c.TaskID != "" && (len(c.TaskID) > maxTaskID || !taskIDShape.MatchString(c.TaskID))
	}},
	{"task_id with action_menu", 42014, func(c *Card) bool { return c.ActionMenu != nil && c.TaskID == "" }},
	{"main_title or sub_title_text", 42033, func(c *Card) bool {
		return c.Type == CardTextNotice && (c.MainTitle == nil || c.MainTitle.Title == "") && c.SubTitle == ""
	}},
	{"card_image or image_text_area", 42044, func(c *Card) bool { return c.Type == CardNewsNotice && c.Image == nil && c.ImageText == nil }},
	{"card_image.url", 42044, func(c *Card) bool { return c.Image != nil && c.Image.URL == "" }},
	{"image_text_area.image_url", 42044, func(c *Card) bool { return c.ImageText != nil && c.ImageText.ImageURL == "" }},
	{"action_list", 40058, func(c *Card) bool { return c.ActionMenu != nil && outside(len(c.ActionMenu.Actions), 1, maxActions) }},
	{"action_list.text", 42038, func(c *Card) bool {
		return slices.ContainsFunc(c.actions(), func(a CardOption) bool { return a.Text == "" })
	}},
	{"action_list.key", 42039, func(c *Card) bool {
		return slices.ContainsFunc(c.actions(), func(a CardOption) bool { return outside(len(a.Key), 1, maxKey) })
	}},
	{"action_list.key unique", 42051, func(c *Card) bool { return repeated(c.actions(), func(a CardOption) string { return a.Key }) }},
	{"vertical_content_list", 42036, func(c *Card) bool { return len(c.Vertical) > maxVertical }},
	{"vertical_content_list.title", 42033, func(c *Card) bool {
		return slices.ContainsFunc(c.Vertical, func(v CardText) bool { return v.Title == "" })
	}},
	{"horizontal_content_list", 42035, func(c *Card) bool { return len(c.Horizontal) > maxHorizontal }},
	{"horizontal_content_list.keyname", 42027, func(c *Card) bool { return c.someRow(func(r CardRow) bool { return r.Key == "" }) }},
	{"horizontal_content_list.url", 42028, func(c *Card) bool { return c.someRow(func(r CardRow) bool { return r.Type == linkURL && r.URL == "" }) }},
	{"horizontal_content_list.media_id", 42029, func(c *Card) bool {
		return c.someRow(func(r CardRow) bool { return r.Type == rowFile && r.MediaID == "" })
	}},
	{"horizontal_content_list.userid", 42050, func(c *Card) bool {
		return c.someRow(func(r CardRow) bool { return r.Type == rowMember && r.UserID == "" })
	}},
	{"jump_list", 42042, func(c *Card) bool { return len(c.Jumps) > maxJumps }},
	{"jump_list.title", 42033, func(c *Card) bool {
		return slices.ContainsFunc(c.Jumps, func(j CardLink) bool { return j.Title == "" })
	}},
	{"card_action.type", 42045, func(c *Card) bool { return c.Action != nil && c.Action.Type != linkURL && c.Action.Type != linkApp }},
	{"url of a link", 42028, func(c *Card) bool {
		return slices.ContainsFunc(c.links(), func(l CardLink) bool { return l.Type == linkURL && l.URL == "" })
	}},
	{"appid of a link", 42030, func(c *Card) bool {
		return slices.ContainsFunc(c.links(), func(l CardLink) bool { return l.Type == linkApp && l.AppID == "" })
	}},
	{"button_list", 40058, func(c *Card) bool { return len(c.Buttons) > maxButtons }},
	{"button_list.text", 42038, func(c *Card) bool {
		return slices.ContainsFunc(c.Buttons, func(b CardButton) bool { return b.Text == "" })
	}},
	{"button_list.key", 42039, func(c *Card) bool {
		return slices.ContainsFunc(c.callbackButtons(), func(b CardButton) bool { return outside(len(b.Key), 1, maxKey) })
	}},
	{"button_list.key unique", 42039, func(c *Card) bool {
		return repeated(c.callbackButtons(), func(b CardButton) string { return b.Key })
	}},
	{"button_list.url", 42028, func(c *Card) bool {
		return slices.ContainsFunc(c.Buttons, func(b CardButton) bool { return b.Type == linkURL && b.URL == "" })
	}},
	{"select_list", 42047, func(c *Card) bool { return len(c.Selects) > maxSelects }},
	{"question_key", 42043, func(c *Card) bool {
		return slices.ContainsFunc(c.questions(), func(q question) bool { return outside(len(q.key), 1, maxKey) })
	}},
	{"question_key unique", 42043, func(c *Card) bool { return repeated(c.questions(), func(q question) string { return q.key }) }},
	{"option_list", 42037, func(c *Card) bool {
		return slices.ContainsFunc(c.questions(), func(q question) bool { return outside(len(q.options), 1, q.max) })
	}},
	{"option_list.id", 42040, func(c *Card) bool {
		return c.someOption(func(o CardOption) bool { return outside(len(o.ID), 1, maxOptionID) })
	}},
	{"option_list.id unique", 42040, func(c *Card) bool {
		return slices.ContainsFunc(c.questions(), func(q question) bool {
			return repeated(q.options, func(o CardOption) string { return o.ID })
		})
	}},
	{"option_list.text", 42041, func(c *Card) bool { return c.someOption(func(o CardOption) bool { return o.Text == "" }) }},
	{"submit_button.key", 42046, func(c *Card) bool { return c.Submit != nil && outside(len(c.Submit.Key), 1, maxKey) }},
}

// checkCard is nil if the card keeps all hard limits.
func checkCard(c *Card) *refusal {
	column := slices.Index(cardTypes, c.Type)
	if column < 0 {
		return refuse(42031)
	}
	for _, area := range cardAreas {
		if area.types[column] == 'R' && !area.given(c) {
			return refusef(area.code, "%s missing", area.field)
		}
	}
	for _, rule := range cardRules {
		if rule.broken(c) {
			return refusef(rule.code, "template_card.%s", rule.field)
		}
	}
	return nil
}

// softLimits are recommendations in characters: longer text is cut in display.
var softLimits = []struct {
	field string
	max   int
	texts func(*Card) []string
}{
	{"source.desc", 20, func(c *Card) []string { return of(c.Source, func(s CardSource) string { return s.Desc }) }},
	{"main_title.title", 36, func(c *Card) []string { return of(c.MainTitle, CardText.title) }},
	{"main_title.desc", 160, func(c *Card) []string { return of(c.MainTitle, CardText.desc) }},
	{"emphasis_content.title", 14, func(c *Card) []string { return of(c.Emphasis, CardText.title) }},
	{"emphasis_content.desc", 22, func(c *Card) []string { return of(c.Emphasis, CardText.desc) }},
	{"sub_title_text", 160, func(c *Card) []string { return []string{c.SubTitle} }},
	{"vertical_content_list.title", 38, func(c *Card) []string { return each(c.Vertical, CardText.title) }},
	{"vertical_content_list.desc", 160, func(c *Card) []string { return each(c.Vertical, CardText.desc) }},
	{"horizontal_content_list.keyname", 5, func(c *Card) []string { return each(c.Horizontal, func(r CardRow) string { return r.Key }) }},
	{"horizontal_content_list.value", 30, func(c *Card) []string { return each(c.Horizontal, func(r CardRow) string { return r.Value }) }},
	{"jump_list.title", 18, func(c *Card) []string { return each(c.Jumps, func(j CardLink) string { return j.Title }) }},
	{"button_selection.title", 13, func(c *Card) []string { return of(c.Selection, CardSelect.title) }},
	{"button_selection.option_list.text", 16, func(c *Card) []string { return each(optionsOf(c.Selection), optionText) }},
	{"button_list.text", 10, func(c *Card) []string { return each(c.Buttons, func(b CardButton) string { return b.Text }) }},
	{"checkbox.option_list.text", 17, func(c *Card) []string {
		if c.Checkbox == nil {
			return nil
		}
		return each(c.Checkbox.Options, optionText)
	}},
	{"select_list.title", 13, func(c *Card) []string { return each(c.Selects, CardSelect.title) }},
	{"submit_button.text", 10, func(c *Card) []string { return of(c.Submit, func(s CardSubmit) string { return s.Text }) }},
}

// cardWarnings are what a phone would cut or not show.
func cardWarnings(c *Card) []string {
	var list []string
	column := slices.Index(cardTypes, c.Type)
	for _, area := range cardAreas {
		if area.types[column] == '-' && area.given(c) {
			list = append(list, area.field+" is not available in "+c.Type)
		}
	}
	for _, limit := range softLimits {
		for _, text := range limit.texts(c) {
			if n := utf8.RuneCountInString(text); n > limit.max {
				list = append(list, fmt.Sprintf("%s has %d characters of %d", limit.field, n, limit.max))
			}
		}
	}
	if c.Emphasis != nil && c.Quote != nil {
		list = append(list, "emphasis_content and quote_area stand together")
	}
	if c.Image != nil && c.Image.AspectRatio != 0 && (c.Image.AspectRatio < 1.3 || c.Image.AspectRatio > 2.25) {
		list = append(list, "card_image.aspect_ratio is outside 1.3 to 2.25")
	}
	return list
}
