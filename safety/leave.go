package safety

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Leave is a time in which a member is away (请假), with who stands in for him
// (代班). It holds from its first day on whether anybody has agreed or not:
// without a stand-in the matters go by the rule of vacancies (ORG-7).
//
// What has been is never edited: when another stand-in takes over in the middle,
// the leave ends and another begins.
type Leave struct {
	ID      string // the case it was made with
	Version int
	Member  string
	From    time.Time // 00:00 of the first day, or when it was said on that day
	To      time.Time // last day, inclusive, 00:00
	Asked   string    // who is asked to stand in and has not answered
	StandIn string    // who has agreed; empty: nobody
	Agreed  time.Time
	Ended   time.Time // when it was taken back, or he was back sooner; zero: not
	Begun   time.Time // when its beginning was told
	Closed  time.Time // when its end was told
}

// LeaveSubject is before the id of a leave in the subject of its events.
const LeaveSubject = "leave:"

// About is the subject under which its events are kept.
func (l *Leave) About() string { return LeaveSubject + l.ID }

// Until is the moment the member is back.
func (l *Leave) Until() time.Time {
	end := l.To.AddDate(0, 0, 1)
	if !l.Ended.IsZero() && l.Ended.Before(end) {
		return l.Ended
	}
	return end
}

// Holds says whether the member is away at a moment.
func (l *Leave) Holds(at time.Time) bool { return !at.Before(l.From) && at.Before(l.Until()) }

// Days is the time of a leave in words: 9月14日（周一）至9月18日（周五）.
func (l *Leave) Days(now time.Time) string { return spanOf(l.From, l.To, now) }

// LeaveRules are who may stand in, and whose leave the level above hears of.
type LeaveRules struct {
	Max     Delay  `yaml:"max"`      // longer absences are changes of holder
	Tell    []Role `yaml:"tell"`     // roles whose leave is told to the level above
	StandIn []Role `yaml:"stand_in"` // who holds one of these may stand in, and whoever is a named deputy
	Why     string `yaml:"why"`
}

