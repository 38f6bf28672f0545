package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
)

func TestAnswersToOneMemberKeepTheirOrder(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00")
	broken := true
	s.phones.fail = func(c bot.Call) (error, bool) {
		if broken && strings.Contains(string(c.JSON), "话 a1") {
			return &bot.Fault{Remedy: bot.Retry, Err: errors.New("cannot connect")}, false
		}
		return nil, false
	}
	for i := range 4 {
		s.post(fmt.Sprint("a", i), bot.Answer, "zhang")
	}
	s.drainAt("2026-09-21 10:00")
	s.wantTexts("zhang", "话 a0")
	s.post("a4", bot.Answer, "zhang")
	broken = false
	s.drainAt("2026-09-21 10:00:05")
	s.wantTexts("zhang", "话 a0", "话 a1", "话 a2", "话 a3", "话 a4")
}

func TestUnknownOutcomeIsRepeatedWithTheSameBytes(t *testing.T) {
	for _, seen := range []bool{true, false} {
		t.Run(fmt.Sprintf("shown %v", seen), func(t *testing.T) {
			s := newStreet(t, "2026-09-21 10:00")
			var bytes []string
			s.phones.fail = func(c bot.Call) (error, bool) {
				bytes = append(bytes, string(c.JSON))
				if len(bytes) < 3 {
					return &bot.Fault{Remedy: bot.Unsure, Err: errors.New("timeout")}, seen
				}
				return nil, false
			}
			s.post("k", bot.Escalate, "zhang")
			for _, moment := range []string{"10:00", "10:01", "10:02", "10:03"} {
				s.drainAt("2026-09-21 " + moment)
			}
			s.wantTexts("zhang", "话 k")
			if len(bytes) != 3 || bytes[0] != bytes[1] || bytes[1] != bytes[2] {
				t.Errorf("calls were %q, want three with the same bytes", bytes)
			}
		})
	}
}

func TestUnknownOutcomeBeyondTheWindowFollowsTheTable(t *testing.T) {
	s := newStreet(t, "2026-09-21 08:00")
	s.phones.fail = func(bot.Call) (error, bool) {
		return &bot.Fault{Remedy: bot.Unsure, Err: errors.New("timeout")}, false
	}
	s.post("r", bot.Remind, "zhang")
	s.post("e", bot.Escalate, "li")
	s.drainAt("2026-09-21 08:00")
	s.drainAt("2026-09-21 08:01")
	s.phones.fail = func(bot.Call) (error, bool) { return nil, false }
	s.drainAt("2026-09-21 11:50")
	s.wantTexts("zhang")
	s.wantTexts("li", "【重复提醒】话 e")
	if d := s.outbox.row(1); d.State != bot.Failed || d.Why != string(Unconfirmed) {
		t.Errorf("the reminder ended as %s, %s", d.State, d.Why)
	}
	if len(s.failed) != 1 || s.failed[0].Key != "r" || s.failed[0].State != bot.Failed {
		t.Errorf("told of failures %v, want the reminder", s.failed)
	}
}

func TestRepetitionsDoNotWakeAnybody(t *testing.T) {
	s := newStreet(t, "2026-09-21 20:59")
	s.phones.fail = func(bot.Call) (error, bool) {
		return &bot.Fault{Remedy: bot.Unsure, Err: errors.New("timeout")}, false
	}
	s.post("e", bot.Escalate, "li")
	s.drainAt("2026-09-21 20:59")
	s.phones.fail = func(bot.Call) (error, bool) { return nil, false }
	s.drainAt("2026-09-21 21:05")
	s.wantTexts("li")
	s.drainAt("2026-09-22 07:30")
	s.wantTexts("li", "【重复提醒】话 e")
}

func TestUnreachableMembersFailAndOthersAreSent(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00")
	s.d.o.Sender = refusing{s.phones, map[string]string{"gone": "invalid"}}
	s.post("k", bot.Escalate, "zhang", "gone", "li")
	s.drainAt("2026-09-21 10:00")
	if diff := cmp.Diff(map[bot.DeliveryState]int{bot.Sent: 2, bot.Failed: 1}, s.outbox.states()); diff != "" {
		t.Error(diff)
	}
	if len(s.failed) != 1 || s.failed[0].To != "gone" || s.failed[0].Why != string(Unreachable) || s.failed[0].Reason == "" {
		t.Errorf("told of failures %+v, want the one who is gone", s.failed)
	}
}

type refusing struct {
	bot.Sender
	who map[string]string
}

func (r refusing) Send(ctx context.Context, c bot.Call) (bot.Receipt, error) {
	receipt, err := r.Sender.Send(ctx, c)
	receipt.Refused = r.who
	return receipt, err
}

func TestLimitHoldsEverythingAndEscalationsGoFirstAfterIt(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00")
	s.phones.fail = func(bot.Call) (error, bool) {
		return &bot.Fault{Remedy: bot.Hold, Code: 45009, Wait: time.Hour, Err: errors.New("frequency limit")}, false
	}
	s.post("n", bot.News, "li")
	s.post("e", bot.Escalate, "zhang")
	s.drainAt("2026-09-21 10:00")
	s.phones.fail = func(bot.Call) (error, bool) { return nil, false }
	s.drainAt("2026-09-21 10:59")
	if len(s.phones.shown) != 0 {
		t.Fatalf("sent %v inside the window", s.phones.shown)
	}
	s.drainAt("2026-09-21 11:00")
	if len(s.phones.shown) != 2 || s.phones.shown[0].to != "zhang" {
		t.Errorf("sent %v, want the escalation first", s.phones.shown)
	}
}

