package safety

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Stages of a hand-over's pictures.
const (
	OfLetter  Stage = "letter"
	OfReceipt Stage = "receipt"
	OfResult  Stage = "result"
)

var handoverStage = map[Action]Stage{SendHandover: OfLetter, ReceiveHandover: OfReceipt, ResultHandover: OfResult, ReturnHandover: OfResult}

// takeHandover puts what was given into a hand-over and sets the moment of the
// act that is waited for next.
func (s *Service) takeHandover(ctx context.Context, h *Hazard, o *Handover, rule HandoverRule, who string, g HandoverGiven) error {
	for _, id := range g.Photos {
		o.Photos = append(o.Photos, Evidence{id, handoverStage[rule.Do], who, s.Now})
	}
	switch rule.Do {
	case RedirectHandover:
		r, err := s.Store.Roster(ctx)
		if err != nil {
			return err
		}
		s.address(r, h, o, g.Authority)
	case ApproveHandover:
		o.ApprovedBy, o.ApprovedAt = who, s.Now
	case SendHandover:
		o.SentBy, o.SentAt, o.Means, o.Document = who, s.Now, g.Means, g.Document
		if o.Interim = h.Interim; o.Interim == "" && contains(s.Policy.Handing.Watch.Severities, h.Severity) {
			o.Interim = s.Policy.Handing.Watch.Interim
		}
	case ReceiveHandover:
		o.Receiver, o.ReceivedAt, o.ReceiptNo = g.Receiver, s.Now, g.Document
		if !g.At.IsZero() {
			o.ReceivedAt = g.At
		}
	case InquireHandover:
		o.Inquiries++
		o.AskFrom = time.Time{}
	case ResultHandover:
		o.Result, o.ResultNo = g.Reason, g.Document
	case DeclineHandover, ReturnHandover, LapseHandover:
		o.Result, o.ResultNo = g.Reason, g.Document
	}
	return nil
}

// moveHandover applies a rule to a hand-over: the new state, the date of the act
// that is waited for, the event, the ladder, the watch and the news. Step is the
// rung that drafted it, if one did.
func (s *Service) moveHandover(ctx context.Context, h *Hazard, o *Handover, rule HandoverRule, who, reason string, step *Step) error {
	from := o.State
	if rule.From == "" {
		from = ""
	}
	o.State = rule.To
	if !o.State.Open() {
		o.EndedBy, o.EndedAt, o.Due, o.AskFrom = who, s.Now, time.Time{}, time.Time{}
	}
	if err := s.planHandover(ctx, h, o, rule); err != nil {
		return err
	}
	e := s.event(o.About(), who, rule.Do, string(from), string(rule.To), reason)
	e.Detail = o.explains(rule.Do)
	if err := s.Store.SaveHandover(ctx, o, e); err != nil {
		return err
	}
	if err := s.watchHandover(ctx, h, o, rule); err != nil {
		return err
	}
	return s.handoverNews(ctx, h, o, rule, who, step)
}

// explains is what an event says of an act besides the reason, so that the
// ledger can be told from the history alone.
func (o *Handover) explains(do Action) map[string]string {
	switch do {
	case ProposeHandover:
		return map[string]string{"criterion": string(o.Criterion), "authority": string(o.Authority)}
	case RedirectHandover:
		return map[string]string{"authority": string(o.Authority)}
	case SendHandover:
		return map[string]string{"means": string(o.Means), "document": o.Document, "reply_by": o.ReplyBy.Format(time.RFC3339)}
	case ReceiveHandover:
		return map[string]string{"receiver": o.Receiver, "document": o.ReceiptNo, "at": o.ReceivedAt.Format(time.RFC3339)}
	case ResultHandover, ReturnHandover:
		return map[string]string{"document": o.ResultNo}
	}
	return nil
}

// planHandover sets the date of the act that is waited for and plans the steps
// that count from it and from the sending.
func (s *Service) planHandover(ctx context.Context, h *Hazard, o *Handover, rule HandoverRule) error {
	limits, c := s.Policy.Handing.Limits.of(h.Severity), s.Policy.Calendar
	var drop, marks []Mark
	switch rule.Do {
	case ProposeHandover:
		o.Due, marks = limits.Approve.From(s.Now, c), []Mark{MarkDue}
	case ApproveHandover:
		o.Due, marks = limits.Send.From(s.Now, c), []Mark{MarkDue}
	case SendHandover:
		o.Due, o.ReplyBy, marks = limits.Receipt.From(s.Now, c), limits.ReplyBy.From(s.Now, c), []Mark{MarkDue, MarkSent}
	case ReceiveHandover:
		if o.Due = o.ReplyBy; !o.Due.After(s.Now) { // signed for so late that the reply was due before
			o.Due = limits.Receipt.From(s.Now, c)
		}
		marks = []Mark{MarkDue}
	case InquireHandover, RedirectHandover:
		return nil
	}
	if rule.From != "" {
		if o.State.Open() {
			drop = []Mark{MarkDue}
		}
		if err := s.Store.DropSteps(ctx, o.About(), "已"+rule.Do.String(), s.Now, drop...); err != nil {
			return err
		}
	}
	return s.planHandoverMarks(ctx, h, o, marks...)
}

