package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	featureRow = regexp.MustCompile(`(?m)^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`)
	quoted     = regexp.MustCompile("`([^`]+)`")
	testFunc   = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// Every feature of the table is there once, lives where it says and is proven
// by tests that exist.
func TestTheTableOfFeaturesNamesFilesAndTestsThatExist(t *testing.T) {
	doc, err := os.ReadFile("docs/features.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t)
	want := 1
	for _, row := range featureRow.FindAllStringSubmatch(string(doc), -1) {
		n, _ := strconv.Atoi(row[1])
		if n != want {
			t.Errorf("row %d stands where %d should", n, want)
		}
		want = n + 1
		if strings.TrimSpace(row[3]) == "*left out*" {
			continue
		}
		places, proofs := quoted.FindAllStringSubmatch(row[3], -1), quoted.FindAllStringSubmatch(row[4], -1)
		if len(places) == 0 || len(proofs) == 0 {
			t.Errorf("row %d says not where it lives, or what proves it", n)
		}
		for _, p := range places {
			if _, err := os.Stat(p[1]); err != nil {
				t.Errorf("row %d: %v", n, err)
			}
		}
		for _, p := range proofs {
			if !slices.Contains(tests, p[1]) {
				t.Errorf("row %d: no test is called %s", n, p[1])
			}
		}
	}
	if want != 85 {
		t.Errorf("the table ends at row %d, want 84", want-1)
	}
}

// testNames are the tests of all packages.
func testNames(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, f := range testFunc.FindAllStringSubmatch(string(text), -1) {
			names = append(names, f[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
