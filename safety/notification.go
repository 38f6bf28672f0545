package safety

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// NotificationState is where a notification stands. The words are stored.
type NotificationState string

const (
	NotificationDue    NotificationState = "due"
	NotificationMade   NotificationState = "made"
	NotificationLapsed NotificationState = "lapsed" // the hazard was put right first
)

var notificationNames = map[NotificationState]string{NotificationDue: "待通报", NotificationMade: "已通报", NotificationLapsed: "不用通报"}

func (s NotificationState) String() string { return notificationNames[s] }

// A Notification tells the police of a finding without handing anything over
// (通报, domain.md 3.1 A1): the street stays responsible, the hazard's state and
// clocks go on. What moves the responsibility is a [Handover].
type Notification struct {
	No        string // TB-2026-01-0003
	Version   int
	Hazard    string // id
	Grid      string
	State     NotificationState
	Round     int
	Climbed   int
	Authority Authority
	Addressee string

	OpenedAt time.Time
	Due      time.Time // zero when nobody had to
	By       string
	At       time.Time
	Means    Means
	Document string
	Note     string
	Photos   []string
}

// About is the subject under which its steps, events and notices are kept.
func (n *Notification) About() string { return NotificationSubject + n.No }

// A NotificationQuery selects notifications; empty fields do not restrict. The
// result is ordered by number.
type NotificationQuery struct {
	Hazard string // id
	Grids  []string
	States []NotificationState
	Limit  int // 0 means 200
}

// mustNotify says whether a finding falls under OB-16: the safety office found it
// in an enterprise.
func (s *Service) mustNotify(ctx context.Context, r *Roster, h *Hazard) (bool, error) {
	rule := s.Policy.Handing.Notify
	site, ok := r.Site(h.Place.Site)
	if !ok || h.Finder == "" {
		return false, nil
	}
	if !contains(rule.Classes, site.Class) && !contains(rule.Kinds, site.Kind) {
		return false, nil
	}
	roles, err := s.Roles(ctx, h, h.Finder)
	return meets(rule.Finders, roles), err
}

// openNotification begins the timer for a finding that must be told to the police.
func (s *Service) openNotification(ctx context.Context, h *Hazard) error {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	if must, err := s.mustNotify(ctx, r, h); err != nil || !must {
		return err
	}
	t, err := s.newNotification(ctx, r, h)
	if err != nil {
		return err
	}
	t.State, t.Due = NotificationDue, s.Policy.Handing.Notify.By.From(s.Now, s.Policy.Calendar)
	var steps []Step
	ladder := s.Policy.ladderFor("N", h.Severity)
	for _, p := range ladder.Plan(MarkDue, t.Due, s.Policy.Calendar) {
		if p.Due.After(s.Now) {
			steps = append(steps, Step{
				Ladder: ladder.Name, Rung: p.Rung.ID, Mark: MarkDue, Level: p.Rung.Level, Due: p.Due, State: StepPlanned,
			}.of(t.About()))
		}
	}
	if err := s.Store.PlanSteps(ctx, steps); err != nil {
		return err
	}
	if err := s.Store.SaveNotification(ctx, t, s.event(t.About(), System, NotifyAuthority, "", string(t.State), "")); err != nil {
		return err
	}
	return s.say(ctx, Notice{
		Kind: "notification_due", Key: t.About() + "/due", To: s.office(r), Class: classOf(h, ClassNews), About: t.About(),
		Hazard: h, Notification: t,
	})
}

func (s *Service) newNotification(ctx context.Context, r *Roster, h *Hazard) (*Notification, error) {
	t := &Notification{Hazard: h.ID, Grid: h.Place.Grid, Authority: s.Policy.Handing.Notify.To, OpenedAt: s.Now}
	rule, _ := s.Policy.Authority(t.Authority)
	t.Addressee = rule.Name
	if b, ok := r.Body(rule.Body); ok {
		t.Addressee = b.Name
	}
	var err error
	t.No, err = s.draw(ctx, r, "TB", h.Place.Grid)
	return t, err
}

// notificationOf is the notification of a hazard that still waits, else the last
// one; nil if there is none.
func (s *Service) notificationOf(ctx context.Context, h *Hazard) (*Notification, error) {
	ts, err := s.Store.Notifications(ctx, NotificationQuery{Hazard: h.ID})
	if err != nil || len(ts) == 0 {
		return nil, err
	}
	for _, t := range ts {
		if t.State == NotificationDue {
			return t, nil
		}
	}
	return ts[len(ts)-1], nil
}

