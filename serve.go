package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"gridwarden/config"
)

// settingsFlag names the settings file; without it the environment alone counts.
type settingsFlag struct {
	Config string `help:"Settings file (YAML); each key can also be given in the environment as GRIDWARDEN_…" type:"existingfile" placeholder:"FILE"`
}

func (f settingsFlag) load(c console) (config.Settings, error) {
	return config.Load(f.Config, c.getenv)
}

type serveCmd struct{ settingsFlag }

// Help shows an example.
func (serveCmd) Help() string { return "Example: gridwarden serve --config /etc/gridwarden.yaml" }

// Run serves until the context ends.
func (cmd serveCmd) Run(ctx context.Context, c console) error {
	set, err := cmd.load(c)
	if err != nil {
		return err
	}
	log := newLog(set.Log, c.err)
	slog.SetDefault(log)
	p, err := open(ctx, set, machineTime(c.getenv), log)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.listen(ctx); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "gridwarden serves on %s; metrics and readiness on %s\n", p.public.Addr(), p.ops.Addr())
	return p.run(ctx)
}

type migrateCmd struct{ settingsFlag }

// Help shows an example.
func (migrateCmd) Help() string { return "Example: gridwarden migrate --config /etc/gridwarden.yaml" }

// Run migrates and says so; what is there already is left alone.
func (cmd migrateCmd) Run(ctx context.Context, c console) error {
	set, err := cmd.load(c)
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, set, time.Now)
	if err != nil {
		return err
	}
	defer db.Close()
	fmt.Fprintln(c.out, "the database has the form this program needs")
	return nil
}
