package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"gridwarden/bot/wecom"
	"gridwarden/config"
	"gridwarden/safety"
	"gridwarden/store"
)

type doctorCmd struct{ settingsFlag }

// Help shows an example and explains the marks.
func (doctorCmd) Help() string {
	return `Example: gridwarden doctor --config /etc/gridwarden.yaml

Marks: ✓ in order, ✗ failed, ! works but wants attention, - could not be checked.
It changes nothing and sends nothing to anybody.`
}

// A mark stands before a finding.
type mark string

const (
	markFine    mark = "✓"
	markBroken  mark = "✗" // the exit code is 1
	markNotice  mark = "!" // works, but somebody should look at it
	markSkipped mark = "-" // something else must be put right first
)

// A finding is the outcome of one check.
type finding struct {
	mark  mark
	text  string
	do    string   // what to do about it; empty when all is well
	lines []string // the parts of it
}

func healthy(format string, args ...any) finding {
	return finding{mark: markFine, text: fmt.Sprintf(format, args...)}
}

func failing(do string, err error) finding {
	return finding{mark: markBroken, text: err.Error(), do: do}
}

func unchecked(why string) finding { return finding{mark: markSkipped, text: "not checked: " + why} }

// checks are what the doctor looks at, in the order in which one builds on another.
var checks = []struct {
	name string
	look func(*doctor, context.Context) finding
}{
	{"policy", (*doctor).lookAtPolicy},
	{"holidays", (*doctor).lookAtHolidays},
	{"database", (*doctor).lookAtDatabase},
	{"history", (*doctor).lookAtHistory},
	{"redis", (*doctor).lookAtRedis},
	{"photos", (*doctor).lookAtPhotos},
	{"callback", (*doctor).lookAtCallback},
	{"clock", (*doctor).lookAtClock},
	{"wecom token", (*doctor).lookAtToken},
	{"wecom address", (*doctor).lookAtAddress},
	{"wecom menu", (*doctor).lookAtMenu},
	{"wecom range", (*doctor).lookAtRange},
	{"roster", (*doctor).lookAtRoster},
}

// checkTime is how long one check may take.
const checkTime = 20 * time.Second

// A doctor holds what one check found and a later one needs.
type doctor struct {
	set  config.Settings
	now  func() time.Time
	log  *slog.Logger
	free []func() error // closes what checks opened

	db      *store.DB
	policy  *safety.Policy
	roster  *safety.Roster
	unread  string // why there is no roster
	offline string // why nothing more can be asked of the platform

	platform    *wecom.Client
	outcomes    map[string]string // api → outcome of its last exchange
	departments []wecom.Department
	refusal     error // of the first business call
}

// Run makes all checks and writes a line for each. No line holds a secret.
func (cmd doctorCmd) Run(ctx context.Context, c console) error {
	set, err := cmd.load(c)
	if err != nil {
		var problems config.Problems
		if !errors.As(err, &problems) {
			return err
		}
		for _, p := range problems {
			finding{mark: markBroken, text: p.String()}.write(c.out, "settings")
		}
		return errors.New("the settings have mistakes; nothing else was checked")
	}
	healthy("read, nothing missing").write(c.out, "settings")
	d := &doctor{set: set, now: time.Now, log: slog.New(slog.DiscardHandler), outcomes: map[string]string{}}
	failed := d.examine(ctx, c.out)
	if err := d.close(); err != nil {
		return err
	}
	switch failed {
	case 0:
		return ctx.Err()
	case 1:
		return fmt.Errorf("1 of %d checks failed", len(checks)+1)
	}
	return fmt.Errorf("%d of %d checks failed", failed, len(checks)+1)
}

func (d *doctor) examine(ctx context.Context, out io.Writer) (failed int) {
	for _, check := range checks {
		if ctx.Err() != nil {
			return failed
		}
		one, cancel := context.WithTimeout(ctx, checkTime)
		f := check.look(d, one)
		cancel()
		f.write(out, check.name)
		if f.mark == markBroken {
			failed++
		}
	}
	return failed
}

func (d *doctor) close() error {
	var errs []error
	for _, free := range d.free {
		errs = append(errs, free())
	}
	return errors.Join(errs...)
}

// write puts a finding on a line, with its parts below it.
func (f finding) write(out io.Writer, name string) {
	text := strings.ReplaceAll(f.text, "\n", "; ")
	if f.do != "" {
		text += " — " + f.do
	}
	fmt.Fprintf(out, "%s %s: %s\n", f.mark, name, text)
	for _, line := range f.lines {
		fmt.Fprintf(out, "    %s\n", line)
	}
}

// readRosterOf is the roster in force.
func readRosterOf(ctx context.Context, db *store.DB) (r *safety.Roster, err error) {
	err = db.Read(ctx, func(tx *store.Tx) error {
		r, err = tx.Roster(ctx)
		return err
	})
	return r, err
}
