package wecomsim

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// AnyAPI as a Fault's API means every path but gettoken; Callbacks means the
// deliveries to the app.
const (
	AnyAPI    = "*"
	Callbacks = "callback"
)

// A Fault is something that goes wrong. Which calls it strikes is told by API,
// After, Every and Times; what happens by the other fields, of which several may
// be set. A call that two faults match is struck by the one added first.
type Fault struct {
	API   string // path below /cgi-bin/ such as message/send, or AnyAPI, or Callbacks
	After int    // so many matching calls pass before the first is struck
	Every int    // then only each k-th is struck; 0 and 1 mean each
	Times int    // so many are struck in all; 0 means without end

	// Of API calls.
	Slow       time.Duration // real time between carrying the call out and answering
	Code       int           // errcode instead of carrying it out
	HTTPStatus int           // this status with a page of HTML, instead of carrying it out
	HTML       bool          // a page of HTML with status 200, instead of carrying it out
	Handled    bool          // with Code, HTTPStatus or HTML: carry it out all the same
	HalfJSON   bool          // carried out; half of the answer arrives, whole as far as HTTP can tell
	CutHalf    bool          // carried out; the connection ends in the middle of the answer
	CutBefore  bool          // the connection is reset, nothing is carried out
	CutAfter   bool          // carried out; the connection is reset without an answer
	DeadToken  bool          // the token is invalid from now on: 40014
	OldToken   bool          // the token has expired: 42001

	// Of message/send.
	DropSilently bool // accepted and not shown
	WrongFormat  bool // accepted with "Warning: wrong json format." and not shown (wecom-api.md 0.2)

	// Of callbacks. A fault with Duplicate, Reorder or Delay strikes a message
	// when the member sends it, one with any of the others an attempt: a spoiled
	// attempt that is refused is repeated, clean once the fault is used up. One
	// fault cannot do both.
	Duplicate    int           // so many copies more, at the same time
	Reorder      bool          // the phone's next message overtakes, if it comes within a second
	Delay        time.Duration // real time before the first attempt
	BadSignature bool
	WrongCorp    bool          // encrypted for another corp
	Stale        time.Duration // age of the signed time stamp
	Oversized    int           // bytes of an unknown element more
}

// Faults is a table of faults, safe for concurrent use. Its zero value is empty.
type Faults struct {
	mu   sync.Mutex
	last int
	list []*orderedFault
}

// An orderedFault is a fault with its history.
type orderedFault struct {
	Fault
	id      int
	seen    int // matching calls
	strikes int
}

// Add orders a fault and returns its id.
func (f *Faults) Add(fault Fault) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	f.list = append(f.list, &orderedFault{Fault: fault, id: f.last})
	return f.last
}

// Strikes is how often a fault has struck; false if it was cleared or never ordered.
func (f *Faults) Strikes(id int) (int, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.list {
		if o.id == id {
			return o.strikes, true
		}
	}
	return 0, false
}

// Clear takes back all faults, or those with the given ids.
func (f *Faults) Clear(ids ...int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = slices.DeleteFunc(f.list, func(o *orderedFault) bool { return len(ids) == 0 || slices.Contains(ids, o.id) })
}

// take is what strikes this call; false if nothing does. Only faults that
// matches agrees with are counted.
func (f *Faults) take(api string, matches func(*Fault) bool) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.list {
		if !o.covers(api) || !matches(&o.Fault) || o.spent() {
			continue
		}
		o.seen++
		n := o.seen - o.After
		if n <= 0 || n%max(o.Every, 1) != 0 {
			continue
		}
		o.strikes++
		return o.Fault, true
	}
	return Fault{}, false
}

func (o *orderedFault) covers(api string) bool {
	return o.API == api || o.API == AnyAPI && api != apiToken && api != Callbacks
}

func (o *orderedFault) spent() bool { return o.Times > 0 && o.strikes >= o.Times }

func anyFault(*Fault) bool { return true }

// ofMessage are the callback faults that strike a message, not an attempt.
func ofMessage(f *Fault) bool { return f.Duplicate > 0 || f.Reorder || f.Delay > 0 }

// ofAttempt are the callback faults that strike one attempt of a delivery.
func ofAttempt(f *Fault) bool { return !ofMessage(f) }

// replaces tells whether the fault answers instead of the platform.
func (f *Fault) replaces() bool { return f.Code != 0 || f.HTTPStatus != 0 || f.HTML }

func (f *Fault) check() error {
	path := strings.TrimPrefix(f.API, "/cgi-bin/")
	if _, ok := endpoints[path]; !ok && path != AnyAPI && path != Callbacks {
		return fmt.Errorf("no such api: %q", f.API)
	}
	if f.After < 0 || f.Every < 0 || f.Times < 0 || f.Slow < 0 || f.Delay < 0 || f.Duplicate < 0 || f.Oversized < 0 {
		return fmt.Errorf("fault of %s has a negative number", f.API)
	}
	if f.HTTPStatus != 0 && (f.HTTPStatus < 200 || f.HTTPStatus > 599) {
		return fmt.Errorf("%d is no http status", f.HTTPStatus)
	}
	if ofMessage(f) && (f.BadSignature || f.WrongCorp || f.Stale != 0 || f.Oversized > 0) {
		return fmt.Errorf("a fault strikes messages or attempts, not both")
	}
	f.API = path
	return nil
}
