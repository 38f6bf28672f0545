package safety

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// masterFits are the conditions of a merging (domain.md 6.3): the same object,
// the same category, and a master that is open and at least as far on its way.
func masterFits(ctx context.Context, s *Service, h *Hazard, who string, g Given) error {
	if g.Master == "" {
		return nil // what is missing is said by its name
	}
	m, err := s.Store.Hazard(ctx, g.Master)
	if errors.Is(err, ErrNotFound) {
		return Refuse("没有找到编号 %s。", g.Master)
	}
	if err != nil {
		return err
	}
	sees, err := s.Sees(ctx, m, who)
	switch {
	case err != nil:
		return err
	case !sees:
		return Refuse("没有找到编号 %s。", g.Master)
	case m.ID == h.ID:
		return Refuse("不能并到自己里面，请写另一条的编号。")
	case m.State == Merged:
		return Refuse("%s 已经并入 %s，请并到那一条。", m.No, m.MergedInto)
	case !m.State.Open():
		return Refuse("%s 已经是“%s”，只能并入还在办理的隐患。", m.No, m.State)
	case !h.Place.same(m.Place):
		return Refuse("%s 在%s，不是同一个地方，不能并案。", m.No, m.Place.Label)
	case h.Category != m.Category && !h.RegisteredAt.IsZero(): // before that it is only a guess
		return Refuse("%s 是“%s”，这条是“%s”，类别不同不能并案。", m.No, s.Policy.CategoryName(m.Category), s.Policy.CategoryName(h.Category))
	case m.RegisteredAt.IsZero() && !h.RegisteredAt.IsZero():
		return Refuse("%s 还没有受理，请反过来：把它并到 %s。", m.No, h.No)
	}
	return nil
}

// same says that two places are one object: the same site, or else the same grid.
func (p Place) same(q Place) bool {
	return p.Grid != "" && p.Site == q.Site && (p.Site != "" || p.Grid == q.Grid)
}

// MergeChoices are the open hazards that one could be merged into, the most
// urgent first.
func (s *Service) MergeChoices(ctx context.Context, h *Hazard, who string) (ms []*Hazard, err error) {
	defer wrap(&err, "masters for hazard %s", h.No)
	if h.Place.Grid == "" {
		return nil, nil
	}
	near, err := s.Store.Hazards(ctx, HazardQuery{Grids: []string{h.Place.Grid}, Site: h.Place.Site, States: OpenStates()})
	if err != nil {
		return nil, err
	}
	for _, m := range near {
		err := masterFits(ctx, s, h, who, Given{Master: m.No})
		if err != nil && !isRefusal(err) {
			return nil, err
		}
		if err == nil {
			ms = append(ms, m)
		}
	}
	return ms, nil
}

// mergedFrom is what the history keeps of a hazard that is merged, so that the
// merging can be undone.
func mergedFrom(was *Hazard, master string) map[string]string {
	asks, err := json.Marshal(was.Asks)
	if err != nil {
		panic(err) // times and words only
	}
	return map[string]string{"master": master, "since": was.Since.Format(time.RFC3339Nano), "reason": was.Reason, "asks": string(asks)}
}

// A standing is what a merging may change of its master; the history keeps it
// from before and after, so that the merging can be undone.
type standing struct {
	Reported   time.Time `json:"reported"`
	Registered time.Time `json:"registered,omitzero"`
	Severity   Severity  `json:"severity"`
	Limit      Delay     `json:"limit"`
	From       time.Time `json:"from,omitzero"`
	End        time.Time `json:"end,omitzero"`
	Deadline   time.Time `json:"deadline,omitzero"`
	Interim    string    `json:"interim"`
}

func (h *Hazard) standing() standing {
	return standing{h.ReportedAt, h.RegisteredAt, h.Severity, h.Limit, h.LimitFrom, h.LimitEnd, h.Deadline, h.Interim}
}

func (h *Hazard) stand(as standing) {
	h.ReportedAt, h.RegisteredAt, h.Severity, h.Interim = as.Reported, as.Registered, as.Severity, as.Interim
	h.Limit, h.LimitFrom, h.LimitEnd, h.Deadline = as.Limit, as.From, as.End, as.Deadline
}

