package safety

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// eachHandover compares hand-overs with their history, with their hazards, and
// with the steps that their dates and their watch ask for.
func (a *Audit) eachHandover(ctx context.Context, _ *postBook) error {
	os, err := a.Book.Handovers(ctx, HandoverQuery{States: OpenHandovers(), Limit: 100_000})
	if err != nil {
		return err
	}
	for _, st := range a.steps {
		no, is := strings.CutPrefix(st.Subject, HandoverSubject)
		if !is || slices.ContainsFunc(os, func(o *Handover) bool { return o.No == no }) {
			continue
		}
		o, err := a.Book.Handover(ctx, no)
		if err != nil {
			return err
		}
		os = append(os, o)
	}
	if err := a.recall(ctx, abouts(os)); err != nil {
		return err
	}
	for _, o := range os {
		if err := a.handover(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// handoverDates are the acts that set the date of the next one.
var handoverDates = []Action{ProposeHandover, ApproveHandover, SendHandover, ReceiveHandover}

func (a *Audit) handover(ctx context.Context, o *Handover) error {
	h, err := a.Book.Hazard(ctx, o.Hazard)
	if err != nil {
		return err
	}
	events, err := a.history(ctx, o.About())
	if err != nil {
		return err
	}
	steps, err := a.stepsOf(ctx, o.About())
	if err != nil {
		return err
	}
	away := o.State == HandoverSent || o.State == HandoverReceived
	last, dated := "", o.DraftedAt
	for _, e := range events {
		if e.To != "" {
			last = e.To
		}
		if contains(handoverDates, e.Action) {
			dated = e.At
		}
		if e.Action == AskToInquire {
			a.expect(expectation{subject: o.About(), ladder: "T", mark: MarkUnanswered, at: e.At, planned: e.At, until: o.EndedAt}, h.Severity, steps)
		}
	}
	switch {
	case last != string(o.State):
		a.gap(GapHandoverState, o.About(), string(o.State), o.DraftedAt, "%s现在是“%s”，历史里没有这一步", matterHere, o.State)
	case away && h.State != Transferred:
		a.gap(GapHandoverState, o.About(), string(h.State), o.SentAt, "%s已送出，隐患 %s 却是“%s”", matterHere, h.No, h.State)
	}
	if o.State.Open() && !o.Due.IsZero() {
		a.expect(expectation{subject: o.About(), ladder: "T", mark: MarkDue, at: o.Due, planned: dated}, h.Severity, steps)
	}
	if !o.SentAt.IsZero() {
		a.expect(expectation{subject: o.About(), ladder: "T", mark: MarkSent, at: o.SentAt, planned: o.SentAt, until: o.EndedAt}, h.Severity, steps)
	}
	for _, st := range steps {
		ladder := a.Policy.Ladders[st.Ladder]
		if rung, ok := auditRung(ladder, st.Rung); ok && st.State == StepPlanned && !o.State.Open() {
			a.gap(GapStepLeft, o.About(), st.Key, st.Due, "%s的“%s”在移交结束以后还排着", matterHere, stepName(ladder, rung))
		}
	}
	return a.watch(ctx, o, h, steps)
}

// watch expects the steps of every day of a hand-over's watch, and each day's
// look ended on that day.
func (a *Audit) watch(ctx context.Context, o *Handover, h *Hazard, steps []Step) error {
	watched := contains(a.Policy.Handing.Watch.Severities, h.Severity) || slices.ContainsFunc(steps, func(st Step) bool { return st.Mark == MarkWatch })
	if o.SentAt.IsZero() || !watched {
		return nil
	}
	end := a.Now
	if !o.State.Open() {
		end = o.EndedAt
	}
	from, err := a.watchedFrom(ctx, o, h, steps)
	if err != nil {
		return err
	}
	for day := Day(from).AddDate(0, 0, 1); !day.After(Day(end)); day = day.AddDate(0, 0, 1) {
		if day.Before(Day(a.Since)) {
			continue
		}
		a.expect(expectation{subject: o.About(), ladder: "TW", mark: MarkWatch, at: day, planned: from}, h.Severity, steps)
	}
	days, err := a.Book.WatchDays(ctx, WatchQuery{Handover: o.No, States: []WatchState{WatchOpen}, Limit: 1000})
	if err != nil {
		return err
	}
	for _, d := range days {
		if a.neglected(d.Due, a.Policy.Escalation.Audit.Late) {
			a.gap(GapWatchOpen, o.About(), d.Day.Format(time.DateOnly), d.Due, "%s%s的看护没有记看过，也没有记漏看", matterHere, d.Day.In(Shanghai).Format("1月2日"))
		}
	}
	return nil
}

// watchedFrom is since when a hand-over is watched: since it was sent, or since its
// hazard grew worse afterwards.
func (a *Audit) watchedFrom(ctx context.Context, o *Handover, h *Hazard, steps []Step) (time.Time, error) {
	first := o.SentAt.AddDate(0, 0, 1)
	if slices.ContainsFunc(steps, func(st Step) bool { return st.Mark == MarkWatch && !Day(st.Due).After(first) }) {
		return o.SentAt, nil
	}
	events, err := a.history(ctx, h.About())
	for _, e := range events {
		if e.Detail["severity"] != "" && e.At.After(o.SentAt) {
			return e.At, err
		}
	}
	return o.SentAt, err
}

// eachNotification expects the ladder of what the police must still be told.
func (a *Audit) eachNotification(ctx context.Context, _ *postBook) error {
	ts, err := a.Book.Notifications(ctx, NotificationQuery{States: []NotificationState{NotificationDue}, Limit: 100_000})
	if err != nil {
		return err
	}
	for _, t := range ts {
		h, err := a.Book.Hazard(ctx, t.Hazard)
		if err != nil {
			return err
		}
		steps, err := a.stepsOf(ctx, t.About())
		if err != nil {
			return err
		}
		a.expect(expectation{subject: t.About(), ladder: "N", mark: MarkDue, at: t.Due, planned: t.OpenedAt}, h.Severity, steps)
	}
	return nil
}

// eachTreatment expects that every open major hazard's treatment is chased.
func (a *Audit) eachTreatment(ctx context.Context, _ *postBook) error {
	hazards, err := a.Book.HazardsToAudit(ctx, nil)
	if err != nil {
		return err
	}
	for _, h := range hazards {
		if h.Severity.Rank() < Major.Rank() || h.RegisteredAt.IsZero() || !h.State.Open() {
			continue
		}
		t, err := a.Book.Treatment(ctx, h.ID)
		if errors.Is(err, ErrNotFound) || err == nil && !t.EndedAt.IsZero() {
			a.gap(GapHazardState, h.About(), "treatment", h.RegisteredAt, "%s是重大隐患，却没有跟踪治理", matterHere)
			continue
		}
		if err != nil {
			return err
		}
		if err := a.treatment(ctx, h, t); err != nil {
			return err
		}
	}
	return nil
}

func (a *Audit) treatment(ctx context.Context, h *Hazard, t *Treatment) error {
	events, err := a.history(ctx, t.About())
	if err != nil {
		return err
	}
	steps, err := a.stepsOf(ctx, t.About())
	if err != nil {
		return err
	}
	opened, asked := t.OpenedAt, t.OpenedAt
	for _, e := range events {
		switch e.Action {
		case Opened:
			opened, asked = e.At, e.At
		case ProgressMade:
			asked = e.At
		}
	}
	if len(t.Plan) == 0 {
		a.expect(expectation{subject: t.About(), ladder: "G", mark: MarkDue, at: t.Due, planned: opened}, h.Severity, steps)
	}
	a.expect(expectation{subject: t.About(), ladder: "G", mark: MarkProgress, at: asked, planned: asked}, h.Severity, steps)
	return nil
}
