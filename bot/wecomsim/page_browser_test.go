package wecomsim

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"gridwarden/bot/wecomsim/browsertest"
)

// visit opens the page in a browser.
func visit(t *testing.T, url string) *visitor {
	t.Helper()
	return &visitor{browsertest.Open(t, url, 90*time.Second, 30*time.Second)}
}

// A visitor drives a browser over the page and hears what its console says.
type visitor struct{ *browsertest.Tab }

// sees waits until a JavaScript condition holds.
func (v *visitor) sees(what, condition string) {
	v.T.Helper()
	browsertest.Sees[bool](v.Tab, what, "() => "+condition)
}

// everyCard are the five template cards with every part they can have
// (wecom-api.md 4.5). HOME is where the page is.
var everyCard = map[string]string{
	"text_notice": `{"card_type":"text_notice","task_id":"t","source":{"desc":"来源","desc_color":2},"action_menu":{"desc":"更多","action_list":[{"text":"转交","key":"forward"}]},
		"main_title":{"title":"标题","desc":"说明"},"emphasis_content":{"title":"100","desc":"数据"},"sub_title_text":"补充","quote_area":{"type":1,"url":"https://x.example.invalid/","title":"引用","quote_text":"原文"},
		"horizontal_content_list":[{"keyname":"文字","value":"值"},{"keyname":"网址","type":1,"url":"https://x.example.invalid/"},{"keyname":"附件","type":2,"value":"a.pdf","media_id":"m"},{"keyname":"成员","type":3,"userid":"wang"}],
		"jump_list":[{"type":1,"title":"跳转","url":"https://x.example.invalid/"}],"card_action":{"type":1,"url":"https://x.example.invalid/"}}`,
	"news_notice": `{"card_type":"news_notice","main_title":{"title":"图文"},"card_image":{"url":"HOME/sim/page/samples/shop","aspect_ratio":1.8},
		"image_text_area":{"title":"左图","desc":"右文","image_url":"https://far.example.invalid/1.jpg"},"vertical_content_list":[{"title":"一","desc":"二"}],"card_action":{"type":1,"url":"https://x.example.invalid/"}}`,
	"button_interaction": `{"card_type":"button_interaction","task_id":"b","main_title":{"title":"按钮"},"button_selection":{"question_key":"result","title":"结果","option_list":[{"id":"fixed","text":"好"},{"id":"late","text":"晚"}],"selected_id":"late"},
		"button_list":[{"text":"一","style":1,"key":"one"},{"text":"二","style":2,"key":"two"},{"text":"三","style":3,"key":"three"},{"text":"网页","style":4,"type":1,"url":"https://x.example.invalid/"}]}`,
	"vote_interaction": `{"card_type":"vote_interaction","task_id":"v","main_title":{"title":"投票"},"checkbox":{"question_key":"vote","mode":1,"option_list":[{"id":"a","text":"甲","is_checked":true},{"id":"b","text":"乙"},{"id":"c","text":"丙"}]},"submit_button":{"text":"投","key":"cast"}}`,
	"multiple_interaction": `{"card_type":"multiple_interaction","task_id":"m","main_title":{"title":"多选"},"select_list":[{"question_key":"s1","title":"一","option_list":[{"id":"x","text":"X"},{"id":"y","text":"Y"}]},
		{"question_key":"s2","title":"二","option_list":[{"id":"p","text":"P"},{"id":"q","text":"Q"}],"selected_id":"q"}],"submit_button":{"key":"choose"}}`,
}

// openCards opens a browser on a phone with every card, and one with every other
// kind of message in hostile words.
func openCards(t *testing.T) (*visitor, *Sim) {
	t.Helper()
	srv, sim := openPage(t, newHandClock().hooks())
	for _, text := range everyCard {
		var card Card
		if err := json.Unmarshal([]byte(strings.ReplaceAll(text, "HOME", srv.URL)), &card); err != nil {
			t.Fatal(err)
		}
		if no := checkCard(&card); no != nil {
			t.Fatalf("the platform would refuse %s: %v", text, no)
		}
		appSays(sim, "wang", Shown{Kind: KindCard, MsgID: card.Type, Card: &card})
	}
	evil := Textcard{Title: "<b>x</b>", Desc: `<div class="gray">a</div><script>alert(1)</script>`, URL: "javascript:alert(1)"}
	for i, kind := range []Kind{KindText, KindMarkdown, KindTextcard, KindNews, KindFile, KindVoice, KindLocation, KindVideo, "never-heard-of"} {
		appSays(sim, "li", Shown{From: []string{FromBot, FromMe}[i%2], Kind: kind, Text: hostile, Name: hostile, Label: hostile, Textcard: &evil,
			Articles: []Article{{Title: "<i>y</i>", URL: "javascript:alert(1)", PicURL: "https://far.example.invalid/2.png"}}})
	}
	return visit(t, srv.URL), sim
}