func (a standing) same(b standing) bool {
	return a.Reported.Equal(b.Reported) && a.Registered.Equal(b.Registered) && a.Severity == b.Severity && a.Interim == b.Interim &&
		a.Limit == b.Limit && a.From.Equal(b.From) && a.End.Equal(b.End) && a.Deadline.Equal(b.Deadline)
}

func (a standing) String() string {
	text, err := json.Marshal(a)
	if err != nil {
		panic(err) // times and words only
	}
	return string(text)
}

// absorb lets the master take over what the merged hazard had earlier or worse:
// the earliest discovery and the highest severity win (domain.md 6.3 merge).
func (s *Service) absorb(ctx context.Context, merged *Hazard, who string) error {
	m, err := s.Store.Hazard(ctx, merged.MergedInto)
	if err != nil {
		return err
	}
	was, old := m.standing(), *m
	if merged.ReportedAt.Before(m.ReportedAt) {
		m.ReportedAt = merged.ReportedAt
	}
	if at := merged.RegisteredAt; !at.IsZero() && at.Before(m.RegisteredAt) {
		m.RegisteredAt = at
	}
	if m.Interim == "" {
		m.Interim = merged.Interim
	}
	if merged.Severity.Rank() > m.Severity.Rank() {
		m.Severity = merged.Severity
		s.regrade(m)
	} else if merged.Deadline.After(s.Now) && merged.Deadline.Before(m.Deadline) && !m.RegisteredAt.Equal(was.Registered) {
		m.Limit, m.LimitFrom, m.LimitEnd, m.Deadline = merged.Limit, merged.LimitFrom, merged.LimitEnd, s.notBefore(merged.Deadline)
	}
	e := s.event(m.About(), who, Absorbed, string(m.State), string(m.State), merged.No)
	e.Detail = map[string]string{"merged": merged.ID, "was": was.String(), "became": m.standing().String()}
	return s.saveMoved(ctx, m, &old, e)
}

// saveMoved keeps a hazard whose severity or deadline was changed from outside
// the rules, with its ladders planned anew.
func (s *Service) saveMoved(ctx context.Context, h, old *Hazard, e Event) error {
	drop, marks := h.moved(old, Rule{})
	if err := s.replan(ctx, h, e.Action, drop, marks, true); err != nil {
		return err
	}
	e.Detail = h.explains(old, e.Detail)
	if err := s.Store.SaveHazard(ctx, h, e); err != nil {
		return err
	}
	return s.attend(ctx, h, old, Rule{Do: e.Action})
}

// withinUndo lets a merging be undone for a day (domain.md 6.3 merge).
func withinUndo(_ context.Context, s *Service, h *Hazard, _ Rule, _ string) error {
	if undo := s.Policy.Handling.Merge.Undo; s.Now.After(undo.From(h.Since, s.Policy.Calendar)) {
		return Refuse("并案已超过%s，不能再撤销。如果确实不是一回事，请重新上报。", undo.Words())
	}
	return nil
}

// unmerge restores a merged hazard and its master as they were before: state,
// limit, severity and the steps that were planned then, at their instants. What
// was done to the master meanwhile by other acts stays.
func (s *Service) unmerge(ctx context.Context, h *Hazard, rule Rule, who, reason string) error {
	events, err := s.Store.History(ctx, h.About())
	if err != nil {
		return err
	}
	at := lastOf(events, func(e Event) bool { return e.Action == Merge })
	if at < 0 {
		return fmt.Errorf("hazard %s is merged but its history does not say when", h.No)
	}
	merging := events[at]
	master := h.MergedInto
	since, err := time.Parse(time.RFC3339Nano, merging.Detail["since"])
	if err != nil {
		return fmt.Errorf("merging of %s: %w", h.No, err)
	}
	h.State, h.MergedInto, h.Since, h.Reason = State(merging.From), "", since, merging.Detail["reason"]
	if err := json.Unmarshal([]byte(merging.Detail["asks"]), &h.Asks); err != nil {
		return fmt.Errorf("merging of %s: %w", h.No, err)
	}
	rule.To = h.State
	if _, err := s.revive(ctx, h, merging.At); err != nil {
		return err
	}
	e := s.event(h.About(), who, Unmerge, string(Merged), string(h.State), reason)
	if err := s.Store.SaveHazard(ctx, h, e); err != nil {
		return err
	}
	if err := s.attend(ctx, h, &Hazard{ID: h.ID}, rule); err != nil {
		return err
	}
	if err := s.release(ctx, h, master, who); err != nil {
		return err
	}
	return s.news(ctx, h, rule, who, Ask{})
}