// TakeLeave lets a member be away, and asks who is to stand in. The same case
// makes one leave, however often it is given; so do the same days and the same stand-in.
func (s *Service) TakeLeave(ctx context.Context, in Leave) (l *Leave, err error) {
	defer wrap(&err, "take leave")
	switch l, err = s.Store.Leave(ctx, in.ID); {
	case err == nil:
		return l, nil
	case !errors.Is(err, ErrNotFound):
		return nil, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	for _, same := range r.LeavesOf(in.Member) {
		if Day(same.From).Equal(Day(in.From)) && same.To.Equal(in.To) && same.Until().After(s.Now) && (in.Asked == same.Asked || in.Asked == same.StandIn) {
			return &same, nil
		}
	}
	if err := s.MayTakeLeave(r, in); err != nil {
		return nil, err
	}
	in.From = latest(Day(in.From), s.Now)
	in.StandIn, in.Agreed = "", time.Time{}
	if err := s.mayAsk(r, &in, in.Asked); err != nil {
		return nil, err
	}
	e := s.event(in.About(), in.Member, TookLeave, "", "", "")
	e.Detail = map[string]string{"from": in.From.Format(time.RFC3339), "to": in.To.Format(time.DateOnly), "asked": in.Asked}
	if err := s.Store.SaveLeave(ctx, &in, e); err != nil {
		return nil, err
	}
	if in.Asked != "" {
		return &in, s.askStandIn(ctx, r, &in)
	}
	return &in, s.tellLeave(ctx, r, &in)
}

// MayTakeLeave refuses days that cannot be a leave of the member's.
func (s *Service) MayTakeLeave(r *Roster, in Leave) error {
	last := s.Policy.Leave.Max.From(Day(in.From), s.Policy.Calendar)
	switch {
	case len(r.Of(in.Member, s.Now)) == 0:
		return Refuse("您现在没有要代的岗位，不用请假。")
	case in.To.Before(Day(s.Now)) || in.To.Before(Day(in.From)):
		return Refuse("这几天已经过了，请另写一个日期。")
	case in.To.After(last):
		return Refuse("一次请假最长到%s。时间更长的，请联系社区换人。", dayWords(last, s.Now))
	}
	for _, l := range r.LeavesOf(in.Member) {
		if l.ID != in.ID && l.Until().After(s.Now) && in.From.Before(l.Until()) && l.From.Before(in.To.AddDate(0, 0, 1)) {
			return Refuse("您已经请了%s的假。要改日期，先发“销假”，再重新请。", l.Days(s.Now))
		}
	}
	return nil
}

// mayAsk refuses somebody who cannot stand in for a leave. Nobody is no mistake.
func (s *Service) mayAsk(r *Roster, l *Leave, whom string) error {
	switch {
	case whom == "":
		return nil
	case whom == l.Member:
		return Refuse("代班的人不能是您自己。")
	case r.away(whom):
		return Refuse("花名册里没有这个人，请核对姓名。")
	}
	for _, other := range r.LeavesOf(whom) {
		if other.Until().After(latest(l.From, s.Now)) && other.From.Before(l.Until()) {
			return Refuse("%s自己请了%s的假，请另找一位。", r.Name(whom), other.Days(s.Now))
		}
	}
	if !contains(s.StandIns(r, l.Member), whom) && !s.fit(r, l.Member, whom) {
		return Refuse("%s不能代您的岗位。请找代理人，或者同一个社区、街道里有检查职责的人。", r.Name(whom))
	}
	return nil
}

// fit says that somebody of the same community or the street holds a role that
// may stand in.
func (s *Service) fit(r *Roster, member, whom string) bool {
	for _, own := range r.Own(member, s.Now) {
		for _, a := range r.Own(whom, s.Now) {
			near, far := r.community(own.Grid), r.community(a.Grid)
			if contains(s.Policy.Leave.StandIn, a.Role) && (near == far || near == "" || far == "") {
				return true
			}
		}
	}
	return false
}

// StandIns are those whom a member may be offered as a stand-in: the deputies of
// his roles first, then who holds the same role in the same grid.
func (s *Service) StandIns(r *Roster, member string) []string {
	p := People{}
	for _, a := range r.Own(member, s.Now) {
		p.add(a.Deputy)
	}
	for _, a := range r.Own(member, s.Now) {
		if contains(s.Policy.Leave.StandIn, a.Role) {
			p.add(r.Holders(a.Role, a.Grid, s.Now)...)
		}
	}
	return slices.DeleteFunc(p.IDs, func(id string) bool { return id == member || r.Acting(id, s.Now) != id })
}

// askStandIn puts the question to who is to stand in.
func (s *Service) askStandIn(ctx context.Context, r *Roster, l *Leave) error {
	return s.say(ctx, s.leaveNotice(r, l, "leave_asked", ClassUrge, l.Asked))
}

// leaveNotice is a notice about a leave.
func (s *Service) leaveNotice(r *Roster, l *Leave, kind NoticeKind, class Class, to ...string) Notice {
	return Notice{
		Kind: kind, Key: fmt.Sprintf("%s/%s/%d", l.About(), kind, l.Version), To: to, Class: class, About: l.About(),
		Words: map[string]string{
			"leave": l.ID, "who": r.Name(l.Member), "stand_in": r.nameOrNone(l.StandIn), "asked": r.nameOrNone(l.Asked),
			"days": l.Days(s.Now), "posts": r.posts(l.Member, s.Now), "back": dayWords(l.Until(), s.Now), "last": l.LastDay(s.Now),
		},
	}
}

// LastDay words the last day of a leave.
func (l *Leave) LastDay(now time.Time) string { return dayWords(l.Until().AddDate(0, 0, -1), now) }

// tellLeave tells the level above, and without a stand-in the safety office,
// that somebody is away and who stands in.
func (s *Service) tellLeave(ctx context.Context, r *Roster, l *Leave) error {
	p := People{}
	for _, a := range r.Own(l.Member, s.Now) {
		if !contains(s.Policy.Leave.Tell, a.Role) {
			continue
		}
		if rank := a.Role.Fact().Rank; rank < TopLevel {
			p.add(s.nextUp(r, rank+1, a.Grid)...)
		}
		if l.StandIn == "" {
			p.add(s.office(r)...)
		}
	}
	to := slices.DeleteFunc(p.IDs, func(id string) bool { return id == l.Member || id == l.StandIn })
	return s.say(ctx, s.leaveNotice(r, l, "leave_told", ClassNews, to...))
}

// nameOrNone is a person's name, empty for nobody.
func (r *Roster) nameOrNone(id string) string {
	if id == "" {
		return ""
	}
	return r.Name(id)
}

// posts are a member's own roles in words, each with its grid (ORG-9).
func (r *Roster) posts(member string, at time.Time) string {
	text := ""
	for _, a := range r.Own(member, at) {
		if text != "" {
			text += "、"
		}
		text += r.Where(a.Grid) + a.Role.String()
	}
	return text
}

// community is the code of the community a grid lies in, empty for the street.
func (r *Roster) community(grid string) string {
	c, _ := r.Above(grid, Community)
	return c.Code
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
