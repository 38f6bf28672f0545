package safety

import (
	"context"
	"slices"
	"time"
)

// Given is what comes with an action.
type Given struct {
	Severity    Severity
	Category    Category
	Place       *Place
	Party       string // userid
	PartyName   string // when the party is no member
	Deadline    time.Time
	Limit       Delay // that gave the deadline; half of it counts after a failed review
	Requirement string
	Reason      string
	Code        string   // of a rejection: id of the policy's reason
	Private     bool     // the pictures are not for the public
	Photos      []string // of the stage the action asks for
	Interim     string
	Until       time.Time // the deadline or look date asked for
	Master      string    // number of the hazard to merge into
	Whom        string    // userid: to whom it goes
	WhomName    string
}

// Do carries out an action on a hazard, found by number or id. Doing again what
// was just done by the same member is no error: the hazard is returned as it is.
func (s *Service) Do(ctx context.Context, ref string, do Action, who string, g Given) (h *Hazard, err error) {
	defer wrap(&err, "%s hazard %s", string(do), ref)
	if h, err = s.Store.Hazard(ctx, ref); err != nil {
		return nil, err
	}
	return h, s.act(ctx, h, do, who, g)
}

// informFirst tells those above of a registration before an act ends the steps
// that count from it: a hazard may be assigned in the minute it was registered.
// The hazard, which is about to be saved, learns how far it has climbed.
func (s *Service) informFirst(ctx context.Context, h *Hazard) error {
	steps, err := s.Store.Steps(ctx, h.About())
	if err != nil {
		return err
	}
	for _, st := range steps {
		rung, ok := s.Policy.Rung(st.Ladder, st.Rung)
		if st.State != StepPlanned || st.Mark != MarkRegistered || st.Due.After(s.Now) || !ok || len(rung.If) > 0 {
			continue
		}
		if err := s.Climb(ctx, st); err != nil {
			return err
		}
	}
	kept, err := s.Store.Hazard(ctx, h.ID)
	if err != nil {
		return err
	}
	h.Version, h.Climbed = kept.Version, kept.Climbed
	return nil
}

func (s *Service) act(ctx context.Context, h *Hazard, do Action, who string, g Given) error {
	as, err := s.asReporter(ctx, h, who)
	if err != nil {
		return err
	}
	for _, name := range unique([]string{who, as}) {
		if again, err := s.again(ctx, h, do, name, g); err != nil || again {
			return err
		}
	}
	roles, err := s.Roles(ctx, h, who)
	if err != nil {
		return err
	}
	rule, err := Next(h.State, do, roles)
	if err != nil {
		return err
	}
	if who, err = s.signs(ctx, h, rule, who, roles); err != nil {
		return err
	}
	if err := s.guard(ctx, h, rule, who, g); err != nil {
		return err
	}
	return s.carryOut(ctx, h, rule, who, g)
}

// carryOut does what a rule says, whoever does it.
func (s *Service) carryOut(ctx context.Context, h *Hazard, rule Rule, who string, g Given) error {
	if rule.Do == Unmerge {
		return s.unmerge(ctx, h, rule, who, g.Reason)
	}
	if a, ok := h.Asked(rule.Do); ok && rule.Do == ChangeSeverity && g.Reason == "" {
		g.Reason = a.Reason // who agrees need not say it again
	}
	was := *h
	ask := h.take(rule, who, g, s.Now)
	if err := h.needs(rule, g); err != nil {
		return err
	}
	if rule.Do == Assign || rule.Do == Suspend {
		if err := s.informFirst(ctx, h); err != nil {
			return err
		}
		was.Version, was.Climbed = h.Version, h.Climbed
	}
	if err := s.move(ctx, h, rule, who, g.Reason, &was, ask); err != nil {
		return err
	}
	switch {
	case rule.Do == Merge:
		return s.absorb(ctx, h, who)
	case rule.Do == Accept && g.Place != nil:
		return s.learn(ctx, was.Place.Label, *g.Place, who)
	}
	return nil
}

// again says that the last thing that happened to a hazard is just this. An act
// that left the state as it was counts as repeated when it was about a request:
// asking for what is asked, answering what was answered.
func (s *Service) again(ctx context.Context, h *Hazard, do Action, who string, g Given) (bool, error) {
	events, err := s.Store.History(ctx, h.About())
	if err != nil || len(events) == 0 {
		return false, err
	}
	last := events[len(events)-1]
	if last.Action != do || last.By != who || State(last.To) != h.State {
		return false, nil
	}
	p, petition := petitionOf(do)
	return last.From != last.To || petition && (do == p.ask || g.Severity == ""), nil
}

