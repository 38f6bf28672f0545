package flow_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
	"gridwarden/bot/flow/flowtest"
)

// A sketch is what the report's draft should be, by the rules as a member would
// tell them: nothing is known of JSON, trails or sessions here.
type sketch struct {
	answers map[string]string
	order   []string // keys answered, the last answered last
	at      string   // being changed; empty: the first without an answer
	back    bool     // … because of 上一步
}

func (s *sketch) keys() []string {
	keys := []string{"photos", "where", "what", "urgency"}
	if s.answers["urgency"] == "urgent" {
		keys = append(keys, "phone")
	}
	return keys
}

func (s *sketch) asked() string {
	if s.at != "" {
		return s.at
	}
	for _, k := range s.keys() {
		if _, ok := s.answers[k]; !ok {
			return k
		}
	}
	return "send"
}

func (s *sketch) forget(key string) {
	delete(s.answers, key)
	s.order = slices.DeleteFunc(s.order, func(k string) bool { return k == key })
	if key == "urgency" {
		s.forgetBranch()
	}
}

func (s *sketch) forgetBranch() {
	if s.answers["urgency"] != "urgent" {
		delete(s.answers, "phone")
		s.order = slices.DeleteFunc(s.order, func(k string) bool { return k == "phone" })
	}
}

func (s *sketch) answer(value string) {
	key := s.asked()
	s.order = append(slices.DeleteFunc(s.order, func(k string) bool { return k == key }), key)
	s.answers[key], s.at, s.back = value, "", false
	s.forgetBranch()
}

func (s *sketch) stepBack() {
	switch key := s.asked(); {
	case s.back:
		s.forget(key)
		s.at, s.back = key, false
		if len(s.order) == 0 {
			return
		}
	case s.at != "" && s.answers[s.at] != "":
		s.at = ""
		return
	}
	if len(s.order) == 0 {
		return
	}
	key := s.order[len(s.order)-1]
	if s.at = key; key == "photos" {
		s.back = true
		return
	}
	s.forget(key)
}

// The engine and the sketch agree on what is asked and what is submitted,
// whatever is answered, taken back and changed in between, with interruptions,
// silences and wrong answers that must change nothing.
func TestEngineAgreesWithTheSketch(t *testing.T) {
	first, last := uint64(1), uint64(*talks)
	if *seed != 0 {
		first, last = *seed, *seed
	}
	for n := first; n <= last; n++ {
		sketchTalk(t, n)
	}
}

func sketchTalk(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 2))
	w, s := newWorld(t)
	var trace []string
	fail := func(format string, args ...any) {
		t.Helper()
		t.Fatalf("seed %d: %s\n%s", seed, fmt.Sprintf(format, args...), strings.Join(trace, "\n"))
	}
	send := func(m bot.Message) {
		t.Helper()
		turn, err := s.Send(m)
		trace = append(trace, m.Text+m.MediaID+" →\n"+flowtest.Show(turn))
		if err != nil {
			fail("%v", err)
		}
	}
	text := func(said string) { t.Helper(); send(bot.Message{Kind: bot.Text, Text: said}) }
	pass := func(d time.Duration) {
		if _, err := s.Pass(d); err != nil {
			fail("%v", err)
		}
	}
	photo := 0
	shoot := func() (media string) {
		for range 1 + r.IntN(3) {
			photo++
			media += fmt.Sprintf("p%d ", photo)
			send(bot.Message{Kind: bot.Image, MediaID: fmt.Sprintf("p%d", photo)})
			pass(time.Second)
		}
		pass(10 * time.Second)
		return media
	}
	k := &sketch{answers: map[string]string{}}
	labels := map[string]string{"calm": "不急", "soon": "较急", "urgent": "很急"}
	text("上报隐患")
	for range 60 {
		pass(time.Duration(30+r.IntN(60)) * time.Second)
		asked := k.asked()
		switch act := r.IntN(20); {
		case act < 11 && asked == "photos":
			k.answer(shoot())
		case act < 11 && asked == "where":
			place := []string{"东门外花坛", "西门传达室", "北边停车场"}[r.IntN(3)]
			text(place)
			k.answer(place)
		case act < 11 && asked == "what":
			what := fmt.Sprintf("第%d处堆了杂物", r.IntN(100))
			text(what)
			k.answer(what)
		case act < 11 && asked == "urgency":
			id := []string{"calm", "soon", "urgent"}[r.IntN(3)]
			text(labels[id])
			k.answer(id)
		case act < 11 && asked == "phone":
			text("13900000001")
			k.answer("13900000001")
		case act < 14 && len(k.order) > 0:
			key := k.order[r.IntN(len(k.order))]
			text(fmt.Sprintf("改%d", slices.Index(k.keys(), key)+1))
			if k.at, k.back = key, k.back && key == asked; key == asked {
				continue
			}
		case act < 16:
			text("上一步")
			k.stepBack()
		case act == 16 && asked != "where" && asked != "what":
			text("！！")
		case act == 17:
			text("走访")
			text("昨天")
			text("取消")
		case act == 18:
			pass(time.Hour)
			text("在吗")
			text("继续")
		case act == 19 && asked == "send":
			text("提交")
			k.check(w, fail)
			return
		}
		var body struct{ Open []struct{ At string } }
		if err := json.Unmarshal(s.Sessions["wang"].Body, &body); err != nil || len(body.Open) != 1 {
			fail("session %s, %v", s.Sessions["wang"].Body, err)
		}
		if got := body.Open[0].At; got != k.asked() {
			fail("asks %s, the sketch %s %+v", got, k.asked(), *k)
		}
	}
}

// check compares what was submitted.
func (s *sketch) check(w *world, fail func(string, ...any)) {
	if len(w.order) != 1 {
		fail("submitted %v", w.order)
	}
	var got report
	if err := json.Unmarshal([]byte(w.submitted[w.order[0]]), &got); err != nil {
		fail("%v", err)
	}
	media := ""
	for _, p := range got.Photos {
		media += p.Media + " "
	}
	all := map[string]string{"photos": media, "where": got.Where.Name, "what": got.What, "urgency": string(got.Urgency)}
	if got.Phone != "" {
		all["phone"] = got.Phone
	}
	if diff := cmp.Diff(s.answers, all); diff != "" {
		fail("the sketch (-) and what was submitted (+) differ:\n%s", diff)
	}
}
