package safety

import (
	"context"
	"fmt"
	"slices"
)

// AnswerStandIn records whether who was asked stands in for a leave. Who has
// agreed may say no as well. Answering the same again is no error.
func (s *Service) AnswerStandIn(ctx context.Context, id, who string, yes bool) (l *Leave, err error) {
	defer wrap(&err, "answer to leave %s", id)
	if l, err = s.Store.Leave(ctx, id); err != nil {
		return nil, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	if now, away := r.OnLeave(l.Member, s.Now); away && now.StandIn == who {
		l = &now // it may go on under another id
	}
	switch {
	case yes && l.StandIn == who && l.Until().After(s.Now):
		return l, nil
	case !l.Until().After(s.Now):
		return nil, &Refusal{text: fmt.Sprintf("%s的假已经结束，不用代班了。谢谢您！", r.Name(l.Member)), over: true}
	case l.Asked != who && l.StandIn != who:
		return nil, &Refusal{text: fmt.Sprintf("%s没有请您代班，或者已经另请了别人，您不用管了。", r.Name(l.Member)), over: true}
	case !yes:
		return s.declineStandIn(ctx, r, l, who)
	}
	if err := s.mayAsk(r, l, who); err != nil {
		return nil, err
	}
	if l, err = s.standInFrom(ctx, l, who, who, AgreedStandIn); err != nil {
		return nil, err
	}
	if err := s.say(ctx, s.leaveNotice(r, l, "leave_agreed", ClassNews, l.Member)); err != nil {
		return nil, err
	}
	if l.Holds(s.Now) {
		if err := s.tellBegun(ctx, l); err != nil {
			return nil, err
		}
	}
	return l, s.tellLeave(ctx, r, l)
}

func (s *Service) declineStandIn(ctx context.Context, r *Roster, l *Leave, who string) (*Leave, error) {
	agreed := l.StandIn == who
	var err error
	if agreed {
		l, err = s.standInFrom(ctx, l, "", who, DeclinedStandIn)
	} else {
		l.Asked = ""
		err = s.Store.SaveLeave(ctx, l, s.event(l.About(), who, DeclinedStandIn, who, "", ""))
	}
	if err != nil {
		return nil, err
	}
	n := s.leaveNotice(r, l, "leave_declined", ClassUrge, l.Member)
	n.Words["asked"] = r.Name(who)
	if err := s.say(ctx, n); err != nil || !agreed && !l.Holds(s.Now) {
		return l, err
	}
	return l, s.tellLeave(ctx, r, l)
}

// standInFrom gives a leave another stand-in, or none, from now on. Who stood in
// until now did so: that leave ends, and the rest is another.
func (s *Service) standInFrom(ctx context.Context, l *Leave, whom, by string, do Action) (*Leave, error) {
	before := l.StandIn
	if before != "" && l.Holds(s.Now) {
		rest := *l
		rest.ID, rest.Version = fmt.Sprintf("%s+%d", l.ID, l.Version), 0
		l.Ended, l.Closed, l.Asked = s.Now, s.Now, ""
		if err := s.Store.SaveLeave(ctx, l, s.event(l.About(), by, do, before, whom, "")); err != nil {
			return nil, err
		}
		rest.From, rest.Begun = s.Now, s.Now
		l = &rest
	}
	l.StandIn, l.Asked, l.Agreed = whom, "", s.Now
	return l, s.Store.SaveLeave(ctx, l, s.event(l.About(), by, do, before, whom, ""))
}

// AskStandIn asks somebody else to stand in for the member's present or next
// leave; nobody means that the matters go by the rule of vacancies.
func (s *Service) AskStandIn(ctx context.Context, member, whom string) (l *Leave, err error) {
	defer wrap(&err, "ask stand-in")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	l, err = s.NextLeave(r, member)
	if err != nil {
		return nil, err
	}
	if err := s.mayAsk(r, l, whom); err != nil {
		return nil, err
	}
	if whom != "" && (whom == l.StandIn || whom == l.Asked) {
		return l, nil
	}
	l.Asked = whom
	if err := s.Store.SaveLeave(ctx, l, s.event(l.About(), member, AskedStandIn, l.StandIn, whom, "")); err != nil {
		return nil, err
	}
	if whom == "" {
		return l, s.tellLeave(ctx, r, l)
	}
	return l, s.askStandIn(ctx, r, l)
}

// NextLeave is the leave a member is on, else the next to come.
func (s *Service) NextLeave(r *Roster, member string) (*Leave, error) {
	leaves := r.LeavesOf(member)
	i := slices.IndexFunc(leaves, func(l Leave) bool { return l.Until().After(s.Now) })
	if i < 0 {
		return nil, Refuse("您现在没有请假。要请假，发“请假”。")
	}
	return &leaves[i], nil
}

// EndLeave ends the member's present leave, or takes the next one back before
// it begins. Everybody concerned is told.
func (s *Service) EndLeave(ctx context.Context, member string) (l *Leave, err error) {
	defer wrap(&err, "end leave")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	if l, err = s.NextLeave(r, member); err != nil {
		return nil, err
	}
	begun := l.Holds(s.Now)
	l.Ended, l.Closed = s.Now, s.Now
	if err := s.Store.SaveLeave(ctx, l, s.event(l.About(), member, EndedLeave, "", "", "")); err != nil {
		return nil, err
	}
	if begun {
		return l, s.tellOver(ctx, r, l, ClassUrge)
	}
	to := nonEmpty(l.StandIn)
	to = append(to, nonEmpty(l.Asked)...)
	return l, s.say(ctx, s.leaveNotice(r, l, "leave_off", ClassNews, unique(to)...))
}

// StandInNamed finds by name, or userid, who may stand in for a member.
func (s *Service) StandInNamed(r *Roster, member, name string) (string, error) {
	l := Leave{Member: member, From: s.Now, To: Day(s.Now)}
	if next, err := s.NextLeave(r, member); err == nil {
		l = *next
	}
	var found []string
	why := Refuse("花名册里没有找到“%s”，请核对姓名。", name)
	for _, m := range r.Members {
		if m.Ended || m.Name != name && m.ID != name {
			continue
		}
		if no := s.mayAsk(r, &l, m.ID); no != nil {
			why = no
			continue
		}
		found = append(found, m.ID)
	}
	switch len(found) {
	case 0:
		return "", why
	case 1:
		return found[0], nil
	}
	return "", Refuse("有 %d 位叫“%s”都可以代班，请写对方的账号。", len(found), name)
}
