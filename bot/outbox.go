package bot

import "time"

// DeliveryState is what became of one post to one member. Every delivery ends
// as sent, bundled, skipped or failed, never as nothing (promises.md R9).
//
//	waiting, held → calling → sent | bundled | failed
//	waiting, held → skipped | failed
//	calling       → waiting (the call is known not to have been shown)
type DeliveryState string

const (
	Waiting DeliveryState = "waiting" // to be looked at when Next comes
	Held    DeliveryState = "held"    // kept back on purpose until Next: quiet hours, day off, cap
	Calling DeliveryState = "calling" // frozen into a call that has not ended
	Sent    DeliveryState = "sent"    // the platform accepted it in its own words
	Bundled DeliveryState = "bundled" // the platform accepted a message that has its line
	Skipped DeliveryState = "skipped" // no longer of use; Reason says why
	Failed  DeliveryState = "failed"  // could not be said; Reason says why
)

// Ended says that nothing more will happen to a delivery in this state.
func (s DeliveryState) Ended() bool {
	return s == Sent || s == Bundled || s == Skipped || s == Failed
}

// A Delivery is one post to one member: a row of the outbox.
type Delivery struct {
	ID    int64 // opaque: says nothing about order
	Post  int64 // the post's row: its words are loaded by it
	Key   string
	To    string
	Alias string // the name it lies under in the outbox, when nobody but the deliverer may know To
	Class Class
	About string
	Sum   string    // of the post's body: equal exactly when the words are equal
	Due   time.Time // planned instant; the moment of posting if the post had none
	Until time.Time // zero: always of use

	State  DeliveryState
	Next   time.Time // not looked at before; at first Due
	Why    string    // the verdict that put it back or ended it, as one word
	Reason string    // the same in words
	Tries  int       // calls that failed so far
	Repeat bool      // said once more after an outcome nobody knows (promises.md B1)
	Call   string    // the call it is or was part of
	Ended  time.Time

	Fence int64 // grows with every claim
}

// A Claim asks for work that is due by Now and that nobody holds, or whose
// holder's lease has passed. What is claimed belongs to Worker until Now+Lease.
type Claim struct {
	Worker  string
	Now     time.Time
	Lease   time.Duration
	Limit   int
	Classes []Class // empty: all
	With    []Class // classes whose due deliveries to the same members come along, beyond Limit
}

// An Outcome is what was decided about a claimed delivery. An outcome whose
// Fence is no longer the row's changes nothing.
type Outcome struct {
	ID     int64
	Fence  int64
	State  DeliveryState
	Next   time.Time // when Waiting or Held
	Why    string
	Reason string
	Tries  int
	Repeat bool
	At     time.Time // the moment of the decision; becomes Ended for states that end
}

// CallState is what became of a stored call.
type CallState string

const (
	CallOpen CallState = "open" // to be made, or made with an outcome nobody knows
	CallDone CallState = "done" // the platform accepted it
	CallVoid CallState = "void" // given up; its deliveries went on without it
)

// A StoredCall is a call with its frozen bytes, kept before it is first made,
// so that any repeat after a crash sends the same bytes.
type StoredCall struct {
	ID         string // unique for ever, chosen by the deliverer
	Call       Call
	Class      Class      // the most urgent of its deliveries
	Bundle     bool       // its deliveries end as bundled
	Deliveries []Delivery // whole when read; ID and Fence count when saved
	Frozen     time.Time  // not later than its first attempt
	Next       time.Time
	Tries      int
	Fence      int64
}

// A CallEnd is what came of an attempt. With State CallOpen the call stays as
// it is until Next. Otherwise Rest applies to its deliveries (ID and Fence of
// Rest are ignored), except those that Except names.
type CallEnd struct {
	ID     string
	Fence  int64
	State  CallState
	Next   time.Time
	Tries  int
	At     time.Time
	MsgID  string // the platform's, for a recall within 24 hours
	Code   string // the platform's response code: changes the card once
	Rest   Outcome
	Except []Outcome
}

// A Charge counts N messages to a member, Capped of them against the daily cap.
type Charge struct {
	Member string
	N      int
	Capped int
}

// A Count is what a member was sent, the charge just made included. Minutes
// are whole minutes of the clock: two of them cover any 60 seconds, and 61 of
// them any hour.
type Count struct {
	Minute int // in this minute and the one before
	Hour   int // in this minute and the sixty before
	Capped int // against the cap, this day in Shanghai
}

// A Tally is the counts after a charge.
type Tally struct {
	Members map[string]Count
	App     int // messages to all members this day in Shanghai
}

// A Fetch is a picture whose bytes are still with the platform: work of the
// same kind as a delivery.
type Fetch struct {
	MediaID string
	By      string    // userid of who sent it
	At      time.Time // when it was sent; the MediaId lives 72 hours from then
	Next    time.Time
	Tries   int
	Alarmed bool // somebody was told that time runs out
	Fence   int64
}
