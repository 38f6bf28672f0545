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
	shared    store.Coordination       // between replicas
	wakes     map[string]chan struct{} // what the other replicas are to be told
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
func open(ctx context.Context, set config.Settings, now func() time.Time, log *slog.Logger) (p *program, err error) {
	p = &program{
		settings: set, now: now, log: log, name: replicaName(), meters: newMeters(),
		wakes: map[string]chan struct{}{wakeInbox: make(chan struct{}, 1), wakeOutbox: make(chan struct{}, 1)},
	}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	if p.policy, err = config.LoadPolicy(set.Policy); err != nil {
		return p, err
	}
	if p.db, err = openDatabase(ctx, set, now); err != nil {
		return p, err
	}
	if p.files, err = store.OpenFolder(set.Photos.Folder()); err != nil {
		return p, fmt.Errorf("open photo folder: %w", err)
	}
	if p.shared, err = openCoordination(set.Redis, now, log); err != nil {
		return p, err
	}
	if err = p.connect(); err != nil {
		return p, err
	}
	p.reception = handlers.NewReception(p.policy, newID)
	p.photos = p.photoFetcher()
	p.worker = &bot.Worker{
		Inbox: p.db, Name: p.name, Handle: p.answer, Before: p.prefetch, Say: p.apologise, Now: p.now, Log: log, Handled: p.meters.handled,
	}
	p.deliverer, err = scheduler.NewDeliverer(scheduler.Options{
		Outbox: p.db, Sender: p.platform, Policy: p.policy, Worker: p.name, Lease: deliveryLease, Now: p.now, Log: log,
		Batch: 3000, Settled: p.settled, Awake: p.awake, Unreachable: p.unreachable, Meter: p.meters.deliveries(),
	})
	return p, err
}

// deliveryLease is how long what a dead replica was about to say waits for the
// next (promises.md F15).
const deliveryLease = time.Minute

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
		HomeURL: p.home(), Photos: p.files, TokenStore: p.shared, Now: p.now, Networks: networks(w), Observe: p.meters.called,
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

// networks lets the platform be at an address that is not public when the
// settings name that very address, or its network (promises.md S8).
func networks(w config.WeCom) []netip.Prefix {
	ps, err := w.Prefixes()
	if err != nil {
		return nil // Load has checked them
	}
	u, err := url.Parse(w.APIBase)
	if err != nil {
		return ps
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil {
		ps = append(ps, netip.PrefixFrom(addr, addr.BitLen()))
	}
	return ps
}

// run serves until ctx ends, then lets what is under way finish (promises.md R16).
// What is due in the present period is opened at the start, and the calendar
// looked at: a roster or a policy may have come since the plan last did so.
func (p *program) run(ctx context.Context) error {
	for _, begin := range []func(context.Context, time.Time) error{p.openOccurrences, p.watchCalendar} {
		if err := begin(ctx, p.now()); err != nil && ctx.Err() == nil {
			return err
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.serveHTTP(ctx) })
	group.Go(func() error { return p.worker.Run(ctx) })
	group.Go(func() error { return p.deliverer.Run(ctx) })
	group.Go(func() error { return p.photos.Run(ctx) })
	group.Go(func() error { return p.wakeSessions(ctx) })
	group.Go(func() error { return p.tellReplicas(ctx) })
	group.Go(func() error { return p.hearReplicas(ctx) })
	group.Go(func() error { return p.offerMenu(ctx) })
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
	for _, l := range []net.Listener{p.public, p.ops} {
		if l != nil {
			_ = l.Close() // closed already when it served
		}
	}
	if p.shared != nil {
		if err := p.shared.Close(); err != nil {
			p.log.Error("redis not closed", "error", err)
		}
	}
	if p.files != nil {
		if err := p.files.Close(); err != nil {
			p.log.Error("photo folder not closed", "error", err)
		}
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
