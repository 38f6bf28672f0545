package wecomsim_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot/wecomsim"
)

// message is a body of message/send to grid_li, with changes.
func message(changes string) string {
	var body map[string]any
	base := fmt.Sprintf(`{"touser":"grid_li","msgtype":"text","agentid":%d,"text":{"content":"你好"}}`, agent)
	for _, part := range []string{base, changes} {
		if err := json.Unmarshal([]byte(part), &body); err != nil {
			panic(err)
		}
	}
	var buf strings.Builder
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		panic(err)
	}
	return buf.String()
}

// many is n copies of a piece of JSON, joined by commas.
func many(n int, piece string) string {
	return strings.TrimSuffix(strings.Repeat(piece+",", n), ",")
}

func TestSendRefusesWhatThePlatformRefuses(t *testing.T) {
	article := `{"title":"题","url":"https://a.invalid/"}`
	long := strings.Repeat("字", 700) // 2100 bytes
	cases := []struct {
		name, body string
		code       int
	}{
		{"nothing", ``, 40063},
		{"no json", `{"touser"`, 40035},
		{"escapes", `{"touser":"grid_li","msgtype":"text","agentid":1000002,"text":{"content":"\u4f60"}}`, 40033},
		{"no agent", message(`{"agentid":null}`), 41011},
		{"agent is no number", message(`{"agentid":"app"}`), 40056},
		{"agent of another app", message(`{"agentid":1000003}`), 301002},
		{"nobody", message(`{"touser":""}`), 82001},
		{"1001 members", message(`{"touser":"` + strings.Repeat("a|", 1000) + `b"}`), 40032},
		{"101 departments", message(`{"toparty":"` + strings.Repeat("1|", 100) + `2"}`), 82002},
		{"101 tags", message(`{"totag":"` + strings.Repeat("1|", 100) + `2"}`), 82003},
		{"all unknown", message(`{"touser":"nobody|NoOne"}`), 81013},
		{"all invisible", message(`{"touser":"out_wang"}`), 81013},
		{"unknown type", message(`{"msgtype":"taskcard"}`), 40008},
		{"empty text", message(`{"text":{"content":""}}`), 44004},
		{"no text", message(`{"text":null}`), 44004},
		{"empty markdown", message(`{"msgtype":"markdown"}`), 44004},
		{"long markdown", message(`{"msgtype":"markdown","markdown":{"content":"` + long + `"}}`), 40058},
		{"image without id", message(`{"msgtype":"image","image":{}}`), 41006},
		{"image of unknown id", message(`{"msgtype":"image","image":{"media_id":"x"}}`), 40007},
		{"video without id", message(`{"msgtype":"video"}`), 41006},
		{"textcard without title", message(`{"msgtype":"textcard","textcard":{"description":"d","url":"https://a.invalid/"}}`), 41016},
		{"textcard without description", message(`{"msgtype":"textcard","textcard":{"title":"t","url":"https://a.invalid/"}}`), 41033},
		{"textcard without url", message(`{"msgtype":"textcard","textcard":{"title":"t","description":"d"}}`), 41010},
		{"textcard url without protocol", message(`{"msgtype":"textcard","textcard":{"title":"t","description":"d","url":"a.invalid/"}}`), 45034},
		{"textcard url too long", message(`{"msgtype":"textcard","textcard":{"title":"t","description":"d","url":"https://a.invalid/` + strings.Repeat("a", 2048) + `"}}`), 40039},
		{"no articles", message(`{"msgtype":"news"}`), 40063},
		{"nine articles", message(`{"msgtype":"news","news":{"articles":[` + many(9, article) + `]}}`), 45008},
		{"article without title", message(`{"msgtype":"news","news":{"articles":[{"url":"https://a.invalid/"}]}}`), 41016},
		{"article without url", message(`{"msgtype":"news","news":{"articles":[{"title":"t"}]}}`), 41010},
		{"secret news", message(`{"msgtype":"news","safe":1,"news":{"articles":[` + article + `]}}`), 40074},
		{"mpnews without picture", message(`{"msgtype":"mpnews","mpnews":{"articles":[{"title":"t","content":"c"}]}}`), 41006},
		{"mpnews with unknown picture", message(`{"msgtype":"mpnews","mpnews":{"articles":[{"title":"t","content":"c","thumb_media_id":"x"}]}}`), 40007},
		{"mini-program without id", message(`{"msgtype":"miniprogram_notice","miniprogram_notice":{"title":"t"}}`), 90200},
		{"mini-program that is not bound", message(`{"msgtype":"miniprogram_notice","miniprogram_notice":{"appid":"wx1","title":"t"}}`), 90205},
		{"no card", message(`{"msgtype":"template_card"}`), 42031},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			a := w.post("message/send", c.body)
			wantCode(t, a, c.code)
			if n := w.sim.Tally()[wecomsim.EntryShown]; n != 0 {
				t.Errorf("%d messages were shown", n)
			}
		})
	}
}

