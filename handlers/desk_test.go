package handlers

import (
	"testing"
	"time"

	"gridwarden/safety"
)

func TestNoTwoFlowsOrCommandsClaimTheSameWord(t *testing.T) {
	policy := &safety.Policy{}
	v := &visit{
		Service: &safety.Service{Policy: policy, Now: time.Date(2026, 9, 14, 9, 0, 0, 0, safety.Shanghai)},
		ctx:     t.Context(), roster: safety.NewRoster(safety.Roster{}), who: "anyone",
	}
	if err := (&Reception{Policy: policy, NewID: func() string { return "c1" }}).desk(v).Check(); err != nil {
		t.Error(err)
	}
}

func TestEveryMenuEntryStandsForAWordThatIsUnderstood(t *testing.T) {
	policy := &safety.Policy{}
	v := &visit{Service: &safety.Service{Policy: policy}, ctx: t.Context(), roster: safety.NewRoster(safety.Roster{})}
	desk := (&Reception{Policy: policy}).desk(v)
	known := map[string]bool{}
	for _, f := range desk.Flows {
		for _, w := range f.Says() {
			known[w] = true
		}
	}
	for _, c := range desk.Commands {
		for _, w := range c.Says {
			known[w] = true
		}
	}
	for key, word := range menuWords {
		if !known[word] {
			t.Errorf("menu entry %s says %q, which nobody understands", key, word)
		}
	}
}
