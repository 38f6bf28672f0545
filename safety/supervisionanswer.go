package safety

import (
	"context"
	"fmt"
	"strings"
)

// AnswerSupervision records what those charged with an order have to say. The
// leader hears of it; the order no longer climbs. Answering again is no error.
func (s *Service) AnswerSupervision(ctx context.Context, no, who, answer string, photos []string) (v *Supervision, err error) {
	defer wrap(&err, "answer supervision order %s", no)
	if v, err = s.MayAnswer(ctx, no, who); err != nil || v.State == SupervisionAnswered {
		return v, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	v.State, v.AnsweredAt, v.AnsweredBy, v.Answer, v.Photos = SupervisionAnswered, s.Now, who, answer, photos
	if err := s.Store.DropSteps(ctx, v.About(), "已回复", s.Now); err != nil {
		return nil, err
	}
	if err := s.Store.SaveSupervision(ctx, v, s.event(v.About(), who, Replied, string(SupervisionOpen), string(v.State), answer)); err != nil {
		return nil, err
	}
	m, err := s.matterOf(ctx, v.Subject)
	if err != nil {
		return nil, err
	}
	if m.hazard != nil && len(photos) > 0 {
		for _, id := range photos {
			m.hazard.Evidence = append(m.hazard.Evidence, Evidence{id, FollowedUp, who, s.Now})
		}
		err = s.Store.SaveHazard(ctx, m.hazard, s.event(v.Subject, who, Replied, m.state, m.state, answer))
	} else {
		err = s.Store.Append(ctx, s.event(v.Subject, who, Replied, m.state, m.state, answer))
	}
	if err != nil {
		return nil, err
	}
	return v, s.tellLeader(ctx, r, v, m, "supervision_answered", who)
}

// MayAnswer gives an order a member wants to answer, or the Refusal that says
// why not: it is somebody else's, or it is over.
func (s *Service) MayAnswer(ctx context.Context, no, who string) (v *Supervision, err error) {
	defer wrap(&err, "may answer supervision order %s", no)
	if v, err = s.Store.Supervision(ctx, strings.ToUpper(strings.TrimSpace(no))); err != nil {
		return nil, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	m, err := s.matterOf(ctx, v.Subject)
	if err != nil {
		return nil, err
	}
	switch {
	case v.State == SupervisionAnswered && v.AnsweredBy == who:
		return v, nil
	case !contains(append(s.charged(r, m), s.office(r)...), who):
		return nil, Refuse("督办单 %s 由经办人和社区安全员回复。", v.No)
	case v.State == SupervisionAnswered:
		return nil, Refuse("督办单 %s 已由%s回复，不用再回。", v.No, r.Name(v.AnsweredBy))
	case v.State == SupervisionDone:
		return nil, Refuse("督办单 %s 已办结，不用再回。", v.No)
	}
	return v, nil
}

// endSupervisions ends the orders about a matter that has come to its end, and
// tells the leaders.
func (s *Service) endSupervisions(ctx context.Context, subject, outcome, who string) error {
	vs, err := s.Store.Supervisions(ctx, SupervisionQuery{Subject: subject, States: []SupervisionState{SupervisionOpen, SupervisionAnswered}})
	if err != nil || len(vs) == 0 {
		return err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	m, err := s.matterOf(ctx, subject)
	if err != nil {
		return err
	}
	for _, v := range vs {
		from := v.State
		v.State, v.EndedAt, v.Outcome = SupervisionDone, s.Now, outcome
		if err := s.Store.DropSteps(ctx, v.About(), outcome, s.Now); err != nil {
			return err
		}
		if err := s.Store.SaveSupervision(ctx, v, s.event(v.About(), who, SupervisionEnded, string(from), string(v.State), outcome)); err != nil {
			return err
		}
		if err := s.tellLeader(ctx, r, v, m, "supervised_closed", who); err != nil {
			return err
		}
	}
	return nil
}

// tellLeader tells who ordered supervision what came of it: at once if it is
// urgent or he is no leader who hears by the digest, else the digest does (E-7).
func (s *Service) tellLeader(ctx context.Context, r *Roster, v *Supervision, m matter, kind NoticeKind, who string) error {
	to := r.Acting(v.Leader, s.Now)
	if v.Leader == who || to == who || to == "" {
		return nil
	}
	n := s.supervisionNotice(v, m)
	if n.Class != ClassAlarm {
		n.Class = ClassNews
		if now, _ := s.splitLeaders(r, []string{to}); len(now) == 0 {
			return nil
		}
	}
	n.Kind, n.Key, n.To = kind, fmt.Sprintf("%s/%s/%d", v.About(), kind, v.Version), []string{to}
	n.Words["who"] = r.Name(who)
	return s.say(ctx, n)
}
