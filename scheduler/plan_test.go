package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// noted is a job that notes its runs.
func noted(notes *[]string, name, when string) Job {
	return Job{Name: name, When: when, Run: func(_ context.Context, now time.Time) error {
		*notes = append(*notes, now.Format("01-02 15:04 ")+name)
		return nil
	}}
}

func TestReplayRunsWhatCronWouldInOrder(t *testing.T) {
	var got []string
	p := Plan{
		noted(&got, "digest", "32 8 * * 1-5"),
		noted(&got, "open", "2 0 1 * *"),
		noted(&got, "evening", "0 18 * * *"),
		noted(&got, "watch", "0 18 * * *"),
	}
	err := p.Replay(t.Context(), at("2026-09-29 08:32"), at("2026-10-01 08:32"), func(now time.Time) error {
		got = append(got, now.Format("01-02 15:04 ")+"visit")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"09-29 18:00 evening", "09-29 18:00 watch", "09-29 18:00 visit",
		"09-30 08:32 digest", "09-30 08:32 visit",
		"09-30 18:00 evening", "09-30 18:00 watch", "09-30 18:00 visit",
		"10-01 00:02 open", "10-01 00:02 visit",
		"10-01 08:32 digest", "10-01 08:32 visit",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReplayedDaysJoinWithoutGapOrDouble(t *testing.T) {
	var whole, parts []string
	start, end := at("2026-09-28 00:00"), at("2026-10-03 00:00")
	line := "*/7 3-20 * * *"
	if err := (Plan{noted(&whole, "j", line)}).Replay(t.Context(), start, end, nil); err != nil {
		t.Fatal(err)
	}
	p := Plan{noted(&parts, "j", line)}
	for from := start; from.Before(end); from = from.Add(97 * time.Minute) {
		to := from.Add(97 * time.Minute)
		if to.After(end) {
			to = end
		}
		if err := p.Replay(t.Context(), from, to, nil); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(whole, parts); diff != "" {
		t.Error(diff)
	}
}

func TestMomentsAreThoseOfShanghaiInEveryZone(t *testing.T) {
	p := Plan{noted(new([]string), "j", "30 8 * * *")}
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("west", -10*3600)} {
		if got := p.Next(at("2026-09-29 08:00").In(zone)); !got.Equal(at("2026-09-29 08:30")) {
			t.Errorf("in %s the next moment is %s", zone, got)
		}
	}
}

func TestReplayStopsAtTheFirstError(t *testing.T) {
	broken := errors.New("database is gone")
	p := Plan{{Name: "j", When: "0 9 * * *", Run: func(context.Context, time.Time) error { return broken }}}
	err := p.Replay(t.Context(), at("2026-09-29 08:00"), at("2026-10-29 08:00"), nil)
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "job j") {
		t.Errorf("error %v, want the job's with its name", err)
	}
}

func TestImpossiblePlansAreFoundAtStart(t *testing.T) {
	run := func(context.Context, time.Time) error { return nil }
	for name, p := range map[string]Plan{
		"no name":       {{When: "* * * * *", Run: run}},
		"a name twice":  {{Name: "a", When: "* * * * *", Run: run}, {Name: "a", When: "* * * * *", Run: run}},
		"six fields":    {{Name: "a", When: "0 * * * * *", Run: run}},
		"a descriptor":  {{Name: "a", When: "@daily", Run: run}},
		"never comes":   {{Name: "a", When: "0 0 30 2 *", Run: run}},
		"nothing to do": {{Name: "a", When: "* * * * *"}},
	} {
		if p.Check() == nil {
			t.Errorf("a plan with %s passed", name)
		}
		if err := (&Runner{Plan: p}).Run(t.Context()); err == nil {
			t.Errorf("a plan with %s was run", name)
		}
	}
}

func TestMissedFiringIsOwedOnce(t *testing.T) {
	s, err := five.Parse("0 9 * * *")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, last, now string
		late            time.Duration
		due, tooLate    bool
	}{
		{"before its moment", "2026-09-29 09:00", "2026-09-30 08:59", 0, false, false},
		{"at its moment", "2026-09-29 09:00", "2026-09-30 09:00", 0, true, false},
		{"after three days of downtime", "2026-09-26 09:00", "2026-09-30 08:00", 0, true, false},
		{"within its time", "2026-09-29 09:00", "2026-09-30 20:59", 12 * time.Hour, true, false},
		{"out of its time", "2026-09-29 09:00", "2026-09-30 21:01", 12 * time.Hour, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			due, late := owed(s, at(c.last), at(c.now), c.late)
			if due != c.due || late != c.tooLate {
				t.Errorf("due %v, too late %v, want %v, %v", due, late, c.due, c.tooLate)
			}
		})
	}
	if due, late := owed(s, time.Time{}, at("2026-09-30 21:01"), 0); !due || late {
		t.Error("a job that never ran is not owed")
	}
	if _, late := owed(s, time.Time{}, at("2026-09-30 21:01"), time.Hour); !late {
		t.Error("a job that may come too late makes up for a time before the first start")
	}
}

