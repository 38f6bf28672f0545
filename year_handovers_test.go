package main

import (
	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// nextOfHandover is what the safety office mostly does next with a hand-over, and
// what it does now and then.
var nextOfHandover = map[safety.HandoverState][]safety.Action{
	safety.HandoverDrafted:  {safety.ApproveHandover, safety.ApproveHandover, safety.ApproveHandover, safety.RedirectHandover, safety.DeclineHandover},
	safety.HandoverApproved: {safety.SendHandover},
	safety.HandoverSent:     {safety.ReceiveHandover, safety.ReceiveHandover, safety.InquireHandover, safety.ReturnHandover},
	safety.HandoverReceived: {safety.ResultHandover, safety.ResultHandover, safety.InquireHandover, safety.ReturnHandover},
}

// handsOver lets the safety office move some hand-overs on, and officers look
// after what an authority has.
func (y *year) handsOver() {
	var open []*safety.Handover
	var days []*safety.WatchDay
	today := safety.Day(y.clock.Now())
	y.read(func(tx *store.Tx) (err error) {
		if open, err = tx.Handovers(y.ctx, safety.HandoverQuery{States: safety.OpenHandovers(), Limit: 1000}); err != nil {
			return err
		}
		days, err = tx.WatchDays(y.ctx, safety.WatchQuery{From: today, To: today.AddDate(0, 0, 1), Limit: 1000})
		return err
	})
	for _, o := range open {
		if y.r.IntN(4) > 0 {
			continue
		}
		do := pick(y.r, nextOfHandover[o.State])
		y.within(func(s *safety.Service) error {
			to := pick(y.r, s.Policy.Handing.Authorities).ID
			g := safety.HandoverGiven{Reason: "情况属实", Means: safety.OnPaper, Document: "梧街安〔2026〕1号", Receiver: "蓝警官", PartyName: "业主"}
			if do == safety.RedirectHandover || do == safety.ReturnHandover && y.r.IntN(3) == 0 {
				g.Authority = to
			}
			_, err := s.HandoverDo(y.ctx, o.No, do, testdata.SafetyOfficeHead, g)
			if err == nil {
				y.did["acts on hand-overs"]++
			}
			return err
		})
	}
	for _, d := range days {
		at, ok := y.roster.Above(d.Grid, safety.Community)
		officers := y.roster.Holders(safety.CommunitySafetyOfficer, at.Code, y.clock.Now())
		if !ok || len(officers) == 0 || y.temper(officers[0]) == absent {
			continue
		}
		y.within(func(s *safety.Service) error {
			_, err := s.RecordWatch(y.ctx, d.Handover, officers[0], y.r.IntN(20) > 0, "已看过", nil)
			if err == nil {
				y.did["looks after hand-overs"]++
			}
			return err
		})
	}
}
