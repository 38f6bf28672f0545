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

// targets lists the targets with why each was chosen.
func (v *visit) targets(ctx context.Context, c flow.Case, named string) (bot.Body, error) {
	id, err := v.jointNamed(ctx, named)
	if err != nil {
		return bot.Body{}, err
	}
	j, o, err := v.Joint(ctx, id, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	ts, head := j.Targets, "目标清单"
	if len(ts) == 0 {
		if ts, err = v.ProposeTargets(ctx, id); err != nil {
			return bot.Body{}, err
		}
		head = "按数据推荐的目标（定日期时存下）"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s，%d 处：\n", period(o), head, len(ts))
	for i, t := range ts {
		line := fmt.Sprintf("%d. %s%s：%s\n", i+1, v.roster.TargetName(t), v.targetState(t), why(t))
		if b.Len()+len(line) > listed {
			fmt.Fprintf(&b, "…… 还有 %d 处\n", len(ts)-i)
			break
		}
		b.WriteString(line)
	}
	if yes, err := v.Organises(ctx, o, c.Who); err == nil && yes && j.State == safety.JointPlanned {
		b.WriteString("发“改目标”增减、重排，或写没去成的原因。")
	}
	return bot.Body{Text: strings.TrimSpace(b.String())}, nil
}

// why are the reasons of a target on one line.
func why(t safety.Target) string {
	var reasons []string
	for _, r := range t.Reasons {
		reasons = append(reasons, r.Text)
	}
	return strings.Join(reasons, "；")
}

// targetState says what came of a target, empty while nothing did.
func (v *visit) targetState(t safety.Target) string {
	switch {
	case t.Visit != "":
		return "（已查，" + v.roster.Name(t.By) + "）"
	case t.Skipped != "":
		return "（没去成：" + clip(t.Skipped, 20) + "）"
	case t.Taken != "":
		return "（" + v.roster.Name(t.Taken) + "在查）"
	}
	return ""
}

// What can be done to the list of targets.
const (
	targetAdd   = "add"
	targetDrop  = "drop"
	targetSkip  = "skip"
	targetsRank = "rank"
)

type jointTargetsDraft struct {
	Joint  string        `json:"joint"`
	Do     string        `json:"do,omitempty"`
	Which  string        `json:"which,omitempty"`
	Place  flow.Location `json:"place,omitzero"`
	Reason string        `json:"reason,omitempty"`
}

// jointTargets adds to the list of targets, takes off it, says why one was not
// visited, or ranks it anew.
func (v *visit) jointTargets() flow.Flow[jointTargetsDraft] {
	return flow.Flow[jointTargetsDraft]{
		Name: flowJointTargets, Version: 1, Says: []string{"改目标", "增减目标"}, Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (d jointTargetsDraft, err error) {
			if d.Joint, err = v.jointOf(ctx, c); err != nil {
				return d, err
			}
			_, o, err := v.Joint(ctx, d.Joint, c.Who)
			if err != nil {
				return d, err
			}
			if yes, err := v.Organises(ctx, o, c.Who); err != nil || !yes {
				return d, orRefuse(err, "目标由街道安监办增减。有想查的地方，请告诉安监办。")
			}
			return d, nil
		},
		Ask: v.askTargets, Submit: v.submitTargets,
	}
}

func (v *visit) askTargets(d *jointTargetsDraft) []flow.Question {
	qs := []flow.Question{flow.Pick("do", "要怎么改目标清单？", &d.Do,
		flow.Option{ID: targetAdd, Label: "加一处"}, flow.Option{ID: targetDrop, Label: "去掉一处"},
		flow.Option{ID: targetSkip, Label: "写没去成的原因"}, flow.Option{ID: targetsRank, Label: "按最新数据重排"}).Label("改法")}
	reason := flow.Text("reason", "为什么？会写进记录。", &d.Reason, 2, 60).Label("理由")
	switch d.Do {
	case targetAdd:
		qs = append(qs, flow.Place("place", "加哪一处？写单位或楼院的名字。", &d.Place, v.findTarget).Label("地点").Check(func(context.Context, flow.Case) error {
			if d.Place.Code == "" {
				return safety.Refuse("名册里没有找到“%s”，换个名字写。", clip(d.Place.Name, 12))
			}
			return nil
		}), reason.Hint("有人反映油烟道没清洗"))
	case targetDrop:
		qs = append(qs, v.pickTarget(d.Joint, "去掉哪一处？", &d.Which), reason.Hint("上周已由消防查过"))
	case targetSkip:
		qs = append(qs, v.pickTarget(d.Joint, "哪一处没去成？", &d.Which), reason.Hint("单位停业，大门锁着"))
	case targetsRank:
		return append(qs, flow.Confirm("send", "重排目标：自己加的、查过的留着，其余按今天的数据重排"))
	}
	return qs
}

// pickTarget chooses among the targets that are not settled.
func (v *visit) pickTarget(id, prompt string, to *string) flow.Question {
	var options []flow.Option
	if j, ok := v.jointAt(id); ok {
		for _, t := range j.Targets {
			if t.Visit == "" {
				options = append(options, flow.Option{ID: t.Key(), Label: clip(v.roster.TargetName(t)+taken(t), 16)})
			}
		}
	}
	return flow.Pick("which", prompt, to, options...).Label("目标")
}

func taken(t safety.Target) string {
	if t.Taken != "" {
		return "·有人在查"
	}
	return ""
}

func (v *visit) findTarget(_ context.Context, _ flow.Case, said flow.Location) ([]flow.Location, error) {
	var found []flow.Location
	for _, o := range v.roster.Find(said.Name, nil, 8) {
		found = append(found, location(o))
	}
	return found, nil
}

func (v *visit) submitTargets(ctx context.Context, c flow.Case, d jointTargetsDraft) (string, error) {
	var j *safety.JointInspection
	var err error
	said := "清单已改。"
	switch d.Do {
	case targetAdd:
		j, err = v.AddTarget(ctx, d.Joint, c.Who, v.listedPlace(d.Place), d.Reason)
		said = "已加上" + d.Place.Name + "。"
	case targetDrop:
		j, err = v.DropTarget(ctx, d.Joint, c.Who, d.Which, d.Reason)
		said = "已去掉。"
	case targetSkip:
		j, err = v.SkipTarget(ctx, d.Joint, c.Who, d.Which, d.Reason)
		said = "记下了，这一处算没去成，原因会写进记录。"
	case targetsRank:
		j, err = v.RankAgain(ctx, d.Joint, c.Who)
		said = "已按今天的数据重排。"
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s现在 %d 处，发“%s”查看。", said, len(j.Targets), wordTargets), nil
}

// listedPlace is a place of the roster as the domain takes it.
func (v *visit) listedPlace(l flow.Location) safety.Place {
	if site, ok := v.roster.Site(l.Code); ok {
		return safety.Place{Grid: site.Grid, Site: site.Code, Label: site.Name}
	}
	return safety.Place{Grid: l.Code, Label: l.Name}
}
