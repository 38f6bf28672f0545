package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// wordVisit shows the targets that are left; it stands in buttons' keys.
const wordVisit = "查一处"

// jointVisitDraft is a visit to a target so far.
type jointVisitDraft struct {
	Joint   string             `json:"joint"`
	Which   string             `json:"which"` // code of the target
	Check   checkDraft         `json:"check"`
	Propose map[string]*string `json:"propose,omitempty"` // item → addressee, or noHandover
}

// noHandover is the choice that a hazard stays with the street.
const noHandover = "none"

// offered is how many targets one card offers.
const offered = 6

// visitNext offers the targets that are left, those that nobody has taken first;
// with a name, those it means.
func (v *visit) visitNext(ctx context.Context, c flow.Case, said string) (bot.Body, error) {
	named := ""
	if !strings.Contains(said, "/") {
		named, said = strings.TrimSpace(said), ""
	}
	id, err := v.jointNamed(ctx, said)
	if err != nil {
		return bot.Body{}, err
	}
	j, o, err := v.Joint(ctx, id, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	left := v.left(j, named)
	switch {
	case len(left) == 0 && named != "":
		return bot.Body{}, safety.Refuse("清单上没查的目标里没有“%s”。发“%s”看全部。", clip(named, 12), wordTargets)
	case len(left) == 0:
		return bot.Body{Card: v.nextTarget(j, o)}, nil
	}
	if _, err := v.JointTask(ctx, id, left[0].Key(), c.Who); err != nil {
		return bot.Body{}, err
	}
	card := &bot.Card{Source: period(o), Title: fmt.Sprintf("查哪一处？还剩 %d 处", len(left)), Desc: "点一处或回序号就开始，别人会看到您在查。", List: true}
	if len(left) > offered {
		card.Desc += "不在这里的，发“" + wordVisit + " 名字”。"
	}
	for _, t := range left[:min(offered, len(left))] {
		b := bot.Button{Text: clip(v.roster.TargetName(t), 10), Key: flow.BeginKey(flowJointVisit, t.Key()), Style: bot.Primary}
		if t.Taken != "" && t.Taken != c.Who {
			b.Style = bot.Plain
			card.Note = "浅色的已有人在查。"
		}
		card.Buttons = append(card.Buttons, b)
	}
	return bot.Body{Card: card}, nil
}

// left are the targets not visited yet whose name holds a text: the member's own
// first, then those nobody has taken.
func (v *visit) left(j *safety.JointInspection, named string) []safety.Target {
	var left []safety.Target
	for _, t := range j.Targets {
		if t.Visit == "" && strings.Contains(v.roster.TargetName(t), named) {
			left = append(left, t)
		}
	}
	order := func(t safety.Target) int {
		switch t.Taken {
		case v.who:
			return 0
		case "":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(left, func(a, b safety.Target) int { return order(a) - order(b) })
	return left
}

// jointVisit leads through the list of a target, as every check does, and asks of
// what could not be put right whether it should be handed over (JI-03 to JI-05).
// It can be left and gone on with over days; others take other targets meanwhile.
func (v *visit) jointVisit() flow.Flow[jointVisitDraft] {
	return flow.Flow[jointVisitDraft]{
		Name: flowJointVisit, Version: 1, Title: "查目标", Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (d jointVisitDraft, err error) {
			if json.Unmarshal(c.Payload, &d.Which) != nil || d.Which == "" {
				return d, safety.Refuse("发“%s”选一个目标开始。", wordVisit)
			}
			if d.Joint, err = v.jointWith(ctx, d.Which); err != nil {
				return d, err
			}
			return d, v.TakeTarget(ctx, d.Joint, d.Which, c.Who)
		},
		Ask: v.askJointVisit, Submit: v.submitJointVisit,
	}
}

// jointWith is the joint inspection that has a target on its list, when two
// quarters are open: one to be made up, one to be planned.
func (v *visit) jointWith(ctx context.Context, code string) (string, error) {
	os, err := v.Joints(ctx, v.who)
	if err != nil {
		return "", err
	}
	for _, o := range os {
		if j, ok := v.jointAt(o.ID); ok && j.Target(code) != nil {
			return o.ID, nil
		}
	}
	return "", safety.Refuse("这一处不在目标清单上。要查它，请安监办先加进清单。")
}

func (v *visit) askJointVisit(d *jointVisitDraft) (qs []flow.Question) {
	t, ok := v.jointTask(d.Joint, d.Which)
	if !ok {
		return qs
	}
	t = v.begun(&d.Check, t)
	list := v.askList(&d.Check, t)
	last := len(list)
	if last > 0 && list[last-1].Key() == "send" {
		last--
	}
	qs = append(qs, list[:last]...)
	for i, a := range d.Check.Found {
		if i < len(t.Items) && a.Found == flow.Fail && d.stays(a.Item, t) {
			qs = append(qs, v.askHandover(d, i+1, t.Items[i]))
		}
	}
	return append(qs, list[last:]...)
}

// stays says that a failed item was not put right during the visit.
func (d *jointVisitDraft) stays(item string, t safety.Task) bool {
	m := d.Check.More[item]
	return t.Known[item] != nil || m != nil && m.Remedy == string(safety.NewHazard)
}

// askHandover asks whether a hazard should be handed over, and to whom (JI-05).
func (v *visit) askHandover(d *jointVisitDraft, n int, item safety.ChecklistItem) flow.Question {
	options := []flow.Option{{ID: noHandover, Label: "街道自己办"}}
	options = append(options, v.addressees("")...)
	if d.Propose == nil {
		d.Propose = map[string]*string{}
	}
	if d.Propose[item.ID] == nil {
		d.Propose[item.ID] = new(string)
	}
	return flow.Pick("handover-"+item.ID, fmt.Sprintf("第 %d 项“%s”要建议移交吗？", n, item.Text), d.Propose[item.ID], options...).Label(fmt.Sprintf("第%d项移交", n))
}

// jointTask is what is asked at a target, looked up once for a message.
func (v *visit) jointTask(id, code string) (safety.Task, bool) {
	key := id + "#" + code
	if t, known := v.tasks[key]; known {
		return t, t.Occurrence != nil
	}
	t, err := v.JointTask(v.ctx, id, code, v.who)
	if err != nil {
		t = safety.Task{}
	}
	if _, no := err.(*safety.Refusal); err != nil && !no {
		v.failed = err
	}
	if v.tasks == nil {
		v.tasks = map[string]safety.Task{}
	}
	v.tasks[key] = t
	return t, t.Occurrence != nil
}

func (v *visit) submitJointVisit(ctx context.Context, c flow.Case, d jointVisitDraft) (string, error) {
	t, err := v.JointTask(ctx, d.Joint, d.Which, c.Who)
	if err != nil {
		return "", flow.Stop(err)
	}
	in := d.Check.inspection(v.begun(&d.Check, t))
	in.Occurrence = d.Joint
	propose := map[string]safety.Authority{}
	for item, to := range d.Propose {
		if to != nil && *to != noHandover {
			propose[item] = safety.Authority(*to)
		}
	}
	got, err := v.FinishTarget(ctx, c.ID, c.Who, in, propose)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(v.finished(got, d.Check.tally()))
	if n := len(propose); n > 0 {
		fmt.Fprintf(&b, "\n建议移交 %d 条，已写进记录；移交函已拟稿，等安监办主任批准。", n)
	}
	j, o, err := v.Joint(ctx, d.Joint, c.Who)
	if err != nil {
		return "", err
	}
	v.next = v.nextTarget(j, o)
	return b.String(), nil
}

// nextTarget offers to go on after a visit.
func (v *visit) nextTarget(j *safety.JointInspection, o *safety.Occurrence) *bot.Card {
	left := 0
	for _, t := range j.Targets {
		if !t.Settled() {
			left++
		}
	}
	card := &bot.Card{
		Source: period(o), Title: fmt.Sprintf("联合检查还剩 %d 处", left), Desc: "接着查，或者以后再来，随时可以接上。",
		Buttons: []bot.Button{
			{Text: "查一处", Key: flow.DoKey(wordVisit, o.ID), Style: bot.Primary},
			{Text: "目标清单", Key: flow.DoKey(wordTargets, o.ID), Style: bot.Plain},
		},
	}
	if left == 0 {
		card.Title, card.Desc = "目标都查完了", "请安监办记到场、回头看，然后收尾签字。"
		card.Buttons = []bot.Button{{Text: wordJoint, Key: flow.DoKey(wordJoint, o.ID), Style: bot.Primary}}
	}
	return card
}
