package safety

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// A gate is a condition of a transition that does not depend on what is given
// with it: while it is shut the action is not even offered.
type gate func(ctx context.Context, s *Service, h *Hazard, rule Rule, who string) error

// gates are the conditions of domain.md 6.3 that are known beforehand, by action.
var gates = map[Action][]gate{
	Accept:           {judgedByThose},
	Reject:           {judgedByThose},
	SendVerify:       {judgedByThose},
	SendOn:           {inTriage},
	FixOnSpot:        {stillOnSpot},
	Appeal:           {mayAppeal},
	ProposeHandover:  {notHandedYet},
	HandOver:         {handoverApproved},
	ReturnAssignment: {returnsLeft},
	AskExtension:     {notAskedYet, beforeDeadline, extensionsLeft},
	Extend:           {isAsked, answersIt},
	RefuseExtension:  {isAsked, answersIt},
	AskSuspension:    {notAskedYet},
	Suspend:          {isAsked, answersIt},
	RefuseSuspension: {isAsked, answersIt},
	AskSeverity:      {notAskedYet},
	RefuseSeverity:   {isAsked, answersIt},
	Unmerge:          {withinUndo},
	Merge:            {judgedByThose},
	Void:             {withinTheHour, nothingMergedIn},
}

func (s *Service) gate(ctx context.Context, h *Hazard, rule Rule, who string) error {
	for _, open := range gates[rule.Do] {
		if err := open(ctx, s, h, rule, who); err != nil {
			return err
		}
	}
	return nil
}

// Choices are the rules a member may use on a hazard now: the buttons of its
// card. Whether what comes with an action is right is seen when it is done.
func (s *Service) Choices(ctx context.Context, h *Hazard, who string) (rules []Rule, err error) {
	defer wrap(&err, "choices for hazard %s", h.No)
	roles, err := s.Roles(ctx, h, who)
	if err != nil {
		return nil, err
	}
	for _, r := range Allowed(h.State, roles) {
		switch err := s.gate(ctx, h, r, who); {
		case isRefusal(err):
		case err != nil:
			return nil, err
		default:
			rules = append(rules, r)
		}
	}
	return rules, nil
}

// notHandedYet holds while no hand-over of the hazard is under way.
func notHandedYet(ctx context.Context, s *Service, h *Hazard, _ Rule, _ string) error {
	o, err := s.OpenHandover(ctx, h.ID)
	if err != nil || o == nil {
		return err
	}
	return &Refusal{text: fmt.Sprintf("%s 已经有移交 %s（%s）。发“查 %s”看。", h.No, o.No, o.State, o.No), over: true}
}

// handoverApproved holds when the hazard's hand-over only needs to be sent.
func handoverApproved(ctx context.Context, s *Service, h *Hazard, _ Rule, _ string) error {
	o, err := s.OpenHandover(ctx, h.ID)
	if err != nil || o != nil && o.State == HandoverApproved {
		return err
	}
	return Refuse("移交要先由安监办主任批准。")
}

// returnsLeft stops the ping-pong of assignments: after the last return the
// safety office decides, and its decision stands (domain.md 6.3).
func returnsLeft(_ context.Context, s *Service, h *Hazard, _ Rule, _ string) error {
	if most := s.Policy.Handling.Returns.Most; h.ReturnCount >= most {
		return Refuse("这条已经退回过 %d 次，现在的责任人由街道安监办定，不能再退回。有困难请和安监办联系，或者申请延期。", most)
	}
	return nil
}

// officeDecidesAfterReturns leaves the last word to the safety office.
func officeDecidesAfterReturns(ctx context.Context, s *Service, h *Hazard, who string, _ Given) error {
	most := s.Policy.Handling.Returns.Most
	if h.State != Registered || h.ReturnCount < most {
		return nil
	}
	if office, err := s.ofOffice(ctx, h, who); err != nil || office {
		return err
	}
	return Refuse("这条已经退回过 %d 次，由街道安监办来定责任人，已经通知他们。", most)
}

func beforeDeadline(_ context.Context, s *Service, h *Hazard, _ Rule, _ string) error {
	if s.Now.After(h.Deadline) {
		return Refuse("期限已过，不能再申请延期。请尽快改好；确实改不了，请和社区安全员说明。")
	}
	return nil
}

