package safety

import (
	"context"
	"strings"
)

// climbHandover fires a step about one hand-over: of the ladder T, or of its watch.
func (s *Service) climbHandover(ctx context.Context, st Step, rung Rung) error {
	o, err := s.Store.Handover(ctx, strings.TrimPrefix(st.Subject, HandoverSubject))
	if err != nil {
		return err
	}
	h, err := s.Store.Hazard(ctx, o.Hazard)
	if err != nil {
		return err
	}
	if st.Mark == MarkWatch {
		return s.climbWatch(ctx, h, o, st, rung)
	}
	if why := unmet(rung.If, facts{handover: o}); why != "" {
		return s.skip(ctx, st, why)
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	n := Notice{Kind: "handover_step", Key: st.Key, About: st.Subject, Due: st.Due, Hazard: h, Handover: o, Step: &st, Class: classOf(h, ClassEscalate)}
	switch rung.Do {
	case DoInquire:
		return s.askToInquire(ctx, r, h, o, st, n)
	case DoAgenda:
		return s.putOnAgenda(ctx, r, o, st, n)
	}
	if st.Level == 0 {
		n.Class, n.To = classOf(h, ClassRemind), s.office(r)
		return s.tellStep(ctx, st, n, "")
	}
	if err := s.tellLevel(ctx, r, o.Grid, st, n, nil, h.Severity.Rank() >= Major.Rank()); err != nil || st.Level <= o.Climbed {
		return err
	}
	o.Climbed = st.Level
	if err := s.Store.SaveHandover(ctx, o, s.event(o.About(), System, Escalated, string(o.State), string(o.State), rung.Why)); err != nil {
		return err
	}
	return s.announce(ctx, r, st, n, s.office(r))
}

// askToInquire reminds the office to ask the authority how it stands; the answer
// is waited for, and the next inquiry is planned whatever comes of this one.
func (s *Service) askToInquire(ctx context.Context, r *Roster, h *Hazard, o *Handover, st Step, n Notice) error {
	o.AskFrom = s.Now
	if err := s.planHandoverMarks(ctx, h, o, MarkUnanswered); err != nil {
		return err
	}
	if err := s.Store.SaveHandover(ctx, o, s.event(o.About(), System, AskToInquire, string(o.State), string(o.State), "")); err != nil {
		return err
	}
	n.Kind, n.Class, n.To = "handover_inquire", classOf(h, ClassRemind), s.office(r)
	return s.tellStep(ctx, st, n, "")
}

// putOnAgenda marks a hand-over without a result for the next joint meeting.
func (s *Service) putOnAgenda(ctx context.Context, r *Roster, o *Handover, st Step, n Notice) error {
	if o.Agenda.IsZero() {
		o.Agenda = s.Now
		if err := s.Store.SaveHandover(ctx, o, s.event(o.About(), System, PutOnAgenda, string(o.State), string(o.State), "")); err != nil {
			return err
		}
	}
	n.Kind, n.Class, n.To = "handover_agenda", ClassNews, s.office(r)
	return s.tellStep(ctx, st, n, "")
}

// MeetingAgenda are the hand-overs without a result that wait for the next joint
// meeting (domain.md 12 JointMeeting: hand-overs without result), by number.
func (s *Service) MeetingAgenda(ctx context.Context) (os []*Handover, err error) {
	defer wrap(&err, "hand-overs for the joint meeting")
	return s.Store.Handovers(ctx, HandoverQuery{States: OpenHandovers(), Agenda: true, Limit: 1000})
}

// draftByItself makes the draft that a rung of a hazard's ladder proposes: once,
// with the addressee of the routing table. The step ends with whom it was told to.
func (s *Service) draftByItself(ctx context.Context, h *Hazard, st Step, rung Rung) error {
	open, err := s.OpenHandover(ctx, h.ID)
	switch {
	case err != nil:
		return err
	case open != nil:
		return s.skip(ctx, st, "已有移交 "+open.No)
	}
	if _, err := Next(h.State, ProposeHandover, []Role{Automatic}); err != nil {
		return s.skip(ctx, st, "现在是“"+h.State.String()+"”，不用移交")
	}
	c := ByOverdue
	switch {
	case st.Mark == MarkFailed:
		c = ByFailed
	case h.Severity.Rank() >= Major.Rank():
		c = ByMajor
	}
	if _, err := s.draft(ctx, h, System, proposal{criterion: c, step: &st}); err != nil {
		return err
	}
	if len(st.To) == 0 {
		return s.end(ctx, st, StepNobody, "没有人可以通知", nil)
	}
	return s.end(ctx, st, StepTold, "", st.To)
}
