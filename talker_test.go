package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gridwarden/bot/wecomsim"
	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

var (
	crowdTurns = flag.Int("crowd-turns", 2500, "turns of the random talk of a whole street")
	crowdSeed  = flag.Uint64("crowd-seed", 0, "let the street talk as a seed gives; 0 draws one")
)

// seedOf is a seed that is given, or one drawn.
func seedOf(given uint64) uint64 {
	if given != 0 {
		return given
	}
	return rand.Uint64()
}

// stranger has a phone and is in no roster.
const stranger = "wt_nobody"

// cast is who talks; the more often somebody stands here, the more he talks.
var cast = []string{
	testdata.CourtyardLead, testdata.CourtyardLead, testdata.Volunteer, testdata.Volunteer, testdata.Volunteer,
	testdata.SafetyOfficer, testdata.SafetyOfficer, testdata.SafetyOfficer, testdata.SecondOfficer, testdata.SecondOfficer,
	testdata.ShopOwner, testdata.ShopOwner, testdata.SafetyOfficeHead, testdata.StreetDeputyLead, testdata.StreetPrincipal, testdata.CommunityHead, stranger,
}

// Nobody can talk the program out of its promises: members who answer sensibly
// most of the time, and else send nonsense, tap old cards and lose patience; a
// platform that repeats, spoils and overtakes callbacks and breaks connections;
// days that pass; and a program that is restarted between any two messages.
func TestAWholeStreetTalkingAtRandomBreaksNoPromise(t *testing.T) {
	seed := seedOf(*crowdSeed)
	t.Logf("seed %d: go test -run WholeStreet -crowd-seed %d -crowd-turns %d", seed, seed, *crowdTurns)
	w := newWorld(t, "2026-09-14 08:55")
	w.sim.AddPerson(wecomsim.Person{UserID: stranger, Name: "路人"})
	for _, f := range []wecomsim.Fault{
		{API: wecomsim.Callbacks, Every: 7, Duplicate: 2}, {API: wecomsim.Callbacks, Every: 31, BadSignature: true},
		{API: wecomsim.Callbacks, Every: 43, Stale: time.Hour}, {API: "message/send", Every: 61, CutAfter: true},
		{API: "message/send", Every: 97, Code: -1}, {API: "media/get", Every: 19, CutBefore: true},
	} {
		w.sim.Faults().Add(f)
	}
	c := &crowd{w: w, rand: rand.New(rand.NewPCG(seed, 1)), heard: map[string]int{}, reported: map[string]map[string]bool{}}
	for !t.Failed() && (c.turns < *crowdTurns || c.turns < 3**crowdTurns && !c.reviewed()) {
		c.visit()
	}
	c.end()
	c.check()
}

// A crowd is the members with what is known of them without looking into the
// program.
type crowd struct {
	w     *world
	rand  *rand.Rand
	turns int
	trace []string

	heard     map[string]int             // member → messages looked at
	reported  map[string]map[string]bool // member → numbers the bot gave to his reports
	numbers   []string                   // of hazards that anybody has read
	callbacks []string                   // ids of what was sent
	pictures  []string                   // media ids
	spoilt    int                        // pictures that are none
}

