package wecomsim

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"
)

type fakeDesk struct {
	mu  sync.Mutex
	ps  []pagePerson
	ph  map[string]*fakePhone
	med map[string][]byte
	t   time.Time
	lines []LogLine
}
type fakePhone struct {
	d   *fakeDesk
	rev uint64
	ms  []pageShown
}

func (d *fakeDesk) appName() string      { return "网格安全员" }
func (d *fakeDesk) now() time.Time       { d.mu.Lock(); defer d.mu.Unlock(); return d.t }
func (d *fakeDesk) people() []pagePerson { return d.ps }
func (d *fakeDesk) addPerson(p pagePerson) error {
	d.ps = append(d.ps, p); d.ph[p.ID] = &fakePhone{d: d}
	return nil
}
func (d *fakeDesk) menu() []pageEntry {
	return []pageEntry{{Type: "click", Name: "我的任务", Key: "tasks"}, {Name: "上报隐患", Sub: []pageEntry{{Type: "pic_photo_or_album", Name: "拍照上报", Key: "photo"}, {Type: "location_select", Name: "发送位置", Key: "loc"}, {Type: "click", Name: "文字上报", Key: "text"}}}, {Name: "台账", Sub: []pageEntry{{Type: "click", Name: "统计", Key: "stat"}, {Type: "view", Name: "隐患台账", URL: "https://bot.example.invalid/"}}}}
}
func (d *fakeDesk) phone(u string) (handset, bool) { p, ok := d.ph[u]; return p, ok }
func (d *fakeDesk) media(id string) ([]byte, bool) {
	if s := SampleNamed(id); s != nil { return s.JPEG(), true }
	b, ok := d.med[id]
	return b, ok
}
func (p *fakePhone) revision() uint64 { p.d.mu.Lock(); defer p.d.mu.Unlock(); return p.rev }
func (p *fakePhone) shown() []pageShown { p.d.mu.Lock(); defer p.d.mu.Unlock(); return append([]pageShown(nil), p.ms...) }
func (p *fakePhone) add(m pageShown) {
	p.d.mu.Lock(); defer p.d.mu.Unlock()
	m.ID = fmt.Sprint(len(p.ms) + 1)
	if m.At == 0 { m.At = p.d.t.UnixMilli() }
	p.ms = append(p.ms, m); p.rev++
}
func (p *fakePhone) say(text string) error { p.add(pageShown{From: "me", Kind: "text", Text: text}); p.add(pageShown{From: "bot", Kind: "text", Text: "收到：" + text}); return nil }
func (p *fakePhone) openChat() error { return nil }
func (p *fakePhone) clickMenu(k string) error { p.add(pageShown{From: "bot", Kind: "text", Text: "菜单 " + k}); return nil }
func (p *fakePhone) sendPhotos(m string, pics [][]byte) error {
	for _, b := range pics { id := fmt.Sprint("m", len(p.d.med)); p.d.med[id] = b; p.add(pageShown{From: "me", Kind: "image", Media: id}) }
	return nil
}
func (p *fakePhone) sendLocation(m string, lat, lon float64, l string) error { p.add(pageShown{From: "me", Kind: "location", Lat: lat, Lon: lon, Label: l}); return nil }
func (p *fakePhone) sendVoice() error { p.add(pageShown{From: "me", Kind: "voice"}); return nil }
func (p *fakePhone) tap(show, key string, sel map[string][]string) error {
	p.d.mu.Lock(); defer p.d.mu.Unlock()
	for i := range p.ms { if p.ms[i].ID == show {
		var c map[string]any; json.Unmarshal(p.ms[i].Card, &c); c["replace_text"] = "已" + key + fmt.Sprint(sel); p.ms[i].Card, _ = json.Marshal(c)
	}}
	p.rev++
	return nil
}

func raw(s string) json.RawMessage { var v any; if err := json.Unmarshal([]byte(s), &v); err != nil { panic(err) }; return json.RawMessage(s) }

