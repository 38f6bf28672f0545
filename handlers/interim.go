package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type interimDraft struct {
	No      string       `json:"no"`
	What    string       `json:"what"`
	Present string       `json:"present,omitempty"`
	Interim string       `json:"interim,omitempty"`
	Photos  []flow.Photo `json:"photos,omitempty"`
}

// interim writes down what keeps people safe until a hazard is put right
// (临时防范措施, domain.md 6.4).
func (v *visit) interim() flow.Flow[interimDraft] {
	return flow.Flow[interimDraft]{
		Name: flowInterim, Version: 1, Title: "临时措施", Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (interimDraft, error) {
			h, err := v.about(ctx, c, safety.SetInterim)
			if err != nil {
				return interimDraft{}, err
			}
			return interimDraft{No: h.No, What: h.What, Present: h.Interim}, nil
		},
		Ask: func(d *interimDraft) []flow.Question {
			prompt := "现在采取什么临时防范措施？" + quoted(d.No, d.What)
			if d.Present != "" {
				prompt += "\n原来的：" + clip(d.Present, 60)
			}
			return []flow.Question{
				flow.Text("interim", prompt, &d.Interim, 2, 200).Label("临时措施").Hint("拉警戒线，专人看守"),
				flow.Photos("photos", "有照片就拍一张，没有发“跳过”。", &d.Photos, 1, 9).OrSkip().Anytime().Label("照片").Pending(v.fetching(&d.Photos)),
				flow.Confirm("send", d.No+" 更新临时措施"),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d interimDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.SetInterim, c.Who, safety.Given{Interim: d.Interim, Photos: media(d.Photos)})
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 的临时措施已记下。期限不变，仍是%s。", h.No, v.Policy.By(h, v.Now)), nil
		},
	}
}
