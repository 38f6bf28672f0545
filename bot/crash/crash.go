// Package crash names the places at which a test stops the process as a power
// cut would (promises.md B3). In ordinary builds At does nothing; built with
// the tag crashtest it kills the process at the place that the environment
// variable GRIDWARDEN_CRASH_AT names: "call-sent" the first time the place is
// passed, "call-sent:3" the third time.
package crash

// The places, in the order in which a message passes them.
const (
	IntakeVerified = "intake-verified" // the callback is genuine, nothing is stored yet (F1)
	IntakeKept     = "intake-kept"     // stored in the inbox, not answered yet (F2)
	TurnClaimed    = "turn-claimed"    // a worker holds the member, nothing is done yet (F3)
	TurnInside     = "turn-inside"     // inside the turn's transaction, before its commit (F4)
	TurnCommitted  = "turn-committed"  // the turn is kept, its answers are not delivered yet (F5)
	FanoutChunk    = "fanout-chunk"    // one chunk of a mass notice is in the outbox, others are not (F6)
	OutboxClaimed  = "outbox-claimed"  // deliveries are claimed, no call is frozen (F7)
	CallKept       = "call-kept"       // the call's bytes are frozen, it was not made (F7)
	CallWritten    = "call-written"    // the request left, its answer is unread (F8)
	CallSent       = "call-sent"       // the platform said yes, nobody recorded it (F9)
	PhotoWritten   = "photo-written"   // the bytes are stored, their row is not (F10)
)

// Names lists every place, for the test that exercises each of them.
var Names = []string{
	IntakeVerified, IntakeKept, TurnClaimed, TurnInside, TurnCommitted, FanoutChunk,
	OutboxClaimed, CallKept, CallWritten, CallSent, PhotoWritten,
}
