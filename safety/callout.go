package safety

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// A CallOut is a window ordered at once (domain.md 8.4).
type CallOut struct {
	Kind    string // id of one of the policy's
	Name    string // empty: the policy's
	From    time.Time
	To      time.Time
	Grid    string // code; empty: the whole street
	Ordered string // who ordered it
	Items   []string
}

// CallOut makes a window of its own and lets it take effect at once. The same
// case makes it once.
func (s *Service) CallOut(ctx context.Context, caseID, who string, c CallOut) (p Preview, err error) {
	defer wrap(&err, "call out a window")
	r, err := s.officeOnly(ctx, who)
	if err != nil {
		return p, err
	}
	w, ok := s.Policy.Intensify.Window(c.Kind)
	if !ok {
		return p, Refuse("没有这一类临时节点，请重新选。")
	}
	for _, y := range r.Windows {
		if y.AdHoc != nil && y.AdHoc.Source == caseID {
			return s.PreviewOf(ctx, who, y.Key)
		}
	}
	from, to := Day(c.From), Day(c.To)
	switch today := Day(s.Now); {
	case to.Before(from):
		return p, Refuse("结束日期在开始日期之前，请再看一下。")
	case to.Before(today):
		return p, Refuse("结束日期已经过了，请再看一下。")
	case from.Before(today):
		return p, Refuse("开始日期最早是今天。")
	case to.Sub(from) > time.Duration(s.Policy.Intensify.Longest)*24*time.Hour:
		return p, Refuse("临时节点最长 %d 天，再长请安监办改办法里的节点。", s.Policy.Intensify.Longest)
	case strings.TrimSpace(c.Ordered) == "":
		return p, Refuse("请写明是谁要求的。")
	}
	year := from.In(Shanghai).Year()
	n, err := s.Store.Number(ctx, fmt.Sprintf("LS-%d", year))
	if err != nil {
		return p, err
	}
	w.ID, w.Grid, w.Source = fmt.Sprintf("adhoc-%d", n), c.Grid, caseID
	if c.Name != "" {
		w.Name = c.Name
	}
	for i, text := range c.Items {
		w.Own = append(w.Own, s.ownItem(fmt.Sprintf("WIN-%d-%d-%d", year, n, i+1), text))
	}
	y := WindowYear{
		Key: fmt.Sprintf("%s/%d", w.ID, year), Window: w.ID, Year: year, From: from, To: to, Ordered: c.Ordered, AdHoc: &w,
	}
	if err := s.decide(ctx, y, WindowConfirmed, who, c.Ordered+"要求"); err != nil {
		return p, err
	}
	return s.settleWindow(ctx, y.Key, "")
}

// ownItem is an item written in chat: its category is guessed from the words,
// and it counts as a general hazard until somebody says otherwise.
func (s *Service) ownItem(id, text string) ChecklistItem {
	return ChecklistItem{ID: id, Text: text, Hint: "临时要求看的一项", Severity: General, Photo: true, Category: s.Policy.Suggest(text)}
}
