package wecomsim_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot/wecomsim"
)

func TestWhatMembersSendReachesTheApp(t *testing.T) {
	w := newWorld(t, func(c *wecomsim.Config) { c.FileMessages = true })
	app := listenTo(w)
	p := w.sim.Phone("grid_zhang")
	text := p.Say("3号楼 <b>通道</b> & ]]> 被堵\n第二行")
	photo := p.SendPhoto(picture(4))
	voice := p.SendVoice(amr(time.Second), "amr")
	file := p.SendFile("检查表.xlsx", []byte("bytes"))
	video := p.SendVideo([]byte("....ftyp"), picture(5))
	place := p.SendLocation(31.230416, 121.473701, "人民广场")
	w.idle()
	for _, id := range []string{text, photo, voice, file, video, place} {
		got := app.heard(id)
		if got.To != corp || got.From != "Grid_Zhang" || got.AgentID != agent || got.Created != w.clock.Now().Unix() {
			t.Errorf("%s: %+v", got.Type, got)
		}
	}
	if got := app.heard(text); got.Type != "text" || got.Content != "3号楼 <b>通道</b> & ]]> 被堵\n第二行" {
		t.Errorf("text %q", got.Content)
	}
	if got := app.heard(photo); got.Type != "image" || !strings.HasSuffix(got.PicURL, got.MediaID) {
		t.Errorf("image %+v", got)
	} else if a := w.get("media/get", "media_id", got.MediaID); string(a.body) != string(picture(4)) {
		t.Errorf("media of %d bytes", len(a.body))
	}
	if got := app.heard(voice); got.Type != "voice" || got.Format != "amr" || got.MediaID == "" {
		t.Errorf("voice %+v", got)
	}
	if got := app.heard(file); got.Type != "file" || got.FileName != "检查表.xlsx" {
		t.Errorf("file %+v", got)
	}
	if got := app.heard(video); got.Type != "video" || got.Thumb == "" || got.Thumb == got.MediaID {
		t.Errorf("video %+v", got)
	}
	if got := app.heard(place); got.Type != "location" || got.X != "31.230416" || got.Y != "121.473701" || got.Label != "人民广场" {
		t.Errorf("location %+v", got)
	}
	for i, m := range p.Shown() {
		if m.From != wecomsim.FromMe || m.MsgID == "" || !m.Read {
			t.Errorf("own message %d: %+v", i, m)
		}
	}
}

func TestEventsOfTheChatReachTheApp(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	w.post("menu/create", `{"button":[{"type":"click","name":"任务","key":"tasks"},{"type":"view","name":"台账","url":"https://a.invalid/"}]}`,
		"agentid", fmt.Sprint(agent))
	p := w.sim.Phone("grid_li")
	for _, act := range []struct {
		do         func() string
		event, key string
	}{
		{p.OpenChat, "enter_agent", ""},
		{func() string { return p.ClickMenu("tasks") }, "click", "tasks"},
		{func() string { return p.ClickMenu("https://a.invalid/") }, "view", "https://a.invalid/"},
		{p.Leave, "unsubscribe", ""},
		{p.Join, "subscribe", ""},
	} {
		id := act.do()
		w.idle()
		if got := app.heard(id); got.Type != "event" || got.Event != act.event || got.EventKey != act.key || got.MsgID != "" {
			t.Errorf("%s: %+v", act.event, got)
		}
	}
}

