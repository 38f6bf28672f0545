package safety

import (
	"context"
	"fmt"
	"time"
)

// A Service carries out use cases within one transaction and at one moment: it
// is built anew for every message and every step, which costs nothing. The
// moment is stored in all that changes.
type Service struct {
	Store  Store
	Tell   Teller
	Policy *Policy
	Now    time.Time
	Cause  string // key of the message that is being answered; empty for what the clock does

	// Letters gives the first letters by which a name is typed, "wtlyhy" for
	// 梧桐里一号院; nil: places are not found by them.
	Letters func(name string) string

	watch watch // the windows in force at Now
}

// wrap adds what was attempted to an error that is the program's fault; a
// Refusal is the member's answer and stays as it is.
func wrap(err *error, format string, args ...any) {
	if *err == nil {
		return
	}
	if _, no := (*err).(*Refusal); no {
		return
	}
	*err = fmt.Errorf(format+": %w", append(args, *err)...)
}

// event is an Event of this moment and cause.
func (s *Service) event(subject, by string, do Action, from, to, reason string) Event {
	return Event{Subject: subject, At: s.Now, By: by, Message: s.signed(by), Action: do, From: from, To: to, Reason: reason}
}

// say tells a notice unless there is nobody to tell.
func (s *Service) say(ctx context.Context, n Notice) error {
	if len(n.To) == 0 {
		return nil
	}
	return s.Tell.Tell(ctx, n)
}

// classOf is how news about a hazard travels: major matters never wait.
func classOf(h *Hazard, usual Class) Class {
	if h.Severity.Rank() >= Major.Rank() {
		return ClassAlarm
	}
	return usual
}
