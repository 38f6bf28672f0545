package safety

import (
	"fmt"
	"slices"
	"strings"
)

// Mermaid draws the rules as a state diagram. What leaves a hazard where it was
// is not drawn.
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
	rules = slices.DeleteFunc(slices.Clone(rules), func(r Rule) bool { return r.From == r.To })
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

// LifecycleDoc is docs/lifecycle.md: the diagram and every rule.
func LifecycleDoc(rules []Rule) string {
	var b strings.Builder
	b.WriteString("# The life of a hazard\n\nMade from `safety.Lifecycle`; a test keeps it fresh. Who may do what in which state, to be signed, is in\n[matrix.md](matrix.md).\n\n```mermaid\n" + Mermaid(rules) + "```\n\n")
	b.WriteString("## Rules\n\n| from | action | by | to | needs | told |\n|---|---|---|---|---|---|\n")
	for i := 0; i < len(rules); {
		r, from := rules[i], []State{rules[i].From}
		for i++; i < len(rules) && differOnlyInState(r, rules[i]); i++ {
			from = append(from, rules[i].From)
		}
		names, to := join(from), r.To.String()
		if r.From == "" {
			names = "—"
		}
		if r.From == r.To {
			to = "不变"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", names, r.Do, join(r.By), to, join(r.Need), join(r.Tell))
	}
	b.WriteString("\n" + clocksDoc)
	return b.String()
}

// differOnlyInState says that two rules differ in nothing but the state they hold in.
func differOnlyInState(a, b Rule) bool {
	return a.Do == b.Do && (a.To == b.To || a.From == a.To && b.From == b.To) && a.From != "" && b.From != "" &&
		slices.Equal(a.By, b.By) && slices.Equal(a.Need, b.Need) && slices.Equal(a.Tell, b.Tell)
}

// clocksDoc says what no table can.
const clocksDoc = `## Clocks and deadlines

* **State clock**: time in the present state. Only a change of state sets it back; photos, interim measures, requests and
  their answers do not.
* **Case clock**: time since the registration. It is never set back and stands still only in 挂账.
* **Traffic light**: of the limit that runs now, counted from when it began: green below 80 %, yellow up to its end, red
  beyond; green while suspended.
* **Deadlines move only by a recorded act** (派发, 复查不通过, 重新打开, 同意延期, 恢复整改, 调整等级, 并案 and its undo). The event
  names the new deadline; the steps of the ladder that count from it are planned anew.
* **挂账**: all steps that urge the party end, and the limit stands still. 恢复整改 shifts the deadline by as long as the
  suspension lasted, so that what was left is left again, but not less than the shortest limit of the severity. On the look
  date the safety office is reminded at 09:00; if nobody has approved a longer suspension, the hazard resumes by itself at 18:00.
* **调整等级**: both clocks go on. The new deadline is the registration plus the limit of the new severity (a suspension's time
  added), but not sooner than four hours from now. All ladders are planned anew; a level that knows already is not told again.
* **并案**: the earliest discovery and the highest severity win. The merged hazard keeps its own evidence and followers; those who
  reported or follow it hear the master's news. 撤销并案 within 24 hours plans its steps again at their old instants, and takes
  back from the master what the merging gave it, unless a later act has had the last word there.
`

func join[T fmt.Stringer](list []T) string {
	words := make([]string, 0, len(list))
	for _, v := range list {
		words = append(words, v.String())
	}
	return strings.Join(words, "、")
}