func (s *Service) planHandoverMarks(ctx context.Context, h *Hazard, o *Handover, marks ...Mark) error {
	ladder := s.Policy.ladderFor("T", h.Severity)
	var steps []Step
	o.Round++
	for _, mark := range marks {
		at := map[Mark]time.Time{MarkDue: o.Due, MarkSent: o.SentAt}[mark]
		if at.IsZero() {
			at = s.Now
		}
		for _, p := range ladder.Plan(mark, at, s.Policy.Calendar) {
			steps = append(steps, Step{
				Ladder: ladder.Name, Rung: p.Rung.ID, Round: o.Round, Mark: mark, Level: p.Rung.Level, Due: p.Due, State: StepPlanned,
			}.of(o.About()))
		}
	}
	return s.Store.PlanSteps(ctx, steps)
}

// ladderFor is a ladder by its name; one named after the severity too goes
// before the common one.
func (p *Policy) ladderFor(name string, severity Severity) Ladder {
	if own, ok := p.Ladders[name+"-"+string(severity)]; ok {
		return own
	}
	return p.Ladders[name]
}

// handoverKinds are the notices that acts on hand-overs bring, by who hears them.
var handoverKinds = map[Action]map[Role]NoticeKind{
	ProposeHandover:  {SafetyOfficeHead: "handover_drafted"},
	RedirectHandover: {SafetyOfficeHead: "handover_drafted"},
	ApproveHandover:  {SafetyOfficeStaff: "handover_approved"},
	DeclineHandover:  {Applicant: "handover_declined", CommunitySafetyOfficer: "handover_declined"},
	LapseHandover:    {SafetyOfficeHead: "handover_lapsed"},
	SendHandover: {Addressee: "handover_letter", Party: "handover_sent_party", CommunitySafetyOfficer: "handover_sent",
		Reporter: "handover_sent_news"},
	ReceiveHandover: {SafetyOfficeHead: "handover_received"},
	ReturnHandover: {SafetyOfficeHead: "handover_returned", Party: "handover_returned_party", CommunitySafetyOfficer: "handover_returned",
		Reporter: "handover_returned_news"},
	ResultHandover: {Reviewer: "handover_result_review", SafetyOfficeHead: "handover_result", Reporter: "handover_result_news"},
}

// handoverNews tells those whom a rule names; nobody hears twice, and who did it
// is not told of it again.
func (s *Service) handoverNews(ctx context.Context, h *Hazard, o *Handover, rule HandoverRule, who string, step *Step) error {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	told := []string{who}
	for _, role := range rule.Tell {
		to, err := s.handoverHearers(ctx, r, h, o, rule, role)
		if err != nil {
			return err
		}
		to = slices.DeleteFunc(to, func(id string) bool { return contains(told, id) || r.away(id) })
		told = append(told, to...)
		kind := handoverKinds[rule.Do][role]
		n := Notice{
			Kind: kind, Key: fmt.Sprintf("%s/%d/%s/%s", o.About(), o.Version, kind, role), To: to,
			Class: classOf(h, ClassNews), About: o.About(), Hazard: h, Handover: o, Words: map[string]string{"who": s.nameFor(r, h, who)},
		}
		if step != nil {
			n.Key, n.Due, n.Class = step.Key, step.Due, classOf(h, stepClass(h, Rung{Do: DoDraft}, *step))
		}
		if err := s.say(ctx, n); err != nil {
			return err
		}
		if step != nil && role == SafetyOfficeHead {
			step.To = to
		}
	}
	return nil
}

// handoverHearers are those who hear of an act under one of its rule's roles.
func (s *Service) handoverHearers(ctx context.Context, r *Roster, h *Hazard, o *Handover, rule HandoverRule, role Role) ([]string, error) {
	switch {
	case role == Addressee:
		if o.Means != InSystem {
			return nil, nil
		}
		return s.AuthorityMembers(ctx, o.Authority)
	case role == Applicant:
		if o.ProposedBy == System {
			return nil, nil
		}
		return nonEmpty(o.ProposedBy), nil
	case role == SafetyOfficeHead && rule.To == HandoverDrafted:
		approvers, err := s.handoverApprovers(ctx, r, o)
		return unique(append(slices.Clone(approvers), s.office(r)...)), err
	case role == SafetyOfficeHead || role == SafetyOfficeStaff:
		return slices.Clone(s.office(r)), nil
	case role == Reporter:
		followers, err := s.followers(ctx, r, h)
		return append(slices.Clone(s.toward(r, h, role)), followers...), err
	}
	return slices.Clone(s.toward(r, h, role)), nil
}

// handoverApprovers are those who are asked to approve: the head of the safety
// office, else whoever is next above; the vacancy is reported (E-2).
func (s *Service) handoverApprovers(ctx context.Context, r *Roster, o *Handover) ([]string, error) {
	for i, role := range approversOfHandover {
		ids, _ := s.holders(r, role, o.Grid)
		if len(ids) > 0 {
			return ids, nil
		}
		if i == 0 {
			if err := s.reportVacancy(ctx, r, role, o.Grid, o.About()); err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}