func TestInABrowserEveryCardIsDrawnAndAnswered(t *testing.T) {
	v, sim := openCards(t)
	for kind := range everyCard {
		v.sees(kind, `document.querySelector('[data-testid="phone-wang"] [data-testid="card-`+kind+`"]') !== null`)
	}
	v.Do("choose in the drop-down", chromedp.SetValue(browsertest.ByID("card-select-s1"), "y"))
	v.Do("tell the card", evaluate(`document.querySelector('[data-testid="card-select-s1"]').dispatchEvent(new Event('change'))`))
	v.Click("card-button-choose")
	v.Click("card-button-two")
	v.Do("vote", evaluate(`for (const id of ["a", "c"]) document.querySelector('[data-testid="card-option-'+id+'"]').click()`))
	v.Click("card-button-cast")
	answers := func() map[string][]answered {
		found := map[string][]answered{}
		for _, m := range sim.Phone("wang").Shown() {
			found[m.Card.Type] = m.Card.answers()
		}
		return found
	}
	if err := sim.Wait(v.Context, func() bool { return len(did(sim, "wang")) == 3 }); err != nil {
		t.Fatal(err)
	}
	want := map[string][]answered{
		CardTextNotice: nil, CardNewsNotice: nil, CardButtons: {{"result", []string{"late"}}}, CardVote: {{"vote", []string{"c"}}},
		CardMultiple: {{"s1", []string{"y"}}, {"s2", []string{"q"}}},
	}
	if diff := cmp.Diff(want, answers(), cmp.AllowUnexported(answered{})); diff != "" {
		t.Error(diff)
	}
	phone := sim.Phone("wang")
	sim.mu.Lock()
	phone.updateCard(CardVote, func(c *Card) *Card { over := *c; over.Replaced = "已投票"; return &over })
	sim.mu.Unlock()
	v.sees("the answered card", `document.querySelector('[data-testid="card-vote_interaction"] [data-testid="card-replaced"]')?.textContent === '已投票'`)
	v.sees("its button gone", `document.querySelector('[data-testid="card-button-cast"]') === null`)
	v.Quiet()
}

func TestInABrowserHostileWordsStayWords(t *testing.T) {
	v, _ := openCards(t)
	v.sees("all kinds of message", `document.querySelectorAll('[data-testid="phone-li"] [data-id]').length === 9`)
	unsafe, err := chromedp.Run(v.Context, chromedp.Evaluate[int](`document.querySelectorAll('.desk script, .desk [onerror], .desk a[href^="javascript"], .desk iframe, .rows b, .rows i').length`))
	if err != nil || unsafe != 0 {
		t.Errorf("%d elements came out of the words, %v", unsafe, err)
	}
	v.Quiet()
}

func TestInABrowserAMemberWritesAndSendsDrawings(t *testing.T) {
	v, sim := openCards(t)
	v.Do("write", chromedp.SendKeys(browsertest.ByID("input-wang"), "二单元有堆物\r"))
	v.sees("the bubble", `document.querySelector('[data-testid="phone-wang"] [data-testid="bubble-me"]')?.textContent.includes('二单元有堆物')`)
	for _, id := range []string{"more-wang", "tool-samples-wang", "sample-lane-blocked", "sample-lane-free", "send-samples-wang"} {
		v.Click(id)
	}
	v.sees("both drawings", `document.querySelectorAll('[data-testid="phone-wang"] [data-testid="bubble-me"][data-kind="image"]').length === 2`)
	if diff := cmp.Diff([]string{"text", "image", "image"}, did(sim, "wang")); diff != "" {
		t.Error(diff)
	}
	v.Do("choose Chinese", evaluate(`localStorage.setItem("wecomsim.language", "zh-CN")`), chromedp.Reload(), chromedp.WaitReady(chromedp.CSS("body[data-ready]")))
	v.Click("language")
	v.sees("English", `document.querySelector('[data-testid="send-wang"]').textContent === 'Send' && document.documentElement.lang === 'en'`)
	v.Do("one phone at a time", chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	v.sees("the tabs of a narrow page", `innerWidth === 390 && document.querySelector('[data-testid="tab-li"]').offsetParent !== null`)
	v.Click("tab-li")
	v.sees("the other phone only", `document.querySelector('[data-testid="phone-wang"]').offsetParent === null && document.querySelector('[data-testid="phone-li"]').offsetParent !== null`)
	v.Quiet()
}

// evaluate runs JavaScript for its effect.
func evaluate(script string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Evaluate[any](script+"; null")(ctx, tab)
		return err
	})
}
