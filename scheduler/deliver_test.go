package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
)

// A street is an outbox, a deliverer, phones and a clock that is moved by hand.
type street struct {
	t      *testing.T
	now    time.Time
	outbox *model
	phones *phones
	d      *Deliverer
	failed []bot.Delivery
}

func newStreet(t *testing.T, now string, change ...func(*Options)) *street {
	s := &street{t: t, now: at(now), outbox: newModel()}
	s.phones = newPhones(func() time.Time { return s.now })
	o := Options{
		Outbox: s.outbox, Sender: s.phones, Policy: testPolicy(), Worker: "a",
		Now: func() time.Time { return s.now }, Log: slog.New(slog.DiscardHandler),
		Unreachable: func(_ context.Context, _ time.Time, d bot.Delivery) error {
			s.failed = append(s.failed, d)
			return nil
		},
	}
	for _, c := range change {
		c(&o)
	}
	d, err := NewDeliverer(o)
	if err != nil {
		t.Fatal(err)
	}
	s.d = d
	return s
}

func (s *street) post(key string, class bot.Class, to ...string) {
	s.outbox.post(s.now, bot.Post{Key: key, To: to, Class: class, Line: "行 " + key, Body: bot.Body{Text: "话 " + key}})
}

func (s *street) drainAt(moment string) {
	s.t.Helper()
	s.now = at(moment)
	if err := s.d.Drain(s.t.Context(), s.now); err != nil {
		s.t.Fatal(err)
	}
}

func (s *street) wantTexts(to string, want ...string) {
	s.t.Helper()
	if diff := cmp.Diff(want, s.phones.texts(to)); diff != "" {
		s.t.Errorf("what %s saw (-want +got):\n%s", to, diff)
	}
}

func TestClassesAreDeliveredAtTheirInstants(t *testing.T) {
	for _, c := range []struct {
		name, posted, sent string
		class              bot.Class
		why                Verdict
	}{
		{"a reminder by day comes at once", "2026-09-21 10:00", "2026-09-21 10:00", bot.Remind, ""},
		{"a reminder in the evening comes in the morning", "2026-09-21 21:00", "2026-09-22 07:30", bot.Remind, Quiet},
		{"a minute before quiet hours is not quiet", "2026-09-21 20:59", "2026-09-21 20:59", bot.Remind, ""},
		{"at night too", "2026-09-22 03:10", "2026-09-22 07:30", bot.Remind, Quiet},
		{"quiet hours have ended at half past seven", "2026-09-22 07:30", "2026-09-22 07:30", bot.Remind, ""},
		{"a draft of the holiday comes on the next working day", "2026-10-05 18:00", "2026-10-08 09:00", bot.News, DayOff},
		{"a Friday night leads to Monday", "2026-09-11 22:00", "2026-09-14 09:00", bot.Remind, DayOff},
		{"unless the weekend is made up", "2026-10-09 22:00", "2026-10-10 07:30", bot.Remind, Quiet},
		{"a holiday morning too", "2026-10-01 06:00", "2026-10-08 09:00", bot.Remind, DayOff},
		{"what is due now is not held on a day off", "2026-10-05 18:00", "2026-10-05 18:00", bot.Urge, ""},
		{"but it does not wake anybody", "2026-10-05 22:00", "2026-10-06 07:30", bot.Urge, Quiet},
		{"an escalation works on holidays", "2026-10-05 18:00", "2026-10-05 18:00", bot.Escalate, ""},
		{"an escalation waits for the morning", "2026-10-05 23:00", "2026-10-06 07:30", bot.Escalate, Quiet},
		{"an alarm never waits", "2026-10-05 02:00", "2026-10-05 02:00", bot.Alarm, ""},
		{"an answer never waits", "2026-10-05 02:00", "2026-10-05 02:00", bot.Answer, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStreet(t, c.posted)
			s.post("k", c.class, "zhang")
			s.drainAt(c.posted)
			if c.why != "" {
				d := s.outbox.row(1)
				if d.State != bot.Held || d.Why != string(c.why) || d.Reason != c.why.Words() || !d.Next.Equal(at(c.sent)) {
					t.Fatalf("got %s, %s until %s, want held, %s until %s", d.State, d.Why, d.Next, c.why, c.sent)
				}
				s.now = at(c.sent).Add(-time.Minute)
				s.drainAt(s.now.Format("2006-01-02 15:04"))
				s.wantTexts("zhang")
				s.drainAt(c.sent)
			}
			s.wantTexts("zhang", "话 k")
			if d := s.outbox.row(1); d.State != bot.Sent || !d.Ended.Equal(at(c.sent)) {
				t.Errorf("ended as %s at %s", d.State, d.Ended)
			}
		})
	}
}

