package wecomsim_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gridwarden/bot/wecomsim"
)

// cards are one good card of each type, with everything it may have.
var cards = map[string]string{
	"text_notice": `{"card_type":"text_notice","task_id":"t-text","source":{"desc":"来源","desc_color":2},
		"action_menu":{"desc":"更多","action_list":[{"text":"转交","key":"m1"},{"text":"忽略","key":"m2"}]},
		"main_title":{"title":"题","desc":"述"},"emphasis_content":{"title":"02:00","desc":"超时"},"sub_title_text":"副题",
		"horizontal_content_list":[{"keyname":"编号","value":"1"},{"keyname":"台账","type":1,"url":"https://a.invalid/","value":"看"},{"keyname":"人","type":3,"userid":"grid_li"}],
		"jump_list":[{"type":1,"title":"去","url":"https://a.invalid/"}],"card_action":{"type":1,"url":"https://a.invalid/"}}`,
	"news_notice": `{"card_type":"news_notice","main_title":{"title":"题"},"card_image":{"url":"https://a.invalid/1.jpg","aspect_ratio":1.5},
		"image_text_area":{"type":1,"url":"https://a.invalid/","title":"图","desc":"述","image_url":"https://a.invalid/2.jpg"},
		"quote_area":{"type":1,"url":"https://a.invalid/","title":"引","quote_text":"文"},
		"vertical_content_list":[{"title":"一","desc":"二"}],"card_action":{"type":1,"url":"https://a.invalid/"}}`,
	"button_interaction": `{"card_type":"button_interaction","task_id":"t-button","main_title":{"title":"题"},
		"button_selection":{"question_key":"q","title":"选","option_list":[{"id":"a","text":"甲"},{"id":"b","text":"乙"}],"selected_id":"b"},
		"button_list":[{"text":"是","style":1,"key":"yes"},{"text":"否","style":9,"key":"no"},{"text":"看","type":1,"url":"https://a.invalid/"}]}`,
	"vote_interaction": `{"card_type":"vote_interaction","task_id":"t-vote","main_title":{"title":"题"},
		"checkbox":{"question_key":"q","mode":1,"option_list":[{"id":"a","text":"甲","is_checked":true},{"id":"b","text":"乙"}]},
		"submit_button":{"text":"交","key":"send"}}`,
	"multiple_interaction": `{"card_type":"multiple_interaction","task_id":"t-multi","main_title":{"title":"题"},
		"select_list":[{"question_key":"q1","title":"一","option_list":[{"id":"a","text":"甲"},{"id":"b","text":"乙"}]},
			{"question_key":"q2","option_list":[{"id":"c","text":"丙"}],"selected_id":"gone"}],
		"submit_button":{"key":"send"}}`,
}

// cardWith is a card of a type with one value changed: the path is of keys and
// indices, the value JSON, empty to delete.
func cardWith(kind, path, value string) string {
	var card any
	if err := json.Unmarshal([]byte(cards[kind]), &card); err != nil {
		panic(kind + ": " + err.Error())
	}
	var parsed any
	if value != "" {
		if err := json.Unmarshal([]byte(value), &parsed); err != nil {
			panic(value + ": " + err.Error())
		}
	}
	if path != "" {
		set(card, strings.Split(path, "."), parsed, value == "")
	}
	out, err := json.Marshal(card)
	if err != nil {
		panic(err)
	}
	return string(out)
}

func set(at any, path []string, value any, remove bool) {
	last := len(path) == 1
	switch node := at.(type) {
	case map[string]any:
		switch {
		case last && remove:
			delete(node, path[0])
		case last:
			node[path[0]] = value
		default:
			set(node[path[0]], path[1:], value, remove)
		}
	case []any:
		i := int(path[0][0] - '0')
		if last {
			node[i] = value
			return
		}
		set(node[i], path[1:], value, remove)
	default:
		panic("no such path " + path[0])
	}
}

func sendCard(w *world, to, card string) answer {
	w.t.Helper()
	return w.post("message/send", fmt.Sprintf(`{"touser":%q,"msgtype":"template_card","agentid":%d,"template_card":%s}`, to, agent, card))
}

func TestGoodCardsOfAllTypesAreShown(t *testing.T) {
	for kind, card := range cards {
		t.Run(kind, func(t *testing.T) {
			w := newWorld(t)
			a := sendCard(w, "grid_li|grid_zhang", card)
			wantCode(t, a, 0)
			if answers := kind != "news_notice"; answers != (a.str("response_code") != "") {
				t.Errorf("response_code %q", a.str("response_code"))
			}
			shown := w.sim.Phone("grid_li").Shown()
			if len(shown) != 1 || shown[0].Kind != wecomsim.KindCard || shown[0].Card.Type != kind || !strings.Contains(shown[0].Text, "题") {
				t.Fatalf("shown: %+v", shown)
			}
			if warnings := w.entries(wecomsim.EntryWarning); len(warnings) > 0 {
				t.Errorf("warnings: %v", warnings)
			}
		})
	}
}

