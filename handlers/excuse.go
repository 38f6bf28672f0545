package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// excuseDraft is which occurrence, or which object of a sweep, is to be excused.
type excuseDraft struct {
	Among  []choiceDraft `json:"among,omitempty"`
	Which  string        `json:"which,omitempty"` // task, or task#object
	Reason string        `json:"reason,omitempty"`
}

// choiceDraft is one that may be chosen.
type choiceDraft struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// askExcuse lets who owes a check ask the level above to excuse it.
func (v *visit) askExcuse() flow.Flow[excuseDraft] {
	return flow.Flow[excuseDraft]{
		Name: flowAskExcuse, Version: 1, Says: []string{"免查", "请予免查", "申请免查"}, Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (excuseDraft, error) {
			tasks, err := v.Owed(ctx, c.Who)
			if err != nil {
				return excuseDraft{}, err
			}
			var among []choiceDraft
			for _, t := range tasks {
				among = append(among, choiceDraft{t.Occurrence.ID, t.Plan.Name + "·" + lastPart(t.Where)})
			}
			return pickOne(c, among, "您现在没有要做的检查，不用免查。")
		},
		Ask: askReason("哪一次检查要请上级准予免查？", "为什么这次不用查？", "楼院封闭施工，人进不去"),
		Submit: func(ctx context.Context, c flow.Case, d excuseDraft) (string, error) {
			asked, err := v.AskExcuse(ctx, d.Which, c.Who, d.Reason)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("已报给%s，准不准都会告诉您。准了之前还要照常查。", v.names(asked)), nil
		},
	}
}

// excuse lets the level above excuse a check, or an object that nobody can enter.
func (v *visit) excuse() flow.Flow[excuseDraft] {
	return flow.Flow[excuseDraft]{
		Name: flowExcuse, Version: 1, Says: []string{"准予免查", "准免查", "准予不查"}, Idle: 30 * time.Minute,
		Open: v.openExcuse,
		Ask:  askReason("准予哪一处免查？", "准予免查的原因？（会留在记录里）", "楼院封闭施工，十月底完工"),
		Submit: func(ctx context.Context, c flow.Case, d excuseDraft) (string, error) {
			id, object := cutObject(d.Which)
			if object != "" {
				f, err := v.ExcuseObject(ctx, id, object, c.Who, d.Reason)
				if err != nil {
					return "", err
				}
				if f.Already {
					return v.finished(f, ""), nil
				}
				return f.Task.Where + "已准予不查。" + progressed(f), nil
			}
			o, err := v.Excuse(ctx, id, c.Who, d.Reason)
			if err != nil {
				return "", err
			}
			plan := v.Policy.PlanOf(o)
			return fmt.Sprintf("%s %s已准予免查，不再催办，统计里单独列出。已告诉负责的人。", v.roster.Where(o.Grid), plan.Name), nil
		},
	}
}

func (v *visit) openExcuse(ctx context.Context, c flow.Case) (excuseDraft, error) {
	if len(c.Payload) > 0 {
		return pickOne(c, nil, "")
	}
	sweeps, err := v.Sweeps(ctx, c.Who)
	if err != nil {
		return excuseDraft{}, err
	}
	os, err := v.Excusable(ctx, c.Who)
	if err != nil {
		return excuseDraft{}, err
	}
	var among []choiceDraft
	for _, t := range sweeps {
		for _, o := range t.Progress.Objects {
			if t.Progress.Looks[o.Key()].State == safety.Shut {
				among = append(among, choiceDraft{t.Occurrence.ID + "#" + o.Key(), "没进去·" + o.Name})
			}
		}
	}
	for _, o := range os {
		plan := v.Policy.PlanOf(o)
		g, _ := v.roster.Grid(o.Grid)
		label := plan.Name + "·" + g.Name
		if plan.Every == safety.Daily {
			label = o.Opens.In(safety.Shanghai).Format("2日") + "巡查·" + g.Name
		}
		among = append(among, choiceDraft{o.ID, label})
	}
	return pickOne(c, among, "您负责的网格里没有可以准予免查的检查。")
}

// denyExcuse says no to who asked.
func (v *visit) denyExcuse() flow.Flow[excuseDraft] {
	return flow.Flow[excuseDraft]{
		Name: flowDenyExcuse, Version: 1, Says: []string{"不准免查"}, Idle: 30 * time.Minute,
		Open: v.openExcuse,
		Ask:  askReason("哪一处不准免查？", "为什么不准？会告诉申请的人。", "可以请代理人去查"),
		Submit: func(ctx context.Context, c flow.Case, d excuseDraft) (string, error) {
			id, _ := cutObject(d.Which)
			_, err := v.DenyExcuse(ctx, id, c.Who, d.Reason)
			return "已回复不准免查。", err
		},
	}
}

// maxAmong keeps the choice on one card.
const maxAmong = 20

// pickOne begins with the one that a button named, else with those to choose from.
func pickOne(c flow.Case, among []choiceDraft, none string) (excuseDraft, error) {
	var named string
	if len(c.Payload) > 0 && json.Unmarshal(c.Payload, &named) == nil && named != "" {
		return excuseDraft{Which: named}, nil
	}
	switch len(among) {
	case 0:
		return excuseDraft{}, safety.Refuse("%s", none)
	case 1:
		return excuseDraft{Which: among[0].ID}, nil
	}
	for i := range among {
		among[i].Label = clip(among[i].Label, 17)
	}
	return excuseDraft{Among: among[:min(len(among), maxAmong)]}, nil
}

// askReason asks which one, if there are several, and why.
func askReason(which, why, hint string) func(*excuseDraft) []flow.Question {
	return func(d *excuseDraft) []flow.Question {
		var qs []flow.Question
		if len(d.Among) > 0 {
			options := make([]flow.Option, len(d.Among))
			for i, a := range d.Among {
				options[i] = flow.Option{ID: a.ID, Label: a.Label}
			}
			qs = append(qs, flow.Pick("which", which, &d.Which, options...).Label("哪一处"))
		}
		return append(qs, flow.Text("reason", why, &d.Reason, 2, 100).Label("原因").Hint(hint))
	}
}
