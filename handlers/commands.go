package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// The words of commands that stand in buttons' keys: each means one thing for ever.
const (
	wordFind        = "查"
	wordPhotos      = "照片"
	wordAcknowledge = "签收"
	wordFeedback    = "回访"
	wordSupervise   = "督办"
	wordNoted       = "知悉"
	wordExtend      = "延期"
	wordHandOver    = "移交"
	wordReassign    = "换人"
	wordAudit       = "自查"
	wordDispatches  = "账"
	wordAttach      = "补进"
	wordVerify      = "转核实"
	wordResume      = "恢复整改"
	wordUnmerge     = "撤销并案"
	wordMore        = "更多"
	wordWithdraw    = "撤回"
	wordUnfollow    = "取消关注"
	wordGrant       = "复核受理"
	wordUphold      = "维持不受理"
	wordSendOn      = "转社区"
	wordEmergency   = "紧急"
	wordCalledOff   = "误报"
	wordVolunteers  = "志愿者"
	wordHandovers   = "移交单"
	wordApprove     = "批准移交"
	wordLetter      = "移交函"
	wordInPlace     = "在位"
	wordWindows     = "节点"
	wordWindowYes   = "同意节点"
)

// commands are what a member can say at any time, answered at once.
func (v *visit) commands() []flow.Command {
	return []flow.Command{
		{Says: []string{"待办", "我的待办", "任务"}, Title: "待办", Do: v.todo},
		{Says: []string{wordNext, "下一家", "下一个"}, Do: v.nextObject},
		{Says: []string{"月查", "排查进度", "月查进度"}, Title: v.ifInspector("月查"), Do: v.overview},
		{Says: []string{wordFind, "查询", "查看"}, Title: "查 编号", Takes: "编号", Do: v.lookup},
		{Says: []string{wordPhotos, "看照片"}, Takes: "编号", Do: v.show},
		{Says: []string{"状态", "进展"}, Title: "状态", Do: v.status},
		{Says: []string{"台账"}, Title: v.ifInspector("台账"), Do: v.ledger},
		{Says: []string{"统计"}, Title: v.ifInspector("统计"), Do: v.figures},
		{Says: []string{wordAcknowledge, "确认收到"}, Takes: "编号", Do: v.acknowledge},
		{Says: []string{wordVerify}, Takes: "编号", Do: v.sendVerify},
		{Says: []string{wordResume}, Takes: "编号", Do: v.resume},
		{Says: []string{wordUnmerge}, Takes: "编号", Do: v.unmerge},
		{Says: []string{wordMore}, Takes: "编号", Do: v.more},
		{Says: []string{wordWithdraw}, Takes: "编号", Do: v.withdraw},
		{Says: []string{wordUnfollow, "不关注"}, Takes: "编号", Do: v.unfollow},
		{Says: []string{wordGrant}, Takes: "编号", Do: v.grant},
		{Says: []string{wordUphold}, Takes: "编号", Do: v.uphold},
		{Says: []string{wordSendOn}, Takes: "编号", Do: v.sendOn},
		{Says: []string{wordEmergency, "紧急情况", "紧急求助", "报警"}, Title: "紧急", Do: v.alarm},
		{Says: []string{wordCalledOff}, Takes: "编号", Do: v.callOff},
		{Says: []string{wordVolunteers, "志愿者名单", "志愿者统计"}, Title: v.ifOffice(wordVolunteers), Takes: "上季", Do: v.volunteers},
		{Says: []string{wordHandovers, "移交台账"}, Title: v.ifInspector(wordHandovers), Takes: "编号", Do: v.handovers},
		{Says: []string{wordApprove}, Takes: "编号", Do: v.approveHandover},
		{Says: []string{wordLetter, "看移交函"}, Takes: "编号", Do: v.letter},
		{Says: []string{wordInPlace, "措施在位", "防范措施在位"}, Takes: "编号", Do: v.inPlace},
		{Says: []string{wordWindows, "节点安排"}, Title: v.ifOffice(wordWindows), Takes: "名字", Do: v.windows},
		{Says: []string{wordWindowYes}, Takes: "名字", Do: v.agreeWindow},
		{Says: []string{wordAttach}, Takes: "编号", Do: v.attach},
		{Says: []string{wordFeedback}, Takes: "编号", Do: v.feedback},
		{Says: []string{wordPlainText, "文字模式", "看不到卡片", "不要卡片"}, Do: v.readPlain},
		{Says: []string{wordCards, "卡片模式", "要卡片"}, Do: v.readCards},
		{Says: []string{wordSupervise}, Takes: "序号或编号", Do: v.order(safety.OrderSupervise)},
		{Says: []string{wordExtend}, Takes: "序号或编号", Do: v.order(safety.OrderExtend)},
		{Says: []string{wordHandOver}, Takes: "序号或编号", Do: v.order(safety.OrderHandOver)},
		{Says: []string{wordReassign}, Takes: "序号或编号", Do: v.order(safety.OrderReassign)},
		{Says: []string{wordNoted}, Takes: "序号或编号", Do: v.order(safety.OrderNoted)},
		{Says: []string{wordAudit, "夜间自查"}, Do: v.audit},
		{Says: []string{wordDispatches, "催办记录", "督办台账"}, Takes: "编号", Do: v.dispatches},
		{Says: []string{"静默单", "静默列表"}, Do: v.silences},
		{Says: []string{"取消静默", "解除静默"}, Takes: "编号", Do: v.unsilence},
		{Says: []string{"帮助"}, Do: v.help},
		{Says: []string{"菜单"}, Do: v.menu},
	}
}

