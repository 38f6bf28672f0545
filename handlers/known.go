package handlers

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// known is what a report may be about already, looked up once its words and
// place are there (domain.md 6.8).
type known struct {
	About uint64      `json:"about,omitempty"` // fingerprint of what was looked up
	Known []knownItem `json:"known,omitempty"`
	Same  string      `json:"same,omitempty"` // number of the one that is meant, or another
}

type knownItem struct {
	No   string `json:"no"`
	Text string `json:"text"`
}

// another is the answer that none of the known hazards is meant.
const another = "another"

// joins says that the member follows something known instead of reporting anew.
func (k *known) joins() bool { return k.Same != "" && k.Same != another }

// fillKnown looks for what is known whenever the words, the place or the
// pictures of a report have changed.
func (v *visit) fillKnown(ctx context.Context, _ flow.Case, d *reportDraft) error {
	var about uint64
	if d.What != "" && d.Where.Name != "" {
		f := fnv.New64a()
		fmt.Fprint(f, d.What, "\n", d.Where.Code, "\n", d.Where.Name, "\n", len(d.Photos))
		about = f.Sum64()
	}
	if about == d.About {
		return nil
	}
	var now []knownItem
	if about != 0 {
		hs, err := v.Similar(ctx, safety.Report{Place: v.placeOf(d.Where), What: d.What, Photos: media(d.Photos)})
		if err != nil {
			return err
		}
		for _, h := range hs {
			now = append(now, knownItem{h.No, fmt.Sprintf("%s %s：“%s”，%s，%s报的", h.No, place(h), clip(what(h), 16), h.State, h.ReportedAt.In(safety.Shanghai).Format("1月2日"))})
		}
	}
	if d.About = about; !slices.Equal(now, d.Known) {
		d.Known, d.Same = now, ""
	}
	return nil
}

// ask is the question which of the known hazards is meant, if there are any.
func (k *known) ask() []flow.Question {
	if len(k.Known) == 0 {
		return nil
	}
	lines := []string{"已有人反映过，是同一件吗？"}
	var options []flow.Option
	for i, item := range k.Known {
		label := "是同一件"
		if len(k.Known) > 1 {
			label = fmt.Sprintf("是第 %d 条", i+1)
		}
		lines = append(lines, item.Text)
		options = append(options, flow.Option{ID: item.No, Label: label, Also: []string{item.No}})
	}
	none := flow.Option{ID: another, Label: "不是，另外报", Also: []string{"不是", "都不是", "不一样", "另外报", "没有"}}
	return []flow.Question{flow.Pick("same", strings.Join(lines, "\n"), &k.Same, append(options, none)...).Label("是否已报")}
}

// join lets the member follow what is known instead of reporting it once more.
func (v *visit) join(ctx context.Context, c flow.Case, no string, in safety.Report) (string, error) {
	j, err := v.Join(ctx, no, c.Who, in)
	if err != nil {
		return "", err
	}
	h := j.Hazard
	switch {
	case j.Reopened:
		return fmt.Sprintf("谢谢您告诉我们还没改好。%s 已重新打开，要求%s前改好，有结果会告诉您。", h.No, v.Policy.By(h, v.Now)), nil
	case j.Own:
		return fmt.Sprintf("您反映过这一件，编号 %s，现在是“%s”。这次说的已补进去，有进展会告诉您。", h.No, h.State), nil
	}
	return fmt.Sprintf("已有人反映，编号 %s，现在是“%s”。您已关注它：有进展会告诉您，改好时请您看一眼。谢谢您！\n不想再收消息，发“取消关注 %s”。", h.No, h.State, h.No), nil
}

// unfollow ends that the member hears of a hazard that somebody else reported.
func (v *visit) unfollow(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	h, err := v.hazard(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	if err := v.Leave(ctx, h.No, c.Who); err != nil {
		return bot.Body{}, err
	}
	return plain("好的，%s 的消息不再发给您。", h.No)
}
