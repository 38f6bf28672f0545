package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

type leaveDraft struct {
	Days    string        `json:"days,omitempty"` // as the member wrote them
	At      time.Time     `json:"at,omitzero"`    // when the days were read
	Choices []choiceDraft `json:"choices,omitempty"`
	Who     string        `json:"who,omitempty"`
	Name    string        `json:"name,omitempty"`
}

// nobody is the choice that nobody stands in.
const nobody = "nobody"

// leave lets a member be away for some days, and asks who stands in.
func (v *visit) leave() flow.Flow[leaveDraft] {
	return flow.Flow[leaveDraft]{
		Name: flowLeave, Version: 1, Says: []string{"请假", "休假", "我要请假"}, Idle: 30 * time.Minute,
		Open: func(_ context.Context, c flow.Case) (leaveDraft, error) {
			d := leaveDraft{At: v.Now, Choices: v.standIns(c.Who)}
			if len(c.Payload) > 0 && json.Unmarshal(c.Payload, &d.Days) != nil {
				d.Days = ""
			}
			return d, v.MayTakeLeave(v.roster, safety.Leave{Member: c.Who, From: v.Now.AddDate(1, 0, 0), To: v.Now.AddDate(1, 0, 0)})
		},
		Ask: func(d *leaveDraft) []flow.Question {
			qs := []flow.Question{
				flow.Text("days", "从哪天到哪天？", &d.Days, 1, 40).Label("日期").Hint("明天，下周一到周三，10月1日到7日").Check(func(_ context.Context, c flow.Case) error {
					l, err := d.leave(c)
					if err != nil {
						return err
					}
					return v.MayTakeLeave(v.roster, l)
				}),
			}
			qs = append(qs, askStandIn(d.Choices, &d.Who))
			if d.Who == someoneElse {
				qs = append(qs, v.askStandInName(&d.Name))
			}
			return append(qs, flow.Confirm("send", "请假 "+d.Days))
		},
		Submit: func(ctx context.Context, c flow.Case, d leaveDraft) (string, error) {
			l, err := d.leave(c)
			if err != nil {
				return "", err
			}
			if l.Asked, err = v.standIn(c.Who, d.Who, d.Name); err != nil {
				return "", err
			}
			l.ID = c.ID
			taken, err := v.TakeLeave(ctx, l)
			if err != nil {
				return "", err
			}
			return v.taken(taken), nil
		},
	}
}

// leave is what a draft asks for. Its days are those meant when they were
// written, however late it is submitted.
func (d leaveDraft) leave(c flow.Case) (safety.Leave, error) {
	from, to, err := safety.ParseDays(d.Days, d.At)
	return safety.Leave{Member: c.Who, From: from, To: to}, err
}

// standIns are those a member may be offered, each with why.
func (v *visit) standIns(who string) []choiceDraft {
	deputies := map[string]bool{}
	for _, a := range v.roster.Own(who, v.Now) {
		deputies[a.Deputy] = true
	}
	var among []choiceDraft
	for _, id := range v.StandIns(v.roster, who) {
		label := v.roster.Name(id)
		if deputies[id] {
			label += "（代理人）"
		}
		among = append(among, choiceDraft{id, clip(label, 16)})
	}
	return among[:min(len(among), 4)]
}

func askStandIn(among []choiceDraft, who *string) flow.Question {
	var options []flow.Option
	for _, a := range among {
		options = append(options, flow.Option{ID: a.ID, Label: a.Label})
	}
	options = append(options, flow.Option{ID: someoneElse, Label: "其他人（写名字）"},
		flow.Option{ID: nobody, Label: "没有人代", Also: []string{"没人代", "没有", "没人"}})
	return flow.Pick("who", "请谁代班？要对方点头才算。", who, options...).Label("代班")
}

func (v *visit) askStandInName(name *string) flow.Question {
	return flow.Text("name", "请写代班人的姓名。", name, 2, 20).Label("姓名").Hint("樊冬青").Check(func(_ context.Context, c flow.Case) error {
		_, err := v.standIn(c.Who, someoneElse, *name)
		return err
	})
}

// standIn is who was chosen to stand in, empty for nobody.
func (v *visit) standIn(member, choice, name string) (string, error) {
	switch choice {
	case nobody:
		return "", nil
	case someoneElse:
		return v.StandInNamed(v.roster, member, name)
	}
	return choice, nil
}

