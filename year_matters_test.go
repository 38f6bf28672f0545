package main

import (
	"fmt"
	"slices"
	"time"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// reported lets somebody of the street report something he saw.
func (y *year) reported() {
	if y.r.IntN(3) == 0 {
		return
	}
	y.cases++
	site := pick(y.r, y.roster.Sites)
	in := safety.Report{
		Place:  safety.Place{Grid: site.Grid, Site: site.Code, Label: site.Name},
		What:   pick(y.r, []string{"楼道堆了纸箱", "电动车在楼道充电", "灭火器过期了", "安全出口锁着", "电线乱拉"}),
		Photos: []string{pick(y.r, y.photos)}, Anonymous: y.r.IntN(8) == 0,
		Severity: pick(y.r, []safety.Severity{"", safety.General, safety.General, safety.Serious}),
	}
	y.within(func(s *safety.Service) error {
		h, err := s.Report(y.ctx, fmt.Sprintf("year-report-%d", y.cases), pick(y.r, y.roster.Members).ID, in)
		if err == nil {
			y.did["reports"]++
			y.nos = append(y.nos, h.No)
		}
		return err
	})
}

// mainLine is what brings a hazard to its end, the last act first; the rest
// happens now and then.
var mainLine = []safety.Action{safety.ReviewPass, safety.ClaimFixed, safety.Acknowledge, safety.Assign, safety.Accept}

// handled lets those whose turn it is do something about some open hazards.
func (y *year) handled() {
	var open []*safety.Hazard
	y.read(func(tx *store.Tx) (err error) {
		open, err = tx.Hazards(y.ctx, safety.HazardQuery{States: safety.OpenStates(), Limit: 1000})
		return err
	})
	for _, h := range open {
		if y.r.IntN(3) == 0 {
			y.handles(h)
		}
	}
}

func (y *year) handles(h *safety.Hazard) {
	y.within(func(s *safety.Service) error {
		by := map[safety.Action][]string{}
		var dos []safety.Action
		for _, who := range y.concerned(h) {
			if y.temper(who) == absent {
				continue
			}
			rules, err := s.Choices(y.ctx, h, who)
			if err != nil {
				return err
			}
			for _, rule := range rules {
				if len(by[rule.Do]) == 0 {
					dos = append(dos, rule.Do)
				}
				by[rule.Do] = append(by[rule.Do], who)
			}
		}
		if len(dos) == 0 {
			return nil
		}
		do := pick(y.r, dos)
		if i := slices.IndexFunc(mainLine, func(a safety.Action) bool { return slices.Contains(dos, a) }); i >= 0 && y.r.IntN(5) > 0 {
			do = mainLine[i]
		}
		_, err := s.Do(y.ctx, h.No, do, pick(y.r, by[do]), y.given(s, h, do))
		if err == nil {
			y.did["acts"]++
		}
		return err
	})
}

// concerned are the people who have to do with a hazard.
func (y *year) concerned(h *safety.Hazard) (ids []string) {
	now := y.clock.Now()
	for _, g := range y.roster.Path(h.Place.Grid) {
		for _, a := range y.roster.InGrid(g.Code) {
			if a.Holds(now) && a.Role.Fact().Rank >= 1 {
				ids = append(ids, a.Member)
			}
		}
	}
	for _, id := range []string{h.Party, h.Reporter} {
		if _, known := y.roster.Member(id); known {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// ordered lets a leader answer the digest with a word, and those in charge reply.
func (y *year) ordered() {
	if y.r.IntN(4) == 0 {
		y.within(func(s *safety.Service) error {
			said, err := s.Policy.Escalation.ReadOrders(pick(y.r, []string{"1 督办 3天", "1 知悉", "全部知悉", "2 督办"}), s.Now, func(string) bool { return false })
			if err != nil {
				return err
			}
			for _, order := range said {
				done, err := s.Order(y.ctx, testdata.StreetDeputyLead, order)
				if err != nil {
					return err
				}
				y.did["orders"] += len(done)
			}
			return nil
		})
	}
	var open []*safety.Supervision
	y.read(func(tx *store.Tx) (err error) {
		open, err = tx.Supervisions(y.ctx, safety.SupervisionQuery{States: []safety.SupervisionState{safety.SupervisionOpen}})
		return err
	})
	for _, v := range open {
		at, ok := y.roster.Above(v.Grid, safety.Community)
		officers := y.roster.Holders(safety.CommunitySafetyOfficer, at.Code, y.clock.Now())
		if !ok || len(officers) == 0 || y.temper(officers[0]) == absent || y.r.IntN(3) > 0 {
			continue
		}
		y.within(func(s *safety.Service) error {
			_, err := s.AnswerSupervision(y.ctx, v.No, officers[0], "已到现场，正在办理", nil)
			if err == nil {
				y.did["answers"]++
			}
			return err
		})
	}
}

// staffChanges ends one holder's work, leaves some posts vacant and gives some to
// somebody else, as a new import of the list does.
func (y *year) staffChanges(day time.Time) {
	y.changeRoster(func(r *safety.Roster) {
		for range 3 {
			i := y.r.IntN(len(r.Assignments))
			a := &r.Assignments[i]
			if a.Role.Fact().Leader || a.Role == safety.SafetyOfficeHead || !a.Holds(y.clock.Now()) {
				continue
			}
			a.To = day
			y.did["holders gone"]++
			if y.r.IntN(2) == 0 {
				next := *a
				next.Member, next.Deputy, next.From, next.To = pick(y.r, r.Members).ID, "", day, time.Time{}
				r.Assignments = append(r.Assignments, next)
			}
		}
	})
}

// everyCheckEnded expects that what is over is over in one of the ways it can be.
func (y *year) everyCheckEnded() {
	y.t.Helper()
	ways := map[string]int{}
	for _, row := range y.rows("SELECT id, state FROM occurrences WHERE missed < ?", y.clock.Now().UnixMilli()) {
		switch safety.OccurrenceState(row[1]) {
		case safety.Done, safety.DoneLate, safety.Missed, safety.Excused, safety.Cancelled:
		default:
			y.t.Errorf("%s is %s", row[0], row[1])
		}
		ways[row[1]]++
	}
	y.t.Logf("checks ended: %v", ways)
	for _, row := range y.rows("SELECT skey FROM steps WHERE state = 'planned' AND due < ?", y.clock.Now().UnixMilli()) {
		y.t.Errorf("step %s was due and is still planned", row[0])
	}
}
