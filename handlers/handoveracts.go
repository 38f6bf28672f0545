package handlers

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// handoverDraft collects what comes with any act on a hand-over.
type handoverDraft struct {
	No        string           `json:"no"`
	What      string           `json:"what"`
	Addressee string           `json:"addressee"`
	InChat    bool             `json:"in_chat,omitempty"`  // somebody of the addressee's can be reached in chat
	NoParty   bool             `json:"no_party,omitempty"` // nobody was named to put it right
	Means     safety.Means     `json:"means,omitempty"`
	Document  string           `json:"document,omitempty"`
	Receiver  string           `json:"receiver,omitempty"`
	On        time.Time        `json:"on,omitzero"`
	Reason    string           `json:"reason,omitempty"`
	Authority safety.Authority `json:"authority,omitempty"`
	Party     string           `json:"party,omitempty"` // a name
	Photos    []flow.Photo     `json:"photos,omitempty"`
}

func (d handoverDraft) given() safety.HandoverGiven {
	g := safety.HandoverGiven{
		Reason: d.Reason, Authority: d.Authority, Means: d.Means, Document: d.Document, Receiver: d.Receiver, At: d.On,
		Photos: media(d.Photos), PartyName: d.Party,
	}
	if g.Authority == nobodyElse {
		g.Authority = ""
	}
	if g.Means == "" && !d.InChat {
		g.Means = safety.OnPaper
	}
	return g
}

// nobodyElse leaves a returned hazard with the street.
const nobodyElse safety.Authority = "none"

// A handoverAct is an act on a hand-over as a conversation.
type handoverForm struct {
	flow, title string
	do          safety.Action
	ask         func(v *visit, d *handoverDraft) []flow.Question
	said        func(v *visit, o *safety.Handover) string
}

