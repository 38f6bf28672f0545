package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// reportDraft is what a member has said so far about a hazard.
type reportDraft struct {
	Photos    []flow.Photo    `json:"photos,omitempty"`
	NoPhoto   string          `json:"no_photo,omitempty"`
	Where     flow.Location   `json:"where,omitzero"`
	What      string          `json:"what,omitempty"`
	Inspector bool            `json:"inspector,omitempty"`
	Severity  safety.Severity `json:"severity,omitempty"`
	Fixed     string          `json:"fixed,omitempty"` // yes, no
	After     []flow.Photo    `json:"after,omitempty"`
	Voices    []flow.Photo    `json:"voices,omitempty"`
	Films     []flow.Photo    `json:"films,omitempty"`
	Anonymous bool            `json:"anonymous,omitempty"`

	known
}

const (
	yes = "yes"
	no  = "no"
)

// report takes a hazard from anybody (domain.md 10.1): what, where, and pictures
// or why there are none. An inspector also says how bad it is, and may have put
// it right already. Somebody who does not want to be known says so at the end.
func (v *visit) report() flow.Flow[reportDraft] {
	f := v.reporting(func(d *reportDraft) flow.Question {
		return flow.ConfirmOr("send", d.summary(), flow.Option{Label: "匿名提交", Also: []string{"匿名", "匿名上报", "不留名", "不要留名"}}, "不想留名就选“匿名提交”", &d.Anonymous)
	}, reportDraft{Inspector: v.inspects()})
	f.Name, f.Says = flowReport, []string{"上报隐患", "上报", "隐患", "我要上报", "报隐患"}
	return f
}

// reportHidden is the same for somebody who begins by asking not to be known.
func (v *visit) reportHidden() flow.Flow[reportDraft] {
	f := v.reporting(func(d *reportDraft) flow.Question { return flow.Confirm("send", "匿名上报 "+d.summary()) }, reportDraft{Anonymous: true})
	f.Name, f.Says = flowReportHidden, []string{"匿名上报", "匿名举报", "匿名", "匿名反映"}
	return f
}

func (d *reportDraft) summary() string { return d.Where.Name + "：" + d.What }

func (v *visit) reporting(confirm func(*reportDraft) flow.Question, begun reportDraft) flow.Flow[reportDraft] {
	return flow.Flow[reportDraft]{
		Version: 1, Idle: 30 * time.Minute,
		Open: func(_ context.Context, c flow.Case) (reportDraft, error) {
			d := begun
			var photo string
			if json.Unmarshal(c.Payload, &photo) == nil && photo != "" {
				d.Photos = []flow.Photo{{Media: photo, At: c.When}}
			}
			return d, nil
		},
		Fill: v.fillKnown,
		Ask: func(d *reportDraft) []flow.Question {
			photos := flow.Photos("photos", "请拍隐患照片，最好一远一近（1–9 张），拍完发“完成”。", &d.Photos, 1, 9).Anytime().
				Label("照片").Pending(v.fetching(&d.Photos)).Filmed(&d.Films)
			if d.Fixed != yes { // what was put right on the spot is shown before and after
				photos = photos.OrSkip()
			}
			qs := []flow.Question{photos}
			if len(d.Photos)+len(d.Films) == 0 && d.Fixed != yes {
				qs = append(qs, flow.Text("no_photo", "没有照片也能报。是什么原因没拍？一句话就行。", &d.NoPhoto, 2, 60).Label("没有照片").Hint("太黑拍不清"))
			}
			qs = append(qs,
				flow.Text("what", "发现了什么？一句话说清楚就行。", &d.What, 2, 500).Spoken(&d.Voices, safety.OnlySpoken).Anytime().Label("情况").Hint("楼道里堆了纸箱和旧家具"),
				flow.Place("where", "在哪里？写楼院、楼号或店名，也可以发位置。", &d.Where, v.find).Anytime().Label("地点").Hint("青桐里3号楼2单元").
					Check(func(context.Context, flow.Case) error { return d.placed() }))
			if qs = append(qs, d.ask()...); d.joins() {
				return qs
			}
			if d.Inspector {
				qs = append(qs, v.severity(d)...)
			}
			return append(qs, confirm(d))
		},
		Submit: v.submitReport,
		After:  v.afterReport,
	}
}

