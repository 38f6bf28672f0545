package store

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"gridwarden/bot"
	"gridwarden/safety"
)

// benchEach runs a benchmark on every database that is there.
func benchEach(b *testing.B, run func(b *testing.B, d *DB)) {
	b.Run(SQLite, func(b *testing.B) { run(b, openTest(b, newSQLite(b))) })
	b.Run(MySQL, func(b *testing.B) { run(b, openTest(b, newMySQL(b))) })
}

func people(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("wt_%06d", i)
	}
	return ids
}

// BenchmarkOpen adds the occurrences of ten thousand courtyards, new ones each
// time, and then the same again.
func BenchmarkOpenOccurrences(b *testing.B) {
	benchEach(b, func(b *testing.B, d *DB) {
		week := 0
		for b.Loop() {
			week++
			os := make([]safety.Occurrence, 10_000)
			for i := range os {
				grid := fmt.Sprintf("%06d", i)
				os[i] = safety.Occurrence{
					ID: fmt.Sprintf("weekly/%d/%s", week, grid), Plan: "weekly", Period: fmt.Sprint(week), Grid: grid, State: safety.Open,
					Opens: noon, Due: noon.AddDate(0, 0, 7), Missed: noon.AddDate(0, 0, 7), Late: noon.AddDate(0, 0, 14),
				}
			}
			for _, want := range []int{len(os), 0} {
				within(b, d, func(tx *Tx) error {
					n, err := tx.AddOccurrences(b.Context(), os)
					if n != want {
						b.Fatalf("added %d, want %d", n, want)
					}
					return err
				})
			}
		}
	})
}

// BenchmarkTick asks for due steps among many that are not due, and moves a
// hundred that are.
func BenchmarkTick(b *testing.B) {
	for _, open := range []int{1_000, 100_000, 1_000_000} {
		d := openTest(b, newSQLite(b))
		far := noon.AddDate(1, 0, 0)
		plan(b, d, "far", open, func(int) time.Time { return far })
		b.Run(fmt.Sprintf("idle/%d", open), func(b *testing.B) {
			for b.Loop() {
				within(b, d, func(tx *Tx) error {
					due, err := tx.DueSteps(b.Context(), noon, 200)
					if len(due) != 0 {
						b.Fatal("something is due")
					}
					return err
				})
			}
		})
		round := 0
		b.Run(fmt.Sprintf("due100/%d", open), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				round++
				plan(b, d, fmt.Sprint("near", round), 100, func(i int) time.Time { return noon.Add(-time.Duration(i) * time.Second) })
				b.StartTimer()
				within(b, d, func(tx *Tx) error {
					due, err := tx.DueSteps(b.Context(), noon, 200)
					if err != nil || len(due) != 100 {
						b.Fatalf("%d are due: %v", len(due), err)
					}
					for _, s := range due {
						s.State, s.Ended, s.To = safety.StepTold, noon, []string{"wt_1"}
						if err := tx.EndStep(b.Context(), s); err != nil {
							return err
						}
					}
					return nil
				})
			}
		})
	}
}

func plan(b testing.TB, d *DB, name string, n int, due func(i int) time.Time) {
	b.Helper()
	steps := make([]safety.Step, n)
	for i := range steps {
		subject := fmt.Sprintf("hazard:%s-%d", name, i)
		steps[i] = safety.Step{
			Key: subject + "/general/0/first", Subject: subject, Ladder: "general", Rung: "first", Mark: safety.MarkDue,
			Due: due(i), State: safety.StepPlanned,
		}
	}
	within(b, d, func(tx *Tx) error { return tx.PlanSteps(b.Context(), steps) })
}

