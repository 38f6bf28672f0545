package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type proposeDraft struct {
	No        string           `json:"no"`
	What      string           `json:"what"`
	Usual     string           `json:"usual"` // the addressee of the routing table
	Criterion safety.Criterion `json:"criterion,omitempty"`
	Reason    string           `json:"reason,omitempty"`
	To        safety.Authority `json:"to,omitempty"`
}

// asRouted leaves the addressee to the routing table.
const asRouted safety.Authority = "routed"

// propose drafts the hand-over of a hazard (domain.md 6.6).
func (v *visit) propose() flow.Flow[proposeDraft] {
	return flow.Flow[proposeDraft]{
		Name: flowPropose, Version: 1, Title: "提出移交", Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (proposeDraft, error) {
			h, err := v.about(ctx, c, safety.ProposeHandover)
			if err != nil {
				return proposeDraft{}, err
			}
			site, _ := v.roster.Site(h.Place.Site)
			to, _ := v.Policy.Authority(v.Policy.Route(h, site).To)
			return proposeDraft{No: h.No, What: h.What, Usual: to.Name}, nil
		},
		Ask: func(d *proposeDraft) []flow.Question {
			criteria := make([]flow.Option, 0, len(v.Policy.Handing.Criteria))
			for _, c := range v.Policy.Handing.Criteria {
				criteria = append(criteria, flow.Option{ID: string(c.ID), Label: c.Name})
			}
			return []flow.Question{
				flow.Pick("criterion", "为什么要移交？"+quoted(d.No, d.What), &d.Criterion, criteria...).Label("理由"),
				flow.Text("reason", "请写一句具体情况，会写进移交函。", &d.Reason, 4, 200).Label("情况").Hint("房东两次拒绝拆除隔间"),
				flow.Pick("to", "移交给谁？", &d.To, v.addressees("按规定："+d.Usual)...).Label("接收单位"),
				flow.Confirm("send", "提出移交 "+d.No+"，请安监办主任批准"),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d proposeDraft) (string, error) {
			to := d.To
			if to == asRouted {
				to = ""
			}
			o, err := v.ProposeHandoverTo(ctx, d.No, c.Who, to, d.Criterion, d.Reason)
			if err != nil {
				return "", done(err)
			}
			return fmt.Sprintf("移交 %s 已拟稿，送%s，请安监办主任在%s前批准。批准以前，整改照样催。", o.No, o.Addressee, safety.Moment(o.Due, v.Now)), nil
		},
	}
}

// addressees are the authorities to choose from, the routing table's own first.
func (v *visit) addressees(usual string) []flow.Option {
	var options []flow.Option
	if usual != "" {
		options = append(options, flow.Option{ID: string(asRouted), Label: clip(usual, 16)})
	}
	for _, a := range v.Policy.Handing.Authorities {
		options = append(options, flow.Option{ID: string(a.ID), Label: clip(a.Name, 16)})
	}
	return options
}

type visitDraft struct {
	No      string              `json:"no"`
	What    string              `json:"what"`
	Outcome safety.VisitOutcome `json:"outcome,omitempty"`
	Note    string              `json:"note,omitempty"`
	Photos  []flow.Photo        `json:"photos,omitempty"`
}

// visited records that the party refused or could not be found.
func (v *visit) visited() flow.Flow[visitDraft] {
	return flow.Flow[visitDraft]{
		Name: flowVisited, Version: 1, Title: "上门未果", Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (visitDraft, error) {
			h, err := v.about(ctx, c, safety.VisitFailed)
			if err != nil {
				return visitDraft{}, err
			}
			return visitDraft{No: h.No, What: h.What}, nil
		},
		Ask: func(d *visitDraft) []flow.Question {
			return []flow.Question{
				flow.Choose("outcome", "上门怎么样？"+quoted(d.No, d.What), &d.Outcome, safety.PartyRefused, safety.PartyAbsent).Label("结果"),
				flow.Text("note", "请写一句当时的情况。", &d.Note, 2, 200).Label("情况").Hint("卷帘门关着，邻居说回老家了"),
				flow.Photos("photos", "有照片请发来，没有就跳过。", &d.Photos, 1, 9).OrSkip().Anytime().Label("照片").Pending(v.fetching(&d.Photos)),
				flow.Confirm("send", "记上门 "+d.No),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d visitDraft) (string, error) {
			got, err := v.RecordVisit(ctx, d.No, c.Who, d.Outcome, d.Note, media(d.Photos))
			switch {
			case err != nil:
				return "", done(err)
			case got.Handover != nil:
				return fmt.Sprintf("%s 已记下。符合移交条件，移交 %s（%s）。", d.No, got.Handover.No, got.Handover.State), nil
			}
			return fmt.Sprintf("%s 已记下，这是第 %d 天上门没找到人。换一天再去还是找不到，就会拟移交稿。", d.No, got.Days), nil
		},
	}
}