// ifInspector lists a command in help only for those it is for.
func (v *visit) ifInspector(title string) string {
	if v.inspects() {
		return title
	}
	return ""
}

// ifOffice lists a command in help only for the safety office.
func (v *visit) ifOffice(title string) string {
	if v.ofOffice() {
		return title
	}
	return ""
}

// ofOffice says whether the member works in the safety office.
func (v *visit) ofOffice() bool {
	street, _ := v.roster.Street()
	return v.roster.Has(v.who, street.Code, v.Now, safety.SafetyOfficeHead, safety.SafetyOfficeStaff)
}

// plain is a reply in words.
func plain(format string, args ...any) (bot.Body, error) {
	return bot.Body{Text: fmt.Sprintf(format, args...)}, nil
}

// hazard finds by the number a member gave; a member hears of hazards that are
// none of his as little as of numbers that do not exist (promises.md S12).
func (v *visit) hazard(ctx context.Context, no string) (*safety.Hazard, error) {
	no, err := v.numbered(ctx, no)
	if err != nil {
		return nil, err
	}
	h, err := v.tx.Hazard(ctx, no)
	if errors.Is(err, safety.ErrNotFound) {
		return nil, safety.Refuse("没有找到编号“%s”。编号像 YH-2026-03-0142，请再核对一下。", clip(no, 24))
	}
	if err != nil {
		return nil, err
	}
	switch sees, err := v.Sees(ctx, h, v.who); {
	case err != nil:
		return nil, err
	case !sees && v.Formerly(v.roster, h, v.who) != "":
		return nil, safety.Refuse("%s", v.Formerly(v.roster, h, v.who))
	case !sees:
		return nil, safety.Refuse("没有找到编号“%s”。编号像 YH-2026-03-0142，请再核对一下。", clip(no, 24))
	}
	return h, nil
}

func (v *visit) acknowledge(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	if h, err = v.Do(ctx, h.No, safety.Acknowledge, c.Who, safety.Given{}); err != nil {
		return bot.Body{}, err
	}
	w := words{Notice: safety.Notice{Hazard: h}, now: v.Now, roster: v.roster, policy: v.Policy}
	v.card = &bot.Card{
		Source: w.where(), Title: "整改中：" + what(h), Desc: "已签收。改好后点“改好了”，拍一张整改后的照片。", Quote: h.Requirement,
		Fields: w.facts(), Buttons: []bot.Button{button("改好了", flowClaim, h, bot.Primary), look(h)},
	}
	return plain("好的，%s 已签收。请在%s前改好，改好后点“改好了”拍照。", h.No, v.Policy.By(h, v.Now))
}

// withdraw takes back what the member reported by mistake, or a window the
// safety office had confirmed.
func (v *visit) withdraw(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	if body, ok, err := v.takeBack(ctx, c, no); ok {
		return body, err
	}
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	if h, err = v.Do(ctx, h.No, safety.Void, c.Who, safety.Given{Reason: "上报人撤回"}); err != nil {
		return bot.Body{}, err
	}
	v.done = "已撤回"
	return plain("%s 已撤回作废，编号保留可查。", h.No)
}

func (v *visit) feedback(ctx context.Context, c flow.Case, rest string) (bot.Body, error) {
	no, word, _ := strings.Cut(strings.TrimSpace(rest), " ")
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	got, err := v.Feedback(ctx, h.No, c.Who, strings.ToLower(word))
	switch {
	case err != nil:
		return bot.Body{}, err
	}
	v.done = "已反馈，谢谢"
	switch {
	case got.New != nil:
		return plain("%s 销号已超过 %d 天，已作为新隐患登记：%s，社区会在%s前答复您。", h.No, v.Policy.Handling.Reopen.Days, got.New.No, safety.Moment(v.Policy.JudgeBy(got.New), v.Now))
	case got.Reopened:
		return plain("谢谢您告诉我们。%s 已重新打开，要求%s前改好，并已上报。", h.No, v.Policy.By(got.Hazard, v.Now))
	}
	return plain("谢谢您的反馈，已记下。")
}
