package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"gridwarden/bot/wecomsim"
	"gridwarden/config"
	"gridwarden/config/roster"
	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

type demoCmd struct {
	Date   string `help:"The first moment of the demo, Asia/Shanghai." default:"2026-09-14 08:55" placeholder:"YYYY-MM-DD HH:MM"`
	Data   string `help:"Keep the data in this folder; without it they go with the demo." placeholder:"DIR" type:"path"`
	Listen string `help:"Where the page with the phones is." default:"127.0.0.1:8787"`
}

// Help shows an example.
func (demoCmd) Help() string { return "Example: gridwarden demo --date '2026-09-18 09:55'" }

// Run lives a street's day until the context ends.
func (cmd demoCmd) Run(ctx context.Context, c console) error {
	start, err := time.ParseInLocation("2006-01-02 15:04", cmd.Date, safety.Shanghai)
	if err != nil {
		return fmt.Errorf("--date %q: write it as 2026-09-14 08:55", cmd.Date)
	}
	folder := cmd.Data
	if folder == "" {
		if folder, err = os.MkdirTemp("", "gridwarden-demo-"); err != nil {
			return fmt.Errorf("make a temporary folder: %w", err)
		}
		defer os.RemoveAll(folder)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the folder of the demo: %w", err)
	}
	d, err := newDemo(ctx, folder, cmd.Listen, start, newLog(config.Log{Level: "warn"}, c.err), changeStaff)
	if err != nil {
		return err
	}
	defer d.program.close()
	fmt.Fprintf(c.out, "Open http://%s in a browser. Ctrl-C ends the demo.\n", d.page.Addr())
	return d.run(ctx)
}

// A demo is the program and the simulator side by side, at a clock that can be
// moved. They know each other by HTTP only.
type demo struct {
	program *program
	sim     *wecomsim.Sim
	clock   *clock
	began   time.Time
	page    net.Listener
	moves   chan move // to the one goroutine that moves the time
	log     *slog.Logger

	logged     sync.Mutex // guards what the page's log has shown
	known      map[string]bool
	lastLogged time.Time
	lines      []wecomsim.LogLine

	toured  sync.Mutex // guards which stops of the tour were visited
	visited map[string]bool
}

// A move asks for the clock to be put to a later moment. The clock's own tick has
// no done.
type move struct {
	to   time.Time
	done chan error
}

// newDemo wires a demo in a folder, with the sample street and what changes in
// it, and begins at a moment. What a folder holds already is gone on with.
func newDemo(ctx context.Context, folder, listen string, start time.Time, log *slog.Logger, changes ...streetChange) (d *demo, err error) {
	d = &demo{clock: &clock{}, began: start, moves: make(chan move), log: log, known: map[string]bool{}, visited: map[string]bool{}}
	d.clock.Set(start)
	if d.page, err = net.Listen("tcp", listen); err != nil {
		return nil, fmt.Errorf("open the page: %w", err)
	}
	set := demoSettings(folder, "http://"+d.page.Addr().String())
	if d.program, err = open(ctx, set, d.clock.Now, log); err != nil {
		return nil, errors.Join(err, d.page.Close())
	}
	if err := d.prepare(ctx, set, changes); err != nil {
		d.program.close()
		return nil, errors.Join(err, d.page.Close())
	}
	return d, nil
}

// demoSettings are those of a real installation whose platform is the simulator.
func demoSettings(folder, base string) config.Settings {
	set := config.Default()
	set.Listen, set.Ops.Listen = "127.0.0.1:0", "127.0.0.1:0"
	set.PublicURL = base
	set.WeCom = config.WeCom{
		APIBase: base, CorpID: "wwdemo0123456789ab", AgentID: 1000002,
		Secret: config.Secret(newID() + newID()), Token: config.Secret(newID()), EncodingAESKey: config.Secret((newID() + newID() + newID())[:43]),
	}
	set.Database.DSN = config.Secret(filepath.Join(folder, "gridwarden.db"))
	set.Photos.URL = "file://" + filepath.Join(folder, "photos")
	return set
}

