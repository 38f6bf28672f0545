package handlers

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"gridwarden/bot/flow"
	"gridwarden/config"
	"gridwarden/safety"
)

// deskOf is the talk of a member under the default policy.
func deskOf(t *testing.T) (*flow.Desk, *safety.Policy) {
	t.Helper()
	policy, err := config.LoadPolicy("")
	if err != nil {
		t.Fatal(err)
	}
	v := &visit{Service: &safety.Service{Policy: policy}, ctx: t.Context(), roster: safety.NewRoster(safety.Roster{})}
	return NewReception(policy, func() string { return "c1" }).desk(v), policy
}

func TestMembersAreUnderstoodHoweverTheyWriteAWord(t *testing.T) {
	desk, _ := deskOf(t)
	total := 0
	for _, row := range spellingRows(t) {
		if row.word == "-" {
			continue
		}
		for _, said := range row.said {
			total++
			if got := desk.Means(said); got != row.word {
				t.Errorf("%q means %q, want %q", said, got, row.word)
			}
		}
	}
	if total < 200 {
		t.Errorf("the table has %d spellings, want 200 at least", total)
	}
}

func TestSentencesThatOnlyHoldAWordAreNoCommand(t *testing.T) {
	desk, _ := deskOf(t)
	for _, row := range spellingRows(t) {
		for _, said := range row.said {
			if row.word != "-" {
				break
			}
			if got := desk.Means(said); got != "" {
				t.Errorf("%q is taken for %q", said, got)
			}
		}
	}
}

func TestEverySpellingOfThePolicyStandsForAWordThatIsUnderstood(t *testing.T) {
	desk, policy := deskOf(t)
	for spelling, word := range policy.Spellings.Meant() {
		if got := desk.Means(spelling); got != word {
			t.Errorf("%q stands for %q and means %q", spelling, word, got)
		}
	}
}

type spellingRow struct {
	word string
	said []string
}

func spellingRows(t *testing.T) (rows []spellingRow) {
	t.Helper()
	file, err := os.Open("testdata/spellings.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		word, said, ok := strings.Cut(lines.Text(), ": ")
		if ok && !strings.HasPrefix(word, "#") {
			rows = append(rows, spellingRow{word, strings.Fields(said)})
		}
	}
	return rows
}
