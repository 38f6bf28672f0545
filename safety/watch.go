package safety

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// WatchState is what became of one day of a watch. The words are stored.
type WatchState string

const (
	WatchOpen      WatchState = "open"
	WatchDone      WatchState = "done"
	WatchLate      WatchState = "done_late" // after it had counted as missed, on the same day
	WatchMissed    WatchState = "missed"
	WatchCancelled WatchState = "cancelled" // the hand-over ended first
)

var watchNames = map[WatchState]string{
	WatchOpen: "待看护", WatchDone: "已看护", WatchLate: "补看护", WatchMissed: "漏看护", WatchCancelled: "已取消",
}

func (s WatchState) String() string { return watchNames[s] }

// A WatchDay is one day of the temporary watch over a hazard that was handed over
// (domain.md 6.6). There is one per hand-over and day, like an occurrence of a
// plan, and it ends in one of the states of [WatchState] other than open: that is
// what the audit and the year's account count.
type WatchDay struct {
	ID       string // hand-over/2026-10-13
	Version  int
	Handover string
	Hazard   string // id
	Grid     string
	Day      time.Time // 00:00 Asia/Shanghai
	Due      time.Time
	State    WatchState
	By       string
	At       time.Time
	InPlace  bool // the interim precaution was
	Note     string
	Photos   []string
}

// A WatchQuery selects looks; empty fields do not restrict. The result is ordered
// by day, then id.
type WatchQuery struct {
	Handover string
	Grids    []string
	States   []WatchState
	From, To time.Time // From ≤ day < To
	Limit    int       // 0 means 200
}