func TestCardsBeyondAHardLimitAreRefused(t *testing.T) {
	const (
		text, pic, button, vote, multi = "text_notice", "news_notice", "button_interaction", "vote_interaction", "multiple_interaction"
	)
	long := func(n int) string { return `"` + strings.Repeat("k", n) + `"` }
	options := func(n int) string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf(`{"id":"o%d","text":"项"}`, i)
		}
		return "[" + strings.Join(list, ",") + "]"
	}
	cases := []struct {
		kind, path, value string
		code              int
	}{
		{text, "card_type", `"fancy_notice"`, 42031},
		{text, "card_type", ``, 42031},
		{text, "card_action", ``, 42045},
		{text, "card_action.type", `0`, 42045},
		{text, "card_action.url", ``, 42028},
		{text, "card_action", `{"type":2}`, 42030},
		{text, "task_id", ``, 42014}, // it has an action_menu
		{text, "task_id", `"有字"`, 42014},
		{text, "task_id", `"a b"`, 42014},
		{text, "task_id", long(129), 42014},
		{text, "action_menu.action_list", `[]`, 40058},
		{text, "action_menu.action_list", `[{"text":"a","key":"1"},{"text":"a","key":"2"},{"text":"a","key":"3"},{"text":"a","key":"4"}]`, 40058},
		{text, "action_menu.action_list.0.text", `""`, 42038},
		{text, "action_menu.action_list.0.key", `""`, 42039},
		{text, "action_menu.action_list.0.key", long(1025), 42039},
		{text, "action_menu.action_list.0.key", `"m2"`, 42051},
		{text, "horizontal_content_list", `[` + many(7, `{"keyname":"k"}`) + `]`, 42035},
		{text, "horizontal_content_list.0.keyname", ``, 42027},
		{text, "horizontal_content_list.1.url", ``, 42028},
		{text, "horizontal_content_list.2.userid", ``, 42050},
		{text, "horizontal_content_list.0", `{"keyname":"附件","type":2}`, 42029},
		{text, "horizontal_content_list.0", `{"keyname":"附件","type":2,"media_id":"gone"}`, 40007},
		{text, "jump_list", `[` + many(4, `{"title":"j"}`) + `]`, 42042},
		{text, "jump_list.0.title", ``, 42033},
		{text, "jump_list.0.url", ``, 42028},
		{text, "jump_list.0", `{"type":2,"title":"j"}`, 42030},
		{pic, "main_title.title", ``, 42033},
		{pic, "main_title", ``, 42033},
		{pic, "card_image.url", ``, 42044},
		{pic, "image_text_area.image_url", ``, 42044},
		{pic, "image_text_area.url", ``, 42028},
		{pic, "quote_area.url", ``, 42028},
		{pic, "vertical_content_list", `[` + many(5, `{"title":"v"}`) + `]`, 42036},
		{pic, "vertical_content_list.0.title", ``, 42033},
		{pic, "card_action", ``, 42045},
		{button, "task_id", ``, 42014},
		{button, "main_title", ``, 42033},
		{button, "button_list", ``, 42038},
		{button, "button_list", `[` + many(7, `{"text":"b","type":1,"url":"https://a.invalid/"}`) + `]`, 40058},
		{button, "button_list.0.text", ``, 42038},
		{button, "button_list.0.key", ``, 42039},
		{button, "button_list.0.key", long(1025), 42039},
		{button, "button_list.0.key", `"no"`, 42039},
		{button, "button_list.2.url", ``, 42028},
		{button, "button_selection.question_key", ``, 42043},
		{button, "button_selection.option_list", options(11), 42037},
		{button, "button_selection.option_list", `[]`, 42037},
		{button, "button_selection.option_list.0.id", ``, 42040},
		{button, "button_selection.option_list.0.id", `"b"`, 42040},
		{button, "button_selection.option_list.0.text", ``, 42041},
		{vote, "task_id", ``, 42014},
		{vote, "checkbox", ``, 42043},
		{vote, "checkbox.question_key", ``, 42043},
		{vote, "checkbox.question_key", long(1025), 42043},
		{vote, "checkbox.option_list", options(21), 42037},
		{vote, "checkbox.option_list.0.id", long(129), 42040},
		{vote, "submit_button", ``, 42046},
		{vote, "submit_button.key", ``, 42046},
		{vote, "submit_button.key", long(1025), 42046},
		{multi, "task_id", ``, 42014},
		{multi, "select_list", ``, 42047},
		{multi, "select_list", `[` + many(4, `{"question_key":"q","option_list":[{"id":"a","text":"t"}]}`) + `]`, 42047},
		{multi, "select_list.0.question_key", `"q2"`, 42043},
		{multi, "select_list.0.option_list", options(11), 42037},
		{multi, "submit_button", ``, 42046},
	}
	w := newWorld(t)
	for _, c := range cases {
		t.Run(c.kind+" "+c.path+" "+c.value[:min(len(c.value), 30)], func(t *testing.T) {
			w.t = t
			wantCode(t, sendCard(w, "grid_li", cardWith(c.kind, c.path, c.value)), c.code)
		})
	}
	w.t = t
	if got := w.texts("grid_li"); len(got) > 0 {
		t.Errorf("shown: %q", got)
	}
	// At the limit itself all is well.
	for _, c := range []struct{ kind, path, value string }{
		{text, "task_id", long(128)},
		{text, "horizontal_content_list", `[` + many(6, `{"keyname":"k"}`) + `]`},
		{pic, "vertical_content_list", `[` + many(4, `{"title":"v"}`) + `]`},
		{button, "button_selection.option_list", options(10)},
		{vote, "checkbox.option_list", options(20)},
		{multi, "submit_button.key", long(1024)},
	} {
		if a := sendCard(w, "grid_li", cardWith(c.kind, c.path, c.value)); a.code != 0 {
			t.Errorf("%s %s at its limit: %d %s", c.kind, c.path, a.code, a.text)
		}
	}
}

