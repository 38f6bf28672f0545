package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/handlers"
	"gridwarden/safety"
	"gridwarden/scheduler"
	"gridwarden/store"
)

// awake says which members are reminded on a day off: those on the duty roster,
// and roles that a window has named (T-12).
func (p *program) awake(ctx context.Context, now time.Time, members []string) (map[string]bool, error) {
	awake := map[string]bool{}
	err := p.db.Read(ctx, func(tx *store.Tx) error {
		r, err := tx.Roster(ctx)
		if err != nil {
			return err
		}
		s := &safety.Service{Store: tx, Policy: p.policy, Now: now}
		for _, id := range members {
			awake[id] = s.Awake(r, id)
		}
		return nil
	})
	return awake, err
}

// settled says which steps and reminders came too late to matter: the hazard
// was closed between the decision and the sending (promises.md F33, R11), or the
// member went on leave and who stands in for him reads it.
func (p *program) settled(ctx context.Context, now time.Time, ds []bot.Delivery) (map[int64]string, error) {
	over := map[int64]string{}
	instead := map[int64]string{}
	known := map[string]string{}
	err := p.db.Read(ctx, func(tx *store.Tx) error {
		r, err := tx.Roster(ctx)
		if err != nil {
			return err
		}
		s := &safety.Service{Store: tx, Policy: p.policy, Now: now}
		for _, d := range ds {
			if who := s.Instead(r, d.To, safety.Class(d.Class), d.About, d.Due); who != "" && d.Alias == "" {
				instead[d.ID] = who
				over[d.ID] = "请假了，改发给代班的" + r.Name(who)
			}
			if d.Class != bot.Remind && d.Class != bot.Urge && d.Class != bot.Escalate || !strings.HasPrefix(d.About, safety.HazardSubject) {
				continue
			}
			why, seen := known[d.About]
			if !seen {
				h, err := tx.Hazard(ctx, strings.TrimPrefix(d.About, safety.HazardSubject))
				if err != nil {
					return fmt.Errorf("look at %s: %w", d.About, err)
				}
				if !h.State.Open() {
					why = "隐患已" + h.State.String()
				}
				known[d.About] = why
			}
			if why != "" {
				over[d.ID] = why
				delete(instead, d.ID)
			}
		}
		return nil
	})
	if err != nil || len(instead) == 0 {
		return over, err
	}
	return over, p.passOn(ctx, now, ds, instead)
}

// passOn posts deliveries to who reads them instead, by the delivery's id. It can
// be run again: everybody gets it once.
func (p *program) passOn(ctx context.Context, now time.Time, ds []bot.Delivery, instead map[int64]string) error {
	var ids []int64
	for _, d := range ds {
		if instead[d.ID] != "" {
			ids = append(ids, d.Post)
		}
	}
	posts, err := p.db.Posts(ctx, ids)
	if err != nil {
		return err
	}
	return p.db.Tx(ctx, func(tx *store.Tx) error {
		n := handlers.Notices{Outbox: tx, Store: tx, Policy: p.policy, Now: now}
		for _, d := range ds {
			if who := instead[d.ID]; who != "" {
				if err := n.PassOn(ctx, posts[d.Post], who); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// unreachable passes on what could not be delivered: the deputy or the next
// level hears it, and the safety office hears of it (promises.md R9, F29).
func (p *program) unreachable(ctx context.Context, now time.Time, d bot.Delivery) error {
	if d.Class == bot.Answer || d.Class == bot.News || d.Alias != "" {
		return nil // nobody may know that it was meant for somebody behind a pseudonym
	}
	return p.within(ctx, now, func(s *safety.Service) error {
		return s.Undelivered(ctx, d.Key, d.To, d.About, d.Reason)
	})
}

// photoFetcher brings in pictures and says what became of those it could not get.
func (p *program) photoFetcher() *scheduler.PhotoFetcher {
	tell := func(kind safety.NoticeKind, toReporter bool) func(context.Context, time.Time, bot.Fetch) error {
		return func(ctx context.Context, now time.Time, f bot.Fetch) error {
			return p.within(ctx, now, func(s *safety.Service) error { return s.PhotoTrouble(ctx, kind, f.MediaID, f.By, "", toReporter) })
		}
	}
	return &scheduler.PhotoFetcher{
		Photos: p.keptPhotos(), Fetcher: p.platform, Worker: p.name, Now: p.now, Log: p.log,
		Danger: tell("photo_in_danger", false),
		Lost:   tell("photo_lost", true),
		Refused: func(ctx context.Context, now time.Time, f bot.Fetch, why string) error {
			return p.within(ctx, now, func(s *safety.Service) error {
				return s.PhotoTrouble(ctx, "photo_refused", f.MediaID, f.By, why, true)
			})
		},
	}
}

// keptPhotos keeps rows in the database and bytes in the folder.
func (p *program) keptPhotos() scheduler.Photos { return store.NewPhotos(p.db, p.files) }

var _ handlers.Tx = (*store.Tx)(nil)
