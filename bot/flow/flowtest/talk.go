package flowtest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
)

// A Talker talks at random: mostly sensibly, because it reads what the bot
// shows, and now and then like nobody should.
type Talker struct {
	Says   []string // words that begin the flows and commands, and sensible answers to them
	Places []bot.Message
	Hooks  []string // of the stage, run now and then

	rand         *rand.Rand
	stage        *Stage
	said         []bot.Message
	sent         map[string]bool // media ids
	home         map[string]bool // of them, those last seen in the session
	last         flow.Turn
	before       string // what the bot showed before the last message
	trace        []string
	parked, open int // drafts, after the last message
	cases        map[string]bool
}

// nonsense is what members send that fits nothing.
var nonsense = []string{
	"", " ", "。。。", "？？？", "👍", "[微笑]", "asdf", "0", "99", "-1", "3.5", "1 2 3", "改", "改99", "改 没有这项", "改1 ", "取消取消", "提交提交",
	"除外", "除", "全部", "其余", "正常 3 7 不合格", "3-", "1-99不合格", "二十五不合格", "１２不适用", "<a href=x>y</a>", "%s%d", "null", "{}", "\u0000", "\u202eabc", "哈哈哈", "嗯",
	strings.Repeat("很长", 1500),
}

// always are words that work everywhere, and what people say in passing.
var always = []string{
	"取消", "上一步", "跳过", "完成", "改1", "改2", "改3", "改 1", "继续", "帮助", "状态", "菜单", "恢复", "提交", "你好", "谢谢", "好的", "没有", "是",
}

// Talk sends n messages and checks after each that nothing broke: no error, an
// answer to every word, no case submitted twice, no photo lost in silence, and
// 取消 leads out of every state. The seed is in every failure.
func (k *Talker) Talk(t *testing.T, stage *Stage, seed uint64, n int) {
	t.Helper()
	k.rand, k.stage = rand.New(rand.NewPCG(seed, 1)), stage
	k.sent, k.home, k.cases = map[string]bool{}, map[string]bool{}, map[string]bool{}
	fail := func(format string, args ...any) {
		t.Helper()
		t.Fatalf("seed %d, message %d: %s\n%s", seed, len(k.trace), fmt.Sprintf(format, args...), strings.Join(k.trace[max(0, len(k.trace)-14):], "\n"))
	}
	for range n {
		err := stage.pass(k.pause(), func(turn flow.Turn) {
			k.check(turn, bot.Message{Kind: bot.Wake}, fail)
		})
		if err != nil {
			fail("passing time: %v", err)
		}
		if len(k.Hooks) > 0 && k.rand.IntN(60) == 0 {
			name := k.Hooks[k.rand.IntN(len(k.Hooks))]
			k.trace = append(k.trace, "! "+name)
			stage.Hooks[name]()
		}
		m := k.next()
		turn, err := stage.Send(m)
		if err != nil {
			k.trace = append(k.trace, describe(m))
			fail("handle: %v", err)
		}
		k.check(turn, m, fail)
		if k.rand.IntN(10) == 0 {
			k.leave(fail)
		}
	}
}

// pause is mostly a moment, sometimes long enough for every timer.
func (k *Talker) pause() time.Duration {
	switch r := k.rand.IntN(100); {
	case r < 60:
		return time.Duration(k.rand.IntN(4)) * time.Second
	case r < 90:
		return time.Duration(k.rand.IntN(40)) * time.Second
	case r < 96:
		return time.Duration(k.rand.IntN(90)) * time.Minute
	case r < 99:
		return time.Duration(k.rand.IntN(30)) * time.Hour
	}
	return time.Duration(k.rand.IntN(200)) * time.Hour
}

