package safety

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Ordered is what came of a leader's one word.
type Ordered struct {
	Hazard *Hazard
	Line   Line
	Do     Action
}

// Order carries out a leader's word about a line of the last digest (督办, 知悉);
// line 0 means the only one. Ordering again what was ordered is no error.
func (s *Service) Order(ctx context.Context, who string, line int, do Action) (o Ordered, err error) {
	defer wrap(&err, "order")
	d, err := s.Store.LastDigest(ctx, who)
	switch {
	case errors.Is(err, ErrNotFound):
		return o, Refuse("还没有给您发过早报。可以发“查 编号”看一条隐患，再下指令。")
	case err != nil:
		return o, err
	case line == 0 && len(d.Lines) == 1:
		line = 1
	case line == 0:
		return o, Refuse("早报里有 %d 条，请加上序号，比如“1 %s”。", len(d.Lines), do)
	case line < 1 || line > len(d.Lines):
		return o, Refuse("早报里只有第 1 到第 %d 条。", len(d.Lines))
	}
	o.Line, o.Do = d.Lines[line-1], do
	return o, s.order(ctx, who, &o)
}

// mayOrder says who may answer an escalation: the street orders supervision,
// everybody who is told of one may note it.
func (s *Service) mayOrder(r *Roster, who string, do Action) bool {
	for _, a := range r.Of(who, s.Now) {
		rank := a.Role.Fact().Rank
		if rank >= 2 || rank == 1 && do == Noted {
			return true
		}
	}
	return false
}

// OrderAbout is Order for a subject, as a card's button gives it.
func (s *Service) OrderAbout(ctx context.Context, who, subject string, do Action) (o Ordered, err error) {
	defer wrap(&err, "order about %s", subject)
	o = Ordered{Line: Line{Subject: subject}, Do: do}
	return o, s.order(ctx, who, &o)
}

func (s *Service) order(ctx context.Context, who string, o *Ordered) error {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	if !s.mayOrder(r, who, o.Do) {
		return Refuse("%s由街道负责人和安监办来做。", o.Do)
	}
	if !strings.HasPrefix(o.Line.Subject, HazardSubject) {
		return s.Store.Append(ctx, s.event(o.Line.Subject, who, o.Do, "", "", ""))
	}
	h, err := s.Store.Hazard(ctx, strings.TrimPrefix(o.Line.Subject, HazardSubject))
	if err != nil {
		return err
	}
	o.Hazard, o.Line.No = h, h.No
	if !h.State.Open() {
		return Refuse("%s 已经%s，不用再%s。", h.No, h.State, o.Do)
	}
	if o.Do == Supervise && h.Ordered == who {
		return nil
	}
	e := s.event(h.About(), who, o.Do, string(h.State), string(h.State), "")
	if o.Do != Supervise {
		return s.Store.Append(ctx, e)
	}
	h.Ordered = who
	if err := s.Store.SaveHazard(ctx, h, e); err != nil {
		return err
	}
	to := unique(append(s.atWork(r, h), s.Officers(r, h.Place.Grid)...))
	return s.say(ctx, Notice{
		Kind: "supervised", Key: fmt.Sprintf("%s/supervise/%d", h.About(), h.Version), To: to,
		Class: ClassUrge, About: h.About(), Hazard: h, Words: map[string]string{"leader": r.Name(who)},
	})
}