func TestEveryKindOfMessageIsShown(t *testing.T) {
	w := newWorld(t)
	image := w.upload("media/upload", "image", "a.png", picture(8)).str("media_id")
	file := w.upload("media/upload", "file", "检查表.xlsx", []byte("some bytes")).str("media_id")
	voice := w.upload("media/upload", "voice", "a.amr", amr(time.Second)).str("media_id")
	video := w.upload("media/upload", "video", "a.mp4", []byte("\x00\x00\x00\x18ftypmp42....")).str("media_id")
	bodies := []string{
		message(`{}`),
		message(`{"msgtype":"markdown","markdown":{"content":"**重要**"}}`),
		message(`{"msgtype":"image","image":{"media_id":"` + image + `"}}`),
		message(`{"msgtype":"voice","voice":{"media_id":"` + voice + `"}}`),
		message(`{"msgtype":"video","video":{"media_id":"` + video + `","title":"现场"}}`),
		message(`{"msgtype":"file","file":{"media_id":"` + file + `"}}`),
		message(`{"msgtype":"textcard","textcard":{"title":"复查","description":"今天到期","url":"https://a.invalid/"}}`),
		message(`{"msgtype":"news","news":{"articles":[{"title":"通报","description":"九月","url":"https://a.invalid/"}]}}`),
		message(`{"msgtype":"mpnews","mpnews":{"articles":[{"title":"图文","thumb_media_id":"` + image + `","content":"<p>c</p>","digest":"摘要"}]}}`),
	}
	for _, body := range bodies {
		wantCode(t, w.post("message/send", body), 0)
	}
	type seen struct {
		Kind wecomsim.Kind
		Text string
		Name string
	}
	var got []seen
	for _, m := range w.sim.Phone("grid_li").Shown() {
		if m.From != wecomsim.FromBot || !m.At.Equal(w.clock.Now()) || m.MsgID == "" {
			t.Errorf("message %s: from %q at %s, msgid %q", m.ID, m.From, m.At, m.MsgID)
		}
		got = append(got, seen{m.Kind, m.Text, m.Name})
	}
	want := []seen{
		{"text", "你好", ""}, {"markdown", "**重要**", ""}, {"image", "", "a.png"}, {"voice", "", "a.amr"}, {"video", "现场", "a.mp4"},
		{"file", "", "检查表.xlsx"}, {"textcard", "复查\n今天到期", ""}, {"news", "通报\n九月", ""}, {"news", "图文\n摘要", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	if warnings := w.entries(wecomsim.EntryWarning); len(warnings) > 0 {
		t.Errorf("warnings: %v", warnings)
	}
	wantCode(t, w.post("message/send", message(`{"msgtype":"file","file":{"media_id":"`+image+`"}}`)), 40007)
}

func TestLongTextIsCutAndNoted(t *testing.T) {
	w := newWorld(t)
	w.tell("grid_li", strings.Repeat("a", 2049))
	if got := w.texts("grid_li")[0]; len(got) != 2048 {
		t.Errorf("%d bytes are shown", len(got))
	}
	if warnings := w.entries(wecomsim.EntryWarning); len(warnings) != 1 || !strings.HasPrefix(warnings[0].Detail, "text.content has 2049 bytes") {
		t.Errorf("warnings: %v", warnings)
	}
}

func TestPartialFailureIsToldAndTheOthersAreReached(t *testing.T) {
	w := newWorld(t)
	a := w.tell("GRID_ZHANG|grid_li|Nobody|out_wang|free_zhao|nobody", "通知")
	if a.str("invaliduser") != "nobody|out_wang" || a.str("unlicenseduser") != "free_zhao" || a.str("msgid") == "" {
		t.Errorf("answer %v", a.fields)
	}
	for user, want := range map[string]int{"grid_zhang": 1, "grid_li": 1, "out_wang": 0, "free_zhao": 0} {
		if got := len(w.texts(user)); got != want {
			t.Errorf("%s sees %d messages, want %d", user, got, want)
		}
	}
	dropped := w.entries(wecomsim.EntryDropped)
	if len(dropped) != 1 || dropped[0].Person != "free_zhao" || dropped[0].Detail != wecomsim.DroppedUnlicensed {
		t.Errorf("dropped: %v", dropped)
	}
	a = w.post("message/send", message(`{"touser":"nobody"}`))
	wantCode(t, a, 81013)
	if a.str("invaliduser") != "nobody" {
		t.Errorf("81013 with %v", a.fields)
	}
}

func TestDepartmentsReachTheirMembersOnceEach(t *testing.T) {
	w := newWorld(t)
	a := w.post("message/send", message(`{"touser":"grid_li","toparty":"2|3|77","totag":"5"}`))
	wantCode(t, a, 0)
	if a.str("invalidparty") != "77" || a.str("invalidtag") != "5" {
		t.Errorf("answer %v", a.fields)
	}
	w.post("message/send", message(`{"touser":"@all","text":{"content":"全体"}}`))
	want := map[string][]string{"grid_zhang": {"你好", "全体"}, "grid_li": {"你好", "全体"}, "out_wang": {}, "free_zhao": {}}
	for user, texts := range want {
		if diff := cmp.Diff(texts, w.texts(user)); diff != "" {
			t.Errorf("%s sees (-want +got):\n%s", user, diff)
		}
	}
}

func TestWrongJSONTypesAreAcceptedWithAWarningAndNotShown(t *testing.T) {
	for name, body := range map[string]string{
		"agent as string":   message(`{"agentid":"1000002"}`),
		"content as number": message(`{"msgtype":"textcard","textcard":{"title":"t","description":"d","url":"https://a.invalid/","btntxt":5}}`),
		"safe as string":    message(`{"safe":"0"}`),
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a := w.post("message/send", body)
			wantCode(t, a, 0)
			if !strings.Contains(a.text, "Warning: wrong json format.") || a.str("msgid") == "" {
				t.Errorf("answer %v", a.fields)
			}
			if got := w.texts("grid_li"); len(got) != 0 {
				t.Errorf("shown: %q", got)
			}
			if n := w.sim.Tally()[wecomsim.EntryDropped]; n != 1 {
				t.Errorf("%d drops in the ledger", n)
			}
		})
	}
}

