package safety

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// SoftDutyKind is what sort of soft duty is owed (domain.md 12).
type SoftDutyKind string

// Publicity is a publicity event (宣传教育, OB-24). Others will follow.
const Publicity SoftDutyKind = "publicity"

var softDutyNames = map[SoftDutyKind]string{Publicity: "宣传"}

func (k SoftDutyKind) String() string { return softDutyNames[k] }

// softDutyLadders says which ladder each kind climbs.
var softDutyLadders = map[SoftDutyKind]string{Publicity: "P"}

// SoftDutyState is where a soft duty stands.
type SoftDutyState string

const (
	SoftDutyOpen      SoftDutyState = "open" // also when its window has passed: it is still owed
	SoftDutyDone      SoftDutyState = "done"
	SoftDutyCancelled SoftDutyState = "cancelled"
)

// A SoftDuty is something that must be organised and recorded rather than
// inspected: it is done when a record that counts was entered.
type SoftDuty struct {
	ID      string // kind/period/grid
	Kind    SoftDutyKind
	Name    string // the theme
	Grid    string
	Who     Role
	State   SoftDutyState
	Version int
	Opens   time.Time
	Due     time.Time
	Climbed int
	Windows []string // keys of the windows that asked for it
	Reasons []string // their names
	DoneAt  time.Time
	DoneBy  string
	Reason  string
	Record  *PublicityEvent
}

// SoftDutySubject is the kind of subject under which soft duties are kept.
const SoftDutySubject = "task:"

// About is the subject under which its steps, events and notices are kept.
func (d *SoftDuty) About() string { return SoftDutySubject + d.ID }

