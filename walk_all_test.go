package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gridwarden/config"
)

// overtaken are rungs that no life reaches under the embedded policy: after two
// hours the hazard is a general one. A street with a longer limit meets them.
var overtaken = map[string]bool{"H-onspot/unassigned": true, "H-onspot/returned": true, "H-onspot/no-ack": true}

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
			if walked := strings.Contains(written.String(), " "+name+"/"+rung.ID+" L"); walked == overtaken[name+"/"+rung.ID] {
				t.Errorf("%s/%s is in a worked example: %t", name, rung.ID, walked)
			}
		}
	}
}
