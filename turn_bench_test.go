package main

import (
	"fmt"
	"testing"
	"time"

	"gridwarden/bot"
	"gridwarden/testdata"
)

// BenchmarkDurableTurn is a member's message from the moment it is genuine to
// the committed answer: kept on disk (FULL), handled in one transaction, its
// answer in the outbox.
func BenchmarkDurableTurn(b *testing.B) {
	start := time.Date(2026, 9, 14, 10, 0, 0, 0, time.UTC)
	d, err := newDemo(b.Context(), b.TempDir(), "127.0.0.1:0", start, quietLog)
	if err != nil {
		b.Fatal(err)
	}
	defer d.page.Close()
	defer d.program.close()
	p := d.program
	for _, c := range []struct{ name, text string }{{"command", "状态"}, {"draft", "2单元楼道堆了纸箱"}} {
		b.Run(c.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				n++
				m := bot.Message{Key: fmt.Sprintf("%s-%d-%d", c.name, b.N, n), Member: testdata.Volunteer, At: start, Kind: bot.Text, Text: c.text}
				if err := p.accept(b.Context(), m, nil); err != nil {
					b.Fatal(err)
				}
				if err := p.worker.Drain(b.Context(), start); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