// placed refuses words that name no known place while nobody has said yet what
// is wrong: most likely they do. Afterwards any words will do for a place.
func (d *reportDraft) placed() error {
	if d.Where.Code == "" && d.Where.Lat == 0 && d.What == "" {
		return safety.Refuse("没有找到这个地方。写楼院、楼号或店名，或者发位置。")
	}
	return nil
}

func (v *visit) severity(d *reportDraft) []flow.Question {
	qs := []flow.Question{
		flow.Choose("severity", "有多严重？\n一般：几天内能改好\n突出：堵逃生通道、设施停用、室内充电、住人、燃气\n重大隐患由街道安监办认定，先按突出报。", &d.Severity,
			safety.General, safety.Serious).Label("等级"),
	}
	if len(d.Photos) == 0 { // nothing could show what was put right
		return qs
	}
	qs = append(qs, flow.Pick("fixed", "现在已经当场改好了吗？", &d.Fixed, flow.Option{ID: no, Label: "还没有"}, flow.Option{ID: yes, Label: "当场改好了"}).Label("当场整改"))
	if d.Fixed == yes {
		qs = append(qs, flow.Photos("after", "请拍改好以后的照片。", &d.After, 1, 9).Label("改好后").Pending(v.fetching(&d.After)).Check(v.newPhotos(&d.Photos, &d.After)))
	}
	return qs
}

// inspects says whether what the member reports is registered at once.
func (v *visit) inspects() bool {
	for _, a := range v.roster.Of(v.who, v.Now) {
		if a.Role.Fact().Inspect {
			return true
		}
	}
	return false
}

func (v *visit) submitReport(ctx context.Context, c flow.Case, d reportDraft) (string, error) {
	in := safety.Report{
		Place: v.placeOf(d.Where), What: d.What, NoPhoto: d.NoPhoto, Photos: media(d.Photos), After: media(d.After),
		Voices: media(d.Voices), Films: media(d.Films),
		Severity: d.Severity, Source: safety.FromPatrol, Anonymous: d.Anonymous,
	}
	if d.joins() {
		return v.join(ctx, c, d.Same, in)
	}
	h, err := v.Report(ctx, c.ID, c.Who, in)
	if err != nil {
		return "", err
	}
	switch h.State {
	case safety.Closed:
		return fmt.Sprintf("已登记并当场销号，编号 %s。谢谢您当场解决。", h.No), nil
	case safety.Registered:
		return fmt.Sprintf("已登记，编号 %s（%s），整改期限%s。\n已请社区安全员派发，发“查 %s”看进展。", h.No, h.Severity, v.Policy.By(h, v.Now), h.No), nil
	}
	by, undo := safety.Moment(v.Policy.JudgeBy(h), v.Now), v.Policy.Handling.Void.Own.Words()
	if h.Anonymous() {
		return fmt.Sprintf("收到了，谢谢您！编号 %s。\n没有记您的名字，安监办也看不到是谁报的。%s前答复您，之后每一步照样告诉您。\n报错了，%s内可以撤回。", h.No, by, undo), nil
	}
	return fmt.Sprintf("收到了，谢谢您！编号 %s。\n社区安全员会在%s前答复您，之后每一步都会告诉您。\n%s内再发照片，可以补进这一条；报错了，%s内可以撤回。", h.No, by, v.Policy.Reporting.Talk.Late.Words(), undo), nil
}

