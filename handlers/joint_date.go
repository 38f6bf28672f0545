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

type jointDateDraft struct {
	Joint    string    `json:"joint"`
	Moved    bool      `json:"moved"` // a day was fixed before
	Fixed    time.Time `json:"fixed,omitzero"`
	Day      time.Time `json:"day,omitzero"`
	Assembly string    `json:"assembly,omitempty"`
	Reason   string    `json:"reason,omitempty"`
}

// jointDate fixes the day of the joint inspection, or moves it.
func (v *visit) jointDate() flow.Flow[jointDateDraft] {
	return flow.Flow[jointDateDraft]{
		Name: flowJointDate, Version: 1, Says: []string{"定检查日期", "改检查日期", "定联合检查", "定日期", "改日期"}, Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (d jointDateDraft, err error) {
			if d.Joint, err = v.undated(ctx, c); err != nil {
				return d, err
			}
			j, o, err := v.Joint(ctx, d.Joint, c.Who)
			if err != nil {
				return d, err
			}
			if yes, err := v.Organises(ctx, o, c.Who); err != nil || !yes {
				return d, orRefuse(err, "日期由街道安监办来定。要改期，请告诉安监办。")
			}
			d.Moved, d.Fixed, d.Assembly = !o.Planned.IsZero(), o.Planned, j.Assembly
			return d, nil
		},
		Ask: func(d *jointDateDraft) []flow.Question {
			prompt := "定在哪一天？各部门会马上收到邀请。"
			if d.Moved {
				prompt = "改到哪一天？会再请各部门答复一次。"
			}
			qs := []flow.Question{
				flow.Date("day", prompt, &d.Day).Label("日期").Hint("9月22日").Check(func(ctx context.Context, _ flow.Case) error { return v.dayFits(ctx, d) }),
				flow.Text("assembly", "几点在哪里集合？跳过就写街道院内 "+v.JointStart(d.Fixed, d.Day).In(safety.Shanghai).Format("15:04")+"。", &d.Assembly, 2, 60).OrSkip().Label("集合").Hint("街道院内，上午九点"),
			}
			if d.Moved {
				qs = append(qs, flow.Text("reason", "为什么改期？会告诉所有参加的人，也会记下来。", &d.Reason, 2, 100).Label("原因").Hint("派出所当天有安保任务"))
			}
			return append(qs, flow.Confirm("send", v.dayNote(d)))
		},
		Submit: func(ctx context.Context, c flow.Case, d jointDateDraft) (string, error) {
			j, o, err := v.FixDate(ctx, d.Joint, c.Who, d.Day, d.Assembly, d.Reason)
			if err != nil {
				return "", err
			}
			again := ""
			if v.Now.Before(safety.Day(o.Planned).AddDate(0, 0, -2)) {
				again = "；前两天再提醒大家一次"
			}
			return fmt.Sprintf("联合检查定在%s。已邀请 %d 人，谁来不了会告诉您%s。\n目标已排好 %d 处，发“%s”看理由、做增减。",
				safety.Moment(o.Planned, v.Now), len(j.Participants)-1, again, len(j.Targets), wordTargets), nil
		},
	}
}

// undated is the joint inspection a flow was begun about, else the first that
// has no day yet, else the first.
func (v *visit) undated(ctx context.Context, c flow.Case) (string, error) {
	os, err := v.Joints(ctx, c.Who)
	if err != nil {
		return "", err
	}
	for _, o := range os {
		if len(c.Payload) == 0 && o.Planned.IsZero() {
			return o.ID, nil
		}
	}
	return v.jointOf(ctx, c)
}

// orRefuse is an error, else a refusal.
func orRefuse(err error, sentence string) error {
	if err != nil {
		return err
	}
	return safety.Refuse("%s", sentence)
}

func (v *visit) dayFits(ctx context.Context, d *jointDateDraft) error {
	_, o, err := v.Joint(ctx, d.Joint, v.who)
	if err != nil {
		return err
	}
	return v.DateFits(o, d.Day)
}

// dayNote sums up, and says when the day is one off.
func (v *visit) dayNote(d *jointDateDraft) string {
	if !d.Day.IsZero() && !v.Policy.Calendar.IsWorkday(d.Day) {
		return "联合检查（注意：这一天是休息日）"
	}
	return "联合检查"
}

// come takes 参加.
func (v *visit) come(ctx context.Context, c flow.Case, rest string) (bot.Body, error) {
	id, err := v.jointNamed(ctx, rest)
	if err != nil {
		return bot.Body{}, err
	}
	_, day, _ := strings.Cut(strings.TrimSpace(rest), " ")
	j, o, err := v.AnswerInvitation(ctx, id, c.Who, day, true, "")
	if err != nil {
		return bot.Body{}, err
	}
	v.done = "已答复：参加"
	where := ""
	if j.Assembly != "" {
		where = "集合：" + j.Assembly + "。"
	}
	return plain("好的，%s见。%s有变化会通知您；发“%s”随时可看目标。", safety.Moment(o.Planned, v.Now), where, wordJoint)
}

type jointDeclineDraft struct {
	Joint  string `json:"joint"`
	Day    string `json:"day"` // as it was when he was asked
	Reason string `json:"reason,omitempty"`
}

// jointDecline takes that somebody cannot come, and why.
func (v *visit) jointDecline() flow.Flow[jointDeclineDraft] {
	return flow.Flow[jointDeclineDraft]{
		Name: flowJointDecline, Version: 1, Says: []string{"不能参加", "不参加", "参加不了"}, Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (d jointDeclineDraft, err error) {
			if d.Joint, err = v.jointOf(ctx, c); err != nil {
				return d, err
			}
			_, o, err := v.Joint(ctx, d.Joint, c.Who)
			if err == nil {
				d.Day = o.Planned.In(safety.Shanghai).Format("2006-01-02")
			}
			return d, err
		},
		Ask: func(d *jointDeclineDraft) []flow.Question {
			return []flow.Question{flow.Text("reason", "为什么不能参加？会记进联合检查记录。", &d.Reason, 2, 100).Label("原因").Hint("当天有安保任务")}
		},
		Submit: func(ctx context.Context, c flow.Case, d jointDeclineDraft) (string, error) {
			if _, _, err := v.AnswerInvitation(ctx, d.Joint, c.Who, d.Day, false, d.Reason); err != nil {
				return "", flow.Stop(err)
			}
			return "知道了，已告诉安监办。后来又能来了，发“" + wordCome + "”就行。", nil
		},
	}
}