// BenchmarkFanOut posts one reminder to a hundred thousand members, and again.
func BenchmarkFanOut(b *testing.B) {
	benchEach(b, func(b *testing.B, d *DB) {
		to := people(100_000)
		n := 0
		for b.Loop() {
			n++
			p := bot.Post{Key: fmt.Sprint("period:", n), To: to, Class: bot.Opening, Due: noon, Body: bot.Body{Text: "本周检查开始了"}}
			within(b, d, func(tx *Tx) error { return tx.Post(b.Context(), p) })
		}
		b.ReportMetric(float64(100_000*b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkDrain takes fifty thousand deliveries of one post through claim,
// words, told, limits, call and end, three thousand at a time.
func BenchmarkDrain(b *testing.B) {
	benchEach(b, func(b *testing.B, d *DB) {
		const rows = 50_000
		to := people(rows)
		n := 0
		for b.Loop() {
			b.StopTimer()
			n++
			within(b, d, func(tx *Tx) error {
				return tx.Post(b.Context(), bot.Post{
					Key: fmt.Sprint("p", n), To: to, Class: bot.Remind, Due: noon, Body: bot.Body{Text: fmt.Sprint("提醒", n)},
				})
			})
			b.StartTimer()
			for left := rows; left > 0; {
				left -= drainOnce(b, d, 3000, noon.Add(time.Duration(n)*24*time.Hour))
			}
		}
		b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}

var callNumber atomic.Int64

// drainOnce does with the outbox what the deliverer does in one round.
func drainOnce(t testing.TB, d *DB, limit int, now time.Time) int {
	t.Helper()
	ctx := t.Context()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	classes := []bot.Class{bot.Remind}
	_, _, err := d.NextDue(ctx, classes)
	check(err)
	c := bot.Claim{Worker: "w", Now: now, Lease: time.Minute, Limit: limit, Classes: classes}
	_, err = d.ClaimCalls(ctx, c)
	check(err)
	c.With = classes
	ds, err := d.ClaimDeliveries(ctx, c)
	check(err)
	_, err = d.Posts(ctx, []int64{ds[0].Post})
	check(err)
	_, err = d.Told(ctx, ds, now.Add(-4*time.Hour))
	check(err)
	charges := make([]bot.Charge, len(ds))
	for i, one := range ds {
		charges[i] = bot.Charge{Member: one.To, N: 1, Capped: 1}
	}
	_, err = d.Charge(ctx, now, charges)
	check(err)
	var calls []bot.StoredCall
	for from := 0; from < len(ds); from += 1000 {
		part := ds[from:min(from+1000, len(ds))]
		call := bot.StoredCall{
			ID: fmt.Sprint("call", callNumber.Add(1)), Class: bot.Remind, Frozen: now, Next: now, Fence: 1, Deliveries: part,
			Call: bot.Call{API: "message/send", JSON: []byte(`{"text":"x"}`)},
		}
		for _, one := range part {
			call.Call.To = append(call.Call.To, one.To)
		}
		calls = append(calls, call)
	}
	check(d.SaveCalls(ctx, "w", now, time.Minute, calls))
	for _, c := range calls {
		check(d.EndCall(ctx, bot.CallEnd{
			ID: c.ID, Fence: 1, State: bot.CallDone, At: now, MsgID: "m", Rest: bot.Outcome{State: bot.Sent, Why: "send", Reason: "已发送", At: now},
		}))
	}
	return len(ds)
}

// BenchmarkKeep stores messages as callbacks do, many at once.
func BenchmarkKeep(b *testing.B) {
	benchEach(b, func(b *testing.B, d *DB) {
		var n atomic.Int64
		b.SetParallelism(64)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				i := n.Add(1)
				fresh, err := d.Keep(context.Background(), text(fmt.Sprint("m", i), fmt.Sprint("wt_", i%500), noon))
				if err != nil || !fresh {
					b.Error(fresh, err)
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	})
}

// BenchmarkTurn is a whole message: kept, claimed, read, answered within a
// transaction that moves the session on and posts a reply, and released.
func BenchmarkTurn(b *testing.B) {
	benchEach(b, func(b *testing.B, d *DB) {
		ctx := b.Context()
		n := 0
		for b.Loop() {
			n++
			m := text(fmt.Sprint("m", n), fmt.Sprint("wt_", n%500), noon)
			if _, err := d.Keep(ctx, m); err != nil {
				b.Fatal(err)
			}
			lane, ok, err := d.Claim(ctx, "w", noon, time.Minute)
			if err != nil || !ok {
				b.Fatal(ok, err)
			}
			if _, _, err := d.Next(ctx, lane); err != nil {
				b.Fatal(err)
			}
			if err := d.Turn(ctx, lane, m.Key, func(tx *Tx) error { return answer(ctx, tx, m) }); err != nil {
				b.Fatal(err)
			}
			if err := d.Release(ctx, lane); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// answer is what the plainest turn does.
func answer(ctx context.Context, tx *Tx, m bot.Message) error {
	if _, err := tx.Roster(ctx); err != nil {
		return err
	}
	s, err := tx.LoadSession(ctx, m.Member)
	if err != nil {
		return err
	}
	s.Body = []byte(`{"flow":"report-hazard"}`)
	if err := tx.SaveSession(ctx, s); err != nil {
		return err
	}
	return tx.Post(ctx, bot.Post{Key: "answer:" + m.Key, To: []string{m.Member}, Class: bot.Answer, Body: bot.Body{Text: "在哪里？"}})
}
