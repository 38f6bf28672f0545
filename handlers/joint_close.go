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

type jointCloseDraft struct {
	Joint   string `json:"joint"`
	Remarks string `json:"remarks,omitempty"`
}

// jointClose takes the closing remarks and asks all who came to sign (JI-08).
func (v *visit) jointClose() flow.Flow[jointCloseDraft] {
	return flow.Flow[jointCloseDraft]{
		Name: flowJointClose, Version: 1, Says: []string{"收尾签字", "联合检查收尾"}, Idle: 2 * time.Hour,
		Open: func(ctx context.Context, c flow.Case) (d jointCloseDraft, err error) {
			if d.Joint, err = v.jointOf(ctx, c); err != nil {
				return d, err
			}
			j, o, err := v.Joint(ctx, d.Joint, c.Who)
			if err != nil {
				return d, err
			}
			if yes, err := v.Organises(ctx, o, c.Who); err != nil || !yes {
				return d, orRefuse(err, "收尾由街道安监办来做，做完会请您签字。")
			}
			if j.State != safety.JointPlanned {
				return d, safety.Refuse("小结已经写好，正在等签字。发“%s”看谁还没签。", wordJoint)
			}
			return d, v.complete(ctx, d.Joint)
		},
		Ask: func(d *jointCloseDraft) []flow.Question {
			return []flow.Question{
				flow.Text("remarks", "检查组商量好的小结意见？（会提交下次联席会议）", &d.Remarks, 5, 500).Label("小结意见").Hint("高危单位的疏散通道问题较多，建议消防专项检查"),
				flow.Confirm("send", "收尾，请到场的人签字"),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d jointCloseDraft) (string, error) {
			j, err := v.CloseJoint(ctx, d.Joint, c.Who, d.Remarks)
			if err != nil {
				return "", err
			}
			return "小结已记下，已请" + v.names(j.Unsigned()) + "签字。在纸上签的，发“拍签字单”。签完自动送下次联席会议。", nil
		},
	}
}

// complete refuses, with one list, while something but the remarks is missing.
func (v *visit) complete(ctx context.Context, id string) error {
	missing, err := v.Missing(ctx, id)
	if err != nil {
		return err
	}
	var b strings.Builder
	n := 0
	for _, m := range missing {
		if m != safety.NoRemarks {
			n++
			fmt.Fprintf(&b, "\n%d. %s", n, m)
		}
	}
	if n == 0 {
		return nil
	}
	return safety.Refuse("还不能收尾，差这些：%s", b.String())
}

// signJoint takes 签字确认.
func (v *visit) signJoint(ctx context.Context, c flow.Case, named string) (bot.Body, error) {
	id, err := v.jointNamed(ctx, named)
	if err != nil {
		return bot.Body{}, err
	}
	j, err := v.SignJoint(ctx, id, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	v.done = "已签字"
	if j.State != safety.JointSent {
		return plain("已签字，谢谢。还差%s。都签完会把记录发给您。", v.names(j.Unsigned()))
	}
	return v.recordOf(ctx, id, c.Who)
}

// jointRecord shows the record of a joint inspection: of the present one, else of
// the last.
func (v *visit) jointRecord(ctx context.Context, c flow.Case, named string) (bot.Body, error) {
	id, err := v.jointNamed(ctx, named)
	if _, no := err.(*safety.Refusal); no && named == "" {
		id, err = v.lastRecord(ctx, c.Who)
	}
	if err != nil {
		return bot.Body{}, err
	}
	return v.recordOf(ctx, id, c.Who)
}

// lastRecord is the latest joint inspection that was signed.
func (v *visit) lastRecord(ctx context.Context, who string) (string, error) {
	js, err := v.tx.Joints(ctx, safety.JointQuery{States: []safety.JointState{safety.JointSent}, Limit: 4})
	if err != nil {
		return "", err
	}
	for _, j := range js {
		if _, _, err := v.Joint(ctx, j.ID, who); err == nil {
			return j.ID, nil
		}
	}
	return "", safety.Refuse("还没有您可以看的联合检查记录。")
}

type jointSheetDraft struct {
	Joint  string       `json:"joint"`
	Photos []flow.Photo `json:"photos,omitempty"`
}

// jointSheet takes pictures of the sheet that was signed on paper.
func (v *visit) jointSheet() flow.Flow[jointSheetDraft] {
	return flow.Flow[jointSheetDraft]{
		Name: flowJointSheet, Version: 1, Says: []string{"拍签字单", "签字单"}, Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (d jointSheetDraft, err error) {
			if d.Joint, err = v.jointOf(ctx, c); err != nil {
				return d, err
			}
			j, _, err := v.Joint(ctx, d.Joint, c.Who)
			if err == nil && j.State == safety.JointPlanned {
				return d, safety.Refuse("小结还没有写。先点“收尾签字”，再拍签字单。")
			}
			return d, err
		},
		Ask: func(d *jointSheetDraft) []flow.Question {
			return []flow.Question{
				flow.Photos("photos", "请拍签好字的记录单，拍完发“完成”。", &d.Photos, 1, 9).Label("签字单").Pending(v.fetching(&d.Photos)),
				flow.Confirm("send", "到场的人都在这张单子上签了字"),
			}
		},
		Submit: func(ctx context.Context, c flow.Case, d jointSheetDraft) (string, error) {
			if _, err := v.SignOnSheet(ctx, d.Joint, c.Who, media(d.Photos)); err != nil {
				return "", flow.Stop(err)
			}
			return "签字单已存，联合检查完成，记录已送下次联席会议。发“" + wordRecord + "”查看。", nil
		},
	}
}

type jointReturnDraft struct {
	Joint  string `json:"joint"`
	Reason string `json:"reason,omitempty"`
}

// jointReturn takes the record back because something in it is not right.
func (v *visit) jointReturn() flow.Flow[jointReturnDraft] {
	return flow.Flow[jointReturnDraft]{
		Name: flowJointReturn, Version: 1, Says: []string{"退回修改"}, Idle: 30 * time.Minute,
		Open: func(ctx context.Context, c flow.Case) (d jointReturnDraft, err error) {
			if d.Joint, err = v.jointOf(ctx, c); err != nil {
				return d, err
			}
			j, _, err := v.Joint(ctx, d.Joint, c.Who)
			if err == nil && j.State != safety.JointSigning {
				return d, safety.Refuse("记录现在不在签字，不用退回。")
			}
			return d, err
		},
		Ask: func(d *jointReturnDraft) []flow.Question {
			return []flow.Question{flow.Text("reason", "哪里要改？会告诉大家，改好后重新签字。", &d.Reason, 2, 200).Label("原因").Hint("少写了一处当场整改")}
		},
		Submit: func(ctx context.Context, c flow.Case, d jointReturnDraft) (string, error) {
			if _, err := v.ReturnJoint(ctx, d.Joint, c.Who, d.Reason); err != nil {
				return "", flow.Stop(err)
			}
			return "已退回修改，已告诉到场的人。改好后再收尾，大家重新签字。", nil
		},
	}
}

// recordOf is the record as it is read in chat, in as many messages as it takes.
func (v *visit) recordOf(ctx context.Context, id, who string) (bot.Body, error) {
	rec, err := v.JointRecord(ctx, id, who)
	if err != nil {
		return bot.Body{}, err
	}
	parts := inParts(recordText(rec))
	for i, part := range parts[:len(parts)-1] {
		err := v.tx.Post(ctx, bot.Post{
			Key: fmt.Sprintf("record:%s/%d", v.key, i), To: []string{who}, Class: bot.Answer, About: safety.OccurrenceSubject + id, Body: bot.Body{Text: part},
		})
		if err != nil {
			return bot.Body{}, err
		}
	}
	return bot.Body{Text: parts[len(parts)-1]}, nil
}
