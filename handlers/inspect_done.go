package handlers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

func (v *visit) submitCheck(ctx context.Context, c flow.Case, d checkDraft) (string, error) {
	if d.Shut != "" && !v.sweeps(taskDraft{ID: d.Which}) {
		return v.shutOfRound(ctx, c, d)
	}
	if d.Shut != "" {
		got, err := v.NotEntered(ctx, d.Which, d.Object.Code, c.Who, d.Shut)
		if err != nil {
			return "", err
		}
		v.offerNext(got)
		if got.Already {
			return v.finished(got, ""), nil
		}
		return fmt.Sprintf("%s记下了：%s。还算没查，开门了再来；一直进不去，请社区主任准予不查。", got.Task.Where, d.Shut), nil
	}
	t, ok := v.taskAt(d.occurrence(), d.Object.Code)
	if !ok {
		return "", flow.Stop(safety.Refuse("这一处不在这次的范围里了，没有记下。"))
	}
	got, err := v.Finish(ctx, c.ID, c.Who, d.inspection(v.begun(&d, t)))
	if err != nil {
		return "", err
	}
	v.offerNext(got)
	return v.finished(got, d.tally()), nil
}

// inspection is the draft as the domain takes it.
func (d *checkDraft) inspection(t safety.Task) safety.Inspection {
	in := safety.Inspection{
		Occurrence: d.occurrence(), Grid: t.Object.Grid, Site: t.Object.Site, Photos: media(d.Photos), Asked: d.Asked,
		Paper: d.Paper, Dated: d.Dated, Signed: d.Signed == yes,
	}
	for _, a := range d.Found {
		f := safety.Finding{Item: a.Item, Answer: safety.Answer(a.Found)}
		i := slices.IndexFunc(t.Items, func(i safety.ChecklistItem) bool { return i.ID == a.Item })
		if i >= 0 {
			f.Text = t.Items[i].Text
		}
		if a.Item == besides.ID {
			if a.Found != flow.Fail {
				continue
			}
			f.Item = ""
		}
		if m := d.More[a.Item]; m != nil && a.Found != flow.Pass {
			f.Note, f.Remedy, f.Safe = m.Note, safety.Remedy(m.Remedy), m.Safe
			f.Before, f.After = media(m.Before), media(m.After)
			if i >= 0 && a.Found == flow.Fail {
				f.More = m.said(t.Items[i])
			}
		}
		in.Findings = append(in.Findings, f)
	}
	return in
}

// finished tells what came of a visit.
func (v *visit) finished(f safety.Finished, tally string) string {
	switch {
	case f.Already && f.Progress == nil && len(f.Task.Plan.Covers) > 0:
		return fmt.Sprintf("%s已由%s查过，不用再查。", f.Task.Where, v.roster.Name(f.By))
	case f.Already:
		return f.Task.Where + "这次的检查已经有人提交过了，不用再做。"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s检查完成：%s。", f.Task.Where, tally)
	if f.Late {
		b.WriteString("（补查）")
	}
	for _, h := range f.Fixed {
		fmt.Fprintf(&b, "\n当场改好并销号：%s", h.No)
	}
	b.WriteString(v.registered(f.New))
	for _, h := range f.Linked {
		fmt.Fprintf(&b, "\n补充照片：%s", h.No)
	}
	if f.Progress != nil {
		b.WriteString("\n" + progressed(f))
		return b.String()
	}
	b.WriteString("\n辛苦了！")
	if slices.ContainsFunc(f.New, func(h *safety.Hazard) bool { return h.State == safety.Registered }) {
		b.WriteString("登记的隐患已请社区安全员派发。")
	}
	return b.String()
}

// registered lists what was registered, or reported by who may not register.
func (v *visit) registered(hs []*safety.Hazard) string {
	var b strings.Builder
	for _, h := range hs {
		if h.State == safety.Reported {
			fmt.Fprintf(&b, "\n已上报：%s（%s），社区安全员会受理", h.No, h.Severity)
			continue
		}
		fmt.Fprintf(&b, "\n登记隐患：%s（%s），期限%s", h.No, h.Severity, v.Policy.By(h, v.Now))
	}
	return b.String()
}
