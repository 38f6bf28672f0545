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
			return fmt.Sprintf("%s 已报改好，谢谢您！会在%s前安排复查，结果会告诉您。", h.No, safety.Moment(v.Policy.ReviewBy(h), v.Now)), nil
		},
	}
}

// acknowledgeFirst lets somebody who has put a hazard right without confirming
// the notice go on: pressing 改好了 confirms it too.
func (v *visit) acknowledgeFirst(ctx context.Context, c flow.Case) error {
	h, err := v.about(ctx, c, safety.Acknowledge)
	if err != nil || !v.roster.ActsFor(c.Who, h.Party, v.Now) {
		return nil // the claim itself says what is wrong
	}
	_, err = v.Do(ctx, h.No, safety.Acknowledge, c.Who, safety.Given{})
	return err
}

type signDraft struct {
	No     string       `json:"no"`
	What   string       `json:"what"`
	Photos []flow.Photo `json:"photos,omitempty"`
}

// sign acknowledges for a party who cannot do so in chat, after the paper notice
// was shown and signed (domain.md 6.3 acknowledge).
func (v *visit) sign() flow.Flow[signDraft] {
	return flow.Flow[signDraft]{
		Name: flowSign, Version: 1, Title: "代签收", Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (signDraft, error) {
			h, err := v.about(ctx, c, safety.Acknowledge)
			if err != nil {
				return signDraft{}, err
			}
			return signDraft{No: h.No, What: h.What}, nil
		},
		Ask: func(d *signDraft) []flow.Question {
			return []flow.Question{
				flow.Photos("photos", "请拍签过字的整改通知书，拍完发“完成”。"+quoted(d.No, d.What), &d.Photos, 1, 9).Label("签收照片").Pending(v.fetching(&d.Photos)),
				flow.Confirm("send", d.No+" 已送达签收"),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d signDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.Acknowledge, c.Who, safety.Given{Photos: media(d.Photos)})
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 已签收，期限%s。对方改好后，发“查 %s”点“改好了”代为报告。", h.No, v.Policy.By(h, v.Now), h.No), nil
		},
	}
}