// next is the next message.
func (k *Talker) next() bot.Message {
	text := func(s string) bot.Message { return bot.Message{Kind: bot.Text, Text: s} }
	pick := func(list []string) string { return list[k.rand.IntN(len(list))] }
	var m bot.Message
	switch r := k.rand.IntN(100); {
	case r < 40 && len(k.offers()) > 0:
		label := pick(k.offers())
		m = text(label)
		if tap, ok := k.stage.Tap(label, false); ok && k.rand.IntN(2) == 0 {
			m = tap
		}
	case r < 55:
		m = text(pick(k.Says))
	case r < 70:
		media := fmt.Sprintf("p%d", len(k.sent)+1)
		if k.rand.IntN(20) == 0 && len(k.sent) > 0 {
			media = fmt.Sprintf("p%d", 1+k.rand.IntN(len(k.sent)))
		}
		m = bot.Message{Kind: bot.Image, MediaID: media}
	case r < 74 && len(k.Places) > 0:
		m = k.Places[k.rand.IntN(len(k.Places))]
	case r < 84:
		m = text(pick(always))
	case r < 88:
		m = text(pick(nonsense))
	case r < 90:
		m = bot.Message{Kind: []bot.Kind{bot.Voice, bot.Video, bot.File, bot.Link, bot.Enter, bot.Menu, bot.Wake}[k.rand.IntN(7)], Text: pick([]string{"", pick(k.Says)})}
	case r < 94 && len(k.said) > 0: // the same again, or long after: taps on old cards
		m = k.said[k.rand.IntN(len(k.said))]
	case r < 97 && len(k.stage.cards) > 0:
		c := k.stage.cards[k.rand.IntN(len(k.stage.cards))]
		if len(c.Buttons) > 0 {
			key := c.Buttons[k.rand.IntN(len(c.Buttons))].Key
			m = bot.Message{Kind: bot.Tapped, Tap: &bot.Tap{Key: key, ResponseCode: "old"}}
			break
		}
		m = text("1")
	default:
		m = text(fmt.Sprint(1 + k.rand.IntN(8)))
	}
	if m.Kind == bot.Image {
		k.sent[m.MediaID] = true
	}
	m.At = time.Time{}
	if k.rand.IntN(30) == 0 { // late on its way
		m.At = k.stage.Now.Add(-time.Duration(k.rand.IntN(120)) * time.Second)
	}
	k.said = append(k.said, m)
	return m
}

// offers are the labels the last replies showed.
func (k *Talker) offers() (labels []string) {
	for _, b := range k.last.Replies {
		if b.Card == nil {
			continue
		}
		for _, x := range b.Card.Buttons {
			labels = append(labels, x.Text)
		}
		if b.Card.Vote != nil {
			for _, o := range b.Card.Vote.Options {
				labels = append(labels, o.Text)
			}
		}
	}
	return labels
}

func (k *Talker) check(turn flow.Turn, m bot.Message, fail func(string, ...any)) {
	k.before = Show(k.last)
	if len(turn.Replies) > 0 {
		k.last = turn
	}
	k.trace = append(k.trace, describe(m)+"\n"+Show(turn))
	said := ""
	for _, b := range turn.Replies {
		said += b.Text
		if b.Card != nil {
			said += b.Card.Desc
			checkCard(*b.Card, fail)
		}
		if len(b.Text) > 2048 {
			fail("a text of %d bytes", len(b.Text))
		}
	}
	if turn.Lost != nil {
		fail("the session could not be read: %v", turn.Lost)
	}
	if m.Kind == bot.Text && len(turn.Replies) == 0 {
		fail("no answer to %q", m.Text)
	}
	if m.Kind == bot.Tapped && len(turn.Replies) == 0 && !turn.Foreign {
		fail("no answer to a tap")
	}
	if turn.Submitted != nil {
		if k.cases[turn.Submitted.ID] {
			fail("case %s submitted twice", turn.Submitted.ID)
		}
		k.cases[turn.Submitted.ID] = true
	}
	k.photos(m, turn, said, fail)
}

