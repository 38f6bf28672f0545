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

// finds runs one walk over the table of a hazard's life: it must find nothing.
func finds(t *testing.T, walk func([]Rule) []string) {
	t.Helper()
	for _, mistake := range walk(Lifecycle) {
		t.Error(mistake)
	}
}

func TestNoTwoRulesAnswerForOneStateActionAndRole(t *testing.T) { finds(t, saidTwice) }

func TestEveryStateOfTheTableCanBeReached(t *testing.T) { finds(t, neverReached) }

func TestEveryOpenStateHasAWayToAnEnd(t *testing.T) { finds(t, deadEnds) }

func TestFinalStatesCanOnlyBeReopenedUnmergedOrAppealed(t *testing.T) { finds(t, finalButNotOver) }

func TestEveryRuleThatTellsHasItsNotice(t *testing.T) { finds(t, toldNothing) }

func TestEveryWordOfTheTableHasAChineseName(t *testing.T) { finds(t, notInChinese) }

func TestEveryActionThatHasConditionsSaysThem(t *testing.T) {
	conditions := (&Policy{}).conditions()
	for _, r := range Lifecycle {
		if len(gates[r.Do])+len(guards[r.Do]) > 0 && conditions[r.Do] == "" {
			t.Errorf("%s has conditions that docs/matrix.md does not tell", r.Do)
		}
	}
}

func TestEveryRequestCanBeAnsweredWhereItCanBeMade(t *testing.T) { finds(t, unanswerable) }

// Each row breaks the table in one way, and the walks that policy check runs find it.
func TestMistakesInTheTableAreFound(t *testing.T) {
	for _, tc := range []struct {
		name string
		rule Rule
		says string
	}{
		{"a rule that stands twice", Rule{From: Registered, Do: Assign, By: []Role{SafetyOfficeHead}, To: Assigned}, "stands twice"},
		{"a state nobody comes to", Rule{From: Draft, Do: Submit, By: []Role{Anyone}, To: Reported}, "cannot be reached"},
		{"a dead end", Rule{From: Registered, Do: Suspend, By: []Role{Party}, To: Draft}, "is a dead end"},
		{"work after the end", Rule{From: Voided, Do: Assign, By: []Role{Party}, To: Assigned}, "is final but allows"},
		{"news without words", Rule{From: Registered, Do: SetInterim, By: []Role{Volunteer}, To: Registered, Tell: []Role{Volunteer}}, "nothing"},
		{"an action without a name", Rule{From: Registered, Do: "ponder", By: []Role{Party}, To: Registered}, "is no Chinese word"},
		{"a request nobody can answer", Rule{From: Reported, Do: AskExtension, By: []Role{Party}, To: Reported}, "cannot be answered"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			found := CheckLifecycle(append(slices.Clone(Lifecycle), tc.rule))
			if !slices.ContainsFunc(found, func(s string) bool { return strings.Contains(s, tc.says) }) {
				t.Errorf("want …%s…, found %q", tc.says, found)
			}
		})
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
