package safety

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// The nightly self-audit (E-8): an independent, slow and simple recomputation of
// what should have happened from what is on file: hazards and their history,
// checks, plans and ladders. It shares nothing with what plans and fires steps
// but the policy's own types, so that a mistake there cannot hide itself here.

// A GapKind is what is wrong.
type GapKind string

const (
	GapStepMissing    GapKind = "step_missing"
	GapStepUnfired    GapKind = "step_unfired"
	GapStepLate       GapKind = "step_late"
	GapStepEarly      GapKind = "step_early"
	GapStepDoubled    GapKind = "step_doubled"
	GapStepLeft       GapKind = "step_left"
	GapStepToNobody   GapKind = "step_to_nobody"
	GapVacancyUntold  GapKind = "vacancy_untold"
	GapPostLost       GapKind = "post_lost"
	GapPostDoubled    GapKind = "post_doubled"
	GapPostUnfounded  GapKind = "post_unfounded"
	GapPostStuck      GapKind = "post_stuck"
	GapPostSilent     GapKind = "post_unexplained"
	GapQuiet          GapKind = "quiet_hours"
	GapCap            GapKind = "over_cap"
	GapDigest         GapKind = "digest_missing"
	GapCheckMissing   GapKind = "check_missing"
	GapCheckOpen      GapKind = "check_not_missed"
	GapCheckState     GapKind = "check_state"
	GapHazardState    GapKind = "hazard_state"
	GapHazardOrphaned GapKind = "hazard_orphaned"
	GapHandoverState  GapKind = "handover_state"
	GapWatchOpen      GapKind = "watch_open"
)

// GapKinds are all kinds, as the safety office reads them.
var GapKinds = []struct {
	Kind GapKind
	Name string
}{
	{GapStepMissing, "该有的催办不见了"}, {GapStepUnfired, "到点没有催"}, {GapStepLate, "催晚了"}, {GapStepEarly, "没到点就催了"},
	{GapStepDoubled, "同一步催了两遍"}, {GapStepLeft, "事情过去了还排着催办"}, {GapStepToNobody, "催了却没有人收到"},
	{GapVacancyUntold, "没有人可通知，却没有报安监办"}, {GapPostLost, "记着已通知，消息却不在"}, {GapPostDoubled, "同样的话发了两遍"},
	{GapPostUnfounded, "有消息却没有来由"}, {GapPostStuck, "消息压着没有发"}, {GapPostSilent, "消息没有发出又没有原因"},
	{GapQuiet, "夜里打扰了人"}, {GapCap, "一天发得太多"}, {GapDigest, "早报没有发"}, {GapCheckMissing, "该有的检查任务不见了"},
	{GapCheckOpen, "过了期没有记漏查"}, {GapCheckState, "检查状态对不上"}, {GapHazardState, "隐患状态与历史对不上"}, {GapHazardOrphaned, "隐患没有人负责"},
	{GapHandoverState, "移交状态与历史对不上"}, {GapWatchOpen, "过了当天没有记漏看护"},
}

func (k GapKind) String() string {
	for _, f := range GapKinds {
		if f.Kind == k {
			return f.Name
		}
	}
	return string(k)
}

// A Gap is something that should have happened and did not, or should not have
// and did.
type Gap struct {
	Key     string    `json:"key"` // the same gap has the same key every night
	Kind    GapKind   `json:"kind"`
	Subject string    `json:"subject"`
	No      string    `json:"no,omitempty"` // of the hazard, if it is one
	Text    string    `json:"text"`         // one sentence
	At      time.Time `json:"at"`
	Found   string    `json:"found"` // the day of the audit that found it first
}

// An AuditReport is what a night's audit found.
type AuditReport struct {
	At      time.Time
	Since   time.Time
	Version string // of the policy
	Due     int    // messages due on the day before
	Fates   map[string]int
	Steps   int // steps looked at
	MadeUp  int // of them told late because the program was down
	Gaps    []Gap
}

// A PostFate is one message to one member, with what became of it.
type PostFate struct {
	Key      string
	About    string
	Class    Class
	Line     string // in words, empty unless asked for
	Sum      string // equal exactly when the words are equal
	Member   string
	Due      time.Time
	Posted   time.Time
	State    string // waiting, held, calling, sent, bundled, skipped, failed
	Reason   string
	Next     time.Time // when it is looked at again; of its call, if it is in one
	Ended    time.Time
	Call     string
	CallMade time.Time // when its call was frozen
}

func (p PostFate) ended() bool { return !p.Ended.IsZero() }
func (p PostFate) said() bool  { return p.State == "sent" || p.State == "bundled" }

// A Book is what the audit reads; a Store is most of it.
type Book interface {
	Roster(ctx context.Context) (*Roster, error)
	Hazard(ctx context.Context, ref string) (*Hazard, error)
	Occurrences(ctx context.Context, q OccurrenceQuery) ([]*Occurrence, error)
	Supervisions(ctx context.Context, q SupervisionQuery) ([]*Supervision, error)
	Handover(ctx context.Context, no string) (*Handover, error)
	Handovers(ctx context.Context, q HandoverQuery) ([]*Handover, error)
	WatchDays(ctx context.Context, q WatchQuery) ([]*WatchDay, error)
	Notifications(ctx context.Context, q NotificationQuery) ([]*Notification, error)
	Treatment(ctx context.Context, hazard string) (*Treatment, error)
	SoftDuties(ctx context.Context, q SoftDutyQuery) ([]*SoftDuty, error)

	// Recall gives the histories and the steps of subjects, oldest first.
	Recall(ctx context.Context, subjects []string) (map[string][]Event, map[string][]Step, error)
	// HazardsToAudit are the open hazards and those with the ids.
	HazardsToAudit(ctx context.Context, ids []string) ([]*Hazard, error)
	// StepKnown says whether a step with the key has ended.
	StepKnown(ctx context.Context, key string) (bool, error)
	// StepsBetween are the steps due between two moments, and those still
	// planned before the later one, by due moment.
	StepsBetween(ctx context.Context, from, to time.Time) ([]Step, error)
	// EachPost gives every message posted at or after a moment, answers left
	// out, one for each member. See must not use the Book.
	EachPost(ctx context.Context, since time.Time, see func(PostFate)) error
	// MessagesADay are the members and days (00:00) since a moment on which more
	// than most messages of the classes went out, with how many.
	MessagesADay(ctx context.Context, since time.Time, classes []Class, most int) ([]MessageCount, error)
	// LeavesSince are the leaves that ended on a day after a moment's, or have not.
	LeavesSince(ctx context.Context, at time.Time) ([]Leave, error)
	// PolicySince is the moment since which audits ran under the policy
	// version; zero if no other version was ever audited.
	PolicySince(ctx context.Context, version string) (time.Time, error)
}

