package handlers

import (
	"context"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// paper enters a check that was done on paper (peers.md row 27): which one, on
// what day, a picture of the paper, and what was found.
func (v *visit) paper() flow.Flow[checkDraft] {
	return flow.Flow[checkDraft]{
		Name: flowPaper, Version: 1, Says: []string{"补录", "补录纸质检查", "纸质补录"}, Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (checkDraft, error) {
			d, err := v.openCheck(ctx, c)
			d.Paper = true
			return d, err
		},
		Ask: v.askCheck, Submit: v.submitPaper,
	}
}

// askPaper asks for the paper itself.
func (v *visit) askPaper(d *checkDraft, t safety.Task) []flow.Question {
	return []flow.Question{
		flow.Date("dated", "纸上写的是哪天检查的？", &d.Dated).Label("检查日期").Hint(v.Now.In(safety.Shanghai).Format("1月2日")).
			Check(func(context.Context, flow.Case) error { return v.datedWithin(t, d.Dated) }),
		flow.Photos("paper", "请拍纸质检查表，要看得清日期、签名和每一项。拍完发“完成”。", &d.Photos, 1, 9).Label("纸质表").Pending(v.fetching(&d.Photos)),
		flow.Pick("signed", "表上有检查人的签名吗？", &d.Signed, flow.Option{ID: yes, Label: "有签名"}, flow.Option{ID: no, Label: "没有签名"}).Label("签名"),
	}
}

// datedWithin refuses a day outside the period the check is for.
func (v *visit) datedWithin(t safety.Task, day time.Time) error {
	switch o := t.Occurrence; {
	case day.After(v.Now):
		return safety.Refuse("这一天还没到，请核对一下。")
	case day.Before(safety.Day(o.Opens)):
		return safety.Refuse("这一期从%s开始，更早的检查不算这一期的。", o.Opens.In(safety.Shanghai).Format("1月2日"))
	}
	return nil
}

func (v *visit) submitPaper(ctx context.Context, c flow.Case, d checkDraft) (string, error) {
	said, err := v.submitCheck(ctx, c, d)
	if err != nil {
		return "", err
	}
	said += "\n已注明是纸质补录。"
	if d.Signed != yes {
		said += "没有签名，按今天录入的时间算。"
	}
	return said, nil
}
