package handlers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type jointAttendDraft struct {
	Joint string             `json:"joint"`
	Came  []string           `json:"came,omitempty"`
	Why   map[string]*string `json:"why,omitempty"` // body → why nobody of it came
}

// jointAttendance records who came, and why nobody came of a body (JI-01).
func (v *visit) jointAttendance() flow.Flow[jointAttendDraft] {
	return flow.Flow[jointAttendDraft]{
		Name: flowJointAttend, Version: 1, Says: []string{"记到场", "到场登记"}, Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (d jointAttendDraft, err error) {
			if d.Joint, err = v.jointOf(ctx, c); err != nil {
				return d, err
			}
			j, o, err := v.Joint(ctx, d.Joint, c.Who)
			if err != nil {
				return d, err
			}
			if yes, err := v.Organises(ctx, o, c.Who); err != nil || !yes {
				return d, orRefuse(err, "到场由街道安监办来记。")
			}
			if len(j.Participants) == 0 {
				return d, safety.Refuse("还没有定日期，没有邀请过部门。先点“定日期”。")
			}
			return d, nil
		},
		Ask: v.askAttendance,
		Submit: func(ctx context.Context, c flow.Case, d jointAttendDraft) (string, error) {
			why := map[safety.BodyKind]string{}
			for body, reason := range d.Why {
				if reason != nil {
					why[safety.BodyKind(body)] = *reason
				}
			}
			j, err := v.RecordAttendance(ctx, d.Joint, c.Who, d.Came, why)
			if err != nil {
				return "", err
			}
			present := 0
			for _, body := range v.Policy.Joint.Bodies {
				if j.Present(body) {
					present++
				}
			}
			return fmt.Sprintf("已记到场：%d 家 %d 人。还有人来，再记一次就行。", present, len(j.Team())), nil
		},
	}
}

func (v *visit) askAttendance(d *jointAttendDraft) []flow.Question {
	j, ok := v.jointAt(d.Joint)
	if !ok {
		return nil
	}
	var options []flow.Option
	for _, p := range j.Participants {
		options = append(options, flow.Option{ID: p.Member, Label: clip(v.roster.Name(p.Member)+" "+v.Policy.Bodies.Display(p.Body), 16)})
	}
	qs := []flow.Question{flow.Several("came", "谁到场了？可以选几个，如“1、3”。", &d.Came, 1, options...).Label("到场")}
	if len(d.Came) == 0 {
		return qs
	}
	if d.Why == nil {
		d.Why = map[string]*string{}
	}
	for _, body := range v.Policy.Joint.Bodies {
		came := slices.ContainsFunc(j.Of(body), func(p safety.Participant) bool {
			return slices.Contains(d.Came, p.Member) || p.Coming == safety.Came
		})
		if came || j.Why(body) != "" {
			continue
		}
		if d.Why[string(body)] == nil {
			d.Why[string(body)] = new(string)
		}
		q := flow.Text("why-"+string(body), v.Policy.Bodies.Display(body)+"没有人来，为什么？", d.Why[string(body)], 2, 100).Label(v.Policy.Bodies.Display(body)).Hint("当天有安保任务")
		if !slices.Contains(v.Policy.Joint.Must, body) {
			q = q.OrSkip()
		}
		qs = append(qs, q)
	}
	return append(qs, flow.Confirm("send", "到场登记"))
}
