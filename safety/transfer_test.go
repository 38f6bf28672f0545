package safety

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryStateOfAHandoverIsReachedAndLeadsToAnEnd(t *testing.T) {
	reached, ends := map[HandoverState]bool{"": true}, map[HandoverState]bool{}
	for _, f := range HandoverStates {
		ends[f.State] = f.Final
	}
	for range HandoverLife {
		for _, r := range HandoverLife {
			reached[r.To] = reached[r.To] || reached[r.From]
			ends[r.From] = ends[r.From] || ends[r.To]
		}
	}
	for _, f := range HandoverStates {
		if !reached[f.State] {
			t.Errorf("%s is never reached", f.State)
		}
		if !ends[f.State] {
			t.Errorf("%s is a dead end", f.State)
		}
	}
}

func TestAnEndedHandoverAllowsNothing(t *testing.T) {
	for _, r := range HandoverLife {
		if r.From != "" && !r.From.Open() {
			t.Errorf("%s is final but allows %s", r.From, r.Do)
		}
	}
}

func TestOneRuleAnswersForEveryStateAndActOfAHandover(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range HandoverLife {
		key := string(r.From) + "/" + string(r.Do)
		if seen[key] {
			t.Errorf("%s stands twice", key)
		}
		seen[key] = true
	}
}

func TestEveryActOnAHandoverTellsInWordsAndHasChineseNames(t *testing.T) {
	for _, r := range HandoverLife {
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
		for _, role := range r.Tell {
			if handoverKinds[r.Do][role] == "" {
				t.Errorf("%s tells %s nothing", r.Do, role)
			}
		}
	}
}

func TestWhatAHandoverDoesToItsHazardIsARuleOfTheHazard(t *testing.T) {
	for _, r := range HandoverLife {
		if r.Hazard == "" {
			continue
		}
		for _, role := range r.By {
			if role == Addressee {
				continue
			}
			if !slices.ContainsFunc(Lifecycle, func(h Rule) bool { return h.Do == r.Hazard && slices.Contains(h.By, role) }) {
				t.Errorf("%s may %s, but nobody of that role may do %s to the hazard", role, r.Do, r.Hazard)
			}
		}
	}
}

// The safety office approves and sends; nobody of a community or a party can.
func TestOnlyTheStreetMovesAHandoverOn(t *testing.T) {
	for _, r := range HandoverLife {
		for _, role := range r.By {
			if r.From != "" && role != Automatic && role != Addressee && role.Fact().Level != Street {
				t.Errorf("%s may %s", role, r.Do)
			}
		}
	}
}
