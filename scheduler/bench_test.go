package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"gridwarden/bot"
	"gridwarden/store"
)

// instant answers at once.
type instant struct{}

func (instant) Render(_ context.Context, body bot.Body, to []string, _ string) (bot.Call, error) {
	return bot.Call{API: apiSend, To: to, JSON: []byte(body.Text)}, nil
}

func (instant) Send(context.Context, bot.Call) (bot.Receipt, error) { return bot.Receipt{}, nil }

// BenchmarkDrain empties an outbox of 50,000 rows through all stages into a
// platform that answers at once (performance.md P6): one text for all, and a
// text for each.
func BenchmarkDrain(b *testing.B) {
	const rows = 50_000
	for _, each := range []int{rows, 1} {
		b.Run(fmt.Sprintf("%d-in-the-same-words", each), func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				now := at("2026-09-21 10:00")
				db, err := store.Open(b.Context(), store.Config{Driver: store.SQLite, DSN: filepath.Join(b.TempDir(), "b.db"), Now: func() time.Time { return now }})
				if err != nil {
					b.Fatal(err)
				}
				if err := db.Migrate(b.Context()); err != nil {
					b.Fatal(err)
				}
				err = db.Tx(b.Context(), func(t *store.Tx) error {
					for p := range rows / each {
						to := make([]string, each)
						for i := range to {
							to[i] = fmt.Sprintf("m%05d", p*each+i)
						}
						key := fmt.Sprint("post", p)
						if err := t.Post(b.Context(), bot.Post{Key: key, To: to, Class: bot.Remind, Line: key, Body: bot.Body{Text: key}}); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				d, err := NewDeliverer(Options{Outbox: db, Sender: instant{}, Policy: testPolicy(), Worker: "w", Log: slog.New(slog.DiscardHandler)})
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				if err := d.Drain(b.Context(), now); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				counts, err := db.CountDeliveries(b.Context())
				if err != nil || counts[bot.Sent] != rows {
					b.Fatalf("%v sent, %v", counts, err)
				}
				if err := db.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
