package wecom

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
)

var (
	yes  = bot.Button{Text: "确认收到", Key: "ack", Style: bot.Primary}
	look = bot.Button{Text: "查看", URL: "https://grid.example.gov.cn/h/1", Style: bot.Plain}
	ways = bot.Choice{Key: "q_result", Title: "结果", Options: []bot.Option{{ID: "fixed", Text: "已整改"}, {ID: "delay", Text: "申请延期"}}, Chosen: []string{"delay"}}
)

// cards has one body for every type of card and message.
var bodies = map[string]bot.Body{
	"markdown": {Markdown: "**今日应检**\n> 3 处"},
	"news":     {Articles: []bot.Article{{Title: "巡查照片", Desc: "3号楼", URL: "https://grid.example.gov.cn/p/1", Picture: "https://grid.example.gov.cn/p/1.jpg"}}},
	"text_notice": {Card: &bot.Card{Source: "和平社区", Alert: true, Title: "整改到期", Desc: "今天 18:00", Figure: &bot.Figure{Number: "3", Desc: "处未整改"},
		Note: "请尽快处理", Fields: []bot.Field{{Name: "编号", Value: "HB-0012"}, {Name: "详情", Value: "查看", URL: "https://grid.example.gov.cn/h/1"}},
		URL: "https://grid.example.gov.cn/h/1", Links: []bot.Jump{{Title: "全部", URL: "https://grid.example.gov.cn/"}}}},
	"text_notice_rows": {Card: &bot.Card{Title: "本周小结", Note: "已报街道", Rows: []bot.Field{{Name: "应检", Value: "12"}, {Name: "已检", Value: "11"}}}},
	"news_notice": {Card: &bot.Card{Title: "巡查照片", Picture: "https://grid.example.gov.cn/p/1.jpg", Quote: "楼道有电动车",
		Rows: []bot.Field{{Name: "地点", Value: "3号楼2单元"}}, Figure: &bot.Figure{Number: "2", Desc: "天未处理"}}},
	"button_interaction": {Card: &bot.Card{Source: "隐患台账", Title: "整改到期", Desc: "期限 2026-01-01 18:00", Quote: "消防通道被堵",
		Fields: []bot.Field{{Name: "编号", Value: "HB-0012"}}, URL: "https://grid.example.gov.cn/h/1", Pick: &ways, Buttons: []bot.Button{yes, look}}},
	"vote_interaction": {Card: &bot.Card{Title: "本月自查", Desc: "请勾选异常项", Fields: []bot.Field{{Name: "网格", Value: "和平一网格"}},
		Vote:   &bot.Choice{Key: "items", Multi: true, Options: []bot.Option{{ID: "1", Text: "灭火器"}, {ID: "2", Text: "疏散通道"}}, Chosen: []string{"2"}},
		Submit: bot.Button{Text: "提交结果", Key: "submit"}}},
	"multiple_interaction": {Card: &bot.Card{Title: "登记隐患", URL: "https://grid.example.gov.cn/h/1", Picks: []bot.Choice{ways, {Key: "q_level", Title: "等级", Options: []bot.Option{{ID: "a", Text: "一般"}}}},
		Submit: bot.Button{Key: "submit"}}},
	"update_button": {Update: &bot.Update{Code: "rc_demo_0001", Done: "已确认"}},
	"update_card":   {Update: &bot.Update{Code: "rc_demo_0001", Done: "已销号", Card: &bot.Card{Title: "HB-0012 已整改", Desc: "由复查人确认"}}},
}

