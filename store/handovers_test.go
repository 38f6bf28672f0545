package store

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

// handover is a hand-over with something in every field.
func handover(no, hazard, grid string, state safety.HandoverState) *safety.Handover {
	return &safety.Handover{
		No: no, Hazard: hazard, Grid: grid, State: state, Round: 2, Climbed: 1, Criterion: safety.ByOverdue, Reason: "房东两次拒绝拆除隔间",
		Authority: "police_station", Addressee: "梧桐派出所", Basis: "方案三（一）", Interim: "专人看守", Request: "请依法处理",
		ProposedBy: "m1", DraftedAt: noon, ApprovedBy: "m2", ApprovedAt: noon.Add(time.Hour), SentBy: "m3", SentAt: noon.Add(2 * time.Hour),
		Means: safety.OnPaper, Document: "梧街安〔2026〕12号", ReplyBy: noon.AddDate(0, 0, 20), Receiver: "蓝警官", ReceivedAt: noon.Add(3 * time.Hour),
		ReceiptNo: "31", EndedBy: "m3", EndedAt: noon.Add(4 * time.Hour), Result: "已责令停用", ResultNo: "7",
		Photos: []safety.Evidence{{Photo: "p1", Stage: safety.OfReceipt, By: "m3", At: noon}}, Due: noon.AddDate(0, 0, 3),
		AskFrom: noon.AddDate(0, 0, 10), Inquiries: 1, Agenda: noon.AddDate(0, 0, 30),
	}
}

// full says that a value has something in every field, so that one that is not
// kept is seen.
func full(t *testing.T, v any) {
	t.Helper()
	for s, i := reflect.ValueOf(v).Elem(), 0; i < s.NumField(); i++ {
		if s.Field(i).IsZero() && s.Type().Field(i).Name != "Version" {
			t.Errorf("the sample has nothing in %s", s.Type().Field(i).Name)
		}
	}
}

func TestHandoversAreReadBackWholeAndSelected(t *testing.T) {
	full(t, handover("YJ-2026-01-0001", "h1", "0101", safety.HandoverSent))
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		first := handover("YJ-2026-01-0001", "h1", "0101", safety.HandoverSent)
		second := handover("YJ-2026-02-0001", "h2", "0201", safety.HandoverDrafted)
		second.Climbed, second.Agenda = 2, time.Time{}
		for _, o := range []*safety.Handover{first, second} {
			within(t, d, func(tx *Tx) error {
				return tx.SaveHandover(ctx, o, safety.Event{Subject: o.About(), At: noon, By: "m1", Action: safety.ProposeHandover})
			})
		}
		stale := *first
		first.State = safety.HandoverReceived
		e := safety.Event{Subject: first.About(), At: noon, By: "m1", Action: safety.ReceiveHandover}
		within(t, d, func(tx *Tx) error { return tx.SaveHandover(ctx, first, e) })
		if err := d.Tx(ctx, func(tx *Tx) error { return tx.SaveHandover(ctx, &stale, e) }); !errors.Is(err, safety.ErrStale) {
			t.Errorf("a hand-over that changed meanwhile was saved: %v", err)
		}
		within(t, d, func(tx *Tx) error {
			got, err := tx.Handover(ctx, first.No)
			if diff := cmp.Diff(first, got); diff != "" {
				t.Error(diff)
			}
			if _, missing := tx.Handover(ctx, "YJ-2026-01-0009"); !errors.Is(missing, safety.ErrNotFound) {
				t.Errorf("a hand-over that is not there: %v", missing)
			}
			if events, _ := tx.History(ctx, first.About()); len(events) != 2 {
				t.Errorf("%d events explain it, want 2", len(events))
			}
			return err
		})
		for name, row := range map[string]struct {
			q    safety.HandoverQuery
			want []string
		}{
			"all, by number":    {safety.HandoverQuery{}, []string{first.No, second.No}},
			"of a hazard":       {safety.HandoverQuery{Hazard: "h2"}, []string{second.No}},
			"in a grid":         {safety.HandoverQuery{Grids: []string{"0101"}}, []string{first.No}},
			"in a state":        {safety.HandoverQuery{States: []safety.HandoverState{safety.HandoverReceived}}, []string{first.No}},
			"that climbed":      {safety.HandoverQuery{Climbed: 2}, []string{second.No}},
			"for the meeting":   {safety.HandoverQuery{Agenda: true}, []string{first.No}},
			"the first of them": {safety.HandoverQuery{Limit: 1}, []string{first.No}},
		} {
			within(t, d, func(tx *Tx) error {
				os, err := tx.Handovers(ctx, row.q)
				var got []string
				for _, o := range os {
					got = append(got, o.No)
				}
				if diff := cmp.Diff(row.want, got); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
				return err
			})
		}
	})
}

