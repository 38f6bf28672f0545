package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gridwarden/config"
)

// Every rung of the policy stands in a worked example with its moment, its level
// and those who hear it.
func TestEveryRungOfThePolicyIsWalked(t *testing.T) {
	files, err := filepath.Glob("walk_*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var written strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		written.Write(text)
	}
	policy, err := config.LoadPolicy("")
	if err != nil {
		t.Fatal(err)
	}
	for name, ladder := range policy.Ladders {
		for _, rung := range ladder.Rungs {
			if !strings.Contains(written.String(), " "+name+"/"+rung.ID+" L") {
				t.Errorf("%s/%s is in no worked example", name, rung.ID)
			}
		}
	}
}