func TestPhotosThroughTheMenuAreAnnouncedFirst(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	w.sim.Phone("grid_li").SendMenuPhotos("photo", picture(3), picture(4))
	w.sim.Phone("grid_li").SendMenuLocation("where", 31.2, 121.4, "某路")
	w.idle()
	var got []string
	for _, a := range app.all() {
		got = append(got, a.message.Event+a.message.Type)
	}
	want := []string{"pic_photo_or_albumevent", "image", "image", "location_selectevent", "location"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if first := app.all()[0].message; len(first.Sums) != 2 || first.Sums[0] == first.Sums[1] || len(first.Sums[0]) != 32 {
		t.Errorf("sums %q", first.Sums)
	}
}

func TestWhoIsOutOfRangeIsNotHeard(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	p := w.sim.Phone("out_wang")
	if p.Say("你好") != "" || p.OpenChat() != "" || len(p.Shown()) != 0 {
		t.Error("a member out of range could speak")
	}
	p.Join()
	p.Say("现在")
	w.sim.Phone("grid_li").Leave()
	w.idle()
	if got := app.all(); len(got) != 3 {
		t.Errorf("%d callbacks", len(got))
	}
	if a := w.post("message/send", message(`{"touser":"grid_li"}`)); a.code != 81013 {
		t.Errorf("sent to a member who left: %d", a.code)
	}
}

func TestDocumentsVaryInFormAndNotInMeaning(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	p := w.sim.Phone("grid_li")
	for range 60 {
		p.Say("一样")
	}
	w.idle()
	forms := map[string]int{}
	for _, a := range app.all() {
		if a.refused != "" || a.message.Content != "一样" || a.message.From != "grid_li" {
			t.Fatalf("unreadable: %s %q", a.refused, a.document)
		}
		forms["first "+a.document[5:9]]++
		for _, mark := range []string{"<Content>一样", "<Content><![CDATA[一样]]>", "\n<", "<NewField>", "<Extra>"} {
			if strings.Contains(a.document, mark) {
				forms[mark]++
			}
		}
	}
	if len(forms) < 10 {
		t.Errorf("only these forms in 60 documents: %v", forms)
	}
}

func TestTheSameSeedGivesTheSameIDs(t *testing.T) {
	trace := func() []string {
		w := newWorld(t)
		app := listenTo(w)
		p := w.sim.Phone("grid_li")
		list := []string{p.Say("a"), p.SendPhoto(picture(2)), w.tell("grid_li", "b").str("msgid"), w.token}
		w.idle()
		for _, a := range app.all() {
			list = append(list, a.document, a.nonce)
		}
		return list
	}
	if diff := cmp.Diff(trace(), trace()); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
}

func TestAFailedDeliveryIsRepeatedThreeTimesEncryptedAnew(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	app.answer = func(n int, _ arrival) (int, string) {
		w.clock.advance(time.Second)
		if n < 4 {
			return http.StatusServiceUnavailable, ""
		}
		return http.StatusOK, ""
	}
	id := w.sim.Phone("grid_li").Say("听到吗")
	w.idle()
	got := app.all()
	if len(got) != 4 {
		t.Fatalf("%d deliveries", len(got))
	}
	seen := map[string]bool{}
	for i, a := range got {
		if a.refused != "" || a.message.MsgID != id || a.message.Created != got[0].message.Created {
			t.Errorf("delivery %d: %s %+v", i, a.refused, a.message)
		}
		seen[a.nonce], seen[a.timestamp], seen[a.encrypted] = true, true, true
	}
	if len(seen) != 12 {
		t.Errorf("%d different nonces, time stamps and texts, want 12", len(seen))
	}
	if n := w.sim.Tally()[wecomsim.EntryLost]; n != 0 {
		t.Errorf("%d lost", n)
	}
}

func TestAfterFourFailuresACallbackIsLostButTheNextIsTried(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	app.answer = func(n int, _ arrival) (int, string) {
		if n <= 4 {
			return http.StatusNoContent, "" // not 200
		}
		return http.StatusOK, ""
	}
	p := w.sim.Phone("grid_li")
	first := p.Say("一")
	p.Say("二")
	w.idle()
	if diff := cmp.Diff([]string{"一", "一", "一", "一", "二"}, app.contents()); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
	if lost := w.entries(wecomsim.EntryLost); len(lost) != 1 || lost[0].MsgID != first {
		t.Errorf("lost: %v", lost)
	}
	if err := w.sim.Redeliver(first); err != nil {
		t.Fatal(err)
	}
	w.idle()
	if got := app.all(); len(got) != 6 || got[5].message.MsgID != first {
		t.Errorf("redelivered: %d deliveries", len(got))
	}
	if err := w.sim.Redeliver("unknown"); err == nil {
		t.Error("an unknown callback was redelivered")
	}
}

func TestAnAppThatIsTooSlowIsHungUpOn(t *testing.T) {
	w := newWorld(t, func(c *wecomsim.Config) { c.CallbackTimeout = 50 * time.Millisecond })
	app := listenTo(w)
	release := make(chan struct{})
	app.answer = func(n int, _ arrival) (int, string) {
		if n == 1 {
			<-release
		}
		return http.StatusOK, ""
	}
	w.sim.Phone("grid_li").Say("慢")
	w.idle()
	close(release)
	tries := w.entries(wecomsim.EntryCallback)
	if len(tries) != 2 || tries[0].Code != 0 || tries[1].Code != http.StatusOK || tries[0].Took < 50*time.Millisecond {
		t.Errorf("tries: %+v", tries)
	}
	if strings.Contains(tries[0].Detail, "signature") {
		t.Errorf("the error tells the query: %s", tries[0].Detail)
	}
}

func TestWhatWaitsIsDeliveredByTheNextRun(t *testing.T) {
	w := newWorld(t)
	app := &app{t: t}
	app.server = httptest.NewServer(app)
	t.Cleanup(app.server.Close)
	w.sim.SetCallback(app.server.URL + "?app=1")
	ctx, cancel := context.WithCancel(context.Background())
	app.answer = func(int, arrival) (int, string) {
		cancel()
		return http.StatusServiceUnavailable, ""
	}
	w.sim.Phone("grid_li").Say("一")
	if err := w.sim.Run(ctx); err != nil {
		t.Fatal(err)
	}
	app.mu.Lock()
	app.answer = nil
	app.mu.Unlock()
	w.run()
	w.idle()
	if got := app.contents(); len(got) != 2 {
		t.Errorf("deliveries %q", got)
	}
}

func TestTheAddressIsVerifiedAsTheConsoleDoes(t *testing.T) {
	w := newWorld(t)
	if err := w.sim.VerifyURL(context.Background()); err == nil {
		t.Error("no address, and verified")
	}
	for name, c := range map[string]struct {
		answer func(rw http.ResponseWriter, echo string)
		good   bool
	}{
		"right":     {func(rw http.ResponseWriter, echo string) { io.WriteString(rw, echo) }, true},
		"line end":  {func(rw http.ResponseWriter, echo string) { io.WriteString(rw, echo+"\n") }, false},
		"refused":   {func(rw http.ResponseWriter, echo string) { rw.WriteHeader(http.StatusForbidden) }, false},
		"encrypted": {func(rw http.ResponseWriter, echo string) { io.WriteString(rw, "ok") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				q := r.URL.Query()
				if r.Method != http.MethodGet || sign(q.Get("timestamp"), q.Get("nonce"), q.Get("echostr")) != q.Get("msg_signature") {
					t.Error("the check is not signed")
				}
				echo, _ := decrypt(q.Get("echostr"))
				c.answer(rw, echo)
			}))
			defer server.Close()
			w.sim.SetCallback(server.URL)
			if err := w.sim.VerifyURL(context.Background()); (err == nil) != c.good {
				t.Errorf("verified: %v", err)
			}
		})
	}
}

func TestMessagesAreReadOnceTheMemberActs(t *testing.T) {
	w := newWorld(t)
	listenTo(w)
	w.tell("grid_li", "一")
	p := w.sim.Phone("grid_li")
	if p.Shown()[0].Read {
		t.Error("read before the chat was opened")
	}
	p.OpenChat()
	w.tell("grid_li", "二")
	if shown := p.Shown(); !shown[0].Read || shown[1].Read {
		t.Errorf("read: %v, %v", shown[0].Read, shown[1].Read)
	}
}
