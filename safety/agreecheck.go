package safety

import "slices"

// agreements are the limits that a rung of the severity's ladder says too: what is
// promised to the party and when those above are asked must be one value.
var agreements = []struct {
	key   string
	limit func(Limit) Delay
	mark  Mark
	asked Condition // the rung's, if it has to have one
}{
	{"assign", func(l Limit) Delay { return l.Assign }, MarkRegistered, Unassigned},
	{"acknowledge", func(l Limit) Delay { return l.Acknowledge }, MarkAssigned, Unacknowledged},
	{"ack_expires", func(l Limit) Delay { return l.AckExpires }, MarkAcked, ""},
}

// agree looks whether the limits of a severity and the rungs of its ladder say the
// same; a clock time of the rung is not compared.
func (w *walk) agree(at string, l Limit, ladder Ladder) {
	for _, a := range agreements {
		i := slices.IndexFunc(ladder.Rungs, func(r Rung) bool {
			above := r.Level > 0 || a.asked == ""
			return r.Mark == a.mark && above && (a.asked == "" || slices.Contains(r.If, a.asked))
		})
		if i < 0 {
			continue
		}
		said, rung := a.limit(l), ladder.Rungs[i]
		if said.n != rung.After.n || said.unit != rung.After.unit {
			w.say(at+"/"+a.key, "%s is %q, rung %s of ladder %s says %q: write one value in both", a.key, said, rung.ID, ladder.Name, rung.After)
		}
	}
}