func TestMessagesOfTheNightComeAsOne(t *testing.T) {
	s := newStreet(t, "2026-09-21 22:00")
	s.post("news", bot.News, "zhang")
	s.post("step", bot.Escalate, "zhang", "li")
	s.drainAt("2026-09-22 02:00")
	s.post("remind", bot.Remind, "zhang")
	s.drainAt("2026-09-22 07:30")

	s.wantTexts("zhang", "9月22日 07:30，有 3 件事请您看：\n\n【督办】\n1. 行 step\n\n【提醒】\n2. 行 remind\n\n【进展】\n3. 行 news\n\n发“待办”可逐条办理")
	s.wantTexts("li", "话 step")
	if diff := cmp.Diff(map[bot.DeliveryState]int{bot.Bundled: 3, bot.Sent: 1}, s.outbox.states()); diff != "" {
		t.Error(diff)
	}
}

func TestFirstMessageGoesAheadAndABurstIsBundled(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00")
	s.post("h1", bot.Remind, "zhang")
	s.drainAt("2026-09-21 10:00:01")
	for i := range 30 {
		s.post(fmt.Sprint("more", i), bot.Remind, "zhang")
	}
	s.drainAt("2026-09-21 10:00:02")
	texts := s.phones.texts("zhang")
	if len(texts) != 2 || texts[0] != "话 h1" || strings.Count(texts[1], "行 more") != 30 {
		t.Fatalf("saw %q, want the first as it is and one text with thirty lines", texts)
	}
}

func TestLongBundlesEndWithTheirRest(t *testing.T) {
	items := make([]*item, 200)
	for i := range items {
		items[i] = &item{Delivery: bot.Delivery{Class: bot.Remind}, post: bot.Post{Line: fmt.Sprintf("幸福社区第 %d 号楼的楼道堆放杂物，请尽快清理", i)}}
	}
	text := bundleText(at("2026-09-21 10:00"), items)
	last := strings.Split(text, "\n")
	told := strings.Count(text, "幸福社区")
	if want := fmt.Sprintf("还有 %d 条，发“待办”查看", 200-told); last[len(last)-1] != want || told < 10 {
		t.Errorf("ends with %q after %d lines, want %q", last[len(last)-1], told, want)
	}
	if len(text) > maxText || !utf8.ValidString(text) {
		t.Errorf("%d bytes, valid %v, want at most %d", len(text), utf8.ValidString(text), maxText)
	}
}

func TestOneTextToManyIsOneCallWithSortedRecipients(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00")
	var to []string
	for i := range 2500 {
		to = append(to, fmt.Sprintf("m%04d", 2499-i))
	}
	var calls [][]string
	s.phones.fail = func(c bot.Call) (error, bool) { calls = append(calls, c.To); return nil, false }
	s.post("all", bot.Alarm, to...)
	s.drainAt("2026-09-21 10:00")
	if len(calls) != 3 || s.outbox.states()[bot.Sent] != 2500 {
		t.Fatalf("%d calls, states %v, want 3 calls for 2500", len(calls), s.outbox.states())
	}
	for _, c := range calls {
		if len(c) > 1000 || !slices.IsSorted(c) {
			t.Errorf("a call of %d recipients, sorted: %v", len(c), slices.IsSorted(c))
		}
	}
}

func TestOpeningsAreSpreadAndMissTheCrowdedMinutes(t *testing.T) {
	due := at("2026-09-21 09:25")
	for _, window := range []time.Duration{2 * time.Minute, 10 * time.Minute, time.Hour} {
		for i := range 5000 {
			for _, from := range []time.Time{due, due.Add(5 * time.Minute), due.Add(-5*time.Minute - time.Second)} {
				key := fmt.Sprint("plan", i)
				got := spread(from, window, key)
				if got.Minute()%30 == 0 || got.Before(from) || !got.Before(from.Add(window)) || got != spread(from, window, key) {
					t.Fatalf("%s from %s over %s falls on %s", key, from, window, got)
				}
			}
		}
	}
}

func TestUselessMessagesAreSkippedWithTheReason(t *testing.T) {
	due := at("2026-09-21 10:00")
	for _, c := range []struct {
		name, now string
		class     bot.Class
		until     time.Time
		want      bot.DeliveryState
	}{
		{"a reminder within its grace", "2026-09-21 20:00", bot.Remind, time.Time{}, bot.Sent},
		{"a reminder after its grace", "2026-09-22 10:01", bot.Remind, time.Time{}, bot.Skipped},
		{"an escalation never is too late", "2026-09-24 10:00", bot.Escalate, time.Time{}, bot.Sent},
		{"unless it says so", "2026-09-24 10:00", bot.Escalate, at("2026-09-23 18:00"), bot.Skipped},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStreet(t, "2026-09-21 10:00")
			s.outbox.post(due, bot.Post{Key: "k", To: []string{"zhang"}, Class: c.class, Due: due, Until: c.until, Line: "l", Body: bot.Body{Text: "k"}})
			s.drainAt(c.now)
			d := s.outbox.row(1)
			if d.State != c.want || d.Reason == "" {
				t.Errorf("ended as %s (%s), want %s", d.State, d.Reason, c.want)
			}
		})
	}
}

