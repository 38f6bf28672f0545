package safety

import "time"

// An Event is a line of the append-only history: nothing that happened is ever
// edited, a correction is a new event.
type Event struct {
	Subject string // "hazard:…", "occurrence:…"
	Seq     int    // 1, 2, 3 … within the subject, given by the store
	At      time.Time
	By      string // userid, or "system"
	Message string // key of the message that caused it
	Action  Action
	From    string // old state
	To      string // new state
	Reason  string
	Detail  map[string]string // what else changed, by field name
}

// System is who does what nobody asked for: steps, misses, expiry.
const System = "system"
