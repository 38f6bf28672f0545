package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type claimDraft struct {
	No     string       `json:"no"`
	What   string       `json:"what"`
	Before []flow.Photo `json:"before,omitempty"`
	After  []flow.Photo `json:"after,omitempty"`
}

// claim reports a hazard as put right, with a picture that shows it.
func (v *visit) claim() flow.Flow[claimDraft] {
	return flow.Flow[claimDraft]{
		Name: flowClaim, Version: 1, Title: "报告改好", Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (claimDraft, error) {
			if err := v.acknowledgeFirst(ctx, c); err != nil {
				return claimDraft{}, err
			}
			h, err := v.about(ctx, c, safety.ClaimFixed)
			if err != nil {
				return claimDraft{}, err
			}
			d := claimDraft{No: h.No, What: h.What}
			for _, id := range append(h.Photos(safety.Before), h.Photos(safety.AtReview)...) {
				d.Before = append(d.Before, flow.Photo{Media: id})
			}
			return d, nil
		},
		Ask: func(d *claimDraft) []flow.Question {
			return []flow.Question{
				flow.Photos("after", "请到现场拍整改后的照片，拍完发“完成”。"+quoted(d.No, d.What), &d.After, 1, 9).Label("改好后").
					Pending(v.fetching(&d.After)).Check(v.newPhotos(&d.Before, &d.After)),
				flow.Confirm("send", d.No+" 已改好，请复查"),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d claimDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.ClaimFixed, c.Who, safety.Given{Photos: media(d.After)})
			if err != nil {
				return "", done(err)
			}
			limit := v.Policy.Limits[h.Severity].Review
			return fmt.Sprintf("%s 已报改好，谢谢您！会在%s前安排复查，结果会告诉您。", h.No, safety.Moment(limit.From(v.Now, v.Policy.Calendar), v.Now)), nil
		},
	}
}

// acknowledgeFirst lets somebody who has put a hazard right without confirming
// the notice go on: pressing 改好了 confirms it too.
func (v *visit) acknowledgeFirst(ctx context.Context, c flow.Case) error {
	h, err := v.about(ctx, c, safety.Acknowledge)
	if err != nil || h.Party != c.Who {
		return nil // the claim itself says what is wrong
	}
	_, err = v.Do(ctx, h.No, safety.Acknowledge, c.Who, safety.Given{})
	return err
}
