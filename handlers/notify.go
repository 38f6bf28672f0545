package handlers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type notifyDraft struct {
	No       string       `json:"no"`
	What     string       `json:"what"`
	To       string       `json:"to"`
	Means    safety.Means `json:"means,omitempty"`
	Document string       `json:"document,omitempty"`
	Photos   []flow.Photo `json:"photos,omitempty"`
}

// notify records that the police were told of a hazard without handing it over
// (OB-16).
func (v *visit) notify() flow.Flow[notifyDraft] {
	return flow.Flow[notifyDraft]{
		Name: flowNotify, Version: 1, Title: "记通报", Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (notifyDraft, error) {
			h, err := v.ofOfficeAbout(ctx, c, "通报由街道安监办来做。")
			if err != nil {
				return notifyDraft{}, err
			}
			to, _ := v.Policy.Authority(v.Policy.Handing.Notify.To)
			return notifyDraft{No: h.No, What: h.What, To: to.Name}, nil
		},
		Ask: func(d *notifyDraft) []flow.Question {
			qs := []flow.Question{
				flow.Choose("means", "怎么通报"+d.To+"的？通报不移交责任。"+quoted(d.No, d.What), &d.Means, safety.OnPaper, safety.InSystem).Label("方式"),
				flow.Text("document", "通报的文号是多少？没有就跳过，下一步拍照。", &d.Document, 2, 40).OrSkip().Label("文号"),
			}
			if d.Document == "" {
				qs = append(qs, flow.Photos("photos", "请拍一张通报材料，拍完发“完成”。", &d.Photos, 1, 9).Label("照片").Pending(v.fetching(&d.Photos)))
			}
			return append(qs, flow.Confirm("send", "记通报 "+d.No))
		},
		Submit: func(ctx context.Context, c flow.Case, d notifyDraft) (string, error) {
			t, err := v.Notify(ctx, d.No, c.Who, safety.Told{Means: d.Means, Document: d.Document, Photos: media(d.Photos)})
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("已记下通报 %s，送%s。责任还在街道，%s 照样督促整改。", t.No, t.Addressee, d.No), nil
		},
	}
}

// notificationNos begins the numbers of notifications.
const notificationNos = "TB-"

// notified is the number of the hazard that a notification tells of.
func (v *visit) notified(ctx context.Context, no string) (string, error) {
	t, err := v.tx.Notification(ctx, no)
	if errors.Is(err, safety.ErrNotFound) {
		return "", safety.Refuse("没有找到通报“%s”，请再核对一下。", clip(no, 24))
	}
	if err != nil {
		return "", err
	}
	h, err := v.tx.Hazard(ctx, t.Hazard)
	if err != nil {
		return "", err
	}
	return h.No, nil
}

// policeKnow says how the police were told of a hazard, or until when they must be; only
// those who inspect read it.
func (v *visit) policeKnow(ctx context.Context, h *safety.Hazard) (string, error) {
	if !v.inspects() {
		return "", nil
	}
	ts, err := v.tx.Notifications(ctx, safety.NotificationQuery{Hazard: h.ID})
	if err != nil || len(ts) == 0 {
		return "", err
	}
	t := ts[len(ts)-1]
	if t.State == safety.NotificationDue {
		return fmt.Sprintf("通报 %s 待通报%s，%s", t.No, t.Addressee, left(t.Due, v.Now)), nil
	}
	return fmt.Sprintf("通报 %s %s%s，责任仍在街道", t.No, t.State, t.Addressee), nil
}

// officeRecords are the buttons by which the safety office records what is not an
// act on the hazard itself: what the police were told, how a major one is treated.
func (v *visit) officeRecords(h *safety.Hazard) []bot.Button {
	if !v.ofOffice() || !h.State.Open() || h.RegisteredAt.IsZero() {
		return nil
	}
	var buttons []bot.Button
	if h.Place.Site != "" {
		buttons = append(buttons, button("记通报", flowNotify, h, bot.Plain))
	}
	if h.Severity.Rank() >= safety.Major.Rank() {
		buttons = append(buttons, button("记治理方案", flowTreatment, h, bot.Plain), button("记进展", flowProgress, h, bot.Plain), button("记挂牌督办", flowListed, h, bot.Plain))
	}
	return buttons
}
