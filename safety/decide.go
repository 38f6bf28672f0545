package safety

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Occasion finds a window in a year by its key "window/year", or the next one of
// a name, for who may decide about it.
func (s *Service) Occasion(ctx context.Context, who, ref string) (o Occasion, err error) {
	defer wrap(&err, "window %s", ref)
	r, err := s.officeOnly(ctx, who)
	if err != nil {
		return o, err
	}
	return s.occasion(r, ref)
}

// occasion looks a year ahead, and at what is under way. A name means the next of
// its occasions; of several in these months one that has not been turned down.
func (s *Service) occasion(r *Roster, ref string) (Occasion, error) {
	ref = strings.TrimSpace(ref)
	var named []Occasion
	for _, o := range s.Policy.Occasions(r.Windows, s.Now, s.Now.AddDate(1, 1, 0)) {
		if o.Key() == ref {
			return o, nil
		}
		if ref != "" && strings.Contains(o.Name, ref) {
			named = append(named, o)
		}
	}
	slices.SortStableFunc(named, func(a, b Occasion) int { return len(a.Name) - len(b.Name) }) // 春节 before 春节前
	for _, o := range named {
		near := o.From.Before(named[0].From.AddDate(0, 0, s.Policy.Intensify.Longest)) && o.Name == named[0].Name
		if near && o.Said.State != WindowDeclined && o.Said.State != WindowWithdrawn {
			return o, nil
		}
	}
	if len(named) > 0 {
		return named[0], nil
	}
	return Occasion{}, Refuse("没有找到节点“%s”。发“节点”看近期有哪些。", short(ref, 12))
}

// ConfirmWindow lets a window take effect on its days, or on others within the
// bounds of the policy; zero days leave those that hold. Confirming again
// changes nothing.
func (s *Service) ConfirmWindow(ctx context.Context, who, key string, from, to time.Time) (p Preview, err error) {
	defer wrap(&err, "confirm window %s", key)
	r, err := s.officeOnly(ctx, who)
	if err != nil {
		return p, err
	}
	o, err := s.occasion(r, key)
	if err != nil {
		return p, err
	}
	moved := !from.IsZero() && !from.Equal(o.From) || !to.IsZero() && !to.Equal(o.To)
	if o.Said.State == WindowConfirmed && !moved {
		return s.preview(r, o), nil
	}
	if err := s.decidable(o); err != nil {
		return p, err
	}
	y := s.said(o)
	if moved {
		if y.From, y.To, err = s.newDays(o, from, to); err != nil {
			return p, err
		}
	}
	reason := ""
	if moved {
		reason = fmt.Sprintf("日期改为%s—%s", dayName(y.From), dayName(y.To))
	}
	if err := s.decide(ctx, y, WindowConfirmed, who, reason); err != nil {
		return p, err
	}
	return s.settleWindow(ctx, y.Key, reason)
}

// WindowFits refuses days that a window cannot be moved to; zero days leave those
// that hold.
func (s *Service) WindowFits(ctx context.Context, who, key string, from, to time.Time) (err error) {
	defer wrap(&err, "days of window %s", key)
	o, err := s.Occasion(ctx, who, key)
	if err != nil || from.IsZero() && to.IsZero() {
		return err
	}
	_, _, err = s.newDays(o, from, to)
	return err
}

// decidable refuses what is over or was withdrawn.
func (s *Service) decidable(o Occasion) error {
	switch {
	case o.Said.State == WindowWithdrawn:
		return Refuse("“%s”今年已经撤回。还要加强检查，可以发“临时节点”另设一个。", o.Name)
	case Day(s.Now).After(o.To):
		return Refuse("“%s”已在%s结束。", o.Name, dayName(o.To))
	}
	return nil
}

