// Command gridwarden is 网格安全员: a WeCom bot that reminds the people of a
// street's safety grid, leads them through inspections, takes hazards from
// anybody, and climbs the ladder of superiors while nobody acts.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// commands are what the program can be told to do (architecture.md 7).
type commands struct {
	Demo      demoCmd      `cmd:"" help:"Everything on this machine, nothing to configure: the bot, WeCom in a box, a sample street and a page with phones."`
	Serve     serveCmd     `cmd:"" help:"Run the bot for real."`
	Import    importCmd    `cmd:"" help:"Bring a roster workbook in, all or nothing."`
	Doctor    doctorCmd    `cmd:"" help:"Check database, Redis, photos, WeCom, callback crypto, clock and roster."`
	Migrate   migrateCmd   `cmd:"" help:"Bring the database to the form this program needs."`
	Policy    policyCmd    `cmd:"" help:"Check, show or draw the policy."`
	Simulator simulatorCmd `cmd:"" help:"WeCom in a box, by itself."`
	Version   versionCmd   `cmd:"" help:"Print the version."`
}

// io is where commands write and what they read from the environment.
type console struct {
	out, err io.Writer
	getenv   func(string) string
}

// run carries out a command line and returns the exit code: 0 done, 1 failed,
// 2 wrong usage. An error is one clear sentence on stderr.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	var cli commands
	exit := -1
	parser, err := kong.New(&cli, kong.Name("gridwarden"), kong.Description("网格安全员: grid-based production safety inside WeCom."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exit = code }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		panic(err) // the command table itself is wrong
	}
	switch {
	case len(args) == 0:
		args = []string{"--help"}
	case args[0] == "help": // as many programs have it: help, help import
		args = append(args[1:], "--help")
	}
	line, err := parser.Parse(args)
	switch {
	case exit >= 0:
		return exit
	case err != nil:
		fmt.Fprintf(stderr, "gridwarden: %v; see gridwarden --help\n", err)
		return 2
	}
	line.BindTo(ctx, (*context.Context)(nil))
	line.Bind(console{out: stdout, err: stderr, getenv: getenv})
	if err := line.Run(); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintf(stderr, "gridwarden: %v\n", err)
		return 1
	}
	return 0
}