func TestDaysOfAWatchAreReadBackWholeAndSelected(t *testing.T) {
	day := func(no, grid string, n int, state safety.WatchState) *safety.WatchDay {
		at := safety.Day(noon).AddDate(0, 0, n)
		return &safety.WatchDay{
			ID: no + "/" + at.Format(time.DateOnly), Handover: no, Hazard: "h1", Grid: grid, Day: at, Due: at.Add(18 * time.Hour), State: state,
			By: "m1", At: at.Add(10 * time.Hour), InPlace: true, Note: "看守在岗", Photos: []string{"p1"},
		}
	}
	full(t, day("YJ-1", "0101", 0, safety.WatchDone))
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		first, second, other := day("YJ-1", "0101", 0, safety.WatchOpen), day("YJ-1", "0101", 1, safety.WatchMissed), day("YJ-2", "0201", 0, safety.WatchOpen)
		for _, w := range []*safety.WatchDay{second, first, other} {
			within(t, d, func(tx *Tx) error { return tx.SaveWatchDay(ctx, w) })
		}
		stale := *first
		first.State = safety.WatchDone
		within(t, d, func(tx *Tx) error { return tx.SaveWatchDay(ctx, first) })
		if err := d.Tx(ctx, func(tx *Tx) error { return tx.SaveWatchDay(ctx, &stale) }); !errors.Is(err, safety.ErrStale) {
			t.Errorf("a day that changed meanwhile was saved: %v", err)
		}
		within(t, d, func(tx *Tx) error {
			got, err := tx.WatchDay(ctx, first.ID)
			if diff := cmp.Diff(first, got); diff != "" {
				t.Error(diff)
			}
			if _, missing := tx.WatchDay(ctx, "YJ-9/2026-01-01"); !errors.Is(missing, safety.ErrNotFound) {
				t.Errorf("a day that is not there: %v", missing)
			}
			return err
		})
		for name, row := range map[string]struct {
			q    safety.WatchQuery
			want []string
		}{
			"all, by day":      {safety.WatchQuery{}, []string{first.ID, other.ID, second.ID}},
			"of a hand-over":   {safety.WatchQuery{Handover: "YJ-1"}, []string{first.ID, second.ID}},
			"in a grid":        {safety.WatchQuery{Grids: []string{"0201"}}, []string{other.ID}},
			"in a state":       {safety.WatchQuery{States: []safety.WatchState{safety.WatchMissed}}, []string{second.ID}},
			"from a day on":    {safety.WatchQuery{From: second.Day}, []string{second.ID}},
			"until before one": {safety.WatchQuery{To: second.Day}, []string{first.ID, other.ID}},
		} {
			within(t, d, func(tx *Tx) error {
				days, err := tx.WatchDays(ctx, row.q)
				var got []string
				for _, w := range days {
					got = append(got, w.ID)
				}
				if diff := cmp.Diff(row.want, got); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
				return err
			})
		}
	})
}

