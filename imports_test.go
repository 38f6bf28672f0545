package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// may is what each package may import of the project and of the given
// libraries (docs/architecture.md). Whatever is not named may import neither.
var may = map[string][]string{
	"safety":        nil,
	"bot":           {"bot/crash"},
	"bot/crash":     nil,
	"bot/flow":      {"bot"},
	"bot/wecom":     {"bot", "bot/crash", "github.com/silenceper/wechat"},
	"bot/wecomsim":  nil,
	"config":        {"safety"},
	"config/roster": {"safety"},
	"handlers":      {"safety", "bot", "bot/flow"},
	"scheduler":     {"safety", "bot", "bot/crash", "github.com/robfig/cron"},
	"store":         {"safety", "bot", "bot/crash", "gorm.io", "github.com/redis"},
	"testdata":      nil,
	"scripts/count": nil,
}

// given are the libraries whose import is somebody's alone.
var given = []string{"github.com/silenceper/wechat", "gorm.io", "github.com/redis", "github.com/robfig/cron", "github.com/go-redis"}

func TestImportsPointDownwards(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "gridwarden"), "/")
		if name == "" {
			continue // main knows all
		}
		allowed, known := may[name]
		if !known && !strings.Contains(name, "test") {
			t.Errorf("%s has no row in the table of imports", name)
		}
		for _, imp := range p.Imports {
			if ours, ok := strings.CutPrefix(imp, "gridwarden/"); ok && known && !slices.Contains(allowed, ours) {
				t.Errorf("%s may not import %s", name, ours)
			}
			for _, lib := range given {
				if strings.HasPrefix(imp, lib) && !slices.ContainsFunc(allowed, func(a string) bool { return strings.HasPrefix(path.Clean(imp), a) }) {
					t.Errorf("%s may not import %s", name, imp)
				}
			}
		}
	}
}

func TestTheDomainImportsTheStandardLibraryOnly(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{join .Imports "\n"}}`, "./safety").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, imp := range strings.Fields(string(out)) {
		if strings.Contains(imp, ".") || strings.HasPrefix(imp, "gridwarden/") {
			t.Errorf("safety imports %s", imp)
		}
	}
}
