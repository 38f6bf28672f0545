package safety

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// RecordAudit keeps what a night's audit found and tells the safety office in
// one line when the office opens: on working days always, on days off only of
// what is new. It returns how many gaps no earlier night had found.
func (s *Service) RecordAudit(ctx context.Context, rep AuditReport) (fresh int, err error) {
	defer wrap(&err, "record self-audit")
	if fresh, err = s.firstFound(ctx, &rep); err != nil {
		return 0, err
	}
	if err := s.Store.KeepAudit(ctx, rep); err != nil {
		return 0, err
	}
	work := s.Policy.Calendar.IsWorkday(s.Now)
	if !work && fresh == 0 {
		return fresh, nil
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return fresh, err
	}
	silences, err := s.Store.Silences(ctx, s.Now)
	if err != nil {
		return fresh, err
	}
	day := s.Now.In(Shanghai).Format(time.DateOnly)
	due := clock(s.Policy.Escalation.Audit.Report).on(s.Now)
	if due.Before(s.Now) {
		due = s.Now
	}
	if rep.Due == 0 && len(rep.Gaps) == 0 && len(silences) == 0 {
		return 0, nil // a night of which there is nothing to say, as the first one
	}
	n := Notice{
		Kind: "audit_report", Key: "audit:" + day, To: s.office(r), Class: ClassDigest, About: "audit:" + day, Due: due, Until: Day(s.Now).AddDate(0, 0, 1),
		Words: map[string]string{
			"due": fmt.Sprint(rep.Due), "gaps": fmt.Sprint(len(rep.Gaps)), "fresh": fmt.Sprint(fresh), "fates": fates(rep.Fates), "silences": fmt.Sprint(len(silences)),
			"made_up": fmt.Sprint(rep.MadeUp),
		},
	}
	if fresh > 0 {
		n.Class, n.Until = ClassNews, time.Time{}
		for _, g := range rep.Gaps {
			if g.Found == day {
				n.Words["first"] = g.Kind.String() + "：" + g.Text
			}
		}
	}
	return fresh, s.say(ctx, n)
}

// firstFound dates the gaps: one that the audit before had found keeps its day.
// It returns how many are new.
func (s *Service) firstFound(ctx context.Context, rep *AuditReport) (fresh int, err error) {
	before, err := s.Store.LastAudit(ctx, s.Now)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return 0, err
	}
	found := map[string]string{}
	for _, g := range before.Gaps {
		found[g.Key] = g.Found
	}
	for i := range rep.Gaps {
		g := &rep.Gaps[i]
		if g.Found = found[g.Key]; g.Found == "" {
			g.Found = s.Now.In(Shanghai).Format(time.DateOnly)
			fresh++
		}
	}
	return fresh, nil
}

// fateNames are what becomes of messages, in the order they are told.
var fateNames = []struct{ state, name string }{
	{"sent", "已发"}, {"bundled", "合并发出"}, {"held", "暂缓"}, {"waiting", "待发"}, {"calling", "正在发"}, {"skipped", "不必发"}, {"failed", "发不出"},
}

// fates counts messages by what became of them, in words.
func fates(n map[string]int) string {
	var parts []string
	for _, f := range fateNames {
		if n[f.state] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", f.name, n[f.state]))
		}
	}
	return strings.Join(parts, "，")
}

// FateName is a delivery's state as members read it.
func FateName(state string) string {
	for _, f := range fateNames {
		if f.state == state {
			return f.name
		}
	}
	return state
}

// LastAudit is what the last audit found, for the safety office and the leaders.
func (s *Service) LastAudit(ctx context.Context, who string) (rep AuditReport, silences []*Silence, err error) {
	defer wrap(&err, "last self-audit")
	if err := s.ofStreet(ctx, who, "夜间自查"); err != nil {
		return rep, nil, err
	}
	if rep, err = s.Store.LastAudit(ctx, s.Now.AddDate(0, 0, 1)); err != nil {
		return rep, nil, err
	}
	silences, err = s.Store.Silences(ctx, s.Now)
	return rep, silences, err
}

// ofStreet refuses who is neither of the safety office nor a leader.
func (s *Service) ofStreet(ctx context.Context, who, what string) error {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	if s.SeesAnywhere(r, who, FieldSteps) {
		return nil
	}
	return Refuse("%s由安监办和街道负责人查看。", what)
}

// A Dispatch is one line of the ledger of supervision (督办台账): a step of a
// ladder, or a message, with what became of it.
type Dispatch struct {
	At     time.Time // when it was due
	Level  int
	What   string // the step's name, or the message's line
	To     []string
	Fate   string
	Reason string
	Ended  time.Time
	Step   bool
}

// Dispatches are all steps and messages about a matter, in order, for the safety
// office and the leaders: what was told to whom and when, and why not.
func (s *Service) Dispatches(ctx context.Context, who, subject string) (ds []Dispatch, err error) {
	defer wrap(&err, "dispatches of %s", subject)
	if err := s.ofStreet(ctx, who, "催办记录"); err != nil {
		return nil, err
	}
	subjects := []string{subject}
	orders, err := s.Store.Supervisions(ctx, SupervisionQuery{Subject: subject})
	if err != nil {
		return nil, err
	}
	for _, v := range orders {
		subjects = append(subjects, v.About())
	}
	for _, one := range subjects {
		steps, err := s.Store.Steps(ctx, one)
		if err != nil {
			return nil, err
		}
		for _, st := range steps {
			rung, _ := s.Policy.Rung(st.Ladder, st.Rung)
			ds = append(ds, Dispatch{
				At: st.Due, Level: st.Level, What: stepName(s.Policy.Ladders[st.Ladder], rung), To: st.To, Fate: stepFates[st.State], Reason: st.Reason, Ended: st.Ended, Step: true,
			})
		}
	}
	posts, err := s.Store.PostsAbout(ctx, subject)
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		ds = append(ds, Dispatch{At: p.Posted, What: p.Line, To: []string{p.Member}, Fate: FateName(p.State), Reason: p.Reason, Ended: p.Ended})
	}
	slices.SortStableFunc(ds, func(a, b Dispatch) int { return a.At.Compare(b.At) })
	return ds, nil
}

var stepFates = map[StepState]string{StepPlanned: "还没到", StepTold: "已催", StepNobody: "空缺上报", StepSkipped: "没有催", StepDropped: "不必催"}