// newDays are the days of an occasion as the office wants them, if they keep
// within the bounds. What has begun cannot begin again.
func (s *Service) newDays(o Occasion, from, to time.Time) (time.Time, time.Time, error) {
	if from.IsZero() {
		from = o.From
	}
	if to.IsZero() {
		to = o.To
	}
	from, to = Day(from), Day(to)
	first, last := o.From, o.To
	if w, ok := s.Policy.Intensify.Window(o.ID); ok && !w.Dates.IsZero() {
		first, last, _ = w.Dates.In(o.Year, s.Policy.Calendar)
	}
	bound := func(day time.Time, n int) time.Time { return day.AddDate(0, 0, n*s.Policy.Intensify.Shift) }
	today := Day(s.Now)
	switch {
	case to.Before(today):
		return from, to, Refuse("结束日期已经过了。现在就要停，请发“撤回 %s”。", o.Name)
	case !from.Equal(o.From) && !today.Before(o.From):
		return from, to, Refuse("“%s”%s已经开始，开始日期不能再改。", o.Name, dayName(o.From))
	case !from.Equal(o.From) && from.Before(today):
		return from, to, Refuse("开始日期最早是今天。")
	case from.Before(bound(first, -1)), from.After(bound(first, 1)):
		return from, to, Refuse("开始日期要在%s到%s之间。", dayName(later(bound(first, -1), today)), dayName(bound(first, 1)))
	case to.Before(from):
		return from, to, Refuse("结束日期在开始日期之前，请再看一下。")
	case to.Before(bound(last, -1)), to.After(bound(last, 1)):
		return from, to, Refuse("结束日期要在%s到%s之间。", dayName(bound(last, -1)), dayName(bound(last, 1)))
	}
	return from, to, nil
}

// DeclineWindow leaves a window out this year, with the reason.
func (s *Service) DeclineWindow(ctx context.Context, who, key, reason string) (o Occasion, err error) {
	defer wrap(&err, "decline window %s", key)
	r, err := s.officeOnly(ctx, who)
	if err != nil {
		return o, err
	}
	if o, err = s.occasion(r, key); err != nil || o.Said.State == WindowDeclined {
		return o, err
	}
	switch {
	case o.Said.State == WindowConfirmed:
		return o, Refuse("“%s”已经确认，要取消请发“撤回 %s”。", o.Name, o.Name)
	case strings.TrimSpace(reason) == "":
		return o, Refuse("请说一下这次为什么不搞。")
	}
	if err := s.decidable(o); err != nil {
		return o, err
	}
	return o, s.decide(ctx, s.said(o), WindowDeclined, who, reason)
}

// Withdrawn is what came of withdrawing a window.
type Withdrawn struct {
	Occasion Occasion
	Ended    int // tasks nobody had begun
	Kept     int // tasks that were begun and go on
	Already  bool
}

// WithdrawWindow takes a confirmed window back: what it made and nobody has
// begun is cancelled with the reason, what was begun goes on.
func (s *Service) WithdrawWindow(ctx context.Context, who, ref string) (w Withdrawn, err error) {
	defer wrap(&err, "withdraw window %s", ref)
	r, err := s.officeOnly(ctx, who)
	if err != nil {
		return w, err
	}
	if w.Occasion, err = s.occasion(r, ref); err != nil {
		return w, err
	}
	o := w.Occasion
	switch {
	case o.Said.State == WindowWithdrawn:
		w.Already = true
		return w, nil
	case o.Said.State == WindowDeclined || !o.On(s.Now):
		return w, Refuse("“%s”没有确认过，不用撤回。", o.Name)
	}
	if err := s.decidable(o); err != nil {
		return w, err
	}
	reason := fmt.Sprintf("节点“%s”由%s撤回", o.Name, r.Name(who))
	if err := s.decide(ctx, s.said(o), WindowWithdrawn, who, reason); err != nil {
		return w, err
	}
	if w.Ended, w.Kept, err = s.reconcile(ctx, o.Key(), reason); err != nil {
		return w, err
	}
	_, err = s.OpenOccurrences(ctx)
	return w, err
}

// decide keeps what was said about a window, with its event.
func (s *Service) decide(ctx context.Context, y WindowYear, state WindowState, who, reason string) error {
	from := y.State
	y.State, y.By, y.At, y.Reason = state, who, s.Now, reason
	return s.Store.SaveWindow(ctx, &y, s.event(y.About(), who, WindowSaid, string(from), string(state), reason))
}

// settleWindow lets a decision take effect at once: what no longer fits is
// cancelled, what is to be done today is opened.
func (s *Service) settleWindow(ctx context.Context, key, reason string) (Preview, error) {
	if reason != "" {
		if _, _, err := s.reconcile(ctx, key, reason); err != nil {
			return Preview{}, err
		}
	}
	if _, err := s.OpenOccurrences(ctx); err != nil {
		return Preview{}, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return Preview{}, err
	}
	o, err := s.occasion(r, key)
	if err != nil {
		return Preview{}, err
	}
	return s.preview(r, o), nil
}
