package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
	"go.uber.org/goleak"

	"gridwarden/bot/wecomsim"
	"gridwarden/config/roster"
	"gridwarden/testdata"
)

// TestMain makes the program a command of the scripts, and fails when a test
// leaves goroutines behind.
func TestMain(m *testing.M) {
	testscript.Main(watched{m}, map[string]func(){"gridwarden": scripted})
}

type watched struct{ *testing.M }

func (w watched) Run() int {
	code := w.M.Run()
	if code != 0 {
		return code
	}
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// leaked is the exit code of a command that printed a secret. No script expects it.
const leaked = 99

// scripted is main for the scripts (promises.md S16).
func scripted() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var said bytes.Buffer
	code := run(ctx, os.Args[1:], os.Getenv, io.MultiWriter(os.Stdout, &said), io.MultiWriter(os.Stderr, &said))
	for i, secret := range strings.Fields(os.Getenv("SECRETS")) {
		if strings.Contains(said.String(), secret) {
			fmt.Fprintf(os.Stderr, "secret %d was printed\n", i)
			code = leaked
		}
	}
	os.Exit(code)
}

// The secrets of the scripts. None of them may ever be printed.
const (
	scriptSecret = "sEcReTofTheAppNobodyMaySee"
	scriptToken  = "tOkEnNobodyMaySee1"
	scriptKey    = "KeyNobodyMaySeeKeyNobodyMaySeeKeyNobodyMayA"
	scriptWord   = "passwordNobodyMaySee"
)

func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, Setup: scriptSetup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "fault": fault},
	})
}

// TestServeStopsGently holds promises.md R16 for a bot that has nothing to do.
func TestServeStopsGently(t *testing.T) {
	dir := t.TempDir()
	env := map[string]string{
		"GRIDWARDEN_LISTEN": "127.0.0.1:0", "GRIDWARDEN_OPS_LISTEN": "127.0.0.1:0", "GRIDWARDEN_PUBLIC_URL": "https://grid.example.gov.cn",
		"GRIDWARDEN_WECOM_API_BASE": "http://127.0.0.1:1", "GRIDWARDEN_WECOM_CORP_ID": "wwscript0123456789", "GRIDWARDEN_WECOM_AGENT_ID": "1000002",
		"GRIDWARDEN_WECOM_SECRET": scriptSecret, "GRIDWARDEN_WECOM_TOKEN": scriptToken, "GRIDWARDEN_WECOM_ENCODING_AES_KEY": scriptKey,
		"GRIDWARDEN_DATABASE_DSN": filepath.Join(dir, "gridwarden.db"), "GRIDWARDEN_PHOTOS_URL": "file://" + filepath.Join(dir, "photos"),
	}
	defer slog.SetDefault(slog.Default())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, log := &firstWrite{written: make(chan struct{})}, &bytes.Buffer{}
	done := make(chan int, 1)
	go func() { done <- run(ctx, []string{"serve"}, func(name string) string { return env[name] }, out, log) }()
	select {
	case <-out.written:
	case code := <-done:
		t.Fatalf("serve ended with %d: %s", code, log)
	}
	asked := time.Now()
	stop()
	code := <-done
	if took := time.Since(asked); code != 0 || took > 10*time.Second {
		t.Errorf("exit code %d after %s: %s", code, took, log)
	}
	for _, secret := range []string{scriptSecret, scriptToken, scriptKey} {
		if strings.Contains(out.text+log.String(), secret) {
			t.Error("a secret was printed")
		}
	}
}

// scriptSetup gives each script a simulator with the sample street's people,
// settings in the environment, and some workbooks.
func scriptSetup(env *testscript.Env) error {
	r, _, _, err := roster.Read(bytes.NewReader(testdata.Street))
	if err != nil {
		return err
	}
	sim, err := wecomsim.New(wecomsim.Config{
		CorpID: "wwscript0123456789", AgentID: 1000002, Secret: scriptSecret, Token: scriptToken, EncodingAESKey: scriptKey,
		People: people(&r, time.Now()),
	})
	if err != nil {
		return err
	}
	server := httptest.NewServer(sim.Handler())
	env.Defer(server.Close)
	for name, value := range map[string]string{
		"SIM": server.URL, "SECRETS": strings.Join([]string{scriptSecret, scriptToken, scriptKey, scriptWord}, " "), "PASSWORD": scriptWord,
		"GRIDWARDEN_PUBLIC_URL":             "https://grid.example.gov.cn",
		"GRIDWARDEN_WECOM_API_BASE":         server.URL,
		"GRIDWARDEN_WECOM_CORP_ID":          "wwscript0123456789",
		"GRIDWARDEN_WECOM_AGENT_ID":         "1000002",
		"GRIDWARDEN_WECOM_SECRET":           scriptSecret,
		"GRIDWARDEN_WECOM_TOKEN":            scriptToken,
		"GRIDWARDEN_WECOM_ENCODING_AES_KEY": scriptKey,
		"GRIDWARDEN_DATABASE_DSN":           filepath.Join(env.WorkDir, "gridwarden.db"),
		"GRIDWARDEN_PHOTOS_URL":             "file://" + filepath.Join(env.WorkDir, "photos"),
	} {
		env.Setenv(name, value)
	}
	return errors.Join(
		os.WriteFile(filepath.Join(env.WorkDir, "street.xlsx"), testdata.Street, 0o644),
		changedStreet(env, "changed.xlsx", func(f *excelize.File) error {
			return errors.Join(f.SetCellStr("网格", "B4", "一号新院"), f.RemoveRow("场所", 2))
		}),
		changedStreet(env, "stranger.xlsx", func(f *excelize.File) error {
			rows, err := f.GetRows("人员")
			return errors.Join(err, f.SetSheetRow("人员", fmt.Sprintf("A%d", len(rows)+1), &[]any{"柳生客", "wt_nobody_knows", "志愿者", testdata.Courtyard}))
		}),
		changedStreet(env, "mistakes.xlsx", func(f *excelize.File) error {
			return errors.Join(f.SetCellStr("网格", "D3", "小区"), f.SetCellStr("人员", "D4", "no/code"), f.SetCellStr("场所", "D2", "小单位"))
		}),
	)
}

// changedStreet writes the sample street as somebody changed it.
func changedStreet(env *testscript.Env, name string, change func(*excelize.File) error) error {
	f, err := excelize.OpenReader(bytes.NewReader(testdata.Street))
	if err != nil {
		return err
	}
	defer f.Close()
	if err := change(f); err != nil {
		return err
	}
	return f.SaveAs(filepath.Join(env.WorkDir, name))
}

// exits runs a command that must end with a given exit code: exits 2 gridwarden import.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND …")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var ended *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// fault makes the simulator misbehave: fault '{"api":"message/send","code":45009}'.
func fault(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: fault JSON")
	}
	resp, err := http.Post(ts.Getenv("SIM")+"/sim/faults", "application/json", strings.NewReader(args[0]))
	ts.Check(err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		ts.Fatalf("the simulator answered %s", resp.Status)
	}
	http.DefaultClient.CloseIdleConnections()
}
