//go:build !crashtest

package main

import "time"

// machineTime is the clock of an installation: the machine's.
func machineTime(func(string) string) func() time.Time { return time.Now }
