package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"gridwarden/config"
	"gridwarden/config/roster"
	"gridwarden/safety"
	"gridwarden/store"
)

type importCmd struct {
	settingsFlag
	File       string `arg:"" optional:"" help:"Roster workbook (.xlsx)." type:"existingfile"`
	DryRun     bool   `help:"Say what would change, and change nothing."`
	EndMissing bool   `help:"End what the workbook no longer holds; without it such entries are reported and stay."`
	Template   string `help:"Write an empty workbook to fill in, with drop-downs and explanations, and do nothing else." placeholder:"FILE.xlsx" type:"path"`
}

// Help shows an example.
func (importCmd) Help() string {
	return `Examples:
  gridwarden import --template roster.xlsx
  gridwarden import roster.xlsx --dry-run --config /etc/gridwarden.yaml
  gridwarden import roster.xlsx --config /etc/gridwarden.yaml`
}

// Validate finds wrong usage before anything is done.
func (cmd *importCmd) Validate() error {
	switch {
	case cmd.Template != "" && (cmd.File != "" || cmd.DryRun || cmd.EndMissing):
		return errors.New("--template goes alone: it imports nothing")
	case cmd.Template == "" && cmd.File == "":
		return errors.New("name the roster workbook to import, or --template FILE.xlsx to get an empty one")
	}
	return nil
}

// Run imports the workbook whole or not at all.
func (cmd importCmd) Run(ctx context.Context, c console) error {
	if cmd.Template != "" {
		return writeTemplate(cmd.Template, c.out)
	}
	note := noteTo(c.err)
	note("reading %s …", cmd.File)
	r, err := readRoster(cmd.File, c.out)
	if err != nil {
		return err
	}
	set, err := cmd.load(c)
	if err != nil {
		return err
	}
	db, err := cmd.database(ctx, set)
	if errors.Is(err, store.ErrInUse) {
		return fmt.Errorf("%w: stop the running gridwarden, import, and start it again", err)
	}
	if err != nil {
		return err
	}
	defer db.Close()
	note("comparing %d grids, %d people and %d sites with the database …", len(r.Grids), len(r.Members), len(r.Sites))
	now := time.Now()
	change, err := db.ReplaceRoster(ctx, r, store.ReplaceOptions{EndMissing: cmd.EndMissing, DryRun: cmd.DryRun, At: now})
	if err != nil {
		return err
	}
	tellChange(c.out, change, cmd.DryRun)
	tellCoverage(c.out, safety.Coverage(&r, now))
	return nil
}

// database opens the database. A dry run does not even migrate it: programs of
// the version before may be running on it.
func (cmd importCmd) database(ctx context.Context, set config.Settings) (*store.DB, error) {
	if !cmd.DryRun {
		return openDatabase(ctx, set, time.Now)
	}
	db, err := store.Open(ctx, store.Config{Driver: set.Database.Driver, DSN: set.Database.DSN.Reveal()})
	if err != nil {
		return nil, err
	}
	migrated, err := db.Migrated(ctx)
	if err == nil && !migrated {
		err = errNotMigrated
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// noteTo writes progress for somebody who waits at a terminal, and nothing into
// files and pipes.
func noteTo(w io.Writer) func(format string, args ...any) {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
		}
	}
	return func(string, ...any) {}
}

// readRoster reads a workbook and writes its mistakes and remarks, a line each.
// A workbook with mistakes gives no roster.
func readRoster(name string, out io.Writer) (safety.Roster, error) {
	f, err := os.Open(name)
	if err != nil {
		return safety.Roster{}, fmt.Errorf("open workbook: %w", err)
	}
	defer f.Close() // only read
	r, mistakes, remarks, err := roster.Read(f)
	if err != nil {
		return safety.Roster{}, fmt.Errorf("%s: %w", name, err)
	}
	for _, m := range mistakes {
		fmt.Fprintln(out, m)
	}
	for _, m := range remarks {
		fmt.Fprintf(out, "提示 %s\n", m)
	}
	switch len(mistakes) {
	case 0:
		return r, nil
	case 1:
		return r, fmt.Errorf("%s has a mistake; nothing was imported", name)
	}
	return r, fmt.Errorf("%s has %d mistakes; nothing was imported", name, len(mistakes))
}

func writeTemplate(name string, out io.Writer) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already and is left alone", name)
	}
	if err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	if err := errors.Join(roster.WriteTemplate(f), f.Close()); err != nil {
		return fmt.Errorf("write template: %w", err)
	}
	fmt.Fprintf(out, "%s：请按第一个工作表的说明填写\n", name)
	return nil
}

// differenceWords are what an import does to an entry, in the order of the summary.
var differenceWords = []struct{ what, word string }{
	{store.Added, "新增"}, {store.Altered, "更改"}, {store.Returned, "恢复"}, {store.Ended, "停用"}, {store.Missing, "文件里没有"},
}

// tellChange writes the counts and then a line for each difference. A first
// import is all new: counts say it.
func tellChange(out io.Writer, c store.Change, dryRun bool) {
	if len(c.Differences) == 0 {
		fmt.Fprintln(out, "没有变化：名册与文件一致")
		return
	}
	counts, first := map[string]int{}, true
	for _, d := range c.Differences {
		counts[d.What]++
		first = first && d.What == store.Added
	}
	var parts []string
	for _, w := range differenceWords {
		parts = append(parts, fmt.Sprintf("%s %d", w.word, counts[w.what]))
	}
	head := "已导入："
	switch {
	case dryRun:
		head = "试运行，没有改动名册。导入后将是："
	case !store.Changes(c.Differences):
		head = "没有变化："
	}
	fmt.Fprintln(out, head+strings.Join(parts, "，"))
	if before := c.Version == 0 || c.Version == 1 && !dryRun; first && before {
		return
	}
	for _, w := range differenceWords {
		for _, d := range c.Differences {
			if d.What == w.what {
				fmt.Fprintln(out, differenceLine(w.word, d))
			}
		}
	}
	if counts[store.Missing] > 0 {
		fmt.Fprintln(out, "文件里没有的都保持原样；要停用请加 --end-missing 再导入一次")
	}
}

func differenceLine(word string, d store.Difference) string {
	line := fmt.Sprintf("%s 「%s」%s", word, d.Sheet, d.Code)
	if d.Name != "" && !strings.HasPrefix(d.Code, d.Name) {
		line += " " + d.Name
	}
	if d.What == store.Altered {
		line += fmt.Sprintf("：%s “%s” → “%s”", d.Column, d.Old, d.New)
	}
	return line
}

// tellCoverage writes the blind spots of the workbook. They do not stand in the
// way: a street may well have vacancies.
func tellCoverage(out io.Writer, spots []safety.BlindSpot) {
	if len(spots) == 0 {
		fmt.Fprintln(out, "没有盲区：每个网格、场所都有人负责")
		return
	}
	fmt.Fprintf(out, "盲区 %d 处，请安排人员后再导入：\n", len(spots))
	for _, s := range spots {
		fmt.Fprintf(out, "  %s（%s）：%s\n", s.Name, s.Object, s.Text)
	}
}