// taken says what comes next.
func (v *visit) taken(l *safety.Leave) string {
	if l.Asked == "" {
		return fmt.Sprintf("已记下：%s请假，没有人代班。这期间的事按空缺办，由上一级接着管，已告诉他们。提前回来发“销假”；找到人了发“代班 姓名”。", l.Days(v.Now))
	}
	return fmt.Sprintf("已记下：%s请假。已问%s能不能代班，答应了告诉您。提前回来，发“销假”。", l.Days(v.Now), v.roster.Name(l.Asked))
}

// askAnother lets who is on leave find a stand-in, or another one.
func (v *visit) askAnother() flow.Flow[leaveDraft] {
	return flow.Flow[leaveDraft]{
		Name: flowStandIn, Version: 1, Says: []string{"代班", "找人代班", "换人代班"}, Idle: 30 * time.Minute,
		Open: func(_ context.Context, c flow.Case) (leaveDraft, error) {
			if l, asked := v.askedBy(c.Who); asked {
				return leaveDraft{}, safety.Refuse("%s想请您在%s代班。回“%s”或“%s”。", v.roster.Name(l.Member), l.Days(v.Now), wordAgree, wordDecline)
			}
			if _, err := v.NextLeave(v.roster, c.Who); err != nil {
				return leaveDraft{}, err
			}
			return leaveDraft{Choices: v.standIns(c.Who)}, nil
		},
		Ask: func(d *leaveDraft) []flow.Question {
			qs := []flow.Question{askStandIn(d.Choices, &d.Who)}
			if d.Who == someoneElse {
				qs = append(qs, v.askStandInName(&d.Name))
			}
			return qs
		},
		Submit: func(ctx context.Context, c flow.Case, d leaveDraft) (string, error) {
			whom, err := v.standIn(c.Who, d.Who, d.Name)
			if err != nil {
				return "", err
			}
			l, err := v.AskStandIn(ctx, c.Who, whom)
			if err != nil {
				return "", err
			}
			return v.taken(l), nil
		},
	}
}

// askedBy is the leave for which a member is asked to stand in.
func (v *visit) askedBy(who string) (safety.Leave, bool) {
	for _, l := range v.roster.Leaves {
		if l.Asked == who && l.Until().After(v.Now) {
			return l, true
		}
	}
	return safety.Leave{}, false
}

// agree and decline answer who asked; without an id, the one who asks now.
func (v *visit) agree(ctx context.Context, c flow.Case, id string) (bot.Body, error) {
	l, err := v.answerStandIn(ctx, c.Who, id, true)
	if err != nil {
		return bot.Body{}, err
	}
	v.done = "已同意代班"
	if l.Holds(v.Now) {
		return plain("谢谢您！从现在起替%s代班，到%s为止，提醒和要办的事都发给您，发“待办”可以看。", v.roster.Name(l.Member), l.LastDay(v.Now))
	}
	return plain("谢谢您！%s您代%s的班，到时候提醒和要办的事都发给您。已告诉%s。", l.Days(v.Now), v.roster.Name(l.Member), v.roster.Name(l.Member))
}

func (v *visit) decline(ctx context.Context, c flow.Case, id string) (bot.Body, error) {
	l, err := v.answerStandIn(ctx, c.Who, id, false)
	if err != nil {
		return bot.Body{}, err
	}
	v.done = "已回复不方便"
	return plain("好的，已告诉%s另找别人。", v.roster.Name(l.Member))
}

func (v *visit) answerStandIn(ctx context.Context, who, id string, yes bool) (*safety.Leave, error) {
	if id = strings.TrimSpace(id); id != "" {
		l, err := v.AnswerStandIn(ctx, v.leaveMeant(who, id), who, yes)
		if errors.Is(err, safety.ErrNotFound) {
			return nil, safety.Refuse("没有找到“%s”请您代班的事。请写请假人的姓名，比如“%s 苗巧云”。", clip(id, 20), wordDecline)
		}
		return l, err
	}
	if l, asked := v.askedBy(who); asked {
		return v.AnswerStandIn(ctx, l.ID, who, yes)
	}
	for _, l := range v.roster.Leaves {
		if l.StandIn == who && l.Until().After(v.Now) {
			return v.AnswerStandIn(ctx, l.ID, who, yes)
		}
	}
	return nil, safety.Refuse("现在没有人请您代班。")
}