// prepare brings the sample street in, gives everybody a phone and opens what
// is due in the present period.
func (d *demo) prepare(ctx context.Context, set config.Settings, changes []streetChange) (err error) {
	p := d.program
	if err := p.listen(ctx); err != nil {
		return err
	}
	r, err := importStreet(ctx, p, d.began, changes)
	if err != nil {
		return err
	}
	w := set.WeCom
	d.sim, err = wecomsim.New(wecomsim.Config{
		CorpID: w.CorpID, AgentID: w.AgentID, Secret: w.Secret.Reveal(), Token: w.Token.Reveal(), EncodingAESKey: w.EncodingAESKey.Reveal(),
		AppName: "网格安全员", Callback: "http://" + p.public.Addr().String() + "/wecom/callback", Home: set.PublicURL,
		Now: d.clock.Now, People: people(r, d.clock.Now()), Hooks: d.hooks(r),
	})
	return err
}

// people are the members of the corp, with their highest role under the name.
func people(r *safety.Roster, at time.Time) []wecomsim.Person {
	var ps []wecomsim.Person
	for _, m := range r.Members {
		person := wecomsim.Person{UserID: m.ID, Name: m.Name, Mobile: m.Mobile}
		of := r.Of(m.ID, at)
		if len(of) == 0 {
			of = r.Of(m.ID, at.AddDate(0, 0, staffDay)) // who is about to begin
		}
		if len(of) > 0 {
			grid, _ := r.Grid(of[0].Grid)
			person.Position = grid.Name + " · " + of[0].Role.String()
		}
		ps = append(ps, person)
	}
	return ps
}

// run serves the page, the bot and the time until ctx ends. What is due at the
// start happens before the page can be seen, so that "next" never lies behind.
func (d *demo) run(ctx context.Context) error {
	start := d.clock.Now()
	if err := d.program.catchUp(ctx, start); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	server := &http.Server{Handler: d.sim.Handler(), ReadHeaderTimeout: 10 * time.Second}
	group.Go(func() error {
		if err := server.Serve(d.page); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve the page: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		return server.Close()
	})
	group.Go(func() error { return d.sim.Run(ctx) })
	group.Go(func() error { return d.program.serveHTTP(ctx) })
	group.Go(func() error { return d.program.worker.Run(ctx) })
	group.Go(func() error { return d.program.deliverer.Run(ctx) })
	group.Go(func() error { return d.program.photos.Run(ctx) })
	group.Go(func() error { return d.program.wakeSessions(ctx) })
	group.Go(func() error { return d.live(ctx, start) })
	if err := group.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// live replays the plan along the demo's clock: minute by minute as it runs, and
// in one go when it is moved. It is the only one that moves the time; all that was
// due until past has happened.
func (d *demo) live(ctx context.Context, past time.Time) error {
	if err := d.program.setMenu(ctx); err != nil && ctx.Err() == nil {
		d.log.Warn("menu not set", "error", err)
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		var m move
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			m.to = d.clock.Now()
		case m = <-d.moves:
			if now := d.clock.Now(); m.to.Before(now) {
				m.to = now // what is late already happens at once
			}
		}
		err := d.replay(ctx, past, m)
		if m.done != nil {
			m.done <- err
		} else if err != nil && ctx.Err() == nil {
			return err
		}
		past = m.to
	}
}

// replay lets everything happen that is due until a move's moment. While the
// clock runs by itself the live loops do the rest; when it is moved, all of it is
// done here, each thing at its own moment however long it takes.
func (d *demo) replay(ctx context.Context, from time.Time, m move) error {
	if m.done == nil && m.to.Sub(from) <= 2*time.Minute {
		return d.program.duties().Replay(ctx, from, m.to, nil)
	}
	defer func() { d.clock.Run(m.to) }()
	return d.program.replay(ctx, from, m.to, d.clock.Stop)
}

// importStreet brings the sample street into the database, as it changes around a
// start, and gives the roster back.
func importStreet(ctx context.Context, p *program, start time.Time, changes []streetChange) (*safety.Roster, error) {
	r, mistakes, _, err := roster.Read(bytes.NewReader(testdata.Street))
	if err != nil {
		return nil, fmt.Errorf("read the sample street: %w", err)
	}
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("the sample street has mistakes: %s", mistakes[0])
	}
	for _, change := range changes {
		change(&r, start)
	}
	r = *safety.NewRoster(r)
	if _, err := p.db.ReplaceRoster(ctx, r, store.ReplaceOptions{At: p.now()}); err != nil {
		return nil, err
	}
	return &r, nil
}
