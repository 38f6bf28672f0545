package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gridwarden/bot"
)

// Sessions keeps each member's conversation between messages. A member without
// one has the zero Session. Both methods belong to the caller's transaction.
type Sessions interface {
	LoadSession(ctx context.Context, member string) (bot.Session, error)
	SaveSession(ctx context.Context, s bot.Session) error
}

// A Desk talks with one member: it holds what the member may do. It is cheap
// and built anew for each message; its zero fields are left out of the talk.
type Desk struct {
	Flows    []Registered
	Commands []Command
	Sessions Sessions
	NewID    func() string // makes case ids, unique for ever
	Default  string        // name of the flow begun by any photo or sentence while none is open; without effect if it is not among Flows
	Plain    bool          // the member sees no cards: everything is numbered text
	Person   string        // whom a stuck member can ask, e.g. "社区安全员"
	Patience Patience      // how long it waits
	Spelled  *Spelling     // how else members write the words they mean; nil: as they are

	// Emergency sees every text before anything else. Its reply comes first;
	// the text is then taken as usual where a question is open, and begins nothing.
	Emergency func(text string) (bot.Body, bool)

	// Phrases is offered every text that may begin something, before the words
	// of Commands and Flows. With ok the text is dealt with; its refusal is
	// shown. With strict, while a free text is waited for, only what can be
	// nothing else should be taken.
	Phrases func(ctx context.Context, c Case, text string, strict bool) (reply bot.Body, ok bool, err error)

	// Next is asked what to offer after a submission while nothing else is open.
	Next func(ctx context.Context, done Finished) (bot.Body, bool)

	// Late is offered a photo that arrives soon after a
	// submission while nothing is open. With ok the photo is dealt with, and an
	// empty body says nothing; without, it begins the default flow.
	Late func(ctx context.Context, m bot.Message, last Finished) (reply bot.Body, ok bool, err error)
}

// A Finished case was submitted.
type Finished struct {
	ID   string    `json:"id"`
	Flow string    `json:"flow"`
	At   time.Time `json:"at"`
	Said string    `json:"said,omitempty"` // what Submit answered
}

// A Turn is what came of one message. The session has been saved already.
type Turn struct {
	Replies   []bot.Body  // in order; none while photos are being collected
	Update    *bot.Update // of the card that was tapped
	Submitted *Finished   // the case submitted in this turn
	Emergency bool        // the Emergency hook took it for one
	Reminder  bool        // nobody wrote: the replies remind of an unfinished draft
	Foreign   bool        // a tap or event that is none of the engine's; nothing was done
	Lost      error       // the stored session could not be read and was begun anew: for the log
}

// Handle takes one message of a member. The same conversation goes on whatever
// process handles it. An error means that nothing was changed.
func (d *Desk) Handle(ctx context.Context, m bot.Message) (Turn, error) {
	return d.turn(ctx, m, func(t *turn) error { return t.handle() })
}

// Begin begins a flow for a member at a moment, about a payload that its Open
// finds in [Case.Payload]. A flow already open about the same payload is gone
// on with.
func (d *Desk) Begin(ctx context.Context, member string, at time.Time, flow string, payload json.RawMessage) (Turn, error) {
	m := bot.Message{Member: member, At: at}
	return d.turn(ctx, m, func(t *turn) error {
		if _, err := t.closeBurst(); err != nil {
			return err
		}
		_, err := t.begin(flow, payload)
		return err
	})
}

// Check reports mistakes in the program: names or words used twice, words the
// engine keeps for itself, a default that does not exist.
func (d *Desk) Check() error {
	var errs []error
	names, words := map[string]bool{}, map[string]string{}
	claim := func(owner string, says []string) {
		for _, w := range says {
			k := squeeze(w)
			if k == "" {
				errs = append(errs, fmt.Errorf("%s: empty word", owner))
			}
			if other, taken := words[k]; taken {
				errs = append(errs, fmt.Errorf("%s: %q already begins %s", owner, w, other))
			}
			words[k] = owner
		}
	}
	for _, f := range d.Flows {
		if names[f.name] {
			errs = append(errs, fmt.Errorf("flow %s occurs twice", f.name))
		}
		names[f.name] = true
		claim("flow "+f.name, f.says)
		for _, w := range f.says {
			if matchWord(w) != wordNone {
				errs = append(errs, fmt.Errorf("flow %s: %q means something everywhere", f.name, w))
			}
		}
	}
	for _, c := range d.Commands {
		claim("command "+c.Title, c.Says)
		for _, w := range c.Says {
			if word := matchWord(w); word != wordNone && !word.shared() {
				errs = append(errs, fmt.Errorf("command %s: %q means something everywhere", c.Title, w))
			}
		}
	}
	if d.Default != "" && !names[d.Default] {
		errs = append(errs, fmt.Errorf("default flow %q does not exist", d.Default))
	}
	return errors.Join(errs...)
}

// flow finds a flow by name.
func (d *Desk) flow(name string) *Registered {
	for i := range d.Flows {
		if d.Flows[i].name == name {
			return &d.Flows[i]
		}
	}
	return nil
}
