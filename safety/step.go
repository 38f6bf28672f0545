package safety

import "time"

// Mark is what a rung counts from.
type Mark string

const (
	MarkOpened     Mark = "opened"     // an occurrence's window begins
	MarkEve        Mark = "eve"        // the day before a window begins: its first working day is 1wd
	MarkDated      Mark = "dated"      // the day an occurrence was fixed for
	MarkDue        Mark = "due"        // an occurrence's or hazard's deadline
	MarkMissed     Mark = "missed"     // an occurrence was not done by its deadline
	MarkReported   Mark = "reported"   // a report waits to be judged
	MarkRegistered Mark = "registered" // the hazard was accepted: the case clock
	MarkAssigned   Mark = "assigned"
	MarkFailed     Mark = "failed"   // a review was not passed
	MarkClaimed    Mark = "claimed"  // a review waits
	MarkAcked      Mark = "acked"    // an acknowledgement that expires
	MarkCase       Mark = "case"     // registration too, but it counts until the end, whatever the state
	MarkWeek       Mark = "week"     // a week of daily occurrences has ended
	MarkReturned   Mark = "returned" // the party sent the assignment back

	MarkExtension  Mark = "extension_asked"
	MarkSuspension Mark = "suspension_asked"
	MarkSeverity   Mark = "severity_asked"
	MarkLook       Mark = "look" // when a suspended hazard is looked at again

	MarkPassedOn   Mark = "passed_on"  // a role has changed hands
	MarkSent       Mark = "sent"       // a hand-over was sent
	MarkUnanswered Mark = "unanswered" // the office was asked to inquire and has not said what it heard
	MarkWatch      Mark = "watch"      // a day of the watch begins
	MarkProgress   Mark = "progress"   // the progress of a treatment was noted last
)

// StepState is what became of a planned step.
type StepState string

const (
	StepPlanned StepState = "planned"
	StepTold    StepState = "told"
	StepNobody  StepState = "no_holder" // nobody to tell at this level: went to the next
	StepSkipped StepState = "skipped"   // with the reason
	StepDropped StepState = "dropped"   // the matter moved on before it was due
)

// A Step is one rung of a ladder for one subject, at the instant that was
// frozen when the ladder started (E-1). Its key is unique: a step fires once (E-4).
// All steps together are the ledger of supervision (督办台账).
type Step struct {
	Key     string // subject/ladder/round/rung
	Subject string // "hazard:…", "occurrence:…", "period:…"
	Ladder  string
	Rung    string
	Round   int // 0, and one more for each reopening
	Mark    Mark
	Level   int
	Due     time.Time
	State   StepState
	Reason  string
	Ended   time.Time // when it was told, skipped or dropped
	To      []string  // who was told
}

// Subjects are "kind:id".
const (
	HazardSubject     = "hazard:"
	OccurrenceSubject = "occurrence:"
	PeriodSubject     = "period:"
	WeekSubject       = "week:" // ladder/week/community

	HandoverSubject     = "handover:"
	NotificationSubject = "notification:"
	TreatmentSubject    = "treatment:" // and the hazard's id
)
