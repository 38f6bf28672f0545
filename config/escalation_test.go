package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

func TestTheEscalationDocumentIsFresh(t *testing.T) {
	file := filepath.Join("..", "docs", "escalation.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for name, table := range map[string]string{"orders": defaultPolicy(t).Escalation.OrderTable(), "gaps": safety.GapTable()} {
		head, rest, begins := strings.Cut(want, "<!-- "+name+" -->\n")
		_, tail, ends := strings.Cut(rest, "<!-- /"+name+" -->")
		if !begins || !ends {
			t.Fatalf("docs/escalation.md has no place for %s", name)
		}
		want = head + "<!-- " + name + " -->\n" + table + "<!-- /" + name + " -->" + tail
	}
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("docs/escalation.md is not fresh, run with -update (-docs +policy):\n%s", diff)
	}
}
