package safety

import (
	"testing"
	"time"
)

// domain.md 6.5: green below 80 % of the limit that runs, yellow to its end, red beyond.
func TestTheTrafficLightChangesAtEightyAndAtAHundredPerCent(t *testing.T) {
	from := time.Date(2026, 9, 14, 10, 0, 0, 0, Shanghai)
	at := func(percent int) time.Time { return from.Add(time.Duration(percent) * time.Hour) }
	limited := Hazard{State: Rectifying, LimitFrom: from, Deadline: from.Add(100 * time.Hour)}
	for _, tc := range []struct {
		name   string
		change func(h *Hazard)
		at     time.Time
		want   Light
	}{
		{"0 %", nil, at(0), Green},
		{"79 %", nil, at(79), Green},
		{"a moment before 80 %", nil, at(80).Add(-1), Green},
		{"80 %", nil, at(80), Yellow},
		{"99 %", nil, at(99), Yellow},
		{"100 %", nil, at(100), Yellow},
		{"a moment after 100 %", nil, at(100).Add(1), Red},
		{"101 %", nil, at(101), Red},
		{"an extension begins no new limit", func(h *Hazard) { h.Deadline = h.Deadline.Add(25 * time.Hour) }, at(100), Yellow},
		{"a new limit begins anew", func(h *Hazard) { h.LimitFrom = at(90) }, at(97), Green},
		{"waiting for review it goes on", func(h *Hazard) { h.State = AwaitingReview }, at(101), Red},
		{"suspended it stands still", func(h *Hazard) { h.State = Suspended }, at(101), Green},
		{"an authority has it", func(h *Hazard) { h.State = Transferred }, at(101), Green},
		{"closed", func(h *Hazard) { h.State = Closed }, at(101), Green},
		{"no deadline yet", func(h *Hazard) { h.Deadline = time.Time{} }, at(101), Green},
	} {
		h := limited
		if tc.change != nil {
			tc.change(&h)
		}
		if got := h.Light(tc.at); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

// The state clock begins anew with each state, the case clock never; only a
// suspension stops it.
func TestTheTwoClocksRunApart(t *testing.T) {
	registered := time.Date(2026, 9, 14, 10, 0, 0, 0, Shanghai)
	at := func(hours int) time.Time { return registered.Add(time.Duration(hours) * time.Hour) }
	for _, tc := range []struct {
		name           string
		h              Hazard
		inState, inAll time.Duration
	}{
		{"not registered", Hazard{State: Reported, Since: at(0)}, 100 * time.Hour, 0},
		{"registered", Hazard{State: Registered, Since: at(0), RegisteredAt: registered}, 100 * time.Hour, 100 * time.Hour},
		{"moved on", Hazard{State: Rectifying, Since: at(70), RegisteredAt: registered}, 30 * time.Hour, 100 * time.Hour},
		{"suspended", Hazard{State: Suspended, Since: at(60), RegisteredAt: registered}, 40 * time.Hour, 60 * time.Hour},
		{"taken up again", Hazard{State: Assigned, Since: at(90), RegisteredAt: registered, Paused: 30 * time.Hour}, 10 * time.Hour, 70 * time.Hour},
		{"closed", Hazard{State: Closed, Since: at(80), ClosedAt: at(80), RegisteredAt: registered}, 20 * time.Hour, 80 * time.Hour},
	} {
		if state, c := tc.h.StateClock(at(100)), tc.h.CaseClock(at(100)); state != tc.inState || c != tc.inAll {
			t.Errorf("%s: state clock %s, case clock %s; want %s and %s", tc.name, state, c, tc.inState, tc.inAll)
		}
	}
}