// leaveMeant is the leave of a member whose name was written, if the asked one has
// to do with it; otherwise what was written is its id.
func (v *visit) leaveMeant(asked, written string) (id string) {
	for _, l := range v.roster.Leaves {
		if (l.Asked == asked || l.StandIn == asked) && l.Until().After(v.Now) && v.roster.Name(l.Member) == written {
			return l.ID
		}
	}
	return written
}

// back ends a leave by one word.
func (v *visit) back(ctx context.Context, c flow.Case, _ string) (bot.Body, error) {
	l, err := v.EndLeave(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if l.From.After(v.Now) {
		return plain("%s的假已取消，提醒照常发给您。", l.Days(v.Now))
	}
	return plain("欢迎回来！从现在起提醒照常发给您，这期间的事随后列给您。")
}

// leavePhrases reads what says a leave in one go: 明天请假, 请假 10月1日到7日, 代班 樊冬青.
func (v *visit) leavePhrases(ctx context.Context, c flow.Case, text string) (bot.Body, bool, error) {
	text = strings.TrimSpace(text)
	if name, ok := strings.CutPrefix(text, "代班"); ok && v.isMember(strings.Trim(name, " ：:")) {
		whom, err := v.StandInNamed(v.roster, c.Who, strings.Trim(name, " ：:"))
		if err != nil {
			return bot.Body{}, true, err
		}
		l, err := v.AskStandIn(ctx, c.Who, whom)
		if err != nil {
			return bot.Body{}, true, err
		}
		body, err := plain("%s", v.taken(l))
		return body, true, err
	}
	if !strings.Contains(text, "请假") || strings.TrimSpace(text) == "请假" {
		return bot.Body{}, false, nil
	}
	from, to, err := safety.ParseDays(text, v.Now)
	if short := len([]rune(text)) <= 15; err != nil && short && strings.HasPrefix(text, "请假") {
		return bot.Body{}, true, err
	}
	if err != nil {
		return bot.Body{}, false, nil // a sentence that holds the word
	}
	l := safety.Leave{Member: c.Who, From: from, To: to}
	if err := v.MayTakeLeave(v.roster, l); err != nil {
		return bot.Body{}, true, err
	}
	return v.offerLeave(l), true, nil
}

// offerLeave asks who stands in for days that were said already.
func (v *visit) offerLeave(l safety.Leave) bot.Body {
	days := l.From.Format(time.DateOnly) + " " + l.To.Format(time.DateOnly) + " "
	card := &bot.Card{Title: "请假：" + l.Days(v.Now), Desc: "请谁代班？点一个或回序号就报，要对方点头才算。", List: true}
	for _, a := range v.standIns(l.Member) {
		card.Buttons = append(card.Buttons, bot.Button{Text: clip(v.roster.Name(a.ID), 10), Key: flow.DoKey(wordLeave, days+a.ID), Style: bot.Primary})
	}
	card.Buttons = append(card.Buttons,
		bot.Button{Text: "其他人", Key: flow.BeginKey(flowLeave, l.From.Format("2006-01-02")+"到"+l.To.Format("2006-01-02")), Style: bot.Plain},
		bot.Button{Text: "没有人代", Key: flow.DoKey(wordLeave, days+nobody), Style: bot.Plain})
	return bot.Body{Card: card}
}

// takeLeave is the answer to offerLeave.
func (v *visit) takeLeave(ctx context.Context, c flow.Case, rest string) (bot.Body, error) {
	parts := strings.Fields(rest)
	if len(parts) != 3 {
		return plain("要请假，发“请假”。")
	}
	from, err1 := time.ParseInLocation(time.DateOnly, parts[0], safety.Shanghai)
	to, err2 := time.ParseInLocation(time.DateOnly, parts[1], safety.Shanghai)
	if err1 != nil || err2 != nil {
		return plain("要请假，发“请假”。")
	}
	whom, err := v.standIn(c.Who, parts[2], "")
	if err != nil {
		return bot.Body{}, err
	}
	l, err := v.TakeLeave(ctx, safety.Leave{ID: c.ID, Member: c.Who, From: from, To: to, Asked: whom})
	if err != nil {
		return bot.Body{}, err
	}
	v.done = "已请假"
	return plain("%s", v.taken(l))
}