// photos checks that a photo is kept, or refused in words.
func (k *Talker) photos(m bot.Message, turn flow.Turn, said string, fail func(string, ...any)) {
	body := string(k.stage.Sessions[k.stage.Member].Body)
	if len(body) > 64<<10 {
		fail("a session of %d bytes", len(body))
	}
	inside := func(media string) bool { return strings.Contains(body, `"media":"`+media+`"`) }
	var s struct {
		Burst  struct{ Extra int }
		Parked []json.RawMessage
		Open   []json.RawMessage
	}
	if err := json.Unmarshal([]byte(body), &s); body != "" && err != nil {
		fail("read session: %v", err)
	}
	// A week is over, there are too many, or a case was ended by a final refusal.
	forgotten := len(s.Parked) < k.parked || k.parked == 5 || len(s.Open) < k.open && len(turn.Replies) > 0
	k.parked, k.open = len(s.Parked), len(s.Open)
	if m.Kind == bot.Image && !inside(m.MediaID) && turn.Submitted == nil {
		if s.Burst.Extra == 0 && len(turn.Replies) == 0 {
			fail("photo %s was lost without a word", m.MediaID)
		}
	}
	replacing := strings.Contains(k.before, "会替换")
	if !forgotten && (m.Kind == bot.Image && !replacing || m.Kind == bot.Wake) {
		for media := range k.home {
			lapsed := !strings.Contains(body, `"open"`)
			if !inside(media) && turn.Submitted == nil && !strings.Contains(said, "没有留下") && !lapsed && !strings.Contains(said, "重新") {
				fail("photo %s vanished while nobody asked for it", media)
			}
		}
	}
	k.home = map[string]bool{}
	for media := range k.sent {
		if inside(media) {
			k.home[media] = true
		}
	}
}

// leave tries 取消 on a copy of the session: it must lead out.
func (k *Talker) leave(fail func(string, ...any)) {
	kept := Memory{}
	for member, s := range k.stage.Sessions {
		kept[member] = s
	}
	serial, cards, now := k.stage.serial, slices.Clone(k.stage.cards), k.stage.Now
	for n := 0; ; n++ {
		var s struct{ Open []json.RawMessage }
		if body := k.stage.Sessions[k.stage.Member].Body; len(body) > 0 {
			if err := json.Unmarshal(body, &s); err != nil {
				fail("read session: %v", err)
			}
		}
		if len(s.Open) == 0 {
			break
		}
		if n > 4 {
			fail("取消 does not lead out")
		}
		if _, err := k.stage.Send(bot.Message{Kind: bot.Text, Text: "取消"}); err != nil {
			fail("取消: %v", err)
		}
	}
	k.stage.Sessions = kept
	k.stage.serial, k.stage.cards, k.stage.Now = serial, cards, now
}

// checkCard holds a card against the platform's hard limits (wecom-api.md 4.6).
func checkCard(c bot.Card, fail func(string, ...any)) {
	keys := map[string]bool{}
	for _, b := range c.Buttons {
		if b.Key == "" || len(b.Key) > 1024 || keys[b.Key] {
			fail("card %q: bad or repeated key %q", c.Title, b.Key)
		}
		keys[b.Key] = true
	}
	if len(c.Buttons) > 6 || len(c.Fields) > 6 || c.Vote != nil && (len(c.Vote.Options) > 20 || len(c.Vote.Options) == 0) {
		fail("card %q: too many parts", c.Title)
	}
	if len([]rune(c.Title)) > 36 || len([]rune(c.Desc)) > 160 || c.Title == "" {
		fail("card %q / %q: too long", c.Title, c.Desc)
	}
}

func describe(m bot.Message) string {
	switch {
	case m.Tap != nil:
		return "王院长> [按键 " + m.Tap.Key + "]"
	case m.Kind == bot.Text:
		return "王院长> " + m.Text
	}
	return fmt.Sprintf("王院长> [%s %s%s]", m.Kind, m.MediaID, m.Text)
}
