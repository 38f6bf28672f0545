package flow_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/bot/flow/flowtest"
)

var update = flag.Bool("update", false, "write what the bot says into the transcripts")

// no is a refusal as the domain makes them.
type no string

func (n no) Error() string    { return string(n) }
func (n no) Sentence() string { return string(n) }

type urgency string

const (
	calm   urgency = "calm"
	soon   urgency = "soon"
	urgent urgency = "urgent"
)

func (u urgency) String() string {
	return map[urgency]string{calm: "不急", soon: "较急", urgent: "很急"}[u]
}

// A report is a complaint about the yard.
type report struct {
	Photos  []flow.Photo  `json:"photos,omitempty"`
	Where   flow.Location `json:"where,omitzero"`
	What    string        `json:"what,omitempty"`
	Urgency urgency       `json:"urgency,omitempty"`
	Phone   string        `json:"phone,omitempty"` // only if very urgent
}

// A check of a yard.
type check struct {
	Items []flow.ItemAnswer `json:"items,omitempty"`
	Place []flow.Photo      `json:"place,omitempty"`
}

var checkItems = []flow.Item{
	{ID: "1", Text: "楼道无堆物"}, {ID: "2", Text: "安全出口畅通"}, {ID: "3", Text: "灭火器在位"}, {ID: "4", Text: "无飞线充电"},
	{ID: "5", Text: "消防车道畅通"}, {ID: "6", Text: "应急照明完好"}, {ID: "7", Text: "电表箱无杂物"}, {ID: "8", Text: "井盖完好"},
}

// A visit uses the remaining kinds of question.
type visit struct {
	Day    time.Time `json:"day,omitzero"`
	People int       `json:"people,omitempty"`
	With   []string  `json:"with,omitempty"`
	Result string    `json:"result,omitempty"`
	Note   string    `json:"note,omitempty"`
	Proof  string    `json:"proof,omitempty"`
}

// The world is what sample flows act on.
type world struct {
	t         *testing.T
	submitted map[string]string // case id → draft
	order     []string
	refuse    error // returned once by the next Submit
	fetching  int   // Pending says yes so many times
	version   int   // of report
	plain     bool
	late      int
	without   string // name of a flow that is not on the desk
}

func (w *world) keep(c flow.Case, d any) error {
	if err := w.refuse; err != nil {
		w.refuse = nil
		return err
	}
	raw, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if was, twice := w.submitted[c.ID]; twice {
		w.t.Errorf("case %s submitted twice: %s, then %s", c.ID, was, raw)
	}
	w.submitted[c.ID] = string(raw)
	w.order = append(w.order, c.ID)
	return nil
}

var places = []flow.Location{
	{Code: "Y1", Name: "幸福小区 3 号楼"}, {Code: "Y2", Name: "幸福小区 5 号楼"}, {Code: "Y3", Name: "和平里 1 号院", Lat: 31.2, Lon: 121.4},
}

func findPlace(_ context.Context, _ flow.Case, said flow.Location) (found []flow.Location, err error) {
	if strings.Contains(said.Name, "外地") {
		return nil, no("这个地方不归我们街道管，请拨 12345")
	}
	for _, p := range places {
		if said.Lat == 0 && strings.Contains(p.Name, said.Name) || said.Lat != 0 && p.Lat != 0 {
			found = append(found, p)
		}
	}
	return found, nil
}

func (w *world) report() flow.Registered {
	f := flow.Flow[report]{
		Name: "report", Version: w.version, Says: []string{"上报隐患", "隐患"}, Idle: 30 * time.Minute,
		Ask: func(r *report) []flow.Question {
			qs := []flow.Question{
				flow.Photos("photos", "请拍隐患照片（1–9 张）", &r.Photos, 1, 9).Anytime().Label("照片").
					Pending(func() bool { w.fetching--; return w.fetching >= 0 }),
				flow.Place("where", "在哪里？发位置，或写楼号、门店名", &r.Where, findPlace).Label("地点"),
				flow.Text("what", "发现了什么？", &r.What, 2, 500).Anytime().Label("情况").Hint("3号楼二层楼道堆了纸箱"),
				flow.Choose("urgency", "有多急？", &r.Urgency, calm, soon, urgent).OrSkip().Label("紧急程度"),
			}
			if r.Urgency == urgent {
				qs = append(qs, flow.Text("phone", "请留一个现场能打通的电话", &r.Phone, 5, 20).Label("电话").
					Check(func(context.Context, flow.Case) error {
						if !strings.HasPrefix(r.Phone, "1") {
							return no("电话要以 1 开头")
						}
						return nil
					}))
			}
			return append(qs, flow.Confirm("send", r.Where.Name+"："+r.What))
		},
		Submit: func(_ context.Context, c flow.Case, r report) (string, error) {
			if err := w.keep(c, r); err != nil {
				return "", err
			}
			if len(r.Photos) == 0 || r.Where.Name == "" || r.What == "" {
				w.t.Errorf("case %s is incomplete: %+v", c.ID, r)
			}
			if (r.Urgency == urgent) != (r.Phone != "") {
				w.t.Errorf("case %s: a stale branch was submitted: %+v", c.ID, r)
			}
			return fmt.Sprintf("已上报，编号 %s。", c.ID), nil
		},
	}
	if w.version == 3 {
		f.Upgrade = func(from int, old json.RawMessage) (report, error) {
			var r report
			if from == 1 {
				return r, errors.New("too old")
			}
			err := json.Unmarshal(old, &r)
			return r, err
		}
	}
	return flow.Register(f)
}

