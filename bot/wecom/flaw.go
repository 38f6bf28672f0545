package wecom

import "net/http"

// A Flaw is what is wrong with a callback. It is an error, and its text is the
// label under which such callbacks are counted. A flawed callback is answered
// with 4xx and leaves no trace.
type Flaw string

// The flaws, in the order in which they are looked for (wecom-api.md 1.2).
const (
	FlawMethod     Flaw = "method"
	FlawSize       Flaw = "too_large"
	FlawUnreadable Flaw = "unreadable" // the sender broke off
	FlawEnvelope   Flaw = "bad_envelope"
	FlawPlain      Flaw = "not_encrypted"
	FlawSignature  Flaw = "bad_signature"
	FlawStale      Flaw = "stale" // signed more than five minutes before or after now
	FlawBase64     Flaw = "bad_base64"
	FlawLength     Flaw = "bad_length" // of the ciphertext, or msg_len beyond its end
	FlawPadding    Flaw = "bad_padding"
	FlawCorp       Flaw = "wrong_corp"
	FlawAgent      Flaw = "wrong_agent"
	FlawMessage    Flaw = "bad_message" // inner XML broken, or without what every message has
	FlawDTD        Flaw = "dtd"         // a document type, and with it entities
	FlawDepth      Flaw = "too_deep"    // or too many elements
)

// flawStatus follows wecom-api.md 1.8: 403 for what an honest platform would
// never send to us, 400 for what it sent broken.
var flawStatus = map[Flaw]int{
	FlawMethod:     http.StatusMethodNotAllowed,
	FlawSize:       http.StatusRequestEntityTooLarge,
	FlawUnreadable: http.StatusBadRequest,
	FlawEnvelope:   http.StatusBadRequest,
	FlawPlain:      http.StatusForbidden,
	FlawSignature:  http.StatusForbidden,
	FlawStale:      http.StatusForbidden,
	FlawBase64:     http.StatusBadRequest,
	FlawLength:     http.StatusBadRequest,
	FlawPadding:    http.StatusBadRequest,
	FlawCorp:       http.StatusForbidden,
	FlawAgent:      http.StatusForbidden,
	FlawMessage:    http.StatusBadRequest,
	FlawDTD:        http.StatusBadRequest,
	FlawDepth:      http.StatusBadRequest,
}

func (f Flaw) Error() string { return string(f) }

// Status is the HTTP status a callback with this flaw is answered with.
func (f Flaw) Status() int {
	if status, ok := flawStatus[f]; ok {
		return status
	}
	return http.StatusBadRequest
}
