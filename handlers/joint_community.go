package handlers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type jointCommunityDraft struct {
	Joint string             `json:"joint"`
	Grid  string             `json:"grid,omitempty"`
	For   string             `json:"for,omitempty"` // the community that the answers are about
	Found []flow.ItemAnswer  `json:"found,omitempty"`
	Notes map[string]*string `json:"notes,omitempty"`
}

// jointCommunity looks at a community's own work (JI-06).
func (v *visit) jointCommunity() flow.Flow[jointCommunityDraft] {
	return flow.Flow[jointCommunityDraft]{
		Name: flowJointCommunity, Version: 1, Says: []string{"看社区工作", "查社区工作"}, Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (d jointCommunityDraft, err error) {
			if d.Joint, err = v.jointOf(ctx, c); err != nil {
				return d, err
			}
			j, _, err := v.Joint(ctx, d.Joint, c.Who)
			if err == nil && len(j.CommunitiesOf(v.roster)) == 0 {
				return d, safety.Refuse("目标清单是空的，还不知道看哪个社区。先点“目标清单”。")
			}
			return d, err
		},
		Ask: v.askCommunity,
		Submit: func(ctx context.Context, c flow.Case, d jointCommunityDraft) (string, error) {
			var findings []safety.Finding
			wanting := 0
			for i, item := range v.CommunityItems() {
				f := safety.Finding{Item: item.ID, Text: item.Text}
				if i < len(d.Found) {
					f.Answer = safety.Answer(d.Found[i].Found)
				}
				if note := d.Notes[item.ID]; note != nil && f.Answer != safety.Pass {
					f.Note = *note
				}
				if f.Answer == safety.Fail {
					wanting++
				}
				findings = append(findings, f)
			}
			if _, err := v.CheckCommunity(ctx, d.Joint, c.Who, d.Grid, findings); err != nil {
				return "", err
			}
			if wanting == 0 {
				return v.roster.Where(d.Grid) + "的社区工作看过了，五样都有。", nil
			}
			return fmt.Sprintf("%s的社区工作看过了，%d 样要补，写进记录，下季度回头看。", v.roster.Where(d.Grid), wanting), nil
		},
	}
}

func (v *visit) askCommunity(d *jointCommunityDraft) []flow.Question {
	j, ok := v.jointAt(d.Joint)
	if !ok {
		return nil
	}
	var options []flow.Option
	for _, c := range j.CommunitiesOf(v.roster) {
		label := c.Name
		if j.Community(c.Code) != nil {
			label += "（看过）"
		}
		options = append(options, flow.Option{ID: c.Code, Label: clip(label, 16)})
	}
	qs := []flow.Question{flow.Pick("grid", "看哪个社区？", &d.Grid, options...).Label("社区")}
	if d.Grid == "" {
		return qs
	}
	if d.For != d.Grid {
		d.Found, d.Notes, d.For = nil, nil, d.Grid
	}
	if d.Notes == nil {
		d.Notes = map[string]*string{}
	}
	items := v.CommunityItems()
	lines := make([]flow.Item, len(items))
	for i, item := range items {
		lines[i] = flow.Item{ID: item.ID, Text: item.Text, Hint: item.Hint}
	}
	prompt := fmt.Sprintf("%s的社区工作，共 %d 项。都好回“全部正常”；缺哪样回“除2外正常”。%s", v.roster.Where(d.Grid), len(items), v.gaps(d.Grid))
	qs = append(qs, flow.Items("items", prompt, &d.Found, lines).Label("各项"))
	for i, a := range d.Found {
		if i >= len(items) || a.Found == flow.Pass || a.Found == "" {
			continue
		}
		item := items[i]
		if d.Notes[item.ID] == nil {
			d.Notes[item.ID] = new(string)
		}
		qs = append(qs, flow.Text("note-"+item.ID, fmt.Sprintf("第 %d 项“%s”缺什么？", i+1, item.Text), d.Notes[item.ID], 2, 100).Label(fmt.Sprintf("第%d项", i+1)).Hint("志愿者名单还是去年的"))
	}
	return append(qs, flow.Confirm("send", v.roster.Where(d.Grid)+"的社区工作"))
}

// gaps is what the roster already says is wanting there.
func (v *visit) gaps(community string) string {
	spots, err := v.Gaps(v.ctx, community)
	if err != nil {
		v.failed = err
	}
	var lines []string
	for _, s := range spots[:min(len(spots), 3)] {
		lines = append(lines, s.Name+s.Text)
	}
	if len(lines) == 0 {
		return ""
	}
	return "名册里看到：" + strings.Join(lines, "；") + "。"
}