// ledger is Duties for several runners in one process.
type ledger struct {
	mu   sync.Mutex
	rows map[string]*duty
}

type duty struct {
	last, until time.Time
	fence       int64
}

func (l *ledger) ClaimDuty(_ context.Context, name, _ string, now time.Time, lease time.Duration) (time.Time, int64, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rows == nil {
		l.rows = map[string]*duty{}
	}
	d := l.rows[name]
	if d == nil {
		d = &duty{}
		l.rows[name] = d
	}
	if d.until.After(now) {
		return time.Time{}, 0, false, nil
	}
	d.until = now.Add(lease)
	d.fence++
	return d.last, d.fence, true, nil
}

func (l *ledger) EndDuty(_ context.Context, name string, fence int64, last time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if d := l.rows[name]; d.fence == fence {
		d.last, d.until = last, time.Time{}
	}
	return nil
}

func TestRunnersMakeUpWhatWasMissedOnceBetweenThem(t *testing.T) {
	now := at("2026-09-30 12:00")
	duties := &ledger{rows: map[string]*duty{
		"missed": {last: at("2026-09-27 09:00")},
		"stale":  {last: at("2026-09-27 09:00")},
		"done":   {last: at("2026-09-30 09:00")},
	}}
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	ran := map[string]int{}
	job := func(name string, late time.Duration) Job {
		return Job{Name: name, When: "0 9 * * *", Late: late, Run: func(_ context.Context, at time.Time) error {
			mu.Lock()
			defer mu.Unlock()
			ran[name]++
			if !at.Equal(now) {
				t.Errorf("%s ran for %s", name, at)
			}
			return nil
		}}
	}
	asked := make(chan struct{}, 100)
	var wg sync.WaitGroup
	for i := range 2 {
		r := &Runner{
			Plan:   Plan{job("missed", 0), job("stale", time.Hour), job("done", 0), job("new", 0)},
			Duties: asking{duties, asked}, Worker: fmt.Sprint(i),
			Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
		}
		wg.Go(func() {
			if err := r.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	for range 8 { // two runners look at four jobs
		<-asked
	}
	stop()
	wg.Wait()
	if diff := cmp.Diff(map[string]int{"missed": 1, "new": 1}, ran); diff != "" {
		t.Error(diff)
	}
	for name, d := range duties.rows {
		if d.last.Before(at("2026-09-30 09:00")) {
			t.Errorf("%s is done up to %s only", name, d.last)
		}
	}
}

// asking signals each claim that was answered.
type asking struct {
	Duties
	asked chan<- struct{}
}

func (a asking) ClaimDuty(ctx context.Context, name, worker string, now time.Time, lease time.Duration) (time.Time, int64, bool, error) {
	defer func() { a.asked <- struct{}{} }()
	return a.Duties.ClaimDuty(ctx, name, worker, now, lease)
}

func TestFailedJobIsTriedAgainAndAPanicIsAFailure(t *testing.T) {
	synctest.Test(t, failOnceThenStop)
}

func failOnceThenStop(t *testing.T) {
	duties := &ledger{}
	ctx, stop := context.WithCancel(t.Context())
	tries := 0
	var errs []error
	r := &Runner{
		Plan: Plan{{Name: "j", When: "0 9 * * *", Run: func(context.Context, time.Time) error {
			tries++
			if tries == 1 {
				panic("no such plan")
			}
			stop()
			return nil
		}}},
		Duties: duties, Worker: "a", Now: func() time.Time { return at("2026-09-30 12:00") },
		Log: slog.New(slog.DiscardHandler),
		Ran: func(_ string, _ time.Time, _ time.Duration, err error) { errs = append(errs, err) },
	}
	if err := r.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if len(errs) != 2 || errs[0] == nil || !strings.Contains(errs[0].Error(), "no such plan") || errs[1] != nil {
		t.Errorf("runs ended with %v, want a panic and a success", errs)
	}
	if d := duties.rows["j"]; !d.last.Equal(at("2026-09-30 12:00")) || !d.until.IsZero() {
		t.Errorf("the job is done up to %s, held until %s", d.last, d.until)
	}
}
