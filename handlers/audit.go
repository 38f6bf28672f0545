package handlers

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// auditReport is the line that the safety office reads each morning.
func auditReport(w words) saying {
	silent := ""
	if n := w.Words["silences"]; n != "0" && n != "" {
		silent = fmt.Sprintf("静默中 %s 项。", n)
	}
	if w.Words["gaps"] == "0" {
		return text("昨夜自查：昨天应发 %s 条，全部有着落。%s", w.Words["due"], silent)
	}
	if w.Words["fresh"] == "0" {
		return text("昨夜自查：昨天应发 %s 条，没有新问题，以前发现的还有 %s 处，发“自查”可看。%s", w.Words["due"], w.Words["gaps"], silent)
	}
	title := fmt.Sprintf("昨夜自查：新发现 %s 处不对", w.Words["fresh"])
	return card(bot.Card{
		Alert: true, Title: title, Desc: fmt.Sprintf("昨天应发 %s 条（%s），一共 %s 处对不上。%s", w.Words["due"], w.Words["fates"], w.Words["gaps"], silent), Quote: clip(w.Words["first"], 120),
		Buttons: []bot.Button{{Text: "看全部", Key: flow.DoKey(wordAudit, ""), Style: bot.Primary}},
	}, title)
}

// ofStreet says that the member is of the safety office or a leader.
func (v *visit) ofStreet() bool { return v.SeesAnywhere(v.roster, v.who, safety.FieldSteps) }

// audit lists what the last self-audit found, and what is silenced.
func (v *visit) audit(ctx context.Context, c flow.Case, _ string) (bot.Body, error) {
	rep, silences, err := v.LastAudit(ctx, c.Who)
	if errors.Is(err, safety.ErrNotFound) {
		return plain("还没有自查过。每天夜里自查一次，%s报告结果。", v.Policy.Escalation.Audit.Report)
	}
	if err != nil {
		return bot.Body{}, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s自查：看了 %d 步催办、前一天应发 %d 条消息，", safety.Moment(rep.At, v.Now), rep.Steps, rep.Due)
	if len(rep.Gaps) == 0 {
		b.WriteString("全部有着落。")
	} else {
		fmt.Fprintf(&b, "有 %d 处对不上：", len(rep.Gaps))
	}
	for i, g := range rep.Gaps {
		line := fmt.Sprintf("\n%d. %s：%s", i+1, g.Kind, g.Text)
		if b.Len()+len(line) > listed {
			fmt.Fprintf(&b, "\n…… 还有 %d 处", len(rep.Gaps)-i)
			break
		}
		b.WriteString(line)
	}
	if rep.MadeUp > 0 {
		fmt.Fprintf(&b, "\n停机后补催 %d 步。", rep.MadeUp)
	}
	if len(silences) > 0 {
		fmt.Fprintf(&b, "\n静默中 %d 项，发“静默单”可看。", len(silences))
	}
	return bot.Body{Text: b.String()}, nil
}

// perPage is how many lines of the ledger of supervision one message shows.
const perPage = 12

// dispatches is the ledger of supervision of one hazard: what was told to whom
// and when, and why not (督办台账, R20). The first page is the latest.
func (v *visit) dispatches(ctx context.Context, c flow.Case, rest string) (bot.Body, error) {
	no, page, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if no == "" {
		return plain("看哪一条的催办记录？发“账 编号”，比如“账 YH-2026-03-0142”。")
	}
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	ds, err := v.Dispatches(ctx, c.Who, h.About())
	if err != nil {
		return bot.Body{}, err
	}
	if len(ds) == 0 {
		return plain("%s 还没有催办，也没有发过消息。", h.No)
	}
	n, err := strconv.Atoi(strings.TrimSpace(page))
	pages := (len(ds) + perPage - 1) / perPage
	if err != nil || n < 1 || n > pages {
		n = 1 // the latest
	}
	sight, err := v.sightOf(ctx, h, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s 催办记录（第 %d/%d 页）：", h.No, n, pages)
	for _, d := range ds[max(0, len(ds)-n*perPage) : len(ds)-(n-1)*perPage] {
		line := v.dispatchLine(d, func(id string) string { return sight.name(v, h, id) })
		if b.Len()+len(line) > listed+300 {
			b.WriteString("\n……")
			break
		}
		b.WriteString(line)
	}
	if n < pages {
		fmt.Fprintf(&b, "\n往前看发“账 %s %d”。", h.No, n+1)
	}
	return bot.Body{Text: b.String()}, nil
}

// dispatchLine is one step or message with its fate.
func (v *visit) dispatchLine(d safety.Dispatch, name func(string) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s ", d.At.In(safety.Shanghai).Format("1月2日15:04"))
	if d.Step {
		fmt.Fprintf(&b, "［L%d］", d.Level)
	}
	fmt.Fprintf(&b, "%s → %s", clip(d.What, 40), d.Fate)
	names := make([]string, 0, len(d.To))
	for _, id := range d.To[:min(3, len(d.To))] {
		names = append(names, name(id))
	}
	if len(d.To) > 0 {
		b.WriteString("：" + strings.Join(names, "、"))
	}
	if len(d.To) > 3 {
		fmt.Fprintf(&b, "等 %d 人", len(d.To))
	}
	if d.Reason != "" && d.Reason != "已发送" {
		b.WriteString("（" + clip(d.Reason, 40) + "）")
	}
	return b.String()
}