func TestCardsBeyondARecommendationAreShownWithAWarning(t *testing.T) {
	long := `"` + strings.Repeat("字", 161) + `"`
	cases := []struct{ kind, path, value, field string }{
		{"text_notice", "source.desc", long, "source.desc"},
		{"text_notice", "main_title.title", long, "main_title.title"},
		{"text_notice", "main_title.desc", long, "main_title.desc"},
		{"text_notice", "sub_title_text", long, "sub_title_text"},
		{"text_notice", "emphasis_content.title", long, "emphasis_content.title"},
		{"text_notice", "emphasis_content.desc", long, "emphasis_content.desc"},
		{"text_notice", "horizontal_content_list.0.keyname", long, "horizontal_content_list.keyname"},
		{"text_notice", "horizontal_content_list.0.value", long, "horizontal_content_list.value"},
		{"text_notice", "jump_list.0.title", long, "jump_list.title"},
		{"text_notice", "quote_area", `{"quote_text":"文"}`, "emphasis_content and quote_area"},
		{"news_notice", "vertical_content_list.0.title", long, "vertical_content_list.title"},
		{"news_notice", "vertical_content_list.0.desc", long, "vertical_content_list.desc"},
		{"news_notice", "card_image.aspect_ratio", `3`, "card_image.aspect_ratio"},
		{"news_notice", "sub_title_text", `"副题"`, "sub_title_text is not available"},
		{"button_interaction", "button_list.0.text", long, "button_list.text"},
		{"button_interaction", "button_selection.title", long, "button_selection.title"},
		{"button_interaction", "button_selection.option_list.0.text", long, "button_selection.option_list.text"},
		{"vote_interaction", "checkbox.option_list.0.text", long, "checkbox.option_list.text"},
		{"vote_interaction", "submit_button.text", long, "submit_button.text"},
		{"multiple_interaction", "select_list.0.title", long, "select_list.title"},
		{"multiple_interaction", "horizontal_content_list", `[{"keyname":"k"}]`, "horizontal_content_list is not available"},
	}
	for _, c := range cases {
		t.Run(c.kind+" "+c.field, func(t *testing.T) {
			w := newWorld(t)
			wantCode(t, sendCard(w, "grid_li", cardWith(c.kind, c.path, c.value)), 0)
			about := func(e wecomsim.Entry) bool { return strings.HasPrefix(e.Detail, "template_card."+c.field) }
			if warnings := w.entries(wecomsim.EntryWarning); len(warnings) != 1 || !about(warnings[0]) {
				t.Errorf("warnings: %v", warnings)
			}
			if len(w.texts("grid_li")) != 1 {
				t.Error("not shown")
			}
		})
	}
}

func TestATaskIDIsUsedOnce(t *testing.T) {
	w := newWorld(t)
	wantCode(t, sendCard(w, "grid_li", cards["vote_interaction"]), 0)
	wantCode(t, sendCard(w, "grid_zhang", cards["vote_interaction"]), 42014)
	w.later(1000 * 24 * time.Hour)
	wantCode(t, sendCard(w, "grid_li", cardWith("button_interaction", "task_id", `"t-vote"`)), 42014)
}

func TestAPhoneFillsInWhatACardLeavesOpen(t *testing.T) {
	w := newWorld(t)
	sendCard(w, "grid_li", cards["button_interaction"])
	sendCard(w, "grid_li", cards["multiple_interaction"])
	shown := w.sim.Phone("grid_li").Shown()
	buttons, multi := shown[0].Card, shown[1].Card
	if buttons.Buttons[1].Style != 1 || buttons.Selection.SelectedID != "b" {
		t.Errorf("style %d, selected %q", buttons.Buttons[1].Style, buttons.Selection.SelectedID)
	}
	if multi.Selects[0].SelectedID != "a" || multi.Selects[1].SelectedID != "c" || multi.Submit.Text != "提交" {
		t.Errorf("selected %q and %q, submit %q", multi.Selects[0].SelectedID, multi.Selects[1].SelectedID, multi.Submit.Text)
	}
	if keys := buttons.Keys(); !slices.Equal(keys, []string{"yes", "no"}) {
		t.Errorf("keys %q", keys)
	}
}