// Told is what comes with a notification that was made.
type Told struct {
	Means    Means
	Document string
	Note     string
	Photos   []string
}

// Notify records that the police were told of a hazard (通报). Only the safety
// office does so; the hazard stays with the street. The same message counts once.
func (s *Service) Notify(ctx context.Context, ref, who string, g Told) (t *Notification, err error) {
	defer wrap(&err, "notify authority of %s", ref)
	h, err := s.Store.Hazard(ctx, ref)
	if err != nil {
		return nil, err
	}
	switch office, err := s.ofOffice(ctx, h, who); {
	case err != nil:
		return nil, err
	case !office:
		return nil, Refuse("通报由街道安监办来做。")
	case !h.State.Open() || h.State == Draft:
		return nil, &Refusal{text: fmt.Sprintf("%s 现在是“%s”，不用通报。", h.No, h.State), over: true}
	case g.Means.String() == "" || strings.TrimSpace(g.Document) == "" && len(g.Photos) == 0:
		return nil, Refuse("还缺通报方式和文号（或照片），补上后再记。")
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	if t, err = s.notificationOf(ctx, h); err != nil {
		return nil, err
	}
	if t != nil && t.State == NotificationMade && t.By == who && t.Document == g.Document {
		return t, nil
	}
	if t == nil || t.State != NotificationDue {
		if t, err = s.newNotification(ctx, r, h); err != nil {
			return nil, err
		}
	}
	from := t.State
	t.State, t.By, t.At, t.Means, t.Document, t.Note, t.Photos = NotificationMade, who, s.Now, g.Means, g.Document, g.Note, g.Photos
	e := s.event(t.About(), who, NotifyAuthority, string(from), string(t.State), g.Note)
	e.Detail = map[string]string{"means": string(g.Means), "document": g.Document}
	if err := s.Store.SaveNotification(ctx, t, e); err != nil {
		return nil, err
	}
	if err := s.Store.DropSteps(ctx, t.About(), "已通报", s.Now); err != nil {
		return nil, err
	}
	return t, s.Store.Append(ctx, s.event(h.About(), who, NotifyAuthority, string(h.State), string(h.State), t.Addressee+"，"+t.No))
}

// lapseNotification ends what waits to be told when the hazard is put right first.
func (s *Service) lapseNotification(ctx context.Context, h *Hazard) error {
	ts, err := s.Store.Notifications(ctx, NotificationQuery{Hazard: h.ID, States: []NotificationState{NotificationDue}})
	for _, t := range ts {
		t.State, t.Note = NotificationLapsed, "隐患"+h.State.String()
		if err := s.Store.DropSteps(ctx, t.About(), "隐患"+h.State.String(), s.Now); err != nil {
			return err
		}
		if err := s.Store.SaveNotification(ctx, t, s.event(t.About(), System, NotifyAuthority, string(NotificationDue), string(t.State), t.Note)); err != nil {
			return err
		}
	}
	return err
}

// climbNotification fires a step about a notification that was not made yet.
func (s *Service) climbNotification(ctx context.Context, st Step, rung Rung) error {
	ts, err := s.Store.Notification(ctx, strings.TrimPrefix(st.Subject, NotificationSubject))
	if err != nil {
		return err
	}
	if ts.State != NotificationDue {
		return s.skip(ctx, st, ts.State.String())
	}
	h, err := s.Store.Hazard(ctx, ts.Hazard)
	if err != nil {
		return err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	n := Notice{Kind: "notification_step", Key: st.Key, About: st.Subject, Due: st.Due, Hazard: h, Notification: ts, Step: &st}
	if st.Level == 0 {
		n.Class, n.To = classOf(h, ClassRemind), slices.Clone(s.office(r))
		return s.tellStep(ctx, st, n, "")
	}
	n.Class = classOf(h, ClassEscalate)
	if err := s.tellLevel(ctx, r, ts.Grid, st, n, nil, h.Severity.Rank() >= Major.Rank()); err != nil || st.Level <= ts.Climbed {
		return err
	}
	ts.Climbed = st.Level
	return s.Store.SaveNotification(ctx, ts, s.event(ts.About(), System, Escalated, string(ts.State), string(ts.State), rung.Why))
}
