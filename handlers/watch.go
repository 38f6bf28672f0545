package handlers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// inPlace records by one tap that the precaution at a hazard that was handed over
// is still there.
func (v *visit) inPlace(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	if strings.TrimSpace(no) == "" {
		owed, err := v.WatchOwed(ctx, c.Who)
		if err != nil {
			return bot.Body{}, err
		}
		if len(owed) != 1 {
			return v.whichWatch(owed)
		}
		no = owed[0].Handover
	}
	o, _, err := v.handover(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	if _, err := v.RecordWatch(ctx, o.No, c.Who, true, "", nil); err != nil {
		return bot.Body{}, err
	}
	v.done = "已看护"
	return plain("谢谢，今天的看护已记下。%s还没有回复，明天早上再提醒您。", o.Addressee)
}

// whichWatch asks which look is meant when the member owes none or several.
func (v *visit) whichWatch(owed []*safety.WatchDay) (bot.Body, error) {
	if len(owed) == 0 {
		return plain("您今天没有要看护的移交。")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "今天要看护 %d 处，请带上编号：", len(owed))
	for _, d := range owed {
		fmt.Fprintf(&b, "\n发“%s %s”", wordInPlace, d.Handover)
	}
	return bot.Body{Text: b.String()}, nil
}

type watchDraft struct {
	No     string       `json:"no"`
	What   string       `json:"what"`
	Note   string       `json:"note,omitempty"`
	Photos []flow.Photo `json:"photos,omitempty"`
}

// watchForm records a look with words and pictures: that all is in place, or that
// it is not.
func (v *visit) watchForm(name, title, ask string, inPlace bool) flow.Flow[watchDraft] {
	return flow.Flow[watchDraft]{
		Name: name, Version: 1, Title: title, Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (watchDraft, error) {
			o, h, err := v.handoverNamed(ctx, c)
			if err != nil {
				return watchDraft{}, err
			}
			return watchDraft{No: o.No, What: h.What}, nil // whether a look is owed is seen when it is recorded
		},
		Ask: func(d *watchDraft) []flow.Question {
			note := flow.Text("note", ask+quoted(d.No, d.What), &d.Note, 2, 200).Label("情况")
			photos := flow.Photos("photos", "请拍一张现场照片，拍完发“完成”。", &d.Photos, 1, 9).Anytime().Label("照片").Pending(v.fetching(&d.Photos))
			if inPlace {
				return []flow.Question{photos, flow.Confirm("send", title+" "+d.No)}
			}
			return []flow.Question{note, photos.OrSkip(), flow.Confirm("send", title+" "+d.No)}
		},
		Submit: func(ctx context.Context, c flow.Case, d watchDraft) (string, error) {
			if _, err := v.RecordWatch(ctx, d.No, c.Who, inPlace, d.Note, media(d.Photos)); err != nil {
				return "", done(err)
			}
			if inPlace {
				return "谢谢，今天的看护和照片已记下。", nil
			}
			return fmt.Sprintf("已记下，并告诉了安监办。请先把人员撤开、守住现场（%s）。", d.No), nil
		},
	}
}