func (w *world) check() flow.Registered {
	return flow.Register(flow.Flow[check]{
		Name: "check", Version: 1, Says: []string{"本周检查", "检查"}, Idle: 2 * time.Hour,
		Ask: func(c *check) []flow.Question {
			qs := []flow.Question{flow.Items("items", "请看一遍下面各项", &c.Items, checkItems).Label("检查项")}
			for i := range c.Items {
				a, n := &c.Items[i], c.Items[i].Item
				switch a.Found {
				case flow.Fail:
					qs = append(qs, flow.Text("note"+n, "第 "+n+" 项哪里不合格？", &a.Note, 2, 200).Label("第"+n+"项问题"),
						flow.Photos("photos"+n, "请拍第 "+n+" 项的照片", &a.Photos, 1, 3).Label("第"+n+"项照片"))
				case flow.NotApplicable:
					qs = append(qs, flow.Text("why"+n, "第 "+n+" 项为什么不适用？", &a.Note, 2, 200).Label("第"+n+"项原因"))
				}
			}
			qs = append(qs, flow.Photos("place", "请拍一张现场照片", &c.Place, 1, 2).Label("现场").
				Check(func(context.Context, flow.Case) error {
					if slices.ContainsFunc(c.Place, func(p flow.Photo) bool { return p.Media == "旧图" }) {
						return no("这张照片以前交过")
					}
					return nil
				}))
			return append(qs, flow.Confirm("send", "本周检查"))
		},
		Submit: func(_ context.Context, c flow.Case, d check) (string, error) {
			for _, a := range d.Items {
				if a.Found == "" || a.Found == flow.Pass && a.Note+fmt.Sprint(len(a.Photos)) != "0" ||
					a.Found == flow.Fail && (a.Note == "" || len(a.Photos) == 0) || a.Found == flow.NotApplicable && len(a.Photos) > 0 {
					w.t.Errorf("case %s: item %+v is incomplete or stale", c.ID, a)
				}
			}
			if len(d.Items) != len(checkItems) || len(d.Place) == 0 {
				w.t.Errorf("case %s is incomplete: %+v", c.ID, d)
			}
			return "检查已提交。", w.keep(c, d)
		},
	})
}

func (w *world) visit() flow.Registered {
	return flow.Register(flow.Flow[visit]{
		Name: "visit", Version: 1, Says: []string{"走访"}, Idle: time.Hour,
		Ask: func(v *visit) []flow.Question {
			qs := []flow.Question{
				flow.Date("day", "哪天去的？", &v.Day).Label("日期").Check(func(_ context.Context, c flow.Case) error {
					if v.Day.After(c.When) {
						return no("走访日期不能在今天之后")
					}
					return nil
				}),
				flow.Number("people", "去了几个人？", &v.People, 1, 50).Label("人数"),
				flow.Several("with", "有哪些部门参加？", &v.With, 1, flow.Option{ID: "police", Label: "派出所"}, flow.Option{ID: "fire", Label: "消防"}, flow.Option{ID: "office", Label: "安监办", Also: []string{"安全办"}}).Label("部门").OrSkip(),
				flow.Pick("result", "结果怎么样？", &v.Result, flow.Option{ID: "ok", Label: "没有发现问题"}, flow.Option{ID: "bad", Label: "发现问题，已当场处理并要求店主写下整改承诺"}).Label("结果"),
			}
			if v.Result == "bad" {
				qs = append(qs, flow.Text("note", "什么问题？", &v.Note, 2, 100).Label("问题"),
					flow.Choose("proof", "有书面承诺吗？", (*yesno)(&v.Proof), "yes", "no").Label("承诺"))
			}
			return append(qs, flow.Confirm("send", "走访记录"))
		},
		Submit: func(_ context.Context, c flow.Case, v visit) (string, error) {
			if v.Day.IsZero() || v.People == 0 || v.Result == "" || (v.Result == "bad") != (v.Note != "" && v.Proof != "") {
				w.t.Errorf("case %s is incomplete or stale: %+v", c.ID, v)
			}
			return "走访已记录。", w.keep(c, v)
		},
	})
}

