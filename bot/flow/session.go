package flow

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gridwarden/bot"
)

// The engine's sizes (peers.md 5.4).
const (
	sameBurst = 20 * time.Second // a photo this soon after the last belongs with it

	maxOpen   = 3
	maxParked = 5
	maxDone   = 5
	maxText   = 2000 // runes of one message
)

// A session is what is kept of a member's conversation.
type session struct {
	Open   []*frame   `json:"open,omitempty"`   // the last is the one talked about
	Parked []parked   `json:"parked,omitempty"` // newest last
	Done   []Finished `json:"done,omitempty"`   // newest last
	Burst  *burst     `json:"burst,omitempty"`
	Wait   *wait      `json:"wait,omitempty"`
	Held   []Photo    `json:"held,omitempty"` // came while the member was asked whether to go on
	Menu   []string   `json:"menu,omitempty"` // keys behind the numbers of the list last shown, or of any card to a member without cards

	patience Patience
}

// A frame is one open case.
type frame struct {
	ID      string          `json:"id"`
	Flow    string          `json:"flow"`
	Version int             `json:"v"`
	At      string          `json:"at,omitempty"`      // key of the question asked
	Trail   []string        `json:"trail,omitempty"`   // keys answered, in the order of the answers
	Skipped []string        `json:"skipped,omitempty"` // those of them that were skipped
	Given   []string        `json:"given,omitempty"`   // keys Open had answered
	Draft   json.RawMessage `json:"draft"`
	Payload json.RawMessage `json:"payload,omitempty"`
	Seen    time.Time       `json:"seen"`               // last message about it
	Sub     json.RawMessage `json:"sub,omitempty"`      // the asked question's own memory
	Edit    bool            `json:"edit,omitempty"`     // At was answered and is being changed
	Back    bool            `json:"back,omitempty"`     // by 上一步
	Misses  int             `json:"misses,omitempty"`   // answers that did not fit, in a row
	Idle    bool            `json:"idle,omitempty"`     // asked whether to go on
	Nudged  bool            `json:"reminded,omitempty"` // reminded of once
	Shot    *shot           `json:"shot,omitempty"`

	flow *Registered
	form form
}

// A shot is where the last photo went, and when.
type shot struct {
	Key string    `json:"key"`
	At  time.Time `json:"at"`
}

// A parked draft waits for 恢复.
type parked struct {
	Frame *frame    `json:"case"`
	Until time.Time `json:"until"`
}

// A burst is a row of photos nobody has answered yet.
type burst struct {
	Case  string    `json:"case"`
	Key   string    `json:"key,omitempty"`   // of the question they went to; empty: none takes photos
	N     int       `json:"n,omitempty"`     // taken
	Extra int       `json:"extra,omitempty"` // not taken
	Began bool      `json:"began,omitempty"` // the first of them began the case
	Until time.Time `json:"until"`
}

// A wait is for something pending.
type wait struct {
	Case   string    `json:"case"`
	Submit bool      `json:"submit,omitempty"` // the member has said 提交
	Tries  int       `json:"tries,omitempty"`
	Next   time.Time `json:"next"`
}

// decode reads a stored session; nothing stored is an empty one.
func decode(body []byte) (*session, error) {
	s := &session{}
	if len(body) == 0 {
		return s, nil
	}
	if err := json.Unmarshal(body, s); err != nil {
		return &session{}, fmt.Errorf("read session: %w", err)
	}
	if slices.Contains(s.Open, nil) || slices.ContainsFunc(s.Parked, func(p parked) bool { return p.Frame == nil }) {
		return &session{}, fmt.Errorf("read session: empty case")
	}
	return s, nil
}

// encode writes the session and when to be called.
func (s *session) encode(member string) (bot.Session, error) {
	out := bot.Session{Member: member, Wake: s.wake()}
	for _, f := range s.Open {
		if f.form == nil {
			continue
		}
		raw, err := f.form.encode()
		if err != nil {
			return out, err
		}
		f.Draft = raw
	}
	if len(s.Open)+len(s.Parked)+len(s.Done)+len(s.Menu) == 0 {
		return out, nil
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return out, fmt.Errorf("encode session: %w", err)
	}
	out.Body = raw
	return out, nil
}

// wake is the next moment something happens though nobody writes.
func (s *session) wake() (at time.Time) {
	soonest := func(t time.Time) {
		if at.IsZero() || t.Before(at) {
			at = t
		}
	}
	if s.Burst != nil {
		soonest(s.Burst.Until)
	}
	if s.Wait != nil {
		soonest(s.Wait.Next)
	}
	if top := s.top(); top != nil {
		if top.Nudged {
			soonest(top.Seen.Add(s.patience.Draft))
		} else {
			soonest(top.Seen.Add(s.patience.Remind))
		}
	}
	return at
}

// top is the frame talked about, nil if none is open.
func (s *session) top() *frame {
	if len(s.Open) == 0 {
		return nil
	}
	return s.Open[len(s.Open)-1]
}

// byID finds an open frame.
func (s *session) byID(id string) *frame {
	for _, f := range s.Open {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// remove takes a frame out of the open ones, with all that hangs on it.
func (s *session) remove(f *frame) {
	s.Open = slices.DeleteFunc(s.Open, func(x *frame) bool { return x == f })
	if s.Burst != nil && s.Burst.Case == f.ID {
		s.Burst = nil
	}
	if s.Wait != nil && s.Wait.Case == f.ID {
		s.Wait = nil
	}
}

// park puts a frame by for 恢复; one without any answer is not worth it.
func (s *session) park(f *frame, now time.Time) (kept bool, err error) {
	if f.form != nil {
		if f.Draft, err = f.form.encode(); err != nil {
			return false, err
		}
	}
	s.remove(f)
	if len(f.Trail) == 0 && f.Shot == nil && len(f.Sub) == 0 {
		return false, nil
	}
	f.Idle, f.Nudged, f.Misses = false, false, 0
	s.Parked = append(s.Parked, parked{f, now.Add(s.patience.Parked)})
	if extra := len(s.Parked) - maxParked; extra > 0 {
		s.Parked = slices.Delete(s.Parked, 0, extra)
	}
	return true, nil
}

// finish remembers a submitted case.
func (s *session) finish(done Finished) {
	s.Done = append(s.Done, done)
	if extra := len(s.Done) - maxDone; extra > 0 {
		s.Done = slices.Delete(s.Done, 0, extra)
	}
}

// lastDone is the newest submission not older than a span.
func (s *session) lastDone(now time.Time, within time.Duration) *Finished {
	if len(s.Done) == 0 {
		return nil
	}
	last := &s.Done[len(s.Done)-1]
	if now.Sub(last.At) > within {
		return nil
	}
	return last
}

// latest is the newest moment the session knows of: time does not run backwards
// in it when messages arrive out of order.
func (s *session) latest() (at time.Time) {
	for _, f := range s.Open {
		if f.Seen.After(at) {
			at = f.Seen
		}
	}
	return at
}