// watchHandover begins the watch when a hand-over was sent, for the severities
// that are watched, and ends it with the hand-over.
func (s *Service) watchHandover(ctx context.Context, h *Hazard, o *Handover, rule HandoverRule) error {
	switch {
	case rule.Do == SendHandover && s.isWatched(h):
		return s.planWatch(ctx, o, Day(s.Now).AddDate(0, 0, 1))
	case o.State.Open():
		return nil
	}
	open, err := s.Store.WatchDays(ctx, WatchQuery{Handover: o.No, States: []WatchState{WatchOpen}})
	if err != nil {
		return err
	}
	for _, l := range open {
		l.State, l.Note = WatchCancelled, "移交"+o.State.String()
		if err := s.Store.SaveWatchDay(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) isWatched(h *Hazard) bool {
	return contains(s.Policy.Handing.Watch.Severities, h.Severity)
}

// watchLater begins the watch over a hazard that grew worse after it was handed over.
func (s *Service) watchLater(ctx context.Context, h *Hazard) error {
	o, err := s.OpenHandover(ctx, h.ID)
	if err != nil || o == nil {
		return err
	}
	return s.planWatch(ctx, o, Day(s.Now).AddDate(0, 0, 1))
}

// planWatch plans the steps of one day of the watch.
func (s *Service) planWatch(ctx context.Context, o *Handover, day time.Time) error {
	ladder := s.Policy.Ladders["TW"]
	var steps []Step
	for _, p := range ladder.Plan(MarkWatch, day, s.Policy.Calendar) {
		steps = append(steps, Step{
			Key: fmt.Sprintf("%s/%s/%s/%s", o.About(), ladder.Name, day.Format("20060102"), p.Rung.ID), Subject: o.About(),
			Ladder: ladder.Name, Rung: p.Rung.ID, Mark: MarkWatch, Level: p.Rung.Level, Due: p.Due, State: StepPlanned,
		})
	}
	return s.Store.PlanSteps(ctx, steps)
}

func watchID(o *Handover, day time.Time) string { return o.No + "/" + day.Format(time.DateOnly) }

// climbWatch fires a step of the watch: the day's look opens, its watcher is
// reminded, or it was missed and those above are told. A look that nobody was
// asked for because the program was down counts as missed with that reason.
func (s *Service) climbWatch(ctx context.Context, h *Hazard, o *Handover, st Step, rung Rung) error {
	day := Day(st.Due)
	l, err := s.Store.WatchDay(ctx, watchID(o, day))
	if rung.Do == DoWatch {
		return s.openWatch(ctx, h, o, st, day)
	}
	if err != nil {
		return err
	}
	if why := unmet(rung.If, facts{watch: l}); why != "" {
		return s.skip(ctx, st, why)
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	n := Notice{Kind: "watch_step", Key: st.Key, About: st.Subject, Due: st.Due, Hazard: h, Handover: o, Step: &st, Class: classOf(h, ClassUrge)}
	if st.Level == 0 {
		n.To = s.watchers(r, o.Grid)
		return s.tellStep(ctx, st, n, "")
	}
	l.State = WatchMissed
	if err := s.Store.SaveWatchDay(ctx, l); err != nil {
		return err
	}
	if err := s.Store.Append(ctx, s.watchEvent(o, l, System, NotLookedAfter, "")); err != nil {
		return err
	}
	n.Class = classOf(h, ClassEscalate)
	return s.tellLevel(ctx, r, o.Grid, st, n, nil, h.Severity.Rank() >= Major.Rank())
}

// openWatch opens a day of the watch, asks the watcher and plans the next day.
func (s *Service) openWatch(ctx context.Context, h *Hazard, o *Handover, st Step, day time.Time) error {
	l := &WatchDay{ID: watchID(o, day), Handover: o.No, Hazard: h.ID, Grid: o.Grid, Day: day, Due: s.watchDue(day), State: WatchOpen}
	late := !s.Now.Before(l.Due)
	if late {
		l.State, l.Note = WatchMissed, "停机，没有提醒"
	}
	if err := s.Store.SaveWatchDay(ctx, l); err != nil {
		return err
	}
	for next := day.AddDate(0, 0, 1); !next.After(Day(s.Now).AddDate(0, 0, 1)); next = next.AddDate(0, 0, 1) {
		if err := s.planWatch(ctx, o, next); err != nil { // more than one when the program was down
			return err
		}
	}
	if late {
		return s.skip(ctx, st, l.Note)
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	n := Notice{
		Kind: "watch_look", Key: st.Key, About: st.Subject, Due: st.Due, Until: l.Due, Hazard: h, Handover: o, Step: &st,
		Class: classOf(h, ClassUrge), To: s.watchers(r, o.Grid),
	}
	return s.tellStep(ctx, st, n, "")
}

// watchDue is when a day's look counts as missed: the first rung of the watch that
// goes to those above.
func (s *Service) watchDue(day time.Time) time.Time {
	for _, p := range s.Policy.Ladders["TW"].Plan(MarkWatch, day, s.Policy.Calendar) {
		if p.Rung.Do == DoAsk {
			return p.Due
		}
	}
	return day.AddDate(0, 0, 1)
}

// watchEvent is what the history of a hand-over says of a day of its watch.
func (s *Service) watchEvent(o *Handover, l *WatchDay, who string, do Action, note string) Event {
	e := s.event(o.About(), who, do, string(o.State), string(o.State), note)
	e.Detail = map[string]string{"day": l.Day.In(Shanghai).Format(time.DateOnly), "state": string(l.State)}
	return e
}

// watchers are those who look after a hazard that was handed over.
func (s *Service) watchers(r *Roster, grid string) []string {
	return s.Responsible(r, s.Policy.Handing.Watch.Who, grid).IDs
}

// WatchOwed are the looks that a member owes today, by the hand-over's number:
// those nobody took yet, the missed ones too, as long as the day lasts.
func (s *Service) WatchOwed(ctx context.Context, who string) (owed []*WatchDay, err error) {
	defer wrap(&err, "looks owed by member")
	today := Day(s.Now)
	all, err := s.Store.WatchDays(ctx, WatchQuery{States: []WatchState{WatchOpen, WatchMissed}, From: today, To: today.AddDate(0, 0, 1), Limit: 1000})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(d *WatchDay) bool { return !contains(s.watchers(r, d.Grid), who) }), nil
}

// RecordWatch records the day's look at a hazard that was handed over. When the
// precaution is not in place the safety office is told at once. Looking again on
// the same day changes nothing.
func (s *Service) RecordWatch(ctx context.Context, no, who string, inPlace bool, note string, photos []string) (l *WatchDay, err error) {
	defer wrap(&err, "record look after %s", no)
	o, h, err := s.HandoverOf(ctx, no)
	if err != nil {
		return nil, err
	}
	roles, err := s.Roles(ctx, h, who)
	if err != nil {
		return nil, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	l, err = s.Store.WatchDay(ctx, watchID(o, Day(s.Now)))
	switch {
	case !meets(append([]Role{CourtyardLead, CommunityHead}, officers...), roles) && !contains(s.watchers(r, o.Grid), who):
		return nil, Refuse("看护由%s和社区、安监办的人来做。", s.Policy.Handing.Watch.Who)
	case err != nil && !isNotFound(err):
		return nil, err
	case err != nil && o.State != HandoverSent && o.State != HandoverReceived:
		return nil, &Refusal{text: "这份移交" + o.State.String() + "，不用再看护了，谢谢您。", over: true}
	case err != nil:
		return nil, Refuse("今天还没有到看护的时间，明天早上会提醒您。")
	case l.State == WatchDone || l.State == WatchLate:
		return l, nil
	case l.State == WatchCancelled:
		return nil, &Refusal{text: "这份移交" + o.State.String() + "，不用再看护了，谢谢您。", over: true}
	}
	from := l.State
	l.By, l.At, l.InPlace, l.Note, l.Photos, l.State = who, s.Now, inPlace, note, photos, WatchDone
	if from == WatchMissed {
		l.State = WatchLate
	}
	if err := s.Store.SaveWatchDay(ctx, l); err != nil {
		return nil, err
	}
	if err := s.Store.Append(ctx, s.watchEvent(o, l, who, LookedAfter, note)); err != nil || inPlace {
		return l, err
	}
	return l, s.say(ctx, Notice{
		Kind: "watch_gap", Key: "watch:" + l.ID + "/gap", To: without(unique(append(s.office(r), s.Officers(r, o.Grid)...)), who),
		Class: classOf(h, ClassUrge), About: o.About(), Hazard: h, Handover: o, Words: map[string]string{"who": r.Name(who), "note": note},
	})
}
