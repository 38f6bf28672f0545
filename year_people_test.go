package main

import (
	"fmt"
	"time"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// away lets somebody take leave now and then; who is asked to stand in mostly does.
func (y *year) away(day time.Time) {
	if y.r.IntN(8) > 0 {
		return
	}
	y.cases++
	a := pick(y.r, y.roster.Assignments)
	from := day.AddDate(0, 0, y.r.IntN(4))
	l := safety.Leave{ID: fmt.Sprintf("year-leave-%d", y.cases), Member: a.Member, From: from, To: from.AddDate(0, 0, y.r.IntN(7))}
	y.within(func(s *safety.Service) error {
		if others := s.StandIns(y.roster, a.Member); len(others) > 0 {
			l.Asked = pick(y.r, others)
		}
		_, err := s.TakeLeave(y.ctx, l)
		if err == nil {
			y.did["leaves"]++
		}
		return err
	})
	if l.Asked == "" || y.temper(l.Asked) == absent {
		return
	}
	y.within(func(s *safety.Service) error {
		yes := y.r.IntN(4) > 0
		_, err := s.AnswerStandIn(y.ctx, l.ID, l.Asked, yes)
		if err == nil && yes {
			y.did["stand-ins"]++
		}
		return err
	})
}

// hushed lets the head of the street's office silence the reminders of a courtyard
// for some days, and sometimes end that early.
func (y *year) hushed(day time.Time) {
	if y.r.IntN(20) > 0 {
		return
	}
	y.cases++
	at := pick(y.r, y.roster.GridsAt(safety.Courtyard))
	x := safety.Silence{
		ID: fmt.Sprintf("year-silence-%d", y.cases), Scope: safety.SilenceGrid, Ref: at.Code, Title: at.Name,
		Author: testdata.SafetyOfficeHead, Reason: "整院改造，暂停例行提醒", Until: day.AddDate(0, 0, 1+y.r.IntN(5)),
	}
	var made *safety.Silence
	y.within(func(s *safety.Service) (err error) {
		if made, err = s.Silence(y.ctx, x); err == nil {
			y.did["silences"]++
		}
		return err
	})
	if made == nil || y.r.IntN(3) > 0 {
		return
	}
	y.within(func(s *safety.Service) error {
		_, err := s.EndSilence(y.ctx, made.No, made.Author)
		return err
	})
}

// decides lets the safety office answer about what begins soon: agree, leave it
// out, or take it back; and order what no calendar knows.
func (y *year) decides(day time.Time) {
	if y.r.IntN(3) > 0 {
		return
	}
	office := testdata.SafetyOfficeHead
	var coming []safety.Preview
	y.within(func(s *safety.Service) (err error) {
		coming, err = s.Coming(y.ctx, office)
		return err
	})
	for _, p := range coming {
		key := p.Occasion.Key()
		y.within(func(s *safety.Service) (err error) {
			switch n := y.r.IntN(20); {
			case n < 4:
				_, err = s.ConfirmWindow(y.ctx, office, key, time.Time{}, time.Time{})
			case n < 5:
				_, err = s.DeclineWindow(y.ctx, office, key, "社区自己已经走访过")
			case n < 6:
				_, err = s.WithdrawWindow(y.ctx, office, key)
			default:
				return nil
			}
			if err == nil {
				y.did["windows decided"]++
			}
			return err
		})
	}
	if y.r.IntN(20) > 0 {
		return
	}
	y.cases++
	y.within(func(s *safety.Service) error {
		kind := pick(y.r, s.Policy.Intensify.AdHoc).ID
		_, err := s.CallOut(y.ctx, fmt.Sprintf("year-call-%d", y.cases), office, safety.CallOut{Kind: kind, From: day, To: day.AddDate(0, 0, y.r.IntN(5)), Ordered: "区安委会"})
		if err == nil {
			y.did["windows called out"]++
		}
		return err
	})
}

// livedWhole expects that everything a year has was there, and all tempers.
func (y *year) livedWhole() {
	y.t.Helper()
	tempers := map[temper]int{}
	for _, how := range y.tempers {
		tempers[how]++
	}
	for how, name := range []string{"diligent", "late", "absent"} {
		if tempers[temper(how)] == 0 {
			y.t.Errorf("nobody of the street is %s", name)
		}
	}
	for what, least := range map[string]int{
		"visits": 1000, "reports": 50, "acts": 100, "orders": 5, "answers": 5, "excuses": 1, "joint inspections": 1, "holders gone": 6,
		"acts on hand-overs": 10, "looks after hand-overs": 20, "leaves": 5, "stand-ins": 2, "silences": 2, "windows decided": 5, "windows called out": 1,
	} {
		if y.did[what] < least {
			y.t.Errorf("the year had %d %s, want %d or more", y.did[what], what, least)
		}
	}
}
