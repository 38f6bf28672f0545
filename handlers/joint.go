package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// The words of the joint inspection that stand in buttons' keys.
const (
	wordJoint   = "联合检查"
	wordCome    = "参加联合检查"
	wordTargets = "目标清单"
	wordSigned  = "签字确认"
	wordRecord  = "联合检查记录"
)

// jointCommands are what is answered at once about the joint inspection.
func (v *visit) jointCommands() []flow.Command {
	return []flow.Command{
		{Says: []string{wordJoint, "季度联合检查", "季查"}, Title: v.ifJoint(wordJoint), Takes: "季度", Do: v.jointOverview},
		{Says: []string{wordCome, "参加检查"}, Takes: "季度", Do: v.come},
		{Says: []string{wordTargets, "检查目标"}, Takes: "季度", Do: v.targets},
		{Says: []string{wordVisit}, Takes: "名字", Do: v.visitNext},
		{Says: []string{wordSigned}, Takes: "季度", Do: v.signJoint},
		{Says: []string{wordRecord}, Takes: "季度", Do: v.jointRecord},
	}
}

// jointFlows are the conversations of the joint inspection.
func (v *visit) jointFlows() []flow.Registered {
	return []flow.Registered{
		flow.Register(v.jointDate()), flow.Register(v.jointDecline()), flow.Register(v.jointTargets()), flow.Register(v.jointVisit()),
		flow.Register(v.jointAttendance()), flow.Register(v.jointCommunity()), flow.Register(v.jointLookBack()), flow.Register(v.jointClose()),
		flow.Register(v.jointSheet()), flow.Register(v.jointReturn()),
	}
}

// The names of the flows of the joint inspection.
const (
	flowJointDate      = "joint-date"
	flowJointDecline   = "joint-decline"
	flowJointTargets   = "joint-targets"
	flowJointVisit     = "joint-visit"
	flowJointAttend    = "joint-attendance"
	flowJointCommunity = "joint-community"
	flowJointLookBack  = "joint-look-back"
	flowJointClose     = "joint-close"
	flowJointSheet     = "joint-sheet"
	flowJointReturn    = "joint-return"
)

// ifJoint lists a command in help only for those it is for: the safety office
// and the people of the bodies.
func (v *visit) ifJoint(title string) string {
	for _, b := range v.roster.Bodies {
		if slices.Contains(v.Policy.Joint.Bodies, b.Kind) && slices.Contains(b.Members, v.who) {
			return title
		}
	}
	return ""
}

// jointOf is the joint inspection a flow was begun about, else the one that is
// due first among those the member has to do with.
func (v *visit) jointOf(ctx context.Context, c flow.Case) (id string, err error) {
	if len(c.Payload) > 0 && json.Unmarshal(c.Payload, &id) == nil && id != "" {
		return id, nil
	}
	return v.jointNamed(ctx, "")
}

// jointNamed is the one of a quarter, written as 2026-Q4, or by its id; without
// either the first that is due.
func (v *visit) jointNamed(ctx context.Context, named string) (string, error) {
	named, _, _ = strings.Cut(strings.TrimSpace(named), " ")
	if strings.Contains(named, "/") {
		return named, nil
	}
	os, err := v.Joints(ctx, v.who)
	if err != nil {
		return "", err
	}
	for _, o := range os {
		if named == "" || strings.EqualFold(o.Period, named) {
			return o.ID, nil
		}
	}
	if v.ifJoint(wordJoint) == "" {
		return "", safety.Refuse("联合检查由街道安监办组织，参加的单位会收到邀请。")
	}
	return "", safety.Refuse("现在没有要您办的联合检查。看以前的记录，发“%s”。", wordRecord)
}

// about is one joint inspection with its occurrence, looked up once for a message.
type aboutJoint struct {
	*safety.JointInspection
	o *safety.Occurrence
}

// jointAt looks a joint inspection up for a question; it reports false when the
// member may not see it any more.
func (v *visit) jointAt(id string) (aboutJoint, bool) {
	if j, known := v.joints[id]; known {
		return j, j.o != nil
	}
	j, o, err := v.Joint(v.ctx, id, v.who)
	if _, no := err.(*safety.Refusal); err != nil && !no {
		v.failed = err
	}
	if v.joints == nil {
		v.joints = map[string]aboutJoint{}
	}
	v.joints[id] = aboutJoint{j, o}
	return v.joints[id], o != nil
}