// handoverForms are all acts that ask for something.
var handoverForms = []handoverForm{
	{flowDecline, "不批准移交", safety.DeclineHandover, func(_ *visit, d *handoverDraft) []flow.Question {
		return []flow.Question{flow.Text("reason", "为什么不批准？会告诉提出的人。"+quoted(d.No, d.What), &d.Reason, 2, 200).Label("原因").Hint("再催一周看看")}
	}, func(_ *visit, o *safety.Handover) string {
		return o.No + " 没有批准，已告诉提出的人，整改继续催。"
	}},
	{flowRedirect, "改送别处", safety.RedirectHandover, func(v *visit, d *handoverDraft) []flow.Question {
		return []flow.Question{flow.Pick("authority", "现在写的是"+d.Addressee+"，改送哪里？"+quoted(d.No, d.What), &d.Authority, v.addressees("")...).Label("接收单位")}
	}, func(_ *visit, o *safety.Handover) string {
		return fmt.Sprintf("%s 已改送%s，请主任看过移交函再批准。", o.No, o.Addressee)
	}},
	{flowSend, "记送出", safety.SendHandover, func(v *visit, d *handoverDraft) []flow.Question {
		ask := "移交函的文号是多少？"
		if !d.InChat {
			ask = d.Addressee + "没有人在企业微信里，请送纸质函。" + ask + quoted(d.No, d.What)
		}
		qs := []flow.Question{
			flow.Text("document", ask, &d.Document, 2, 40).Label("文号").Hint("梧街安〔2026〕12号"),
			flow.Photos("photos", "有移交函的照片请发来，没有就跳过。", &d.Photos, 1, 9).OrSkip().Anytime().Label("照片").Pending(v.fetching(&d.Photos)),
		}
		if !d.InChat {
			return qs
		}
		means := flow.Choose("means", "怎么送"+d.Addressee+"？"+quoted(d.No, d.What), &d.Means, safety.OnPaper, safety.InSystem).Label("方式")
		return append([]flow.Question{means}, qs...)
	}, func(v *visit, o *safety.Handover) string {
		return fmt.Sprintf("%s 已送%s，请在%s前拿到签收回执，%s前要有回复。有结果以前，隐患还在台账里。", o.No, o.Addressee, safety.Moment(o.Due, v.Now), safety.Moment(o.ReplyBy, v.Now))
	}},
	{flowReceipt, "记回执", safety.ReceiveHandover, func(v *visit, d *handoverDraft) []flow.Question {
		qs := []flow.Question{
			flow.Text("receiver", d.Addressee+"谁签收的？"+quoted(d.No, d.What), &d.Receiver, 2, 40).Label("签收人"),
			flow.Date("on", "哪天签收的？今天就跳过。", &d.On).OrSkip().Label("签收日期"),
			flow.Text("document", "回执编号是多少？没有就跳过，下一步拍回执。", &d.Document, 1, 40).OrSkip().Label("回执编号"),
		}
		if d.Document == "" {
			qs = append(qs, flow.Photos("photos", "请拍一张回执，拍完发“完成”。", &d.Photos, 1, 9).Label("回执照片").Pending(v.fetching(&d.Photos)))
		}
		return qs
	}, func(v *visit, o *safety.Handover) string {
		return fmt.Sprintf("%s 回执已记下。下一步等结果，%s前要有回复，到时候会提醒您去问。", o.No, safety.Moment(o.ReplyBy, v.Now))
	}},
	{flowInquiry, "记询问", safety.InquireHandover, func(_ *visit, d *handoverDraft) []flow.Question {
		return []flow.Question{flow.Text("reason", d.Addressee+"怎么说？"+quoted(d.No, d.What), &d.Reason, 2, 200).Label("询问结果").Hint("已约谈业主，下周下达通知")}
	}, func(_ *visit, o *safety.Handover) string {
		return fmt.Sprintf("%s 第 %d 次询问已记下，没有结果会再提醒您去问。", o.No, o.Inquiries)
	}},
	{flowReturned, "移交被退回", safety.ReturnHandover, func(v *visit, d *handoverDraft) []flow.Question {
		qs := []flow.Question{
			flow.Text("reason", d.Addressee+"为什么退回？"+quoted(d.No, d.What), &d.Reason, 2, 200).Label("原因").Hint("不属于本单位职责"),
			flow.Pick("authority", "接下来怎么办？", &d.Authority,
				append([]flow.Option{{ID: string(nobodyElse), Label: "街道继续督促"}}, v.addressees("")...)...).Label("下一步"),
		}
		if d.NoParty {
			qs = append(qs, flow.Text("party", "这条还没有责任人，请写由谁整改。", &d.Party, 2, 40).Label("责任人"))
		}
		return append(qs, flow.Text("document", "退回函的文号是多少？没有就跳过。", &d.Document, 1, 40).OrSkip().Label("文号"))
	}, func(_ *visit, o *safety.Handover) string {
		return fmt.Sprintf("%s 记为被%s退回，隐患回到“已派发”，历史都在。", o.No, o.Addressee)
	}},
	{flowResult, "移交有结果", safety.ResultHandover, func(v *visit, d *handoverDraft) []flow.Question {
		return []flow.Question{
			flow.Text("reason", d.Addressee+"怎么处理的？"+quoted(d.No, d.What), &d.Reason, 2, 300).Label("结果").Hint("已责令停用，隔间拆除"),
			flow.Text("document", "回复的文号是多少？", &d.Document, 2, 40).Label("文号"),
			flow.Photos("photos", "有处理以后的现场照片请发来，没有就跳过。", &d.Photos, 1, 9).OrSkip().Anytime().Label("照片").Pending(v.fetching(&d.Photos)),
		}
	}, func(_ *visit, o *safety.Handover) string {
		return o.No + " 结果已记下，请另一位到现场复查，通过后销号。"
	}},
}

// handoverForm is an act on a hand-over as a flow.
func (v *visit) handoverForm(f handoverForm) flow.Flow[handoverDraft] {
	return flow.Flow[handoverDraft]{
		Name: f.flow, Version: 1, Title: f.title, Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (handoverDraft, error) {
			o, h, err := v.handoverAbout(ctx, c, f.do)
			if err != nil {
				return handoverDraft{}, err
			}
			members, err := v.AuthorityMembers(ctx, o.Authority)
			return handoverDraft{No: o.No, What: h.What, Addressee: o.Addressee, InChat: len(members) > 0, NoParty: h.Party == "" && h.PartyName == ""}, err
		},
		Ask: func(d *handoverDraft) []flow.Question {
			return append(f.ask(v, d), flow.Confirm("send", f.title+" "+d.No))
		},
		Submit: func(ctx context.Context, c flow.Case, d handoverDraft) (string, error) {
			o, err := v.HandoverDo(ctx, d.No, f.do, c.Who, d.given())
			if err != nil {
				return "", done(err)
			}
			return f.said(v, o), nil
		},
	}
}
