package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"gridwarden/bot"
	"gridwarden/bot/wecom"
	"gridwarden/config"
	"gridwarden/handlers"
	"gridwarden/safety"
	"gridwarden/scheduler"
	"gridwarden/store"
)

// A program is the bot with everything it needs, wired together. What it does is
// in the parts; this is only who talks to whom.
type program struct {
	settings config.Settings
	policy   *safety.Policy
	now      func() time.Time
	log      *slog.Logger
	name     string // of this replica
	meters   *meters

	db        *store.DB
	files     *store.Folder
	platform  *wecom.Client
	receiver  *wecom.Receiver
	reception *handlers.Reception
	worker    *bot.Worker
	deliverer *scheduler.Deliverer
	photos    *scheduler.PhotoFetcher

	public, ops net.Listener
}

// open wires a program from its settings: database migrated, nothing running yet.
func open(ctx context.Context, set config.Settings, c *clock, log *slog.Logger) (p *program, err error) {
	p = &program{settings: set, now: c.Now, log: log, name: replicaName(), meters: newMeters()}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	if p.policy, err = config.LoadPolicy(set.Policy); err != nil {
		return p, err
	}
	if p.db, err = openDatabase(ctx, set, c.Now); err != nil {
		return p, err
	}
	if p.files, err = store.OpenFolder(set.Photos.Folder()); err != nil {
		return p, fmt.Errorf("open photo folder: %w", err)
	}
	if err = p.connect(); err != nil {
		return p, err
	}
	p.reception = &handlers.Reception{Policy: p.policy, NewID: newID}
	p.photos = p.photoFetcher()
	p.worker = &bot.Worker{
		Inbox: p.db, Name: p.name, Handle: p.answer, Before: p.prefetch, Say: p.apologise, Now: p.now, Log: log, Handled: p.meters.handled,
	}
	p.deliverer, err = scheduler.NewDeliverer(scheduler.Options{
		Outbox: p.db, Sender: p.platform, Policy: p.policy, Worker: p.name, Now: p.now, Log: log,
		Settled: p.settled, Unreachable: p.unreachable, Meter: p.meters.deliveries(),
	})
	return p, err
}

// openDatabase opens and migrates the database.
func openDatabase(ctx context.Context, set config.Settings, now func() time.Time) (*store.DB, error) {
	db, err := store.Open(ctx, store.Config{Driver: set.Database.Driver, DSN: set.Database.DSN.Reveal(), Now: now})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// connect makes the two ends of the platform: the client that calls it and the
// receiver that it calls.
func (p *program) connect() (err error) {
	w := p.settings.WeCom
	cfg := wecom.Config{
		APIBase: w.APIBase, CorpID: w.CorpID, AgentID: w.AgentID, Secret: wecom.Secret(w.Secret.Reveal()),
		HomeURL: p.home(), Photos: p.files, Now: p.now, Networks: ownNetwork(w.APIBase), Observe: p.meters.called,
	}
	if p.platform, err = wecom.New(cfg); err != nil {
		return fmt.Errorf("settings of wecom: %w", err)
	}
	p.receiver, err = wecom.NewReceiver(wecom.ReceiverConfig{
		CorpID: w.CorpID, AgentID: w.AgentID, Token: wecom.Secret(w.Token.Reveal()), EncodingAESKey: wecom.Secret(w.EncodingAESKey.Reveal()),
		Accept: p.accept, Now: p.now, Count: p.meters.callback, Log: p.log,
	})
	if err != nil {
		return fmt.Errorf("settings of wecom: %w", err)
	}
	return nil
}

// home is the address notice cards open when they have none of their own.
func (p *program) home() string {
	if p.settings.PublicURL != "" {
		return p.settings.PublicURL
	}
	return "https://work.weixin.qq.com/"
}

// ownNetwork lets the platform be at an address that is not public when the
// settings name that very address (promises.md S8).
func ownNetwork(base string) []netip.Prefix {
	u, err := url.Parse(base)
	if err != nil {
		return nil
	}
	addr, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		return nil
	}
	return []netip.Prefix{netip.PrefixFrom(addr, addr.BitLen())}
}

// run serves until ctx ends, then lets what is under way finish (promises.md R16).
func (p *program) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.serveHTTP(ctx) })
	group.Go(func() error { return p.worker.Run(ctx) })
	group.Go(func() error { return p.deliverer.Run(ctx) })
	group.Go(func() error { return p.photos.Run(ctx) })
	group.Go(func() error { return p.wakeSessions(ctx) })
	group.Go(func() error {
		return (&scheduler.Runner{Plan: p.duties(), Duties: p.db, Worker: p.name, Now: p.now, Log: p.log, Ran: p.meters.ran}).Run(ctx)
	})
	if err := group.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// close gives back what open took.
func (p *program) close() {
	if p.platform != nil {
		p.platform.Close()
	}
	if p.db != nil {
		if err := p.db.Close(); err != nil {
			p.log.Error("database not closed", "error", err)
		}
	}
}

// replicaName is unique among the replicas, and readable.
func replicaName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "replica"
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), newID()[:4])
}

// newID is unique for ever.
func newID() string {
	var b [10]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
