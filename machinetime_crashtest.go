//go:build crashtest

package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// machineTime is the clock of an installation. In this build a test may move the
// time of all its processes at once: the machine's clock is ahead by the
// duration in the file that the variable GRIDWARDEN_CLOCK names.
func machineTime(getenv func(string) string) func() time.Time {
	file := getenv("GRIDWARDEN_CLOCK")
	if file == "" {
		return time.Now
	}
	return func() time.Time {
		text, err := os.ReadFile(file)
		if err != nil {
			panic(fmt.Sprintf("GRIDWARDEN_CLOCK: %v", err))
		}
		ahead, err := time.ParseDuration(strings.TrimSpace(string(text)))
		if err != nil {
			panic(fmt.Sprintf("GRIDWARDEN_CLOCK: %v", err))
		}
		return time.Now().Add(ahead)
	}
}
