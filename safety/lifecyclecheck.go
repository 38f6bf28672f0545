package safety

import (
	"fmt"
	"slices"
	"strings"
)

// CheckLifecycle finds what makes no sense in the table of a hazard's life, one
// sentence each. The tests and `gridwarden policy check` run the same walks.
func CheckLifecycle(rules []Rule) []string {
	var found []string
	for _, walk := range []func([]Rule) []string{
		saidTwice, neverReached, deadEnds, finalButNotOver, toldNothing, notInChinese, unanswerable,
	} {
		found = append(found, walk(rules)...)
	}
	return found
}

// saidTwice are rules that answer for one state, action and role together.
func saidTwice(rules []Rule) (found []string) {
	for i, a := range rules {
		for _, b := range rules[i+1:] {
			if a.From != b.From || a.Do != b.Do || a.From == "" {
				continue
			}
			for _, role := range a.By {
				if slices.Contains(b.By, role) {
					found = append(found, fmt.Sprintf("%s %s by %s stands twice", a.From, a.Do, role))
				}
			}
		}
	}
	return found
}

// neverReached are states that have rules and no way to them.
func neverReached(rules []Rule) (found []string) {
	reached := map[State]bool{"": true}
	for range rules {
		for _, r := range rules {
			if reached[r.From] {
				reached[r.To] = true
			}
		}
	}
	for _, r := range rules {
		if !reached[r.From] {
			found = append(found, fmt.Sprintf("%s has rules but cannot be reached", r.From))
		}
	}
	return unique(found)
}

// deadEnds are states from which no end can be reached.
func deadEnds(rules []Rule) (found []string) {
	ends := map[State]bool{Closed: true, Rejected: true, Voided: true, Merged: true, AsBefore: true}
	for range rules {
		for _, r := range rules {
			if ends[r.To] {
				ends[r.From] = true
			}
		}
	}
	for _, r := range rules {
		if !ends[r.To] {
			found = append(found, fmt.Sprintf("%s is a dead end", r.To))
		}
	}
	return unique(found)
}

// finalButNotOver are actions in final states that are no reopening, no undoing
// of a merging and no appeal.
func finalButNotOver(rules []Rule) (found []string) {
	for _, r := range rules {
		if r.From != "" && !r.From.Open() && r.Do != Reopen && r.Do != Unmerge && r.Do != Appeal {
			found = append(found, fmt.Sprintf("%s is final but allows %s", r.From, r.Do))
		}
	}
	return found
}

// toldNothing are roles that a rule tells without a notice for them.
func toldNothing(rules []Rule) (found []string) {
	for _, r := range rules {
		for _, role := range r.Tell {
			if newsKinds[r.Do][role] == "" {
				found = append(found, fmt.Sprintf("%s tells %s nothing", r.Do, role))
			}
		}
	}
	return unique(found)
}

// notInChinese are words of the table without a name that members can read.
func notInChinese(rules []Rule) (found []string) {
	for _, r := range rules {
		words := []string{r.To.String(), r.Do.String()}
		for _, role := range append(slices.Clone(r.By), r.Tell...) {
			words = append(words, role.String())
		}
		for _, n := range r.Need {
			words = append(words, n.String())
		}
		for _, w := range words {
			if w == "" || strings.ContainsFunc(w, func(r rune) bool { return r < 128 }) {
				found = append(found, fmt.Sprintf("%s → %s: %q is no Chinese word", r.From, r.To, w))
			}
		}
	}
	return unique(found)
}

// unanswerable are requests that can be made where they cannot be answered.
func unanswerable(rules []Rule) (found []string) {
	for _, p := range petitions {
		for _, ask := range rules {
			if ask.Do != p.ask {
				continue
			}
			for _, answer := range []Action{p.grant, p.refuse} {
				if !slices.ContainsFunc(rules, func(r Rule) bool { return r.From == ask.From && r.Do == answer }) {
					found = append(found, fmt.Sprintf("%s in %s cannot be answered with %s", ask.Do, ask.From, answer))
				}
			}
		}
	}
	return found
}