type yesno string

func (y yesno) String() string { return map[yesno]string{"yes": "有", "no": "没有"}[y] }

// A rename is about one subject, has no confirmation, and is begun by a button.
type rename struct {
	Subject string `json:"subject"`
	Name    string `json:"name,omitempty"`
}

func (w *world) rename() flow.Registered {
	return flow.Register(flow.Flow[rename]{
		Name: "rename", Version: 1, Title: "改名",
		Open: func(_ context.Context, c flow.Case) (r rename, err error) {
			if err := json.Unmarshal(c.Payload, &r.Subject); err != nil {
				return r, no("不知道给谁改名")
			}
			if r.Subject == "closed" {
				return r, no("这家店已经注销，不用改名")
			}
			return r, nil
		},
		Ask: func(r *rename) []flow.Question {
			return []flow.Question{flow.Text("name", r.Subject+"的新名字？", &r.Name, 2, 20).Label("名字")}
		},
		Submit: func(_ context.Context, c flow.Case, r rename) (string, error) {
			return r.Subject + "已改名为“" + r.Name + "”。", w.keep(c, r)
		},
	})
}

func (w *world) desk() *flow.Desk {
	d := &flow.Desk{
		Default: "report", Plain: w.plain, Person: "社区安全员",
		Commands: []flow.Command{
			{Says: []string{"待办"}, Title: "待办", Do: func(context.Context, flow.Case, string) (bot.Body, error) {
				return bot.Body{Card: &bot.Card{Title: "您有 2 件待办", Buttons: []bot.Button{
					{Text: "幸福超市改名", Key: flow.BeginKey("rename", "幸福超市")}, {Text: "查 A-1", Key: flow.DoKey("查", "A-1")}}}}, nil
			}},
			{Says: []string{"查", "查询"}, Takes: "编号", Do: func(_ context.Context, _ flow.Case, rest string) (bot.Body, error) {
				if rest == "" {
					return bot.Body{}, no("要查哪一个？请回“查 编号”")
				}
				return bot.Body{Text: "没有编号 " + rest + " 的隐患。"}, nil
			}},
		},
		Emergency: func(text string) (bot.Body, bool) {
			if strings.Contains(text, "着火") {
				return bot.Body{Text: "请先打 119，疏散人员！"}, true
			}
			return bot.Body{}, false
		},
		Late: func(_ context.Context, m bot.Message, last flow.Finished) (bot.Body, bool, error) {
			if last.Flow != "report" {
				return bot.Body{}, false, nil
			}
			w.late++
			return bot.Body{Text: "要把照片 " + m.MediaID + " 补到 " + last.ID + " 吗？"}, true, nil
		},
	}
	for _, f := range []flow.Registered{w.report(), w.check(), w.visit(), w.rename()} {
		if f.Name() != w.without {
			d.Flows = append(d.Flows, f)
		}
	}
	return d
}

func newWorld(t *testing.T) (*world, *flowtest.Stage) {
	w := &world{t: t, submitted: map[string]string{}, version: 2}
	s := &flowtest.Stage{
		Desk: w.desk, Member: "wang", Now: time.Date(2026, 3, 5, 9, 0, 0, 0, time.FixedZone("", 8*3600)),
		Hooks: map[string]func(){
			"文字版":   func() { w.plain = true },
			"小版本":   func() {},
			"新版可接":  func() { w.version = 3 },
			"新版不可接": func() { w.version = 4 },
			"没有走访":  func() { w.without = "visit" },
			"提交被拒":  func() { w.refuse = no("编号用完了，请明天再报") },
			"提交作废":  func() { w.refuse = flow.Stop(no("这处隐患已经有人处理完了")) },
			"照片取得慢": func() { w.fetching = 3 },
			"看提交":   func() {},
		},
	}
	return w, s
}

func TestTranscripts(t *testing.T) {
	flowtest.Transcripts(t, "testdata/*.txt", *update, func(t *testing.T) *flowtest.Stage {
		_, s := newWorld(t)
		return s
	})
}

func TestSampleDeskHasNoMistakes(t *testing.T) {
	w, _ := newWorld(t)
	if err := w.desk().Check(); err != nil {
		t.Fatal(err)
	}
}
