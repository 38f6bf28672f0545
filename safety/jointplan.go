package safety

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// joint loads a joint inspection with its occurrence; one that nobody has begun
// to prepare is empty, with Version 0.
func (s *Service) joint(ctx context.Context, id string) (*JointInspection, *Occurrence, *Roster, error) {
	o, err := s.Store.Occurrence(ctx, id)
	if err != nil {
		return nil, nil, nil, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	if !s.planOf(o).Joint {
		return nil, nil, nil, fmt.Errorf("%s is no joint inspection", id)
	}
	j, err := s.Store.Joint(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return &JointInspection{ID: o.ID, Period: o.Period, Grid: o.Grid, State: JointPlanned}, o, r, nil
	}
	return j, o, r, err
}

// Joint gives a joint inspection and its occurrence to who organises it or is
// invited; a Refusal to others.
func (s *Service) Joint(ctx context.Context, id, who string) (j *JointInspection, o *Occurrence, err error) {
	defer wrap(&err, "joint inspection %s", id)
	j, o, r, err := s.joint(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if !s.organises(r, o, who) && j.participant(who) == nil {
		return nil, nil, Refuse("联合检查由街道安监办组织，参加的单位会收到邀请。")
	}
	return j, o, nil
}

// Joints are the joint inspections a member has to do with that can still be
// done, the earliest due first: all for who organises them, else those he is
// invited to.
func (s *Service) Joints(ctx context.Context, who string) (os []*Occurrence, err error) {
	defer wrap(&err, "joint inspections of member")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	for _, plan := range s.Policy.Plans {
		if !plan.Joint {
			continue
		}
		owed, err := s.Store.Occurrences(ctx, OccurrenceQuery{Plan: plan.ID, States: []OccurrenceState{Open, Missed}, DueSince: s.Now.AddDate(0, -2, 0)})
		if err != nil {
			return nil, err
		}
		for _, o := range owed {
			j, err := s.Store.Joint(ctx, o.ID)
			if err != nil && !errors.Is(err, ErrNotFound) {
				return nil, err
			}
			invited := err == nil && j.participant(who) != nil
			if o.Owed(s.Now) && (invited || s.organises(r, o, who)) {
				os = append(os, o)
			}
		}
	}
	slices.SortStableFunc(os, func(a, b *Occurrence) int { return a.Due.Compare(b.Due) })
	return os, nil
}

// Organises says whether a member prepares and closes a joint inspection.
func (s *Service) Organises(ctx context.Context, o *Occurrence, who string) (bool, error) {
	r, err := s.Store.Roster(ctx)
	return err == nil && s.organises(r, o, who), err
}

// organises is the right of who answers for the plan, and of the safety office.
func (s *Service) organises(r *Roster, o *Occurrence, who string) bool {
	return s.answers(r, s.planOf(o), o.Grid, who) || contains(s.office(r), who)
}

// organised loads a joint inspection for who organises it, while it is being
// prepared or under way.
func (s *Service) organised(ctx context.Context, id, who string) (*JointInspection, *Occurrence, *Roster, error) {
	j, o, r, err := s.joint(ctx, id)
	switch {
	case err != nil:
		return nil, nil, nil, err
	case !s.organises(r, o, who):
		return nil, nil, nil, Refuse("联合检查由街道安监办组织，这一步请安监办来做。")
	}
	return j, o, r, s.changeable(j)
}

// changeable refuses what can no longer change.
func (s *Service) changeable(j *JointInspection) error {
	switch j.State {
	case JointSigning:
		return Refuse("记录已经在签字，不能再改。确实要改，请先点“退回修改”。")
	case JointSent:
		return Refuse("这次联合检查已签字完成，记录不再改。")
	}
	return nil
}

// FixDate fixes or moves the day of a joint inspection, with where the team
// meets, and asks everybody of the bodies anew whether he comes. The same day
// again changes nothing. Moving it needs a reason, which is recorded.
func (s *Service) FixDate(ctx context.Context, id, who string, day time.Time, assembly, reason string) (j *JointInspection, o *Occurrence, err error) {
	defer wrap(&err, "fix date of %s", id)
	j, o, r, err := s.organised(ctx, id, who)
	if err != nil {
		return nil, nil, err
	}
	at := s.JointStart(o.Planned, day)
	moved := !o.Planned.IsZero()
	if o.Planned.Equal(at) && (assembly == "" || assembly == j.Assembly) {
		return j, o, nil
	}
	if err := s.DateFits(o, day); err != nil {
		return nil, nil, err
	}
	if moved && reason == "" {
		return nil, nil, Refuse("改日期要写一句原因，会告诉所有参加的人。")
	}
	was := o.Planned
	o.Planned = at
	e := s.event(o.About(), who, DateFixed, dayOf(was), dayOf(at), reason)
	if err := s.Store.SaveOccurrence(ctx, o, e); err != nil {
		return nil, nil, err
	}
	j.Fixed++
	j.Lead, j.Assembly = who, assembly
	s.invite(r, j, who)
	if len(j.Targets) == 0 {
		if j.Targets, err = s.ProposeTargets(ctx, id); err != nil {
			return nil, nil, err
		}
	}
	if err := s.Store.SaveJoint(ctx, j, s.event(o.About(), who, JointInvited, string(j.State), string(j.State), "")); err != nil {
		return nil, nil, err
	}
	if err := s.planDated(ctx, j, o); err != nil {
		return nil, nil, err
	}
	return j, o, s.tellInvited(ctx, r, j, o, was, reason)
}

// JointStart is when a joint inspection on a day begins: at the hour of the
// policy, or at the next half hour when that is past today. A day that is fixed
// already keeps its hour.
func (s *Service) JointStart(fixed, day time.Time) time.Time {
	if !fixed.IsZero() && Day(fixed).Equal(Day(day)) {
		return fixed
	}
	at := clock(s.Policy.Joint.Start).on(day)
	if !at.Before(s.Now) || !Day(day).Equal(Day(s.Now)) {
		return at
	}
	at = s.Now.Truncate(30 * time.Minute)
	if at.Before(s.Now) {
		at = at.Add(30 * time.Minute)
	}
	if !Day(at).Equal(Day(day)) { // before midnight there is none left
		return s.Now
	}
	return at
}

// DateFits refuses a day on which the inspection could not count.
func (s *Service) DateFits(o *Occurrence, day time.Time) error {
	last, words := o.Due, s.Policy.DueBy
	if o.State == Missed {
		last, words = o.Late, s.Policy.LateBy
	}
	switch {
	case !o.Owed(s.Now):
		return Refuse("%s的%s已经过期，不能再定日期。", periodName(o.Period), s.planOf(o).Name)
	case Day(day).Before(Day(s.Now)):
		return Refuse("这一天已经过去了，请写今天或以后的日期。")
	case Day(day).After(Day(last)):
		return Refuse("太晚了，%s的%s最晚%s要做完，请往前定。", periodName(o.Period), s.planOf(o).Name, words(o, s.Now))
	}
	return nil
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(Shanghai).Format(time.DateOnly)
}

func periodName(id string) string {
	p, err := ParsePeriod(id)
	if err != nil {
		return id
	}
	return p.Name()
}
