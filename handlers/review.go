package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type reviewDraft struct {
	No      string       `json:"no"`
	What    string       `json:"what"`
	Picture bool         `json:"picture"` // a picture taken at the review is mandatory
	Reason  string       `json:"reason,omitempty"`
	Photos  []flow.Photo `json:"photos,omitempty"`
	Shown   bool         `json:"shown,omitempty"`   // the public will be sent the picture of the result
	Private bool         `json:"private,omitempty"` // it must not be
}

func (v *visit) openReview(do safety.Action) func(context.Context, flow.Case) (reviewDraft, error) {
	return func(ctx context.Context, c flow.Case) (reviewDraft, error) {
		h, err := v.about(ctx, c, do)
		if err != nil {
			return reviewDraft{}, err
		}
		must := do == safety.ReviewFail || v.ReviewNeedsPhoto(h)
		return reviewDraft{No: h.No, What: h.What, Picture: must, Shown: !h.HeardAt.IsZero() && len(h.Photos(safety.After)) > 0}, nil
	}
}

// pass closes a hazard after a look on the spot.
func (v *visit) pass() flow.Flow[reviewDraft] {
	return flow.Flow[reviewDraft]{
		Name: flowPass, Version: 1, Title: "复查通过", Idle: 2 * time.Hour,
		Open: v.openReview(safety.ReviewPass),
		Ask: func(d *reviewDraft) []flow.Question {
			photo := flow.Photos("photos", "请拍一张复查现场照片，拍完发“完成”。"+quoted(d.No, d.What), &d.Photos, 1, 9).Label("复查照片").Pending(v.fetching(&d.Photos))
			if !d.Picture {
				photo = photo.OrSkip()
			}
			confirm := flow.Confirm("send", d.No+" 复查通过，销号")
			if d.Shown {
				confirm = flow.ConfirmOr("send", d.No+" 复查通过，销号", flow.Option{Label: "不发照片提交", Also: []string{"不发照片", "照片不外发"}},
					"整改后的照片会发给上报人，有人脸、车牌就选“不发照片提交”", &d.Private)
			}
			return []flow.Question{photo, confirm}
		},
		Submit: func(ctx context.Context, c flow.Case, d reviewDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.ReviewPass, c.Who, safety.Given{Photos: media(d.Photos), Private: d.Private})
			if err != nil {
				return "", done(err)
			}
			if h.State != safety.Closed {
				return h.No + " 您的复查已记下。重大隐患要两人复查，等另一位复查通过后销号。", nil
			}
			return fmt.Sprintf("%s 复查通过，已销号，已告诉责任人和上报人。", h.No), nil
		},
	}
}

// fail sends a hazard back to be put right, with a reason and a picture.
func (v *visit) fail() flow.Flow[reviewDraft] {
	return flow.Flow[reviewDraft]{
		Name: flowFail, Version: 1, Title: "复查不通过", Idle: 2 * time.Hour,
		Open: v.openReview(safety.ReviewFail),
		Ask: func(d *reviewDraft) []flow.Question {
			return []flow.Question{
				flow.Text("reason", "哪里还没改好？"+quoted(d.No, d.What), &d.Reason, 2, 200).Label("原因").Hint("还剩两个纸箱没有清走"),
				flow.Photos("photos", "请拍一张现场照片，拍完发“完成”。", &d.Photos, 1, 9).Anytime().Label("复查照片").Pending(v.fetching(&d.Photos)),
				flow.Confirm("send", d.No+" 复查没有通过"),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d reviewDraft) (string, error) {
			h, err := v.Do(ctx, d.No, safety.ReviewFail, c.Who, safety.Given{Reason: d.Reason, Photos: media(d.Photos)})
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("%s 已退回整改，新期限%s，已通知%s。", h.No, v.Policy.By(h, v.Now), party(v.roster, h)), nil
		},
	}
}
