package safety

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite generated documents")

func TestNoTwoRulesAnswerForOneStateActionAndRole(t *testing.T) {
	for i, a := range Lifecycle {
		for _, b := range Lifecycle[i+1:] {
			if a.From != b.From || a.Do != b.Do || a.From == "" {
				continue
			}
			for _, role := range a.By {
				if slices.Contains(b.By, role) {
					t.Errorf("%s %s by %s stands twice", a.From, a.Do, role)
				}
			}
		}
	}
}

func TestEveryStateOfTheTableCanBeReached(t *testing.T) {
	reached := map[State]bool{"": true}
	for range Lifecycle {
		for _, r := range Lifecycle {
			if reached[r.From] {
				reached[r.To] = true
			}
		}
	}
	for _, r := range Lifecycle {
		if !reached[r.From] {
			t.Errorf("%s has rules but cannot be reached", r.From)
		}
	}
}

func TestEveryOpenStateHasAWayToAnEnd(t *testing.T) {
	ends := map[State]bool{Closed: true, Rejected: true, Voided: true, Merged: true, AsBefore: true}
	for range Lifecycle {
		for _, r := range Lifecycle {
			if ends[r.To] {
				ends[r.From] = true
			}
		}
	}
	for _, r := range Lifecycle {
		if !ends[r.To] {
			t.Errorf("%s is a dead end", r.To)
		}
	}
}

func TestFinalStatesCanOnlyBeReopenedUnmergedOrAppealed(t *testing.T) {
	for _, r := range Lifecycle {
		if r.From != "" && !r.From.Open() && r.Do != Reopen && r.Do != Unmerge && r.Do != Appeal {
			t.Errorf("%s is final but allows %s", r.From, r.Do)
		}
	}
}

func TestEveryRuleThatTellsHasItsNotice(t *testing.T) {
	for _, r := range Lifecycle {
		for _, role := range r.Tell {
			if newsKinds[r.Do][role] == "" {
				t.Errorf("%s tells %s nothing", r.Do, role)
			}
		}
	}
}

func TestEveryWordOfTheTableHasAChineseName(t *testing.T) {
	for _, r := range Lifecycle {
		words := []string{r.To.String(), r.Do.String()}
		for _, role := range append(slices.Clone(r.By), r.Tell...) {
			words = append(words, role.String())
		}
		for _, n := range r.Need {
			words = append(words, n.String())
		}
		for _, w := range words {
			if w == "" || strings.ContainsFunc(w, func(r rune) bool { return r < 128 }) {
				t.Errorf("%s → %s: %q is no Chinese word", r.From, r.To, w)
			}
		}
	}
}

func TestEveryActionThatHasConditionsSaysThem(t *testing.T) {
	conditions := (&Policy{}).conditions()
	for _, r := range Lifecycle {
		if len(gates[r.Do])+len(guards[r.Do]) > 0 && conditions[r.Do] == "" {
			t.Errorf("%s has conditions that docs/matrix.md does not tell", r.Do)
		}
	}
}

func TestEveryRequestCanBeAnsweredWhereItCanBeMade(t *testing.T) {
	for _, p := range petitions {
		for _, ask := range Lifecycle {
			if ask.Do != p.ask {
				continue
			}
			for _, answer := range []Action{p.grant, p.refuse} {
				if !slices.ContainsFunc(Lifecycle, func(r Rule) bool { return r.From == ask.From && r.Do == answer }) {
					t.Errorf("%s in %s cannot be answered with %s", ask.Do, ask.From, answer)
				}
			}
		}
	}
}

func TestTheDiagramOfTheLifecycleIsFresh(t *testing.T) {
	const file = "../docs/lifecycle.md"
	want := LifecycleDoc(Lifecycle)
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is not what the table says; run go test ./safety -update\n%s", file, diff)
	}
}
