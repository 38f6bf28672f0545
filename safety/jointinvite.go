package safety

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// invite lists everybody of the bodies, and asks all of them anew. Who fixes the
// day comes.
func (s *Service) invite(r *Roster, j *JointInspection, who string) {
	j.Participants, j.Attended, j.Absences = nil, time.Time{}, nil
	add := func(id string, body BodyKind) {
		if r.away(id) || j.participant(id) != nil {
			return
		}
		p := Participant{Member: id, Body: body, Coming: Invited}
		if id == who {
			p.Coming = Accepted
		}
		j.Participants = append(j.Participants, p)
	}
	for _, kind := range s.Policy.Joint.Bodies {
		for _, b := range r.Bodies {
			if b.Kind != kind {
				continue
			}
			for _, id := range b.Members {
				add(id, kind)
			}
		}
	}
	add(who, SafetyOffice)
}

// tellInvited asks those who are to come.
func (s *Service) tellInvited(ctx context.Context, r *Roster, j *JointInspection, o *Occurrence, was time.Time, reason string) error {
	var to []string
	for _, p := range j.Participants {
		if p.Coming == Invited {
			to = append(to, p.Member)
		}
	}
	n := Notice{
		Kind: "joint_invited", Key: fmt.Sprintf("%s/invited/%d", o.About(), j.Fixed), To: to, Class: ClassNews, About: o.About(), Occurrence: o, Joint: j,
		Words: map[string]string{"who": r.Name(j.Lead), "reason": reason},
	}
	if !was.IsZero() {
		n.Kind, n.Class = "joint_moved", ClassUrge
		n.Words["was"] = Moment(was, s.Now)
	}
	return s.say(ctx, n)
}

// AnswerInvitation takes whether somebody comes on the day he was asked about.
// The same answer again changes nothing. Who fixed the day is told of those who
// cannot come.
func (s *Service) AnswerInvitation(ctx context.Context, id, who, day string, comes bool, reason string) (j *JointInspection, o *Occurrence, err error) {
	defer wrap(&err, "answer invitation to %s", id)
	j, o, r, err := s.joint(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	p := j.participant(who)
	switch {
	case p == nil:
		return nil, nil, Refuse("这次联合检查的名单里没有您，不用答复。")
	case j.State != JointPlanned:
		return nil, nil, Refuse("这次联合检查已经做完，不用再答复。")
	case day != "" && day != dayOf(o.Planned):
		return nil, nil, Refuse("联合检查已改到%s，请在新的邀请上答复。", Moment(o.Planned, s.Now))
	case !comes && reason == "":
		return nil, nil, Refuse("不能参加请写一句原因，会记进联合检查记录。")
	}
	to := Accepted
	if !comes {
		to = Declined
	}
	if p.Coming == to && p.Reason == reason || p.Coming == Came {
		return j, o, nil
	}
	from := p.Coming
	p.Coming, p.Reason = to, reason
	if err := s.Store.SaveJoint(ctx, j, s.event(o.About(), who, JointAnswered, string(from), string(to), reason)); err != nil {
		return nil, nil, err
	}
	if comes && from != Declined {
		return j, o, nil // as expected; the overview counts them
	}
	return j, o, s.say(ctx, Notice{
		Kind: "joint_answered", Key: fmt.Sprintf("%s/answered/%d", o.About(), j.Version), To: without([]string{j.Lead}, who), Class: ClassNews,
		About: o.About(), Occurrence: o, Joint: j, Words: map[string]string{"who": r.Name(who), "body": s.Policy.Bodies.Display(p.Body), "coming": to.String(), "reason": reason},
	})
}

// RecordAttendance records who came; of a body of which nobody came it takes why.
// Who visited a target counts as having come. It can be recorded again until the
// record is being signed.
func (s *Service) RecordAttendance(ctx context.Context, id, who string, came []string, why map[BodyKind]string) (j *JointInspection, err error) {
	defer wrap(&err, "attendance of %s", id)
	j, o, _, err := s.organised(ctx, id, who)
	if err != nil {
		return nil, err
	}
	if err := s.onTheDay(o); err != nil {
		return nil, err
	}
	for i := range j.Participants {
		p := &j.Participants[i]
		visited := slices.ContainsFunc(j.Targets, func(t Target) bool { return t.By == p.Member })
		switch {
		case contains(came, p.Member) || visited:
			p.Coming, p.Reason = Came, ""
		case p.Coming == Declined:
		default:
			p.Coming = Absent
		}
	}
	j.Absences = map[string]string{}
	for body, reason := range why {
		if reason != "" && !j.Present(body) {
			j.Absences[string(body)] = reason
		}
	}
	j.Attended = s.Now
	return j, s.Store.SaveJoint(ctx, j, s.event(o.About(), who, JointAttended, string(j.State), string(j.State), ""))
}

// onTheDay refuses what belongs to the day of the inspection before it has come.
func (s *Service) onTheDay(o *Occurrence) error {
	switch {
	case o.Planned.IsZero():
		return Refuse("还没有定日期。请安监办发“联合检查”，先定日子。")
	case s.Now.Before(Day(o.Planned)):
		return Refuse("联合检查定在%s，到那天再开始。要提前，请先改日期。", Moment(o.Planned, s.Now))
	}
	return nil
}
