package safety

import (
	"context"
	"time"
)

// Class is how a notice travels; the words are those of the outbox.
type Class string

const (
	ClassAlarm    Class = "alarm"    // imminent and major: no quiet hours, no cap (T-11, T-13)
	ClassEscalate Class = "escalate" // a step above the responsible person
	ClassUrge     Class = "urge"     // a reminder of what is due now or serious: quiet hours, but no days off (T-12)
	ClassRemind   Class = "remind"
	ClassOpening  Class = "opening" // uniform, opens a period
	ClassNews     Class = "news"
	ClassDigest   Class = "digest"
)

// A Notice says who must be told what. How it is worded is the teller's affair.
type Notice struct {
	Kind  NoticeKind
	Key   string // unique for ever: the same key reaches the same member once
	To    []string
	Class Class
	About string
	Due   time.Time // planned instant; zero: at once
	Until time.Time // of no use afterwards; zero: always of use

	Hazard       *Hazard
	Occurrence   *Occurrence
	Joint        *JointInspection
	Handover     *Handover
	Notification *Notification
	SoftDuty     *SoftDuty
	Preview      *Preview
	Step         *Step
	Ask          Ask               // the request that is put to them, or that was answered
	Lines        []Line            // of a digest or list
	Words        map[string]string // what else the words need, by name
}

// NoticeKind names the wording.
type NoticeKind string

// A Line is one numbered matter of a digest.
type Line struct {
	N       int    `json:"n"`
	Subject string `json:"subject"` // "hazard:…", "occurrence:…"
	No      string `json:"no,omitempty"`
	Text    string `json:"text"`
}

// A Digest is what a leader was shown last, so that "2 督办" can be understood.
type Digest struct {
	Member string
	Key    string // of the notice
	At     time.Time
	Lines  []Line
}

// A Teller words notices and puts them into the outbox of the present transaction.
type Teller interface {
	Tell(ctx context.Context, n Notice) error
}
