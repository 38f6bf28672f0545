package wecomsim

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// EntryKind says what a ledger entry is about.
type EntryKind string

// Kinds of entries.
const (
	EntryRequest   EntryKind = "request"   // a call of the API; Code is its errcode
	EntryShown     EntryKind = "shown"     // a phone displayed a message of the app
	EntrySaid      EntryKind = "said"      // a member did something
	EntryUpdated   EntryKind = "updated"   // a card on a phone was changed
	EntryRecalled  EntryKind = "recalled"  // a message on a phone was taken back
	EntryDropped   EntryKind = "dropped"   // accepted for a member and not shown; Detail says why
	EntryDuplicate EntryKind = "duplicate" // the duplicate check swallowed a message
	EntryWarning   EntryKind = "warning"   // accepted, but against a recommendation
	EntryCallback  EntryKind = "callback"  // one attempt to deliver; Code is the HTTP status, 0 if there was none
	EntryLost      EntryKind = "lost"      // a callback that was given up
	EntryFault     EntryKind = "fault"     // an ordered fault struck
)

// Reasons in the Detail of EntryDropped.
const (
	DroppedMinute     = "more than 30 in a minute"
	DroppedHour       = "more than 1000 in an hour"
	DroppedFormat     = "wrong json format"
	DroppedFault      = "ordered fault"
	DroppedUnlicensed = "no interface licence"
)

// An Entry is one line of the ledger. Secrets and tokens are never in it.
type Entry struct {
	Seq    int64         `json:"seq"`  // from 1, without gaps
	At     time.Time     `json:"at"`   // in the simulated world
	Wall   time.Time     `json:"wall"` // real time
	Kind   EntryKind     `json:"kind"`
	Person string        `json:"person,omitempty"` // userid
	MsgID  string        `json:"msg_id,omitempty"` // of message/send, or of the callback
	Shown  string        `json:"shown,omitempty"`  // Shown.ID on the phone of Person
	API    string        `json:"api,omitempty"`    // path below /cgi-bin/
	Code   int           `json:"code,omitempty"`
	Try    int           `json:"try,omitempty"`  // number of the attempt, from 1; copies of a Duplicate fault count on from 101
	Took   time.Duration `json:"took,omitempty"` // real time, of requests and callbacks
	Detail string        `json:"detail,omitempty"`
	Query  string        `json:"query,omitempty"` // of a request, with secrets masked
	Body   string        `json:"body,omitempty"`  // JSON of a request, cut after 64 KiB
}

const maxLoggedBody = 64 << 10

// ledger is guarded by Sim.mu.
type ledger struct {
	last    int64
	entries []Entry
	tally   map[EntryKind]int
}

// note appends an entry. Sim.mu is held.
func (s *Sim) note(e Entry) {
	l := &s.ledger
	l.last++
	e.Seq, e.At, e.Wall = l.last, s.cfg.Now(), time.Now()
	l.entries = append(l.entries, e)
	if l.tally == nil {
		l.tally = map[EntryKind]int{}
	}
	l.tally[e.Kind]++
	s.notify()
}

// Ledger is all that happened, oldest first, unless it was forgotten.
func (s *Sim) Ledger() []Entry { return s.LedgerAfter(0) }

// LedgerAfter is what happened after the entry with that Seq.
func (s *Sim) LedgerAfter(seq int64) []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, _ := slices.BinarySearchFunc(s.ledger.entries, seq+1, func(e Entry, seq int64) int { return int(e.Seq - seq) })
	return slices.Clone(s.ledger.entries[i:])
}

// Tally counts the entries of each kind, those forgotten among them.
func (s *Sim) Tally() map[EntryKind]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.ledger.tally)
}

// MostInFlight is how many calls to an API path ran at once at the busiest moment.
func (s *Sim) MostInFlight(api string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.peak[api]
}

// Forget drops what happened before a moment of the simulated world: ledger
// entries, displayed messages, media, and what can be redelivered. Long runs keep
// their memory flat with it. Task ids stay taken.
func (s *Sim) Forget(before time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ledger.entries = slices.Clone(slices.DeleteFunc(s.ledger.entries, func(e Entry) bool { return e.At.Before(before) }))
	for _, p := range s.order {
		p.phone.forget(before)
	}
	maps.DeleteFunc(s.files, func(_ string, f *mediaFile) bool { return f.at.Before(before) })
	maps.DeleteFunc(s.sent, func(_ string, m *sentMessage) bool { return m.at.Before(before) })
	maps.DeleteFunc(s.codes, func(_ string, c *cardCode) bool { return c.until.Before(before) })
	maps.DeleteFunc(s.repeats, func(_ [32]byte, r repeat) bool { return r.until.Before(before) })
	maps.DeleteFunc(s.logins, func(_ string, l *login) bool { return l.until.Before(before) })
	s.post.forget(before)
}

// serveLedger is GET /sim/ledger?after=SEQ.
func (s *Sim) serveLedger(w http.ResponseWriter, r *http.Request) {
	after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	if err != nil && r.URL.Query().Has("after") {
		answerJSON(w, http.StatusBadRequest, map[string]string{"error": "after is not a number"})
		return
	}
	answerJSON(w, http.StatusOK, s.LedgerAfter(after))
}

// secretParameters never reach the ledger.
var secretParameters = []string{"access_token", "corpsecret", "code"}

func maskedQuery(query url.Values) string {
	masked := maps.Clone(query)
	for _, name := range secretParameters {
		if masked.Has(name) {
			masked.Set(name, "***")
		}
	}
	return masked.Encode()
}