func TestNotificationsAreReadBackWholeAndSelected(t *testing.T) {
	told := func(no, hazard string, state safety.NotificationState) *safety.Notification {
		return &safety.Notification{
			No: no, Hazard: hazard, Grid: "0101", State: state, Round: 1, Climbed: 2, Authority: "police_station", Addressee: "梧桐派出所",
			OpenedAt: noon, Due: noon.AddDate(0, 0, 1), By: "m1", At: noon.Add(time.Hour), Means: safety.InSystem, Document: "3", Note: "电话先告知", Photos: []string{"p1"},
		}
	}
	full(t, told("TB-2026-01-0001", "h1", safety.NotificationMade))
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		first, second := told("TB-2026-01-0001", "h1", safety.NotificationDue), told("TB-2026-01-0002", "h2", safety.NotificationMade)
		e := safety.Event{At: noon, By: "m1", Action: safety.NotifyAuthority}
		for _, n := range []*safety.Notification{first, second} {
			e.Subject = n.About()
			within(t, d, func(tx *Tx) error { return tx.SaveNotification(ctx, n, e) })
		}
		stale := *first
		first.State = safety.NotificationLapsed
		e.Subject = first.About()
		within(t, d, func(tx *Tx) error { return tx.SaveNotification(ctx, first, e) })
		if err := d.Tx(ctx, func(tx *Tx) error { return tx.SaveNotification(ctx, &stale, e) }); !errors.Is(err, safety.ErrStale) {
			t.Errorf("a notification that changed meanwhile was saved: %v", err)
		}
		within(t, d, func(tx *Tx) error {
			got, err := tx.Notification(ctx, first.No)
			if diff := cmp.Diff(first, got); diff != "" {
				t.Error(diff)
			}
			if _, missing := tx.Notification(ctx, "TB-2026-01-0009"); !errors.Is(missing, safety.ErrNotFound) {
				t.Errorf("a notification that is not there: %v", missing)
			}
			return err
		})
		for name, row := range map[string]struct {
			q    safety.NotificationQuery
			want []string
		}{
			"all, by number": {safety.NotificationQuery{}, []string{first.No, second.No}},
			"of a hazard":    {safety.NotificationQuery{Hazard: "h2"}, []string{second.No}},
			"in a grid":      {safety.NotificationQuery{Grids: []string{"0201"}}, nil},
			"in a state":     {safety.NotificationQuery{States: []safety.NotificationState{safety.NotificationMade}}, []string{second.No}},
		} {
			within(t, d, func(tx *Tx) error {
				ns, err := tx.Notifications(ctx, row.q)
				var got []string
				for _, n := range ns {
					got = append(got, n.No)
				}
				if diff := cmp.Diff(row.want, got); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
				return err
			})
		}
	})
}

func TestTheTreatmentOfAMajorHazardIsReadBackWhole(t *testing.T) {
	whole := func() *safety.Treatment {
		return &safety.Treatment{
			Hazard: "h1", Grid: "0101", Round: 2, Climbed: 1, OpenedAt: noon, Due: noon.AddDate(0, 0, 5), Plan: map[string]string{"goal": "加固外墙"},
			PlanBy: "m1", PlanAt: noon, ListedBy: "区安委会", ListedNo: "5", ListedAt: noon, Progress: "围挡已搭好", ProgressN: 1, AskedAt: noon, EndedAt: noon.AddDate(0, 1, 0),
		}
	}
	full(t, whole())
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		m := whole()
		e := safety.Event{Subject: m.About(), At: noon, By: "m1", Action: safety.Opened}
		within(t, d, func(tx *Tx) error { return tx.SaveTreatment(ctx, m, e) })
		stale := *m
		m.Progress, m.ProgressN = "施工队进场", 2
		within(t, d, func(tx *Tx) error { return tx.SaveTreatment(ctx, m, e) })
		if err := d.Tx(ctx, func(tx *Tx) error { return tx.SaveTreatment(ctx, &stale, e) }); !errors.Is(err, safety.ErrStale) {
			t.Errorf("a treatment that changed meanwhile was saved: %v", err)
		}
		within(t, d, func(tx *Tx) error {
			got, err := tx.Treatment(ctx, "h1")
			if diff := cmp.Diff(m, got); diff != "" {
				t.Error(diff)
			}
			if _, missing := tx.Treatment(ctx, "h9"); !errors.Is(missing, safety.ErrNotFound) {
				t.Errorf("a treatment that is not there: %v", missing)
			}
			return err
		})
	})
}