func fakeServer(addr string) (*fakeDesk, *http.Server) {
	sh, _ := time.LoadLocation("Asia/Shanghai")
	d := &fakeDesk{ph: map[string]*fakePhone{}, med: map[string][]byte{}, t: time.Date(2026, 3, 2, 9, 12, 0, 0, sh)}
	for _, p := range []pagePerson{{"wang_yz", "王德顺", "3号院楼院长"}, {"li_zy", "李秀兰", "3号院志愿者"}, {"zhou_aq", "周明远", "向阳社区安全员"}, {"chen_jd", "陈志强", "街道分管领导"}, {"zhao_x", "赵小月", "5号院楼院长"}} {
		d.ps = append(d.ps, p); d.ph[p.ID] = &fakePhone{d: d}
	}
	y := d.t.Add(-16 * time.Hour).UnixMilli()
	m := d.t.Add(-12 * time.Minute).UnixMilli()
	w := d.ph["wang_yz"]
	w.add(pageShown{From: "bot", At: y, Kind: "text", Text: "王院长好，我是网格安全员。\n随时发照片或一句话，就能上报隐患。<a href=\"https://bot.example.invalid/help\">怎么用</a>"})
	w.add(pageShown{From: "bot", At: m, Kind: "card", Card: raw(`{"card_type":"button_interaction","task_id":"t1","source":{"desc":"每日巡查","desc_color":0},"action_menu":{"desc":"更多操作","action_list":[{"text":"转交他人","key":"fwd"},{"text":"今天不便","key":"no"}]},"main_title":{"title":"今日巡查：3号院","desc":"请在今天 18:00 前完成，共 12 项"},"horizontal_content_list":[{"keyname":"网格","value":"向阳社区 3号院"},{"keyname":"重点","value":"消防通道、电动车"},{"keyname":"负责人","type":3,"userid":"wang_yz"}],"button_list":[{"text":"全部正常","style":1,"key":"ok"},{"text":"逐项检查","style":2,"key":"each"},{"text":"发现隐患","style":3,"key":"found"},{"text":"稍后提醒","style":4,"key":"later"}]}`)})
	w.add(pageShown{From: "me", At: m + 60000, Kind: "image", Media: "corridor-cluttered"})
	w.add(pageShown{From: "me", At: m + 61000, Kind: "image", Media: "stairwell-ebike"})
	w.add(pageShown{From: "me", At: m + 65000, Kind: "text", Text: "2单元楼道堆了很多纸箱，还有电动车充电"})
	w.add(pageShown{From: "me", At: m + 66000, Kind: "location", Lat: 31.230416, Lon: 121.473701, Label: "向阳路18弄3号院"})
	w.add(pageShown{From: "bot", At: m + 70000, Kind: "card", Card: raw(`{"card_type":"multiple_interaction","task_id":"t2","source":{"desc":"上报隐患","desc_color":2},"main_title":{"title":"补充两项就好","desc":"选完点提交"},"select_list":[{"question_key":"sev","title":"有多急","option_list":[{"id":"1","text":"一般"},{"id":"2","text":"较重"},{"id":"3","text":"重大，马上处理"}],"selected_id":"2"},{"question_key":"cat","title":"类别","option_list":[{"id":"a","text":"消防通道"},{"id":"b","text":"电动自行车"}]}],"submit_button":{"text":"提交","key":"send"}}`)})
	l := d.ph["li_zy"]
	l.add(pageShown{From: "bot", At: m, Kind: "card", Card: raw(`{"card_type":"vote_interaction","task_id":"t3","source":{"desc":"周检查（3/12）"},"main_title":{"title":"灭火器","desc":"不合格的项目勾选后提交，可多选"},"checkbox":{"question_key":"q","mode":1,"option_list":[{"id":"a","text":"压力在绿区","is_checked":true},{"id":"b","text":"铅封完好"},{"id":"c","text":"在有效期内","is_checked":true},{"id":"d","text":"前方无遮挡"}]},"submit_button":{"text":"提交","key":"vote"}}`)})
	l.add(pageShown{From: "me", At: m + 5000, Kind: "voice"})
	l.add(pageShown{From: "bot", At: m + 6000, Kind: "markdown", Text: "## 本周小结\n**3号院** 完成 <font color=\"info\">12/12</font>\n> 未整改隐患：<font color=\"warning\">2</font> 件\n详情见 [台账](https://bot.example.invalid/h/) `HB-0012`\n<font color=\"comment\">数据截至 09:00</font>"})
	l.add(pageShown{From: "bot", At: m + 8000, Kind: "textcard", Body: raw(`{"title":"隐患复查","description":"<div class=\"gray\">2026-03-02</div><div class=\"normal\">3 号楼消防通道</div><div class=\"highlight\">今天到期</div>","url":"https://bot.example.invalid/h/HB-0012","btntxt":"去处理"}`)})
	l.add(pageShown{From: "bot", At: m + 9000, Kind: "card", Card: raw(`{"card_type":"vote_interaction","task_id":"t4","main_title":{"title":"现场情况如何？"},"checkbox":{"question_key":"q2","mode":0,"disable":true,"option_list":[{"id":"a","text":"已整改","is_checked":true},{"id":"b","text":"没有整改"}]},"submit_button":{"text":"提交","key":"vote2"},"replace_text":"已提交"}`)})
	z := d.ph["zhou_aq"]
	z.add(pageShown{From: "bot", At: m, Kind: "card", Card: raw(`{"card_type":"text_notice","source":{"desc":"升级提醒","desc_color":2},"main_title":{"title":"重大隐患 2 小时未受理","desc":"向阳社区 · 3号院"},"emphasis_content":{"title":"02:00","desc":"已超时"},"sub_title_text":"消防车道被占，救援车辆无法进入。","horizontal_content_list":[{"keyname":"编号","value":"HB-0012"},{"keyname":"上报人","value":"王德顺"},{"keyname":"附件","value":"现场记录.pdf","type":2,"media_id":"x"},{"keyname":"台账","value":"点此查看","type":1,"url":"https://bot.example.invalid/"}],"jump_list":[{"type":1,"url":"https://bot.example.invalid/a","title":"查看现场照片"},{"type":1,"url":"https://bot.example.invalid/b","title":"联系物业"}],"card_action":{"type":1,"url":"https://bot.example.invalid/h/HB-0012"}}`)})
	z.add(pageShown{From: "bot", At: m + 2000, Kind: "card", Card: raw(`{"card_type":"news_notice","source":{"desc":"现场照片","desc_color":1},"main_title":{"title":"楼道堆物（HB-0012）","desc":"王德顺 09:01 上报"},"card_image":{"url":"/sim/page/samples/corridor-cluttered","aspect_ratio":1.8},"image_text_area":{"type":1,"url":"https://bot.example.invalid/","title":"同处的另一张","desc":"电动车停放充电","image_url":"/sim/page/samples/stairwell-ebike"},"vertical_content_list":[{"title":"堆放纸箱约 6 个","desc":"影响疏散宽度"}],"quote_area":{"title":"现场说明","quote_text":"2单元楼道堆了很多纸箱，还有电动车充电"},"card_action":{"type":1,"url":"https://bot.example.invalid/p/1"}}`)})
	z.add(pageShown{From: "bot", At: m + 3000, Kind: "card", Card: raw(`{"card_type":"button_interaction","task_id":"t9","source":{"desc":"隐患台账","desc_color":3},"main_title":{"title":"整改到期：3 号楼消防通道","desc":"期限 03-02 18:00"},"quote_area":{"title":"整改要求","quote_text":"清空通道，张贴标识"},"button_selection":{"question_key":"res","title":"结果","option_list":[{"id":"fixed","text":"已整改"},{"id":"delay","text":"申请延期"}],"selected_id":"delay"},"button_list":[{"text":"提交","style":1,"key":"rectify_done"},{"text":"查看","style":2,"type":1,"url":"https://bot.example.invalid/h"}]}`)})
	c := d.ph["chen_jd"]
	c.add(pageShown{From: "bot", At: m, Kind: "news", Body: raw(`{"articles":[{"title":"本月安全通报：三处消防通道已打通","description":"向阳社区整改率 96%","url":"https://bot.example.invalid/n","picurl":"/sim/page/samples/courtyard"},{"title":"电动车集中充电点启用","url":"https://bot.example.invalid/n2","picurl":"/sim/page/samples/stairwell-free"},{"title":"沿街门店巡查","url":"https://bot.example.invalid/n3","picurl":"https://img.example.invalid/1.jpg"}]}`)})
	c.add(pageShown{From: "bot", At: m + 1000, Kind: "file", Name: "2026年3月隐患台账.xlsx", Text: "36 KB", Media: "x"})
	c.add(pageShown{From: "bot", At: m + 1500, Kind: "text", Recalled: true})
	c.add(pageShown{From: "bot", At: m + 2000, Kind: "text", Text: "<script>alert(1)</script><img src=x onerror=alert(2)> <a href=\"javascript:alert(3)\">坏链接</a> https://bot.example.invalid/x 好链接"})
	c.add(pageShown{From: "me", At: m + 3000, Kind: "text", Text: "统计"})
	c.add(pageShown{From: "bot", At: m + 4000, Kind: "text", Text: "本周：上报 14 件，整改 11 件，超期 1 件。"})
	for i, x := range [][3]string{{"每日巡查", "给 4 位楼院长发出今日巡查", "计划 09:00，工作日；发送错开 3 分钟"}, {"HB-0012", "登记隐患，通知周明远", "楼道堆物归社区安全员受理"}, {"HB-0012", "升级到陈志强", "重大隐患 2 小时无人受理（阶梯第 2 级）"}, {"李秀兰", "不再提醒", "4 小时内已经提醒过"}} {
		d.lines = append(d.lines, LogLine{ID: int64(i + 1), At: d.t.Add(time.Duration(i-12) * time.Minute), Subject: x[0], Text: x[1], Why: x[2]})
	}
	h := Hooks{Clock: d.now, Advance: func(ctx context.Context, to time.Time) error {
		for i := 0; i < 10; i++ {
			select { case <-ctx.Done(): return ctx.Err(); case <-time.After(60 * time.Millisecond): }
			d.mu.Lock(); d.t = d.t.Add(to.Sub(d.t) / time.Duration(10-i)); d.mu.Unlock()
		}
		d.ph["li_zy"].add(pageShown{From: "bot", Kind: "text", Text: "时间到了"})
		d.ph["chen_jd"].add(pageShown{From: "bot", Kind: "text", Text: "时间到了"})
		return nil
	}, Next: func(context.Context) (time.Time, string, bool) { d.mu.Lock(); defer d.mu.Unlock(); return d.t.Truncate(time.Hour).Add(2 * time.Hour), "升级提醒 HB-0012", true },
		Log: func(_ context.Context, after int64) ([]LogLine, error) { if int(after) >= len(d.lines) { return nil, nil }; return d.lines[after:], nil },
		Places: []Place{{"向阳路18弄3号院", 31.230416, 121.473701}, {"向阳社区服务站", 31.2312, 121.4722}, {"幸福街农贸市场", 31.2288, 121.4761}}}
	p := &page{desk: d, hooks: h}
	srv := &http.Server{Addr: addr, Handler: p.handler()}
	go srv.ListenAndServe()
	return d, srv
}

func TestZZServe(t *testing.T) {
	if os.Getenv("SERVE") == "" { t.Skip() }
	fakeServer("127.0.0.1:8799")
	time.Sleep(time.Hour)
}
