package flow

import (
	"cmp"
	"time"
)

// Patience is how long a desk waits (domain.md 10.2). Zero fields are the usual.
type Patience struct {
	Burst  time.Duration // silence that ends a row of photos; 8 seconds
	Late   time.Duration // after a submission, in which a photo is offered to Desk.Late; 10 minutes
	Remind time.Duration // of silence, before the one reminder of a draft; 22 hours
	Draft  time.Duration // of silence, after which a draft is put by; 24 hours
	Parked time.Duration // for which what was put by can be restored; 7 days
}

func (p Patience) orUsual() Patience {
	return Patience{
		Burst: cmp.Or(p.Burst, 8*time.Second), Late: cmp.Or(p.Late, 10*time.Minute), Remind: cmp.Or(p.Remind, 22*time.Hour),
		Draft: cmp.Or(p.Draft, 24*time.Hour), Parked: cmp.Or(p.Parked, 7*24*time.Hour),
	}
}