// afterReport offers to take back what has just been reported (domain.md 6.3 void).
func (v *visit) afterReport(ctx context.Context, c flow.Case, d reportDraft) ([]bot.Button, error) {
	h, err := v.tx.Hazard(ctx, c.ID)
	switch {
	case errors.Is(err, safety.ErrNotFound):
		return nil, nil // it was something known
	case err != nil:
		return nil, err
	case !h.State.Open():
		return nil, nil
	}
	return []bot.Button{look(h), press("撤回", wordWithdraw, h, bot.Plain)}, nil
}

// late offers to add a picture that comes soon after a report to it; it may just as well be the next hazard (domain.md 10.2).
func (v *visit) late(ctx context.Context, m bot.Message, last flow.Finished) (bot.Body, bool, error) {
	if last.Flow != flowReport && last.Flow != flowReportHidden || m.Kind != bot.Image {
		return bot.Body{}, false, nil
	}
	h, err := v.tx.Hazard(ctx, last.ID)
	if errors.Is(err, safety.ErrNotFound) || err == nil && !h.State.Open() {
		return bot.Body{}, false, nil
	}
	if err != nil {
		return bot.Body{}, false, err
	}
	return bot.Body{Card: &bot.Card{
		Title: "这张照片补进刚才那条吗？", List: true, Desc: h.No + "：“" + clip(h.What, 40) + "”",
		Buttons: []bot.Button{
			{Text: "补进这一条", Key: flow.DoKey(wordAttach, h.No+" "+m.MediaID), Style: bot.Primary},
			{Text: "另报一条", Key: flow.BeginKey(flowReport, m.MediaID), Style: bot.Plain},
		},
	}}, true, nil
}

// attach adds a picture to a report its member has just made.
func (v *visit) attach(ctx context.Context, c flow.Case, rest string) (bot.Body, error) {
	no, photo, _ := strings.Cut(strings.TrimSpace(rest), " ")
	h, err := v.AddPhoto(ctx, no, c.Who, photo)
	if err != nil {
		return bot.Body{}, err
	}
	if h == nil {
		return plain("这一条现在不能再补照片了。可以发“查 %s”看进展。", no)
	}
	v.done = "已补进"
	return plain("照片已补进 %s。", h.No)
}

// find looks up the places a member may mean; those of the member's own grids first.
func (v *visit) find(ctx context.Context, _ flow.Case, said flow.Location) ([]flow.Location, error) {
	found, err := v.FindPlaces(ctx, safety.Place{Label: said.Name, Lat: said.Lat, Lon: said.Lon}, v.who, 6)
	if err != nil {
		return nil, err
	}
	places := make([]flow.Location, 0, len(found))
	for _, o := range found {
		name := o.Name
		if said.Name != "" && strings.HasPrefix(safety.Plain(said.Name), safety.Plain(o.Name)) {
			name = said.Name // "青桐里3号楼2单元" says more than 青桐里
		}
		places = append(places, flow.Location{Code: o.Code(), Name: name, Label: o.Where, Lat: said.Lat, Lon: said.Lon})
	}
	return places, nil
}

// placeOf turns what was said into a place of the domain. A place nobody knows
// belongs to the grid of who reports it, until the officer says otherwise.
func (v *visit) placeOf(l flow.Location) safety.Place {
	p := safety.Place{Label: l.Name, Lat: l.Lat, Lon: l.Lon}
	if p.Label == "" {
		p.Label = l.Label
	}
	kind, code, _ := strings.Cut(l.Code, ":")
	switch site, ok := v.roster.Site(code); {
	case kind == "grid":
		p.Grid = code
	case kind == "site" && ok:
		p.Grid, p.Site = site.Grid, site.Code
	default:
		p.Grid = v.home()
	}
	return p
}

// home is the lowest grid the member belongs to, else the street.
func (v *visit) home() string {
	of := v.roster.Of(v.who, v.Now)
	if len(of) > 0 {
		return of[len(of)-1].Grid
	}
	street, _ := v.roster.Street()
	return street.Code
}