// lastOf is the position of the last such event, -1 if there is none.
func lastOf(events []Event, such func(Event) bool) int {
	for i := len(events) - 1; i >= 0; i-- {
		if such(events[i]) {
			return i
		}
	}
	return -1
}

// release takes back from the master what a merging gave it.
func (s *Service) release(ctx context.Context, h *Hazard, master, who string) error {
	m, err := s.Store.Hazard(ctx, master)
	if err != nil {
		return err
	}
	events, err := s.Store.History(ctx, m.About())
	if err != nil {
		return err
	}
	i := lastOf(events, func(e Event) bool { return e.Action == Absorbed && e.Detail["merged"] == h.ID })
	if i < 0 {
		return fmt.Errorf("history of %s does not know that %s was merged into it", m.No, h.No)
	}
	var was, became standing
	if err := errors.Join(json.Unmarshal([]byte(events[i].Detail["was"]), &was), json.Unmarshal([]byte(events[i].Detail["became"]), &became)); err != nil {
		return fmt.Errorf("merging into %s: %w", m.No, err)
	}
	e := s.event(m.About(), who, Released, string(m.State), string(m.State), h.No)
	if !m.standing().same(became) || was.same(became) {
		return s.Store.SaveHazard(ctx, m, e) // nothing was given, or later acts had the last word
	}
	for _, later := range events[i+1:] {
		if later.Action != Absorbed {
			continue
		}
		other, err := s.Store.Hazard(ctx, later.Detail["merged"])
		if err != nil {
			return err
		}
		if other.MergedInto == m.No && other.Severity.Rank() > was.Severity.Rank() {
			return s.Store.SaveHazard(ctx, m, e) // another that is merged still asks for it
		}
	}
	old := *m
	m.stand(was)
	e.Detail = m.explains(&old, nil)
	if !m.State.Open() {
		return s.Store.SaveHazard(ctx, m, e)
	}
	drop, _ := m.moved(&old, Rule{})
	if err := s.replan(ctx, m, Released, drop, nil, true); err != nil {
		return err
	}
	known, err := s.revive(ctx, m, events[i].At)
	if err != nil {
		return err
	}
	since := slices.DeleteFunc(drop, func(mark Mark) bool { return contains(known, mark) || !contains(marksOf(m), mark) })
	if err := s.plan(ctx, m, since, true); err != nil { // what has begun since the merging has no steps of before
		return err
	}
	if err := s.Store.SaveHazard(ctx, m, e); err != nil {
		return err
	}
	return s.attend(ctx, m, &old, Rule{Do: Released})
}

// revive plans again, at their own instants, the steps that were dropped at a
// moment and still make sense where the hazard stands. It gives their marks.
func (s *Service) revive(ctx context.Context, h *Hazard, dropped time.Time) (marks []Mark, err error) {
	steps, err := s.Store.Steps(ctx, h.About())
	if err != nil {
		return nil, err
	}
	h.Round++
	possible := append(marksOf(h), askMarks(h)...)
	var again []Step
	for _, st := range steps {
		if st.State != StepDropped || !st.Ended.Equal(dropped) || !contains(possible, st.Mark) {
			continue
		}
		marks = append(marks, st.Mark)
		st.Key = h.stepKey(st.Ladder, st.Rung)
		st.State, st.Reason, st.Ended = StepPlanned, "", time.Time{}
		again = append(again, st)
	}
	return marks, s.Store.PlanSteps(ctx, again)
}