func TestHolidayIsNoLateness(t *testing.T) {
	s := newStreet(t, "2026-09-30 18:30")
	s.outbox.post(s.now, bot.Post{Key: "k", To: []string{"zhang"}, Class: bot.Remind, Due: at("2026-10-01 08:00"), Line: "l", Body: bot.Body{Text: "k"}})
	s.drainAt("2026-10-08 09:30") // nothing ran during the whole holiday
	s.wantTexts("zhang", "k")
}

func TestSettledMatterIsNotTold(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00", func(o *Options) {
		o.Settled = func(_ context.Context, _ time.Time, ds []bot.Delivery) (map[int64]string, error) {
			moot := map[int64]string{}
			for _, d := range ds {
				if d.Key == "closed" {
					moot[d.ID] = "隐患已销号"
				}
			}
			return moot, nil
		}
	})
	s.post("closed", bot.Escalate, "zhang")
	s.post("open", bot.Escalate, "li")
	s.drainAt("2026-09-21 10:00")
	s.wantTexts("zhang")
	s.wantTexts("li", "话 open")
	if d := s.outbox.row(1); d.State != bot.Skipped || d.Reason != "隐患已销号" {
		t.Errorf("ended as %s (%s)", d.State, d.Reason)
	}
}

func TestSameWordsAreToldOnceWithinTheWindow(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00")
	same := func(key string, class bot.Class) {
		s.outbox.post(s.now, bot.Post{Key: key, To: []string{"zhang"}, Class: class, Line: key, Body: bot.Body{Text: "同样的话"}})
	}
	same("1", bot.Escalate)
	s.drainAt("2026-09-21 10:01")
	same("2", bot.Escalate)
	s.drainAt("2026-09-21 11:00")
	if d := s.outbox.row(2); d.State != bot.Skipped || d.Why != string(AlreadyTold) {
		t.Errorf("the second ended as %s, %s", d.State, d.Why)
	}
	same("3", bot.Answer) // a question may be asked again, and the platform must not swallow it
	s.drainAt("2026-09-21 11:01")
	same("4", bot.Escalate)
	s.drainAt("2026-09-21 15:30")
	s.wantTexts("zhang", "同样的话", "同样的话", "同样的话")
}

func TestSurplusOfTheDayComesAsOneDigest(t *testing.T) {
	s := newStreet(t, "2026-09-21 08:00")
	for i := range 14 {
		s.now = at("2026-09-21 08:00").Add(time.Duration(i) * 40 * time.Minute)
		s.post(fmt.Sprintf("k%02d", i), bot.Remind, "zhang")
		s.drainAt(s.now.Format("2006-01-02 15:04"))
	}
	if n := len(s.phones.texts("zhang")); n != 8 {
		t.Fatalf("saw %d messages by day, want the cap of 8", n)
	}
	s.post("alarm", bot.Alarm, "zhang")
	s.drainAt("2026-09-21 18:00")
	s.drainAt("2026-09-21 20:35")
	texts := s.phones.texts("zhang")
	if len(texts) != 10 || texts[8] != "话 alarm" || strings.Count(texts[9], "行 k") != 6 {
		t.Errorf("saw %d messages, at last %q; want the alarm and one digest of six lines", len(texts), texts[len(texts)-1])
	}
}

func TestWhatExpiresBeforeTheDigestComesInTime(t *testing.T) {
	s := newStreet(t, "2026-09-21 08:00")
	for i := range 8 {
		s.now = s.now.Add(time.Minute)
		s.post(fmt.Sprint(i), bot.Remind, "zhang")
		s.drainAt(s.now.Format("2006-01-02 15:04"))
	}
	s.outbox.post(s.now, bot.Post{Key: "x", To: []string{"zhang"}, Class: bot.Remind, Until: at("2026-09-21 18:00"), Line: "x", Body: bot.Body{Text: "18 点到期"}})
	s.drainAt("2026-09-21 10:00")
	s.drainAt("2026-09-21 17:45")
	if texts := s.phones.texts("zhang"); len(texts) != 9 || texts[8] != "18 点到期" {
		t.Errorf("saw %q", texts)
	}
}