// jointOverview shows how the joint inspection stands and what the member may do.
func (v *visit) jointOverview(ctx context.Context, c flow.Case, named string) (bot.Body, error) {
	id, err := v.jointNamed(ctx, named)
	if err != nil {
		return bot.Body{}, err
	}
	j, o, err := v.Joint(ctx, id, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	organises, err := v.Organises(ctx, o, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	card := &bot.Card{Source: period(o), Title: "季度联合检查：" + standing(j, o, v), Fields: v.jointFields(j, o)}
	switch {
	case organises:
		card.Desc, card.Buttons = v.organiserCan(ctx, j, o)
	default:
		card.Desc, card.Buttons = v.guestCan(j, o)
	}
	if card.Note, err = v.otherQuarter(ctx, o); err != nil {
		return bot.Body{}, err
	}
	return bot.Body{Card: card}, nil
}

// otherQuarter tells of another joint inspection that can be done now: last
// quarter's is made up while this one is planned.
func (v *visit) otherQuarter(ctx context.Context, shown *safety.Occurrence) (string, error) {
	os, err := v.Joints(ctx, v.who)
	for _, o := range os {
		if o.ID != shown.ID {
			return "另有" + period(o) + "的，发“" + wordJoint + " " + o.Period + "”。", err
		}
	}
	return "", err
}

// standing says in a few words where a joint inspection stands.
func standing(j *safety.JointInspection, o *safety.Occurrence, v *visit) string {
	switch {
	case j.State == safety.JointSent:
		return "已签字完成"
	case j.State == safety.JointSigning:
		return "等签字"
	case o.Planned.IsZero():
		return "还没定日期"
	case v.Now.Before(safety.Day(o.Planned)):
		return "日期已定"
	}
	return "正在检查"
}

func (v *visit) jointFields(j *safety.JointInspection, o *safety.Occurrence) []bot.Field {
	fields := []bot.Field{{Name: "完成期限", Value: v.Policy.DueBy(o, v.Now)}}
	if o.Planned.IsZero() {
		return fields
	}
	fields = append(fields, bot.Field{Name: "检查日期", Value: safety.Moment(o.Planned, v.Now)})
	if j.Assembly != "" {
		fields = append(fields, bot.Field{Name: "集合地点", Value: clip(j.Assembly, 30)})
	}
	settled := 0
	for _, t := range j.Targets {
		if t.Settled() {
			settled++
		}
	}
	fields = append(fields, bot.Field{Name: "目标", Value: fmt.Sprintf("已查 %d/%d 处", settled, len(j.Targets))})
	return append(fields, bot.Field{Name: "部门", Value: clip(v.bodies(j), 30)})
}

// bodies says which departments come.
func (v *visit) bodies(j *safety.JointInspection) string {
	count := map[safety.Coming]int{}
	for _, body := range v.Policy.Joint.Bodies {
		count[bodyComes(j.Of(body))]++
	}
	if !j.Attended.IsZero() {
		return fmt.Sprintf("到场 %d 家", count[safety.Came])
	}
	return fmt.Sprintf("参加 %d 家，未答复 %d 家", count[safety.Accepted]+count[safety.Came], count[safety.Invited])
}

// bodyComes is the best answer of the people of a body.
func bodyComes(ps []safety.Participant) safety.Coming {
	for _, c := range []safety.Coming{safety.Came, safety.Accepted, safety.Invited, safety.Declined} {
		if slices.ContainsFunc(ps, func(p safety.Participant) bool { return p.Coming == c }) {
			return c
		}
	}
	return safety.Absent
}

// organiserCan is what is next for who organises it, with the buttons for it.
func (v *visit) organiserCan(ctx context.Context, j *safety.JointInspection, o *safety.Occurrence) (string, []bot.Button) {
	start := func(text, flowName string, style bot.Style) bot.Button {
		return bot.Button{Text: text, Key: flow.BeginKey(flowName, o.ID), Style: style}
	}
	list := bot.Button{Text: "目标清单", Key: flow.DoKey(wordTargets, o.ID), Style: bot.Plain}
	switch {
	case j.State == safety.JointSent:
		return "记录已送下次联席会议。", []bot.Button{{Text: "看记录", Key: flow.DoKey(wordRecord, o.ID), Style: bot.Primary}}
	case j.State == safety.JointSigning:
		return "还没签字：" + v.names(j.Unsigned()) + "。在纸上签的，拍照上传也行。", []bot.Button{
			{Text: "签字确认", Key: flow.DoKey(wordSigned, o.ID), Style: bot.Primary}, start("拍签字单", flowJointSheet, bot.Plain),
			start("退回修改", flowJointReturn, bot.Danger), {Text: "看记录", Key: flow.DoKey(wordRecord, o.ID), Style: bot.Plain},
		}
	case o.Planned.IsZero():
		return "先定日子，各部门会收到邀请。目标已按数据排好，可以增减。", []bot.Button{start("定日期", flowJointDate, bot.Primary), list}
	case v.Now.Before(safety.Day(o.Planned)):
		return "到那天再开始检查。", []bot.Button{list, start("改日期", flowJointDate, bot.Plain)}
	}
	missing, err := v.Missing(ctx, o.ID)
	if err != nil {
		v.failed = err
	}
	desc := "可以收尾签字了。"
	if missing = slices.DeleteFunc(missing, func(m string) bool { return m == safety.NoRemarks }); len(missing) > 0 {
		desc = clip("还差：\n"+strings.Join(missing, "\n"), 150)
	}
	return desc, []bot.Button{
		{Text: "查一处", Key: flow.DoKey(wordVisit, o.ID), Style: bot.Primary}, list, start("记到场", flowJointAttend, bot.Plain),
		start("看社区工作", flowJointCommunity, bot.Plain), start("回头看", flowJointLookBack, bot.Plain), start("收尾签字", flowJointClose, bot.Plain),
	}
}

// guestCan is what is next for somebody of the other bodies.
func (v *visit) guestCan(j *safety.JointInspection, o *safety.Occurrence) (string, []bot.Button) {
	mine := safety.Invited
	for _, p := range j.Participants {
		if p.Member == v.who {
			mine = p.Coming
		}
	}
	list := bot.Button{Text: "目标清单", Key: flow.DoKey(wordTargets, o.ID), Style: bot.Plain}
	switch {
	case j.State == safety.JointSent:
		return "谢谢您参加。", []bot.Button{{Text: "看记录", Key: flow.DoKey(wordRecord, o.ID), Style: bot.Primary}}
	case j.State == safety.JointSigning:
		return "请看过记录再签字。", []bot.Button{
			{Text: "看记录", Key: flow.DoKey(wordRecord, o.ID), Style: bot.Plain}, {Text: "签字确认", Key: flow.DoKey(wordSigned, o.ID), Style: bot.Primary},
		}
	case v.Now.Before(safety.Day(o.Planned)):
		return "您的答复：" + mine.String() + "。", append(comingButtons(o), list)
	case mine == safety.Declined:
		return "您答复过不能参加；又能来了就点“参加”。", append(comingButtons(o)[:1], list)
	}
	return "点“查一处”开始，查一处记一处。", []bot.Button{
		{Text: "查一处", Key: flow.DoKey(wordVisit, o.ID), Style: bot.Primary}, list,
		{Text: "看社区工作", Key: flow.BeginKey(flowJointCommunity, o.ID), Style: bot.Plain},
	}
}

// comingButtons are the buttons of an invitation. They name the day, so that one for a
// day that was moved is known as such.
func comingButtons(o *safety.Occurrence) []bot.Button {
	return []bot.Button{
		{Text: "参加", Key: flow.DoKey(wordCome, o.ID+" "+o.Planned.In(safety.Shanghai).Format("2006-01-02")), Style: bot.Primary},
		{Text: "不能参加", Key: flow.BeginKey(flowJointDecline, o.ID), Style: bot.Plain},
	}
}
