package scheduler

import (
	"context"
	"errors"
	"testing"
	"time"

	"gridwarden/bot"
)

// An outage is an outbox whose database goes away at a step and comes back when
// the test says so.
type outage struct {
	*model
	step string // that fails, with all after it
	away bool
}

var errAway = errors.New("database is away")

func (o *outage) at(step string) error {
	if o.away = o.away || step == o.step; o.away {
		return errAway
	}
	return nil
}

func (o *outage) SettleDeliveries(ctx context.Context, outcomes []bot.Outcome) error {
	if err := o.at("settle"); err != nil {
		return err
	}
	return o.model.SettleDeliveries(ctx, outcomes)
}

func (o *outage) Charge(ctx context.Context, now time.Time, charges []bot.Charge) (bot.Tally, error) {
	if err := o.at("charge"); err != nil {
		return bot.Tally{}, err
	}
	return o.model.Charge(ctx, now, charges)
}

func (o *outage) SaveCalls(ctx context.Context, worker string, now time.Time, lease time.Duration, calls []bot.StoredCall) error {
	if err := o.at("save"); err != nil {
		return err
	}
	return o.model.SaveCalls(ctx, worker, now, lease, calls)
}

func (o *outage) EndCall(ctx context.Context, end bot.CallEnd) error {
	if err := o.at("end"); err != nil {
		return err
	}
	return o.model.EndCall(ctx, end)
}

func TestWhatADatabaseOutageInterruptedGoesOnAtOnceAfterIt(t *testing.T) {
	for _, step := range []string{"charge", "settle", "save", "end"} {
		t.Run(step, func(t *testing.T) {
			o := &outage{step: step}
			s := newStreet(t, "2026-09-21 10:00", func(options *Options) {
				o.model = options.Outbox.(*model)
				options.Outbox = o
			})
			s.post("first", bot.Remind, "zhang")
			s.outbox.post(s.now, bot.Post{Key: "old", To: []string{"zhang"}, Class: bot.Remind, Until: s.now.Add(-time.Hour), Body: bot.Body{Text: "旧"}})
			for range 2 { // while it is away nothing is claimed either
				if err := s.d.Drain(t.Context(), s.now); !errors.Is(err, errAway) {
					t.Fatalf("drained with error %v, want the outage", err)
				}
			}
			o.step, o.away = "", false
			s.drainAt("2026-09-21 10:00") // no lease has passed
			s.wantTexts("zhang", "话 first")
			for id, want := range map[int64]bot.DeliveryState{1: bot.Sent, 2: bot.Skipped} {
				if d := s.outbox.row(id); d.State != want {
					t.Errorf("delivery %d is %s, want %s", id, d.State, want)
				}
			}
		})
	}
}