func extensionsLeft(_ context.Context, s *Service, h *Hazard, _ Rule, _ string) error {
	most := s.Policy.Handling.Extension.Most
	switch {
	case h.ExtendCount >= most:
		return Refuse("已经延期 %d 次，不能再延。请在%s前改好。", most, s.Policy.By(h, s.Now))
	case !h.Deadline.Before(h.latest()):
		return Refuse("延期的总时间已经和原来的期限一样长，不能再延。请在%s前改好。", s.Policy.By(h, s.Now))
	}
	return nil
}

// withinTheHour lets who made an entry take it back for a while; the safety
// office may later too (domain.md 6.3 void).
func withinTheHour(ctx context.Context, s *Service, h *Hazard, _ Rule, who string) error {
	office, err := s.ofOffice(ctx, h, who)
	if err != nil || office {
		return err
	}
	if s.Now.After(s.Policy.Handling.Void.Own.From(h.ReportedAt, s.Policy.Calendar)) {
		return Refuse("提交已超过%s，不能自己撤回了。确实报错了，请联系街道安监办作废。", s.Policy.Handling.Void.Own.Words())
	}
	return nil
}

// nothingMergedIn keeps a master from vanishing under those merged into it.
func nothingMergedIn(ctx context.Context, s *Service, h *Hazard, _ Rule, _ string) error {
	n, err := s.Store.CountHazards(ctx, HazardQuery{Masters: []string{h.No}, States: []State{Merged}})
	if err == nil && n > 0 {
		return Refuse("有 %d 条隐患并在这一条里，不能作废。请先撤销并案，或按流程销号。", n)
	}
	return err
}

// isRefusal says that an error is a member's answer.
func isRefusal(err error) bool {
	_, no := err.(*Refusal)
	return no
}

// limitLength is how long the present limit is without extensions.
func (h *Hazard) limitLength() time.Duration { return h.LimitEnd.Sub(h.LimitFrom) }

// latest is how far the deadline can be put off: all extensions together are not
// longer than the limit itself (domain.md 6.3 extend).
func (h *Hazard) latest() time.Time { return h.LimitEnd.Add(h.limitLength()) }

// Later are the deadlines a hazard can be put off to: the given delays after the
// present one, as far as the rest of its extensions reaches.
func (s *Service) Later(h *Hazard, delays ...Delay) (until []time.Time) {
	limit := s.Policy.Limits[h.Severity]
	for _, d := range delays {
		if at := limit.Deadline(d, h.Deadline, s.Policy.Calendar); !at.After(h.latest()) && !slices.ContainsFunc(until, at.Equal) {
			until = append(until, at)
		}
	}
	return until
}

func extensionWithinBounds(_ context.Context, s *Service, h *Hazard, _ string, g Given) error {
	switch {
	case g.Until.IsZero(): // what is missing is said by its name
	case !g.Until.After(h.Deadline):
		return Refuse("现在的期限就是%s，请写一个更晚的日期。", s.Policy.By(h, s.Now))
	case g.Until.After(h.latest()):
		return Refuse("延期加起来不能超过原来的期限，最晚到%s。", Moment(h.latest(), s.Now))
	}
	return nil
}

// decisionFromAbove asks for the decision of the competent authority where the
// street has no power to extend (domain.md 6.3 extend, major).
func decisionFromAbove(_ context.Context, s *Service, h *Hazard, _ string, g Given) error {
	if s.Policy.Limits[h.Severity].ExtendRecord && g.Reason == "" {
		return Refuse("%s能不能延期由上级主管部门决定。请写上批复的单位、文号和内容。", h.Severity)
	}
	return nil
}

func lookWithinBounds(_ context.Context, s *Service, _ *Hazard, _ string, g Given) error {
	longest := s.Policy.Handling.Suspension.Look.From(s.Now, s.Policy.Calendar)
	switch {
	case g.Until.IsZero():
	case !g.Until.After(s.Now):
		return Refuse("下次查看的日期要在今天以后。")
	case g.Until.After(longest):
		return Refuse("挂账以后最迟%s要再看一次，请选一个早些的日期。", Moment(longest, s.Now))
	}
	return nil
}
