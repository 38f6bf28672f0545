package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"gridwarden/config"
	"gridwarden/store"
)

// What replicas wake each other for.
const (
	wakeInbox  = "inbox"
	wakeOutbox = "outbox"
)

// openCoordination opens what the replicas share beside the database. Nothing
// that matters depends on it (promises.md R14).
func openCoordination(set config.Redis, now func() time.Time, log *slog.Logger) (store.Coordination, error) {
	if set.URL == "" {
		return store.NewMemory(now), nil
	}
	r, err := store.OpenRedis(set.URL.Reveal(), log)
	if err != nil {
		return nil, fmt.Errorf("settings of redis: %w", err)
	}
	return r, nil
}

// nudge says that there is work: to this replica at once, to the others as soon
// as Redis listens. Nobody waits for that: a callback has to be answered.
func (p *program) nudge(topic string) {
	p.woken(topic)
	select {
	case p.wakes[topic] <- struct{}{}:
	default: // the others are about to be told
	}
}

// woken lets the part look that a topic concerns.
func (p *program) woken(topic string) {
	switch topic {
	case wakeInbox:
		p.worker.Nudge()
	case wakeOutbox:
		p.deliverer.Nudge()
	}
}

// tellReplicas passes nudges on to the other replicas until ctx ends. Nudges that
// come while one is being told are one.
func (p *program) tellReplicas(ctx context.Context) error {
	for {
		var topic string
		select {
		case <-ctx.Done():
			return nil
		case <-p.wakes[wakeInbox]:
			topic = wakeInbox
		case <-p.wakes[wakeOutbox]:
			topic = wakeOutbox
		}
		p.shared.Nudge(ctx, topic+" "+p.name)
	}
}

// hearReplicas takes the nudges of other replicas until ctx ends; those of this
// one have been heard.
func (p *program) hearReplicas(ctx context.Context) error {
	return p.shared.Listen(ctx, func(nudge string) {
		if topic, from, _ := strings.Cut(nudge, " "); from != p.name {
			p.woken(topic)
		}
	})
}