func TestOperatorIsToldOnceAndNothingIsLost(t *testing.T) {
	var log strings.Builder
	s := newStreet(t, "2026-09-21 10:00", func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	s.phones.fail = func(bot.Call) (error, bool) {
		return &bot.Fault{Remedy: bot.Alert, Code: 60020, Err: errors.New("caller address is not trusted")}, false
	}
	for i := range 5 {
		s.post(fmt.Sprint(i), bot.Escalate, fmt.Sprint("m", i))
	}
	for _, moment := range []string{"10:00", "10:01", "10:05", "10:30"} {
		s.drainAt("2026-09-21 " + moment)
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
		t.Errorf("an operator was told %d times:\n%s", n, log.String())
	}
	if strings.Contains(log.String(), "话") {
		t.Error("the log holds what members read")
	}
	s.phones.fail = func(bot.Call) (error, bool) { return nil, false }
	s.drainAt("2026-09-21 10:40")
	if n := s.outbox.states()[bot.Sent]; n != 5 {
		t.Errorf("%d of 5 sent after the repair", n)
	}
}

func TestRejectedAndUnrenderableMessagesFailWithTheReason(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00")
	s.d.o.Sender = unrenderable{s.phones}
	s.phones.fail = func(c bot.Call) (error, bool) {
		return &bot.Fault{Remedy: bot.Drop, Code: 40058, Err: errors.New("a parameter is wrong")}, false
	}
	s.post("sent", bot.Escalate, "li")
	s.post("broken", bot.Escalate, "zhang")
	s.drainAt("2026-09-21 10:00")
	if len(s.failed) != 2 || s.outbox.states()[bot.Failed] != 2 {
		t.Fatalf("told of %d failures, states %v", len(s.failed), s.outbox.states())
	}
	if d := s.outbox.row(1); !strings.Contains(d.Reason, "40058") {
		t.Errorf("reason %q does not name the platform's code", d.Reason)
	}
}

type unrenderable struct{ bot.Sender }

func (u unrenderable) Render(ctx context.Context, body bot.Body, to []string, task string) (bot.Call, error) {
	if strings.Contains(body.Text, "broken") {
		return bot.Call{}, errors.New("text is empty")
	}
	return u.Sender.Render(ctx, body, to, task)
}

func TestCardThatWasUpdatedBeforeItsRepetitionCountsAsSent(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00")
	s.phones.fail = func(bot.Call) (error, bool) {
		return &bot.Fault{Remedy: bot.Unsure, Err: errors.New("timeout")}, true
	}
	s.outbox.post(s.now, bot.Post{Key: "u", To: []string{"zhang"}, Class: bot.Answer, Body: bot.Body{Update: &bot.Update{Code: "rc", Done: "已接收"}}})
	s.drainAt("2026-09-21 10:00")
	s.phones.fail = func(bot.Call) (error, bool) {
		return &bot.Fault{Remedy: bot.Drop, Code: codeUsed, Err: errors.New("response code is used")}, false
	}
	s.drainAt("2026-09-21 10:01")
	if d := s.outbox.row(1); d.State != bot.Sent {
		t.Errorf("ended as %s (%s)", d.State, d.Reason)
	}
	for key, n := range s.outbox.counts {
		if n != 0 {
			t.Errorf("an update was counted as a message: %v = %d", key, n)
		}
	}
}

func TestCardWhoseTaskIsTakenAtItsRepetitionCountsAsSent(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00")
	s.phones.fail = func(bot.Call) (error, bool) {
		return &bot.Fault{Remedy: bot.Unsure, Err: errors.New("timeout")}, true
	}
	s.post("k", bot.Remind, "zhang")
	s.drainAt("2026-09-21 10:00")
	s.phones.fail = func(bot.Call) (error, bool) {
		return &bot.Fault{Remedy: bot.Drop, Code: taskTaken, Err: errors.New("task_id illegal")}, false
	}
	s.drainAt("2026-09-21 10:01")
	if d := s.outbox.row(1); d.State != bot.Sent {
		t.Errorf("ended as %s (%s)", d.State, d.Reason)
	}
}

func TestCallThatNeverLeftCostsNothing(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00")
	s.phones.fail = func(bot.Call) (error, bool) {
		return &bot.Fault{Remedy: bot.Retry, Err: errors.New("cannot connect")}, false
	}
	s.post("k", bot.Remind, "zhang")
	for i := range 20 {
		s.drainAt(at("2026-09-21 10:00").Add(time.Duration(i) * 10 * time.Minute).Format("2006-01-02 15:04"))
	}
	for key, n := range s.outbox.counts {
		if n != 0 {
			t.Errorf("%v = %d, want nothing counted", key, n)
		}
	}
	s.phones.fail = func(bot.Call) (error, bool) { return nil, false }
	s.drainAt("2026-09-21 14:00")
	s.wantTexts("zhang", "话 k")
}
