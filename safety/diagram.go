package safety

import (
	"fmt"
	"strings"
)

// Mermaid draws the rules as a state diagram.
func Mermaid(rules []Rule) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	named, drawn := map[State]bool{}, map[string]bool{}
	once := func(line string) {
		if !drawn[line] {
			drawn[line] = true
			b.WriteString(line)
		}
	}
	for _, r := range rules {
		for _, s := range []State{r.From, r.To} {
			if s != "" && !named[s] {
				named[s] = true
				once(fmt.Sprintf("    %s: %s\n", string(s), s))
			}
		}
	}
	for _, r := range rules {
		from := string(r.From)
		if from == "" {
			from = "[*]"
		}
		once(fmt.Sprintf("    %s --> %s: %s\n", from, string(r.To), r.Do))
	}
	for _, f := range States {
		if named[f.State] && f.Final && f.State != Closed {
			once(fmt.Sprintf("    %s --> [*]\n", string(f.State)))
		}
	}
	return b.String()
}

// LifecycleDoc is docs/lifecycle.md: the diagram, every rule, and who may do
// what in which state.
func LifecycleDoc(rules []Rule) string {
	var b strings.Builder
	b.WriteString("# The life of a hazard\n\nMade from `safety.Lifecycle`; a test keeps it fresh.\n\n```mermaid\n" + Mermaid(rules) + "```\n\n")
	b.WriteString("## Rules\n\n| from | action | by | to | needs | told |\n|---|---|---|---|---|---|\n")
	for _, r := range rules {
		from := r.From.String()
		if r.From == "" {
			from = "—"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", from, r.Do, join(r.By), r.To, join(r.Need), join(r.Tell))
	}
	b.WriteString("\n## Who may do what\n\n")
	writeMatrix(&b, rules)
	return b.String()
}

// writeMatrix tells for each state and role the actions allowed.
func writeMatrix(b *strings.Builder, rules []Rule) {
	var states []State
	var roles []Role
	for _, r := range rules {
		if r.From != "" && !contains(states, r.From) {
			states = append(states, r.From)
		}
		for _, role := range r.By {
			if r.From != "" && !contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	b.WriteString("| role |")
	for _, s := range states {
		fmt.Fprintf(b, " %s |", s)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(states)) + "\n")
	for _, role := range roles {
		fmt.Fprintf(b, "| %s |", role)
		for _, s := range states {
			var do []Action
			for _, r := range Allowed(s, []Role{role}) {
				do = append(do, r.Do)
			}
			fmt.Fprintf(b, " %s |", join(do))
		}
		b.WriteString("\n")
	}
}

func join[T fmt.Stringer](list []T) string {
	words := make([]string, 0, len(list))
	for _, v := range list {
		words = append(words, v.String())
	}
	return strings.Join(words, "、")
}