func TestTheDigestComesOnceADay(t *testing.T) {
	s := newStreet(t, "2026-09-21 08:00")
	for i := range 9 {
		s.now = s.now.Add(time.Minute)
		s.post(fmt.Sprint("k", i), bot.Remind, "zhang")
		s.drainAt(s.now.Format("2006-01-02 15:04"))
	}
	// What is of no use in the evening takes along what would have waited for it,
	// and what comes meanwhile joins them, whatever its class.
	s.outbox.post(s.now, bot.Post{Key: "x", To: []string{"zhang"}, Class: bot.Remind, Until: at("2026-09-21 18:00"), Line: "行 x", Body: bot.Body{Text: "18 点到期"}})
	s.drainAt("2026-09-21 10:00")
	s.post("o", bot.Opening, "zhang")
	s.drainAt("2026-09-21 10:15")
	s.drainAt("2026-09-21 17:45")
	texts := s.phones.texts("zhang")
	if len(texts) != 9 || !strings.Contains(texts[8], "行 k8") || !strings.Contains(texts[8], "行 x") || !strings.Contains(texts[8], "行 o") {
		t.Fatalf("saw %d messages, at last %q; want one digest of three lines", len(texts), texts[len(texts)-1])
	}
	s.post("late", bot.Remind, "zhang")
	s.post("later", bot.Opening, "zhang")
	s.drainAt("2026-09-21 18:00")
	s.drainAt("2026-09-21 20:35")
	if n := len(s.phones.texts("zhang")); n != 9 {
		t.Errorf("saw %d messages in the evening, want no second digest", n)
	}
	s.drainAt("2026-09-22 07:30")
	if texts := s.phones.texts("zhang"); len(texts) != 10 || !strings.Contains(texts[9], "行 late") || !strings.Contains(texts[9], "行 later") {
		t.Errorf("saw %q in the morning", texts[9:])
	}
}

func TestDayQuotaIsKeptForEscalations(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00", func(o *Options) { o.Policy.Delivery.PerDay = 10 })
	for i := range 12 {
		s.post(fmt.Sprint("news", i), bot.News, fmt.Sprint("n", i))
	}
	s.drainAt("2026-09-21 10:00")
	for i := range 3 {
		s.post(fmt.Sprint("step", i), bot.Escalate, fmt.Sprint("e", i))
	}
	s.drainAt("2026-09-21 10:01")
	count := map[string]int{}
	for _, m := range s.phones.shown {
		count[m.to[:1]]++
	}
	if diff := cmp.Diff(map[string]int{"n": 8, "e": 2}, count); diff != "" {
		t.Error(diff)
	}
	s.drainAt("2026-09-22 00:01")
	s.drainAt("2026-09-22 07:30")
	if n := s.outbox.states()[bot.Sent]; n != 15 {
		t.Errorf("%d of 15 sent on the next day", n)
	}
}

func TestBackoffGrowsFromSecondsToTenMinutes(t *testing.T) {
	var got []string
	for n := 1; n <= 10; n++ {
		got = append(got, backoff(n).String())
	}
	want := []string{"1s", "2s", "4s", "30s", "1m0s", "2m0s", "4m0s", "8m0s", "10m0s", "10m0s"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if backoff(1000) != 10*time.Minute {
		t.Error("overflows after many failures")
	}
}

func TestEveryVerdictHasWords(t *testing.T) {
	for _, v := range []Verdict{
		NotYet, Quiet, DayOff, Throttled, Capped, OverQuota, Paused, Retrying,
		Send, Bundle, TooLate, Settled, AlreadyTold, Unreachable, Rejected, Unconfirmed,
	} {
		if v.Words() == "" {
			t.Errorf("%s has no words", v)
		}
	}
}

func TestRunDeliversWhatIsNudgedAndStops(t *testing.T) {
	s := newStreet(t, "2026-09-21 10:00", func(o *Options) { o.Poll = time.Hour })
	sent := make(chan struct{}, 10)
	s.phones.fail = func(bot.Call) (error, bool) { sent <- struct{}{}; return nil, false }
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.d.Run(ctx) }()
	s.post("now", bot.Answer, "zhang")
	s.post("soon", bot.News, "zhang")
	s.d.Nudge()
	<-sent
	<-sent
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n := s.outbox.states()[bot.Sent]; n != 2 {
		t.Errorf("%d of 2 recorded when Run returned", n)
	}
}

func TestWrongQuietHoursAreFoundAtStart(t *testing.T) {
	p := testPolicy()
	p.Delivery.QuietTo = "7 Uhr"
	if _, err := NewDeliverer(Options{Policy: p}); err == nil || !strings.Contains(err.Error(), "quiet_to") {
		t.Errorf("error %v does not name quiet_to", err)
	}
}