func TestTheDuplicateCheckSwallowsTheVerySameBytes(t *testing.T) {
	body := message(`{"enable_duplicate_check":1,"duplicate_check_interval":600}`)
	w := newWorld(t)
	first := w.post("message/send", body)
	again := w.post("message/send", body)
	wantCode(t, again, 0)
	if again.str("msgid") == "" || again.str("msgid") == first.str("msgid") {
		t.Errorf("msgid %q, then %q", first.str("msgid"), again.str("msgid"))
	}
	w.post("message/send", body+" ")
	w.clock.advance(10*time.Minute - time.Second)
	w.post("message/send", body)
	if got := len(w.texts("grid_li")); got != 2 {
		t.Errorf("%d messages inside the interval, want 2 of different bytes", got)
	}
	w.clock.advance(time.Second)
	w.post("message/send", body)
	if got := len(w.texts("grid_li")); got != 3 {
		t.Errorf("%d messages after the interval, want 3", got)
	}
	if n := w.sim.Tally()[wecomsim.EntryDuplicate]; n != 2 {
		t.Errorf("%d duplicates in the ledger, want 2", n)
	}
}

func TestTheDuplicateCheckHasItsBounds(t *testing.T) {
	shownAfter := func(w *world, body string, later time.Duration) int {
		w.post("message/send", body)
		w.later(later)
		w.post("message/send", body)
		return len(w.texts("grid_li"))
	}
	for _, c := range []struct {
		name, body string
		later      time.Duration
		want       int
	}{
		{"not asked for", message(`{}`), 0, 2},
		{"default within 30 minutes", message(`{"enable_duplicate_check":1}`), 1799 * time.Second, 1},
		{"default after 30 minutes", message(`{"enable_duplicate_check":1}`), 1800 * time.Second, 2},
		{"at most 4 hours", message(`{"enable_duplicate_check":1,"duplicate_check_interval":99999}`), 4 * time.Hour, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := shownAfter(newWorld(t), c.body, c.later); got != c.want {
				t.Errorf("%d shown, want %d", got, c.want)
			}
		})
	}
	off := newWorld(t, func(c *wecomsim.Config) { c.IgnoreDuplicateCheck = true })
	if got := shownAfter(off, message(`{"enable_duplicate_check":1}`), 0); got != 2 {
		t.Errorf("%d shown without the check, want 2", got)
	}
}

