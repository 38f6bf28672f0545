//go:build crashtest

package crash_test

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"gridwarden/bot/crash"
)

func TestProcessDiesAtTheNamedPlaceTheNthTime(t *testing.T) {
	if os.Getenv("GRIDWARDEN_CRASH_AT") != "" {
		crash.At(crash.CallKept)
		crash.At(crash.CallSent)
		os.Stdout.WriteString("once\n")
		crash.At(crash.CallSent)
		os.Stdout.WriteString("twice\n")
		return
	}
	self := exec.Command(os.Args[0], "-test.run=TestProcessDiesAtTheNamedPlaceTheNthTime")
	self.Env = append(os.Environ(), "GRIDWARDEN_CRASH_AT="+crash.CallSent+":2")
	out, err := self.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("the process ended with %v, want a kill", err)
	}
	if s := exit.Sys().(syscall.WaitStatus); !s.Signaled() || s.Signal() != syscall.SIGKILL {
		t.Errorf("the process ended by %v, want SIGKILL", s)
	}
	if string(out) != "once\n" {
		t.Errorf("printed %q before its end, want only the first passing", out)
	}
}
