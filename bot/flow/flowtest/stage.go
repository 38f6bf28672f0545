// Package flowtest talks with flows in tests: by transcripts that a person can
// read, and by a random talker who breaks rules.
package flowtest

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
)

// Memory keeps sessions as bytes, so that every message is handled as if the
// program had been restarted before it.
type Memory map[string]bot.Session

// LoadSession returns the member's session, or a zero one.
func (m Memory) LoadSession(_ context.Context, member string) (bot.Session, error) {
	return m[member], nil
}

// SaveSession keeps a copy of the session.
func (m Memory) SaveSession(_ context.Context, s bot.Session) error {
	s.Body = append([]byte(nil), s.Body...)
	m[s.Member] = s
	return nil
}

// A Stage is a member in front of a desk, with a clock of its own.
type Stage struct {
	// Desk builds the desk for a message; its Sessions and NewID, if nil, are
	// the stage's. Called anew for each message.
	Desk   func() *flow.Desk
	Member string
	Now    time.Time
	// Hooks run on a transcript's line "! name", between two messages.
	Hooks map[string]func()

	Sessions Memory
	serial   int
	cases    int
	cards    []bot.Card // all cards shown, newest last
}

// Case makes case ids that read well: c1, c2, …
func (s *Stage) Case() string {
	s.cases++
	return fmt.Sprintf("c%d", s.cases)
}

func (s *Stage) desk() *flow.Desk {
	d := s.Desk()
	if s.Sessions == nil {
		s.Sessions = Memory{}
	}
	if d.Sessions == nil {
		d.Sessions = s.Sessions
	}
	if d.NewID == nil {
		d.NewID = s.Case
	}
	return d
}

// Send hands one message over, stamped with the stage's member and time.
func (s *Stage) Send(m bot.Message) (flow.Turn, error) {
	s.serial++
	m.Member, m.Key = s.Member, fmt.Sprintf("m%d", s.serial)
	if m.At.IsZero() {
		m.At = s.Now
	}
	return s.keep(s.desk().Handle(context.Background(), m))
}

// Begin begins a flow by code.
func (s *Stage) Begin(name string, payload json.RawMessage) (flow.Turn, error) {
	return s.keep(s.desk().Begin(context.Background(), s.Member, s.Now, name, payload))
}

func (s *Stage) keep(t flow.Turn, err error) (flow.Turn, error) {
	for _, b := range t.Replies {
		if b.Card != nil {
			s.cards = append(s.cards, *b.Card)
		}
	}
	return t, err
}

// Pass lets time go by and wakes the conversation whenever it asked for it.
func (s *Stage) Pass(d time.Duration) (turns []flow.Turn, err error) {
	err = s.pass(d, func(t flow.Turn) { turns = append(turns, t) })
	return turns, err
}

func (s *Stage) pass(d time.Duration, each func(flow.Turn)) error {
	end := s.Now.Add(d)
	for range 1000 {
		wake := s.Sessions[s.Member].Wake
		if wake.IsZero() || wake.After(end) {
			s.Now = end
			return nil
		}
		if wake.After(s.Now) {
			s.Now = wake
		}
		t, err := s.Send(bot.Message{Kind: bot.Wake})
		if err != nil {
			return err
		}
		each(t)
		if s.Sessions[s.Member].Wake.Equal(wake) {
			return fmt.Errorf("woken at %s, the session asks for the same moment again", wake.Format(time.TimeOnly))
		}
	}
	return fmt.Errorf("the session keeps asking to be woken")
}

// Tap finds a button or option by its label, on the newest card that has it, or
// with old on the oldest, and makes the message of pressing it.
func (s *Stage) Tap(label string, old bool) (bot.Message, bool) {
	found := bot.Message{}
	ok := false
	for _, c := range s.cards {
		if tap, has := press(c, label); has && (!old || !ok) {
			s.serial++
			tap.ResponseCode = fmt.Sprintf("r%d", s.serial)
			found, ok = bot.Message{Kind: bot.Tapped, Tap: &tap}, true
		}
	}
	return found, ok
}

func press(c bot.Card, label string) (bot.Tap, bool) {
	for _, b := range c.Buttons {
		if b.Text == label && b.Key != "" {
			return bot.Tap{Key: b.Key}, true
		}
	}
	if c.Vote == nil {
		return bot.Tap{}, false
	}
	var ids []string
	for _, want := range splitList(label) {
		for _, o := range c.Vote.Options {
			if o.Text == want {
				ids = append(ids, o.ID)
			}
		}
	}
	if len(ids) == 0 {
		return bot.Tap{}, false
	}
	return bot.Tap{Key: c.Submit.Key, Selected: map[string][]string{c.Vote.Key: ids}}, true
}
