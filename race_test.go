//go:build race

package main

// underRace says that the race detector slows everything down ten times.
const underRace = true