// evidenceStage says what the pictures given with an action prove.
var evidenceStage = map[Action]Stage{
	FixOnSpot: After, ClaimFixed: After, ReviewPass: AtReview, ReviewFail: AtReview,
	Acknowledge: Signature, Reopen: Before, Accept: Before, LookedAt: AtReview, ReturnAssignment: FollowedUp,
	SetInterim: FollowedUp, AskExtension: FollowedUp, AskSuspension: FollowedUp, AskSeverity: FollowedUp, ChangeSeverity: FollowedUp,
	VisitFailed: FollowedUp, AuthorityResult: After,
}

// take puts what was given into the hazard, and gives the request that is made
// or answered with it.
func (h *Hazard) take(rule Rule, who string, g Given, now time.Time) (ask Ask) {
	for _, id := range g.Photos {
		h.Evidence = append(h.Evidence, Evidence{id, evidenceStage[rule.Do], who, now})
	}
	if p, ok := petitionOf(rule.Do); ok && rule.Do == p.ask {
		ask = Ask{p.grant, who, now, g.Reason, g.Interim, g.Until, g.Severity}
		h.Asks = append(slices.Clone(h.Asks), ask)
		h.give(g)
		return ask
	} else if ok {
		ask, _ = h.Asked(p.grant)
		h.answered(p.grant)
		if rule.Do == p.refuse {
			set(&h.Reason, g.Reason)
			return ask
		}
		set(&h.Interim, ask.Interim)
		set(&h.Severity, ask.Severity)
	}
	set(&h.Severity, g.Severity)
	set(&h.Category, g.Category)
	h.give(g)
	set(&h.Requirement, g.Requirement)
	set(&h.Interim, g.Interim)
	set(&h.Reason, g.Reason)
	set(&h.RejectedAs, g.Code)
	h.Private = h.Private || g.Private
	if g.Place != nil {
		h.Place = *g.Place
	}
	if !g.Deadline.IsZero() {
		h.Deadline = g.Deadline
	}
	if !g.Limit.IsZero() {
		h.Limit = g.Limit
	}
	switch rule.Do {
	case Assign:
		h.Officer = who
	case Reassign:
		if h.State == Assigned || h.State == Rectifying {
			h.Party, h.PartyName = g.Whom, g.WhomName
		} else {
			h.Officer = g.Whom
		}
	case FixOnSpot:
		h.FixedBy = who
	case ClaimFixed:
		h.ClaimedBy, h.FixedBy = who, h.Party
		if h.FixedBy == "" {
			h.FixedBy = who
		}
	case AuthorityResult:
		h.ClaimedBy, h.FixedBy = who, "" // who wrote it down does not review it
	case ReviewPass:
		if !slices.Contains(h.Reviewers, who) {
			h.Reviewers = append(h.Reviewers, who)
		}
	case ReviewFail:
		h.FailCount++
		h.Reviewers = nil
	case Reopen:
		h.ReopenCount++
		h.Reviewers = nil
	case ReturnAssignment:
		h.ReturnCount++
		h.Party, h.PartyName = "", ""
	case Extend:
		h.ExtendCount++
		h.Deadline = ask.Until
	case Suspend:
		h.LookAt = ask.Until
	case Merge:
		h.MergedInto = g.Master
	case Appeal:
		h.Appealed, h.Triage = true, false
	case SendOn:
		h.Triage = false
	}
	return ask
}

// give names the responsible party, who may be no member.
func (h *Hazard) give(g Given) {
	if g.Party != "" || g.PartyName != "" {
		h.Party, h.PartyName = g.Party, g.PartyName
	}
}

func set[T comparable](field *T, given T) {
	var zero T
	if given != zero {
		*field = given
	}
}

// needs refuses an action that lacks something, naming it.
func (h *Hazard) needs(rule Rule, g Given) error {
	for _, n := range rule.Need {
		if !h.has(n, g) {
			return Refuse("还缺%s，补上后再%s。", n, rule.Do)
		}
	}
	return nil
}

func (h *Hazard) has(n Need, g Given) bool {
	switch n {
	case NeedPlace:
		return h.Place.Label != ""
	case NeedWhat:
		return h.What != ""
	case NeedSeverity:
		return h.Severity != ""
	case NeedCategory:
		return h.Category != ""
	case NeedReason:
		return g.Reason != "" || len(g.Photos) > 0 && h.State == Closed
	case NeedWhom:
		return g.Whom != ""
	case NeedParty:
		return h.Party != "" || h.PartyName != ""
	case NeedDeadline:
		return !h.Deadline.IsZero()
	case NeedRequirement:
		return h.Requirement != ""
	case NeedBefore:
		return len(h.Photos(Before)) > 0
	case NeedAfter, NeedSite, NeedSignature:
		return len(g.Photos) > 0
	case NeedInterim:
		return h.Interim != "" || g.Interim != ""
	case NeedUntil:
		return !g.Until.IsZero()
	case NeedMaster:
		return g.Master != ""
	case NeedAsk:
		return true // a gate is shut without one
	}
	return false
}
