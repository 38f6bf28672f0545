package scheduler

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot"
)

// duplicateWindow is how long the platform swallows a request it has seen
// (wecom-api.md 4.1): what it would swallow must not be recorded as sent.
const duplicateWindow = 4 * time.Hour

// told ends what the member was told before in the same words. Answers go on:
// asking the same question twice is part of a conversation. They are marked, so
// that the platform does not swallow them.
func (d *Deliverer) told(ctx context.Context, b *batch) error {
	type said struct{ to, sum string }
	var ask []*item
	seen := map[said]bool{}
	for _, it := range b.undecided() {
		words := said{it.To, it.Sum}
		switch {
		case it.Repeat || it.Sum == "":
		case seen[words]:
			it.again()
		default:
			seen[words] = true
			ask = append(ask, it)
		}
	}
	if len(ask) == 0 {
		return nil
	}
	told, err := d.o.Outbox.Told(ctx, deliveries(ask), b.now.Add(-duplicateWindow))
	if err != nil {
		return fmt.Errorf("ask what was told already: %w", err)
	}
	for _, it := range ask {
		if told[it.ID] {
			it.again()
		}
	}
	return nil
}

// again is for words that the member was told before.
func (it *item) again() {
	if it.Class == bot.Answer {
		it.said = true
		return
	}
	it.decide(AlreadyTold, time.Time{})
}