func TestARefusedBodyIsNoDuplicate(t *testing.T) {
	w := newWorld(t)
	body := message(`{"enable_duplicate_check":1}`)
	id := w.sim.Faults().Add(wecomsim.Fault{API: "message/send", Code: -1, Times: 1})
	wantCode(t, w.post("message/send", body), -1)
	wantCode(t, w.post("message/send", body), 0)
	if strikes, ok := w.sim.Faults().Strikes(id); strikes != 1 || !ok {
		t.Errorf("%d strikes", strikes)
	}
	if got := len(w.texts("grid_li")); got != 1 {
		t.Errorf("%d shown", got)
	}
}

func TestTheThirtyFirstMessageInAMinuteIsDroppedSilently(t *testing.T) {
	w := newWorld(t)
	for i := range 31 {
		w.tell("grid_li", fmt.Sprint(i))
		w.clock.advance(time.Second)
	}
	w.tell("grid_zhang", "another member")
	dropped := w.entries(wecomsim.EntryDropped)
	if len(dropped) != 1 || dropped[0].Person != "grid_li" || dropped[0].Detail != wecomsim.DroppedMinute {
		t.Fatalf("dropped: %v", dropped)
	}
	w.clock.advance(29 * time.Second)
	w.tell("grid_li", "a minute after the first")
	if texts := w.texts("grid_li"); len(texts) != 31 || texts[30] != "a minute after the first" {
		t.Errorf("%d shown, the last %q", len(texts), texts[len(texts)-1])
	}
}

func TestTheThousandAndFirstMessageInAnHourIsDroppedSilently(t *testing.T) {
	w := newWorld(t)
	for i := range 1001 {
		w.tell("grid_li", fmt.Sprint(i))
		w.clock.advance(3 * time.Second)
	}
	dropped := w.entries(wecomsim.EntryDropped)
	if len(dropped) != 1 || dropped[0].Detail != wecomsim.DroppedHour {
		t.Errorf("dropped: %v", dropped)
	}
}

func TestTheDayQuotaEndsAtMidnight(t *testing.T) {
	w := newWorld(t, func(c *wecomsim.Config) { c.Accounts = 1 }) // 200 person-times
	for i := range 100 {
		w.tell("grid_li|grid_zhang", fmt.Sprint(i))
		w.clock.advance(3 * time.Second)
	}
	wantCode(t, w.post("message/send", message(`{}`)), 45009)
	w.later(14 * time.Hour)
	wantCode(t, w.post("message/send", message(`{}`)), 45009)
	w.later(time.Hour)
	wantCode(t, w.post("message/send", message(`{}`)), 0)
	yesterday := w.post("message/get_statistics", `{"time_type":1}`)
	today := w.post("message/get_statistics", `{"time_type":0}`)
	count := func(a answer) any { return a.fields["statistics"].([]any)[0].(map[string]any)["count"] }
	if count(yesterday) != float64(200) || count(today) != float64(1) {
		t.Errorf("statistics: yesterday %v, today %v", count(yesterday), count(today))
	}
}

func TestTooManyCallsBlockForTheWindow(t *testing.T) {
	w := newWorld(t)
	ask := func() int { return w.get("getcallbackip").code }
	for i := range 9999 { // gettoken was the first
		if code := ask(); code != 0 {
			t.Fatalf("call %d: %d", i, code)
		}
	}
	if code := ask(); code != 45009 {
		t.Fatalf("call 10001: %d", code)
	}
	w.clock.advance(59 * time.Second)
	if code := ask(); code != 45009 {
		t.Errorf("59 s later: %d", code)
	}
	if a := w.post("message/send", message(`{}`)); a.code != 0 {
		t.Errorf("message/send does not count, but: %d", a.code)
	}
	w.clock.advance(time.Second)
	if code := ask(); code != 0 {
		t.Errorf("a minute later: %d", code)
	}
}

func TestRecallTakesAMessageBackWithinADay(t *testing.T) {
	w := newWorld(t)
	early := w.tell("grid_li|grid_zhang", "误发").str("msgid")
	wantCode(t, w.post("message/recall", `{"msgid":"`+early+`"}`), 0)
	for _, user := range []string{"grid_li", "grid_zhang"} {
		if !w.sim.Phone(user).Shown()[0].Recalled {
			t.Errorf("%s still sees it", user)
		}
	}
	wantCode(t, w.post("message/recall", `{"msgid":"unknown"}`), 40058)
	wantCode(t, w.post("message/recall", `{}`), 40063)
	late := w.tell("grid_li", "也误发").str("msgid")
	w.later(24*time.Hour + time.Second)
	wantCode(t, w.post("message/recall", `{"msgid":"`+late+`"}`), 40058)
}