func TestBodiesRenderAsTheyAreStored(t *testing.T) {
	c := newTestClient(t, newPlatform(t), nil)
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			call := mustRender(t, c, body, "grid_zhang", "grid_li")
			golden(t, name, call.JSON)
			again := mustRender(t, c, body, "grid_zhang", "grid_li")
			if diff := cmp.Diff(call, again); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Hard limits: what passes them is refused before it is sent, by field.
func TestHardLimitsAreCheckedBeforeSending(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	button := func(change func(*bot.Card)) bot.Body {
		card := bot.Card{Title: "整改", Buttons: []bot.Button{yes}}
		change(&card)
		return bot.Body{Card: &card}
	}
	vote := func(change func(*bot.Card)) bot.Body {
		card := bot.Card{Title: "自查", Vote: &bot.Choice{Key: "q", Options: []bot.Option{{ID: "1", Text: "一"}}}, Submit: bot.Button{Key: "s"}}
		change(&card)
		return bot.Body{Card: &card}
	}
	opts := func(n int) (list []bot.Option) {
		for i := range n {
			list = append(list, bot.Option{ID: fmt.Sprint(i), Text: "项"})
		}
		return list
	}
	rows := []struct {
		field string
		body  bot.Body
	}{
		{"body", bot.Body{}},
		{"body", bot.Body{Text: "a", Markdown: "b"}},
		{"text.content", bot.Body{Text: " \u202e\n"}},
		{"news.articles", bot.Body{Articles: make([]bot.Article, 9)}},
		{"news.articles.title", bot.Body{Articles: []bot.Article{{URL: "https://a.example.invalid"}}}},
		{"news.articles.url", bot.Body{Articles: []bot.Article{{Title: "a", URL: "a.example.invalid"}}}},
		{"main_title.title", bot.Body{Card: &bot.Card{}}},
		{"button_list", button(func(c *bot.Card) {
			c.Buttons = nil
			for i := range 7 {
				c.Buttons = append(c.Buttons, bot.Button{Text: "x", Key: fmt.Sprint(i)})
			}
		})},
		{"button_list.key", button(func(c *bot.Card) { c.Buttons = []bot.Button{yes, yes} })},
		{"button_list.key", button(func(c *bot.Card) { c.Buttons[0] = bot.Button{Text: "x"} })},
		{"button_list.key", button(func(c *bot.Card) { c.Buttons[0] = bot.Button{Text: "x", Key: strings.Repeat("k", 1025)} })},
		{"button_list.text", button(func(c *bot.Card) { c.Buttons[0] = bot.Button{Key: "x"} })},
		{"button_list.url", button(func(c *bot.Card) { c.Buttons[0] = bot.Button{Text: "x", URL: "javascript:alert(1)"} })},
		{"card_action.url", button(func(c *bot.Card) { c.URL = "https://a.example.invalid/" + strings.Repeat("x", 2048) })},
		{"horizontal_content_list", button(func(c *bot.Card) { c.Fields = make([]bot.Field, 7) })},
		{"button_selection.option_list", button(func(c *bot.Card) { c.Pick = &bot.Choice{Key: "q", Options: opts(11)} })},
		{"button_selection.question_key", button(func(c *bot.Card) { c.Pick = &bot.Choice{Options: opts(1)} })},
		{"button_selection", bot.Body{Card: &bot.Card{Title: "x", Pick: &bot.Choice{Key: "q", Options: opts(1)}}}},
		{"jump_list", button(func(c *bot.Card) { c.Links = []bot.Jump{{Title: "x", URL: "https://a.example.invalid"}} })},
		{"card_image", button(func(c *bot.Card) { c.Picture = "https://a.example.invalid/1.jpg" })},
		{"checkbox", button(func(c *bot.Card) { c.Vote = &bot.Choice{Key: "q", Options: opts(1)} })},
		{"checkbox.option_list", vote(func(c *bot.Card) { c.Vote.Options = opts(21) })},
		{"checkbox.option_list", vote(func(c *bot.Card) { c.Vote.Options = nil })},
		{"checkbox.option_list.id", vote(func(c *bot.Card) { c.Vote.Options = append(c.Vote.Options, c.Vote.Options[0]) })},
		{"checkbox.option_list.id", vote(func(c *bot.Card) { c.Vote.Options[0].ID = strings.Repeat("x", 129) })},
		{"submit_button.key", vote(func(c *bot.Card) { c.Submit.Key = "" })},
		{"select_list", vote(func(c *bot.Card) { c.Picks = []bot.Choice{ways} })},
		{"select_list", bot.Body{Card: &bot.Card{Title: "x", Picks: make([]bot.Choice, 4), Submit: bot.Button{Key: "s"}}}},
		{"select_list.question_key", bot.Body{Card: &bot.Card{Title: "x", Picks: []bot.Choice{ways, ways}, Submit: bot.Button{Key: "s"}}}},
		{"select_list", bot.Body{Card: &bot.Card{Title: "x", Picks: []bot.Choice{{Key: "q", Options: opts(1), Multi: true}}, Submit: bot.Button{Key: "s"}}}},
		{"vertical_content_list", bot.Body{Card: &bot.Card{Title: "x", Picture: "https://a.example.invalid/1.jpg", Rows: make([]bot.Field, 5)}}},
		{"card_image.url", bot.Body{Card: &bot.Card{Title: "x", Picture: "/1.jpg"}}},
		{"emphasis_content", bot.Body{Card: &bot.Card{Title: "x", Quote: "q", Figure: &bot.Figure{Number: "1"}}}},
		{"response_code", bot.Body{Update: &bot.Update{Done: "x"}}},
		{"button.replace_name", bot.Body{Update: &bot.Update{Code: "x"}}},
		{"image", bot.Body{Image: "abc"}}, // no store of photos
	}
	for _, row := range rows {
		_, err := c.Render(t.Context(), row.body, []string{"grid_zhang"}, "t1")
		if !field(row.field).in(err) {
			t.Errorf("%s: %v", row.field, err)
		}
	}
	to := func(ids ...string) error {
		_, err := c.Render(t.Context(), bot.Body{Text: "x"}, ids, "t1")
		return err
	}
	many := make([]string, 1001)
	for i := range many {
		many[i] = fmt.Sprintf("user%d", i)
	}
	for name, err := range map[string]error{"nobody": to(), "all": to("@all"), "joined": to("a|b"), "empty": to(""), "long": to(strings.Repeat("x", 65)), "many": to(many...)} {
		if !field("touser").in(err) {
			t.Errorf("to %s: %v", name, err)
		}
	}
	if err := to(many[:1000]...); err != nil {
		t.Errorf("a thousand: %v", err)
	}
	for _, task := range []string{"", strings.Repeat("x", 129), "a b", "任务"} {
		if _, err := c.Render(t.Context(), button(func(*bot.Card) {}), []string{"a"}, task); !field("task_id").in(err) {
			t.Errorf("task %q: %v", task, err)
		}
	}
	homeless := newTestClient(t, p, func(cfg *Config) { cfg.HomeURL = "" })
	if _, err := homeless.Render(t.Context(), bot.Body{Card: &bot.Card{Title: "x"}}, []string{"a"}, "t"); !field("card_action").in(err) {
		t.Errorf("notice without a page: %v", err)
	}
}

// field tells whether an error is a LimitError for a field, or holds one.
type field string

func (f field) in(err error) bool {
	if joined, ok := errors.AsType[interface {
		error
		Unwrap() []error
	}](err); ok {
		for _, e := range joined.Unwrap() {
			if f.in(e) {
				return true
			}
		}
		return false
	}
	limit, ok := errors.AsType[*LimitError](err)
	return ok && limit.Field == string(f)
}

// Soft limits: text is cut on a rune boundary, and nothing is escaped.
func TestLongTextIsCutAndStrangeTextIsTidied(t *testing.T) {
	c := newTestClient(t, newPlatform(t), nil)
	long := strings.Repeat("网格", 2000)
	var sent struct {
		Text     content
		Markdown content
		Card     templateCard `json:"template_card"`
	}
	read := func(body bot.Body) {
		t.Helper()
		call := mustRender(t, c, body, "grid_zhang")
		if !utf8.Valid(call.JSON) || strings.Contains(string(call.JSON), `\u`) {
			t.Errorf("odd bytes in %q", call.JSON)
		}
		if err := json.Unmarshal(call.JSON, &sent); err != nil {
			t.Fatal(err)
		}
	}
	read(bot.Body{Text: long})
	if n := len(sent.Text.Content); n > 2048 || n < 2042 || !strings.HasSuffix(sent.Text.Content, "…") {
		t.Errorf("text of %d bytes", n)
	}
	read(bot.Body{Markdown: long})
	if n := len(sent.Markdown.Content); n > 2048 || n < 2042 {
		t.Errorf("markdown of %d bytes", n)
	}
	read(bot.Body{Text: "a\x00\u202eb\u2028c\r\nd\xff\x1b\u200fe\ufeff<&>"})
	if sent.Text.Content != "ab\nc\nde<&>" {
		t.Errorf("tidied to %q", sent.Text.Content)
	}
	read(bot.Body{Card: &bot.Card{Source: long, Title: long, Desc: long, Quote: long, Note: long,
		Fields: []bot.Field{{Name: long, Value: long}}, Buttons: []bot.Button{{Text: long, Key: "k"}},
		Pick: &bot.Choice{Key: "q", Title: long, Options: []bot.Option{{ID: "1", Text: long}}}}})
	k := sent.Card
	for field, got := range map[string]string{
		"source.desc": k.Source.Desc, "main_title.title": k.MainTitle.Title, "main_title.desc": k.MainTitle.Desc, "quote_text": k.Quote.Text,
		"sub_title_text": k.SubTitle, "horizontal.key": k.Horizontal[0].Key, "horizontal.value": k.Horizontal[0].Value,
		"button.text": k.Buttons[0].Text, "selection.title": k.Selection.Title, "selection.option": k.Selection.Options[0].Text,
	} {
		if n := utf8.RuneCountInString(got); n != softChars[field] || !strings.HasSuffix(got, "…") {
			t.Errorf("%s: %d characters", field, n)
		}
	}
}

func TestACardIsUpdatedWithItsCode(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	call := mustRender(t, c, bodies["update_button"], "grid_zhang", "grid_li")
	p.answer(apiUpdate, `{"errcode":0,"errmsg":"ok","invaliduser":["grid_li"]}`, refusal(60140, "used"))
	receipt, err := c.Send(t.Context(), call)
	if err != nil || receipt.Refused["grid_li"] != "invalid" || len(receipt.Refused) != 1 {
		t.Errorf("%+v, %v", receipt, err)
	}
	_, err = c.Send(t.Context(), call)
	wantFault(t, err, bot.Drop, 60140)
	if _, err := c.Send(t.Context(), bot.Call{API: "user/delete", JSON: []byte("{}")}); err == nil {
		t.Error("an api that is not for messages was called")
	}
}

func TestRecallAndStatistics(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	if err := c.Recall(t.Context(), "m1"); err != nil {
		t.Fatal(err)
	}
	if got := p.calls("message/recall")[0].body; got != `{"msgid":"m1"}` {
		t.Errorf("recalled with %s", got)
	}
	p.answer("message/get_statistics", `{"errcode":0,"statistics":[{"agentid":1000002,"app_name":"a","count":101},{"agentid":7,"count":5}]}`)
	n, err := c.Statistics(t.Context(), true)
	if err != nil || n != 101 || p.calls("message/get_statistics")[0].body != `{"time_type":1}` {
		t.Errorf("%d, %v", n, err)
	}
}

func TestTheMenuIsSetReadAndDeleted(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	menu := []MenuEntry{
		{Name: "我的任务", Type: "click", Key: "menu_tasks"},
		{Name: "上报", Sub: []MenuEntry{{Name: "拍照上报", Type: "pic_photo_or_album", Key: "menu_report_photo"}}},
		{Name: "台账", Type: "view", URL: "https://grid.example.gov.cn/"},
	}
	if err := c.SetMenu(t.Context(), menu); err != nil {
		t.Fatal(err)
	}
	set := p.calls("menu/create")[0]
	golden(t, "menu", []byte(set.body))
	if set.query.Get("agentid") != "1000002" {
		t.Errorf("query %v", set.query)
	}
	p.answer("menu/get", `{"errcode":0,`+set.body[1:], refusal(46003, "no menu"))
	got, err := c.Menu(t.Context())
	if diff := cmp.Diff(menu, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if got, err := c.Menu(t.Context()); got != nil || err != nil {
		t.Error(got, err)
	}
	p.answer("menu/delete", refusal(46003, "no menu"))
	if err := c.DeleteMenu(t.Context()); err != nil {
		t.Error(err)
	}
	for name, bad := range map[string][]MenuEntry{
		"none":         nil,
		"four":         {menu[0], menu[0], menu[0], menu[0]},
		"long name":    {{Name: "太长的菜单名字", Type: "click", Key: "k"}},
		"no key":       {{Name: "a", Type: "click"}},
		"no type":      {{Name: "a", Key: "k"}},
		"odd url":      {{Name: "a", Type: "view", URL: "example.invalid"}},
		"third level":  {{Name: "a", Sub: []MenuEntry{{Name: "b", Sub: menu[:1]}}}},
		"six children": {{Name: "a", Sub: []MenuEntry{menu[0], menu[0], menu[0], menu[0], menu[0], menu[0]}}},
	} {
		var limit *LimitError
		if err := c.SetMenu(t.Context(), bad); !errors.As(err, &limit) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestContactsAreRead(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	p.reply("user/get", func(_ int, w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"errcode":0,"userid":%q,"name":"测试员甲","department":[1,2],"main_department":1,"status":1}`, r.URL.Query().Get("userid"))
	})
	user, err := c.User(t.Context(), "Grid_Zhang")
	if diff := cmp.Diff(User{UserID: "grid_zhang", Name: "测试员甲", Departments: []int{1, 2}, MainDepartment: 1, Status: 1}, user); err != nil || diff != "" {
		t.Error(err, diff)
	}
	// A userid cannot reach into the query.
	if _, err := c.User(t.Context(), "a&access_token=b"); err != nil {
		t.Error(err)
	}
	if q := p.calls("user/get")[1].query; q.Get("userid") != "a&access_token=b" || len(q["access_token"]) != 1 {
		t.Errorf("query %v", q)
	}
	p.answer("user/simplelist", `{"errcode":0,"userlist":[{"userid":"Grid_Li","name":"测试员乙","department":[2]}]}`)
	members, err := c.Members(t.Context(), 2, true)
	if diff := cmp.Diff([]User{{UserID: "grid_li", Name: "测试员乙", Departments: []int{2}}}, members); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if q := p.calls("user/simplelist")[0].query; q.Get("fetch_child") != "1" || q.Get("department_id") != "2" {
		t.Errorf("query %v", q)
	}
	p.reply("department/simplelist", func(_ int, w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"errcode":0,"department_id":[{"id":1,"parentid":0,"order":1},{"id":2,"parentid":1,"order":1}]}`)
	})
	departments, err := c.Departments(t.Context())
	if diff := cmp.Diff([]Department{{1, 0, 1}, {2, 1, 1}}, departments); err != nil || diff != "" {
		t.Error(err, diff)
	}
	p.answer("department/simplelist", refusal(60020, "not allow to access from your ip"))
	_, err = c.Departments(t.Context())
	wantFault(t, err, bot.Alert, 60020)
}