// A PublicityEvent is the record of one (domain.md 12). It counts with people
// reached and a picture.
type PublicityEvent struct {
	Theme     string    `json:"theme"`
	Place     string    `json:"place"`
	Form      string    `json:"form"` // 入户、讲座、广播、横幅、群推送
	Headcount int       `json:"headcount"`
	Photos    []string  `json:"photos"`
	Organiser string    `json:"organiser"`
	Note      string    `json:"note,omitempty"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
}

// PublicityForms are the usual ways to hold one.
var PublicityForms = []string{"入户", "讲座", "广播", "横幅", "群推送", "演练"}

// A SoftDutyQuery selects soft duties; empty fields do not restrict. The result
// is ordered by due moment, then id.
type SoftDutyQuery struct {
	Grids  []string
	States []SoftDutyState
	// DueSince selects those due then or later.
	DueSince time.Time
	Limit    int // 0 means 200
}

// askPublicity adds the publicity events that windows ask for, with their ladders.
func (s *Service) askPublicity(ctx context.Context, wishes []visitWish) error {
	for _, v := range wishes {
		d := v.softDuty()
		fresh, err := s.Store.AddSoftDuty(ctx, d)
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		if err := s.planSoftDuty(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) planSoftDuty(ctx context.Context, d SoftDuty) error {
	var steps []Step
	var early *Step // the last reminder that would be due before the window begins, or before now
	begins, reminded := later(At(d.Opens, 9, 0), s.Now), false
	ladder := s.Policy.Ladders[softDutyLadders[d.Kind]]
	for mark, at := range map[Mark]time.Time{MarkOpened: d.Opens, MarkDue: d.Due} {
		for _, p := range ladder.Plan(mark, at, s.Policy.Calendar) {
			st := Step{Ladder: ladder.Name, Rung: p.Rung.ID, Mark: mark, Level: p.Rung.Level, Due: p.Due, State: StepPlanned}.of(d.About())
			if !p.Due.Before(begins) {
				steps, reminded = append(steps, st), reminded || st.Level == 0
				continue
			}
			if st.Level == 0 && (early == nil || st.Due.After(early.Due)) {
				early = &st
			}
		}
	}
	if !reminded && early != nil { // everybody is told once, however short the window is
		early.Due = begins
		steps = append(steps, *early)
	}
	if err := s.Store.PlanSteps(ctx, steps); err != nil {
		return err
	}
	return s.Store.Append(ctx, s.event(d.About(), System, Opened, "", string(d.State), ""))
}

// climbSoftDuty fires a step about a soft duty.
func (s *Service) climbSoftDuty(ctx context.Context, st Step, rung Rung) error {
	d, err := s.Store.SoftDuty(ctx, strings.TrimPrefix(st.Subject, SoftDutySubject))
	if err != nil {
		return err
	}
	if d.State != SoftDutyOpen {
		return s.skip(ctx, st, "已经办了")
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	n := Notice{Kind: "soft_duty", Key: st.Key, About: st.Subject, Due: st.Due, Step: &st, SoftDuty: d, Class: ClassRemind}
	if rung.Level == 0 {
		n.To = s.Responsible(r, d.Who, d.Grid).IDs
		return s.tellStep(ctx, st, n, "")
	}
	n.Class = ClassEscalate
	if err := s.tellLevel(ctx, r, d.Grid, st, n, nil, false); err != nil || st.Level <= d.Climbed {
		return err
	}
	d.Climbed = st.Level
	return s.Store.SaveSoftDuty(ctx, d, s.event(d.About(), System, Escalated, string(d.State), string(d.State), rung.Why))
}

// SoftDuties are those a member owes now, the most urgent first.
func (s *Service) SoftDuties(ctx context.Context, who string) (ds []*SoftDuty, err error) {
	defer wrap(&err, "soft duties of member")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	grids := r.Reach(who, s.Now)
	if len(grids) == 0 {
		return nil, nil
	}
	if ds, err = s.Store.SoftDuties(ctx, SoftDutyQuery{Grids: grids, States: []SoftDutyState{SoftDutyOpen}, Limit: 1000}); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(ds, func(d *SoftDuty) bool { return d.Opens.After(s.Now) || !s.owesSoftDuty(r, d, who) }), nil
}

// owesSoftDuty says that a member may enter the record: whose role it is, or who
// stands in for it.
func (s *Service) owesSoftDuty(r *Roster, d *SoftDuty, who string) bool {
	return s.answers(r, Plan{Who: d.Who}, d.Grid, who)
}

// RecordPublicity enters the record of a publicity event, which ends the duty.
// The same case counts once.
func (s *Service) RecordPublicity(ctx context.Context, caseID, who, id string, e PublicityEvent) (d *SoftDuty, err error) {
	defer wrap(&err, "record publicity %s", id)
	switch d, err = s.Store.SoftDuty(ctx, id); {
	case errors.Is(err, ErrNotFound):
		return nil, Refuse("这项宣传任务已经不在了，发“待办”看还有哪些。")
	case err != nil:
		return nil, err
	case d.State == SoftDutyDone:
		return d, nil
	case d.State == SoftDutyCancelled:
		return nil, Refuse("这项宣传任务已取消：%s。", d.Reason)
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case !s.owesSoftDuty(r, d, who):
		return nil, Refuse("%s的宣传由%s来登记。", r.Where(d.Grid), d.Who)
	case strings.TrimSpace(e.Theme) == "" || strings.TrimSpace(e.Place) == "" || strings.TrimSpace(e.Form) == "":
		return nil, Refuse("主题、地点、形式都要写，才算一次宣传。")
	case e.Headcount < 1:
		return nil, Refuse("参加人数要大于 0，才算一次宣传。")
	case len(e.Photos) == 0:
		return nil, Refuse("还要一张活动照片，才算一次宣传。")
	}
	if err := photosAreNew(ctx, s, &Hazard{}, who, Given{Photos: e.Photos}); err != nil {
		return nil, err
	}
	e.By, e.At = who, s.Now
	if e.Organiser == "" {
		e.Organiser = r.Name(who)
	}
	d.State, d.DoneAt, d.DoneBy, d.Record = SoftDutyDone, s.Now, who, &e
	if err := s.Store.DropSteps(ctx, d.About(), "已登记宣传", s.Now); err != nil {
		return nil, err
	}
	done := s.event(d.About(), who, Recorded, string(SoftDutyOpen), string(SoftDutyDone), e.Theme)
	done.Detail = map[string]string{"case": caseID, "headcount": fmt.Sprint(e.Headcount), "photos": fmt.Sprint(len(e.Photos))}
	return d, s.Store.SaveSoftDuty(ctx, d, done)
}

// cancelSoftDuties cancels what a window asked for and none asks for any more.
func (s *Service) cancelSoftDuties(ctx context.Context, key string, wanted map[string]visitWish, reason string) (n int, err error) {
	ds, err := s.Store.SoftDuties(ctx, SoftDutyQuery{States: []SoftDutyState{SoftDutyOpen}, Limit: 100_000})
	if err != nil {
		return 0, err
	}
	for _, d := range ds {
		_, still := wanted[strings.TrimPrefix(d.ID, string(Publicity)+"/")]
		if !contains(d.Windows, key) || still {
			continue
		}
		d.State, d.Reason = SoftDutyCancelled, reason
		if err := s.Store.DropSteps(ctx, d.About(), reason, s.Now); err != nil {
			return n, err
		}
		e := s.event(d.About(), System, WasCancelled, string(SoftDutyOpen), string(SoftDutyCancelled), reason)
		if err := s.Store.SaveSoftDuty(ctx, d, e); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