// reviewed says that somebody has got a hazard through its whole life by now:
// chance may need a little longer for that.
func (c *crowd) reviewed() (yes bool) {
	c.w.read(func(tx *store.Tx) error {
		hs, err := tx.Hazards(c.w.ctx, safety.HazardQuery{States: []safety.State{safety.Closed}, Limit: 1000})
		for _, h := range hs {
			yes = yes || len(h.Reviewers) > 0
		}
		return err
	})
	return yes
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// visit lets one member do a few things in a row, or see to what waits for him.
func (c *crowd) visit() {
	who := pick(c.rand, cast)
	if c.rand.IntN(3) == 0 {
		c.errand(who)
		return
	}
	for range 1 + c.rand.IntN(6) {
		c.turn(who, c.act)
	}
}

// turn lets some time pass, then the member acts and is answered; now and then
// the program is restarted between the two.
func (c *crowd) turn(who string, act func(*wecomsim.Phone) string) {
	c.w.pass(c.pause())
	c.turns++
	did := act(c.w.sim.Phone(who))
	c.trace = append(c.trace, fmt.Sprintf("%s %s: %s", c.w.clock.Now().In(safety.Shanghai).Format("01-02 15:04:05"), who, did))
	if c.rand.IntN(60) == 0 {
		if err := c.w.sim.Idle(c.w.ctx); err != nil { // what was sent is kept, and not answered yet
			c.w.t.Fatal(err)
		}
		c.w.restart()
		c.trace = append(c.trace, "restart")
	}
	c.w.settle()
	c.look()
}

// errand is a member who sees to something that waits for him, patiently, mostly
// to the most urgent.
func (c *crowd) errand(who string) {
	say := func(text string) {
		c.turn(who, func(p *wecomsim.Phone) string {
			c.callbacks = append(c.callbacks, p.Say(text))
			return text
		})
	}
	say("待办")
	waiting := hazardNo.FindAllString(newest(c.w.sim.Phone(who)).Text, -1)
	if len(waiting) == 0 {
		return
	}
	say("查 " + waiting[min(c.rand.IntN(len(waiting)), c.rand.IntN(len(waiting)))])
	for range 10 {
		last := newest(c.w.sim.Phone(who))
		if last.Card == nil && !strings.ContainsAny(last.Text, "？?拍（") || last.Card != nil && last.Card.Replaced != "" {
			return
		}
		c.turn(who, func(p *wecomsim.Phone) string {
			if card := last.Card; card != nil && len(card.Buttons) > 0 {
				id, err := p.Tap(last.ID, card.Buttons[0].Key)
				c.callbacks = append(c.callbacks, id)
				return fmt.Sprintf("[%s] %v", card.Buttons[0].Text, err)
			}
			return c.fit(p, last.Text)
		})
	}
}

// newest is the last message of the bot, a zero one if there is none.
func newest(p *wecomsim.Phone) wecomsim.Shown {
	shown := p.Shown()
	for i := len(shown) - 1; i >= 0; i-- {
		if shown[i].From == wecomsim.FromBot {
			return shown[i]
		}
	}
	return wecomsim.Shown{}
}

// pause is mostly a moment, sometimes long enough for every timer.
func (c *crowd) pause() time.Duration {
	n := time.Duration(1 + c.rand.IntN(60))
	switch r := c.rand.IntN(1000); {
	case r < 800:
		return n * time.Second / 6
	case r < 950:
		return n * time.Second
	case r < 990:
		return n * time.Minute
	case r < 997:
		return n * time.Hour / 4
	}
	return n * time.Hour
}

// act does one thing with a phone and says which.
func (c *crowd) act(p *wecomsim.Phone) string {
	text := func(s string) string {
		c.callbacks = append(c.callbacks, p.Say(s))
		return clipped(s)
	}
	switch r := c.rand.IntN(100); {
	case r < 56:
		return c.answer(p)
	case r < 64:
		return c.tapAnything(p)
	case r < 74:
		said := pick(c.rand, orders)
		if strings.HasSuffix(said, " ") {
			said += c.number()
		}
		return text(said)
	case r < 81:
		return text(pick(c.rand, sentences))
	case r < 86:
		return c.photos(p)
	case r < 90:
		return text(pick(c.rand, nonsense))
	case r < 92 && len(c.callbacks) > 0:
		id := pick(c.rand, c.callbacks)
		if err := c.w.sim.Redeliver(id); err != nil {
			return err.Error()
		}
		return "again " + id
	case r < 94:
		p.SendLocation(34.74+c.rand.Float64()/20, 113.6+c.rand.Float64()/20, "")
		return "location"
	case r < 96:
		key := pick(c.rand, []string{"menu_check", "menu_todo", "menu_report", "menu_status", "menu_help", "menu_ledger", "menu_figures", "menu_gone"})
		p.ClickMenu(key)
		return "menu " + key
	case r < 97:
		p.OpenChat()
		return "opens the chat"
	case r < 98:
		p.SendVoice([]byte("#!AMR\nnothing to be heard"), "amr")
		c.recorded(p)
		return "voice"
	case r < 99:
		p.SendVideo(aFilm, []byte("no picture"))
		c.recorded(p)
		return "video"
	}
	return text(fmt.Sprint(1 + c.rand.IntN(9)))
}

// answer does what the newest message asks for: presses a button of its card, or
// says something that fits.
func (c *crowd) answer(p *wecomsim.Phone) string {
	last := newest(p)
	if last.ID == "" {
		return c.photos(p)
	}
	if card := last.Card; card != nil && card.Replaced == "" && c.rand.IntN(5) > 0 {
		if card.Checkbox != nil {
			option := pick(c.rand, card.Checkbox.Options).ID
			id, err := p.Submit(last.ID, map[string][]string{card.Checkbox.QuestionKey: {option}})
			c.callbacks = append(c.callbacks, id)
			return fmt.Sprintf("ticks %s %v", option, err)
		}
		if n := len(card.Buttons); n > 0 {
			b := card.Buttons[min(c.rand.IntN(n), c.rand.IntN(n), c.rand.IntN(n))] // the first is what is meant to be pressed
			id, err := p.Tap(last.ID, b.Key)
			c.callbacks = append(c.callbacks, id)
			return fmt.Sprintf("[%s] %v", b.Text, err)
		}
	}
	return c.fit(p, last.Text)
}

// fit says something that fits to what was asked.
func (c *crowd) fit(p *wecomsim.Phone, asked string) string {
	said := ""
	for _, a := range fitting {
		if strings.Contains(asked, a.asked) {
			if said = pick(c.rand, a.answers); said == "" {
				return c.photos(p)
			}
			break
		}
	}
	switch {
	case said != "":
	case c.rand.IntN(3) == 0:
		said = "待办"
	default:
		said = "查 " + c.number()
	}
	c.callbacks = append(c.callbacks, p.Say(said))
	return said
}

// tapAnything presses any button of any card, however old.
func (c *crowd) tapAnything(p *wecomsim.Phone) string {
	cards := slices.DeleteFunc(p.Shown(), func(s wecomsim.Shown) bool { return s.Card == nil || len(s.Card.Keys()) == 0 })
	if len(cards) == 0 {
		return c.photos(p)
	}
	card := pick(c.rand, cards)
	key := pick(c.rand, card.Card.Keys())
	id, err := p.Tap(card.ID, key)
	c.callbacks = append(c.callbacks, id)
	return fmt.Sprintf("taps %s of %s %v", key, card.ID, err)
}

// photos sends a burst, and mostly says that it is over.
func (c *crowd) photos(p *wecomsim.Phone) string {
	var sent []string
	for range 1 + c.rand.IntN(3) {
		name, picture := "no picture", []byte("GIF89a, or so it says")
		if c.rand.IntN(25) > 0 {
			s := pick(c.rand, wecomsim.Samples())
			name, picture = s.Name, s.JPEG()
		} else {
			c.spoilt++
		}
		sent = append(sent, name)
		c.callbacks = append(c.callbacks, p.SendPhoto(picture))
		shown := p.Shown()
		c.pictures = append(c.pictures, shown[len(shown)-1].MediaID)
	}
	if c.rand.IntN(4) > 0 {
		c.callbacks = append(c.callbacks, p.Say("完成"))
		sent = append(sent, "完成")
	}
	return strings.Join(sent, ", ")
}

// recorded notes what a phone has just sent: it must be kept.
func (c *crowd) recorded(p *wecomsim.Phone) {
	shown := p.Shown()
	c.pictures = append(c.pictures, shown[len(shown)-1].MediaID)
}

// number is that of a hazard somebody has read about, or of none.
func (c *crowd) number() string {
	if len(c.numbers) == 0 || c.rand.IntN(10) == 0 {
		return "YH-2026-09-9999"
	}
	recent := c.numbers[max(0, len(c.numbers)-6):]
	return pick(c.rand, recent)
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 40 {
		return fmt.Sprintf("%q… (%d)", string(r[:40]), len(r))
	}
	return fmt.Sprintf("%q", s)
}

// fitting are answers to what the bot asks, the first that matches; an empty one
// is a photo.
var fitting = []struct {
	asked   string
	answers []string
}{
	{"是同一件吗", []string{"是同一件", "不是，另外报", "1", "2"}},
	{"为什么不受理", []string{"现场查看不属实", "由其他部门管", "恶意上报", "不在本街道"}},
	{"哪一类的事", []string{"噪声扰民", "1", "2"}},
	{"为什么不同意", []string{"纸箱今天还在"}},
	{"在哪里", []string{"梧桐里一号院", "梧桐里一号院3号楼2单元", "来福小炒", "桥头那边", "梧桐里"}},
	{"在哪个楼院", []string{"梧桐里一号院", "来福小炒"}},
	{"发现了什么", []string{"楼道里堆了纸箱和旧家具", "灭火器过期了", "电动车在楼道里充电", "消防车道被堵住了"}},
	{"没拍", []string{"太黑拍不清", "手机没电了"}},
	{"共 24 项", []string{"全部正常", "全部正常", "除7外正常", "除1、7外正常", "其余正常"}},
	{"哪里不合格", []string{"2单元3楼堆了纸箱", "灭火器没有压力"}},
	{"为什么不适用", []string{"本院没有地下室"}},
	{"哪里还没改好", []string{"还剩两个纸箱"}},
	{"现场看到了什么", []string{"确实堆了纸箱，占了一半通道"}},
	{"应该由谁办", []string{"这段楼道归物业管"}},
	{"按期改不好", []string{"配件要从外地发货"}},
	{"外部原因", []string{"要等老旧小区改造"}},
	{"为什么要调", []string{"通道完全堵死"}},
	{"为什么不同意", []string{"材料已经到了，按期能改好"}},
	{"批复的单位", []string{"市应急局批复，同意延到月底"}},
	{"为什么作废", []string{"选错了楼院"}},
	{"告诉上报人", []string{"到现场看过，通道是畅通的", "跳过"}},
	{"整改要求", []string{"清空楼道，保持畅通", "跳过"}},
	{"临时防范", []string{"专人看守，停止充电", "跳过"}},
	{"写责任人", []string{"物业老周"}},
	{"几天内改好", []string{"1", "2", "3"}},
	{"派给谁", []string{"鲍来福", "鲍来福", "鲍来福", "1", "其他人"}},
	{"办得怎么样", []string{"已到场，约好明天清理", "正在清理"}},
	{"换成谁", []string{"1", "1 换人 苗巧云"}},
	{"还在整改", []string{""}},
	{"属于哪一类", []string{"1", "2", "3"}},
	{"拍", []string{"", "", "", "跳过"}},
	{"回“提交”", []string{"提交"}},
	{"编号", []string{"待办", "状态"}},
	{"序号", []string{"1", "2", "3", "1 督办", "2知悉"}},
}

var orders = []string{
	"待办", "状态", "台账", "统计", "帮助", "菜单", "检查", "上报隐患", "取消", "上一步", "跳过", "完成", "提交", "改1", "改2 来福小炒", "恢复", "继续",
	"查 ", "查 ", "查 ", "查 ", "签收 ", "照片 ", "撤回 ", "督办 ", "知悉 ", "1 督办", "1知悉", "督办", "查", "照片", "撤回",
	"转核实 ", "恢复整改 ", "撤销并案 ", "更多 ", "更多",
	"匿名提交", "匿名上报", "紧急", "志愿者", "复核受理 ", "维持不受理 ", "转社区 ",
}

var sentences = []string{
	"楼道里堆了纸箱和旧家具", "3号楼灭火器过期了", "梧桐里一号院", "全部正常", "你好", "谢谢", "好的", "收到", "改好了", "没改好", "合格", "不合格", "不适用",
	"有人在家吗", "一般隐患", "突出隐患", "重大隐患", "当场改好了", "还没有", "着火了！3号楼冒烟", "物业老周", "不用了",
}

// nonsense is what no program should stumble over (promises.md S17).
var nonsense = []string{
	"🔥🔥🧯👍🏽👨‍👩‍👧", strings.Repeat("\n", 1000), strings.Repeat("长", 3000), " ", "\u202e告警统系\u202c", "\u0000\u0007\u200b", "查", "查 ' OR 1=1 --", "查 %_%",
	"begin:accept:\"YH-2026-01-0001\"", "flow:c1:send:!submit", "do:督办 1", "【系统通知】您的隐患已销号", "<xml><Encrypt/></xml>", "]]>", "{{.}}", "=1+1", "１２３", "０", "-1",
	"99999999999999999999", "改99", "改0", "除99外正常", "撤回 YH-2026-01-0001 YH-2026-01-0002", "回访 YH-2026-01-0001 fixed",
}
