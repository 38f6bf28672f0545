package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// ofOfficeAbout reads which hazard a flow of the safety office was begun about.
func (v *visit) ofOfficeAbout(ctx context.Context, c flow.Case, no string) (*safety.Hazard, error) {
	if !v.ofOffice() {
		return nil, safety.Refuse("%s", no)
	}
	var ref string
	if err := json.Unmarshal(c.Payload, &ref); err != nil || ref == "" {
		return nil, safety.Refuse("请从卡片上的按钮进入，或先发“查 编号”。")
	}
	h, err := v.tx.Hazard(ctx, ref)
	if errors.Is(err, safety.ErrNotFound) {
		return nil, safety.Refuse("没有找到编号 %s。", ref)
	}
	return h, err
}

const onlyOfficeTreats = "重大隐患的治理情况由街道安监办来记。"

type treatmentDraft struct {
	No   string             `json:"no"`
	What string             `json:"what"`
	Plan map[string]*string `json:"plan"` // by element
}

// treat records the treatment plan of a major hazard, element by element.
func (v *visit) treat() flow.Flow[treatmentDraft] {
	elements := v.Policy.Handing.Treatment.Elements
	return flow.Flow[treatmentDraft]{
		Name: flowTreatment, Version: 1, Title: "记治理方案", Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (treatmentDraft, error) {
			h, err := v.ofOfficeAbout(ctx, c, onlyOfficeTreats)
			if err != nil {
				return treatmentDraft{}, err
			}
			return treatmentDraft{No: h.No, What: h.What}, nil
		},
		Ask: func(d *treatmentDraft) []flow.Question {
			if d.Plan == nil {
				d.Plan = map[string]*string{}
			}
			qs := make([]flow.Question, 0, len(elements)+1)
			for i, e := range elements {
				prompt := fmt.Sprintf("（%d/%d）%s", i+1, len(elements), e.Ask)
				if i == 0 {
					prompt += quoted(d.No, d.What)
				}
				if d.Plan[e.ID] == nil {
					d.Plan[e.ID] = new(string)
				}
				qs = append(qs, flow.Text(e.ID, prompt, d.Plan[e.ID], 2, 200).Label(e.Name).Hint(e.Example))
			}
			return append(qs, flow.Confirm("send", "记治理方案 "+d.No))
		},
		Submit: func(ctx context.Context, c flow.Case, d treatmentDraft) (string, error) {
			plan := map[string]string{}
			for id, text := range d.Plan {
				plan[id] = *text
			}
			t, err := v.PlanTreatment(ctx, d.No, c.Who, plan)
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 治理方案 %d 项已记下。%s", d.No, len(elements), v.nextProgress(t)), nil
		},
	}
}

type progressDraft struct {
	No       string `json:"no"`
	What     string `json:"what"`
	Progress string `json:"progress,omitempty"`
}

// noteProgress notes how the treatment of a major hazard stands.
func (v *visit) noteProgress() flow.Flow[progressDraft] {
	return flow.Flow[progressDraft]{
		Name: flowProgress, Version: 1, Title: "记进展", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (progressDraft, error) {
			h, err := v.ofOfficeAbout(ctx, c, onlyOfficeTreats)
			if err != nil {
				return progressDraft{}, err
			}
			return progressDraft{No: h.No, What: h.What}, nil
		},
		Ask: func(d *progressDraft) []flow.Question {
			return []flow.Question{flow.Text("progress", "有什么新进展？"+quoted(d.No, d.What), &d.Progress, 2, 300).Label("进展").Hint("隔间已拆一半，临时通道已开"), flow.Confirm("send", "记进展 "+d.No)}
		},
		Submit: func(ctx context.Context, c flow.Case, d progressDraft) (string, error) {
			t, err := v.RecordProgress(ctx, d.No, c.Who, d.Progress)
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 第 %d 次进展已记下。%s", d.No, t.ProgressN, v.nextProgress(t)), nil
		},
	}
}

// nextProgress says when the next progress is to be noted.
func (v *visit) nextProgress(t *safety.Treatment) string {
	by := v.Policy.ProgressBy(t)
	if !by.After(v.Now) {
		return "请接着记进展。"
	}
	return fmt.Sprintf("下一次进展%s记，到时候会提醒。", safety.Moment(by, v.Now))
}

type listedDraft struct {
	No       string `json:"no"`
	What     string `json:"what"`
	By       string `json:"by,omitempty"`
	Document string `json:"document,omitempty"`
}

// list notes that a body above the street has put a major hazard under listed
// supervision.
func (v *visit) list() flow.Flow[listedDraft] {
	return flow.Flow[listedDraft]{
		Name: flowListed, Version: 1, Title: "记挂牌督办", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (listedDraft, error) {
			h, err := v.ofOfficeAbout(ctx, c, onlyOfficeTreats)
			if err != nil {
				return listedDraft{}, err
			}
			return listedDraft{No: h.No, What: h.What}, nil
		},
		Ask: func(d *listedDraft) []flow.Question {
			return []flow.Question{
				flow.Text("by", "哪个上级单位决定挂牌督办？"+quoted(d.No, d.What), &d.By, 2, 40).Label("督办单位").Hint("区安委会"),
				flow.Text("document", "文号是多少？", &d.Document, 2, 40).Label("文号"),
				flow.Confirm("send", "记挂牌督办 "+d.No),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d listedDraft) (string, error) {
			if _, err := v.ListSupervision(ctx, d.No, c.Who, d.By, d.Document); err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 已记下由%s挂牌督办（%s）。", d.No, d.By, d.Document), nil
		},
	}
}
