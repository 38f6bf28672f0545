package safety

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// SilenceScope is what a silence is about.
type SilenceScope string

const (
	SilenceHazard SilenceScope = "hazard" // one hazard's reminders
	SilenceGrid   SilenceScope = "grid"   // the routine reminders of a grid and all below
	SilencePlan   SilenceScope = "plan"   // the reminders of one plan of checks
)

// A Silence holds back routine reminders for a time, with author, reason and
// end. It never hides what reaches the street, nor what is serious or worse;
// everything it holds back is accounted for as skipped.
type Silence struct {
	ID      string // the case it was made with
	No      string // JM-2026-0003
	Version int
	Scope   SilenceScope
	Ref     string // id of the hazard, code of the grid, id of the plan
	Title   string // as members read it
	Author  string // userid
	Reason  string
	From    time.Time
	Until   time.Time
	EndedAt time.Time // when it was cancelled; zero: not
	EndedBy string
}

// About is the subject under which its events are kept.
func (x *Silence) About() string { return "silence:" + x.ID }

// Holds says whether it is in force at a moment.
func (x *Silence) Holds(at time.Time) bool { return x.EndedAt.IsZero() && at.Before(x.Until) }

// Silence makes a silence. The same case makes one, however often it is given.
// Only the level above what is silenced may.
func (s *Service) Silence(ctx context.Context, in Silence) (x *Silence, err error) {
	defer wrap(&err, "silence %s %s", in.Scope, in.Ref)
	switch x, err = s.Store.Silence(ctx, in.ID); {
	case err == nil:
		return x, nil
	case !errors.Is(err, ErrNotFound):
		return nil, err
	}
	if err := s.MaySilence(ctx, in); err != nil {
		return nil, err
	}
	if last := s.Policy.Escalation.Silence.Max.From(s.Now, s.Policy.Calendar); in.Until.After(last) {
		return nil, Refuse("静默最长到%s，到时候仍有必要再办一次。", Moment(last, s.Now))
	}
	if !in.Until.After(s.Now) {
		return nil, Refuse("静默的结束时间已经过了，请另写一个。")
	}
	n, err := s.Store.Number(ctx, fmt.Sprintf("JM-%d", s.Now.In(Shanghai).Year()))
	if err != nil {
		return nil, err
	}
	in.No, in.From = fmt.Sprintf("JM-%d-%04d", s.Now.In(Shanghai).Year(), n), s.Now
	e := s.event(in.About(), in.Author, Silenced, "", "", in.Reason)
	e.Detail = map[string]string{"scope": string(in.Scope), "ref": in.Ref, "until": in.Until.In(Shanghai).Format(time.RFC3339)}
	if err := s.Store.SaveSilence(ctx, &in, e); err != nil {
		return nil, err
	}
	if in.Scope != SilenceHazard {
		return &in, nil
	}
	h, err := s.Store.Hazard(ctx, in.Ref)
	if err != nil {
		return nil, err
	}
	return &in, s.Store.Append(ctx, s.event(h.About(), in.Author, Silenced, string(h.State), string(h.State), in.Reason))
}

// MaySilence refuses who is not above what is to be silenced, and what can never be.
func (s *Service) MaySilence(ctx context.Context, in Silence) error {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	rule := s.Policy.Escalation.Silence
	grid, level := in.Ref, 1
	switch in.Scope {
	case SilenceHazard:
		h, err := s.Store.Hazard(ctx, in.Ref)
		if err != nil {
			return err
		}
		if !contains(rule.Severities, h.Severity) {
			return Refuse("%s是%s，不能静默。", h.No, h.Severity)
		}
		if !h.State.Open() {
			return Refuse("%s 已经%s，不会再催。", h.No, h.State)
		}
		if contains(s.atWork(r, h), in.Author) {
			return Refuse("自己经办的事不能自己静默，请上一级来办。")
		}
		grid, level = h.Place.Grid, 0
	case SilenceGrid:
		g, _ := r.Grid(in.Ref)
		level = map[Level]int{Courtyard: 0, Community: 1, Street: 2}[g.Level]
	case SilencePlan:
		if street, ok := r.Street(); ok {
			grid = street.Code
		}
	}
	if !r.Has(in.Author, grid, s.Now, rule.By...) || rankOver(r, in.Author, grid, s.Now) <= level {
		return Refuse("静默要由上一级负责人来办：楼院和单条隐患由社区主任，社区和整项检查由街道。")
	}
	return nil
}

// EndSilence cancels a silence; what is over is left. Its author may, and who
// might have made it.
func (s *Service) EndSilence(ctx context.Context, no, who string) (x *Silence, err error) {
	defer wrap(&err, "end silence %s", no)
	active, err := s.Store.Silences(ctx, s.Now)
	if err != nil {
		return nil, err
	}
	for _, one := range active {
		if one.No == strings.ToUpper(strings.TrimSpace(no)) {
			x = one
		}
	}
	if x == nil {
		return nil, Refuse("没有正在生效的静默“%s”。发“静默单”可以看全部。", no)
	}
	if who != x.Author {
		may := *x
		may.Author = who
		if err := s.MaySilence(ctx, may); err != nil {
			return nil, err
		}
	}
	x.EndedAt, x.EndedBy = s.Now, who
	return x, s.Store.SaveSilence(ctx, x, s.event(x.About(), who, Unsilenced, "", "", ""))
}

// Silences are those in force now, for who may see them: the community's head
// and the street.
func (s *Service) Silences(ctx context.Context, who string) ([]*Silence, error) {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range r.Of(who, s.Now) {
		if a.Role.Fact().Rank >= 1 {
			return s.Store.Silences(ctx, s.Now)
		}
	}
	return nil, Refuse("静默单由社区和街道的负责人查看。")
}