// A MessageCount is how many messages a member got on a day.
type MessageCount struct {
	Member string
	Day    time.Time
	N      int
}

// An Audit is one recomputation at a moment of everything since another.
type Audit struct {
	Book   Book
	Policy *Policy
	Now    time.Time
	Since  time.Time

	roster *Roster
	policy time.Time // since when the present policy counts
	steps  []Step
	read   map[string]bool    // subjects whose events and steps are at hand
	events map[string][]Event // by subject
	taken  map[string][]Step  // by subject
	signs  []time.Time        // moments at which the program is known to have worked
	report AuditReport
}

// Run recomputes and compares. Gaps are in the order of their moments.
func (a *Audit) Run(ctx context.Context) (rep AuditReport, err error) {
	defer wrap(&err, "self-audit")
	a.read, a.events, a.taken = map[string]bool{}, map[string][]Event{}, map[string][]Step{}
	a.report = AuditReport{At: a.Now, Since: a.Since, Version: a.Policy.Version, Fates: map[string]int{}}
	if a.roster, err = a.Book.Roster(ctx); err != nil {
		return rep, err
	}
	leaves, err := a.Book.LeavesSince(ctx, a.Since.AddDate(0, 0, -1))
	if err != nil {
		return rep, err
	}
	a.roster = a.roster.WithLeaves(leaves)
	if a.policy, err = a.Book.PolicySince(ctx, a.Policy.Version); err != nil {
		return rep, err
	}
	if a.steps, err = a.Book.StepsBetween(ctx, a.Since, a.Now); err != nil {
		return rep, err
	}
	var subjects []string
	for _, st := range a.steps {
		subjects = append(subjects, st.Subject)
	}
	if err := a.recall(ctx, subjects); err != nil {
		return rep, err
	}
	posts, err := a.readPosts(ctx)
	if err != nil {
		return rep, err
	}
	sort.Slice(a.signs, func(i, j int) bool { return a.signs[i].Before(a.signs[j]) })
	for _, part := range []func(context.Context, *postBook) error{
		a.eachStep, a.eachHazard, a.eachPlan, a.eachWeek, a.eachSpecial, a.eachSupervision,
		a.eachHandover, a.eachNotification, a.eachTreatment, a.eachPost, a.digests,
	} {
		if err := part(ctx, posts); err != nil {
			return rep, err
		}
	}
	slices.SortStableFunc(a.report.Gaps, func(x, y Gap) int { return x.At.Compare(y.At) })
	return a.report, a.name(ctx)
}

// matterHere stands in a gap's sentence for what it is about.
const matterHere = "{matter}"

// name puts the numbers of hazards, or what else a subject is called, into the
// sentences.
func (a *Audit) name(ctx context.Context) error {
	for i := range a.report.Gaps {
		g := &a.report.Gaps[i]
		kind, id, _ := strings.Cut(g.Subject, ":")
		called := id
		if kind+":" == HazardSubject || kind+":" == TreatmentSubject {
			h, err := a.Book.Hazard(ctx, id)
			if err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
			if err == nil {
				g.No, called = h.No, h.No
			}
		}
		if o, ok := strings.CutPrefix(g.Subject, OccurrenceSubject); ok {
			called = a.roster.objectNamed(o[strings.LastIndex(o, "/")+1:])
		}
		name, is, err := a.spoken(ctx, g.Subject)
		if err != nil {
			return err
		}
		if is {
			called = name
		}
		g.Text = strings.ReplaceAll(g.Text, matterHere, called+" ")
	}
	return nil
}

// gap notes something wrong; the same thing once.
func (a *Audit) gap(kind GapKind, subject, detail string, at time.Time, format string, args ...any) {
	key := string(kind) + "/" + subject + "/" + detail
	if slices.ContainsFunc(a.report.Gaps, func(g Gap) bool { return g.Key == key }) {
		return
	}
	a.report.Gaps = append(a.report.Gaps, Gap{Key: key, Kind: kind, Subject: subject, At: at, Text: fmt.Sprintf(format, args...)})
}

// alive says that the program is known to have worked between two moments.
func (a *Audit) alive(from, to time.Time) bool {
	i := sort.Search(len(a.signs), func(i int) bool { return a.signs[i].After(from) })
	return i < len(a.signs) && a.signs[i].Before(to)
}

// neglected says that something due at a moment has been left, although the
// program worked, or for much too long.
func (a *Audit) neglected(due time.Time, late Delay) bool {
	from, to := late.From(due, a.Policy.Calendar), a.Now.Add(-late.From(due, a.Policy.Calendar).Sub(due))
	return from.Before(a.Now) && (a.alive(from, to) || a.Now.After(a.Policy.Escalation.Audit.Stale.From(due, a.Policy.Calendar)))
}
