package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type jointLookBackDraft struct {
	Joint string                `json:"joint"`
	Found []flow.ItemAnswer     `json:"found,omitempty"`
	More  map[string]*itemDraft `json:"more,omitempty"` // by line: what is asked about one that does not hold
}

// jointLookBack goes through what was found last time (JI-07).
func (v *visit) jointLookBack() flow.Flow[jointLookBackDraft] {
	return flow.Flow[jointLookBackDraft]{
		Name: flowJointLookBack, Version: 1, Says: []string{"回头看"}, Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (d jointLookBackDraft, err error) {
			if d.Joint, err = v.jointOf(ctx, c); err != nil {
				return d, err
			}
			j, _, err := v.Joint(ctx, d.Joint, c.Who)
			if err == nil && !j.LookedBack.IsZero() {
				return d, safety.Refuse("上季度的问题已经回头看过了，共 %d 条。", len(j.LookBack))
			}
			return d, err
		},
		Ask: v.askLookBack, Submit: v.submitLookBack,
	}
}

func (v *visit) askLookBack(d *jointLookBackDraft) []flow.Question {
	list, err := v.LastFindings(v.ctx, d.Joint, v.who)
	if err != nil {
		if _, no := err.(*safety.Refusal); !no {
			v.failed = err
		}
		return nil
	}
	if len(list) == 0 {
		return []flow.Question{flow.Confirm("send", "上季度联合检查没有留下问题，记一笔“回头看过”")}
	}
	lines := make([]flow.Item, len(list))
	for i, l := range list {
		lines[i] = flow.Item{ID: fmt.Sprint(i), Text: clip(l.Text+numberIn(l.No)+"，现在"+l.Now, 60)}
	}
	prompt := fmt.Sprintf("上季度发现的 %d 条，改好的还保持着吗？都保持着回“全部正常”；没保持的回“除2外正常”；看不了的回“3不适用”。", len(list))
	qs := []flow.Question{flow.Items("items", prompt, &d.Found, lines).Label("回头看")}
	if d.More == nil {
		d.More = map[string]*itemDraft{}
	}
	for i, a := range d.Found {
		if i >= len(list) || a.Found == flow.Pass || a.Found == "" {
			continue
		}
		if d.More[a.Item] == nil {
			d.More[a.Item] = &itemDraft{}
		}
		m := d.More[a.Item]
		title := fmt.Sprintf("第 %d 条“%s”", i+1, clip(list[i].Text, 30))
		qs = append(qs, flow.Text("note-"+a.Item, title+"现在怎么样？", &m.Note, 2, 200).Label(fmt.Sprintf("第%d条", i+1)).Hint("楼道又堆了纸箱"))
		if a.Found == flow.Fail && list[i].No != "" {
			qs = append(qs, flow.Photos("photos-"+a.Item, title+"请拍一张现在的照片，没有就发“跳过”。", &m.Before, 1, 9).OrSkip().Label(fmt.Sprintf("第%d条照片", i+1)).Pending(v.fetching(&m.Before)))
		}
	}
	return append(qs, flow.Confirm("send", fmt.Sprintf("上季度 %d 条问题回头看", len(list))))
}

func numberIn(no string) string {
	if no == "" {
		return ""
	}
	return "（" + no + "）"
}

func (v *visit) submitLookBack(ctx context.Context, c flow.Case, d jointLookBackDraft) (string, error) {
	list, err := v.LastFindings(ctx, d.Joint, c.Who)
	if err != nil {
		return "", err
	}
	var answers []safety.Finding
	for i, l := range list {
		f := safety.Finding{Item: l.Subject}
		if i < len(d.Found) {
			f.Answer = safety.Answer(d.Found[i].Found)
			if m := d.More[d.Found[i].Item]; m != nil && f.Answer != safety.Pass {
				f.Note, f.Before = m.Note, media(m.Before)
			}
		}
		answers = append(answers, f)
	}
	j, err := v.LookBackAt(ctx, c.ID, d.Joint, c.Who, answers)
	if err != nil {
		return "", err
	}
	said := fmt.Sprintf("上季度 %d 条问题都看过了，写进记录。", len(j.LookBack))
	for _, l := range j.LookBack {
		if l.Hazard != "" {
			said += "\n" + l.No + " 又出现了，重新登记为 " + l.Hazard + "。"
		}
	}
	return said, nil
}
