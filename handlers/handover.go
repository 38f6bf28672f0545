package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// handoverNos begins the numbers of hand-overs.
const handoverNos = "YJ-"

// handover finds a hand-over by its own number, or by its hazard's; those who may
// not see the hazard, and are not addressed, find nothing (promises.md S12).
func (v *visit) handover(ctx context.Context, no string) (*safety.Handover, *safety.Hazard, error) {
	no = strings.ToUpper(strings.TrimSpace(no))
	o, h, err := v.HandoverOf(ctx, no)
	missing := safety.Refuse("没有找到移交“%s”。编号像 YJ-2026-03-0007，请再核对一下。", clip(no, 24))
	if errors.Is(err, safety.ErrNotFound) {
		return nil, nil, missing
	}
	if err != nil {
		return nil, nil, err
	}
	roles, err := v.HandoverRoles(ctx, h, o, v.who)
	if err != nil {
		return nil, nil, err
	}
	switch sees, err := v.Sees(ctx, h, v.who); {
	case err != nil:
		return nil, nil, err
	case !sees && !slices.Contains(roles, safety.Addressee):
		return nil, nil, missing
	}
	return o, h, nil
}

// handoverWords are the words of a hand-over for a card.
func (v *visit) handoverWords(o *safety.Handover, h *safety.Hazard) words {
	return words{Notice: safety.Notice{Hazard: h, Handover: o}, now: v.Now, roster: v.roster, policy: v.Policy}
}

// handoverCard shows a hand-over with its history and what the member may do.
func (v *visit) handoverCard(ctx context.Context, no string) (bot.Body, error) {
	o, h, err := v.handover(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	events, err := v.tx.History(ctx, o.About())
	if err != nil {
		return bot.Body{}, err
	}
	roles, err := v.HandoverRoles(ctx, h, o, v.who)
	if err != nil {
		return bot.Body{}, err
	}
	w := v.handoverWords(o, h)
	return bot.Body{Card: &bot.Card{
		Source: w.where(), Title: clip("移交"+o.State.String()+"："+what(h), 30), Desc: clip("理由："+w.why()+"。\n"+v.past(events), 160), Quote: clip(o.Result, 100),
		Fields: w.handoverFacts(), Buttons: append(handoverButtons(o, roles...), letterButton(o)),
	}}, nil
}

// handovers lists the open hand-overs of the member's grids, those with the
// earliest date first.
func (v *visit) handovers(ctx context.Context, c flow.Case, rest string) (bot.Body, error) {
	if rest = strings.TrimSpace(rest); rest != "" {
		return v.handoverCard(ctx, rest)
	}
	os, err := v.HandoverLedger(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if len(os) == 0 {
		return plain("您负责的网格里没有正在办的移交。")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "正在办的移交 %d 件，急的在前：", len(os))
	for i, o := range os[:min(most, len(os))] {
		fmt.Fprintf(&b, "\n%d. %s 送%s，%s，%s", i+1, o.No, o.Addressee, o.State, left(o.Due, v.Now))
	}
	if len(os) > most {
		fmt.Fprintf(&b, "\n…… 还有 %d 件", len(os)-most)
	}
	fmt.Fprintf(&b, "\n发“查 %s”办理。", os[0].No)
	return bot.Body{Text: b.String()}, nil
}

// approveHandover lets a draft go out, by one tap.
func (v *visit) approveHandover(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	o, _, err := v.handover(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	if o, err = v.HandoverDo(ctx, o.No, safety.ApproveHandover, c.Who, safety.HandoverGiven{}); err != nil {
		return bot.Body{}, err
	}
	v.done = "已批准"
	return plain("%s 已批准，请安监办在%s前送到%s，送出后点“记送出”。", o.No, safety.Moment(o.Due, v.Now), o.Addressee)
}

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

// handoverNamed reads which hand-over a flow was begun about.
func (v *visit) handoverNamed(ctx context.Context, c flow.Case) (*safety.Handover, *safety.Hazard, error) {
	var no string
	if err := json.Unmarshal(c.Payload, &no); err != nil || no == "" {
		return nil, nil, safety.Refuse("请从移交单上的按钮进入，或先发“移交单”。")
	}
	return v.handover(ctx, no)
}

// handoverAbout is handoverNamed with a look whether the member may do this to it;
// a no ends the flow before its first question.
func (v *visit) handoverAbout(ctx context.Context, c flow.Case, do safety.Action) (*safety.Handover, *safety.Hazard, error) {
	o, h, err := v.handoverNamed(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	roles, err := v.HandoverRoles(ctx, h, o, c.Who)
	if err != nil {
		return nil, nil, err
	}
	_, err = safety.NextHandover(o.State, do, roles)
	return o, h, err
}
