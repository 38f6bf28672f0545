package wecom

// A templateCard is the platform's card (wecom-api.md 4.5 and 4.6).
type templateCard struct {
	CardType   string      `json:"card_type"`
	TaskID     string      `json:"task_id,omitempty"`
	Source     *source     `json:"source,omitempty"`
	MainTitle  titleDesc   `json:"main_title"`
	Quote      *quoteArea  `json:"quote_area,omitempty"`
	Emphasis   *titleDesc  `json:"emphasis_content,omitempty"`
	SubTitle   string      `json:"sub_title_text,omitempty"`
	Image      *cardImage  `json:"card_image,omitempty"`
	Vertical   []titleDesc `json:"vertical_content_list,omitempty"`
	Horizontal []keyValue  `json:"horizontal_content_list,omitempty"`
	Jumps      []jump      `json:"jump_list,omitempty"`
	Action     *jump       `json:"card_action,omitempty"`
	Selection  *selection  `json:"button_selection,omitempty"`
	Buttons    []button    `json:"button_list,omitempty"`
	Checkbox   *checkbox   `json:"checkbox,omitempty"`
	Selects    []selection `json:"select_list,omitempty"`
	Submit     *submit     `json:"submit_button,omitempty"`
	Replace    string      `json:"replace_text,omitempty"` // in updates only
}

type source struct {
	Desc  string `json:"desc"`
	Color int    `json:"desc_color"` // 0 grey, 2 red
}

type titleDesc struct {
	Title string `json:"title,omitempty"`
	Desc  string `json:"desc,omitempty"`
}

type quoteArea struct {
	Text string `json:"quote_text"`
}

type cardImage struct {
	URL string `json:"url"`
}

type keyValue struct {
	Key   string `json:"keyname"`
	Value string `json:"value,omitempty"`
	Type  int    `json:"type,omitempty"` // 1: url
	URL   string `json:"url,omitempty"`
}

type jump struct {
	Type  int    `json:"type"` // 1: url
	Title string `json:"title,omitempty"`
	URL   string `json:"url"`
}

type selection struct {
	Question string   `json:"question_key"`
	Title    string   `json:"title,omitempty"`
	Options  []option `json:"option_list"`
	Selected string   `json:"selected_id,omitempty"`
}

type option struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

type button struct {
	Type  int    `json:"type,omitempty"` // 1: opens url
	Text  string `json:"text"`
	Style int    `json:"style"`
	Key   string `json:"key,omitempty"`
	URL   string `json:"url,omitempty"`
}

type checkbox struct {
	Question string   `json:"question_key"`
	Mode     int      `json:"mode"` // 1: several may be ticked
	Options  []ticked `json:"option_list"`
}

type ticked struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Checked bool   `json:"is_checked"`
}

type submit struct {
	Text string `json:"text"`
	Key  string `json:"key"`
}
