package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type publicityDraft struct {
	Duties []dutyDraft  `json:"duties"`
	Which  string       `json:"which,omitempty"`
	Theme  string       `json:"theme,omitempty"`
	Place  string       `json:"place,omitempty"`
	Form   string       `json:"form,omitempty"`
	Heads  int          `json:"heads,omitempty"`
	Photos []flow.Photo `json:"photos,omitempty"`
	Host   string       `json:"host,omitempty"`
}

// dutyDraft is one publicity event that is owed.
type dutyDraft struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Where string `json:"where"`
}

// publicity enters the record of a publicity event, which ends the duty (OB-24).
func (v *visit) publicity() flow.Flow[publicityDraft] {
	return flow.Flow[publicityDraft]{
		Name: flowPublicity, Version: 1, Says: []string{"宣传", "宣传记录", "登记宣传"}, Title: "宣传", Idle: 2 * time.Hour,
		Open: v.openPublicity, Ask: v.askPublicity, Submit: v.submitPublicity,
	}
}

func (v *visit) openPublicity(ctx context.Context, c flow.Case) (publicityDraft, error) {
	owed, err := v.SoftDuties(ctx, c.Who)
	if err != nil {
		return publicityDraft{}, err
	}
	var wanted string
	if len(c.Payload) > 0 && json.Unmarshal(c.Payload, &wanted) != nil {
		wanted = ""
	}
	var d publicityDraft
	for _, s := range owed {
		if s.ID == wanted || wanted == "" && len(d.Duties) < 8 {
			d.Duties = append(d.Duties, dutyDraft{s.ID, s.Name, v.roster.Where(s.Grid)})
		}
	}
	switch {
	case len(d.Duties) == 0 && wanted != "":
		return d, safety.Refuse("这项宣传已经登记过，或者已取消，不用再登记。")
	case len(d.Duties) == 0:
		return d, safety.Refuse("您现在没有要登记的宣传任务。")
	case len(d.Duties) == 1:
		d.Which = d.Duties[0].ID
	}
	return d, nil
}

func (v *visit) askPublicity(d *publicityDraft) []flow.Question {
	var qs []flow.Question
	if len(d.Duties) > 1 {
		var options []flow.Option
		for _, s := range d.Duties {
			options = append(options, flow.Option{ID: s.ID, Label: clip(s.Where+" "+s.Name, 16)})
		}
		qs = append(qs, flow.Pick("which", "登记哪一次宣传？", &d.Which, options...).Label("哪一次"))
	}
	duty := dutyDraft{}
	for _, s := range d.Duties {
		if s.ID == d.Which {
			duty = s
		}
	}
	if duty.ID == "" {
		return qs
	}
	var forms []flow.Option
	for _, f := range safety.PublicityForms {
		forms = append(forms, flow.Option{ID: f, Label: f})
	}
	return append(qs,
		flow.Text("theme", duty.Where+"：这次宣传讲了什么？就是“"+duty.Name+"”的话发“跳过”。", &d.Theme, 2, 60).OrSkip().Label("主题").Hint("电动车不进楼"),
		flow.Pick("form", "用什么形式？", &d.Form, forms...).Label("形式"),
		flow.Text("place", "在哪里办的？", &d.Place, 2, 60).Label("地点").Hint("小区广场"),
		flow.Number("heads", "有多少人参加？", &d.Heads, 1, 100000).Label("人数").Hint("35"),
		flow.Photos("photos", "请发活动照片，至少一张，发完说“完成”。", &d.Photos, 1, 9).Label("照片").Pending(v.fetching(&d.Photos)),
		flow.Text("host", "谁组织的？您自己就发“跳过”。", &d.Host, 2, 40).OrSkip().Label("组织人").Hint("社区安全员"),
		flow.Confirm("send", "登记宣传："+duty.Name))
}

func (v *visit) submitPublicity(ctx context.Context, c flow.Case, d publicityDraft) (string, error) {
	theme := d.Theme
	for _, s := range d.Duties {
		if s.ID == d.Which && strings.TrimSpace(theme) == "" {
			theme = s.Name
		}
	}
	done, err := v.RecordPublicity(ctx, c.ID, c.Who, d.Which, safety.PublicityEvent{
		Theme: theme, Place: d.Place, Form: d.Form, Headcount: d.Heads, Photos: media(d.Photos), Organiser: d.Host,
	})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("已登记：%s“%s”，%s，%d 人。这项宣传任务完成了，辛苦了！", v.roster.Where(done.Grid), done.Record.Theme, done.Record.Form, done.Record.Headcount), nil
}
