//go:build crashtest

package crash

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

var (
	place, nth = wanted(os.Getenv("GRIDWARDEN_CRASH_AT"))
	passed     atomic.Int64
)

// wanted reads "name" or "name:n". A wrong name is a mistake of the test and
// stops the program at its start.
func wanted(s string) (string, int64) {
	if s == "" {
		return "", 0
	}
	name, count, counted := strings.Cut(s, ":")
	n := int64(1)
	if counted {
		var err error
		if n, err = strconv.ParseInt(count, 10, 64); err != nil || n < 1 {
			panic(fmt.Sprintf("GRIDWARDEN_CRASH_AT: %q is no count", count))
		}
	}
	if !slices.Contains(Names, name) {
		panic(fmt.Sprintf("GRIDWARDEN_CRASH_AT: no place is called %q", name))
	}
	return name, n
}

// At kills the process, without any cleaning up, if this is the place.
func At(name string) {
	if name != place || passed.Add(1) != nth {
		return
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
		panic(err)
	}
	select {} // the signal is on its way: nothing may happen after it
}
